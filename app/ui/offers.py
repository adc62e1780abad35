"""What the palette offers: what can be done here and anywhere, settings, documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.queries.search import Hit, find_documents
from app.ui.context import Context
from app.ui.looks import looks
from app.ui.pinyin import words_for
from app.ui.widgets.palette import Entry

PALETTE = "action.palette"
MOST_DOCUMENTS = 8
RECENT, MOST_RECENT = "palette/recent", 6
PLACES = {"operator": "settings.operator", "rates": "settings.rates"}  # on the settings page


class Offers:
    """`page` tells which page is in front: actions of the others are not offered, because what they
    act on is not in sight. What was chosen last comes first."""

    def __init__(self, context: Context, window: QWidget, page: Callable[[], QWidget]) -> None:
        self._context = context
        self._window = window
        self._page = page

    def entries(self) -> list[Entry]:
        """What is offered before anything is typed."""
        found = [*self._actions(), *self._settings()]
        recent = self._recent()
        ranks = {key: at for at, key in enumerate(recent)}
        return sorted(found, key=lambda entry: ranks.get(entry.key, len(recent)))

    def documents(self, typed: str) -> Iterator[Entry]:
        """The documents that fit what was typed."""
        nothing: list[Hit] = []
        read, text = self._context.workspace.read, self._context.language.text
        found = read(lambda conn: find_documents(conn, typed, limit=MOST_DOCUMENTS), nothing)
        for hit in found:
            about = f"{text(f'document.{hit.kind}')} {hit.about}"
            yield Entry(hit.number, about, "", partial(self._context.go, hit.page, hit.number))

    def remember(self, entry: Entry) -> None:
        """This one was chosen."""
        if entry.key:
            recent = [entry.key, *(key for key in self._recent() if key != entry.key)]
            self._context.options.setValue(RECENT, ";".join(recent[:MOST_RECENT]))

    def _recent(self) -> list[str]:
        return str(self._context.options.value(RECENT, "")).split(";")

    def _actions(self) -> Iterator[Entry]:
        page = self._page()
        for action in self._context.actions.all():
            is_here = belongs_to(action, page) or action.parent() is self._window
            if is_here and action.isEnabled() and action.objectName() != PALETTE:
                key = action.objectName()
                yield Entry(action.text(), key_text(action), words_for(key), action.trigger, key)

    def _settings(self) -> Iterator[Entry]:
        language = self._context.language
        for look in looks(language, self._context.theme):
            for value in look.values:
                if value != look.current():
                    label = language.text(f"settings.{look.name}")
                    title = f"{label} · {look.caption(value, language)}"
                    key = f"settings.{look.name}.{value}"
                    yield Entry(title, "", look.words(value), partial(look.choose, value), key)
        for place, key in PLACES.items():
            do = partial(self._context.go, "settings", place)
            yield Entry(language.text(key), language.text("page.settings"), words_for(key), do, key)


def belongs_to(action: QAction, page: QWidget) -> bool:
    """Whether an action is one of a page, or of something on it."""
    owner = action.parent()
    return isinstance(owner, QWidget) and (owner is page or page.isAncestorOf(owner))


def key_text(action: QAction) -> str:
    """The key of an action as people write it here."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
