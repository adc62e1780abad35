"""Every control in both themes as pictures, to be looked at.

Usage: QT_QPA_PLATFORM=offscreen python -m tests.ui.gallery FOLDER [percent]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import metrics
from app.ui.icons import icon, names
from app.ui.theme import STATUSES, Mode, Theme

WIDTH, HEIGHT = 1440, 1500


def labelled(text: str, **properties: str) -> QLabel:
    """A label with its properties set."""
    label = QLabel(text)
    for name, value in properties.items():
        label.setProperty(name, value)
    return label


def card(title: str, *widgets: QWidget) -> QFrame:
    """A card with a title over these widgets."""
    frame = QFrame()
    frame.setProperty("role", "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(*metrics.CARD_MARGINS)
    column.setSpacing(metrics.INNER_GAP)
    column.addWidget(labelled(title, role="card-title"))
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return frame


def row(*widgets: QWidget) -> QWidget:
    """Widgets side by side."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(metrics.INNER_GAP)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return holder


def button(text: str, role: str = "", *, disabled: bool = False, checked: bool = False) -> QWidget:
    """A push button of one kind."""
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setCheckable(role in {"chip", "rail-item"})
    made.setChecked(checked)
    made.setDisabled(disabled)
    return made


def buttons(theme: Theme) -> QWidget:
    """All kinds of buttons, ready and disabled."""
    tool = QToolButton()
    tool.setIcon(icon("refresh", theme.tokens.text_muted))
    faint = QToolButton()
    faint.setIcon(icon("refresh", theme.tokens.text_muted))
    faint.setDisabled(True)
    kinds = [("导出 Excel", ""), ("生成报文", "primary"), ("稍后", "quiet"), ("删除草稿", "danger")]
    return card(
        "按钮",
        row(*(button(text, role) for text, role in kinds), button("月度报表 ›", "link"), tool),
        row(*(button(text, role, disabled=True) for text, role in kinds), faint),
        row(
            button("金额不一致 184", "chip", checked=True),
            button("缺运单 97", "chip"),
            button("重复收款 19", "chip"),
        ),
        button("搜索单号、商品、买家、命令…", "search"),
    )


def fields() -> QWidget:
    """All kinds of fields, in each state."""
    grid = QWidget()
    place = QGridLayout(grid)
    place.setContentsMargins(0, 0, 0, 0)
    combo, faint_combo = QComboBox(), QComboBox()
    for box in (combo, faint_combo):
        box.addItems(["9610 零售出口", "9710 B2B 直接出口", "9810 出口海外仓"])
    faint_combo.setDisabled(True)
    spin, day = QSpinBox(), QDateEdit(QDate(2026, 11, 21))
    spin.setMaximum(9999)
    spin.setValue(120)
    day.setCalendarPopup(True)
    day.setDisplayFormat("yyyy-MM-dd")
    plain, bad, empty, faint = (QLineEdit(t) for t in ("3104 甬保税区", "12345", "", "不可修改"))
    bad.setProperty("status", "bad")
    empty.setPlaceholderText("请输入企业名称")
    faint.setDisabled(True)
    entries: list[tuple[str, QWidget]] = [
        ("申报海关", plain),
        ("商品编码", bad),
        ("企业名称", empty),
        ("账册编号", faint),
        ("监管方式", combo),
        ("监管方式", faint_combo),
        ("数量", spin),
        ("出口日期", day),
    ]
    for number, (text, widget) in enumerate(entries):
        line, column = divmod(number, 4)
        place.addWidget(labelled(text, role="label"), 2 * line, column)
        place.addWidget(widget, 2 * line + 1, column)
    note = QPlainTextEdit("备注：买家要求分两箱。")
    note.setMaximumHeight(60)
    return card("表头", grid, note)


def choices() -> QWidget:
    """Check boxes and radio buttons in each state."""
    made: list[QWidget] = []
    for text, state in (
        ("未选", Qt.CheckState.Unchecked),
        ("已选", Qt.CheckState.Checked),
        ("部分", Qt.CheckState.PartiallyChecked),
    ):
        for disabled in (False, True):
            check = QCheckBox(text)
            check.setTristate(True)
            check.setCheckState(state)
            check.setDisabled(disabled)
            made.append(check)
    radio, other = QRadioButton("出口"), QRadioButton("进口")
    radio.setChecked(True)
    group = QGroupBox("更多选项")
    QVBoxLayout(group).addWidget(QCheckBox("记住我的选择"))
    return card("选择", row(*made), row(radio, other), group)


