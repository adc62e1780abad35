"""A bonded list of 200 yuan, sold and released, and parts of it on their way back."""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

from app.declaration.sql.status import refresh_touched
from app.documents.status import EventKind
from app.returns.portion import portion
from app.returns.sql.left import lines_left
from app.store.events import Event, add_events
from app.store.session import Session
from app.values.finding import DocumentKind
from app.workflow.assess import assess
from app.workflow.return_effects import book_effects
from tests.helpers.bonded import bonded_company, pieces, put_stock
from tests.helpers.goods_returns import answer_return
from tests.helpers.importer import compiled_imports

FIRST, SECOND = "SDR26110000001", "SDR26110000002"


def sold(session: Session, *, orders: tuple[str, ...] = ("I-1001",), stock: str = "10") -> int:
    """A company with stock, and lists of two pieces each over 200 yuan with freight 10 and
    insurance 1, assessed: VAT 19.20 of 211 × 13 % × 70 %. The id of the book's item."""
    item = bonded_company(session)
    with session.call("goods_rate") as call:
        session.conn.execute(
            "INSERT INTO goods_rate (call_id, scope, scope_key, kind, value, valid_from,"
            " source) VALUES (?, 'hs', '3304', 'vat', 'standard', '2026-01-01', '测试'),"
            " (?, 'hs', '3304', 'consumption', 'not_taxed', '2026-01-01', '测试')",
            (call.id, call.id),
        )
    put_stock(session, item, stock, batch="B1")
    compiled_imports(session, orders)
    assess(session)
    return item


def send_back(
    session: Session, qty: str, own_no: str = FIRST, *, list_id: int = 1, is_written: bool = True
) -> int:
    """A request to send back so many pieces of the first line of a list; its id. `is_written`: its
    message is in the outbox."""
    line = lines_left(session.conn, list_id)[0]
    part = portion(line, pieces(qty))
    with session.call("returns") as call:
        (return_id,) = session.conn.execute(
            "INSERT INTO goods_return (call_id, own_no, guid, flow, declaration_list_id,"
            " reason_kind, reason, condition, applied_on)"
            " SELECT ?, ?, ?, flow, id, 'no_reason', '七天无理由', 'sealed', '2026-12-15'"
            " FROM declaration_list WHERE id = ? RETURNING id",
            (call.id, own_no, str(uuid5(NAMESPACE_OID, own_no)), list_id),
        ).fetchone()
        session.conn.execute(
            "INSERT INTO goods_return_line (goods_return_id, declaration_line_id, line_no, qty_e5,"
            " statutory_qty_1_e5, statutory_qty_2_e5, value_e5, dutiable_e5)"
            " VALUES (?, ?, 1, ?, ?, ?, ?, ?)",
            (return_id, line.line_id, part.qty_e5, part.statutory_1_e5, part.statutory_2_e5,
             part.value_e5, part.dutiable_e5),
        )  # fmt: skip
        kinds = [EventKind.CREATED, *([EventKind.EXPORTED] if is_written else [])]
        events = [Event(DocumentKind.GOODS_RETURN, return_id, kind, call.time) for kind in kinds]
        add_events(session.conn, call.id, events)
        refresh_touched(session.conn, call.id)
    return int(return_id)


def customs_says(
    session: Session, code: str, own_no: str = FIRST, *, at: str = "20261216100000000"
) -> int:
    """Customs answers a request; how many receipts found it."""
    return answer_return(session, code, own_no, message="CEB626", returnTime=at)


def arrive(session: Session, return_id: int, on: str = "2026-12-18") -> None:
    """The goods are back."""
    with session.call("return_arrived") as call:
        session.conn.execute(
            "UPDATE goods_return SET arrived_on = ?, call_id = ? WHERE id = ?",
            (on, call.id, return_id),
        )
        book_effects(session.conn, call.id, [return_id])
