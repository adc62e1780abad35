"""Simulated answers never mix with those of customs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.session import Session
from app.workflow.export import export
from app.workflow.opening import local_now
from app.workflow.receive import receive
from app.workflow.training import TrainingRefused, answer_for_practice, is_training, may_train
from tests.helpers.lists import declaring_session
from tests.workflow.receipts import receipt_file


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path, "T-1001") as opened:
        export(opened, outbox=tmp_path / "outbox")
        yield opened


def practise(session: Session, tmp_path: Path) -> dict[str, int]:
    return answer_for_practice(
        session, outbox=tmp_path / "outbox", inbox=tmp_path / "practice", on=local_now()
    ).counts


def test_the_simulated_office_answers_and_the_file_is_marked(
    session: Session, tmp_path: Path
) -> None:
    assert not is_training(session.conn)
    assert practise(session, tmp_path)["new"] > 0
    assert is_training(session.conn)
    assert may_train(session.conn)


def test_a_file_with_receipts_of_customs_takes_no_simulated_ones(
    session: Session, tmp_path: Path
) -> None:
    receive(session, [receipt_file(tmp_path / "real.xml", code="120")])
    assert not may_train(session.conn)
    with pytest.raises(TrainingRefused):
        practise(session, tmp_path)
    assert not is_training(session.conn)
    assert not (tmp_path / "practice").exists()


def test_practice_can_be_taken_back(session: Session, tmp_path: Path) -> None:
    practise(session, tmp_path)
    session.undo()
    session.undo()
    assert not is_training(session.conn)
    assert session.conn.execute("SELECT count(*) FROM receipt").fetchone() == (0,)
