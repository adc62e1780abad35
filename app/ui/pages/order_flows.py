"""三流追踪: the information, goods and money of one order in one sheet, gaps in red."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from app.queries.declarations import orders_of
from app.queries.three_flows import Chain, Flows, Link, State, flows_of
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.table_actions import ask_grid
from app.ui.values import UNKNOWN, yuan
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.sheet import Sheet

COLUMNS = ("link", "number", "day", "amount", "currency", "state")
WIDTHS = (180, 220, 98, 90, 56)
ROWS_SEEN = 10
INKS = {State.THERE: "", State.WAITING: "warn", State.MISSING: "bad"}
_MARKS = {State.THERE: "✓", State.WAITING: "…", State.MISSING: "✗"}


def add_flows_action(page: BasePage, what: str, order_of: Callable[[Any], int | None]) -> QAction:
    """The action "action.<what>_flows": shows the flows of the order `order_of` finds over a
    connection; None = nothing is chosen."""

    def ask() -> None:
        def find(conn: Any) -> Flows | None:
            order_id = order_of(conn)
            return None if order_id is None else flows_of(conn, order_id)

        if found := page.context.workspace.read(find, None):
            FlowsSheet(page, found).ask()
        else:
            page.context.notify(page.say("flows.nothing"))

    spec = ActionSpec(f"action.{what}_flows", "Ctrl+Shift+V", "link")
    return page.context.actions.add(page, spec, ask)


def order_of(conn: Any, list_ids: list[int]) -> int | None:
    """The order of the first of these lists; None = there are none."""
    return next(iter(orders_of(conn, list_ids[:1])), None)


class FlowsSheet(Sheet):
    """Its button writes the table to Excel."""

    most_wide = metrics.SHEET_WIDE

    def __init__(self, page: BasePage, found: Flows) -> None:
        super().__init__(page, "flows")
        self._found, self._language = found, page.context.language
        language, theme = page.context.language, page.context.theme
        language.bind(self, self.title.setText, "flows.title", order_no=found.order_no)
        language.bind(self, self.accept.setText, "flows.excel")
        language.bind(self, self.leave.setText, "flows.leave")
        self.says = QLabel(self.card)
        self.says.setObjectName("flows.says")
        self.says.setWordWrap(True)
        self.model = PlainModel(theme)
        self.table = PlainTable(self.model, "table.flows", language, theme)
        self.body.addWidget(self.says)
        self.body.addWidget(self.table)
        rows = min(max(len(found.links), 1), ROWS_SEEN)
        height = theme.sizes.px(metrics.HEADER_HEIGHT) + rows * theme.sizes.row_height + 2
        self.table.setFixedHeight(height)
        self.accepted.connect(lambda: ask_grid(page, self.table))
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)
        language.follow(self, self._show)
        self._show()
        self.table.set_widths(*WIDTHS)

    def ask(self) -> None:
        """Show it; the keyboard is in the table."""
        self.table.selectRow(0)
        self.open(focus=self.table)

    def _show(self) -> None:
        found, say = self._found, self._language.text
        missing, waiting = found.count(State.MISSING), found.count(State.WAITING)
        key = "flows.whole" if not (missing or waiting) else "flows.gaps"
        self.says.setText(say(key, missing=missing, waiting=waiting))
        headings = [say(f"flows.column.{name}") for name in COLUMNS]
        self.model.show_lines(headings, [self._line(link) for link in found.links])

    def _line(self, link: Link) -> Line:
        say = self._language.text
        is_money = link.amount is not None or link.chain is Chain.MONEY
        amount = yuan(link.amount) if is_money else ""  # the others have none
        state = f"{_MARKS[link.state]} {say(f'flow_state.{link.state}')}"
        return (
            Cell(f"{say(f'flow_chain.{link.chain}')} · {say(f'flow_link.{link.kind}')}"),
            Cell(link.number or UNKNOWN),
            Cell(link.day or UNKNOWN),
            Cell(amount, link.amount, is_number=True),
            Cell(link.currency),
            Cell(state, link.state, ink=INKS[link.state]),
        )
