"""Suggestions for what does not agree, as the command line and the window show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.matching.suggest import suggestions
from app.matching.suggestion import Confidence, Suggestion
from app.store.session import Session
from app.values.progress import SILENT, Progress
from app.workflow.match import CannotLink, NothingToAccept, accept_suggestion
from app.workflow.outcome import Outcome

__all__ = ["Suggestion", "accept_all", "is_sure", "open_suggestions"]


def open_suggestions(session: Session) -> list[Suggestion]:
    """All suggestions, those that settle most orders first."""
    return suggestions(session.conn)


def is_sure(suggestion: Suggestion) -> bool:
    """Whether its evidence is strong enough to accept it without a look."""
    return suggestion.confidence is Confidence.HIGH


def accept_all(
    session: Session, chosen: Iterable[Suggestion], *, on: date, progress: Progress = SILENT
) -> Outcome:
    """Accept suggestions, one undoable call each; what another one has settled meanwhile is passed
    over. The outcome is that of the last one, with the count "suggestions"."""
    outcome, accepted = Outcome("match"), 0
    for suggestion in chosen:
        try:
            outcome = accept_suggestion(session, suggestion, on=on, progress=progress)
        except (NothingToAccept, CannotLink):
            continue
        accepted += 1
    outcome.counts["suggestions"] = accepted
    return outcome
