"""Persons of a data file: setting them up, roles, passwords, signing in, the second person.

Setting up the first one turns the file from "everybody may do everything" into one where somebody
signs in; so the first is an administrator, and the last administrator who may sign in stays one.
Nothing here can be undone by the journal: no undo brings back a password.
"""

from __future__ import annotations

import sqlite3

from app.store import persons as store
from app.store.errors import Forbidden, NeedsWitness, NotSignedIn, TooManyTries, WrongPassword
from app.store.persons import Person, has_persons, persons
from app.store.session import Session
from app.store.settings import get_setting, set_setting
from app.values.errors import AppError
from app.values.rights import Role, may
from app.workflow.outcome import Outcome
from app.workflow.saving import attempt

__all__ = [
    "Forbidden", "NeedsWitness", "NotSignedIn", "Person", "Role", "TooManyTries",
    "UnfitPerson", "WrongPassword", "add_person", "change_password", "has_persons", "lock_minutes",
    "may", "persons", "reset_password", "set_access", "set_lock_minutes", "set_role",
    "sign_in",
]  # fmt: skip

PERSON, PASSWORD = "person", "password"
SHORTEST = 8  # characters
LOCK_SETTING, LOCK_MINUTES = "lock_minutes", 15


class UnfitPerson(AppError):
    """The person cannot be set up or changed like this; `field` names the place."""

    code = "error.person_unnamed"


def sign_in(session: Session, name: str, password: str) -> Person:
    """Sign a person in for what follows in this session; a password kept in an older way is kept in
    today's from here on. Raises WrongPassword, TooManyTries."""
    person = session.identity.sign_in(name, password)
    if store.is_outdated(session.conn, person.id):
        _keep_password(session, person, password)
    return person


def add_person(session: Session, name: str, role: Role, password: str, again: str = "") -> Outcome:
    """Set somebody up; the first one is signed in at once. `again`: the password typed a second
    time, "" = not asked for. Raises UnfitPerson, Forbidden."""
    name = " ".join(name.split())
    is_first = not has_persons(session.conn)
    if not name:
        raise UnfitPerson(field="name")
    if store.person_named(session.conn, name) is not None:
        raise UnfitPerson("error.person_taken", name=name, field="name")
    if is_first and role is not Role.ADMINISTRATOR:
        raise UnfitPerson("error.person_first", field="role")
    _require_fit(name, password, again)
    hashed = store.hash_of(password)
    with session.call(PERSON, what="added", name=name, role=str(role)) as call:
        store.add_person(call.conn, call.id, name, role=role, password_hash=hashed)
    if is_first:
        session.identity.sign_in(name, password)
    return Outcome(PERSON, {"persons": 1})


def set_role(session: Session, name: str, role: Role) -> Outcome:
    """Give a person another role. Raises UnfitPerson, Forbidden."""
    return _set(session, _known(session.conn, name), role=role)


def set_access(session: Session, name: str, *, allowed: bool) -> Outcome:
    """Take a person's access away or give it back; what they did stays under their name. Raises
    UnfitPerson, Forbidden."""
    return _set(session, _known(session.conn, name), allowed=allowed)


def reset_password(session: Session, name: str, password: str, again: str = "") -> Outcome:
    """An administrator gives somebody a new password. Raises UnfitPerson, Forbidden."""
    person = _known(session.conn, name)
    _require_fit(person.name, password, again)
    hashed = store.hash_of(password)
    with session.call(PERSON, what="password", name=person.name) as call:
        store.set_password(call.conn, call.id, person.id, hashed)
    return Outcome(PERSON, {"persons": 1})


def change_password(session: Session, old: str, password: str, again: str = "") -> Outcome:
    """Whoever is signed in takes another password. Raises NotSignedIn, WrongPassword,
    TooManyTries, UnfitPerson."""
    person = session.identity.person
    if person is None:
        raise NotSignedIn
    try:
        session.identity.sign_in(person.name, old)
    except (WrongPassword, TooManyTries) as error:
        session.identity.person = person
        raise type(error)(**{**error.params, "field": "old"}) from error
    _require_fit(person.name, password, again)
    _keep_password(session, person, password)
    return Outcome(PASSWORD, {"persons": 1})


def lock_minutes(conn: sqlite3.Connection) -> int:
    """After how many minutes without a key the window locks; 0 = never."""
    return int(get_setting(conn, LOCK_SETTING, LOCK_MINUTES))


def set_lock_minutes(session: Session, minutes: int) -> Outcome:
    """Set it, for everybody at this file. Raises Forbidden."""
    with attempt(session, "settings", name=LOCK_SETTING, minutes=minutes) as trial:
        trial.changed = set_setting(trial.call.conn, LOCK_SETTING, max(0, minutes))
    return Outcome("settings")


def _set(
    session: Session, person: Person, *, role: Role | None = None, allowed: bool | None = None
) -> Outcome:
    new = role or person.role
    is_disabled = person.is_disabled if allowed is None else not allowed
    others = [each for each in _administrators(session.conn) if each.id != person.id]
    if not others and (is_disabled or new is not Role.ADMINISTRATOR):
        raise UnfitPerson("error.person_last", name=person.name, field="role")
    what = "role" if allowed is None else "allowed" if allowed else "disabled"
    with session.call(PERSON, what=what, name=person.name, role=str(new)) as call:
        store.set_person(call.conn, call.id, person.id, role=new, is_disabled=is_disabled)
    return Outcome(PERSON, {"persons": 1})


def _administrators(conn: sqlite3.Connection) -> list[Person]:
    return [
        each for each in persons(conn) if each.role is Role.ADMINISTRATOR and not each.is_disabled
    ]


def _known(conn: sqlite3.Connection, name: str) -> Person:
    person = store.person_named(conn, name)
    if person is None:
        raise UnfitPerson("error.person_unknown", name=name, field="name")
    return person


def _require_fit(name: str, password: str, again: str) -> None:
    if len(password) < SHORTEST or store.key_of(password) == store.key_of(name):
        raise UnfitPerson("error.password_weak", shortest=SHORTEST, field="password")
    if again and again != password:
        raise UnfitPerson("error.password_differs", field="again")


def _keep_password(session: Session, person: Person, password: str) -> None:
    hashed = store.hash_of(password)
    with session.call(PASSWORD, name=person.name) as call:
        store.set_password(call.conn, call.id, person.id, hashed)
