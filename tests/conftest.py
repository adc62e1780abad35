"""The whole run is offline: whoever opens a way to another computer fails the test that did it.
It does not wait for the disk either. How long an example of hypothesis takes says nothing on a busy
machine; the whole test has its limit."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

from app.store import database
from tests.helpers.disk import REAL_SETTINGS, hurry
from tests.helpers.offline import guard

guard()
hurry()
settings.register_profile("sandan", deadline=None)
settings.load_profile("sandan")


def pytest_collection_finish() -> None:
    """What is here now stays to the end: searching it for garbage takes a second each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data files are opened as the program opens them, to survive a power cut."""
    monkeypatch.setattr(database, "use_settings", REAL_SETTINGS)
