"""`sandan totals`."""

from __future__ import annotations

from app.workflow.opening import open_session
from tests.cli.runner import Commands
from tests.workflow.test_month_board import fill


def test_the_newest_month_is_told_by_mode(sandan: Commands) -> None:
    sandan.run("new")
    assert sandan.run("totals").code == 0
    with open_session(sandan.data) as session:
        session.conn.execute("PRAGMA foreign_keys = OFF")
        fill(session)
    told = sandan.run("totals", "--json").json
    assert told["month"] == "2026-10"
    assert [(row["mode"], row["released_value"]) for row in told["rows"]] == [
        ("9610", "301.00"),
        ("1210", "25.00"),
        ("", "326.00"),
    ]
    assert "301.00" in sandan.run("totals", "--mode", "9610", language="zh_CN").out
    assert sandan.run("totals", "--recount").code == 0
