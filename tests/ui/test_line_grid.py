"""The sheet of lines: keys, Chinese input, blocks from Excel, steps that can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.ui.language import Language
from app.ui.models.block import block_from_text, text_from_block
from app.ui.models.line_model import LineColumn, LineModel, LineRow
from app.ui.theme import Mode, Theme
from app.ui.widgets.line_grid import LineGrid
from app.values.finding import Finding, Severity

Key = Qt.Key
COLUMNS = (
    LineColumn("sku", 120),
    LineColumn("goods_name", 160),
    LineColumn("declared_qty", 80, is_number=True),
    LineColumn("declared_unit", 90, table="unit"),
    LineColumn("price", 80, is_number=True),
    LineColumn("line_total", 80, is_number=True),
)
CELL = st.text(alphabet='ab"\t\n０１2 ,中', max_size=6)


@pytest.fixture
def model() -> LineModel:
    return LineModel(
        COLUMNS,
        Language("zh_CN"),
        name=lambda _table, code: {"011": "件"}.get(code, ""),
        recognise=lambda _table, text: {"件": "011", "011": "011"}.get(text),
        worked_out=lambda _cells: {},
    )


@pytest.fixture
def grid(qtbot: QtBot, qapp: QApplication, model: LineModel) -> LineGrid:
    made = LineGrid(model, Language("zh_CN"), Theme(qapp, Mode.LIGHT), {})
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    made.activateWindow()
    return made


def texts(model: LineModel) -> list[list[str]]:
    return [
        [model.text_at(row, column.name) for column in model.columns]
        for row in range(model.rowCount())
    ]


def editor(grid: LineGrid) -> QLineEdit | None:
    found = [each for each in grid.viewport().findChildren(QLineEdit) if each.isVisible()]
    return found[0] if found else None


def type_in(qtbot: QtBot, grid: LineGrid, text: str, key: Qt.Key) -> None:
    """Type as a person does: the first key goes to the sheet, the others to its editor."""
    if text:
        qtbot.keyClick(grid, text[0])
        box = editor(grid)
        assert box is not None
        qtbot.keyClicks(box, text[1:])
        qtbot.keyClick(box, key)
    else:
        qtbot.keyClick(grid, key)


def test_model_keeps_qts_rules(model: LineModel, qtmodeltester: ModelTester) -> None:
    model.set_rows([LineRow({"sku": "A"}), LineRow()])
    qtmodeltester.check(model)


# keys


def test_typing_replaces_tab_goes_right_enter_goes_down(
    grid: LineGrid, model: LineModel, qtbot: QtBot
) -> None:
    model.set_rows([LineRow({"sku": "old"}), LineRow({"sku": "B"})])
    grid.begin()
    type_in(qtbot, grid, "SKU-9", Key.Key_Tab)
    assert grid.currentIndex().column() == 1
    type_in(qtbot, grid, "cup", Key.Key_Return)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 1)
    assert texts(model)[0][:2] == ["SKU-9", "cup"]


def test_enter_on_the_last_line_adds_one_but_never_two_empty_ones(
    grid: LineGrid, model: LineModel, qtbot: QtBot
) -> None:
    grid.begin()
    type_in(qtbot, grid, "A", Key.Key_Return)
    assert model.rowCount() == 2
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 0)
    type_in(qtbot, grid, "", Key.Key_Return)
    assert model.rowCount() == 2


def test_twenty_lines_are_entered_without_a_mouse(
    grid: LineGrid, model: LineModel, qtbot: QtBot
) -> None:
    grid.begin()
    for number in range(20):
        for text, key in (
            (f"SKU-{number:02}", Key.Key_Tab),
            ("cup", Key.Key_Tab),
            ("3", Key.Key_Tab),
            ("011", Key.Key_Tab),
            ("1.5", Key.Key_Return),
        ):
            type_in(qtbot, grid, text, key)
    assert [row[0] for row in texts(model)[:20]] == [f"SKU-{n:02}" for n in range(20)]
    assert [row[4] for row in texts(model)[:20]] == ["1.5"] * 20


def test_escape_leaves_the_cell_as_it_was(grid: LineGrid, model: LineModel, qtbot: QtBot) -> None:
    model.set_rows([LineRow({"sku": "kept"})])
    grid.begin()
    qtbot.keyClick(grid, "x")
    box = editor(grid)
    assert box is not None
    qtbot.keyClick(box, Key.Key_Escape)
    assert texts(model)[0][0] == "kept"


def test_f2_edits_what_stands_there(grid: LineGrid, model: LineModel, qtbot: QtBot) -> None:
    model.set_rows([LineRow({"sku": "AB"})])
    grid.begin()
    qtbot.keyClick(grid, Key.Key_F2)
    box = editor(grid)
    assert box is not None
    assert box.text() == "AB"


def test_delete_leaves_cells_to_the_program(grid: LineGrid, model: LineModel, qtbot: QtBot) -> None:
    row = LineRow({"sku": "A", "goods_name": "typed"})
    model.set_rows([row])
    model.set_own({row.uid: {"goods_name": "filled in"}})
    grid.setCurrentIndex(model.index(0, 1))
    qtbot.keyClick(grid, Key.Key_Delete)
    assert texts(model)[0][1] == "filled in"


def test_written_list_takes_no_key(grid: LineGrid, model: LineModel, qtbot: QtBot) -> None:
    model.set_rows([LineRow({"sku": "A"}, origin=1)])
    model.is_read_only = True
    grid.begin()
    qtbot.keyClick(grid, "x")
    assert editor(grid) is None
    qtbot.keyClick(grid, Key.Key_Return)
    QApplication.clipboard().setText("B")
    grid.paste()
    assert texts(model) == [["A", "", "", "", "", ""]]


# Chinese input


def test_first_input_method_event_yields_exactly_the_committed_text(
    grid: LineGrid, model: LineModel
) -> None:
    model.set_rows([LineRow({"sku": "A", "goods_name": "旧"})])
    grid.setCurrentIndex(model.index(0, 1))
    event = QInputMethodEvent()
    event.setCommitString("保湿面霜")
    QApplication.sendEvent(grid, event)
    assert finished(grid, model) == "保湿面霜"


def test_preedit_then_commit_yields_exactly_the_committed_text(
    grid: LineGrid, model: LineModel
) -> None:
    model.set_rows([LineRow({"sku": "A", "goods_name": "旧"})])
    grid.setCurrentIndex(model.index(0, 1))
    for preedit in ("b", "bao", "bao'shi"):
        QApplication.sendEvent(grid, QInputMethodEvent(preedit, []))
    event = QInputMethodEvent()
    event.setCommitString("保湿")
    QApplication.sendEvent(grid, event)
    assert finished(grid, model) == "保湿"


def test_cancelled_composition_changes_nothing(grid: LineGrid, model: LineModel) -> None:
    model.set_rows([LineRow({"sku": "A", "goods_name": "旧"})])
    grid.setCurrentIndex(model.index(0, 1))
    QApplication.sendEvent(grid, QInputMethodEvent("bao", []))
    QApplication.sendEvent(grid, QInputMethodEvent("", []))
    assert finished(grid, model) == "旧"


def finished(grid: LineGrid, model: LineModel) -> str:
    """What stands in the cell after Enter."""
    box = editor(grid)
    assert box is not None
    grid.commitData(box)
    return model.text_at(0, "goods_name")


# blocks


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=4))
def test_every_block_survives_the_clipboard(block: list[list[str]]) -> None:
    block[-1][-1] += "."  # a last empty line is Excel's own
    assert block_from_text(text_from_block(block)) == block


def test_copying_adds_no_quotes() -> None:
    assert text_from_block([['5" pipe', "007", "１２"]]) == '5" pipe\t007\t１２'


def test_excels_own_form_is_read() -> None:
    text = '007\t"two\nlines"\r\n"say ""hi"""\t"open\r\n'
    assert block_from_text(text) == [["007", "two\nlines"], ['say "hi"', '"open']]


