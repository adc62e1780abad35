"""The three flows of an order: every link that is there, what is to come, what is missing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from app.queries.three_flows import Chain, State, flows_of
from app.store.session import Session
from tests.helpers.builders import make_payment, put_payments
from tests.helpers.lists import declaring_session


def seen(session: Session, order_no: str = "T-1") -> list[tuple[str, str]]:
    (order_id,) = session.conn.execute(
        "SELECT id FROM orders WHERE order_no = ?", (order_no,)
    ).fetchone()
    found = flows_of(session.conn, order_id)
    assert found is not None
    return [(link.kind, link.state.value) for link in found.links]


def test_links_stand_flow_by_flow_with_their_gaps(tmp_path: Path) -> None:
    session = declaring_session(tmp_path, "T-1")
    assert seen(session) == [
        ("order", "there"),
        ("list", "there"),
        ("customs", "waiting"),
        ("waybill", "there"),
        ("released", "waiting"),
        ("payment", "missing"),
        ("remittance", "waiting"),
    ]
    found = flows_of(session.conn, 1)
    assert found is not None
    assert (found.count(State.MISSING), found.count(State.WAITING)) == (1, 3)
    assert [link.chain for link in found.links if link.amount] == [Chain.INFORMATION] * 2


def test_payments_and_the_release_close_their_gaps(tmp_path: Path) -> None:
    session = declaring_session(tmp_path, "T-1")
    put_payments(session, [make_payment("T-1", amount="12.50")])
    with session.call("match"):
        session.conn.execute("UPDATE payment SET order_id = 1")
        session.conn.execute(
            "UPDATE declaration_status SET decl_no = 'C1', released_at = '2026-11-20T10:00:00'"
        )
    assert {"missing", "waiting"} & {state for _kind, state in seen(session)} == {"waiting"}
    found = flows_of(session.conn, 1)
    assert found is not None
    assert [(link.number, link.day) for link in found.links if link.kind == "released"] == [
        (found.links[1].number, "2026-11-20")
    ]
    assert [link.amount for link in found.links if link.kind == "payment"] == [Decimal("12.50")]


def test_a_cancelled_list_is_no_link(tmp_path: Path) -> None:
    session = declaring_session(tmp_path, "T-1")
    with session.call("break"):
        session.conn.execute("UPDATE declaration_status SET status = 'cancelled'")
    assert ("list", "missing") in seen(session)
    assert flows_of(session.conn, 99) is None
