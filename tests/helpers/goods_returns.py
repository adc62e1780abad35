"""Released lists, and requests of returns straight in the store."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_OID, uuid5

from app.declaration.sql.status import refresh_touched
from app.documents.status import EventKind
from app.messages.ceb.spec import spec
from app.store.events import Event, add_events
from app.store.session import Session
from app.values.finding import DocumentKind
from app.workflow.export import export
from app.workflow.receive import receive
from tests.helpers.lists import PROFILE
from tests.workflow.receipts import list_receipt, write_receipts

RELEASED_AT = "20261116120000000"
DECL_NO = {"export": "290020261116000001", "import": "290020262116000001"}

# How an export return travels back.
TRAVEL = {
    "return_mode": "9661",
    "from_country": "USA",
    "transport_mode": "5",
    "transport_name": "航空",
    "voyage_no": "CA000",
    "bill_no": "99900000009",
}


def release(session: Session, *own_nos: str, message: str = "CEB604", flow: str = "export") -> None:
    """Have lists written, and answered by customs: numbered and released."""
    folder = session.path.parent
    export(session, outbox=folder / "outbox")
    receipts = []
    for place, own_no in enumerate(own_nos):
        number = f"{int(DECL_NO[flow]) + place}"
        answer = list_receipt(own_no=own_no, code="800", time=RELEASED_AT, decl_no=number)
        answer |= {"preNo": f"B20261116{place:09d}"}
        known = spec(message).head.position
        answer = {name: value for name, value in answer.items() if name in known}
        receipts.append(answer)
    receive(session, [write_receipts(folder / f"released-{message}.xml", message, *receipts)])


def put_return(session: Session, list_id: int, own_no: str = "SDR26110000001", **given: Any) -> int:
    """A draft request of all goods of a list (or `qty_e5` of each line); its id. Exports travel as
    `TRAVEL` says."""
    qty_e5 = given.pop("qty_e5", None)
    (flow,) = session.conn.execute(
        "SELECT flow FROM declaration_list WHERE id = ?", (list_id,)
    ).fetchone()
    values = {
        "own_no": own_no,
        "guid": str(uuid5(NAMESPACE_OID, own_no)).upper(),
        "flow": flow,
        "declaration_list_id": list_id,
        "reason_kind": "size",
        "reason": "尺码不合适",
        "condition": "sealed",
        "applied_on": "2026-11-20",
        **(TRAVEL if flow == "export" else {}),
        **given,
    }
    with session.call("return") as call:
        id_ = _insert(session, "goods_return", {"call_id": call.id, **values})
        session.conn.execute(
            "INSERT INTO goods_return_line (goods_return_id, declaration_line_id, line_no, qty_e5,"
            " statutory_qty_1_e5, statutory_qty_2_e5, value_e5)"
            " SELECT ?, id, line_no, coalesce(?, declared_qty_e5), statutory_qty_1_e5,"
            " statutory_qty_2_e5, line_total_e5 FROM declaration_line"
            " WHERE declaration_list_id = ?",
            (id_, qty_e5, list_id),
        )
        _created(session, call.id, DocumentKind.GOODS_RETURN, id_, call.time)
    return id_


def put_tally(session: Session, return_id: int, own_no: str = "SDT26110000001") -> int:
    """A draft tally of a request; its id."""
    with session.call("tally") as call:
        values = {
            "call_id": call.id,
            "own_no": own_no,
            "guid": str(uuid5(NAMESPACE_OID, own_no)).upper(),
            "goods_return_id": return_id,
            "operator_code": "9999960008",
            "operator_name": "测试监管场所",
            "location": "A-01",
        }
        id_ = _insert(session, "return_tally", values)
        _created(session, call.id, DocumentKind.RETURN_TALLY, id_, call.time)
    return id_


def answer_return(session: Session, code: str, own_no: str = "SDR26110000001", **given: Any) -> int:
    """Customs says something about a request (`message` 214, else 626); how many receipts found
    their request."""
    message = given.pop("message", "CEB214")
    answer = {
        "guid": str(uuid5(NAMESPACE_OID, f"{own_no}{code}")).upper(),
        "agentCode": PROFILE.declarant_code,
        "coElNo" if message == "CEB214" else "copNo": own_no,
        "invtNo": DECL_NO["export" if message == "CEB214" else "import"],
        "returnStatus": code,
        "returnTime": "20261120120000000",
        "returnInfo": "测试回执",
        **given,
    }
    path = session.path.parent / f"return-{message}-{code}-{len(given)}.xml"
    return receive(session, [write_receipts(path, message, answer)]).counts.get("tied", 0)


def _insert(session: Session, table: str, values: dict[str, Any]) -> int:
    marks = ", ".join("?" * len(values))
    sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks}) RETURNING id"
    return int(session.conn.execute(sql, list(values.values())).fetchone()[0])


def _created(session: Session, call_id: int, kind: DocumentKind, id_: int, at: str) -> None:
    add_events(session.conn, call_id, [Event(kind, id_, EventKind.CREATED, at)])
    refresh_touched(session.conn, call_id)
