"""The two sheets of the page of messages: what an export will do, and what practice means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.pages.base import BasePage
from app.ui.widgets.sheet import Sheet
from app.values.finding import DocumentKind


def ask_export(
    page: BasePage,
    waiting: Mapping[DocumentKind, int],
    held: int,
    outbox: Path,
    do: Callable[[], object],
) -> Sheet:
    """List what will be written and where, and that it cannot be undone."""
    count = f"{sum(waiting.values()):,}"
    lines = [
        page.say(f"messages.will_write.{kind}", count=f"{number:,}")
        for kind, number in waiting.items()
        if number
    ]
    if held:
        lines.append(page.say("messages.will_hold", count=f"{held:,}"))
    lines.append(page.say("messages.will_write_to", folder=outbox))
    lines += [page.say("messages.not_undone"), page.say("messages.not_filed")]
    sheet = _sheet(page, "export", page.say("messages.export_sheet", count=count), lines, do)
    sheet.accept.setText(page.say("messages.export_button", count=count))
    return sheet


def ask_practice(page: BasePage, do: Callable[[], object]) -> Sheet:
    """Say that the answers are invented and that the data file will be marked."""
    lines = [page.say(f"messages.practice_{part}") for part in ("what", "mark", "undo")]
    sheet = _sheet(page, "practice", page.say("messages.practice_sheet"), lines, do)
    sheet.accept.setText(page.say("messages.practice_button"))
    return sheet


def _sheet(
    page: BasePage, name: str, title: str, lines: list[str], do: Callable[[], object]
) -> Sheet:
    sheet = Sheet(page, name)
    sheet.title.setText(title)
    for line in lines:
        label = QLabel(line, sheet.card)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        sheet.body.addWidget(label)
    sheet.leave.setText(page.say("messages.leave"))
    sheet.accepted.connect(do)
    sheet.accepted.connect(sheet.deleteLater)
    sheet.closed.connect(sheet.deleteLater)
    sheet.open()
    return sheet
