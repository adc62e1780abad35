"""Export returns that wait at overseas warehouses, and freight home from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.documents.returning import Condition
from app.reference.codes import Codes
from app.store.session import Session
from app.workflow.return_drafts import Way
from app.workflow.return_plan_terms import FIELDS, save_terms
from app.workflow.warehouses import TARIFF_FIELDS, save_tariff, save_warehouse
from tests.helpers.clock import FixedClock
from tests.helpers.lists import declaring_session, list_ids
from tests.helpers.returns import release, requested

TODAY = date(2026, 11, 21)
RELEASED = date(2026, 11, 17)
RETURNS = 6
CODES = Codes()


def warehouse(session: Session, code: str = "DE-HAM", **given: str) -> int:
    """A warehouse that was kept; its id."""
    typed = dict.fromkeys(("city", "operator", "note"), "") | {
        "code": code,
        "name": "汉堡仓",
        "country": "德国",
    }
    save_warehouse(session, None, typed | given, CODES)
    (row_id,) = session.conn.execute("SELECT max(id) FROM overseas_warehouse").fetchone()
    return int(row_id)


def tariff_words(**given: str) -> dict[str, str]:
    """Freight by batch: 100 yuan and 10 a kilogram, 10 days, up to 50 kg."""
    words = dict.fromkeys(TARIFF_FIELDS, "") | {
        "kind": "batch",
        "base": "100",
        "per_kg": "10",
        "most_kg": "50",
        "transit_days": "10",
        "valid_from": "2026-01-01",
        "source": "货代报价",
    }
    return words | given


def tariff(session: Session, warehouse_id: int, **given: str) -> None:
    """Freight that was kept."""
    save_tariff(session, None, warehouse_id, tariff_words(**given))


PARCEL = {"kind": "parcel", "base": "40", "per_kg": "50", "most_kg": "", "transit_days": "7"}


def terms(session: Session, **given: str) -> None:
    """Own figures of the plan."""
    save_terms(session, dict.fromkeys(FIELDS, "") | given)


@cache
def _file() -> bytes:
    with TemporaryDirectory() as folder:
        orders = [f"T-{number}" for number in range(1001, 1001 + RETURNS)]
        session = declaring_session(Path(folder), *orders)
        for list_id in list_ids(session):
            release(session, list_id, on=RELEASED)
        home = warehouse(session)
        tariff(session, home)
        tariff(session, home, **PARCEL)
        for list_id in list_ids(session):
            way = Way(overseas_warehouse_id=home, gross_weight=Decimal(list_id), site_code="2900A1")
            requested(session, list_id=list_id, way=way, condition=Condition.SEALED, on=TODAY)
        session.close()
        return session.path.read_bytes()


def waiting_session(tmp_path: Path) -> Session:
    """An open data file with six returns of 1 to 6 kg that wait in Hamburg, freight by batch and by
    parcel; nothing is planned. Made once and copied."""
    path = tmp_path / "waiting.sandan"
    path.write_bytes(_file())
    session = Session.open(path, clock=FixedClock(), actor="测试员")
    session.conn.execute("PRAGMA synchronous = OFF")
    return session


def decided(session: Session) -> dict[int, tuple[str, str]]:
    """What is decided for each return: its end and the number of its batch."""
    rows = session.conn.execute(
        "SELECT g.id, g.disposition, coalesce(b.batch_no, '') FROM goods_return g"
        " LEFT JOIN return_batch b ON b.id = g.return_batch_id ORDER BY g.id"
    )
    return {row[0]: (row[1], row[2]) for row in rows}
