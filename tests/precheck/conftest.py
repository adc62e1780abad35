"""One clean list to break in one place at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.precheck.sql import Checker
from app.store.session import Session
from app.values.finding import DocumentKind, Severity
from app.workflow.facts import facts_of
from tests.helpers.lists import declaring_session, list_ids


@dataclass(frozen=True)
class Found:
    """A finding as the checks leave it."""

    check: str
    severity: Severity
    line_no: int
    field: str
    value: str
    expected: str


@dataclass
class Bench:
    """A session with a list, and ways to break and to check it."""

    session: Session

    def break_(self, sql: str, *values: Any) -> None:
        """Change the store behind the program's back."""
        with self.session.call("break"):
            self.session.conn.execute(sql, values)

    def found(self) -> list[Found]:
        """What the checks say about all lists."""
        conn = self.session.conn
        with self.session.call("check"):
            Checker(conn, facts_of(conn)).run(DocumentKind.DECLARATION_LIST, list_ids(self.session))
            rows = conn.execute(
                "SELECT substr(code, 10), severity, line_no, field, value, expected FROM found"
                " ORDER BY code, document_id, line_no"
            ).fetchall()
        return [Found(check, Severity(grade), *rest) for check, grade, *rest in rows]

    def checks(self) -> set[str]:
        """The names of the checks that found something."""
        return {each.check for each in self.found()}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A clean list of one line: 1 piece at 12.50 USD, 0.4 kg net, 0.5 kg gross."""
    return Bench(declaring_session(tmp_path, "T-1001"))
