"""Customs exchange rates from a file: one row a currency and month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from app.store.loading import Load
from app.store.prepared import Preparation, Prepared, Row, batches
from app.store.rates import SCALE, ExchangeRate, cny_for_one, put_rate
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind, Severity
from app.values.period import Month

_KIND = DocumentKind.EXCHANGE_RATE
_MONTH = re.compile(r"(\d{4})\D?(\d{1,2})(?:\D.*)?")
_FROM_E5 = 10 ** (SCALE - 5)


def prepare_rates(file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Make rows (`RATE_FIELDS`) ready for `load_rates`: (row, currency, month, CNY for one at scale
    8, day, source)."""
    work = Preparation(file, sheet)
    for batch in batches(ready for row in rows if (ready := _ready(work, row)) is not None):
        yield work.hand_over(batch)
    yield work.hand_over([])


def _ready(work: Preparation, row: Row) -> Row | None:
    row_no, currency, month, cny, per, source_day, source = row
    found = _MONTH.fullmatch(month)
    is_month = found is not None and 1 <= int(found[2]) <= 12
    scaled, rest = divmod(cny * _FROM_E5, per or 1)
    if not is_month or scaled <= 0 or rest or currency == "CNY":
        work.leave_out()
        work.find(
            "store.rate_unusable",
            Severity.BLOCKING,
            row=row_no,
            document=_KIND,
            number=currency,
            field="cny" if is_month else "month",
            value=text_from_e5(cny) if is_month else month,
        )
        return None
    assert found is not None
    return row_no, currency, f"{found[1]}-{int(found[2]):02d}", scaled, source_day, source


def load_rates(load: Load, prepared: Iterable[Prepared]) -> None:
    """Bring the rates into the store; one that replaces another is reported with both."""
    tally = load.tally
    for batch in prepared:
        load.take(batch)
        for row, currency, month, scaled, day, source in batch.rows:
            at = Month.parse(month)
            before = cny_for_one(load.conn, currency, at)
            cny = Decimal(scaled).scaleb(-SCALE)
            rate = ExchangeRate(
                currency,
                at,
                cny,
                source or load.file_name,
                date.fromisoformat(day) if day else None,
            )
            changed = put_rate(load.conn, load.call_id, rate)
            tally.new += changed and before is None
            tally.changed += changed and before is not None
            tally.same += not changed
            if before is not None and before != cny:
                load.notes.find(
                    "store.rate_changed",
                    Severity.DOUBTFUL,
                    row=row,
                    document=_KIND,
                    number=f"{currency} {month}",
                    field="cny",
                    value=f"{cny.normalize():f}",
                    expected=f"{before.normalize():f}",
                )
        load.report()
