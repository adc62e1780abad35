"""Sheet of accepted returns of imports by month: that of the list beside that of the correction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from app.reporting.cells import Kind
from app.reporting.lists import columns
from app.reporting.sheet import Sheet, count_where, literal, sum_where
from app.reporting.words import Words

_MEASURES = ("given_back", "duty", "vat", "consumption")
_COLUMNS = (
    ("origin_month", Kind.MONTH, 12, False),
    ("correction_month", Kind.MONTH, 12, False),
    ("parcels", Kind.COUNT, 10, True),
    *((name, Kind.MONEY, 14, True) for name in _MEASURES),
)
_KEYS = ("origin_month", "correction_month")
_FIRST_ROW = 3

Pair = tuple[str, str, int, int, int, int, int]
"""Both months, requests, and the measures at scale 5."""


def return_month_sheet(pairs: Collection[Pair], effects: Sheet, words: Words) -> Sheet:
    """One row a pair of months, added up over the sheet of effects."""
    return Sheet(
        words.title("return_months"),
        columns(_COLUMNS, words),
        _rows(pairs, effects, words),
        len(pairs),
        total_label=words.say("report.total"),
    )


def _rows(pairs: Collection[Pair], effects: Sheet, words: Words) -> Iterator[Sequence[object]]:
    is_import = ("flow", literal(words.say("decl_flow.import")))
    accepted = ("status", literal(words.say("return_state.accepted")))
    for row, (origin, correction, requests, *amounts) in enumerate(pairs, _FIRST_ROW):
        same = [(_KEYS[0], f"$A{row}"), (_KEYS[1], f"$B{row}"), is_import, accepted]
        yield (
            *(origin, correction),
            count_where(effects, same, requests),
            *(
                sum_where(effects, name, same, amount)
                for name, amount in zip(_MEASURES, amounts, strict=True)
            ),
        )
