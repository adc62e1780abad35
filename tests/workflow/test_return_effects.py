"""What a return changes: tax, hold, the buyer's year, stock; part by part, undone exactly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.documents.fields import Flow
from app.documents.returning import ReasonKind
from app.queries.table import View, first_rows
from app.queries.tax_funds import drawdowns, unpaid_by_release
from app.store.session import Session
from app.values.codes import hash_from_id_no
from app.values.period import Month
from app.workflow.assess import assess
from app.workflow.limits import ledger_of, state_balance
from app.workflow.return_effects import (
    Basis,
    Effects,
    RefundState,
    TaxChange,
    effects_of,
    preview,
    preview_draft,
)
from app.workflow.returns import ReturnDraft, Wish
from app.workflow.tax_register import add_payment, register
from tests.helpers.bonded import answer, figures, pieces
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.import_returns import FIRST, SECOND, arrive, customs_says, send_back, sold
from tests.helpers.importer import ID_NO

ON = date(2026, 12, 15)
BUYER = hash_from_id_no(ID_NO)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Ten pieces in stock, two of them sold on 17 November."""
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        sold(opened)
        answer(opened, 1, "800")
        yield opened


def line_id(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT min(id) FROM declaration_line").fetchone()[0])


def foresee(session: Session, qty: str, **given: int) -> Effects:
    parts = {line_id(session.conn): pieces(qty)}
    return preview(session.conn, 1, parts, on=ON, **given)


def state(session: Session, today: date = ON) -> tuple[str, str | None]:
    """State and hold of the tax of the list."""
    table = register(today)
    ((_, cells),) = first_rows(session.conn, table, View(), 10)
    row = {c.name: cell for c, cell in zip(table.columns, cells, strict=True)}
    return row["tax_state"], row["tax_hold"]


def used(session: Session) -> Decimal:
    return ledger_of(session.conn, BUYER, 2026).used


def put_bill(session: Session, vat: str, *, at: str = "2026-11-20") -> None:
    vat_e5 = int(Decimal(vat).scaleb(5))
    with session.call("receive") as call:
        (bill_id,) = session.conn.execute(
            "INSERT INTO tax_bill (call_id, tax_no, invt_no, declaration_list_id, status,"
            " returned_at, billed_at, duty_e5, vat_e5, consumption_e5, payment_book_no)"
            " VALUES (?, 'T-1', 'N-1', 1, '1', ?, ?, 0, ?, 0, 'BOOK-1') RETURNING id",
            (call.id, at, at, vat_e5),
        ).fetchone()
        session.conn.execute(
            "INSERT INTO tax_bill_line (tax_bill_id, line_no, hs_code, dutiable_e5, duty_e5,"
            " vat_e5, consumption_e5) VALUES (?, 1, '3304990029', 21100000, 0, ?, 0)",
            (bill_id, vat_e5),
        )


def test_effects_are_shown_before_anything_is_written(session: Session) -> None:
    before = dump(session.conn)
    seen = foresee(session, "2")
    assert seen.flow is Flow.IMPORT
    assert seen.tax is not None
    assert (seen.tax.change, seen.tax.basis) == (TaxChange.NOT_CHARGED, Basis.ESTIMATE)
    assert (seen.tax.total, seen.tax.vat) == (Decimal("19.20"), Decimal("19.20"))
    assert seen.hold is not None
    assert (seen.hold.amount, seen.hold.stands) == (Decimal("19.20"), False)
    assert seen.hold.window is not None
    assert seen.hold.window.first == date(2026, 12, 18)
    assert seen.allowance is not None
    assert (seen.allowance.before, seen.allowance.after) == (211, 0)
    assert (seen.allowance.value, seen.allowance.limit) == (211, 26000)
    assert [(s.record_no, s.unit, s.qty) for s in seen.stock] == [("0001", "011", Decimal(2))]
    assert (seen.origin, seen.correction) == (Month(2026, 11), Month(2026, 12))
    assert (seen.is_expected, seen.refund) == (True, None)
    assert dump(session.conn) == before


def test_a_part_takes_its_part_and_two_parts_the_whole(session: Session) -> None:
    one = foresee(session, "1")
    assert one.tax is not None
    assert one.tax.total == Decimal("9.60")
    first = send_back(session, "1")
    second = send_back(session, "1", SECOND)
    told = [effects_of(session.conn, each, on=ON) for each in (first, second)]
    assert [each.tax.total for each in told if each.tax] == [Decimal("9.60"), Decimal("9.60")]
    values = [each.allowance.value for each in told if each.allowance]
    assert values == [Decimal("105.50"), Decimal("105.50")]
    for own_no in (FIRST, SECOND):
        customs_says(session, "399", own_no)
    assert used(session) == 0
    again = effects_of(session.conn, second, on=ON)
    assert again.allowance is not None
    assert (again.allowance.before, again.allowance.after) == (Decimal("105.50"), 0)


@pytest.mark.parametrize(("wished", "is_there"), [("2", True), ("2.1", False), ("0", False)])
def test_draft_is_foreseen_once_it_asks_for_what_is_there(
    session: Session, wished: str, is_there: bool
) -> None:
    draft = ReturnDraft(1, (Wish(1, Decimal(wished)),), ReasonKind.NO_REASON)
    seen = preview_draft(session.conn, draft, on=ON)
    assert seen == (foresee(session, "2") if is_there else None)
    nothing = ReturnDraft(1, (), ReasonKind.NO_REASON)
    assert preview_draft(session.conn, nothing, on=ON) is None


@pytest.mark.parametrize("qty", ["0.33333", "0.66667", "1.5", "2"])
def test_view_and_preview_say_the_same(session: Session, qty: str) -> None:
    put_bill(session, "19.21")
    seen = foresee(session, qty)
    return_id = send_back(session, qty)
    told = effects_of(session.conn, return_id, on=ON)
    assert (told.tax, told.stock, told.origin) == (seen.tax, seen.stock, seen.origin)
    assert told.allowance == seen.allowance


def test_unknown_tax_stays_unknown(session: Session) -> None:
    with session.call("test"):
        session.conn.execute("DELETE FROM goods_rate WHERE kind = 'vat'")
    assess(session, [1])
    return_id = send_back(session, "1")
    customs_says(session, "399")
    for seen in (foresee(session, "1"), effects_of(session.conn, return_id, on=ON)):
        assert seen.tax is not None
        assert (seen.tax.basis, seen.tax.vat, seen.tax.total) == (Basis.UNKNOWN, None, None)
        assert seen.hold is not None
        assert (seen.hold.amount, seen.hold.basis) == (None, Basis.UNKNOWN)
    assert drawdowns(session.conn, ON)[0].unknown == 1


def test_bill_says_it_and_what_is_paid_is_repaid(session: Session) -> None:
    put_bill(session, "19.22")
    seen = foresee(session, "1")
    assert seen.tax is not None
    assert (seen.tax.basis, seen.tax.total) == (Basis.OFFICIAL, Decimal("9.61"))
    add_payment(session, "BOOK-1", "19.22", paid_on=ON)
    paid = foresee(session, "2")
    assert paid.tax is not None
    assert (paid.tax.change, paid.hold) == (TaxChange.REPAID, None)


def test_bill_made_after_the_return_leaves_it_out(session: Session) -> None:
    return_id = send_back(session, "1")
    customs_says(session, "399")
    put_bill(session, "9.60", at="2026-12-20T10:00:00")
    told = effects_of(session.conn, return_id, on=ON)
    assert told.tax is not None
    assert (told.tax.change, told.tax.total) == (TaxChange.LEFT_OUT, Decimal("9.60"))
    assert drawdowns(session.conn, ON)[0].released == Decimal("9.60")


def test_draft_holds_nothing_prepared_holds_until_the_goods_are_here(session: Session) -> None:
    day_31 = date(2026, 12, 18)
    return_id = send_back(session, "1", is_written=False)
    assert state(session, day_31) == ("due", None)
    session.undo()
    return_id = send_back(session, "1")
    assert state(session, day_31) == ("held", "return")
    assert unpaid_by_release(session.conn) == []
    customs_says(session, "399")
    assert state(session, day_31) == ("held", "return")
    arrive(session, return_id)
    assert state(session, day_31) == ("due", None)
    assert drawdowns(session.conn, day_31)[0].released == Decimal("9.60")


def test_whole_list_that_came_back_owes_nothing(session: Session) -> None:
    arrive(session, send_back(session, "2"))
    customs_says(session, "399")
    assert state(session, date(2026, 12, 18)) == ("returned", None)
    assert unpaid_by_release(session.conn) == []
    assert drawdowns(session.conn, ON)[0].released == 0


@pytest.mark.parametrize("closed", ["lapsed", "withdrawn"])
def test_what_lapsed_gives_nothing_back(session: Session, closed: str) -> None:
    return_id = send_back(session, "2")
    customs_says(session, "399")
    assert used(session) == 0
    with session.call("test"):
        session.conn.execute("UPDATE goods_return SET closed = ?", (closed,))
    assert used(session) == 211
    assert state(session, date(2026, 12, 18)) == ("due", None)
    assert return_id


def test_stock_comes_back_when_accepted_and_here_in_any_order(session: Session) -> None:
    item = 1
    assert figures(session, item)[0] == 8
    return_id = send_back(session, "1")
    customs_says(session, "399")
    assert figures(session, item)[0] == 8
    arrive(session, return_id)
    assert figures(session, item)[0] == 9
    other = send_back(session, "1", SECOND)
    arrive(session, other)
    assert figures(session, item)[0] == 9
    customs_says(session, "399", SECOND)
    assert figures(session, item)[0] == 10
    moves = session.conn.execute(
        "SELECT moved_on, batch_no, qty_e5 FROM stock_move WHERE kind = 'return' ORDER BY id"
    ).fetchall()
    assert moves == [("2026-12-18", "B1", pieces(1)), ("2026-12-18", "B1", pieces(1))]


def test_late_repeated_and_older_receipts_book_nothing_twice(session: Session) -> None:
    return_id = send_back(session, "2")
    arrive(session, return_id)
    customs_says(session, "399")
    after = (figures(session, 1), used(session), state(session))
    customs_says(session, "399", at="20261217100000000")
    customs_says(session, "2", at="20261215090000000")
    customs_says(session, "800", at="20270102100000000")
    assert (figures(session, 1), used(session), state(session)) == after
    told = effects_of(session.conn, return_id, on=date(2027, 1, 5))
    assert (told.correction, told.is_expected) == (Month(2026, 12), False)


def test_refused_after_all_takes_the_stock_out_again(session: Session) -> None:
    arrive(session, send_back(session, "2"))
    customs_says(session, "399")
    assert figures(session, 1)[0] == 10
    customs_says(session, "100", at="20261220100000000")
    assert (figures(session, 1)[0], used(session)) == (8, 211)
    customs_says(session, "399", at="20261221100000000")
    assert (figures(session, 1)[0], used(session)) == (10, 0)


def test_undo_takes_every_effect_back(session: Session) -> None:
    return_id = send_back(session, "2")
    arrive(session, return_id)
    before = dump(session.conn)
    customs_says(session, "399")
    after = dump(session.conn)
    assert (figures(session, 1)[0], used(session)) == (10, 0)
    session.undo()
    assert dump(session.conn) == before
    assert (figures(session, 1)[0], used(session)) == (8, 211)
    session.redo()
    assert dump(session.conn) == after


def test_accepted_return_gives_an_open_list_its_year_back(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        sold(session, orders=("I-1001", "I-1002"))
        answer(session, 1, "800")
        noon = datetime(2026, 11, 17, 12, tzinfo=UTC)
        state_balance(session, ID_NO, "25890", as_of=noon, source="测试")
        send_back(session, "2")
        customs_says(session, "399")
        channel = "SELECT channel FROM tax_estimate WHERE id = 2"
        assert session.conn.execute(channel).fetchone() == ("cbec",)
        session.undo()
        assert session.conn.execute(channel).fetchone() == ("general_trade",)


def test_refund_of_an_export_is_not_known_until_somebody_says(session: Session) -> None:
    with session.call("test"):
        session.conn.execute("UPDATE declaration_list SET flow = 'export', statistics_flag = 'A'")
    seen = foresee(session, "1")
    assert (seen.tax, seen.hold, seen.allowance, seen.stock) == (None, None, None, ())
    assert seen.refund is not None
    assert (seen.refund.state, seen.refund.amount) == (RefundState.UNKNOWN, None)
    return_id = send_back(session, "1")
    for told, number, expected in (
        ("no", "", RefundState.NONE),
        ("yes", "", RefundState.PAY_BACK),
        ("yes", "ZM-1", RefundState.PAID_BACK),
    ):
        with session.call("test"):
            session.conn.execute(
                "UPDATE goods_return SET tax_refunded = ?, tax_repaid = ?", (told, number)
            )
        refund = effects_of(session.conn, return_id, on=ON).refund
        assert refund is not None
        assert (refund.state, refund.certificate) == (expected, number)
