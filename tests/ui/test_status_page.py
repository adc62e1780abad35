"""通关状态: the board, the story of a list, the next step, and the board on the wall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.documents.status import Status, rules
from app.paths import outbox_beside
from app.text import text
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.pages.status import Page
from app.ui.pages.status_story import duration
from app.ui.statuses import GROUPS, TONES
from app.ui.widgets.sheet import Sheet
from app.workflow.export import export
from app.workflow.receive import receive
from tests.helpers.lists import declaring_session
from tests.workflow.receipts import list_receipt, write_receipts

CTRL = Qt.KeyboardModifier.ControlModifier
REJECTED, RELEASED, STRANGE, PREPARED = (f"SD2611000000{n}" for n in range(1, 5))


@pytest.fixture
def answered(tmp_path: Path) -> Path:
    """Four lists: rejected, released, answered by an unknown code, only prepared."""
    with declaring_session(tmp_path, "T-1", "T-2", "T-3", "T-4") as session:
        export(session, outbox=outbox_beside(session.path))
        info = "[Code:1300;Desc:人工退单]"
        one = list_receipt(own_no=REJECTED, code="100", info=info)
        two = list_receipt(own_no=RELEASED, code="800", decl_no="330220261000000001")
        three = list_receipt(own_no=STRANGE, code="777")
        receive(session, [write_receipts(tmp_path / "r.xml", "CEB604", one, two, three)])
        return session.path


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow], qtbot: QtBot) -> Callable[..., Page]:
    def make(path: Path, *, number: str = "", **given: str) -> Page:
        page = make_window(path, page="status", **given).stack.currentWidget()
        assert isinstance(page, Page)
        if number:
            page.show_document(number)
            qtbot.waitUntil(lambda: page.board.tiles[Status.RELEASED].count.text() == "1")
        return page

    return make


def count(page: Page, status: Status) -> str:
    return page.board.tiles[status].count.text()


def said(page: Page) -> str:
    labels = [label.text() for label in page.pane.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels)


def test_every_status_has_its_place_and_its_colour() -> None:
    placed = [status for group in GROUPS.values() for status in group]
    assert sorted(placed) == sorted(Status)
    assert set(TONES) == set(Status)


def test_only_what_went_on_to_customs_is_violet_or_green() -> None:
    own = {status for status in Status if not rules()[status].filed}
    assert {TONES[status] for status in own} <= {"muted", "info"}
    assert own <= set(GROUPS["own"]) | {Status.CANCELLED}


def test_an_empty_file_says_what_belongs_here(
    open_page: Callable[..., Page], data_file: Path
) -> None:
    page = open_page(data_file)
    assert page.left.currentWidget().objectName() == "empty.status"


def test_the_board_counts_and_names_the_codes(
    open_page: Callable[..., Page], answered: Path
) -> None:
    page = open_page(answered, number=REJECTED)
    counts = {status: count(page, status) for status in Status}
    assert {status for status, shown in counts.items() if shown != "0"} == {
        Status.REJECTED,
        Status.RELEASED,
        Status.UNKNOWN,
        Status.PREPARED,
    }
    assert page.board.tiles[Status.RELEASED].codes.text() == "800"
    assert page.board.tiles[Status.RELEASED].accessibleName() == "放行，1 份"


def test_a_tile_narrows_the_table_and_again_widens_it(
    open_page: Callable[..., Page], answered: Path
) -> None:
    page = open_page(answered, number=REJECTED)
    tile = page.board.tiles[Status.RELEASED]
    tile.click()
    assert page.model.rowCount() == 1
    assert page.pane.head.text() == RELEASED
    tile.click()
    assert page.model.rowCount() == 4


def test_a_refused_list_tells_reason_cause_and_next_step(
    open_page: Callable[..., Page], answered: Path
) -> None:
    page = open_page(answered, number=REJECTED)
    told = said(page)
    assert text("messages.info.1300", "zh_CN", "cause") in told
    assert text("messages.info.1300", "zh_CN", "fix") in told
    assert "人工退单" in told
    change = page.pane.buttons["action.track_change"]
    assert change.property("role") == "primary"
    assert change.isEnabled()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_an_unknown_code_is_shown_as_unknown_with_the_code(
    open_page: Callable[..., Page], answered: Path, language: str
) -> None:
    page = open_page(answered, number=STRANGE, language=language)
    assert page.pane.badge.word.text() == text("status.unknown", language)
    assert "777" in said(page)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_prepared_list_never_reads_as_filed(
    open_page: Callable[..., Page], answered: Path, language: str
) -> None:
    page = open_page(answered, number=PREPARED, language=language)
    negated = "未申报" if language == "zh_CN" else "not filed"
    assert negated in page.pane.badge.word.text()
    for line in said(page).splitlines():
        assert "已申报" not in line, line
        assert "filed" not in line or "not filed" in line or "nothing was filed" in line, line
    assert negated in text("track.group.own", language).lower()


def test_stuck_lists_are_marked_and_can_be_shown_alone(
    open_page: Callable[..., Page], answered: Path, qtbot: QtBot
) -> None:
    page = open_page(answered, number=REJECTED)
    limit = rules()[Status.PREPARED].hours
    stored = "SELECT since FROM declaration_status WHERE status = 'prepared'"
    since = datetime.fromisoformat(
        page.context.workspace.read(lambda conn: conn.execute(stored).fetchone()[0], "")
    )
    page.now = lambda: since + timedelta(hours=limit)
    page.refresh()
    qtbot.waitUntil(lambda: not page.late.isVisible())
    page.now = lambda: since + timedelta(hours=limit, minutes=1)
    page.refresh()
    qtbot.waitUntil(page.late.isVisible)
    qtbot.keyClick(page.card.view, Qt.Key.Key_J, CTRL)
    assert page.model.rowCount() == 1
    assert page.pane.head.text() == PREPARED
    assert page.pane.late.isVisible()
    qtbot.keyClick(page.card.view, Qt.Key.Key_J, CTRL)
    assert page.model.rowCount() == 4


def test_a_cancel_request_needs_a_reason_and_is_drafted(
    open_page: Callable[..., Page], answered: Path, qtbot: QtBot
) -> None:
    page = open_page(answered, number=RELEASED)
    qtbot.keyClick(page.card.view, Qt.Key.Key_D, CTRL)
    sheet = page.findChild(Sheet)
    assert sheet is not None
    assert not sheet.accept.isEnabled()
    reason = sheet.findChild(QLineEdit, "cancel_reason")
    assert reason is not None
    qtbot.keyClicks(reason, "buyer")
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    assert page.pane.badge.word.text() == text("status.cancelling", "zh_CN")


def test_what_a_status_does_not_allow_is_not_offered(
    open_page: Callable[..., Page], answered: Path
) -> None:
    page = open_page(answered, number=PREPARED)
    assert not page.context.actions["action.track_cancel"].isEnabled()
    page.show_document(RELEASED)
    assert not page.context.actions["action.track_change"].isEnabled()
    assert page.context.actions["action.track_cancel"].isEnabled()


def test_the_language_is_switched_in_every_part(
    open_page: Callable[..., Page], answered: Path
) -> None:
    page = open_page(answered, number=REJECTED)
    page.context.language.switch("en")
    assert page.pane.badge.word.text() == text("status.rejected", "en")
    assert page.board.tiles[Status.CLEARED].badge.word.text() == text("status.cleared", "en")


def test_the_wall_shows_large_figures_follows_changes_and_leaves_on_escape(
    open_page: Callable[..., Page], answered: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = open_page(answered, number=REJECTED)
    qtbot.keyClick(page.card.view, Qt.Key.Key_F11)
    wall = page.wall
    assert wall is not None
    qtbot.waitUntil(lambda: wall.groups["done"].figure.text() == "1")
    file = write_receipts(tmp_path / "s.xml", "CEB604", list_receipt(own_no=PREPARED, code="800"))
    page.context.workspace.run("page.status", lambda session, _on: receive(session, [file]))
    qtbot.waitUntil(lambda: wall.groups["done"].figure.text() == "2")
    qtbot.keyClick(wall, Qt.Key.Key_Escape)
    assert page.wall is None


@pytest.mark.parametrize(
    ("lasted", "shown"),
    [
        (timedelta(minutes=59, seconds=59), "59 分钟"),
        (timedelta(hours=1), "1 小时 0 分"),
        (timedelta(days=1, hours=3, minutes=5), "1 天 3 小时"),
    ],
)
def test_durations_in_two_units(lasted: timedelta, shown: str) -> None:
    assert duration(lasted, Language("zh_CN")) == shown


def test_the_model_is_sound(
    open_page: Callable[..., Page], answered: Path, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(open_page(answered).model, force_py=True)
