"""A large file is read by another process, and everything else stays the same."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.intake.errors import TooBig
from app.store.findings import read_findings
from app.values.errors import Cancelled
from app.values.progress import Stoppable
from app.workflow import reading
from app.workflow.intake import import_file
from app.workflow.read_ahead import _Refused
from tests.helpers.builders import make_session
from tests.helpers.dumps import content, dump

HEAD = "平台,订单号,运抵国,币制,货号,品名,数量,单价,运费\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = (
        f"测试平台,T-{n},美国,USD,S1,杯子,3,3.5,{'三块' if n % 50 == 0 else 1}\n"
        for n in range(12_000)
    )
    path = tmp_path / "many.csv"
    path.write_text(HEAD + "".join(rows) + "测试平台,--,美国,USD,S1,杯子,1,1,1\n", encoding="utf-8")
    return path


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(reading, "WORTH_IT", 0)
    yield
    assert not multiprocessing.active_children()


def test_reading_ahead_changes_nothing(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with make_session(tmp_path, "here") as here, make_session(tmp_path, "ahead") as there:
        expected = import_file(here, file)
        monkeypatch.setattr(reading, "WORTH_IT", 0)
        outcome = import_file(there, file)
        assert outcome.counts == expected.counts
        assert outcome.finding_counts == expected.finding_counts
        assert content(there.conn) == content(here.conn)
        assert set(read_findings(there.conn)) == set(read_findings(here.conn))


class StopsAt(Stoppable):
    """Stops when a number of rows has gone by."""

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        if phase == "progress.importing" and done >= 5_000:
            self.stop()
        super().step(phase, done, total)


@pytest.mark.usefixtures("ahead")
def test_stopping_ends_the_other_process(tmp_path: Path, file: Path) -> None:
    with make_session(tmp_path) as session:
        before = dump(session.conn)
        with pytest.raises(Cancelled):
            import_file(session, file, progress=StopsAt())
        assert dump(session.conn) == before


class KillsTheReader(Stoppable):
    """Kills the other process after its first batch."""

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        for child in multiprocessing.active_children():
            if child.pid is not None:
                os.kill(child.pid, signal.SIGTERM)
                child.join()


@pytest.mark.usefixtures("ahead")
def test_death_of_the_other_process_is_said_and_leaves_nothing(tmp_path: Path, file: Path) -> None:
    with make_session(tmp_path) as session:
        before = dump(session.conn)
        with pytest.raises(TooBig):
            import_file(session, file, progress=KillsTheReader())
        assert dump(session.conn) == before


def test_errors_cross_the_border_whole() -> None:
    error = TooBig(file="a.csv", reason=3)
    again = _Refused(type(error), error.code, error.params).error()
    assert (type(again), again.code, again.params) == (TooBig, error.code, error.params)
