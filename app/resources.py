"""Read-only data files that ship with the program (`resources/`). Open to all packages."""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any


@cache
def root() -> Path:
    """The `resources` folder: beside `app` in a checkout, inside the bundle when packaged."""
    bundle = getattr(sys, "_MEIPASS", None)
    return (Path(bundle) if bundle else Path(__file__).resolve().parent.parent) / "resources"


def load_toml(relative: str) -> dict[str, Any]:
    """A TOML file as a dictionary; numbers with a point are Decimal, never float."""
    with (root() / relative).open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def iter_csv(relative: str) -> Iterator[dict[str, str]]:
    """The rows of a UTF-8 csv file as dictionaries of text, in file order."""
    with (root() / relative).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def names(relative: str, suffix: str) -> list[str]:
    """Relative names of all files under a folder with this suffix, sorted."""
    folder = root() / relative
    return sorted(path.relative_to(root()).as_posix() for path in folder.rglob(f"*{suffix}"))
