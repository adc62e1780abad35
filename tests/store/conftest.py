from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.session import Session
from tests.helpers.builders import make_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as session:
        yield session
