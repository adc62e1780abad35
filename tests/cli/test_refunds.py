"""`sandan refunds`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import Workbook

from tests.cli.runner import Commands

INVOICES = "号码,供货商,日期,货号,数量,金额,税率\nA-1,甲厂,2026-11-01,SKU-1,10,100.00,13%\n"


def test_invoices_are_read_and_the_ledger_is_told(sandan: Commands) -> None:
    sandan.run("new")
    file = sandan.file("invoices.csv", INVOICES)
    assert sandan.run("refunds", "invoices", file, "--json").json["counts"]["changed"] == 1
    told = sandan.run("refunds", "--json").json
    assert (told["states"], told["claims"]) == ({}, [])


def test_no_invoice_of_a_file_with_unreadable_cells_is_kept(sandan: Commands) -> None:
    sandan.run("new")
    bad = "A-2,乙厂,2026-13-01,SKU-1,,100.00,13%\nA-3,丙厂,2026-11-01,SKU-1,-1,100.00,130%\n"
    told = sandan.run("refunds", "invoices", sandan.file("bad.csv", INVOICES + bad), "--json")
    assert (told.code, told.json["counts"]["changed"]) == (1, 0)
    assert [
        (f["row"], f["column"], f["field"], f["value"], f["rule"])
        for f in told.json["findings"]
        if f["severity"] == "blocking"
    ] == [
        (3, "日期", "issued_on", "2026-13-01", "purchase_invoice.issued_on"),
        (3, "数量", "qty", "", "purchase_invoice.qty"),
        (4, "数量", "qty", "-1", "purchase_invoice.qty"),
        (4, "税率", "vat_rate", "130%", "purchase_invoice.vat_rate"),
    ]


def test_invoices_are_read_from_what_spreadsheets_write(sandan: Commands, tmp_path: Path) -> None:
    sandan.run("new")
    gbk = tmp_path / "gbk.csv"
    gbk.write_bytes(INVOICES.encode("gbk"))
    book, kept = tmp_path / "发票.xlsx", Workbook()
    sheet = kept.active
    assert sheet is not None
    sheet.append(["发票号码", "供货企业", "开票日期", "货号", "数量", "金额", "税率"])
    sheet.append([20260001, "甲厂", date(2026, 11, 1), "SKU-1", 2.5, 100, 0.13])
    kept.save(book)
    for file in (gbk, book):
        assert sandan.run("refunds", "invoices", file, "--json").json["counts"]["changed"] == 1
    nothing = sandan.run("refunds", "invoices", sandan.file("no.csv", INVOICES[:20]), "--json")
    assert [f["code"] for f in nothing.json["findings"]] == ["purchase.no_rows"]
    assert sandan.run("refunds", "invoices", tmp_path / "gone.csv").code == 3
    assert sandan.run("refunds", "invoices", sandan.file("empty.csv", "")).code == 3


def test_a_claim_of_nothing_is_refused_and_a_number_is_asked_for(sandan: Commands) -> None:
    sandan.run("new")
    assert sandan.run("refunds", "claim").code == 2
    refused = sandan.run("refunds", "claim", "202611-001", language="zh_CN")
    assert refused.code == 3
    assert "没有可以申报的内容" in refused.err
    assert sandan.run("refunds", "filed", "202611-001").code == 3


def test_what_earns_no_refund_is_told_and_confirmed(sandan: Commands) -> None:
    sandan.run("new")
    told = sandan.run("refunds", "taxes", "2026-10", "--json").json
    assert (told["month"], told["sums"]["payable"]) == ("2026-10", "0")
    assert "未确认" in sandan.run("refunds", "taxes", "2026-10", language="zh_CN").out
    assert sandan.run("refunds", "confirm", "2026-10").code == 0
    told = sandan.run("refunds", "taxes", "2026-10", "--json").json
    assert told["confirmed_on"]
    assert sandan.run("refunds", "confirm", "2026-10").code == 3  # is confirmed already
    assert sandan.run("refunds", "taxes", "2026-13").code == 2
