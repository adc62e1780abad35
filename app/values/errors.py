"""What the world does to us (file locked, disk full, newer database). Bugs are not caught here."""

from __future__ import annotations

import traceback


class AppError(Exception):
    """Something outside the program refuses; shown as a message, never as a traceback.

    `code` finds the text in `resources/text/*/errors.toml` (title and hint, both languages);
    `params` fill its placeholders. Small subclasses per package carry a class-level `code`.
    """

    code = "error.unknown"

    def __init__(self, code: str | None = None, /, **params: object) -> None:
        self.code = code or type(self).code
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(f"{self.code} {self.params}")


class Cancelled(AppError):
    """The user stopped a long job; the transaction was rolled back, nothing changed."""

    code = "error.cancelled"


def let_go(error: BaseException) -> None:
    """Forget what the calls an error came through were holding. A half-read question among it would
    keep the data file open as long as the error is shown, and nobody could move the file."""
    at: BaseException | None = error
    while at is not None:
        traceback.clear_frames(at.__traceback__)
        at = at.__cause__ or at.__context__