def chips(theme: Theme) -> QWidget:
    """Status chips, coloured words, key figures, progress."""
    words = ("已放行", "查验", "退单", "待申报", "已申报", "草稿")
    named = list(zip(STATUSES, words, strict=True))
    bars = []
    for status, value in (("", 36), ("good", 80), ("warn", 57), ("bad", 95)):
        bar = QProgressBar()
        bar.setProperty("status", status)
        bar.setTextVisible(False)
        bar.setValue(value)
        bars.append(bar)
    return card(
        "状态",
        row(*(labelled(word, status=status) for status, word in named)),
        row(*(labelled(word, ink=status) for status, word in named)),
        row(labelled("4,118,206.77", role="figure"), labelled("+9.1% 环比", status="good")),
        row(
            labelled("E20261121-004182", role="code"),
            labelled("0O1lI 8B", role="code"),
            labelled("Ctrl K", role="key"),
            labelled("说明文字", role="muted"),
        ),
        row(*map(swatch, theme.tokens.series)),
        *bars,
    )


def swatch(colour: str) -> QWidget:
    """A square of one chart colour."""
    square = QLabel("      ")
    square.setStyleSheet(f"background: {colour};")
    return square


def table() -> QTableWidget:
    """A table with a selected row, a sorted column and figures at the right."""
    heads = ["订单号", "原因", "差额", "建议", "复核"]
    rows = [
        ["E20261121-004182", "收款少 6.50 USD", "-6.50", "计入平台优惠", ""],
        ["E20261121-004183", "收款多 0.01 USD", "+0.01", "尾差，容差内接受", ""],
        ["E20261121-004190", "收款合并 2 单", "-41.20", "拆分收款 P-77120", ""],
        ["E20261121-004207", "币种不同", "—", "按 11 月汇率换算", ""],
    ] * 5
    made = QTableWidget(len(rows), len(heads))
    made.setHorizontalHeaderLabels(heads)
    made.setShowGrid(False)
    made.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    made.verticalHeader().hide()
    for line, cells in enumerate(rows):
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            if column == 2:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column == 4:
                item.setCheckState([Qt.CheckState.Checked, Qt.CheckState.Unchecked][line % 2])
            made.setItem(line, column, item)
    made.horizontalHeader().setSortIndicatorShown(True)
    made.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    made.horizontalHeader().setStretchLastSection(True)
    made.horizontalHeader().setDefaultAlignment(
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    )
    made.setColumnWidth(0, 170)
    made.setColumnWidth(1, 150)
    made.setColumnWidth(3, 160)
    made.selectRow(1)
    return made


def lists() -> QWidget:
    """Tabs with a table, a list and a tree."""
    tabs = QTabWidget()
    tree, entries = QTreeWidget(), QListWidget()
    tree.setHeaderLabels(["章", "品名"])
    parent = QTreeWidgetItem(tree, ["85", "电机、电气设备"])
    QTreeWidgetItem(parent, ["8517", "电话机"])
    QTreeWidgetItem(tree, ["33", "精油及香膏"])
    parent.setExpanded(True)
    entries.addItems(["工作台", "三单对碰", "申报清单", "通关状态"])
    entries.setCurrentRow(1)
    split = QSplitter()
    split.addWidget(tree)
    split.addWidget(entries)
    tabs.addTab(split, "章节")
    tabs.addTab(QWidget(), "历史")
    tabs.addTab(QWidget(), "附件")
    tabs.setTabEnabled(2, False)
    return card("列表", tabs)


def notices() -> QWidget:
    """The boxes a finding or a suggestion stands in."""
    made = []
    for status, text in (
        ("info", "建议：计入平台优惠 6.50 USD"),
        ("bad", "第 2 项缺少法定数量"),
        ("warn", "两个汇率不同"),
        ("good", "备份已校验"),
    ):
        box = QFrame()
        box.setProperty("role", "notice")
        box.setProperty("status", status)
        QHBoxLayout(box).addWidget(labelled(text, ink=status))
        made.append(box)
    return card("提示", *made)


