"""The tolerance profile as a form shows and keeps it: texts by name, a grade for each reason."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app import resources
from app.matching.profile import SETTING, BadProfile, profile_from_setting
from app.matching.reasons import BY_KEY
from app.store.session import Session
from app.store.settings import get_setting, set_setting
from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal
from app.values.finding import DocumentKind
from app.workflow.match import judge_within
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

NUMBERS = (
    "tolerance", "near_miss", "rate_deviation", "weight_low", "weight_high", "time_slack_hours",
    "reuse_months",
)  # fmt: skip
FLAG, AUTHENTICATED, FEES = "shipped_after_paid", "orderer_authenticated", "fees"
BLOCKING, USUAL, IGNORED = "blocking", "usual", "ignored"
GRADES = (BLOCKING, USUAL, IGNORED)
REASON_KEYS = tuple(BY_KEY)
_WHOLE = {"time_slack_hours", "reuse_months"}
_PERCENT = {"rate_deviation"}
_HUNDRED = Decimal(100)

Record = Mapping[str, str]


def read_profile(conn: sqlite3.Connection) -> dict[str, str]:
    """Numbers as text (shares in per cent), "1"/"" for switches, fees as "2.9% + 0.30; …", and
    "reason.<key>" → its grade."""
    stored = _stored(conn)
    record = {name: str(stored[name]) for name in NUMBERS}
    record |= {name: _percent(record[name]) for name in _PERCENT}
    record |= {name: "1" if stored[name] else "" for name in (FLAG, AUTHENTICATED)}
    record[FEES] = "; ".join(f"{_percent(fee['rate'])}% + {fee['fixed']}" for fee in stored[FEES])
    for key in BY_KEY:
        grade = BLOCKING if key in stored[BLOCKING] else USUAL
        record[f"reason.{key}"] = IGNORED if key in stored[IGNORED] else grade
    return record


def save_profile(session: Session, record: Record, *, on: date) -> Outcome:
    """Keep the profile and judge all orders by it: one undoable call, none when nothing differs.
    Raises BadProfile, whose `name` is the field."""
    kept = _setting(record)
    profile_from_setting(kept)
    outcome = Outcome("match")
    with attempt(session, "tolerance") as trial:
        before = _stored(session.conn)
        trial.changed = before != {**before, **kept}
        if trial.changed:
            set_setting(session.conn, SETTING, {**before, **kept})
            judge_within(trial.call, session, on=on)
    if trial.changed:
        outcome.changes = Changes(frozenset({DocumentKind.ORDER}))
    return outcome


def faulty_fields(record: Record) -> list[str]:
    """The fields that cannot be read."""
    return [name for name in (*NUMBERS, FEES) if not _is_readable(name, record[name])]


def _is_readable(name: str, text: str) -> bool:
    try:
        if name == FEES:
            _fees(text)
        else:
            _number(name, text)
    except BadProfile:
        return False
    return True


def _stored(conn: sqlite3.Connection) -> dict[str, Any]:
    return {**resources.load_toml("defaults/matching.toml"), **get_setting(conn, SETTING, {})}


def _setting(record: Record) -> dict[str, Any]:
    kept: dict[str, Any] = {name: _number(name, record[name]) for name in NUMBERS}
    kept[FLAG] = bool(record[FLAG])
    if AUTHENTICATED in record:
        kept[AUTHENTICATED] = bool(record[AUTHENTICATED])
    kept[FEES] = _fees(record[FEES])
    for grade in (BLOCKING, IGNORED):
        kept[grade] = [key for key in BY_KEY if record[f"reason.{key}"] == grade]
    return kept


def _number(name: str, text: str) -> str | int:
    if name in _WHOLE:
        if not text.strip().isdecimal():
            raise BadProfile(name=name)
        return int(text)
    number = _not_negative(name, text.strip().removesuffix("%"))
    return _plain(number / _HUNDRED if name in _PERCENT else number)


def _fees(text: str) -> list[dict[str, str]]:
    fees = []
    for entry in filter(str.strip, text.replace("；", ";").split(";")):
        rate, plus, fixed = (part.strip() for part in entry.partition("+"))
        if not rate.endswith("%"):
            raise BadProfile(name=FEES)
        share = _not_negative(FEES, rate.removesuffix("%")) / _HUNDRED
        amount = _not_negative(FEES, fixed if plus else "0")
        fees.append({"rate": _plain(share), "fixed": _plain(amount)})
    return fees


def _not_negative(name: str, text: str) -> Decimal:
    """A number the profile can keep. Raises BadProfile with the name of its field."""
    try:
        number = decimal_from_text(text.strip())
        e5_from_decimal(number)
    except NotExact as error:
        raise BadProfile(name=name) from error
    if number < 0:
        raise BadProfile(name=name)
    return number


def _percent(share: str) -> str:
    return _plain(Decimal(share) * _HUNDRED)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
