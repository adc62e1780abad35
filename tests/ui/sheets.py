"""The sheet that asks something on a page: found, and filled in."""

from __future__ import annotations

from app.ui.pages.base import BasePage
from app.ui.widgets.entry_sheet import EntrySheet


def open_sheet(page: BasePage, **typed: str) -> EntrySheet:
    """The one that is open, with this typed into it."""
    (shown,) = [each for each in page.findChildren(EntrySheet) if each.isVisible()]
    for field, value in typed.items():
        shown.cells[field].set_value(value)
    return shown


def ask_sheet(page: BasePage, action: str, **typed: str) -> EntrySheet:
    """The one an action opens, with this typed into it."""
    page.context.actions[action].trigger()
    return open_sheet(page, **typed)
