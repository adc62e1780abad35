"""The house keeps its order: who may import whom, and what must not be loaded without a window."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"

ENGINES = (
    *("intake", "matching", "precheck", "declaration", "messages", "reporting", "printing"),
    *("tax", "bonded", "refund", "summary", "returns"),
    *("money", "closing", "month"),
)
FOUNDATION = {"values", "reference", "legal", "documents"}
OPEN_TO_ALL = {"resources", "log", "version", "files", "shipped"}
SPEAKS_TO_PEOPLE = {"text"}

# A package may import the named ones (and itself, and what is open to all).
ALLOWED: dict[str, set[str]] = {
    "values": set(),
    "documents": {"values"},
    "reference": {"values"},
    "legal": {"values"},
    **{engine: set(FOUNDATION) for engine in ENGINES},
    "store": {"values", "documents"},
    "queries": {"store", "documents", "values"},
    "simulator": FOUNDATION | {"messages"},
    "demo": FOUNDATION,
    "workflow": FOUNDATION
    | set(ENGINES)
    | {"store", "queries", "simulator", "demo", "settings", "paths", "text"},
    "ui": {"workflow", "queries", "documents", "reference", "values", "text", "settings", "paths"},
    "cli": {"workflow", "queries", "documents", "reference", "values", "store", "legal"}
    | {"simulator", "text", "settings", "paths"},
    "text": {"values", "documents"},
    "settings": {"values", "paths"},
    "paths": {"values"},
    "log": {"values", "paths"},
    "resources": set(),
    "shipped": {"shipped_sums"},
    "shipped_sums": set(),
    "files": {"values"},
    "version": set(),
    "__main__": {"cli", "ui", "text", "settings", "paths", "values", "intake"},
}
ALLOWED["reporting"].add("text")
ALLOWED["printing"].add("text")
ALLOWED["ui"].add("printing")

# A library may be imported only by the named packages.
LIBRARIES = {
    "PySide6": {"ui", "__main__"},
    "shiboken6": {"ui"},
    "openpyxl": {"intake", "reporting", "demo"},
    "python_calamine": {"intake", "reporting"},
    "lxml": {"messages", "intake"},
    "sqlite_utils": {"store"},
    "sqlcipher3": {"store"},
    "platformdirs": {"paths"},
    "segno": {"printing"},
    "barcode": {"printing"},
}


def modules() -> list[Path]:
    return sorted(APP.rglob("*.py"))


def package_of(path: Path) -> str:
    first = path.relative_to(APP).parts[0]
    return first.removesuffix(".py")


def imported_names(path: Path) -> set[str]:
    """Dotted names of everything a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            if node.module == "app":
                names |= {f"app.{alias.name}" for alias in node.names}
            else:
                names.add(node.module)
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(APP).as_posix())
def test_module_imports_only_what_its_package_may(path: Path) -> None:
    package = package_of(path)
    if path == APP / "__init__.py":
        return
    allowed = ALLOWED[package] | OPEN_TO_ALL | {package}
    for name in imported_names(path):
        top, _, rest = name.partition(".")
        if top == "app" and rest:
            assert rest.partition(".")[0] in allowed, f"{package} must not import {name}"
        elif top in LIBRARIES:
            assert package in LIBRARIES[top], f"{package} must not import {top}"


def test_sqlite_stays_in_the_store_and_in_sql_modules() -> None:
    for path in modules():
        if "sqlite3" not in imported_names(path):
            continue
        inside = package_of(path) in {"store", "queries", "workflow"}
        assert inside or path.stem == "sql" or "sql" in path.parent.name, path


@pytest.mark.parametrize("package", ["app.workflow.pipeline", "app.store.session", "app.values"])
def test_work_without_a_window_loads_no_qt(package: str) -> None:
    code = (
        f"import {package}, sys;"
        "heavy = {'PySide6', 'openpyxl', 'sqlite_utils', 'lxml', 'numpy', 'pandas'};"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_package_is_a_drawer_for_odds_and_ends() -> None:
    forbidden = {"utils", "misc", "common", "helpers"}
    assert not [p for p in modules() if forbidden & {part.removesuffix(".py") for part in p.parts}]
