"""The report of a month as it is printed: the same figures as on the screen, nothing added."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.documents.summary import Summarised


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """A key figure ("lists", "export", "import", "tax", "clearance") beside the month before and a
    year ago: money at scale 5, counts, or minutes; None = not known. `percent` of either change."""

    name: str
    now: int | None
    month_ago: int | None
    month_percent: Decimal | None
    year_ago: int | None
    year_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The figures of a mode and flow; flow "" = all of them, which have no `summary`. Money at
    scale 5, in yuan; None = not known."""

    flow: str
    mode: str
    lists: int
    released: int
    pieces: int
    declared_e5: int | None
    released_e5: int | None
    vat_e5: int | None
    consumption_e5: int | None
    refund_e5: int | None
    refused_percent: Decimal | None
    returned_percent: Decimal | None
    summary: Summarised | None = None


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A month of the trend, by flow: what was released and what was not yet, the minutes half and
    nine tenths of the lists took at most, per cent of them that passed by themselves and that came
    back; None = not known."""

    month: str
    export_e5: int | None
    export_pending_e5: int | None
    import_e5: int | None
    import_pending_e5: int | None
    export_median: int | None = None
    export_most: int | None = None
    import_median: int | None = None
    import_most: int | None = None
    export_automatic: Decimal | None = None
    import_automatic: Decimal | None = None
    export_returned: Decimal | None = None
    import_returned: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A figure to compare with: "clearance.export" in hours, "automatic.share" as a part of one."""

    name: str
    value: Decimal

    @property
    def shown(self) -> str:
        """As people read it: hours, or per cent."""
        value = self.value * 100 if self.name == "automatic.share" else self.value
        return f"{value.normalize():f}"


@dataclass(frozen=True, slots=True)
class MonthShare:
    """Part of the month by a dimension ("country", "goods", …): one of its largest."""

    by: str
    key: str
    released_e5: int | None
    pending_e5: int | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class MonthPaper:
    """The report of a month ("2026-10"). Lists counted apart: not filed (`open_lists`), without a
    rate, with an estimated tax, with no tax known. `audit_head`: where the audit log stood when the
    report was made, to be held against it later; "" = there is none."""

    id: int
    month: str
    company: str
    credit_code: str
    open_lists: int
    valueless: int
    estimated: int
    taxless: int
    figures: tuple[MonthFigure, ...]
    rows: tuple[MonthRow, ...]
    trend: tuple[MonthPoint, ...]
    shares: tuple[MonthShare, ...]
    lines: tuple[MonthLine, ...] = ()
    audit_head: str = ""

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        return {"month": self.month}
