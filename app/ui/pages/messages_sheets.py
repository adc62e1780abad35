"""The two sheets of the page of messages: what an export will do, and what practice means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.pages.base import BasePage
from app.ui.widgets.sheet import Sheet
from app.values.finding import DocumentKind

Line = tuple[str, dict[str, Any]]
"""A text key and what is put into the text."""


def ask_export(
    page: BasePage,
    waiting: Mapping[DocumentKind, int],
    held: int,
    outbox: Path,
    do: Callable[[], object],
) -> Sheet:
    """List what will be written and where, and that it cannot be undone."""
    lines: list[Line] = [
        (f"messages.will_write.{kind}", {"count": f"{number:,}"})
        for kind, number in waiting.items()
        if number
    ]
    if held:
        lines.append(("messages.will_hold", {"count": f"{held:,}"}))
    lines.append(("messages.will_write_to", {"folder": outbox}))
    lines += [("messages.not_undone", {}), ("messages.not_filed", {})]
    return _sheet(page, "export", lines, do, count=f"{sum(waiting.values()):,}")


def ask_practice(page: BasePage, do: Callable[[], object]) -> Sheet:
    """Say that the answers are invented and that the data file will be marked."""
    lines: list[Line] = [(f"messages.practice_{part}", {}) for part in ("what", "mark", "undo")]
    return _sheet(page, "practice", lines, do)


def _sheet(
    page: BasePage, name: str, lines: Sequence[Line], do: Callable[[], object], **params: str
) -> Sheet:
    sheet, bind = Sheet(page, name), page.context.language.bind
    bind(sheet, sheet.title.setText, f"messages.{name}_sheet", **params)
    for key, given in lines:
        label = QLabel(sheet.card)
        bind(label, label.setText, key, **given)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        sheet.body.addWidget(label)
    bind(sheet, sheet.accept.setText, f"messages.{name}_button", **params)
    bind(sheet, sheet.leave.setText, "messages.leave")
    sheet.accepted.connect(do)
    sheet.accepted.connect(sheet.deleteLater)
    sheet.closed.connect(sheet.deleteLater)
    sheet.open()
    return sheet
