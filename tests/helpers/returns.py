"""Released lists and requests of goods that come back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.documents.returning import ReasonKind
from app.store.session import Session
from app.workflow.returns import ReturnDraft, Wish, new_request
from tests.helpers.builders import make_session
from tests.helpers.clock import FixedClock
from tests.helpers.importer import compiled_imports, importing_company

RELEASED = date(2026, 10, 10)  # a Saturday; day 30 is Monday 9 November, day 45 Tuesday the 24th
ON = date(2026, 11, 2)


@cache
def _file() -> bytes:
    with TemporaryDirectory() as folder:
        session = make_session(Path(folder))
        importing_company(session)
        compiled_imports(session)
        release(session)
        session.close()
        return session.path.read_bytes()


def importing_session(tmp_path: Path) -> Session:
    """An open data file with a bonded list of two pieces over 200 yuan, released. Made once and
    copied."""
    path = tmp_path / "importing.sandan"
    path.write_bytes(_file())
    session = Session.open(path, clock=FixedClock(), actor="测试员")
    session.conn.execute("PRAGMA synchronous = OFF")
    return session


def release(
    session: Session, list_id: int = 1, *, on: date = RELEASED, status: str = "released"
) -> None:
    """Let a list pass, as customs' receipt would."""
    with session.call("receive"):
        session.conn.execute(
            "UPDATE declaration_status SET status = ?, released_at = ?, decl_no = ? WHERE id = ?",
            (status, f"{on}T14:22:00", f"29002026I{list_id:09d}", list_id),
        )


def wish(qty: str = "1", line_no: int = 1) -> Wish:
    """A quantity of a line."""
    return Wish(line_no, Decimal(qty))


def draft(list_id: int = 1, *wishes: Wish, **given: Any) -> ReturnDraft:
    """A request of one piece of the first line, unless told."""
    return ReturnDraft(
        list_id, wishes or (wish(),), given.pop("reason_kind", ReasonKind.NO_REASON), **given
    )


def requested(session: Session, *, on: date = ON, **given: Any) -> int:
    """A request that was booked; its id."""
    outcome = new_request(session, draft(**given), on=on)
    assert outcome.counts["requests"] == 1, outcome.findings
    (return_id,) = session.conn.execute("SELECT max(id) FROM goods_return").fetchone()
    return int(return_id)


def set_state(session: Session, return_id: int, status: str) -> None:
    """Where a request stands, as customs' receipt would say."""
    with session.call("receive"):
        session.conn.execute("UPDATE goods_return SET status = ? WHERE id = ?", (status, return_id))
