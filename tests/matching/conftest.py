"""A store with one order that agrees in everything, to be spoilt in one point by each test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.matching.reasons import reasons
from app.store.session import Session
from app.workflow.match import match
from tests.helpers.builders import make_session

ON = date(2026, 11, 21)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        yield opened


def keys_of(session: Session, order_no: str = "T-1001") -> list[str]:
    """Match, and name the reasons of an order, the primary one first."""
    match(session, on=ON)
    return stored_keys(session, order_no)


def stored_keys(session: Session, order_no: str = "T-1001") -> list[str]:
    """The reasons stored for an order."""
    row = session.conn.execute(
        "SELECT flags FROM match_result r JOIN orders o ON o.id = r.id WHERE order_no = ?",
        (order_no,),
    ).fetchone()
    return [reason.key for reason in reasons(row[0])]


def state_of(session: Session, order_no: str = "T-1001") -> str:
    """The state of an order."""
    state: str = session.conn.execute(
        "SELECT state FROM match_state s JOIN orders o ON o.id = s.id WHERE order_no = ?",
        (order_no,),
    ).fetchone()[0]
    return state
