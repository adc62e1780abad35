"""What the page of returns opens besides its table: rates, grading, the workbook."""

from __future__ import annotations

from PySide6.QtGui import QAction

from app.ui.actions import ActionSpec
from app.ui.pages.base import BasePage
from app.ui.pages.returns_excel import ask_returns_excel
from app.ui.pages.returns_grading import GradingSheet
from app.ui.pages.returns_watch import WatchSheet


class ReturnsMore:
    """The three actions of a page; each sheet is made once."""

    def __init__(self, page: BasePage) -> None:
        self._page = page
        self._rates: WatchSheet | None = None
        self._grades: GradingSheet | None = None
        add = page.context.actions.add
        self.watch: QAction = add(
            page, ActionSpec("action.returns_watch", "Ctrl+J", "chart"), self.show_rates
        )
        self.grading: QAction = add(
            page, ActionSpec("action.returns_grading", "Ctrl+Shift+G", "passed"), self.show_grading
        )
        self.workbook: QAction = add(
            page,
            ActionSpec("action.returns_workbook", "Ctrl+E", "excel"),
            lambda: ask_returns_excel(page),
        )

    def show_rates(self) -> None:
        """Return rates by goods, shop, country."""
        if self._rates is None:
            self._rates = WatchSheet(self._page)
        self._rates.ask()

    def show_grading(self) -> None:
        """Grading of what came back."""
        if self._grades is None:
            self._grades = GradingSheet(self._page)
        self._grades.ask()
