"""What is left of a list: standing requests speak for their part; whose dutiable value counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.returns.sql.left import lines_left
from app.store.session import Session
from tests.helpers.returns import importing_session, requested, set_state


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two pieces over 200 yuan, with freight 10 and insurance 1."""
    with importing_session(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("status", "left"),
    [("draft", 1), ("prepared", 1), ("released", 1), ("rejected", 2), ("failed", 2)],
)
def test_standing_requests_hold_their_part(session: Session, status: str, left: int) -> None:
    return_id = requested(session)
    set_state(session, return_id, status)
    (line,) = lines_left(session.conn, 1)
    assert line.left_e5 == left * 100_000
    (line,) = lines_left(session.conn, 1, without=return_id)
    assert line.left_e5 == 200_000


def test_view_of_the_store_says_the_same(session: Session) -> None:
    requested(session)
    spoken = session.conn.execute("SELECT qty_e5 FROM returned_qty").fetchone()
    (line,) = lines_left(session.conn, 1)
    assert spoken == (line.spoken_e5,)


def test_dutiable_value_of_bill_then_estimate_then_list(session: Session) -> None:
    def dutiable() -> int | None:
        return lines_left(session.conn, 1)[0].dutiable_e5

    assert dutiable() == 21_100_000
    with session.call("assess") as call:
        session.conn.execute("DELETE FROM tax_estimate_line")
        session.conn.execute(
            "INSERT INTO tax_estimate_line (id, declaration_list_id, dutiable_e5)"
            " SELECT id, 1, 20500000 FROM declaration_line"
        )
    assert dutiable() == 20_500_000
    with session.call("receive") as call:
        session.conn.execute(
            "INSERT INTO tax_bill (call_id, tax_no, invt_no, declaration_list_id, status,"
            " returned_at) VALUES (?, 'T-1', 'N-1', 1, '1', '2026-11-17')",
            (call.id,),
        )
        session.conn.execute(
            "INSERT INTO tax_bill_line (tax_bill_id, line_no, hs_code, dutiable_e5)"
            " VALUES (1, 1, '3304990029', 19900000)"
        )
    assert dutiable() == 19_900_000
