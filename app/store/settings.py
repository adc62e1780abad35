"""The company's own settings: JSON values by name, and the profile its lists are made from.

Writing belongs inside a call, so a changed setting can be undone like everything else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from app import resources

COMPANY = "company.profile"


def get_setting(conn: sqlite3.Connection, name: str, default: Any = None) -> Any:
    """The value of a setting (text, number, list, mapping of these); `default` when never set."""
    row = conn.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return json.loads(row[0]) if row else default


def set_setting(conn: sqlite3.Connection, name: str, value: Any) -> bool:
    """Keep a setting; True when that changed something."""
    cursor = conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
        (name, json.dumps(value, ensure_ascii=False, sort_keys=True)),
    )
    return cursor.rowcount > 0


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """Who declares and how, as text; "" = not stated yet. Codes are those of the wire.

    The declarant's code, name and `dxp_id` stand on every message; seller (电商企业) and producer
    (生产销售单位) on every list. `at_zone_customs`: declared at a customs office of a pilot zone.
    `files_waybills`: the company sends the waybills itself, not its carrier.
    `files_payments_unasked`: it sends money received also where the law no longer asks (R21).
    """

    declarant_code: str = ""
    declarant_name: str = ""
    dxp_id: str = ""
    seller_code: str = ""
    seller_name: str = ""
    producer_code: str = ""
    producer_name: str = ""
    customs_office: str = ""
    port_office: str = ""
    customs_mode: str = ""
    transport_mode: str = ""
    wrap_type: str = ""
    site_code: str = ""
    statistics_flag: str = ""
    own_no_prefix: str = ""
    at_zone_customs: bool = False
    files_orders: bool = True
    files_payments: bool = True
    files_payments_unasked: bool = False
    files_waybills: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the fields without which no list can be made."""
        return tuple(name for name in _REQUIRED if not getattr(self, name))


_REQUIRED = (
    "declarant_code", "declarant_name", "seller_code", "seller_name", "producer_code",
    "producer_name", "customs_office", "port_office", "customs_mode", "transport_mode",
    "wrap_type", "statistics_flag", "own_no_prefix",
)  # fmt: skip


def get_company(conn: sqlite3.Connection) -> CompanyProfile:
    """The company's profile: what was set, over the defaults of a new company."""
    stored: Mapping[str, Any] = get_setting(conn, COMPANY, {})
    given = {**resources.load_toml("defaults/company.toml"), **stored}
    known = {field.name for field in fields(CompanyProfile)}  # a newer program may know more
    return CompanyProfile(**{name: value for name, value in given.items() if name in known})


def set_company(conn: sqlite3.Connection, profile: CompanyProfile) -> bool:
    """Keep the profile; True when that changed something."""
    return set_setting(conn, COMPANY, asdict(profile))
