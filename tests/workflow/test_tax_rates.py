"""Rates people state: kept with source and days, applied at once, taken back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.queries.tax import missing_goods, stated_rates
from app.store.session import Session
from app.workflow.assess import assess
from app.workflow.tax_rates import (
    BadGoodsRate,
    RateKind,
    Scope,
    Statement,
    drop_rate,
    rate_words,
    state_rate,
    wrong_part,
)
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.importer import compiled_imports, importing_company

DAY = date(2026, 1, 1)
VAT = Statement(Scope.GOODS, "imp-001", RateKind.VAT, "standard", "测试出处", DAY)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        importing_company(opened)
        compiled_imports(opened)
        assess(opened)
        yield opened


def vat(session: Session) -> int | None:
    found: int | None = session.conn.execute("SELECT vat_e5 FROM tax_estimate").fetchone()[0]
    return found


def test_missing_rate_is_asked_for_and_applied_at_once(session: Session) -> None:
    (goods,) = missing_goods(session.conn)
    assert (goods.sku, goods.kinds, goods.lists) == ("IMP-001", ("vat",), 1)
    before = dump(session.conn)
    assert state_rate(session, VAT).counts == {"lists": 1}
    assert vat(session) is not None
    assert missing_goods(session.conn) == []
    session.undo()
    assert dump(session.conn) == before


def test_same_statement_again_is_no_step(session: Session) -> None:
    state_rate(session, VAT)
    calls = len(session.history())
    assert not state_rate(session, VAT).changes.kinds
    assert len(session.history()) == calls


def test_dropped_statement_leaves_the_tax_unknown(session: Session) -> None:
    state_rate(session, VAT)
    (stated,) = stated_rates(session.conn)
    assert (stated.scope, stated.about, stated.value) == ("goods", "IMP001", "standard")
    assert drop_rate(session, stated.id).counts == {"lists": 1}
    assert vat(session) is None


@pytest.mark.parametrize(
    ("typed", "kept"), [("0.13", "0.13"), ("13%", "0.13"), ("１３％", "0.13"), ("0", "0")]
)
def test_a_share_may_be_typed_as_a_percentage(session: Session, typed: str, kept: str) -> None:
    state_rate(session, replace(VAT, value=typed))
    assert [each.value for each in stated_rates(session.conn)] == [kept]


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"about": ""}, "about"),
        ({"scope": Scope.HS, "about": "33A4"}, "about"),
        ({"scope": Scope.HS, "about": "33049900291"}, "about"),
        ({"value": "13"}, "value"),
        ({"value": "-0.1"}, "value"),
        ({"value": "mfn"}, "value"),
        ({"valid_until": date(2025, 12, 31)}, "days"),
        ({"source": " "}, "source"),
    ],
)
def test_what_says_no_rate_is_refused(session: Session, changed: dict[str, str], part: str) -> None:
    statement = replace(VAT, **changed)  # type: ignore[arg-type]
    assert wrong_part(statement) == part
    with pytest.raises(BadGoodsRate):
        state_rate(session, statement)


def test_words_are_those_of_the_day() -> None:
    assert rate_words(RateKind.VAT, DAY) == ("standard", "reduced")
    assert "make_up" not in rate_words(RateKind.CONSUMPTION, DAY)
    assert "make_up" in rate_words(RateKind.CONSUMPTION, date(2016, 9, 30))
    assert rate_words(RateKind.CONSUMPTION, DAY)[0] == "not_taxed"
