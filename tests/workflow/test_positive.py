"""Importing the official list: editions with their days, counts, undo, and the yearly weight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.queries.positive import editions
from app.store.session import Session
from app.values.codes import hash_from_id_no
from app.workflow.positive import (
    NoHeadings,
    Verdict,
    forget_edition,
    import_edition,
    preview_edition,
    verdict,
    weight_left,
)
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.importer import ID_NO, compiled_imports, importing_company

CSV = (
    "税则号列,货品名称,备注\n33049900,其他美容品,每人每年0.15千克\n10063020,长粒米精米,见有关规定\n"
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


def listing(tmp_path: Path, text: str = CSV, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def take(session: Session, path: Path, day: date = date(2022, 3, 1)) -> list[str]:
    outcome = import_edition(session, path, name="2022年第7号", valid_from=day, source="测试")
    return [finding.code for finding in outcome.findings]


def test_nothing_is_known_before_an_import(session: Session) -> None:
    assert verdict(session.conn, "3304990029", date(2026, 11, 16)).verdict is Verdict.UNKNOWN


def test_edition_holds_from_its_first_day(session: Session, tmp_path: Path) -> None:
    before = dump(session.conn)
    assert take(session, listing(tmp_path)) == ["positive.count_differs", "positive.note_untyped"]
    found = [
        verdict(session.conn, code, day).verdict
        for code, day in (
            ("3304990029", date(2022, 2, 28)),
            ("3304990029", date(2022, 3, 1)),
            ("8501100000", date(2022, 3, 1)),
        )
    ]
    assert found == [Verdict.UNKNOWN, Verdict.CONDITIONAL, Verdict.OFF]
    take(session, listing(tmp_path))
    session.undo()
    assert dump(session.conn) == before


def test_older_edition_ends_where_the_law_knows_a_newer_one(
    session: Session, tmp_path: Path
) -> None:
    take(session, listing(tmp_path), date(2019, 1, 1))
    take(session, listing(tmp_path), date(2022, 3, 1))
    assert [(each.valid_from, each.valid_until) for each in editions(session.conn)] == [
        ("2022-03-01", ""),
        ("2019-01-01", "2019-12-31"),
    ]
    assert verdict(session.conn, "33049900", date(2020, 6, 1)).verdict is Verdict.UNKNOWN
    forget_edition(session, date(2022, 3, 1))
    assert verdict(session.conn, "33049900", date(2026, 6, 1)).verdict is Verdict.UNKNOWN


def test_workbook_and_count(session: Session, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["序号", "税则号列", "货品名称", "备注"])
    for number in range(1476):
        page.append([number + 1, f"{10000000 + number}", "测试商品", None])
    path = tmp_path / "list.xlsx"
    book.save(path)
    preview = preview_edition(path, date(2022, 3, 1))
    assert (preview.agrees, preview.expected) == (True, 1476)
    assert preview_edition(path, date(2020, 1, 1)).agrees is False
    assert take(session, path) == []


def test_file_without_codes_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(NoHeadings):
        take(session, listing(tmp_path, "名称,备注\n甲,乙\n"))


def test_yearly_weight_of_a_person(session: Session, tmp_path: Path) -> None:
    importing_company(session)
    take(session, listing(tmp_path))
    compiled_imports(session)
    buyer, day = hash_from_id_no(ID_NO), date(2026, 11, 16)
    left = weight_left(session.conn, buyer, "3304990029", day)
    assert left is not None
    assert (left.used, left.left) == (Decimal("0.1"), Decimal("0.05"))
    assert weight_left(session.conn, buyer, "1006302000", day) is None
