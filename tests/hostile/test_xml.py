"""No part of a workbook makes the reader open a file or expand an entity."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest

from app.intake.errors import IntakeError
from app.intake.plan import open_source
from tests.intake.files import ORDER_HEADERS, order_row, read_all, replace_part, write_workbook

SECRET = "planted-in-a-file"
BOMB = '<!ENTITY a0 "lol">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)
PARTS = (
    "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
    "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/core.xml",
)  # fmt: skip


def infected(path: Path, part: str, inside: str) -> Path:
    """An honest workbook with a document type before the root of one part, used in its text."""
    write_workbook(path, {"x": [list(ORDER_HEADERS), list(order_row())]})
    with zipfile.ZipFile(path) as package:
        content = package.read(part).decode() if part in package.namelist() else "<sst>&e;</sst>"
    start = content.index("<", content.index("?>") + 2 if "?>" in content else 0)
    head, body = content[:start], content[start:].replace("T-0001", "&e;")
    return replace_part(path, part, f"{head}<!DOCTYPE r [{inside}]>{body}".encode())


@pytest.mark.parametrize("part", PARTS)
def test_an_entity_of_a_file_says_nothing(tmp_path: Path, part: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    uri = secret.as_uri()
    inside = f'<!ENTITY e SYSTEM "{uri}"><!ENTITY % p SYSTEM "{uri}">%p;'
    path = infected(tmp_path / "a.xlsx", part, inside)
    try:
        said = str(read_all(open_source(path)))
    except IntakeError as error:
        said = f"{error} {error.params}"
    assert SECRET not in said


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_an_entity_bomb_does_not_grow(tmp_path: Path, part: str) -> None:
    path = infected(tmp_path / "a.xlsx", part, BOMB + '<!ENTITY e "&a9;">')
    began = time.perf_counter()
    try:
        rows, _ = read_all(open_source(path))
    except IntakeError:
        rows = []
    assert "lollol" not in str(rows)
    assert time.perf_counter() - began < 10
