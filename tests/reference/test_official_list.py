"""Reading an official list as the user's own rows."""

from __future__ import annotations

from datetime import date

from app.reference.codes import Codes, Override
from app.reference.official_list import overrides_from_rows
from app.values.finding import Finding, Severity

DAY = date(2026, 11, 21)


def read(name: str, *rows: dict[str, str]) -> tuple[list[Override], list[Finding]]:
    return overrides_from_rows(name, rows, source="官方表.csv", imported_on=DAY)


def test_a_list_with_official_headers_comes_in() -> None:
    own, findings = read(
        "currency", {"代码": "MXN", "中文名称": "墨西哥比索", "英文名称": "Peso", "备注": "—"}
    )
    values = {"name_zh": "墨西哥比索", "name_en": "Peso"}
    assert own == [Override("currency", "MXN", values, "官方表.csv", DAY)]
    assert findings == []
    assert Codes(own).recognise("currency", "墨西哥比索") == "MXN"


def test_units_of_goods_codes_come_as_names_or_codes() -> None:
    own, findings = read(
        "hs8",
        {
            "商品编码": "61091099",
            "商品名称": "其他T恤衫",
            "第一法定单位": "件",
            "第二法定单位": "035",
        },
    )
    assert not findings
    assert own[0].values["statutory_unit_1"] == "011"
    assert own[0].values["statutory_unit_2"] == "035"


def test_our_own_column_names_are_headers_too() -> None:
    own, _ = read("hs8", {"hs_code": "61091099", "name_zh": "其他", "statutory_unit_1": "011"})
    assert own[0].code == "61091099"


def test_bad_rows_are_named_and_good_ones_come_in() -> None:
    own, findings = read(
        "unit",
        {"代码": "200", "名称": "测试单位甲"},
        {"代码": "", "名称": "测试单位乙"},
        {"代码": "7", "名称": "个"},
        {"代码": "200", "名称": "测试单位丙"},
        {"代码": "２０１", "名称": "测试单位丁"},
    )
    assert [row.code for row in own] == ["200", "201"]
    assert [
        (finding.code, finding.provenance and finding.provenance.row) for finding in findings
    ] == [
        ("reference.list_row_without_code", 3),
        ("reference.list_code_short", 4),
        ("reference.list_code_twice", 5),
    ]
    assert {finding.severity for finding in findings} == {Severity.DOUBTFUL}


def test_an_unknown_unit_leaves_the_goods_code_out() -> None:
    own, findings = read("hs8", {"商品编码": "61091099", "法定单位": "驮"})
    assert own == []
    assert [(finding.code, finding.value) for finding in findings] == [
        ("reference.list_unknown_unit", "驮")
    ]


def test_a_list_without_a_column_of_codes_is_refused_once() -> None:
    own, findings = read("unit", {"甲": "1", "乙": "2"}, {"甲": "3", "乙": "4"})
    assert own == []
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("reference.list_no_code", Severity.BLOCKING)
    ]


def test_an_empty_list_gives_nothing() -> None:
    assert read("unit") == ([], [])
