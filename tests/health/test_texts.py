"""Both languages are whole: same keys, same placeholders, and every code in the program has one."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

from app import resources, text
from app.legal.parameters import Parameters
from app.workflow.pipeline import STAGES

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"([a-z_]+)(\.[a-z0-9_]+)+")
SETTINGS = {"match.upto", "match.profile", "track.hours", "summary.terms"}
FILE_ENDINGS = (".toml", ".csv", ".sql", ".xml", ".json", ".txt", ".log", ".ini", ".sandan")


def entries(language: str) -> dict[str, object]:
    merged: dict[str, object] = {}
    for name in resources.names(f"text/{language}", ".toml"):
        merged.update(resources.load_toml(name))
    return merged


def placeholders(entry: object) -> set[str]:
    parts = entry.values() if isinstance(entry, dict) else [entry]
    return {
        field
        for part in parts
        for _, field, _, _ in string.Formatter().parse(str(part))
        if field is not None
    }


def test_languages_have_the_same_keys() -> None:
    assert text.keys("zh_CN") == text.keys("en")


def test_languages_use_the_same_placeholders() -> None:
    chinese, english = entries("zh_CN"), entries("en")
    differing = {
        key: (placeholders(chinese[key]), placeholders(english[key]))
        for key in chinese
        if placeholders(chinese[key]) != placeholders(english[key])
    }
    assert not differing


def test_placeholders_are_plain_names() -> None:
    for language in text.LANGUAGES:
        for key, entry in entries(language).items():
            assert all(name.isidentifier() for name in placeholders(entry)), key


def test_english_quotes_are_straight() -> None:
    """The Chinese face draws the others as wide as a character."""
    folders = (ROOT / "resources" / part / "en" for part in ("text", "help"))
    files = [file for folder in folders for file in folder.glob("*.toml")]
    assert [f.name for f in files if set("“”‘’") & set(f.read_text(encoding="utf-8"))] == []


def test_chinese_texts_are_chinese() -> None:
    latin_only = [
        key
        for key, entry in entries("zh_CN").items()
        for part in (entry.values() if isinstance(entry, dict) else [entry])
        if len(str(part)) > 24 and str(part).isascii()
    ]
    assert not latin_only


def strings_in(path: Path) -> set[str]:
    """Whole strings only: the pieces of a composed one, and names of widgets and settings, are no
    codes."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    others = {
        id(value)
        for node in nodes
        if isinstance(node, ast.JoinedStr) or _names_something(node)
        for value in ast.walk(node)
    }
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in others
    }


def _names_something(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg == "name"
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"setObjectName", "findChild", "findChildren"}
    )


def verbs_in_source() -> set[str]:
    """The verbs of all calls: first words of `session.call(…)` and `attempt(session, …)`."""
    found = {stage.verb for stage in STAGES}
    for path in (ROOT / "app").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"(?:session\.call\(|attempt\(session, )\"(\w+)\"", source))
        found |= set(re.findall(r"_run\(session, \"(\w+)\"", source))
    return found


def test_every_step_of_the_history_has_a_name() -> None:
    for verb in verbs_in_source():
        assert f"verb.{verb}" in text.keys("zh_CN"), verb


def codes_in_source() -> list[tuple[str, str]]:
    families = {key.partition(".")[0] for key in text.keys("zh_CN")} | {"error", "stage"}
    known = {*Parameters().ids(), *SETTINGS}
    return sorted(
        (value, path.relative_to(ROOT).as_posix())
        for path in (ROOT / "app").rglob("*.py")
        for value in strings_in(path)
        if (match := CODE.fullmatch(value)) and not value.endswith(FILE_ENDINGS)
        if match[1] in families and value not in known
    )


def test_every_code_in_the_program_has_a_text() -> None:
    found, known = codes_in_source(), text.keys("zh_CN")
    assert len(found) > 1_000
    assert [(code, where) for code, where in found if code not in known] == []
