"""工作台: what it counts is what the store holds, everything on it is a way to its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.queries import workbench
from app.store.session import Session
from app.text import LANGUAGES, text
from app.ui.main_window import MainWindow
from app.ui.pages.workbench import Page, share
from app.ui.pages.workbench_tasks import COLUMNS
from app.ui.values import UNKNOWN
from app.values.period import Month
from app.workflow.agenda import Task
from app.workflow.opening import local_now
from tests.helpers.builders import make_order, put_orders
from tests.ui.sample import NOW, copy_of, sample_month

__all__ = ["sample_month"]

Make = Callable[..., MainWindow]


@pytest.fixture
def month(sample_month: Path, tmp_path: Path) -> Path:
    return copy_of(sample_month, tmp_path)


def page_of(window: MainWindow) -> Page:
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    return page


def count(page: Page, sql: str) -> int:
    number: int = page.context.workspace.read(lambda conn: conn.execute(sql).fetchone()[0], -1)
    return number


def figure(page: Page, cell: str) -> int:
    return int(page.strip.cells[cell].figure.text().replace(",", ""))


def test_the_strip_counts_what_the_store_holds(make_window: Make, month: Path) -> None:
    page = page_of(make_window(month, page="workbench"))
    status = "SELECT count(*) FROM declaration_status WHERE status"
    for cell, sql in (
        ("import", "SELECT count(*) FROM orders"),
        ("lists", "SELECT count(*) FROM declaration_list"),
        ("messages", f"{status} <> 'draft'"),
        ("released", f"{status} IN ('released', 'cleared')"),
    ):
        assert figure(page, cell) == count(page, sql) > 0, cell


def test_matched_and_open_orders_are_all_orders(make_window: Make, month: Path) -> None:
    page = page_of(make_window(month, page="workbench"))
    state = page.context.workspace.read(workbench.progress, None)
    assert state is not None
    assert figure(page, "match") == state.matching.matched + state.matching.accepted
    assert f"{state.matching.exception}" in page.strip.cells["match"].badge.text()


WINDOW = "export_date > '2026-10-20' AND export_date <= '2026-11-20'"


def test_the_days_are_a_month_and_add_up_to_their_lists(make_window: Make, month: Path) -> None:
    page = page_of(make_window(month, page="workbench"))
    days = page.context.workspace.read(lambda conn: workbench.days(conn, NOW.date()), [])
    assert [each.day for each in days] == [
        date(2026, 10, 21) + timedelta(days=number) for number in range(31)
    ]
    lists = count(page, f"SELECT count(*) FROM declaration_list WHERE {WINDOW}")
    assert sum(each.lists for each in days) == lists > 100
    assert sum(each.refused for each in days) == count(
        page,
        "SELECT count(*) FROM declaration_status s JOIN declaration_list d ON d.id = s.id"
        f" WHERE status IN ('rejected', 'failed', 'send_failed', 'detained') AND {WINDOW}",
    )
    assert sum(each.lists > 0 for each in days) > 20


@pytest.mark.parametrize(
    ("today", "last"),
    [
        *((date(2026, 11, 20), date(2026, 11, 20)), (date(2026, 11, 23), date(2026, 11, 23))),
        *((date(2026, 12, 20), date(2026, 12, 20)), (date(2026, 12, 21), date(2026, 11, 20))),
        (date(2026, 1, 1), date(2026, 11, 20)),
    ],
)
def test_the_days_end_today_unless_the_lists_are_of_another_time(
    make_window: Make, month: Path, today: date, last: date
) -> None:
    page = page_of(make_window(month, page="workbench"))
    days = page.context.workspace.read(lambda conn: workbench.days(conn, today), [])
    assert days[-1].day == last
    assert len(days) == 31
    assert any(each.lists for each in days)


def test_the_table_of_days_tells_what_the_chart_draws(
    make_window: Make, month: Path, qtbot: QtBot
) -> None:
    window = make_window(month, page="workbench")
    days = page_of(window).days
    assert days.stack.currentWidget() is days.chart
    qtbot.keyClick(days.switch, Qt.Key.Key_Space)
    assert days.stack.currentWidget() is days.table
    qtbot.waitUntil(days.table.hasFocus)
    model = days.table.model()
    for row, bar in enumerate(days.chart.bars):
        cells = [model.index(row, column).data() for column in range(model.columnCount())]
        assert cells[0] in bar.about
        assert cells[1:] == [f"{number}" for number in (*bar.parts, bar.total)]
    window.actions_["action.days_table"].trigger()
    assert days.stack.currentWidget() is days.chart


def test_a_day_leads_to_its_lists(make_window: Make, month: Path, qtbot: QtBot) -> None:
    window = make_window(month, page="workbench")
    days = page_of(window).days
    full = [at for at, bar in enumerate(days.chart.bars) if bar.total]
    window.actions_["action.days_table"].trigger()
    days.table.selectRow(full[3])
    qtbot.keyClick(days.table, Qt.Key.Key_Return)
    assert window.current_key() == "lists"
    table = window.stack.currentWidget().table  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: table.model.rowCount() == days.chart.bars[full[3]].total)


def test_a_day_without_lists_leads_nowhere(make_window: Make, month: Path) -> None:
    window = make_window(month, page="workbench")
    days = page_of(window).days
    none = next(at for at, bar in enumerate(days.chart.bars) if not bar.total)
    days.chart.picked.emit(none)
    assert window.current_key() == "workbench"


def test_the_figures_of_the_month_keep_currencies_apart(make_window: Make, month: Path) -> None:
    page = page_of(make_window(month, page="workbench"))
    shown = page._figures["value"].text().splitlines()
    currencies = count(page, "SELECT count(DISTINCT currency) FROM declaration_list")
    assert len(shown) == min(currencies, 3)
    assert len({line.split()[0] for line in shown}) == len(shown)
    assert page._figures["released"].text().endswith("%")


def test_every_stage_leads_to_its_page(make_window: Make, data_file: Path, qtbot: QtBot) -> None:
    window = make_window(data_file, page="workbench")
    page = page_of(window)
    pages = {"import": "import", "match": "match", "lists": "lists"}
    for cell, key in {
        **pages,
        "messages": "messages",
        "released": "status",
        "summary": "summary",
    }.items():
        window.go("workbench")
        qtbot.keyClick(page.findChild(QPushButton, f"strip.{cell}"), Qt.Key.Key_Space)
        assert window.current_key() == key


def test_every_task_leads_to_its_page_by_enter(
    make_window: Make, month: Path, qtbot: QtBot
) -> None:
    window = make_window(month, page="workbench")
    page = page_of(window)
    tasks = list(page.tasks._tasks)
    assert len(tasks) == page.tasks.table.rowCount() > 3
    for row, task in enumerate(tasks):
        window.go("workbench")
        page.tasks.table.setCurrentCell(row, 0)
        qtbot.keyClick(page.tasks.table, Qt.Key.Key_Return)
        assert window.current_key() == task.page


def test_a_click_on_the_last_column_goes_too(make_window: Make, month: Path, qtbot: QtBot) -> None:
    window = make_window(month, page="workbench")
    page = page_of(window)
    table = page.tasks.table
    where = table.visualItemRect(table.item(0, COLUMNS.index("go"))).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert window.current_key() == page.tasks._tasks[0].page


def test_the_chart_leads_to_the_lists_by_keyboard(
    make_window: Make, month: Path, qtbot: QtBot
) -> None:
    window = make_window(month, page="workbench")
    chart = page_of(window).days.chart
    full = [at for at, bar in enumerate(chart.bars) if bar.total]
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    for _ in range(full[0]):
        qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() == chart.bars[full[0]].about
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert window.current_key() == "lists"


def test_an_empty_file_offers_the_ways_to_begin(
    make_window: Make, data_file: Path, qtbot: QtBot
) -> None:
    window = make_window(data_file, page="workbench")
    page = page_of(window)
    assert page.stack.currentWidget().objectName() == "empty"
    for name in ("action.sample", "action.import_files"):
        button = page.stack.currentWidget().findChild(QPushButton, f"button.{name}")
        assert button.isVisible()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert window.current_key() == "import"


def test_the_first_order_ends_the_empty_state(make_window: Make, data_file: Path) -> None:
    window = make_window(data_file, page="workbench")
    with Session.open(data_file, clock=local_now) as session:
        put_orders(session, [make_order("T-1")])
    window.actions_["action.refresh"].trigger()
    page = page_of(window)
    assert page.stack.currentIndex() == 0
    assert figure(page, "import") == 1
    assert page._figures["released"].text() == UNKNOWN
    assert page._figures["value"].text() == UNKNOWN


def test_the_page_names_the_trade_it_shows(make_window: Make, data_file: Path) -> None:
    with Session.open(data_file, clock=local_now) as session:
        put_orders(session, [make_order("I-1", flow="import")])
    window = make_window(data_file, language="en", page="workbench")
    assert page_of(window).about.text().endswith("Retail import")


def test_only_the_sample_can_be_wiped(make_window: Make, month: Path) -> None:
    window = make_window(month, page="workbench")  # a copy outside its folder is no sample
    assert not window.top_bar.sample.isVisible()
    assert "action.remove_sample" not in {each.objectName() for each in window.actions_.all()}


def test_both_languages_tell_the_same_tasks(make_window: Make, month: Path) -> None:
    window = make_window(month, page="workbench")
    table = page_of(window).tasks.table
    told = []
    for language in LANGUAGES:
        window.language.switch(language)
        assert table.horizontalHeaderItem(0).text() == text("workbench.column.task", language)
        told.append([table.item(row, 2).text() for row in range(table.rowCount())])
    assert told[0] == told[1]


def test_days_are_counted_to_and_past_the_deadline(make_window: Make, data_file: Path) -> None:
    card = page_of(make_window(data_file, page="workbench")).tasks
    for day, key, days in (
        (16, "workbench.days_left", 0),
        (18, "workbench.days_left", 2),
        (15, "workbench.overdue", 1),
    ):
        due = date(2026, 11, day)
        task = Task("summary", 1, "status", due, False, name="2026-10")
        card.show_tasks([task], date(2026, 11, 16))
        cell = card.table.item(0, COLUMNS.index("due"))
        assert cell.text() == text(key, "zh_CN", days=days)
        assert text("workbench.estimated", "zh_CN") in cell.toolTip()


def test_a_far_deadline_is_a_date(make_window: Make, data_file: Path) -> None:
    card = page_of(make_window(data_file, page="workbench")).tasks
    task = Task("summary", 1, "status", date(2026, 12, 15), name="2026-11")
    card.show_tasks([task], date(2026, 11, 16))
    assert card.table.item(0, COLUMNS.index("due")).text() == "12-15"


def test_a_day_without_tasks_is_said(make_window: Make, month: Path) -> None:
    card = page_of(make_window(month, page="workbench")).tasks
    card.show_tasks([], date(2026, 11, 16))
    assert card.done.isVisible()
    assert not card.table.isVisible()


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        *((0, 0, UNKNOWN), (0, 3, "0.0 %"), (1, 3, "33.3 %"), (2, 3, "66.7 %"), (7, 7, "100.0 %")),
        *((1, 2000, "0.1 %"), (1, 2001, "0.0 %")),
    ],
)
def test_shares_are_rounded_half_up(part: int, whole: int, shown: str) -> None:
    assert share(part, whole) == shown


def test_the_month_shown_is_the_last_one_with_lists(make_window: Make, month: Path) -> None:
    page = page_of(make_window(month, page="workbench"))
    newest = page.context.workspace.read(
        lambda conn: conn.execute("SELECT max(export_date) FROM declaration_list").fetchone()[0], ""
    )
    assert page._month == Month.of(date.fromisoformat(newest))
