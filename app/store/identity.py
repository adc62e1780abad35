"""Whose session it is, and what they may do: asked by every call, below every screen.

Where no persons are set up everybody may do everything. Where there are, somebody has to sign in
with a password; refusals are noted in the audit log. A sign-in lasts until the session ends or the
person is disabled: role and access are read from the file each time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from app.store import audit
from app.store import persons as store
from app.store.audit import Kind, Who
from app.store.errors import Forbidden, NeedsWitness, NotSignedIn, TooManyTries, WrongPassword
from app.store.persons import Person
from app.values.rights import LEAST, WITNESSED, may


class Identity:
    """The one who works with a session. `aside` opens a transaction outside of any call."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        aside: Callable[[], AbstractContextManager[None]],
        clock: Callable[[], datetime],
    ) -> None:
        self._conn, self._aside, self._clock = conn, aside, clock
        self.person: Person | None = None
        self.witness: Person | None = None

    @property
    def is_needed(self) -> bool:
        """Whether somebody has to sign in before anything is done."""
        return store.has_persons(self._conn)

    def who(self, actor: str) -> Who:
        """Whose act it is; `actor` = the name that was merely said, where nobody signs in."""
        if self.person is None:
            return Who(actor)
        witness = self.witness.name if self.witness else ""
        return Who(self.person.name, str(self.person.role), witness)

    def sign_in(self, name: str, password: str) -> Person:
        """Sign a person in, instead of whoever was. Raises WrongPassword, TooManyTries."""
        self.person = self._proven("sign_in", name, password)
        self.note("sign_in")
        return self.person

    def sign_out(self) -> None:
        """Nobody is signed in from here on."""
        if self.person is not None:
            self.note("sign_out")
        self.person = None

    @contextmanager
    def witnessed(self, act: str, name: str, password: str) -> Iterator[None]:
        """What is done inside has a witness who may do the act too. Raises WrongPassword,
        TooManyTries, Forbidden; without persons, everything stays as it is."""
        if not self.is_needed:
            yield
            return
        witness = self._proven("witness", name, password)
        if self.person is None or witness.id == self.person.id:
            raise NeedsWitness(act=act, verb_key=f"verb.{act}", field="name")
        if not may(witness.role, act):
            self._refuse(act, witness)
        self.witness = witness
        try:
            yield
        finally:
            self.witness = None

    def admit(self, act: str) -> None:
        """Refuse what the one who is signed in may not do. Raises NotSignedIn, Forbidden,
        NeedsWitness."""
        if not self.is_needed:
            return
        person = store.person_with(self._conn, self.person.id) if self.person else None
        if person is None or person.is_disabled:
            self._note(Kind.REFUSED, act, {"why": "not_signed_in"})
            raise NotSignedIn
        self.person = person
        if not may(person.role, act):
            self._refuse(act, person)
        if act in WITNESSED and self.witness is None:
            raise NeedsWitness(act=act, verb_key=f"verb.{act}")

    def admit_undoing(self, verb: str) -> None:
        """Whoever takes a step back, or brings it back, must have been allowed to make it."""
        if verb not in WITNESSED:
            self.admit(verb)

    def note(self, act: str, **about: object) -> None:
        """Note an act that changes no document; `about` must not hold data of buyers."""
        self._note(Kind.ACT, act, about)

    def names(self, *said: str) -> tuple[str, ...]:
        """Who signs for something: by name where nobody signs in, else the person, and where a
        second one is asked for, the witness."""
        known = [each.name for each in (self.person, self.witness) if each is not None]
        return (*known, *said[len(known) :])[: len(said)] if self.is_needed else said

    def _refuse(self, act: str, person: Person) -> None:
        self._note(Kind.REFUSED, act, {"why": "role", "person": person.name})
        least = LEAST.get(act)
        role_key = f"role.{least}" if least else "role.nobody"
        raise Forbidden(act=act, name=person.name, verb_key=f"verb.{act}", role_key=role_key)

    def _proven(self, act: str, name: str, password: str) -> Person:
        person, now = store.person_named(self._conn, name), self._clock()
        if person is None or person.is_disabled:
            self._note(Kind.REFUSED, act, {"why": "unknown" if person is None else "disabled"})
            raise WrongPassword(field="password")
        if wait := store.seconds_to_wait(self._conn, person.id, now):
            raise TooManyTries(seconds=wait, field="password")
        if not store.is_password(self._conn, person.id, password):
            with self._aside():
                store.count_failure(self._conn, person.id, now)
            self._note(Kind.REFUSED, act, {"why": "password", "person": person.name})
            raise WrongPassword(field="password")
        with self._aside():
            store.forget_failures(self._conn, person.id, now)
        return person

    def _note(self, kind: Kind, act: str, about: dict[str, object]) -> None:
        at = self._clock().strftime("%Y-%m-%dT%H:%M:%S")
        with self._aside():
            audit.add_act(self._conn, kind, act, about, who=self.who(""), at=at)