def rail(theme: Theme) -> QWidget:
    """The rail with one page shown."""
    frame = QFrame()
    frame.setProperty("role", "rail")
    frame.setFixedWidth(metrics.RAIL_WIDTH)
    column = QVBoxLayout(frame)
    column.setContentsMargins(10, 14, 10, 10)
    column.setSpacing(2)
    logo = labelled("单", role="logo")
    logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column.addWidget(row(logo, labelled("三单通", role="card-title")))
    pages = [("dashboard", "工作台"), ("", "申报"), ("import", "导入"), ("match", "三单对碰")]
    pages += [
        ("list", "申报清单"),
        ("", "查看"),
        ("report", "月度报表"),
        ("settings", "设置与备份"),
    ]
    for drawing, text in pages:
        if not drawing:
            column.addWidget(labelled(text, role="rail-group"))
            continue
        item = QPushButton(text)
        item.setProperty("role", "rail-item")
        item.setCheckable(True)
        item.setChecked(drawing == "match")
        colour = theme.tokens.accent if drawing == "match" else theme.tokens.text_muted
        item.setIcon(icon(drawing, colour))
        item.setIconSize(QSize(metrics.ICON, metrics.ICON))
        column.addWidget(item)
    column.addStretch(1)
    return frame


def drawings(theme: Theme) -> QWidget:
    """All icons."""
    holder = QWidget()
    grid = QGridLayout(holder)
    for number, name in enumerate(names()):
        label = QLabel()
        label.setPixmap(icon(name, theme.tokens.text).pixmap(QSize(16, 16)))
        grid.addWidget(label, *divmod(number, 26))
    return card("图标", holder)


def menu_picture(owner: QWidget, theme: Theme) -> QMenu:
    """An open menu as a part of the picture."""
    menu = QMenu(owner)
    menu.setWindowFlags(Qt.WindowType.Widget)
    menu.addAction(icon("copy", theme.tokens.text), "复制")
    menu.addAction(icon("delete", theme.tokens.text), "删除").setEnabled(False)
    menu.addSeparator()
    chosen = menu.addAction("显示列")
    chosen.setCheckable(True)
    chosen.setChecked(True)
    menu.addMenu("导出为")
    menu.setActiveAction(chosen)
    return menu


def window(theme: Theme) -> QWidget:
    """All of it on one page."""
    page = QWidget()
    page.setProperty("role", "page")
    page.resize(WIDTH, HEIGHT)
    across = QHBoxLayout(page)
    across.setContentsMargins(0, 0, 0, 0)
    across.addWidget(rail(theme))
    scroll = QScrollArea()
    body = QWidget()
    scroll.setWidget(body)
    scroll.setWidgetResizable(True)
    across.addWidget(scroll, 1)
    grid = QGridLayout(body)
    grid.setContentsMargins(*metrics.PAGE_MARGINS)
    grid.setSpacing(metrics.CARD_GAP)
    listed = table()
    listed.verticalHeader().setDefaultSectionSize(theme.sizes.row_height)
    grid.addWidget(labelled("三单对碰", role="page-title"), 0, 0)
    grid.addWidget(buttons(theme), 1, 0)
    grid.addWidget(fields(), 2, 0)
    grid.addWidget(card("异常", listed), 3, 0, 2, 1)
    grid.addWidget(choices(), 1, 1)
    grid.addWidget(chips(theme), 2, 1)
    grid.addWidget(lists(), 3, 1)
    grid.addWidget(notices(), 4, 1)
    grid.addWidget(drawings(theme), 5, 0, 1, 2)
    return page


def take(theme: Theme, target: Path, focus: Callable[[QWidget], QWidget]) -> None:
    """Save a picture of the page, with one widget focused and a menu open."""
    page = window(theme)
    page.show()
    page.activateWindow()
    menu = menu_picture(page, theme)
    menu.setGeometry(QRect(QPoint(40, HEIGHT - 300), menu.sizeHint()))
    menu.show()
    QApplication.processEvents()
    focus(page).setFocus()
    QApplication.processEvents()
    page.grab().save(str(target))
    page.close()


def main() -> None:
    """Take the pictures."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    theme = Theme(app)
    theme.set_percent(int(sys.argv[2]) if len(sys.argv) > 2 else metrics.SMALLEST)
    places: dict[str, Callable[[QWidget], QWidget]] = {
        "field": lambda page: page.findChild(QComboBox),
        "table": lambda page: page.findChild(QTableWidget),
        "primary": lambda page: page.findChildren(QPushButton)[7],
    }
    for mode in (Mode.LIGHT, Mode.DARK):
        theme.set_mode(mode)
        for name, focus in places.items():
            take(theme, folder / f"{mode}-{name}.png", focus)


if __name__ == "__main__":
    main()
