"""The list of goods of retail import: notes as conditions, files as they come, verdicts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.tax.positive import (
    Heading,
    NoteKind,
    Verdict,
    headings_from_rows,
    notes_from_text,
    rule_on,
    weight_allowed,
)


@pytest.mark.parametrize(
    ("text", "kind", "condition"),
    [
        ("每人每年限量20千克", NoteKind.WEIGHT, {"kg": "20"}),
        ("2公斤/人/年", NoteKind.WEIGHT, {"kg": "2"}),
        ("20千克以内（每人每年）", NoteKind.WEIGHT, {"kg": "20"}),
        ("仅限网购保税商品", NoteKind.MODE, {"modes": "1210,1239"}),
        ("限于直购进口", NoteKind.MODE, {"modes": "9610"}),
        ("仅限家用打印机墨水", NoteKind.NAME, {"only": "家用打印机墨水"}),
        (
            "列入《两用物项许可证管理目录》的商品除外",
            NoteKind.EXCLUSION,
            {"except": "列入《两用物项许可证管理目录》"},
        ),
        ("不包括濒危动物制品", NoteKind.EXCLUSION, {"except": "濒危动物制品"}),
        ("依照其他规定办理", NoteKind.OTHER, {}),
        ("仅限直购或保税", NoteKind.OTHER, {}),
    ],
)
def test_note_becomes_a_condition(text: str, kind: NoteKind, condition: dict[str, str]) -> None:
    (note,) = notes_from_text(text)
    assert (note.kind, note.condition, note.text) == (kind, condition, text)


def test_several_notes_are_told_apart() -> None:
    notes = notes_from_text("1.仅限网购保税商品；2.每人每年20千克。")
    assert [note.kind for note in notes] == [NoteKind.MODE, NoteKind.WEIGHT]
    assert weight_allowed(notes) == Decimal(20)
    assert weight_allowed(()) is None


def test_table_and_copied_lines_give_the_same_headings() -> None:
    table = headings_from_rows(
        [
            (1, ["序号", "税则号列", "货品名称", "备注"]),
            (2, ["1", "10063020", "长粒米精米", "每人每年20千克"]),
            (3, ["2", "2023000", "冻去骨牛肉", ""]),
        ]
    )
    lines = headings_from_rows(
        [
            (1, ["序号 税则号列 货品名称 备注"]),
            (2, ["1 1006.30.20 长粒米精米 每人每年20千克"]),
            (3, ["第 2 页"]),
            (4, ["2 02023000 冻去骨牛肉"]),
        ]
    )
    assert table.headings == lines.headings
    assert [each.code for each in table.headings] == ["10063020", "02023000"]


def test_a_line_that_went_on_belongs_to_the_one_before() -> None:
    read = headings_from_rows([(1, ["32151900 其他印刷油墨 仅限家用"]), (2, ["打印机墨水"])])
    assert read.headings[0].notes[0].text == "仅限家用打印机墨水"


def test_doubtful_rows_are_told() -> None:
    read = headings_from_rows(
        [(1, ["某种商品"]), (2, ["10063020", "甲"]), (3, ["10063020", "乙"]), (4, ["", ""])]
    )
    assert (read.unread, read.twice) == ((1,), ("10063020",))
    assert read.headings[0].name == "甲"


HEADING = Heading("10063020", "精米", notes_from_text("仅限网购保税商品；每人每年20千克"))


@pytest.mark.parametrize(
    ("heading", "edition", "mode", "verdict"),
    [
        (HEADING, "", "", Verdict.UNKNOWN),
        (None, "2022", "", Verdict.OFF),
        (HEADING, "2022", "9610", Verdict.OFF),
        (HEADING, "2022", "1210", Verdict.CONDITIONAL),
        (HEADING, "2022", "", Verdict.CONDITIONAL),
        (Heading("02023000", "牛肉"), "2022", "9610", Verdict.ON),
    ],
)
def test_verdict(heading: Heading | None, edition: str, mode: str, verdict: Verdict) -> None:
    assert rule_on(heading, edition, mode).verdict is verdict


def test_closed_mode_names_its_note() -> None:
    ruling = rule_on(HEADING, "2022", "9610")
    assert ruling.against is not None
    assert ruling.against.kind is NoteKind.MODE
