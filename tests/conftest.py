"""The whole run is offline: whoever opens a way to another computer fails the test that did it."""

from __future__ import annotations

from tests.helpers.offline import guard

guard()
