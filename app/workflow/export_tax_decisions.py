"""What the company decides about exports without refund: answers for all lines, the way of single
lists, proven input tax, and that a month is settled. Kept as settings; every change is one undoable
step."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.refund.route import ANSWERS, Outcome, Question
from app.store.session import Session
from app.store.settings import get_setting, set_setting
from app.values.errors import AppError
from app.values.period import Month
from app.workflow.outcome import Outcome as Result
from app.workflow.purchases import run

VERB = "export_tax"
ANSWERS_ASKED = (
    *(Question.ROLE, Question.GOODS, Question.INVOICE, Question.ZONE, Question.ZONE_RECORDS),
)
"""What no file of the program says; asked once for all exports."""
WAYS = (Outcome.EXEMPT, Outcome.NO_INVOICE, Outcome.DOMESTIC)
"""What a list may be decided to be."""
_IS_SMALL = "is_small"


class BadDecision(AppError):
    """A decision that cannot be kept: the month is confirmed, or not everything of it is known."""

    code = "error.export_tax_confirmed"


@dataclass(frozen=True, slots=True)
class Standing:
    """What was answered for all exports. `is_small`: a small low-profit company (None: not
    said)."""

    answers: Mapping[Question, str] = field(default_factory=dict)
    is_small: bool | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The way of one list, and why."""

    way: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided about a month. `proven_input` None = nobody said how much; `confirmed_on`
    "" = not settled; `figures` are those it was settled with."""

    lists: Mapping[str, Decided] = field(default_factory=dict)
    proven_input: Decimal | None = None
    confirmed_on: str = ""
    figures: Mapping[str, Decimal] = field(default_factory=dict)


def standing(conn: sqlite3.Connection) -> Standing:
    """The answers as they are kept."""
    stored = get_setting(conn, VERB, {})
    answers = {each: stored[each] for each in ANSWERS_ASKED if stored.get(each)}
    return Standing(answers, stored.get(_IS_SMALL))


def set_standing(
    session: Session, answers: Mapping[Question, str], is_small: bool | None
) -> Result:
    """Keep the answers; a question with "" is open again. Raises ValueError for an answer nobody
    offered."""
    for question, word in answers.items():
        if word and (question not in ANSWERS_ASKED or word not in ANSWERS[question]):
            raise ValueError(f"{question}: {word}")
    value: dict[str, object] = {each.value: word for each, word in answers.items()}
    value[_IS_SMALL] = is_small
    return run(session, VERB, lambda call: set_setting(call.conn, VERB, value))


def decisions(conn: sqlite3.Connection, month: Month) -> Decisions:
    """What was decided about a month."""
    return _read(get_setting(conn, _name(month), {}))


def _name(month: Month) -> str:
    return f"{VERB}.{month}"


def _read(stored: Mapping[str, Any]) -> Decisions:
    proven = stored.get("proven_input")
    return Decisions(
        {no: Decided(Outcome(way), why) for no, (way, why) in stored.get("lists", {}).items()},
        None if proven is None else Decimal(proven),
        stored.get("confirmed_on", ""),
        {name: Decimal(text) for name, text in stored.get("figures", {}).items()},
    )


def _written(decided: Decisions) -> dict[str, object]:
    return {
        "lists": {no: [each.way.value, each.why] for no, each in decided.lists.items()},
        "proven_input": None if decided.proven_input is None else str(decided.proven_input),
        "confirmed_on": decided.confirmed_on,
        "figures": {name: str(amount) for name, amount in decided.figures.items()},
    }


def earlier_confirmed(conn: sqlite3.Connection, month: Month) -> dict[Month, Decisions]:
    """The settled months of the same year before this one."""
    rows = conn.execute(
        "SELECT name, value FROM setting WHERE name > ? AND name < ?",
        (f"{VERB}.{month.year:04d}-", _name(month)),
    )
    found = {Month.parse(name.removeprefix(f"{VERB}.")): _read(json.loads(v)) for name, v in rows}
    return {each: decided for each, decided in sorted(found.items()) if decided.confirmed_on}


def decide_lists(
    session: Session, month: Month, numbers: Collection[str], way: Outcome | None, why: str = ""
) -> Result:
    """Decide the way of lists of a month against the route finder; None = as it finds. Raises
    BadDecision for a confirmed month."""
    if way is not None and way not in WAYS:
        raise ValueError(way)
    before = _open(session.conn, month)
    lists = {no: each for no, each in before.lists.items() if no not in numbers}
    if way is not None:
        lists |= {no: Decided(way, why.strip()) for no in numbers}
    return _keep(session, month, Decisions(lists, before.proven_input))


def state_input(session: Session, month: Month, amount: Decimal | None) -> Result:
    """Keep the input tax that can be proven for the exports taxed as sales at home; None = not
    known. Raises BadDecision for a confirmed month."""
    before = _open(session.conn, month)
    return _keep(session, month, Decisions(before.lists, amount))


def confirm(
    session: Session, month: Month, figures: Mapping[str, Decimal | None], on: date
) -> Result:
    """Settle a month with its figures, as prepared here: nothing is filed by it. Raises BadDecision
    when it is confirmed already, or a figure is not known."""
    before = _open(session.conn, month)
    known = {name: amount for name, amount in figures.items() if amount is not None}
    if len(known) < len(figures):
        raise BadDecision("error.export_tax_open")
    settled = Decisions(before.lists, before.proven_input, on.isoformat(), known)
    return _keep(session, month, settled)


def reopen(session: Session, month: Month) -> Result:
    """Take the confirmation of a month back; what was decided stays."""
    before = decisions(session.conn, month)
    return _keep(session, month, Decisions(before.lists, before.proven_input))


def _open(conn: sqlite3.Connection, month: Month) -> Decisions:
    found = decisions(conn, month)
    if found.confirmed_on:
        raise BadDecision(month=month)
    return found


def _keep(session: Session, month: Month, decided: Decisions) -> Result:
    value = _written(decided)
    return run(session, VERB, lambda call: set_setting(call.conn, _name(month), value))
