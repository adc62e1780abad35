"""Figures of the plan: references, own ones in their place, ways out that open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.returns.plan_terms import Disposition, Outlet
from app.store.session import Session
from app.workflow.return_plan_terms import (
    FIELDS,
    expectation,
    read_terms,
    reference_terms,
    save_terms,
    terms_of,
)
from app.workflow.typed import BadEntry
from tests.helpers.builders import make_session
from tests.helpers.return_plans import TODAY, terms


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        yield opened


def test_reference_is_what_the_rule_files_say(session: Session) -> None:
    assert reference_terms(TODAY) == {
        "new_share": "44",
        "new_kept": "100",
        "open_box_share": "28",
        "open_box_kept": "80",
    }
    found = expectation(session.conn, TODAY)
    assert found is not None
    assert (found.new_e5 + found.open_box_e5, found.is_own) == (72_000, False)
    assert found.lost_e5 == 100_000 - 44_000 - 22_400


def test_own_figures_replace_the_reference(session: Session) -> None:
    terms(session, new_share="90")
    found = expectation(session.conn, TODAY)
    assert found is not None
    assert (found.new_e5, found.is_own) == (90_000, True)
    session.undo()
    assert read_terms(session.conn) == dict.fromkeys(FIELDS, "")


def test_before_the_reference_nothing_is_expected(session: Session) -> None:
    assert expectation(session.conn, date(2021, 12, 31)) is None
    assert terms_of(session.conn, date(2021, 12, 31)).returned_lost_e5 == 0


def test_way_out_opens_with_its_figures(session: Session) -> None:
    assert not terms_of(session.conn, TODAY).outlets
    terms(session, discount_lost="60", destroy_fee="3", repair_fee="20", resell_fee="5")
    assert terms_of(session.conn, TODAY).outlets == {
        Disposition.DISCOUNT: Outlet(0, 60_000),
        Disposition.DESTROY: Outlet(300_000, 100_000),
        Disposition.RESELL: Outlet(500_000, 33_600),  # as much is lost as by coming home
    }


@pytest.mark.parametrize(
    "given",
    [
        *[{"new_share": "101"}, {"new_share": "-1"}, {"discount_lost": "x"}],
        *[{"destroy_fee": "-1"}, {"new_share": "80", "open_box_share": "21"}],
    ],
)
def test_wrong_figure_is_refused(session: Session, given: dict[str, str]) -> None:
    with pytest.raises(BadEntry):
        terms(session, **given)


def test_saving_the_same_is_no_step(session: Session) -> None:
    terms(session, destroy_fee="3")
    typed = dict.fromkeys(FIELDS, "") | {"destroy_fee": "3"}
    assert save_terms(session, typed).counts == {"terms": 0}
