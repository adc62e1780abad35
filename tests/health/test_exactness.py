"""No binary floating point near money, weights, rates or quantities."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "app"
EXACT = (
    *("values", "documents", "matching", "precheck", "declaration", "messages", "legal", "store"),
    *("tax", "refund"),
)
COUNTING = ("tax", "refund")


def exact_modules() -> list[Path]:
    found = {path for package in EXACT for path in (APP / package).rglob("*.py")}
    waiting = ("connecting.py", "database.py", "reader.py")
    seconds = {APP / "store" / name for name in waiting}
    return sorted(found - seconds)  # hold times to wait, no amounts


@pytest.mark.parametrize("path", exact_modules(), ids=lambda p: p.relative_to(APP).as_posix())
def test_module_uses_no_float(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"line {node.lineno}: {node.value}"
        if isinstance(node, ast.Name):
            assert node.id != "float", f"line {node.lineno}: float"


@pytest.mark.parametrize(
    "path",
    [*(path for name in COUNTING for path in sorted((APP / name).rglob("*.py")))],
    ids=lambda p: p.relative_to(APP).as_posix(),
)
def test_tax_never_divides_with_the_slash(path: Path) -> None:
    """Between two whole numbers it would give a float; Fraction(a, b) never does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.BinOp | ast.AugAssign):
            assert not isinstance(node.op, ast.Div), f"line {node.lineno}"


def test_schema_keeps_no_real_numbers() -> None:
    schema = (APP / "store" / "schema_0001.sql").read_text(encoding="utf-8")
    assert " REAL" not in schema
    tables = schema.count("CREATE TABLE")
    assert schema.count(") STRICT") == tables
