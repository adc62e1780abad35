"""The list of the matching page: rows from the store, with what is suggested for each beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from app.queries.matching import ACCEPTED, CONFIDENCE, EXCLUDED, REASON, SUGGESTION
from app.queries.table import Column
from app.ui.language import Language
from app.ui.models.table_model import NATIVE, Index, TableModel
from app.ui.values import UNKNOWN
from app.ui.workspace import Workspace
from app.workflow.reviewing import Suggested, Suggestion, decided_table, is_suggestion, open_table
from app.workflow.table_export import Words

CONFIDENCE_TONES = {"high": "good", "medium": "warn", "low": "muted"}
_STATES = {ACCEPTED: "match_state.accepted", EXCLUDED: "match_state.excluded"}
_TEXTS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)


class MatchingModel(TableModel):
    """Orders with something to decide, or those already decided."""

    filled_in = frozenset({SUGGESTION, CONFIDENCE})

    def __init__(self, workspace: Workspace, language: Language) -> None:
        super().__init__(workspace, open_table(), language)
        self._words = language
        self._suggested: Suggested = {}
        self.is_decided = False

    def show_decided(self, is_decided: bool) -> None:
        """Which of the two lists is shown from the next reading on."""
        self.is_decided = is_decided
        self.table = decided_table() if is_decided else open_table()

    def show_suggested(self, suggested: Suggested) -> None:
        """What is suggested, by order."""
        self._suggested = suggested
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def choices(self) -> frozenset[str]:
        """The reason too is one of a few words."""
        return super().choices() | {REASON}

    def caption(self, column: Column, value: object) -> str:
        """A reason by its name."""
        if column.name == REASON:
            return reason_words(str(value), self._words)
        return super().caption(column, value)

    def written(self, language: Language) -> Mapping[str, Words]:
        """Also the words this model fills in."""
        return {
            **super().written(language),
            REASON: lambda _key, value: reason_words(str(value), language),
            SUGGESTION: partial(self._suggestion, language),
            CONFIDENCE: lambda key, _value: self._confidence(language, key),
        }

    def suggested(self) -> Suggested:
        """What is suggested, by order."""
        return self._suggested

    def suggestion_for(self, order_id: int) -> Suggestion | None:
        """The first thing suggested for an order."""
        return next(iter(self._suggested.get(order_id, ())), None)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for reasons, suggestions and confidence; a sign before a difference."""
        if not index.isValid() or role not in (*_TEXTS, NATIVE):
            return super().data(index, role)
        name = self.table.columns[index.column()].name
        if name == CONFIDENCE:
            return self._confidence_shown(self.key_at(index.row()), role)
        value = super().data(index, NATIVE)
        if role == NATIVE or value is None:
            return super().data(index, role)
        if name == REASON:
            return reason_words(str(value), self._words)
        if name == SUGGESTION:
            return self._suggestion(self._words, self.key_at(index.row()), value)
        shown = super().data(index, role)
        return f"+{shown}" if name == "match_difference" and value > 0 else shown

    def _confidence_shown(self, order_id: int, role: int) -> str:
        if role != NATIVE:
            return self._confidence(self._words, order_id) or UNKNOWN
        found = None if self.is_decided else self.suggestion_for(order_id)
        return str(found.confidence) if found else ""

    def _confidence(self, language: Language, order_id: int) -> str:
        found = None if self.is_decided else self.suggestion_for(order_id)
        return language.text(f"suggestion.confidence.{found.confidence}") if found else ""

    def _suggestion(self, language: Language, order_id: int, value: object) -> str:
        if self.is_decided:
            decided = json.loads(str(value))
            return decision_words(decided["reason"], decided["evidence"], language)
        found = self.suggestion_for(order_id)
        if found is None:
            return language.text("match.no_suggestion")
        return language.text(found.text, "name", **found.params)


def reason_words(key: str, language: Language) -> str:
    """The name of a reason, or of what was decided."""
    return language.text(_STATES[key]) if key in _STATES else language.text(f"reason.{key}", "name")


def decision_words(reason: str, evidence: Mapping[str, str], language: Language) -> str:
    """Why it was decided: a suggestion's name, or what the person wrote."""
    if is_suggestion(reason):
        return language.text(f"suggestion.{reason}", "name", **evidence)
    return reason
