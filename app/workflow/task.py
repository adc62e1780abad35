"""A task on the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: its text `task.<key>` (parts text, why, go), how many, by when (None = as
    soon as possible; `is_official` False = the day is estimated), the page to do it on and what to
    show there ("" = as it was left)."""

    key: str
    count: int
    page: str
    due: date | None = None
    is_official: bool = True
    name_key: str = ""  # a text that fills {name}: the reason of a difference
    name: str = ""
    place: str = ""
