"""Customs exchange rates are typed with their source, exactly, and a new one replaces the old."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.reference.codes import Codes
from app.store.rates import cny_for_one, rates
from app.values.period import Month
from app.workflow.rates import BadRate, rate_from_words, set_rate
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
