"""What the company decides about its summary declarations: kept as a setting, typed as words."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import Any

from app import resources
from app.store.session import Session
from app.store.settings import get_setting, set_setting
from app.summary.terms import BY_CLASS, BY_CONSIGNOR, BY_NAME, BY_PRODUCER, SummaryTerms
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt
from app.workflow.typed import Typed

STAGE = "summary"
SETTING = "summary.terms"
MOST_LISTS_PER_PART = 100_000  # one part of a message a person can still open
TOUCHED = Changes(frozenset({DocumentKind.SUMMARY_APPLICATION, DocumentKind.DECLARATION_LIST}))


class SummaryRefused(AppError):
    """An application cannot be made, changed or taken back as asked."""

    code = "error.summary_refused"


def summary_terms(conn: sqlite3.Connection) -> SummaryTerms:
    """What the company decided, over the defaults."""
    stored: dict[str, Any] = get_setting(conn, SETTING, {})
    given = {**resources.load_toml("defaults/summary.toml"), **stored}
    return SummaryTerms(**given)


def save_summary_terms(session: Session, terms: SummaryTerms) -> Outcome:
    """Keep what the company decided; it holds for the applications made from now on. Raises
    SummaryRefused for a choice the message does not offer."""
    is_offered = (
        terms.summary_flag in (BY_CONSIGNOR, BY_PRODUCER)
        and terms.item_name_flag in (BY_NAME, BY_CLASS)
        and 1 <= terms.lists_per_part <= MOST_LISTS_PER_PART
        and bool(terms.broker_code) == bool(terms.broker_name)
    )
    if not is_offered:
        raise SummaryRefused("error.summary_terms", most=MOST_LISTS_PER_PART)
    outcome = Outcome(STAGE)
    with attempt(session, "settings") as trial:
        trial.changed = set_setting(session.conn, SETTING, asdict(terms))
    if trial.changed:
        outcome.changes = TOUCHED
    return outcome


def words_of_terms(conn: sqlite3.Connection) -> dict[str, str]:
    """The same as text, for a form."""
    terms = summary_terms(conn)
    return {
        "summary_flag": terms.summary_flag,
        "item_name_flag": terms.item_name_flag,
        "lists_per_part": str(terms.lists_per_part),
        "by_period": "1" if terms.by_period else "",
        "broker_code": terms.broker_code,
        "broker_name": terms.broker_name,
    }


def keep_typed_terms(session: Session, typed: Typed) -> Outcome:
    """Keep what was typed into such a form. Raises SummaryRefused with the field."""
    count = typed["lists_per_part"].strip()
    if not (count.isascii() and count.isdecimal()):
        raise SummaryRefused(
            "error.summary_terms", field="lists_per_part", most=MOST_LISTS_PER_PART
        )
    terms = SummaryTerms(
        typed["summary_flag"],
        typed["item_name_flag"],
        int(count),
        bool(typed["by_period"]),
        typed["broker_code"].strip(),
        typed["broker_name"].strip(),
    )
    return save_summary_terms(session, terms)
