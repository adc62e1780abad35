"""The stage assess: estimates of import lists, kept up to date, asking for what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.store.session import Session
from app.tax.regimes.channel import Channel
from app.workflow.assess import Assessor, assess
from app.workflow.pipeline import waiting
from app.workflow.tax_rates import RateKind, Scope, Statement, state_rate
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.importer import compiled_imports, import_line, importing_company


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        importing_company(opened)
        yield opened


def state(session: Session, kind: str, value: str) -> None:
    statement = Statement(Scope.HS, "3304", RateKind(kind), value, "测试出处", date(2026, 1, 1))
    state_rate(session, statement)


def estimates(session: Session) -> list[tuple[Any, ...]]:
    return session.conn.execute(
        "SELECT channel, missing, dutiable_e5, duty_e5, vat_e5, consumption_e5 FROM tax_estimate"
        " ORDER BY id"
    ).fetchall()


def test_export_store_has_nothing_to_assess(tmp_path: Path) -> None:
    with make_session(tmp_path, "exports") as session:
        assert assess(session).counts == {"lists": 0, "lines": 0, "unknown": 0}
        assert session.history() == []


def test_missing_rate_is_unknown_and_asked_for(session: Session) -> None:
    compiled_imports(session)
    outcome = assess(session)
    assert outcome.counts == {"lists": 1, "lines": 1, "unknown": 1}
    assert [f.code for f in outcome.findings] == ["assess.missing"]
    ((channel, missing, _, duty, vat, _),) = estimates(session)
    assert (channel, missing, duty, vat) == ("cbec", "vat", 0, None)
    assert waiting(session.conn)["assess"] == 1


def test_second_run_changes_nothing_and_a_stated_rate_does(session: Session) -> None:
    compiled_imports(session)
    assess(session)
    before, calls = dump(session.conn), len(session.history())
    assert assess(session).counts == {"lists": 0, "lines": 0, "unknown": 0}
    assert (dump(session.conn), len(session.history())) == (before, calls)
    state(session, "vat", "standard")
    assert estimates(session)[0][1] == ""
    assert assess(session).counts["lists"] == 0
    session.undo()
    assert dump(session.conn) == before


def test_single_working_says_what_the_stage_keeps(session: Session) -> None:
    compiled_imports(session)
    state(session, "vat", "standard")
    assess(session)
    assessed = Assessor(session.conn).of_list(1)
    assert assessed is not None
    ((_, _, dutiable, duty, vat, consumption),) = estimates(session)
    shown = (assessed.dutiable, assessed.duty, assessed.vat, assessed.consumption)
    kept = tuple(Decimal(each).scaleb(-5) for each in (dutiable, duty, vat, consumption))
    assert shown == kept


def test_lists_of_one_buyer_in_one_batch_count_in_order(session: Session) -> None:
    line = import_line(qty="1", price="4989", line_total="4989")
    numbers = [f"I-10{number:02d}" for number in range(6)]
    compiled_imports(session, numbers, goods_value="4989", lines=[line])
    assess(session)
    channels = [channel for channel, *_ in estimates(session)]
    assert channels == ["cbec"] * 5 + ["general_trade"]
    assessor = Assessor(session.conn)
    last = assessor.of_list(6)
    assert last is not None
    assert last.channel is Channel.GENERAL_TRADE
    assert last.used_before == 5 * Decimal("5000")
