"""From a file to cleaned rows: what comes in, what is left out, and what is said."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app import text
from app.documents.fields import FileKind
from app.intake.errors import IntakeError, KindUnknown, NoTable, PasswordProtected
from app.intake.mapping import SavedMapping
from app.intake.plan import open_source
from app.values.errors import Cancelled
from app.values.finding import Severity
from app.values.progress import Stoppable
from tests.intake.files import (
    ORDER_HEADERS,
    codes,
    order_row,
    read_all,
    write_orders,
    write_text,
)


def test_order_file_comes_in(tmp_path: Path) -> None:
    source = open_source(write_orders(tmp_path / "a.csv", order_row()))
    rows, findings = read_all(source)
    assert source.kind is FileKind.ORDER
    assert source.kind_fit == 100
    assert findings == []
    assert rows == [
        {
            "row": 2, "platform": "测试平台", "order_no": "A000000001", "flow": "",
            "shop": "", "ordered_at": "2026-11-03T10:05:00", "buyer_reg_no": "",
            "buyer_name": "测试买家01", "buyer_id_type": "", "buyer_id_no": "",
            "buyer_phone": "", "consignee": "", "consignee_phone": "", "consignee_address": "",
            "consignee_district": "", "country": "USA", "currency": "USD", "goods_value": None,
            "freight": None, "tax": None, "discount": None, "paid": None, "stated_pay_no": "",
            "batch_no": "", "note": "", "sku": "SKU-1", "goods_name": "测试商品", "goods_spec": "",
            "barcode": "", "origin": "", "unit": "", "qty": 200_000, "price": 150_000,
            "line_total": 300_000,
        }
    ]  # fmt: skip


def test_rows_can_be_read_again(tmp_path: Path) -> None:
    source = open_source(write_orders(tmp_path / "a.csv", order_row(), order_row(qty="x")))
    first = read_all(source)
    assert read_all(source) == first
    assert (source.counts.taken, source.counts.left_out) == (1, 1)


def test_file_is_described(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", order_row())
    source = open_source(path)
    assert source.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.size == path.stat().st_size
    assert source.sheet == ""
    assert source.preview == ((2, order_row()),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encoding_does_not_change_the_rows(tmp_path: Path, encoding: str) -> None:
    plain = read_all(open_source(write_orders(tmp_path / "a.csv", order_row())))[0]
    path = write_orders(tmp_path / "b.csv", order_row(), encoding=encoding)
    assert read_all(open_source(path))[0] == plain


def test_guessed_encoding_is_never_silent(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", order_row(), encoding="gb18030")
    source = open_source(path)
    assert [(note.code, note.value) for note in source.notes] == [
        ("intake.encoding_guessed", "gb18030")
    ]
    assert open_source(path, encoding="gb18030").notes == ()


def test_bad_required_cell_leaves_its_row_out(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", order_row(qty="two"), order_row(sku="SKU-2"))
    rows, findings = read_all(open_source(path))
    assert [row["sku"] for row in rows] == ["SKU-2"]
    (finding,) = findings
    assert (finding.code, finding.severity) == ("intake.bad_number", Severity.BLOCKING)
    assert (finding.value, finding.field, finding.rule) == ("two", "qty", "order.qty")
    assert finding.provenance
    assert (finding.provenance.file, finding.provenance.row) == ("a.csv", 2)
    assert finding.provenance.column == "数量"


def test_bad_optional_cell_leaves_the_field_absent(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", order_row(price="cheap", time="soon"))
    rows, findings = read_all(open_source(path))
    assert (rows[0]["price"], rows[0]["ordered_at"]) == (None, "")
    assert sorted(codes(findings)) == ["intake.bad_date", "intake.bad_number"]
    assert {finding.severity for finding in findings} == {Severity.DOUBTFUL}


def test_missing_required_cell_is_blocking(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", order_row(), order_row(number="B1", country=""))
    rows, findings = read_all(open_source(path))
    assert len(rows) == 1
    assert codes(findings) == ["intake.missing_value"]
    assert (findings[0].field, findings[0].number) == ("country", "B1")


def test_one_bad_cell_is_reported_once(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", order_row(country="火星"))
    assert codes(read_all(open_source(path))[1]) == ["intake.unknown_country"]


def test_too_long_text_is_told_and_not_cut(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", order_row(sku="S" * 30), order_row(sku="S" * 31))
    rows, findings = read_all(open_source(path))
    assert [len(str(row["sku"])) for row in rows] == [30, 31]
    assert [(f.code, f.expected) for f in findings] == [("intake.too_long", "30")]


def test_totals_and_footers_are_counted(tmp_path: Path) -> None:
    total = [""] * 10 + ["3.00"]
    named = ["合计", *[""] * 9, "3.00"]
    path = write_orders(tmp_path / "a.csv", order_row(), total, named, [""] * 11)
    source = open_source(path)
    rows, findings = read_all(source)
    assert len(rows) == 1
    assert codes(findings) == ["intake.rows_without_number"]
    assert (source.counts.without_number, source.counts.left_out) == (2, 0)


@pytest.mark.parametrize(
    ("row", "missing"),
    [(["", "A1", "0.5"], ["waybill_no"]), (["", "", "0.5"], []), (["合计", "", "0.5"], [])],
)
def test_row_without_number_is_a_document_when_it_says_more(
    tmp_path: Path, row: list[str], missing: list[str]
) -> None:
    path = write_text(tmp_path / "a.csv", [["运单号", "订单号", "毛重"], row])
    source = open_source(path)
    rows, findings = read_all(source)
    assert rows == []
    assert [f.field for f in findings if f.code == "intake.missing_value"] == missing
    assert source.counts.without_number == (not missing)


def test_head_is_filled_down_over_its_order(tmp_path: Path) -> None:
    below = order_row(platform="", time="", buyer="", country="", currency="", sku="SKU-2")
    other = order_row(number="B1", buyer="")
    rows, findings = read_all(
        open_source(write_orders(tmp_path / "a.csv", order_row(), below, other))
    )
    assert [(row["order_no"], row["buyer_name"], row["sku"]) for row in rows] == [
        ("A000000001", "测试买家01", "SKU-1"),
        ("A000000001", "测试买家01", "SKU-2"),
        ("B1", "", "SKU-1"),
    ]
    assert findings == []


def test_head_is_filled_down_over_a_chunk_border(tmp_path: Path) -> None:
    rows = [order_row(number=f"A{n}") for n in range(1_998)]
    rows += [order_row(number="LAST"), order_row(number="LAST", country="", currency="", sku="2")]
    rows += [order_row(number="LAST", country="", currency="", sku="3")]
    found, findings = read_all(open_source(write_orders(tmp_path / "a.csv", *rows)))
    assert [row["country"] for row in found[-3:]] == ["USA"] * 3
    assert len(found) == 2_001
    assert findings == []


def test_head_alone_is_no_line(tmp_path: Path) -> None:
    head = order_row(sku="", name="", qty="2")
    first, second = order_row(buyer="", sku="1"), order_row(buyer="", sku="2")
    rows, findings = read_all(open_source(write_orders(tmp_path / "a.csv", head, first, second)))
    assert [(row["buyer_name"], row["sku"]) for row in rows] == [
        ("测试买家01", "1"),
        ("测试买家01", "2"),
    ]
    assert findings == []


@pytest.mark.parametrize("is_last", [True, False])
def test_head_without_goods_is_reported(tmp_path: Path, is_last: bool) -> None:
    lonely, sound = order_row(number="LONELY", sku="", name=""), order_row()
    rows = [sound, lonely] if is_last else [lonely, sound]
    source = open_source(write_orders(tmp_path / "a.csv", *rows))
    found, findings = read_all(source)
    assert len(found) == 1
    assert [(f.code, f.number) for f in findings] == [("intake.order_without_goods", "LONELY")]
    assert source.counts.left_out == 1


def test_cells_beyond_the_header_are_reported(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", [*order_row(), "", "extra"], [*order_row(), ""])
    rows, findings = read_all(open_source(path))
    assert len(rows) == 2
    assert [(f.code, f.value) for f in findings] == [("intake.extra_cells", "extra")]


def test_short_rows_end_in_absent_fields(tmp_path: Path) -> None:
    rows, findings = read_all(open_source(write_orders(tmp_path / "a.csv", order_row()[:9])))
    assert (rows[0]["price"], rows[0]["line_total"]) == (None, None)
    assert findings == []


def test_column_nobody_names_stops_all_rows(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", [["支付单号", "订单号", "金额"], ["P1", "A1", "12"]])
    source = open_source(path)
    assert [(n.code, n.field, n.severity) for n in source.notes] == [
        ("intake.column_missing", "currency", Severity.BLOCKING)
    ]
    assert read_all(source) == ([], [])


def test_constant_stands_for_a_missing_column(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", [["支付单号", "订单号", "金额"], ["P1", "A1", "12"]])
    source = open_source(path, constants={"currency": "美元"})
    rows, _ = read_all(source)
    assert source.notes == ()
    assert (rows[0]["currency"], rows[0]["amount"]) == ("USD", 1_200_000)


def test_constant_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", [["支付单号", "订单号", "金额"], ["P1", "A1", "12"]])
    with pytest.raises(IntakeError) as caught:
        read_all(open_source(path, constants={"currency": "贝壳"}))
    assert caught.value.code == "intake.bad_constant"


def test_remembered_mapping_wins_over_the_guess(tmp_path: Path) -> None:
    path = write_text(
        tmp_path / "a.csv",
        [["支付单号", "订单号", "金额", "实收", "币种"], ["P1", "A1", "12", "11", "USD"]],
    )
    saved = SavedMapping(FileKind.PAYMENT, {"金额": "", "实收": "amount"})
    plain = open_source(path)
    source = open_source(path, remembered={plain.fingerprint: saved})
    assert read_all(plain)[0][0]["amount"] == 1_200_000
    assert read_all(source)[0][0]["amount"] == 1_100_000
    newest = open_source(path, remembered={plain.fingerprint: saved}, overrides={"金额": "amount"})
    assert "金额" in [c.header for c in newest.columns.columns if c.fields == ("amount",)]


def test_saved_mapping_reads_the_next_file_alike(tmp_path: Path) -> None:
    headers = ["甲", "乙", "丙", "丁"]
    path = write_text(tmp_path / "a.csv", [headers, ["P1", "A1", "12", "USD"]])
    with pytest.raises(KindUnknown):
        open_source(path)
    overrides = {"甲": "pay_no", "乙": "order_no", "丙": "amount", "丁": "currency"}
    first = open_source(path, kind=FileKind.PAYMENT, overrides=overrides)
    remembered = {first.fingerprint: first.columns.saved()}
    assert read_all(open_source(path, remembered=remembered)) == read_all(first)


def test_two_columns_for_one_field_are_reported(tmp_path: Path) -> None:
    path = write_text(
        tmp_path / "a.csv",
        [["支付单号", "订单号", "订单编号", "金额", "币种"], ["P1", "A1", "A2", "12", "USD"]],
    )
    source = open_source(path)
    assert [(n.code, n.field) for n in source.notes] == [("intake.column_twice", "order_no")]
    assert read_all(source)[0][0]["order_no"] == "A1"


def test_similar_column_is_reported(tmp_path: Path) -> None:
    path = write_text(
        tmp_path / "a.csv",
        [["支付单号", "我司平台订单编号", "金额", "币种"], ["P1", "A1", "12", "USD"]],
    )
    source = open_source(path, kind=FileKind.PAYMENT)
    assert codes(source.notes) == ["intake.column_guessed"]
    assert read_all(source)[0][0]["order_no"] == "A1"


def test_refunds_are_positive_and_named(tmp_path: Path) -> None:
    rows = [["支付单号", "订单号", "金额", "手续费", "币种"], ["P1", "A1", "12", "-1", "USD"],
            ["P2", "A1", "-5.00", "", "USD"], ["P3", "A1", "(3)", "", "USD"]]  # fmt: skip
    found, _ = read_all(open_source(write_text(tmp_path / "a.csv", rows)))
    assert [(row["amount"], row["pay_kind"]) for row in found] == [
        (1_200_000, "payment"),
        (500_000, "refund"),
        (300_000, "refund"),
    ]
    assert found[0]["fee"] == 100_000


@pytest.mark.parametrize("between", [";", "；", ",", "、", " ", " / ", "\n"])
def test_payment_for_several_orders_becomes_several_rows(tmp_path: Path, between: str) -> None:
    numbers = between.join(["A0000001", "A0000002"])
    rows = [["支付单号", "订单号", "金额", "币种"], ["P1", numbers, "12", "USD"]]
    found, _ = read_all(open_source(write_text(tmp_path / "a.csv", rows)))
    assert [(row["pay_no"], row["order_no"], row["amount"], row["row"]) for row in found] == [
        ("P1", "A0000001", 1_200_000, 2),
        ("P1", "A0000002", 1_200_000, 2),
    ]


@pytest.mark.parametrize("number", ["111-2222222-3333333", "#1001", "A 1"])
def test_one_order_number_stays_one(tmp_path: Path, number: str) -> None:
    rows = [["支付单号", "订单号", "金额", "币种"], ["P1", number, "12", "USD"]]
    found, _ = read_all(open_source(write_text(tmp_path / "a.csv", rows)))
    assert [row["order_no"] for row in found] == [number]


def test_grams_become_kilograms(tmp_path: Path) -> None:
    rows = [["运单号", "订单号", "重量（克）", "件数"], ["W1", "A1", "350", "1"]]
    (row,), _ = read_all(open_source(write_text(tmp_path / "a.csv", rows)))
    assert (row["gross_weight"], row["pieces"]) == (35_000, 1)


def test_goods_and_parties_come_in(tmp_path: Path) -> None:
    goods = [["货号", "中文品名", "HS编码", "申报单位", "原产国", "是否退税"],
             ["00123", "测试商品", "6109100021", "件", "中国", "是"]]  # fmt: skip
    (item,), _ = read_all(open_source(write_text(tmp_path / "goods.csv", goods)))
    assert (item["sku"], item["hs_code"], item["declared_unit"]) == ("00123", "6109100021", "011")
    assert (item["origin"], item["refund_wanted"]) == ("CHN", 1)
    parties = [["企业角色", "企业名称", "海关编码", "有效期至"],
               ["电商企业", "测试电商公司", "4403960001", "长期"]]  # fmt: skip
    (party,), _ = read_all(open_source(write_text(tmp_path / "parties.csv", parties)))
    assert (party["role"], party["valid_until"]) == ("seller", "9999-12-31")


def test_decimal_comma_is_read_when_stated(tmp_path: Path) -> None:
    rows = [["支付单号", "订单号", "金额", "币种"], ["P1", "A1", "1.234,50", "EUR"]]
    path = write_text(tmp_path / "a.csv", rows, delimiter=";")
    assert codes(read_all(open_source(path))[1]) == ["intake.bad_number"]
    found, findings = read_all(open_source(path, decimal_comma=True))
    assert (found[0]["amount"], findings) == (123_450_000, [])


def test_file_that_vanishes_is_told(tmp_path: Path) -> None:
    source = open_source(write_orders(tmp_path / "a.csv", order_row()))
    source.path.unlink()
    with pytest.raises(IntakeError) as caught:
        read_all(source)
    assert caught.value.code == "intake.cannot_open"


def test_dates_of_a_file_explain_each_other(tmp_path: Path) -> None:
    rows = [order_row(time="11/03/26"), order_row(time="11/28/26")]
    found, findings = read_all(open_source(write_orders(tmp_path / "a.csv", *rows)))
    assert [row["ordered_at"] for row in found] == ["2026-11-03T00:00:00", "2026-11-28T00:00:00"]
    assert findings == []


def test_unclear_dates_are_reported_once_a_column(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", order_row(time="11/03/26"), order_row(time="11/04/26"))
    found, findings = read_all(open_source(path))
    assert [row["ordered_at"] for row in found] == ["", ""]
    assert codes(findings) == ["intake.ambiguous_date"]
    assert read_all(open_source(path, date_order="dmy"))[0][0]["ordered_at"][:10] == "2026-03-11"  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "intake.empty_file"),
        ("a.xlsx", b"%PDF-1.7", "intake.is_pdf"),
        ("a.xlsx", b"\x1f\x8b\x08\x00", "intake.is_archive"),
        ("a.xml", b"<?xml version='1.0'?><a/>", "intake.is_xml"),
        ("a.xls", b"<html><table></table></html>", "intake.is_web_page"),
        ("a.csv", bytes(range(256)), "intake.unknown_format"),
        ("a.csv", b"a,b\n1,2\n", "intake.kind_unknown"),
    ],
)
def test_file_that_is_no_table_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(IntakeError) as caught:
        open_source(path)
    assert caught.value.code == code
    for language in text.LANGUAGES:
        title, hint = text.error_text(caught.value, language)
        assert title
        assert hint
        assert "—" not in title


def test_password_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(PasswordProtected):
        open_source(path)


def test_header_without_rows_gives_no_rows(tmp_path: Path) -> None:
    assert read_all(open_source(write_orders(tmp_path / "a.csv"))) == ([], [])


def test_blank_lines_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b",,,\n,,,\n")
    with pytest.raises(NoTable):
        open_source(path)


def test_wrong_extension_is_told(tmp_path: Path) -> None:
    source = open_source(write_orders(tmp_path / "a.xlsx", order_row()))
    assert [(n.code, n.value, n.expected) for n in source.notes] == [
        ("intake.wrong_extension", ".xlsx", "text")
    ]


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    source = open_source(write_orders(tmp_path / "a.csv", order_row()))
    progress = Stoppable()
    progress.stop()
    with pytest.raises(Cancelled):
        list(source.rows(findings=lambda finding: None, progress=progress))


def test_nul_bytes_are_taken_out(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "a.csv", order_row(sku="SK\x00U", name="测\x00试"))
    rows, findings = read_all(open_source(path))
    assert (rows[0]["sku"], rows[0]["goods_name"]) == ("SKU", "测试")
    assert codes(findings) == ["intake.code_cleaned"]


def test_header_may_be_quoted_and_broken_over_lines(tmp_path: Path) -> None:
    headers = list(ORDER_HEADERS)
    headers[0] = "订单\n编号"
    rows, _ = read_all(open_source(write_text(tmp_path / "a.csv", [headers, order_row()])))
    assert rows[0]["order_no"] == "A000000001"


def test_every_finding_can_be_shown_in_both_languages(tmp_path: Path) -> None:
    path = write_orders(
        tmp_path / "a.csv",
        order_row(qty="two", price="1.1234567", time="x", country="火星", sku="1E+17"),
        order_row(currency=""),
        [*order_row(), "extra"],
        order_row(sku="ＡＢ", platform="平" * 101),
        order_row(number="LONELY", sku="", name=""),
        encoding="gb18030",
    )
    source = open_source(path)
    findings = [*source.notes, *read_all(source)[1]]
    assert len(set(codes(findings))) >= 9
    for finding in findings:
        for language in text.LANGUAGES:
            for part in ("text", "fix"):
                shown = text.finding_text(finding, language, part)
                assert shown
                assert "—" not in shown


def test_the_row_a_person_names_is_the_header(tmp_path: Path) -> None:
    rows = [["订单编号", "货号", "数量"], ["甲", "乙", "丙"], ["A1", "S-1", "1"]]
    path = write_text(tmp_path / "a.csv", rows)
    assert open_source(path).header_row == 1
    named = open_source(path, header_row=2, kind=FileKind.ORDER)
    assert (named.header_row, named.headers) == (2, ("甲", "乙", "丙"))
    assert [number for number, _ in named.preview] == [3]
    assert [number for number, _ in named.top] == [1, 2, 3]


def test_a_row_that_was_a_header_before_is_one_again(tmp_path: Path) -> None:
    rows = [["订单编号", "货号", "数量"], ["甲", "乙", "丙"], ["A1", "S-1", "1"]]
    path = write_text(tmp_path / "a.csv", rows)
    named = open_source(path, header_row=2, kind=FileKind.ORDER)
    known = {named.fingerprint: SavedMapping(FileKind.ORDER)}
    assert open_source(path, remembered=known).header_row == 2
    assert open_source(path, remembered=known, header_row=1).header_row == 1
