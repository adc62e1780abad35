"""Stock-in papers and customs' balances from files: once, in the unit of the book, undoable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.queries import book as queries
from app.store.findings import read_findings
from app.store.session import Session
from app.workflow.book import differences
from app.workflow.intake import import_file, preview_file
from tests.helpers.bonded import answer, bonded_company, pieces
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.importer import BOOK, compiled_imports, importing_company, set_importer

HEAD = "账册编号,备案料号,品名,HS编码,单位,入库数量,批次号,序列号,入库日期,入库单号\n"
ROW = "{book},0001,测试面霜,3304990029,件,{qty},{batch},,2026-11-02,{paper}\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        importing_company(opened)
        yield opened


def row(qty: str = "10", *, paper: str = "RK-1", batch: str = "B1", book: str = "") -> str:
    return ROW.format(qty=qty, paper=paper, batch=batch, book=book)


def write(session: Session, *rows: str, name: str = "stock.csv", head: str = HEAD) -> Path:
    path = session.path.parent / name
    path.write_text(head + "".join(rows), encoding="utf-8")
    return path


def balances(session: Session) -> list[tuple[str, str, int]]:
    return [(s.book_no, s.record_no, s.balance_e5) for s in queries.stocks(session.conn)]


def codes(session: Session) -> list[str]:
    return [finding.code for finding in read_findings(session.conn, "stage = 'intake'")]


def test_file_makes_book_items_and_stock(session: Session) -> None:
    outcome = import_file(session, write(session, row("10"), row("5", batch="B2")))
    assert (outcome.counts["new"], outcome.counts["left_out"]) == (2, 0)
    assert balances(session) == [(BOOK, "0001", pieces(15))]
    (item,) = queries.stocks(session.conn)
    assert (item.sku, item.unit, item.goods_name) == ("IMP-001", "011", "测试面霜")
    (book,) = queries.books(session.conn)
    assert (book.area_name, book.items) == ("测试区内企业", 1)
    assert codes(session) == ["store.book_new"]


def test_goods_a_file_names_are_booked_out_of_lists_released_before(session: Session) -> None:
    (list_id,) = compiled_imports(session)
    answer(session, list_id, "800")
    import_file(session, write(session, row("10")))
    assert balances(session) == [(BOOK, "0001", pieces(8))]
    session.undo()
    assert balances(session) == []


def test_article_of_the_record_fills_in_what_the_file_leaves_out(session: Session) -> None:
    head = "备案料号,入库数量,入库日期,入库单号\n"
    import_file(session, write(session, "0001,3,2026-11-02,RK-1\n", head=head))
    assert balances(session) == [(BOOK, "0001", pieces(3))]


def test_workbook_is_read_like_a_text_file(session: Session) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.strip().split(","))
    sheet.append(["", "0001", "测试面霜", "3304990029", "件", 7, "B1", "S1", "2026-11-02", "RK-9"])
    path = session.path.parent / "stock.xlsx"
    book.save(path)
    import_file(session, path)
    (origin,) = queries.origins(session.conn, serial_no="S1")
    assert (origin.reference, origin.qty_e5, origin.file, origin.row) == (
        "RK-9",
        pieces(7),
        "stock.xlsx",
        2,
    )


def test_same_paper_again_is_the_same_stock(session: Session) -> None:
    import_file(session, write(session, row(), row(), row(paper="RK-2")))
    assert balances(session)[0][2] == pieces(30)  # two lines of one paper, one of another
    again = import_file(session, write(session, row(), row(), row(paper="RK-3"), name="again.csv"))
    assert (again.counts["same"], again.counts["new"]) == (2, 1)
    assert balances(session)[0][2] == pieces(40)


def test_corrected_paper_replaces_its_quantity_and_says_so(session: Session) -> None:
    import_file(session, write(session, row("10")))
    outcome = import_file(session, write(session, row("8"), name="new.csv"))
    assert outcome.counts["changed"] == 1
    assert balances(session)[0][2] == pieces(8)
    (finding,) = [f for f in outcome.findings if f.code == "store.stock_changed"]
    assert (finding.value, finding.expected, dict(finding.params)["before"]) == ("8", "RK-1", "10")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (row("0"), "store.stock_quantity"),
        (row("-1"), "store.stock_quantity"),
        (row().replace("件", "千克"), "store.stock_unit"),
        (row().replace("0001", "0777").replace("测试面霜", ""), "store.book_item_unknown"),
    ],
)
def test_row_that_cannot_stand_is_left_out(session: Session, rows: str, code: str) -> None:
    bonded = bonded_company(session)
    outcome = import_file(session, write(session, rows, row("0.00001", paper="RK-2")))
    assert (outcome.counts["left_out"], outcome.counts["new"]) == (1, 1)
    assert code in codes(session)
    stock = queries.stock(session.conn, bonded)
    assert stock is not None
    assert stock.balance_e5 == 1


def test_without_any_book_the_row_waits_for_its_number(session: Session) -> None:
    set_importer(session, account_book_no="")
    outcome = import_file(session, write(session, row()))
    assert outcome.counts["left_out"] == 1
    assert codes(session) == ["store.book_not_stated"]
    stated = import_file(session, write(session, row(book="TEST-BOOK"), name="stated.csv"))
    assert stated.counts["new"] == 1
    assert balances(session) == [("TEST-BOOK", "0001", pieces(10))]


def test_preview_writes_nothing_and_undo_takes_all_back(session: Session) -> None:
    path = write(session, row(), row(paper="RK-2"))
    before = dump(session.conn)
    assert preview_file(session, path).outcome.counts["new"] == 2
    assert dump(session.conn) == before
    import_file(session, path)
    after = dump(session.conn)
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert dump(session.conn) == after


def test_balances_of_customs_are_compared(session: Session) -> None:
    import_file(session, write(session, row("10")))
    head = "账册编号,备案料号,单位,账册余量,余量日期\n"
    path = write(session, f"{BOOK},0001,件,9,2026-11-05\n", name="official.csv", head=head)
    outcome = import_file(session, path)
    assert outcome.counts["new"] == 1
    (difference,) = differences(session.conn)
    assert difference.qty_e5 == pieces(1)
    corrected = write(session, f"{BOOK},0001,件,10,2026-11-05\n", name="two.csv", head=head)
    assert import_file(session, corrected).counts["changed"] == 1
    assert differences(session.conn) == []


def test_balance_of_an_unknown_item_makes_none(session: Session) -> None:
    head = "账册编号,备案料号,品名,单位,账册余量,余量日期\n"
    path = write(session, f"{BOOK},0009,测试商品,件,9,2026-11-05\n", head=head)
    assert import_file(session, path).counts["left_out"] == 1
    assert queries.stocks(session.conn) == []
