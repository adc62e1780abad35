"""Labels with a role of the style sheet ("card-title", "muted" …), said in the language in use."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.ui.language import Language


def make_label(
    role: str, parent: QWidget | None = None, *, name: str = "", wraps: bool = False
) -> QLabel:
    """A label that says nothing yet; `name` is its object name."""
    label = QLabel(parent)
    label.setProperty("role", role)
    label.setObjectName(name)
    label.setWordWrap(wraps)
    return label


def word_label(
    language: Language,
    key: str,
    role: str,
    parent: QWidget | None = None,
    *,
    part: str = "text",
    name: str = "",
    wraps: bool = False,
) -> QLabel:
    """A label with the words of a key."""
    label = make_label(role, parent, name=name, wraps=wraps)
    language.bind(label, label.setText, key, part=part)
    return label
