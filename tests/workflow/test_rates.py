"""Customs exchange rates are typed with their source, exactly, and a new one replaces the old."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.reference.codes import Codes
from app.store.rates import cny_for_one, rates
from app.values.period import Month
from app.workflow.rates import BadRate, differs, due_day, rate_from_words, set_rate
from tests.helpers.builders import make_session

NOVEMBER = Month(2026, 11)


def test_rate_is_kept_exactly_with_its_source(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        set_rate(session, rate_from_words(("美元", "2026-11", "7.08120001"), "测试公告", Codes()))
        assert cny_for_one(session.conn, "USD", NOVEMBER) == Decimal("7.08120001")
        assert cny_for_one(session.conn, "USD", NOVEMBER.next) is None
        assert [rate.source for rate in rates(session.conn)] == ["测试公告"]


def test_rate_typed_again_replaces_the_old_one_and_can_be_undone(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        for cny in ("7.08", "7.09"):
            set_rate(session, rate_from_words(("USD", "2026-11", cny), "测试", Codes()))
        assert cny_for_one(session.conn, "USD", NOVEMBER) == Decimal("7.09")
        session.undo()
        assert cny_for_one(session.conn, "USD", NOVEMBER) == Decimal("7.08")


@pytest.mark.parametrize(
    ("words", "source"),
    [
        (("XXQ", "2026-11", "7.08"), "测试"),
        (("USD", "2026-13", "7.08"), "测试"),
        (("USD", "2026-11", "0"), "测试"),
        (("USD", "2026-11", "-1"), "测试"),
        (("USD", "2026-11", "7,08"), "测试"),
        (("USD", "2026-11", "7.081200001"), "测试"),
        (("USD", "2026-11", "7.08"), " "),
        (("USD", "", ""), "测试"),
    ],
)
def test_rate_that_is_not_whole_is_refused(words: tuple[str, str, str], source: str) -> None:
    with pytest.raises(BadRate):
        rate_from_words(words, source, Codes())


@pytest.mark.parametrize(
    ("day", "is_other"),
    [("2026-10-21", False), ("2026-10-20", True), ("2026-10-22", True), ("", False)],
)
def test_a_rate_of_another_day_than_the_law_names_is_told(day: str, is_other: bool) -> None:
    rate = rate_from_words(("USD", "2026-11", "7.08"), "测试", Codes(), source_day=day)
    assert differs(rate) is is_other


def test_the_day_of_a_rate_is_kept(tmp_path: Path) -> None:
    words = ("USD", "2026-11", "7.08")
    with make_session(tmp_path) as session:
        set_rate(session, rate_from_words(words, "测试", Codes(), source_day="2026-10-21"))
        assert [rate.source_day for rate in rates(session.conn)] == [date(2026, 10, 21)]
    with pytest.raises(BadRate):
        rate_from_words(words, "测试", Codes(), source_day="10/21")


def test_the_due_day_is_the_third_wednesday_before() -> None:
    due = due_day(NOVEMBER)
    assert due is not None
    assert due.day == date(2026, 10, 21)
    assert due_day(Month(2005, 2)) is None
