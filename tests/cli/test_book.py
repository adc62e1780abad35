"""`sandan book`: balances, a day, differences, traces."""

from __future__ import annotations

from tests.cli.runner import Commands

STOCK = (
    "账册编号,备案料号,品名,单位,入库数量,批次号,入库日期,入库单号\n"
    "TEST-BOOK,0001,测试面霜,件,10,B1,2026-11-02,RK-1\n"
)
OFFICIAL = "账册编号,备案料号,账册余量,余量日期\nTEST-BOOK,0001,9,2026-11-05\n"


def test_book_is_shown_compared_and_traced(sandan: Commands) -> None:
    sandan.run("new")
    assert "账册" in sandan.run("book", language="zh_CN").out
    for name, content in (("stock.csv", STOCK), ("official.csv", OFFICIAL)):
        assert sandan.run("import", sandan.file(name, content)).code == 0
    told = sandan.run("book", language="zh_CN").out
    assert "TEST-BOOK  0001  测试面霜  账面余量 10" in told
    assert "可售余量 10  件" in told
    (item,) = sandan.run("book", "--on", "2026-11-01", "--json").json["items"]
    assert item["balance"] == "0"
    (difference,) = sandan.run("book", "--differences", "--json").json["differences"]
    assert (difference["difference"], difference["causes"][0]["kind"]) == ("1", "unknown")
    assert "看不出原因" in sandan.run("book", "--differences", language="zh_CN").out
    assert "RK-1" in sandan.run("book", "--trace", "B1").out
    assert sandan.run("book", "--trace", "X").code == 2
