"""Exports and imports in one data file: what is counted together, and what never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents.fields import Flow
from app.queries import declarations, reports, workbench
from app.store.session import Session
from app.values.period import Month
from app.values.progress import SILENT
from app.workflow.compile import compile_lists
from tests.helpers.builders import make_session
from tests.helpers.importer import EXPORTS_TOO, importing_company, put_imports, set_importer
from tests.helpers.lists import ON, declaring_company, put_agreed

NOVEMBER = Month(2026, 11)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = make_session(tmp_path)
    importing_company(session)
    return session


def both(session: Session) -> None:
    declaring_company(session)
    set_importer(session, **EXPORTS_TOO)
    put_imports(session, ["I-1", "I-2"])
    put_agreed(session, ["T-1"])
    compile_lists(session, on=ON, progress=SILENT)


def test_figures_of_a_month_are_those_of_one_way(session: Session) -> None:
    both(session)
    exports = workbench.month_figures(session.conn, NOVEMBER)
    assert (exports.flow, exports.lists, exports.values_e5) == (
        Flow.EXPORT,
        1,
        (("USD", 1250000),),
    )
    imports = workbench.month_figures(session.conn, NOVEMBER, Flow.IMPORT)
    assert (imports.lists, imports.values_e5) == (2, (("CNY", 40000000),))


def test_figures_of_a_company_that_only_imports_are_those_of_its_imports(
    session: Session,
) -> None:
    put_imports(session)
    compile_lists(session, on=ON, progress=SILENT)
    assert workbench.month_figures(session.conn, NOVEMBER).flow is Flow.IMPORT


def test_figures_before_the_first_order_are_of_what_the_company_does(session: Session) -> None:
    assert workbench.month_figures(session.conn, NOVEMBER).flow is Flow.IMPORT
    set_importer(session, **EXPORTS_TOO)
    assert workbench.month_figures(session.conn, NOVEMBER).flow is Flow.EXPORT


def test_workbook_is_about_one_way(session: Session) -> None:
    both(session)
    for query in (reports.lists, reports.lines):
        assert len(query(session.conn, NOVEMBER)) == 1
        assert len(query(session.conn, NOVEMBER, Flow.IMPORT)) == 2
    assert [row[1:6] for row in reports.groups(session.conn, NOVEMBER)] == [
        ("9610", "B", "USA", "USD", 1)
    ]
    assert [row[1] for row in reports.currencies(session.conn, None, Flow.IMPORT)] == ["CNY"]


def test_lists_of_one_way(session: Session) -> None:
    both(session)
    wanted = declarations.Wanted(flow=Flow.IMPORT)
    rows = declarations.page(session.conn, wanted)
    assert [row.flow for row in rows] == [Flow.IMPORT, Flow.IMPORT]
    assert len(declarations.page(session.conn)) == 3
