"""What the company wants to export or import in a month, by customs mode: typed, in yuan."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.store.session import Session
from app.store.settings import get_setting, set_setting
from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal, text_from_e5
from app.values.errors import AppError
from app.values.period import Month
from app.workflow.outcome import Outcome
from app.workflow.saving import attempt

SETTING = "month_targets"
_CENT = Decimal("0.01")


class BadTarget(AppError):
    """A target that is no positive amount of whole fen."""

    code = "error.bad_target"


@dataclass(frozen=True, slots=True)
class Target:
    """What a target is for."""

    month: Month
    flow: str
    mode: str

    @property
    def name(self) -> str:
        """As the setting has it."""
        return f"{self.month}/{self.flow}/{self.mode}"


def targets(conn: sqlite3.Connection, month: Month) -> dict[Target, int]:
    """The targets of a month, at scale 5."""
    found = {}
    for name, amount in get_setting(conn, SETTING, {}).items():
        of_month, flow, mode = name.split("/")
        if of_month == str(month):
            found[Target(month, flow, mode)] = e5_from_decimal(Decimal(amount))
    return found


def set_target(session: Session, target: Target, words: str) -> Outcome:
    """Keep a target as a person types it; "" takes it away. Counts: targets. Raises BadTarget."""
    amount = _amount(words)
    outcome = Outcome("month", {"targets": 0})
    with attempt(session, "month_target", month=str(target.month), mode=target.mode) as trial:
        kept = dict(get_setting(session.conn, SETTING, {}))
        if amount is None:
            kept.pop(target.name, None)
        else:
            kept[target.name] = text_from_e5(amount, decimals=2)
        trial.changed = set_setting(session.conn, SETTING, kept)
        outcome.counts["targets"] = int(trial.changed)
    return outcome


def _amount(words: str) -> int | None:
    text = words.replace(",", "").replace("，", "").strip()
    if not text:
        return None
    try:
        value = decimal_from_text(text)
    except NotExact as error:
        raise BadTarget(field="target_amount", given=words) from error
    if value <= 0 or value != value.quantize(_CENT):
        raise BadTarget(field="target_amount", given=words)
    return e5_from_decimal(value)
