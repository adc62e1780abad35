"""Reading beside the writer: a question may be withdrawn, or be given little time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.reader import Interrupted, Reader
from tests.helpers.builders import make_session

ENDLESS = """
WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n
"""


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with make_session(tmp_path) as session:
        path = session.path
    opened = Reader(path)
    yield opened
    opened.close()


def test_question_that_takes_too_long_is_withdrawn(reader: Reader) -> None:
    with pytest.raises(Interrupted):
        reader.ask(lambda conn: conn.execute(ENDLESS).fetchone(), within_s=0.02)


def test_next_question_has_all_the_time_it_needs(reader: Reader) -> None:
    with pytest.raises(Interrupted):
        reader.ask(lambda conn: conn.execute(ENDLESS).fetchone(), within_s=0)
    counted = ENDLESS.replace("FROM n)", "FROM n LIMIT 200000)")
    assert reader.ask(lambda conn: conn.execute(counted).fetchone()) == (200_000,)
