"""Returns on the command line: begun by any number, refused with the reason, arrived, given up."""

from __future__ import annotations

import json

import pytest

from app.cli.answer import Exit
from tests.cli.runner import Commands
from tests.helpers.returns import importing_session


@pytest.fixture
def firm(sandan: Commands) -> Commands:
    """A file with a bonded list of two pieces, released on 2026-10-10."""
    sandan.data.parent.mkdir(parents=True, exist_ok=True)
    session = importing_session(sandan.data.parent)
    session.close()
    session.path.rename(sandan.data)
    return sandan


def test_a_return_is_begun_arrives_and_is_given_up(firm: Commands) -> None:
    told = firm.run("return", "new", "I-1001", "1=1", "--on", "2026-11-09", "--reason", "size")
    assert told.code == Exit.FINE, told.err
    listed = firm.run("returns", "--on", "2026-11-09").out
    assert "1210" in listed
    assert "2026-11-09" in listed
    (number,) = (word for word in listed.split() if word.startswith("SDT"))
    assert firm.run("returns", "withdraw", number).code == Exit.FINE
    told = firm.run("returns", "new", "SDI26110000001", "--on", "2026-11-09")
    assert told.code == Exit.FINE
    second = firm.run("returns", "--limit", "1").out.split()[0]
    assert firm.run("returns", "lapse", second).code == Exit.REFUSED  # a draft is withdrawn
    assert firm.run("returns", "arrive", second, "--on", "2026-11-20").code == Exit.FINE
    late = firm.run("returns", "arrive", second, "--on", "2026-11-25")
    assert late.code == Exit.BLOCKED
    assert "2026-11-24" in late.out


def test_what_cannot_be_booked_says_why(firm: Commands) -> None:
    told = firm.run("returns", "new", "I-1001", "--on", "2026-11-10")
    assert told.code == Exit.BLOCKED
    assert "2026-11-09" in told.out
    assert firm.run("returns", "new", "OTHER-1").code == Exit.BLOCKED
    assert firm.run("returns", "new", "I-1001", "one").code == Exit.USAGE
    assert firm.run("returns", "arrive", "SDT1").code == Exit.USAGE


def test_nothing_waits_in_a_new_file(sandan: Commands) -> None:
    sandan.run("new")
    told = sandan.run("--json", "returns")
    assert json.loads(told.out)["returns"] == []
