"""The book beside customs' balance: the difference, and candidates for why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.store.session import Session
from app.workflow import book
from app.workflow.book import CauseKind, differences
from tests.helpers.bonded import IN_DAY, answer, bonded_company, booked, put_stock
from tests.helpers.builders import make_session
from tests.helpers.import_returns import customs_says, send_back
from tests.helpers.importer import compiled_imports

RELEASED, ACCEPTED = "800", "120"
LATER = date(2026, 11, 20)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


def official(session: Session, item: int, qty: str, *, as_of: date = LATER, unit: str = "") -> None:
    book.set_official(session, item, Decimal(qty), as_of=as_of, source="测试查询", unit=unit)


def causes(session: Session) -> list[tuple[CauseKind, bool]]:
    (difference,) = differences(session.conn)
    return [(cause.kind, cause.explains) for cause in difference.causes]


@pytest.mark.parametrize(("qty", "count"), [("10", 0), ("9.99999", 1), ("10.00001", 1)])
def test_only_what_differs_is_listed(session: Session, qty: str, count: int) -> None:
    item = bonded_company(session, "10")
    official(session, item, qty)
    assert len(differences(session.conn)) == count


def test_balance_of_the_day_is_compared_not_that_of_today(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "10", day=date(2026, 11, 3))
    official(session, item, "0", as_of=date(2026, 11, 2))
    assert differences(session.conn) == []
    official(session, item, "0", as_of=date(2026, 11, 3))
    assert len(differences(session.conn)) == 1
    assert differences(session.conn, day=date(2026, 11, 2)) == []


def test_list_on_its_way_explains_what_customs_deducted(session: Session) -> None:
    item = bonded_company(session, "10")
    (list_id,) = compiled_imports(session)
    official(session, item, "8")
    assert causes(session) == [(CauseKind.UNKNOWN, False)]  # a draft customs has not seen
    answer(session, list_id, ACCEPTED)
    assert causes(session) == [(CauseKind.ON_THE_WAY, True)]


def test_released_list_that_could_not_be_booked_is_named(session: Session) -> None:
    item = bonded_company(session, "10")
    with session.call("test"):
        session.conn.execute("UPDATE book_item SET unit = '122'")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    with session.call("test"):
        session.conn.execute("UPDATE book_item SET unit = '011'")
    official(session, item, "8")
    assert causes(session) == [(CauseKind.NOT_BOOKED, True)]
    booked(session)
    assert differences(session.conn) == []


def test_paper_entered_under_two_numbers_is_named(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "10", paper="RK-1", batch="A")
    put_stock(session, item, "10", paper="RK-01", batch="A")
    official(session, item, "10")
    (difference,) = differences(session.conn)
    (cause,) = difference.causes
    assert (cause.kind, cause.explains, cause.numbers) == (
        CauseKind.ENTERED_TWICE,
        True,
        ("RK-01",),
    )


def test_two_papers_of_different_days_are_not_taken_for_one(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "10", paper="RK-1", day=IN_DAY)
    put_stock(session, item, "10", paper="RK-2", day=date(2026, 11, 3))
    official(session, item, "10")
    assert causes(session) == [(CauseKind.UNKNOWN, False)]


def test_what_left_on_the_day_may_count_the_next(session: Session) -> None:
    item = bonded_company(session, "10")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED, day=20)
    official(session, item, "10")
    assert causes(session) == [(CauseKind.SAME_DAY, True)]


@pytest.mark.parametrize(
    ("qty", "unit", "expected"),
    [
        ("0.5", "", [(CauseKind.UNIT, True)]),  # 10 pieces of 0.05 kg
        ("0.5", "035", [(CauseKind.UNIT, True)]),
        ("0.4", "035", [(CauseKind.UNIT, False)]),
        ("10", "035", [(CauseKind.UNIT, False)]),  # the same number of something else
        ("0.4", "", [(CauseKind.UNKNOWN, False)]),
    ],
)
def test_another_unit_is_recognised(
    session: Session, qty: str, unit: str, expected: list[tuple[CauseKind, bool]]
) -> None:
    item = bonded_company(session, "10")
    official(session, item, qty, unit=unit)
    assert causes(session) == expected


def test_return_that_was_not_typed_is_named(session: Session) -> None:
    item = bonded_company(session, "10")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    send_back(session, "1")
    customs_says(session, "399", at="20261118100000000")
    official(session, item, "9")
    assert causes(session) == [(CauseKind.NOT_BACK, True)]