def test_large_block_is_one_step_and_adds_the_rows_it_needs(
    grid: LineGrid, model: LineModel, qtbot: QtBot
) -> None:
    steps: list[tuple[str, dict[str, object], tuple[LineRow, ...]]] = []
    model.stepped.connect(lambda *step: steps.append(step))
    block = [[f"0{n}", f"５{n}", "2", "件", '1"', "a\nb", "x", "y"] for n in range(200)]
    QApplication.clipboard().setText(text_from_block(block))
    grid.begin()
    steps.clear()
    grid.paste()
    assert model.rowCount() == 200
    assert texts(model)[7] == ["07", "５7", "2", "011", '1"', "a\nb"]
    assert [(name, params) for name, params, _before in steps] == [
        ("list.step.paste", {"rows": 200})
    ]
    model.set_rows(steps[0][2])
    assert texts(model) == [[""] * 6]


def test_one_cell_fills_all_that_are_chosen(grid: LineGrid, model: LineModel) -> None:
    model.set_rows([LineRow({"sku": str(n)}) for n in range(3)])
    grid.selectAll()
    QApplication.clipboard().setText("件")
    grid.paste()
    assert {row[3] for row in texts(model)} == {"011"}


def test_line_breaks_survive_opening_and_leaving_a_cell(
    grid: LineGrid, model: LineModel, qtbot: QtBot
) -> None:
    model.set_rows([LineRow({"sku": "a\nb"})])
    grid.begin()
    qtbot.keyClick(grid, Key.Key_F2)
    box = editor(grid)
    assert box is not None
    qtbot.keyClick(box, Key.Key_Return)
    assert texts(model)[0][0] == "a\nb"


# amounts


@pytest.mark.parametrize(
    ("column", "cleared"), [("declared_qty", "line_total"), ("line_total", "price")]
)
def test_what_nobody_typed_follows(model: LineModel, column: str, cleared: str) -> None:
    model.set_rows([LineRow({"declared_qty": "2", "price": "3", "line_total": "6"})])
    at = [each.name for each in COLUMNS].index(column)
    model.setData(model.index(0, at), "5")
    assert model.rows[0].cells[cleared] is None


# findings


def test_faulty_cell_tells_what_is_wrong(model: LineModel, grid: LineGrid) -> None:
    row = LineRow({"sku": "A"})
    model.set_rows([row])
    finding = Finding("list_form.needed", Severity.BLOCKING, params=(("label_key", "list.price"),))
    model.set_findings({(row.uid, "price"): [finding]})
    assert model.index(0, 4).data(Qt.ItemDataRole.ToolTipRole)
    assert not model.index(0, 3).data(Qt.ItemDataRole.ToolTipRole)
    grid.grab()  # painted without a warning


def test_removing_lines_keeps_the_others(
    grid: LineGrid, model: LineModel, make_steps: Callable[[], list[str]]
) -> None:
    model.set_rows([LineRow({"sku": str(n)}) for n in range(4)])
    names = make_steps()
    grid.setCurrentIndex(model.index(1, 0))
    grid.remove_selected_rows()
    assert [row[0] for row in texts(model)] == ["0", "2", "3"]
    assert names == ["list.step.remove"]


@pytest.fixture
def make_steps(model: LineModel) -> Callable[[], list[str]]:
    def listen() -> list[str]:
        names: list[str] = []
        model.stepped.connect(lambda name, _params, _before: names.append(name))
        return names

    return listen
