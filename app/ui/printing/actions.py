"""Printing from any page: one action, one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction

from app.printing.kinds import Subject
from app.ui.actions import ActionSpec
from app.ui.pages.base import BasePage

__all__ = ["Subject", "add_print_action", "print_preview"]


def print_preview(page: BasePage, subject: Subject, ids: Sequence[int]) -> None:
    """Open the print window over a selection of lists or companies; without one, say so."""
    if not ids:
        page.context.notify(page.say("print.nothing"))
        return
    from app.ui.printing.dialog import PrintDialog  # print support is loaded on first use

    dialog = PrintDialog(page.context, subject, ids, page)
    dialog.finished.connect(page.window().activateWindow)  # not every system does so by itself
    dialog.open()


def add_print_action(
    page: BasePage, subject: Subject, chosen: Callable[[], Sequence[int]]
) -> QAction:
    """The action "action.print_<page>" (Ctrl+P) of a page; `chosen` gives the ids selected there.
    Put it on a button: `ActionButton(add_print_action(…))`."""
    spec = ActionSpec(f"action.print_{page.key}", "Ctrl+P", "print")
    return page.context.actions.add(page, spec, lambda: print_preview(page, subject, chosen()))
