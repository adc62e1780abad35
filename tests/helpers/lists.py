"""A company that can declare, and orders that have everything a list needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.store.session import Session
from app.store.settings import CompanyProfile, set_company
from app.values.progress import SILENT
from app.workflow.compile import compile_lists
from tests.helpers.builders import (
    company,
    make_goods,
    make_order,
    make_session,
    make_waybill,
    put_goods,
    put_orders,
    put_waybills,
)
from tests.helpers.clock import FixedClock

ON = date(2026, 11, 16)
PROFILE = CompanyProfile(
    declarant_code="9999960005",
    declarant_name="测试申报企业",
    dxp_id="DXPTEST0001",
    seller_code="9999960004",
    seller_name="测试电商企业",
    producer_code="9999960006",
    producer_name="测试生产企业",
    customs_office="2900",
    port_office="2900",
    customs_mode="9610",
    transport_mode="5",
    wrap_type="2",
    statistics_flag="B",
    own_no_prefix="SD",
)


def set_profile(session: Session, **changes: Any) -> None:
    """Keep the test company's profile with these changes."""
    with session.call("settings"):
        set_company(session.conn, replace(PROFILE, **changes))


def declaring_company(session: Session, **changes: Any) -> None:
    """Parties, profile and one article, so that lists can be made."""
    company(session)
    put_goods(session, [make_goods()])
    set_profile(session, **changes)


def agree(session: Session) -> None:
    """Say of every order with a waybill that its documents agree, as the matcher would."""
    with session.call("match") as call:
        session.conn.execute(
            "INSERT OR REPLACE INTO match_result (id, call_id, flags, blocking, attention,"
            " waybill_id, waybill_count, payment_count, gross_weight_e5, pieces)"
            " SELECT o.id, ?, 0, 0, 0, min(w.id), count(w.id), 0, sum(w.gross_weight_e5),"
            " sum(w.pieces) FROM orders o LEFT JOIN waybill w ON w.order_id = o.id GROUP BY o.id",
            (call.id,),
        )


def put_agreed(session: Session, orders: Iterable[str] = ("T-1001",), **given: Any) -> None:
    """Orders of one article each, with their waybills, agreed."""
    numbers = list(orders)
    put_orders(session, [make_order(number, **given) for number in numbers])
    put_waybills(session, [make_waybill(number) for number in numbers])
    agree(session)


def compiled(session: Session, orders: Iterable[str] = ("T-1001",), **given: Any) -> list[int]:
    """Lists of such orders; their ids."""
    put_agreed(session, orders, **given)
    compile_lists(session, on=ON, progress=SILENT)
    return list_ids(session)


@cache
def _file(orders: tuple[str, ...]) -> bytes:
    with TemporaryDirectory() as folder:
        session = make_session(Path(folder))
        declaring_company(session)
        if orders:
            compiled(session, orders)
        session.close()
        return session.path.read_bytes()


def declaring_session(tmp_path: Path, *orders: str) -> Session:
    """An open data file of a company that can declare, with a list of each of these orders. Made
    once and copied, because many tests begin so."""
    path = tmp_path / "declaring.sandan"
    path.write_bytes(_file(orders))
    session = Session.open(path, clock=FixedClock(), actor="测试员")
    session.conn.execute("PRAGMA synchronous = OFF")  # a test needs not survive a power cut
    return session


def list_ids(session: Session) -> list[int]:
    """The ids of all lists."""
    return [row[0] for row in session.conn.execute("SELECT id FROM declaration_list ORDER BY id")]
