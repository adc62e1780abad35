"""Persons for tests: one of each role, with passwords that cost little to check."""

from __future__ import annotations

import pytest

from app.store import persons as store
from app.store.session import Session
from app.values.rights import Role
from app.workflow.persons import add_person, sign_in

PASSWORDS = {role: f"{role} has a long one" for role in Role}
NAMES = {role: f"人员{at}" for at, role in enumerate(Role)}


def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed in no time; never outside of tests."""
    monkeypatch.setattr(store, "MEMORY_KIB", 64)
    monkeypatch.setattr(store, "ROUNDS", 1)


def set_up(session: Session) -> None:
    """One of each role; the administrator is signed in."""
    for role in reversed(Role):
        add_person(session, NAMES[role], role, PASSWORDS[role])


def enter(session: Session, role: Role) -> None:
    """Somebody of this role signs in."""
    sign_in(session, NAMES[role], PASSWORDS[role])
