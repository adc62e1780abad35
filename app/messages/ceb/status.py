"""What the codes of customs mean: status, outcome, how far along, and which explanation fits.

The tables are `resources/ceb/*_codes.csv`; explanations (text, cause, next step in both languages)
stand in `resources/text/*/messages.toml` under the key given here. No code is ever an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from app import resources


class Outcome(StrEnum):
    """What an answer comes to."""

    PENDING = "pending"
    FAILED = "failed"  # not processed: correct and send again
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    RELEASED = "released"
    CLOSED = "closed"
    DETAINED = "detained"
    TAX_BILL = "tax_bill"
    CUSTOMS_FORM = "customs_form"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StatusMeaning:
    """A status code of a receipt.

    `state` is our name of the state ("released", "" where the code is no document state);
    `terminal`: nothing more comes for this kind of document; `rank`: how far along, to choose
    between receipts of one moment; `known`: printed in a table we have. `explanation`: text key
    with parts text, cause and fix ("" = nothing to say).
    """

    code: str
    zh: str
    en: str
    outcome: Outcome
    state: str
    terminal: bool
    rank: int
    known: bool
    explanation: str
    confidence: str


UNKNOWN_CODE = "messages.status.unknown"
_FAILED = "<0"
_KINDS = {"CEB816": "tax", "CEB818": "tax", "CEB792": "entry", "DxpRep": "exchange"}
_NUMBER = re.compile(r"-?[0-9]+")


def status_of(message: str, code: str) -> StatusMeaning:
    """The meaning of a status code in a receipt ("CEB604", "800"). A negative code nobody
    published is a failure, any other unknown code is unknown."""
    kind = _KINDS.get(message, "status")
    row = _statuses().get((kind, code))
    if row is None and kind == "exchange" and re.fullmatch("[4-9][0-9]{3}", code):
        row = _statuses()[kind, "4000-9999"]
    if row is not None:
        return _meaning(row, message, code)
    if kind == "status" and _NUMBER.fullmatch(code) and code.startswith("-"):
        return _failure(message, code)
    return StatusMeaning(
        code, "", "", Outcome.UNKNOWN, "unknown", False, 0, False, UNKNOWN_CODE, ""
    )


def explanation_key(message: str, code: str, info_code: str = "") -> str:
    """The text key of the explanation that says most: of the info code ("[Code:1332;…]"), else of
    the status or error code. Its parts: text, cause, fix."""
    info = _infos().get(info_code)
    if info is not None:
        return info["explanation"]
    if info_code in _errors():
        return _errors()[info_code]["explanation"]
    return status_of(message, code).explanation or UNKNOWN_CODE


def _meaning(row: dict[str, str], message: str, code: str) -> StatusMeaning:
    ends = row["ends"].split()
    return StatusMeaning(
        code=code,
        zh=row["zh"],
        en=row["en"],
        outcome=Outcome(row["outcome"]),
        state=row["state"],
        terminal=ends == ["all"] or message.removeprefix("CEB") in ends,
        rank=int(row["rank"]),
        known=row["outcome"] != Outcome.UNKNOWN,
        explanation=row["explanation"],
        confidence=row["confidence"],
    )


def _failure(message: str, code: str) -> StatusMeaning:
    """A negative code: what the table of errors prints for it, on top of "failed"."""
    row = dict(_statuses()["status", _FAILED])
    error = _errors().get(code)
    if error is not None:
        row |= {name: error[name] for name in ("zh", "en", "explanation", "confidence")}
    return replace(_meaning(row, message, code), known=error is not None)


@cache
def _statuses() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["kind"], row["code"]): row for row in resources.iter_csv("ceb/status_codes.csv")}


@cache
def _errors() -> dict[str, dict[str, str]]:
    """By code. Two codes are printed twice with different texts: both texts are given."""
    table: dict[str, dict[str, str]] = {}
    for row in resources.iter_csv("ceb/error_codes.csv"):
        first = table.setdefault(row["code"], row)
        if first is not row:
            first |= {name: f"{first[name]} / {row[name]}" for name in ("zh", "en")}
    return table


@cache
def _infos() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in resources.iter_csv("ceb/info_codes.csv")}
