"""How goods travel, as it is typed: the master bill list (清单总分单) of chosen lists, and parcels
of imports that came into the supervised site (入库明细单)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date

from app.declaration.terms import Company
from app.store.session import Session
from app.workflow.changing import Bill, Delivery, master_bill, record_delivery
from app.workflow.outcome import Outcome
from app.workflow.typed import Typed

FIELDS = ("transport_name", "voyage_no", "bill_no", "domestic_vehicle", "site_code")

_ON_LISTS = ("transport_name", "voyage_no", "bill_no", "site_code")
_AGREED = f"""
SELECT {", ".join(f"iif(count(DISTINCT {f}) = 1, max({f}), '')" for f in _ON_LISTS)}
FROM declaration_list WHERE id IN (SELECT value FROM json_each(?))
"""

CAME_IN = (
    *("bill_no", "customs_office", "transport_mode", "transport_name", "voyage_no"),
    *("operator_code", "operator_name", "unload_location", "note"),
)
_OF_BILL = CAME_IN[:5]
_FIRST_BILL = f"SELECT {', '.join(_OF_BILL)} FROM declaration_list WHERE id = ? AND flow = 'import'"
_LAST_SITE = "SELECT operator_code, operator_name FROM delivery ORDER BY id DESC LIMIT 1"


def agreed(conn: sqlite3.Connection, list_ids: Collection[int]) -> dict[str, str]:
    """What the form begins with: by field what all these lists say, "" where they differ."""
    row = conn.execute(_AGREED, (json.dumps(list(list_ids)),)).fetchone()
    return dict(zip(_ON_LISTS, row, strict=True))


def keep_bill(session: Session, typed: Typed, list_ids: Collection[int], *, on: date) -> Outcome:
    """Make a master bill list of these lists. Counts: bills. Raises EditRefused."""
    bill = Bill(**{field: typed[field].strip() for field in FIELDS})
    return master_bill(session, bill, list_ids, on=on)


def came_in(conn: sqlite3.Connection, list_ids: Collection[int]) -> dict[str, str]:
    """What the form of a delivery begins with: the bill of the first of these lists, when it is of
    an import, and who ran the site the last time."""
    first = next(iter(list_ids), 0)
    bill = conn.execute(_FIRST_BILL, (first,)).fetchone() or ("",) * len(_OF_BILL)
    site = conn.execute(_LAST_SITE).fetchone() or ("", "")
    return dict(zip(CAME_IN, (*bill, *site), strict=False))


def keep_delivery(session: Session, typed: Typed, *, on: date) -> Outcome:
    """Note that all parcels under a bill came in that did not before. Counts: deliveries. Raises
    EditRefused."""
    given = {field: typed[field].strip() for field in CAME_IN}
    operator = Company(given.pop("operator_code"), given.pop("operator_name"))
    return record_delivery(session, Delivery(operator, **given), on=on)
