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
from app.documents.fields import Flow

COMPANY = "company.profile"
TRADES = {"export": (Flow.EXPORT,), "import": (Flow.IMPORT,), "both": tuple(Flow)}
"""What a company trades → the ways goods cross the border."""


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
    """Who declares and how, as text; "" = not stated yet. Codes are those of the wire. `trades` is
    a key of TRADES; not stated, the modes tell which way the company trades.

    The declarant's code, name and `dxp_id` stand on every message; seller (电商企业) and producer
    (生产销售单位) on every list. `at_zone_customs`: declared at a customs office of a pilot zone.
    `files_waybills`: the company sends the waybills itself, not its carrier.
    `files_payments_unasked`: it sends money received also where the law no longer asks (R21).

    What import lists need stands apart (`import_…`): bonded ones (1210, 1239) the company in the
    area and its account book, direct purchases (9610) the country the goods leave. A bonded company
    that states that country too sells both ways: its parcels with a bill of lading are direct
    purchases, carried as `direct_transport_mode` says. `assure_code` names the company that
    guarantees the taxes. Payments and waybills of imports usually come from the payment company and
    the carrier, orders from the platform or the company itself.
    """

    trades: str = ""
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
    import_mode: str = ""
    import_customs_office: str = ""
    import_port_office: str = ""
    import_transport_mode: str = ""
    import_site_code: str = ""
    departure_country: str = ""
    direct_transport_mode: str = ""
    assure_code: str = ""
    account_book_no: str = ""
    area_code: str = ""
    area_name: str = ""
    files_import_orders: bool = True
    files_import_payments: bool = False
    files_import_waybills: bool = False

    @property
    def flows(self) -> tuple[Flow, ...]:
        """The ways this company trades, as far as its settings say; exports when they say
        nothing."""
        if self.trades in TRADES:
            return TRADES[self.trades]
        stated = {Flow.EXPORT: self.customs_mode, Flow.IMPORT: self.import_mode}
        return tuple(flow for flow, mode in stated.items() if mode) or (Flow.EXPORT,)

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the fields without which no list can be made, of the ways it trades."""
        return self.missing_for(*self.flows)

    def missing_for(self, *flows: Flow) -> tuple[str, ...]:
        """Names of the fields without which no list of these flows can be made."""
        wanted = [*_REQUIRED, *(name for flow in flows for name in self._required(flow))]
        return tuple(name for name in wanted if not getattr(self, name))

    def _required(self, flow: Flow) -> tuple[str, ...]:
        if flow is Flow.EXPORT:
            return _REQUIRED_FOR_EXPORT
        is_direct = self.import_mode == DIRECT_PURCHASE
        return _REQUIRED_FOR_IMPORT + (
            _REQUIRED_FOR_DIRECT if is_direct else _REQUIRED_FOR_BONDED if self.import_mode else ()
        )


DIRECT_PURCHASE = "9610"  # all other modes of import lists are bonded
IMPORT_MODES = ("1210", "1239", DIRECT_PURCHASE)

_REQUIRED = ("declarant_code", "declarant_name", "seller_code", "seller_name", "own_no_prefix")
_REQUIRED_FOR_EXPORT = (
    "producer_code", "producer_name", "customs_office", "port_office", "customs_mode",
    "transport_mode", "wrap_type", "statistics_flag",
)  # fmt: skip
_REQUIRED_FOR_IMPORT = (
    "import_mode", "import_customs_office", "import_port_office", "import_transport_mode",
    "assure_code",
)  # fmt: skip
_REQUIRED_FOR_DIRECT = ("departure_country",)
_REQUIRED_FOR_BONDED = ("account_book_no", "area_code", "area_name")


def get_company(conn: sqlite3.Connection) -> CompanyProfile:
    """The company's profile: what was set, over the defaults of a new company."""
    stored: Mapping[str, Any] = get_setting(conn, COMPANY, {})
    given = {**resources.load_toml("defaults/company.toml"), **stored}
    known = {field.name for field in fields(CompanyProfile)}  # a newer program may know more
    return CompanyProfile(**{name: value for name, value in given.items() if name in known})


def set_company(conn: sqlite3.Connection, profile: CompanyProfile) -> bool:
    """Keep the profile; True when that changed something."""
    return set_setting(conn, COMPANY, asdict(profile))
