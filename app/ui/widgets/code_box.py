"""A field for a code: shows code and name, offers rows of its table while a person types.

It suggests and never chooses: a code is taken over by Enter, by the mouse, or when it was typed in
full. What no table knows stays as it was typed; whether that is a fault, others say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from app.reference.codes import Codes
from app.reference.search import CodeSearch, Offer
from app.ui.language import Language
from app.ui.pinyin import letters

_OFFER = Qt.ItemDataRole.UserRole + 1
_SHOWN_ROWS = 12


class Finder(Protocol):
    """Where the offers come from. The answer may come later: it is handed to `show`."""

    def find(self, typed: str, show: Callable[[Sequence[Offer]], object]) -> None:
        """Look for what fits what was typed; "" = everything, the likeliest first."""

    def by_code(self, code: str) -> Offer | None:
        """The row of a code, None when no table knows it."""


class TableFinder:
    """The rows of one small code table."""

    def __init__(self, offers: Iterable[Offer]) -> None:
        self._search = CodeSearch(offers, letters)

    def find(self, typed: str, show: Callable[[Sequence[Offer]], object]) -> None:
        """Answers at once."""
        show(self._search.find(typed))

    def by_code(self, code: str) -> Offer | None:
        """The row of a code."""
        return self._search.by_code(code)


def offers_of(codes: Codes, table: str) -> Iterable[Offer]:
    """The rows of a code table as offers, in the table's order."""
    return (Offer(entry.code, entry.name_zh, entry.name_en) for entry in codes.entries(table))


class CodeBox(QLineEdit):
    """The field. `code_changed` carries the code whenever a person changed it."""

    code_changed = Signal(str)

    def __init__(self, finder: Finder, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finder = finder
        self._language = language
        self._code = ""
        self._row: Offer | None = None  # what the table says of the code
        self._offers = QStandardItemModel(self)
        self._completer = QCompleter(self._offers, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_SHOWN_ROWS)
        popup = self._completer.popup()
        assert popup is not None
        self._popup = popup
        popup.installEventFilter(self)
        language.bind(popup, popup.setAccessibleName, "masters.offers")
        self._completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.setClearButtonEnabled(True)
        self.textEdited.connect(self._on_typed)
        language.follow(self, self._write)

    @property
    def code(self) -> str:
        """The code, "" = none."""
        return self._code

    def set_code(self, code: str) -> None:
        """Show a code; says nothing."""
        self._code, self._row = code, self._finder.by_code(code) if code else None
        self._write()

    def popup_rows(self) -> list[str]:
        """The codes on offer at this moment."""
        return [self._offers.item(row).data(_OFFER).code for row in range(self._offers.rowCount())]

    def offer_all(self) -> None:
        """Open the list without typing."""
        self._finder.find("", self._show_offers)

    # typing and choosing

    def _on_typed(self, text: str) -> None:
        typed = text.strip()
        self._set_by_hand(self._code_typed(typed))
        if typed:
            self._finder.find(typed, self._show_offers)
        else:
            self._popup.hide()

    def _code_typed(self, typed: str) -> str:
        """A code typed in full is taken in its own spelling ("usa" → USA); else what stands there,
        up to the name that is shown behind a code."""
        first = typed.partition(" ")[0]
        for code in (typed, typed.upper(), first):
            if self._finder.by_code(code):
                return code
        return typed

    def _show_offers(self, offers: Sequence[Offer]) -> None:
        self._offers.clear()
        for offer in offers:
            item = QStandardItem(self._line(offer))
            item.setData(offer, _OFFER)
            item.setToolTip(offer.name(self._language.code))
            self._offers.appendRow(item)
        if offers and self.hasFocus():
            self._completer.complete()
        else:
            self._popup.hide()

    def _line(self, offer: Offer) -> str:
        name = offer.name(self._language.code)
        used = self._language.text("masters.used_for", goods=offer.note) if offer.note else ""
        return "  ".join(dict.fromkeys(filter(None, [offer.code, name, used])))

    def _take(self, index: QModelIndex) -> None:
        self._set_by_hand(index.data(_OFFER).code)
        self._write()

    def _set_by_hand(self, code: str) -> None:
        if code != self._code:
            self._code, self._row = code, self._finder.by_code(code)
            self.code_changed.emit(code)

    def _write(self) -> None:
        name = self._row.name(self._language.code) if self._row else ""
        self.setText(" ".join(dict.fromkeys(filter(None, [self._code, name]))))
        self.setCursorPosition(0)
        self.setToolTip(name)

    # what Qt tells

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Everything is selected, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show the name behind the code that was typed."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Down and F4 open the list; Enter is left to it while it is open."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.offer_all()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """While the list is open, Esc closes it and means nothing else."""
        if self._closes_list(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The same for the list itself, which may get the key first."""
        if self._closes_list(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _closes_list(self, event: QEvent) -> bool:
        return (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._popup.isVisible()
        )
