"""Progress on a terminal: one line on the error stream, rewritten a few times a second."""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

from app.text import text
from app.values.progress import SILENT, Progress

_PAUSE_S = 0.1
_CLEAR = "\r\x1b[K"


class TerminalProgress:
    """Shows the phase, and how much of it is done when that is known."""

    def __init__(self, language: str, stream: TextIO) -> None:
        self._language = language
        self._stream = stream
        self._next = 0.0
        self._phase = ""

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Rewrite the line, unless it was rewritten just now for the same phase."""
        now = time.monotonic()
        if phase == self._phase and now < self._next:
            return
        self._phase, self._next = phase, now + _PAUSE_S
        amount = f" {done:,}" + (f" / {total:,}" if total else "") if done or total else ""
        self._stream.write(f"{_CLEAR}{text(phase, self._language)}{amount}")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away before something else is printed."""
        if self._phase:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._phase = ""


def silence(stream: TextIO) -> None:
    """What is still to be written goes nowhere: also what is left in the memory at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def progress_for(language: str) -> TerminalProgress | Progress:
    """Progress on the error stream when that is a terminal, else none."""
    return TerminalProgress(language, sys.stderr) if sys.stderr.isatty() else SILENT
