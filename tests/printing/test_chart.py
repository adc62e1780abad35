"""Charts on paper: of rectangles in patterns, within their place, a dash for what is not known."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.printing.chart import filled, put_charts, ranking_height
from app.printing.flow import Flow
from app.printing.form import BarChart, ChartRow, Comparison, Pattern, Rank, Ranking
from app.printing.page import A4_LANDSCAPE, Box, Ink, Text
from tests.printing.papers import measure

BOTH = ((Pattern.SOLID, Pattern.PALE), (Pattern.STRIPED, Pattern.SPARSE))


def chart(*bars: tuple[str, tuple[tuple[int | None, ...], ...]], most: int = 0) -> BarChart:
    marks = (Comparison(most, "参考"),) if most else ()
    return BarChart("图", bars, BOTH, (("甲", Pattern.SOLID),), str, marks)


def drawn(made: BarChart | Ranking, height: float = 50) -> list[Box | Text]:
    flow = Flow(A4_LANDSCAPE, 1.0, measure)
    top = flow.y
    put_charts(flow, ChartRow((made,), height))
    assert flow.y == top + height
    items = [item for item in flow.pages[0] if isinstance(item, Box | Text)]
    for item in items:
        assert flow.left - 0.01 <= item.x <= flow.right
        assert top - 0.01 <= item.y <= flow.y + 1
        if isinstance(item, Box):
            assert item.x + item.width <= flow.right + 0.01
    return items


def solid(items: list[Box | Text]) -> list[Box]:
    return [item for item in items if isinstance(item, Box) and item.ink is Ink.BAR]


def test_bars_are_as_high_as_their_values() -> None:
    items = drawn(chart(("1", ((10, None), (None, None))), ("2", ((5, None), (0, 0)))))
    legend, first, second = solid(items)
    assert legend.y < first.y
    assert first.height == pytest.approx(2 * second.height)


def test_the_unknown_is_a_dash_and_nought_is_nothing() -> None:
    made = chart(("1", ((10, 0), (None, None))), ("2", ((0, 0), (0, 0))))
    texts = [item.text for item in drawn(made) if isinstance(item, Text)]
    assert texts.count("—") == 1


def test_a_line_to_compare_with_stretches_the_axis() -> None:
    items = drawn(chart(("1", ((10, 0), (0, 0))), most=98))
    texts = [item.text for item in items if isinstance(item, Text)]
    assert {"参考", "100"} <= set(texts)


def test_every_pattern_is_another_one_without_colours() -> None:
    """The share of the area that is drawn dark differs by pattern."""
    dark = {
        pattern: sum(
            box.width * box.height
            for box in filled((0, 0, 4, 20), pattern)
            if box.ink is not Ink.PALE
        )
        for pattern in Pattern
    }
    order = [Pattern.SOLID, Pattern.STRIPED, Pattern.SPARSE, Pattern.PALE]
    shares = [dark[pattern] / 80 for pattern in order]
    assert shares == sorted(shares, reverse=True)
    assert all(one - other > 0.05 for one, other in pairwise(shares))


def test_nothing_is_drawn_of_nought() -> None:
    assert not list(filled((0, 0, 4, 0), Pattern.SPARSE))


def test_a_long_name_gives_way_to_its_bar() -> None:
    rows = (
        Rank("很长的名称" * 20, (3, 1), ("3.00", "1.00", "80.0%")),
        Rank("乙", (1, 0), ("1.00",) * 3),
    )
    made = Ranking("前六", ("甲", "乙", "丙"), rows, BOTH[0], (4, 4, 2))
    items = drawn(made, ranking_height([2]))
    texts = [item.text for item in items if isinstance(item, Text)]
    assert any(text.endswith("…") for text in texts)
    assert {"3.00", "80.0%"} <= set(texts)


def test_labels_that_would_touch_are_left_out() -> None:
    many = tuple((f"2026-{n:02d}", ((n, 0), (0, 0))) for n in range(1, 61))
    texts = [item.text for item in drawn(chart(*many)) if isinstance(item, Text)]
    assert 5 < sum(text.startswith("2026-") for text in texts) < 60


def test_charts_that_do_not_fit_go_to_the_next_page() -> None:
    flow = Flow(A4_LANDSCAPE, 1.0, measure)
    flow.y = flow.bottom - 10
    put_charts(flow, ChartRow((chart(("1", ((1, 0), (0, 0)))),), 50))
    assert len(flow.pages) == 2
