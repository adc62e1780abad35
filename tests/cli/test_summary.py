"""`sandan summary`: what a month comes to, applying, a nil month, comparing."""

from __future__ import annotations

import pytest

from app.cli.answer import Exit
from tests.cli.runner import Commands
from tests.helpers.lists import declaring_session
from tests.helpers.summaries import cleared


@pytest.fixture
def applicants(sandan: Commands) -> Commands:
    """A company with two lists cleared in October."""
    sandan.data.parent.mkdir(parents=True)
    with declaring_session(sandan.data.parent) as session:
        cleared(session, "T-1", "T-2")
    session.path.rename(sandan.data)
    return sandan


def test_the_preview_writes_nothing(applicants: Commands) -> None:
    words = ("summary", "--month", "2026-10", "--on", "2026-11-10")
    told = applicants.run(*words, "--preview", "--json")
    assert told.json["due"] == "2026-11-16"
    assert [(group["country"], group["lists"]) for group in told.json["groups"]] == [("USA", 2)]
    told = applicants.run(*words, "--json")
    assert told.json["counts"]["lists"] == 2
    assert applicants.run(*words, "--preview", "--json").json["groups"] == []


def test_last_month_is_meant_unless_said(applicants: Commands) -> None:
    assert applicants.run("summary", "--on", "2026-11-10", "--json").json["counts"]["parts"] == 1


def test_a_month_that_still_runs_is_refused(applicants: Commands) -> None:
    told = applicants.run("summary", "--month", "2026-10", "--on", "2026-10-20")
    assert told.code == Exit.REFUSED
    assert "2026-10" in told.err


def test_an_application_is_compared_by_its_number(applicants: Commands) -> None:
    applicants.run("summary", "--on", "2026-11-10")
    assert applicants.run("summary", "SDS26110000001", "--json").json["differences"] == []


def test_a_nil_month_is_noted(applicants: Commands) -> None:
    words = ("summary", "--month", "2026-09", "--nil", "none sold", "--json")
    assert applicants.run(*words).json["counts"] == {"months": 1}
