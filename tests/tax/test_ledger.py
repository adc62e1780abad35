"""The annual ledger of a buyer: what counts, what is given back, and both sides of each limit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.legal.parameters import Parameters
from app.tax.ledger import EntryKind, GivenBack, Judge, OfficialBalance, Purchase, entries
from app.tax.regimes.channel import Channel

DAY = date(2026, 11, 16)
JUDGE = Judge(Parameters())


def bought(
    number: int, value: str, *, moment: str = "", day: date = DAY, **given: bool
) -> Purchase:
    return Purchase(number, f"L-{number}", moment, day, Decimal(value), True, **given)


@pytest.mark.parametrize(
    ("value", "is_one", "channel"),
    [
        ("4999.99", False, Channel.CBEC),
        ("5000.00", False, Channel.CBEC),
        ("5000.01", False, Channel.NOT_CBEC),
        ("5000.01", True, Channel.CBEC_FULL_TAX),
    ],
)
def test_single_limit_to_the_fen(value: str, is_one: bool, channel: Channel) -> None:
    seen = JUDGE.predict(Decimal(value), Decimal(0), DAY, is_one_article=is_one)
    assert seen.channel is channel
    assert seen.over_single == max(Decimal(value) - 5000, Decimal(0))


@pytest.mark.parametrize(
    ("value", "channel", "over"),
    [
        ("999.99", Channel.CBEC, "0"),
        ("1000.00", Channel.CBEC, "0"),
        ("1000.01", Channel.GENERAL_TRADE, "0.01"),
    ],
)
def test_annual_limit_to_the_fen(value: str, channel: Channel, over: str) -> None:
    seen = JUDGE.predict(Decimal(value), Decimal(25000), DAY, is_one_article=False)
    assert (seen.channel, seen.over_annual) == (channel, Decimal(over))
    after = 25000 + Decimal(value) if channel is Channel.CBEC else Decimal(25000)
    assert seen.used_after == after


def test_before_2019_the_lower_limits_applied() -> None:
    last = JUDGE.predict(Decimal(2001), Decimal(0), date(2018, 12, 31), is_one_article=True)
    assert last.channel is Channel.GENERAL_TRADE_FULL_TAX
    first = JUDGE.predict(Decimal(2001), Decimal(0), date(2019, 1, 1), is_one_article=True)
    assert first.channel is Channel.CBEC


def test_before_the_reform_there_is_no_limit() -> None:
    seen = JUDGE.predict(Decimal(9000), Decimal(0), date(2016, 4, 7), is_one_article=False)
    assert (seen.limits, seen.over_single, seen.is_admissible) == (None, 0, False)


def test_a_list_over_the_limit_leaves_room_for_a_smaller_one() -> None:
    seen = list(
        entries([bought(1, "5000"), bought(2, "5000"), bought(3, "5000"), bought(4, "5000"),
                 bought(5, "5000"), bought(6, "1000.01"), bought(7, "1000")], JUDGE)
    )  # fmt: skip
    assert [e.kind for e in seen[5:]] == [EntryKind.NOT_COUNTED, EntryKind.RESERVED]
    assert seen[-1].used_after == 26000


def test_cancelled_and_refused_do_not_count_returns_give_back() -> None:
    seen = list(
        entries(
            [
                bought(1, "100", moment="2026-03-01T10:00:00", is_released=True),
                bought(2, "200", moment="2026-03-02T10:00:00", stands=False),
            ],
            JUDGE,
            returns=[GivenBack(1, "L-1", "2026-03-09T10:00:00", Decimal(40))],
        )
    )
    assert [e.kind for e in seen] == [EntryKind.COUNTED, EntryKind.ENDED, EntryKind.GIVEN_BACK]
    assert seen[-1].used_after == 60


def test_official_balance_replaces_what_was_before_it() -> None:
    seen = list(
        entries(
            [
                bought(1, "100", moment="2026-03-01T10:00:00", is_released=True),
                bought(2, "200", moment="2026-03-05T10:00:00", is_released=True),
                bought(3, "300"),
            ],
            JUDGE,
            balances=[OfficialBalance(Decimal("4000"), "2026-03-01T10:00:00", "官方查询")],
        )
    )
    assert [e.used_after for e in seen] == [100, 4000, 4200, 4500]


def test_what_customs_released_has_counted_whatever_we_think() -> None:
    (seen,) = entries([bought(1, "27000", moment="2026-03-01", is_released=True)], JUDGE)
    assert (seen.channel, seen.kind) == (Channel.GENERAL_TRADE, EntryKind.COUNTED)


@given(st.lists(st.integers(1, 600_000), max_size=12))
def test_counted_purchases_add_up_and_never_pass_the_limit(fen: list[int]) -> None:
    purchases = [bought(n, str(Decimal(value).scaleb(-2))) for n, value in enumerate(fen, 1)]
    seen = list(entries(purchases, JUDGE))
    used = sum((e.value for e in seen if e.kind is EntryKind.RESERVED), Decimal(0))
    assert used == (seen[-1].used_after if seen else 0)
    assert used <= 26000
