"""Payments and waybills find their order, whichever comes first."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from app.store.session import Session
from tests.helpers.builders import (
    company,
    make_order,
    make_party,
    make_payment,
    make_session,
    make_waybill,
    put_orders,
    put_parties,
    put_payments,
    put_waybills,
)
from tests.helpers.dumps import content, dump


def linked(session: Session, table: str = "payment") -> list[tuple[str, str | None]]:
    """Order number stated, and the platform of the order it is linked to."""
    return session.conn.execute(
        f"SELECT d.order_no, p.name FROM {table} d LEFT JOIN orders o ON o.id = d.order_id"
        f" LEFT JOIN party p ON p.id = o.platform_id ORDER BY d.id"
    ).fetchall()


def touched(session: Session) -> list[int]:
    return [row[0] for row in session.conn.execute("SELECT id FROM match_touched ORDER BY id")]


def test_payment_finds_its_order_by_number_and_platform(session: Session) -> None:
    put_orders(session, [make_order("T-1", platform="A"), make_order("T-1", platform="B")])
    put_payments(session, [make_payment("t 1", platform="B")])
    assert linked(session) == [("t 1", "B")]


def test_payment_waits_for_its_order(session: Session) -> None:
    put_payments(session, [make_payment("T-1"), make_payment("T-2")])
    put_orders(session, [make_order("T-1")])
    assert linked(session) == [("T-1", "测试平台"), ("T-2", None)]


def test_unknown_platform_fits_the_only_order_of_the_number(session: Session) -> None:
    put_orders(session, [make_order("T-1", platform="A")])
    put_payments(session, [make_payment("T-1", platform="")])
    assert linked(session) == [("T-1", "A")]


def test_order_without_platform_fits_any_payment_of_its_number(session: Session) -> None:
    put_orders(session, [make_order("T-1", platform="")])
    put_payments(session, [make_payment("T-1", platform="A")])
    assert linked(session) == [("T-1", "（未指明平台）")]


def test_other_platform_does_not_fit(session: Session) -> None:
    put_orders(session, [make_order("T-1", platform="A")])
    put_payments(session, [make_payment("T-1", platform="B")])
    assert linked(session) == [("T-1", None)]


def test_ambiguous_number_stays_open_and_is_reported(session: Session) -> None:
    put_orders(session, [make_order("T-1", platform="A"), make_order("T-1", platform="B")])
    done = put_payments(session, [make_payment("T-1", platform="")])
    assert linked(session) == [("T-1", None)]
    assert "store.link_ambiguous" in done.codes


def test_a_second_order_of_the_number_takes_an_uncertain_link_back(session: Session) -> None:
    put_orders(session, [make_order("T-1", platform="A")])
    put_payments(session, [make_payment("T-1", platform="", pay_no="P1")])
    done = put_orders(session, [make_order("T-1", platform="B")])
    assert linked(session) == [("T-1", None)]
    found = next(f for f in done.findings if f.code == "store.link_ambiguous")
    assert found.number == "P1"
    assert found.provenance is not None
    assert found.provenance.file == "payment.csv"
    assert touched(session) == [1]


def test_exact_platform_takes_over_from_the_order_without_platform(session: Session) -> None:
    put_orders(session, [make_order("T-1", platform="")])
    put_payments(session, [make_payment("T-1", platform="A")])
    put_orders(session, [make_order("T-1", platform="A")])
    assert linked(session) == [("T-1", "A")]
    assert touched(session) == [1]


def test_corrected_platform_moves_the_link(session: Session) -> None:
    put_orders(session, [make_order("T-1", platform="A"), make_order("T-1", platform="B")])
    put_waybills(session, [make_waybill("T-1", platform="A")])
    put_waybills(session, [make_waybill("T-1", platform="B")])
    assert linked(session, "waybill") == [("T-1", "B")]
    assert touched(session) == [1]


def test_link_a_person_made_stays(session: Session) -> None:
    put_orders(session, [make_order("T-1")])
    put_payments(session, [make_payment("AMZ-T-1", note="a")])
    with session.call("link"):
        session.conn.execute("UPDATE payment SET order_id = 1")
    put_payments(session, [make_payment("AMZ-T-1", note="b")])
    put_orders(session, [make_order("AMZ-T-1")])
    assert session.conn.execute("SELECT order_id, note FROM payment").fetchall() == [(1, "b")]


def test_filing_two_names_of_one_platform_links_what_was_apart(session: Session) -> None:
    put_orders(session, [make_order("T-1", platform="Shop One")])
    put_payments(session, [make_payment("T-1", platform="SHOP1.example")])
    assert linked(session) == [("T-1", None)]
    put_parties(session, [make_party("platform", "测试平台一", alias="Shop One;shop1.example")])
    assert linked(session) == [("T-1", "测试平台一")]
    assert session.conn.execute(
        "SELECT name, is_filed FROM party WHERE role = 'platform'"
    ).fetchall() == [("测试平台一", 1)]


ORDERS = [
    make_order("T-1"),
    make_order("T-2", platform=""),
    make_order("T-3", platform="A"),
    make_order("T-4", platform="A"),
    make_order("T-4", platform="B"),
]
SECOND_ORDERS = [make_order("T-2", platform="A"), make_order("T-3", platform="B")]
PAYMENTS = [
    make_payment("T-1"),
    make_payment("T-2", platform="A"),
    make_payment("T-3", platform=""),
    make_payment("T-4", platform=""),
    make_payment("T-5"),
]
WAYBILLS = [
    make_waybill("T-1", platform=""),
    make_waybill("T-2", platform=""),
    make_waybill("T-3", platform="B"),
    make_waybill("T-4", platform="B"),
]
FILES: list[Callable[[Session], object]] = [
    lambda session: put_orders(session, ORDERS),
    lambda session: put_orders(session, SECOND_ORDERS),
    lambda session: put_payments(session, PAYMENTS),
    lambda session: put_waybills(session, WAYBILLS),
    company,
]


def test_order_of_files_does_not_matter(tmp_path: Path) -> None:
    found = []
    for number, files in enumerate(permutations(FILES)):
        if number % 8:
            continue  # every eighth order shows as much
        with make_session(tmp_path, str(number)) as session:
            empty = dump(session.conn)
            for put in files:
                put(session)
            found.append(content(session.conn))
            for _ in files:
                session.undo()
            assert dump(session.conn) == empty
        (tmp_path / f"{number}.sandan").unlink()
    assert all(one == found[0] for one in found)


@pytest.mark.parametrize("table", ["payment", "waybill"])
def test_links_of_an_undone_import_are_gone(session: Session, table: str) -> None:
    put_payments(session, [make_payment("T-1")])
    put_waybills(session, [make_waybill("T-1")])
    before = dump(session.conn)
    put_orders(session, [make_order("T-1")])
    after = dump(session.conn)
    assert linked(session, table) == [("T-1", "测试平台")]
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert dump(session.conn) == after
