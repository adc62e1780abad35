"""Every field the journal can show, every table and everything a step is told has a word in both
languages."""

from __future__ import annotations

import ast
from pathlib import Path

from app.queries.history import shown_columns
from app.text import LANGUAGES
from app.ui.pages.history_words import field_word, table_word, told_word
from tests.helpers.builders import make_session

APP = Path(__file__).resolve().parents[2] / "app"
_NO_PARTICULARS = {"session", "border"}


def test_no_field_is_shown_by_its_name_in_the_program(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        columns = shown_columns(session.conn)
    chinese, english = LANGUAGES
    for table, names in columns.items():
        assert table_word(table, chinese) != table
        assert "_" not in table_word(table, english)
        for name in names:
            assert field_word(table, name, chinese) != name.removesuffix("_e5"), (table, name)
            assert "_" not in field_word(table, name, english), (table, name)


def test_what_a_step_is_told_has_a_word() -> None:
    told = {name for path in APP.rglob("*.py") for name in _particulars(path)} - _NO_PARTICULARS
    assert told
    assert {name for name in told if told_word(name, LANGUAGES[0]) == name} == set()


def _particulars(path: Path) -> set[str]:
    """Keyword arguments of calls, attempts and notes in a module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _is_step(node.func):
            found |= {each.arg for each in node.keywords if each.arg}
    return found


def _is_step(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "attempt"
    if not isinstance(function, ast.Attribute):
        return False
    owner = ast.unparse(function.value)
    return (function.attr, owner.rpartition(".")[2]) in {("call", "session"), ("note", "identity")}
