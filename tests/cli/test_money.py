"""`sandan month` and `sandan remittance`."""

from __future__ import annotations

from tests.cli.runner import Commands

STATEMENT = "银行流水号,入账日期,币种,贷方发生额,手续费\nTT-1,2026-10-20,USD,970.00,30.00\n"


def test_money_received_comes_in_and_is_told(sandan: Commands) -> None:
    sandan.run("new")
    file = sandan.file("statement.csv", STATEMENT)
    assert sandan.run("remittance", file, "--json").json["counts"]["new"] == 1
    told = sandan.run("remittance", "--json").json
    (usd,) = told["exposure"]
    assert (usd["currency"], usd["unallocated"]) == ("USD", "1000.00000")
    assert "已收未分配" in sandan.run("remittance", language="zh_CN").out


def test_a_month_is_closed_verified_and_reopened_by_two(sandan: Commands) -> None:
    sandan.run("new")
    sandan.run("remittance", sandan.file("statement.csv", STATEMENT))
    assert sandan.run("month", "close").code == 2
    refused = sandan.run("month", "close", "2026-10", "--sign", "甲", language="zh_CN")
    assert refused.code == 1
    assert "没有全部分配" in refused.err
    done = sandan.run("month", "close", "2026-10", "--sign", "甲", "--accept", "--json").json
    assert done["counts"]["documents"] == 1
    assert "甲" in sandan.run("month").out
    (whole,) = sandan.run("month", "verify", "--json").json["closings"]
    assert whole["broken"] == []
    again = ("month", "reopen", "2026-10", "--sign", "甲", "--reason", "漏报", "--second")
    assert sandan.run(*again, "甲").code == 3
    assert sandan.run(*again, "乙").code == 0
    assert "乙" in sandan.run("month", language="zh_CN").out
