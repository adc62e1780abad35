"""What a month is made of, in the workbook: exports, B2B exports and imports, lists without a rate,
names that look like formulas; the cells add up to the monthly page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from app.queries.month import Choice
from app.store.session import Session
from app.values.period import Month
from app.workflow.month_board import board
from app.workflow.report import contents, report
from tests.helpers.months import loose_session, put_list, put_rate
from tests.helpers.split_cells import SPLITS, check_splits
from tests.reporting.evaluator import Evaluator, disagreements
from tests.workflow.test_month_board import fill

OCTOBER = Month(2026, 10)
ON = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)


def fill_more(session: Session) -> None:
    """A B2B export, platforms named like a formula and like patterns of other names, lists of no
    platform and no country."""
    conn = session.conn
    with session.call("more") as call:
        conn.execute(
            "INSERT INTO b2b_shipment (call_id, own_no, customs_mode, country, customs_office,"
            " currency, declared_on, export_date)"
            " VALUES (?, 'B1', '9710', 'USA', '2900', 'USD', '2026-10-02', '2026-10-03')",
            (call.id,),
        )
        conn.execute(
            "INSERT INTO b2b_line (b2b_shipment_id, line_no, sku, hs_code, goods_name,"
            " declared_qty_e5, price_e5, line_total_e5)"
            " SELECT max(id), 1, 'S', '3924100000', '测试商品', 100000, 0, 33333 FROM b2b_shipment"
        )
        released = "2026-10-06T10:30:00"
        put_list(conn, released=released, platform_name='=HYPERLINK("x")')
        put_list(conn, released=released, platform_name="", country="")
        for name in ("*", "测试?台", "~*", "测试平台"):
            put_list(conn, released=released, platform_name=name)
        put_list(conn, released=released, flow="import", customs_mode="1210", currency="USD",
                 country="USA", lines=[("3924100000", "011", 100_000, 77_777)])  # fmt: skip
        conn.execute("UPDATE declaration_status SET since = '2026-10-06T10:30:00'")


def test_every_part_adds_up_to_the_page(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with loose_session(tmp_path) as session:
        fill(session)
        fill_more(session)
        shown = board(session.conn, OCTOBER, Choice())
        report(session, OCTOBER, path, language="zh_CN", on=ON)
        counted = contents(session.conn, OCTOBER)
    cells = Evaluator(openpyxl.load_workbook(path))
    assert disagreements(path, cells)[1] == []
    check_splits(shown, cells)
    for by, title in SPLITS.items():
        assert cells.last_row(title) - 2 == len(shown.shares[by])
    usa = next(row for row in range(3, 9) if cells.value("按市场", f"B{row}") == "USA")
    exports, imports = (cells.value("按市场", f"{letter}{usa}") for letter in "DE")
    assert exports > imports > 0  # never added up
    flows = {cells.value("清单明细", f"S{row}") for row in range(3, 3 + counted["lines"])}
    assert flows == {"出口", "进口"}
    assert cells.value("清单明细", f"A{2 + counted['lines']}") == "B1"


def test_a_shipment_without_a_rate_is_said(tmp_path: Path) -> None:
    with loose_session(tmp_path) as session:
        fill_more(session)
        with session.call("rates"):
            put_rate(session.conn, "USD", "2026-10", 700_000_000)
            session.conn.execute("UPDATE b2b_shipment SET currency = 'GBP'")
        for month in (OCTOBER, None):
            outcome = report(session, month, tmp_path / "a.xlsx", language="en", on=ON)
            assert ("report.rate_missing", "2026-10", "GBP") in [
                (found.code, found.number, found.value) for found in outcome.findings
            ]
