"""A master bill list (清单总分单) as it is typed for the lists a person has chosen."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date

from app.store.session import Session
from app.workflow.changing import Bill, master_bill
from app.workflow.outcome import Outcome
from app.workflow.typed import Typed

FIELDS = ("transport_name", "voyage_no", "bill_no", "domestic_vehicle", "site_code")

_ON_LISTS = ("transport_name", "voyage_no", "bill_no", "site_code")
_AGREED = f"""
SELECT {", ".join(f"iif(count(DISTINCT {f}) = 1, max({f}), '')" for f in _ON_LISTS)}
FROM declaration_list WHERE id IN (SELECT value FROM json_each(?))
"""


def agreed(conn: sqlite3.Connection, list_ids: Collection[int]) -> dict[str, str]:
    """What the form begins with: by field what all these lists say, "" where they differ."""
    row = conn.execute(_AGREED, (json.dumps(list(list_ids)),)).fetchone()
    return dict(zip(_ON_LISTS, row, strict=True))


def keep_bill(session: Session, typed: Typed, list_ids: Collection[int], *, on: date) -> Outcome:
    """Make a master bill list of these lists. Counts: bills. Raises EditRefused."""
    bill = Bill(**{field: typed[field].strip() for field in FIELDS})
    return master_bill(session, bill, list_ids, on=on)
