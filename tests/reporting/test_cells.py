"""A cell holds what it was given, and nothing a spreadsheet program would run."""

from __future__ import annotations

import re

import pytest

from app.reporting.cells import MAX_TEXT, Altered, Formula, Kind, Style, cell_writer, safe_text

STYLE = Style(plain=1, quoted=2)


def cell(kind: Kind, value: object) -> str:
    return cell_writer(kind, STYLE, Altered())(value)


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.CODE])
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "＝1"])
def test_text_that_looks_like_a_formula_is_quoted_text(kind: Kind, text: str) -> None:
    written = cell(kind, text)
    assert written.startswith('" s="2" t="inlineStr">')
    assert "<f>" not in written


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.TEXT, Kind.CODE)])
def test_text_in_a_number_column_stays_text(kind: Kind) -> None:
    assert 't="inlineStr"' in cell(kind, "=1+1")


def test_only_our_own_type_becomes_a_formula() -> None:
    assert cell(Kind.MONEY, Formula('IF(A1<B1,"&",2)')) == (
        '" s="1"><f>IF(A1&lt;B1,"&amp;",2)</f></c>'
    )
    assert "<f>" not in cell(Kind.MONEY, "Formula(1)")


@pytest.mark.parametrize(
    ("kind", "value", "number"),
    [
        (Kind.MONEY, 1250000, "12.5"),
        (Kind.MONEY, -1, "-0.00001"),
        (Kind.MONEY, 0, "0"),
        (Kind.WEIGHT, 12345, "0.12345"),
        (Kind.COUNT, 1200, "1200"),
        (Kind.RATE, 712340000, "7.1234"),
        (Kind.DATE, "2026-11-03", "46329"),
        (Kind.MONTH, "2026-11", "46327"),
        (Kind.TIME, "2026-11-03T12:00:00", "46329.5"),
        (Kind.TIME, "2026-11-03", "46329"),
    ],
)
def test_numbers_and_dates_are_numbers(kind: Kind, value: object, number: str) -> None:
    assert cell(kind, value) == f'" s="1"><v>{number}</v></c>'


@pytest.mark.parametrize("value", ["", None])
@pytest.mark.parametrize("kind", list(Kind))
def test_absent_values_make_no_cell(kind: Kind, value: object) -> None:
    assert cell(kind, value) == ""


@pytest.mark.parametrize("value", ["3 Nov", "2026-13-01", "1899-12-31"])
def test_a_date_nobody_can_read_is_kept_as_text(value: str) -> None:
    assert f"<t>{value}</t>" in cell(Kind.DATE, value)


def test_control_characters_go_and_are_counted_in_each_cell() -> None:
    altered = Altered()
    write = cell_writer(Kind.TEXT, STYLE, altered)
    for _ in range(3):
        assert "<t>ab</t>" in write("a\x07b\ud800")
    assert altered.count == 3


def test_text_up_to_the_limit_is_whole_and_longer_text_is_shortened() -> None:
    altered = Altered()
    assert safe_text("字" * MAX_TEXT, altered) == "字" * MAX_TEXT
    assert altered.count == 0
    assert safe_text("字" * (MAX_TEXT + 1), altered) == "字" * (MAX_TEXT - 1) + "…"
    assert altered.count == 1


def test_text_that_looks_like_an_escape_is_escaped() -> None:
    shown = re.sub("_x005F_", "_", cell(Kind.TEXT, "a_x0041_b"))
    assert "_x005F_x0041_" in cell(Kind.TEXT, "a_x0041_b")
    assert "a_x0041_b" in shown


def test_spaces_at_the_ends_are_preserved() -> None:
    assert '<t xml:space="preserve"> a </t>' in cell(Kind.TEXT, " a ")
