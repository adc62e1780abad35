"""What a check of a code says. Never a refusal: real codes exist that fail the official check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CodeStatus(StrEnum):
    """Valid; doubtful (well formed, but a check fails or the list at hand lacks it); malformed (the
    field cannot hold such a text)."""

    VALID = "valid"
    DOUBTFUL = "doubtful"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check. `reason` is the code of a text ("reference.credit_code_check"), ""
    when valid; `expected` what should stand there, where that can be said."""

    status: CodeStatus
    reason: str = ""
    expected: str = ""


VALID = Verdict(CodeStatus.VALID)


def doubtful(reason: str, expected: object = "") -> Verdict:
    """Well formed, yet to be looked at."""
    return Verdict(CodeStatus.DOUBTFUL, reason, str(expected))


def malformed(reason: str, expected: object = "") -> Verdict:
    """Not a code of this kind."""
    return Verdict(CodeStatus.MALFORMED, reason, str(expected))
