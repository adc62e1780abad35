"""The program's log: a few rotating files, without identity or telephone numbers. Open to all.

The log is for finding bugs; what was done to the data stands in the data file's history.
"""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

FILE = "sandan.log"
_SIZE, _KEPT = 1_000_000, 5
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# Identity numbers (18 or 15 digits), mobile and international telephone numbers, mail addresses;
# Chinese puts no space before a number.
_PERSONAL = re.compile(
    r"(?<![A-Za-z0-9_])(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9}|\+\d[\d \-]{7,16}\d)(?![A-Za-z0-9_])"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)


def redacted(text: str) -> str:
    """The text with what identifies a person masked but for its ends: "110***********02X"."""
    return _PERSONAL.sub(lambda m: _masked(m[0]), text)


def redacted_in(value: Any) -> Any:
    """Plain values as JSON has them, each text redacted."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {name: redacted_in(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [redacted_in(each) for each in value]
    return value


def _masked(value: str) -> str:
    return f"{value[:3]}{'*' * (len(value) - 6)}{value[-3:]}"


class Redacting(logging.Formatter):
    """Formats a record, its traceback included, and masks personal numbers in all of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it goes into the file."""
        return redacted(super().format(record))


def start(folder: Path) -> Path:
    """Log to `folder` from now on; returns the file. A folder that cannot be made is no reason to
    refuse the user's work: then nothing is logged."""
    path = folder / FILE
    root = logging.getLogger("app")
    root.setLevel(logging.INFO)
    root.propagate = False
    stop()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            path, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(Redacting(_FORMAT))
    root.addHandler(handler)
    return path


def stop() -> None:
    """Close the log's files."""
    root = logging.getLogger("app")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
