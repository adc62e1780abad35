"""The charts of the monthly report: the measures of the screen's chart, and what the month is made
of. Every value in them stands in a table or beside its bar, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from app.documents.month_paper import MonthPaper, MonthPoint, MonthShare
from app.printing.chart import ranking_height
from app.printing.form import BarChart, ChartRow, Comparison, Pattern, Rank, Ranking, Stack
from app.printing.words import UNKNOWN, Words, amount
from app.values.axis import short_money

_EXPORT = (Pattern.SOLID, Pattern.PALE)
_IMPORT = (Pattern.STRIPED, Pattern.SPARSE)
_TRADE_HEIGHT, _PASSING_HEIGHT = 54.0, 46.0
_HOUR, _HUNDRED, _TENTH = 60, 100, 10
_ABREAST = 2
_CODED = ("customs_mode", "country", "customs_office", "currency")  # by tables of the same name


def trade_chart(paper: MonthPaper, words: Words) -> ChartRow:
    """Twelve months of exports and imports, released and not yet."""
    bars = _bars(
        paper,
        lambda point: (
            (point.export_e5, point.export_pending_e5),
            (point.import_e5, point.import_pending_e5),
        ),
    )
    chart = BarChart(
        words.say("month.measure.value"),
        bars,
        (_EXPORT, _IMPORT),
        _legend(words, "pending"),
        lambda value: short_money(value, words.language),
    )
    return ChartRow((chart,), _TRADE_HEIGHT)


def passing_charts(paper: MonthPaper, words: Words) -> ChartRow:
    """How long lists took, how many passed by themselves, how many came back."""
    hours = BarChart(
        words.say("month.measure.clearance"),
        _bars(paper, _waits),
        (_EXPORT, _IMPORT),
        _legend(words, "most"),
        lambda hundredths: f"{Decimal(hundredths) / _HUNDRED:f}",
        _lines(paper, words, "clearance.", _HUNDRED),
    )
    shares = [
        BarChart(
            words.say(f"month.measure.{name}"),
            _bars(paper, lambda point, name=name: _shares(point, name)),  # type: ignore[misc]
            (_EXPORT[:1], _IMPORT[:1]),
            _legend(words, ""),
            lambda tenths: f"{Decimal(tenths) / _TENTH:f}%",
            _lines(paper, words, f"{name}.", _HUNDRED * _TENTH),
        )
        for name in ("automatic", "returned")
    ]
    return ChartRow((hours, *shares), _PASSING_HEIGHT)


def rankings(paper: MonthPaper, words: Words) -> list[ChartRow]:
    """The largest parts of the month by every dimension, two charts beside each other."""
    by: dict[str, list[MonthShare]] = {}
    for share in paper.shares:
        by.setdefault(share.by, []).append(share)
    return [
        ChartRow(
            tuple(_ranking(name, by[name], words) for name in names),
            ranking_height(len(by[name]) for name in names),
        )
        for names in (list(by)[at : at + _ABREAST] for at in range(0, len(by), _ABREAST))
    ]


def _ranking(by: str, shares: Sequence[MonthShare], words: Words) -> Ranking:
    headings = ("month_released_value", "month_pending_value", "month_share")
    return Ranking(
        words.say(f"month.by.{by}"),
        tuple(words.say(f"printing.column.{name}") for name in headings),
        tuple(
            Rank(
                share_name(by, share.key, words),
                (share.released_e5 or 0, share.pending_e5 or 0),
                (amount(share.released_e5), amount(share.pending_e5), percent(share.percent)),
            )
            for share in shares
        ),
        _EXPORT,
        (4, 4, 2),
    )


def share_name(by: str, key: str, words: Words) -> str:
    """What a part is called: code and name, a platform by itself, goods by their chapter."""
    if not key:
        return words.say("month.nameless")
    if by in _CODED:
        return words.code_and_name(by, key)
    if by != "goods":
        return key
    table, code = ("hs6", key) if words.language == "en" else ("hs_chapter", key[:2])
    name = words.name(table, code)
    return key if name == code else f"{key} {name}"


def percent(value: Decimal | None) -> str:
    """A share or a change in per cent."""
    return UNKNOWN if value is None else f"{value}%"


def _bars(
    paper: MonthPaper, stacks: Callable[[MonthPoint], tuple[Stack, ...]]
) -> tuple[tuple[str, tuple[Stack, ...]], ...]:
    """One place a month: the year stands with the first one and each January."""
    labels = [
        point.month[2:] if at == 0 or point.month.endswith("-01") else f"{int(point.month[5:])}"
        for at, point in enumerate(paper.trend)
    ]
    return tuple(zip(labels, map(stacks, paper.trend), strict=True))


def _legend(words: Words, second: str) -> tuple[tuple[str, Pattern], ...]:
    """What the patterns mean; `second`: the upper parts of the bars, "" = they have none."""
    found = []
    for flow, patterns in (("export", _EXPORT), ("import", _IMPORT)):
        found.append((words.say(f"month.legend.{flow}"), patterns[0]))
        if second:
            found.append((words.say(f"month.legend.{second}"), patterns[1]))
    return tuple(found)


def _waits(point: MonthPoint) -> tuple[Stack, Stack]:
    """Hundredths of hours: the median, and from there to the ninth tenth."""

    def stack(median: int | None, most: int | None) -> Stack:
        if median is None or most is None:
            return (None, None)
        low, high = (minutes * _HUNDRED // _HOUR for minutes in (median, most))
        return (low, high - low)

    return (
        stack(point.export_median, point.export_most),
        stack(point.import_median, point.import_most),
    )


def _shares(point: MonthPoint, name: str) -> tuple[Stack, Stack]:
    """Tenths of a per cent."""
    found = (getattr(point, f"{flow}_{name}") for flow in ("export", "import"))
    one, other = (None if value is None else int(value * _TENTH) for value in found)
    return ((one,), (other,))


def _lines(paper: MonthPaper, words: Words, begin: str, scale: int) -> tuple[Comparison, ...]:
    """The lines to compare with; one for imports says nothing where nobody imports."""
    is_importing = any(point.import_median is not None for point in paper.trend)
    return tuple(
        Comparison(int(line.value * scale), words.say(f"month.line.{line.name}", value=line.shown))
        for line in paper.lines
        if line.name.startswith(begin) and (is_importing or not line.name.endswith(".import"))
    )
