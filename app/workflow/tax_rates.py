"""Rates a person states about goods, each with the day it begins and where it was read. Lists with
such goods are assessed again in the same call, so that undo takes back both."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.store.session import Session
from app.store.taxes import RateRow, drop_goods_rate, put_goods_rate
from app.tax.consumption import NOT_TAXED, categories, category_named
from app.tax.rates import DUTY_COLUMNS, VAT_CLASSES, RateKind, Scope
from app.values.codes import clean_code, key_from_number
from app.values.decimals import NotExact, decimal_from_text
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.assess import assess_now
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = [
    "BadGoodsRate",
    "RateKind",
    "RatedGoods",
    "Scope",
    "Statement",
    "drop_rate",
    "rate_words",
    "state_rate",
    "wrong_part",
]

VERB = "goods_rate"
_CODE_DIGITS = range(2, 11)


class BadGoodsRate(AppError):
    """A statement that cannot be kept; `wrong` names the part that is not right."""

    code = "error.bad_goods_rate"


@dataclass(frozen=True, slots=True)
class Statement:
    """A rate as a person states it. `about`: the number of an article, or a goods code of two to
    ten digits; `value`: a share ("0.13"), a percentage ("13%") or a word of `rate_words`; `origin`:
    of the goods a duty is for, "" = any. Both days are inside, no last one = until further notice.
    """

    scope: Scope
    about: str
    kind: RateKind
    value: str
    source: str
    valid_from: date
    valid_until: date | None = None
    origin: str = ""


class RatedGoods(Protocol):
    """What a rate can be stated about."""

    @property
    def sku(self) -> str:
        """The number of the article."""

    @property
    def hs_code(self) -> str:
        """Its goods code."""

    @property
    def goods_name(self) -> str:
        """Its name."""


def rate_words(kind: RateKind, day: date) -> tuple[str, ...]:
    """The words that say a rate of a kind on a day. Texts: `tax.category.<word>` for consumption,
    `rate_word.<word>` for the others."""
    if kind is RateKind.VAT:
        return tuple(VAT_CLASSES)
    if kind is RateKind.DUTY:
        return tuple(DUTY_COLUMNS)
    named = [each.code for each in categories() if each.from_ <= day <= each.to]
    return (NOT_TAXED, *dict.fromkeys(named))


def wrong_part(statement: Statement) -> str:
    """What of a statement is not right first: "about", "value", "days", "source"; "" = nothing."""
    if not _key(statement):
        return "about"
    if _value(statement) is None:
        return "value"
    if statement.valid_until is not None and statement.valid_until < statement.valid_from:
        return "days"
    return "" if statement.source.strip() else "source"


def state_rate(session: Session, statement: Statement) -> Outcome:
    """Keep a statement, in place of one about the same from the same day. One undoable call, none
    when nothing differs. Counts: lists (assessed again). Raises BadGoodsRate."""
    if part := wrong_part(statement):
        raise BadGoodsRate(given=statement.value, wrong=part)
    value = _value(statement)
    assert value is not None
    until = statement.valid_until
    row = RateRow(
        scope=statement.scope.value,
        scope_key=_key(statement),
        kind=statement.kind.value,
        origin=statement.origin,
        value=value,
        valid_from=statement.valid_from.isoformat(),
        valid_until=until.isoformat() if until else "",
        source=statement.source.strip(),
    )
    outcome = Outcome(VERB, {"lists": 0})
    with attempt(session, VERB, kind=row.kind, about=row.scope_key) as trial:
        trial.changed = put_goods_rate(session.conn, trial.call.id, row)
        if trial.changed:
            about = row.scope, row.scope_key
            outcome.counts["lists"] = _assess_again(session.conn, trial.call.id, about)
    return _told(outcome, trial.changed)


def drop_rate(session: Session, rate_id: int) -> Outcome:
    """Take a statement out again. Counts: lists (assessed again)."""
    outcome = Outcome(VERB, {"lists": 0})
    found = session.conn.execute(
        "SELECT scope, scope_key FROM goods_rate WHERE id = ?", (rate_id,)
    ).fetchone()
    with attempt(session, VERB) as trial:
        trial.changed = drop_goods_rate(session.conn, rate_id)
        if trial.changed:
            outcome.counts["lists"] = _assess_again(session.conn, trial.call.id, found)
    return _told(outcome, trial.changed)


def _key(statement: Statement) -> str:
    if statement.scope is Scope.GOODS:
        return key_from_number(statement.about)
    code = clean_code(statement.about)
    return code if code.isdecimal() and len(code) in _CODE_DIGITS else ""


def _value(statement: Statement) -> str | None:
    """The value as it is kept; None = it says no rate of this kind."""
    typed = statement.value.strip()
    if statement.kind is RateKind.CONSUMPTION:
        known = typed == NOT_TAXED or category_named(typed, statement.valid_from) is not None
    else:
        known = typed in rate_words(statement.kind, statement.valid_from)
    if known:
        return typed
    percent = clean_code(typed).endswith("%")
    try:
        share = decimal_from_text(clean_code(typed).removesuffix("%").strip())
    except NotExact:
        return None
    share = share.scaleb(-2) if percent else share
    may_exceed = percent and statement.kind is RateKind.DUTY  # "13" alone is no share
    return f"{share.normalize():f}" if share >= 0 and (share < 1 or may_exceed) else None


def _assess_again(conn: sqlite3.Connection, call_id: int, about: tuple[str, str]) -> int:
    """Assess the lists with goods a statement is about (scope and key); how many. Those that were
    never assessed wait for their stage."""
    ids = [
        row[0]
        for row in conn.execute(
            "SELECT DISTINCT e.id FROM declaration_line l JOIN tax_estimate e"
            f" ON e.id = l.declaration_list_id WHERE l.{_COLUMNS[about[0]]} IN"
            " (SELECT value FROM json_each(?))",
            (json.dumps(list(_spellings(conn, *about))),),
        )
    ]
    return assess_now(conn, call_id, ids).lists if ids else 0


_COLUMNS = {Scope.GOODS.value: "sku", Scope.HS.value: "hs_code"}


def _spellings(conn: sqlite3.Connection, scope: str, key: str) -> Iterator[str]:
    """The spellings on the lists that a statement is about."""
    for (text,) in conn.execute(f"SELECT DISTINCT {_COLUMNS[scope]} FROM declaration_line"):
        if text.startswith(key) if scope == Scope.HS.value else key_from_number(text) == key:
            yield text


def _told(outcome: Outcome, changed: bool) -> Outcome:
    if changed:
        outcome.changes = Changes(frozenset({DocumentKind.GOODS, DocumentKind.DECLARATION_LIST}))
    return outcome
