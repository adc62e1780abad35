"""Before an edited file is merged back, the page shows what would change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from app.ui.pages.base import BasePage
from app.ui.pages.intake import Page as ImportPage
from app.workflow.intake import import_file
from app.workflow.opening import open_session

GOODS = (
    "商品货号,商品名称,商品编码,申报计量单位\nS-1,测试商品,6109100021,件\nS-2,别的,6109100021,件\n"
)


def test_goods_edited_in_excel_come_back_with_their_changes_shown(
    show_page: Callable[[Path, str], BasePage], data_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    source = tmp_path / "goods.csv"
    source.write_text(GOODS, encoding="utf-8")
    with open_session(data_file) as session:
        import_file(session, source)
    goods = show_page(data_file, "goods")
    qtbot.waitUntil(lambda: goods.card.model.rowCount() == 2)  # type: ignore[attr-defined]
    goods.context.actions["action.goods_edit_excel"].trigger()
    goods.findChild(object, "accept.table_export").click()  # type: ignore[union-attr]
    (written,) = data_file.parent.glob("*修改用.xlsx")
    book = load_workbook(written)
    book.worksheets[0]["B2"] = "新名称"
    book.save(written)
    page = show_page(data_file, "import")
    assert isinstance(page, ImportPage)
    page.take([written])
    pane = page.pane
    qtbot.waitUntil(lambda: pane.differences.lines.rowCount() == 1)
    assert pane.tabs.tabText(3) == "改动 1"
    assert pane.tabs.isTabVisible(3)
    line = [pane.differences.lines.index(0, at).data() for at in range(5)]
    assert line == ["商品", "S-1", "商品名称", "测试商品", "新名称"]
    page.context.language.switch("en")
    assert pane.differences.lines.index(0, 2).data() == "Goods name"


def test_file_that_changes_nothing_has_no_such_tab(
    show_page: Callable[[Path, str], BasePage], data_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    source = tmp_path / "goods.csv"
    source.write_text(GOODS, encoding="utf-8")
    page = show_page(data_file, "import")
    assert isinstance(page, ImportPage)
    page.take([source])
    qtbot.waitUntil(lambda: page.pane.mapping.rowCount() > 0)
    assert not page.pane.tabs.isTabVisible(3)
