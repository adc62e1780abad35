"""What the summary list (汇总申报清单) on paper is made of. Numbers are whole at scale 5, None: not
known; sums are made by the store."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SummaryPaperLine:
    """A merged line of an entry expected, with the head key of that entry. `own_no` "" = not
    applied for; `entries` the numbers customs gave what came of it."""

    group_no: int
    own_no: str
    entries: str
    country: str
    port_office: str
    transport_mode: str
    producer_code: str
    item_no: int
    hs_code: str
    goods_name: str
    declared_qty_e5: int | None
    declared_unit: str
    currency: str
    value_e5: int
    lists: int


@dataclass(frozen=True, slots=True)
class SummaryPaper:
    """A month ("2026-10"). `due` "" = no rule for it; `totals`: currency, sum; `groups` entries
    expected; `simplified` lists went with summary statistics."""

    id: int
    month: str
    company: str
    credit_code: str
    due: str
    lists: int
    applied: int
    groups: int
    entries: int
    left: int
    simplified: int
    lines: tuple[SummaryPaperLine, ...]
    totals: tuple[tuple[str, int], ...]

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        return {"month": self.month}
