"""`sandan refunds`."""

from __future__ import annotations

from tests.cli.runner import Commands

INVOICES = "号码,供货商,日期,货号,数量,金额,税率\nA-1,甲厂,2026-11-01,SKU-1,10,100.00,13%\n"


def test_invoices_are_read_and_the_ledger_is_told(sandan: Commands) -> None:
    sandan.run("new")
    file = sandan.file("invoices.csv", INVOICES)
    assert sandan.run("refunds", "invoices", file, "--json").json["counts"]["changed"] == 1
    told = sandan.run("refunds", "--json").json
    assert (told["states"], told["claims"]) == ({}, [])


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
