"""The language of the window, switched live: every text is bound to its key, not set once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.text import LANGUAGES, text

FEW = 500  # followers before the ones whose widget is gone are looked for


class Language(QObject):
    """The language in use. `changed` is emitted after it was switched."""

    changed = Signal()

    def __init__(self, code: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._code = code if code in LANGUAGES else LANGUAGES[0]
        self._followers: list[tuple[QObject, Callable[[], object]]] = []
        self._prune_at = FEW

    @property
    def code(self) -> str:
        """ "zh_CN" or "en"."""
        return self._code

    def switch(self, code: str) -> None:
        """Show everything in this language at once."""
        if code == self._code:
            return
        self._code = code
        for owner, show in list(self._followers):
            if isValid(owner):
                show()
        self.changed.emit()

    def text(self, key: str, /, part: str = "text", **params: object) -> str:
        """The text of a key in the language in use."""
        return text(key, self._code, part, **params)

    def bind(
        self,
        owner: QObject,
        put: Callable[[str], object],
        key: str,
        /,
        part: str = "text",
        **params: object,
    ) -> None:
        """Put the text now and after every switch, as long as `owner` lives."""

        def show() -> None:
            put(self.text(key, part, **params))

        show()
        self.follow(owner, show)

    def follow(self, owner: QObject, show: Callable[[], object]) -> None:
        """Call `show` after every switch, as long as `owner` lives."""
        if len(self._followers) >= self._prune_at:
            self._followers = [pair for pair in self._followers if isValid(pair[0])]
            self._prune_at = 2 * len(self._followers) + FEW
        self._followers.append((owner, show))
