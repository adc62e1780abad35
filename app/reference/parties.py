"""Numbers of companies and persons: shape and check digit. They say nothing about existence.

Alphabet, weights and lengths come from `resources/rules/company`.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from app import resources
from app.reference.tables import contains
from app.reference.verdict import VALID, Verdict, doubtful, malformed

_CARD_LENGTH = 18


@cache
def _rule(name: str) -> Any:
    """The newest value of a rule of the company folder; these standards have had only one."""
    return resources.load_toml(f"rules/company/{name}.toml")["value"][-1]["value"]


def credit_code_check(body: str) -> str:
    """The last character of a unified credit code, from the 17 before it (GB 32100-2015). The outer
    remainder matters: a sum divisible by 31 gives "0"."""
    alphabet, weights = _rule("uscc.alphabet"), _rule("uscc.weights")
    total = sum(alphabet.index(char) * weight for char, weight in zip(body, weights, strict=True))
    return str(alphabet[-total % len(alphabet)])


def check_credit_code(text: str) -> Verdict:
    """A unified social credit code (统一社会信用代码, rule R46). Companies with a failing check
    digit exist, so that is doubtful at most."""
    length, alphabet = _rule("uscc.length"), _rule("uscc.alphabet")
    code = text.upper()
    if len(code) != length:
        return malformed("reference.credit_code_length", length)
    if not set(code) <= set(alphabet):
        return malformed("reference.credit_code_alphabet", alphabet)
    expected = credit_code_check(code[:-1])
    return VALID if code[-1] == expected else doubtful("reference.credit_code_check", expected)


def check_customs_code(text: str) -> Verdict:
    """A customs registration code (海关编码, rule R47): region 4, zone kind, ownership, serial 4.
    The fifth character is not judged: new kinds of zones are added without notice."""
    length = _rule("customs_code.length")
    code = text.upper()
    if len(code) != length or not (code.isascii() and code.isalnum() and code[:4].isdigit()):
        return malformed("reference.customs_code_shape", length)
    if not contains("enterprise_type", code[5]):
        return doubtful("reference.customs_code_ownership", "1-9")
    return VALID


def check_id_number(text: str) -> Verdict:
    """A resident identity card number (GB 11643, rule R16): birthday and check digit (ISO 7064
    MOD 11-2). Passports and other documents have other shapes: do not ask about them here."""
    code = text.upper()
    digits = code[:-1]
    if len(code) != _CARD_LENGTH or not (digits.isascii() and digits.isdigit()):
        return malformed("reference.id_number_shape", _CARD_LENGTH)
    if not _is_day(code[6:14]):
        return doubtful("reference.id_number_birthday")
    expected = _id_check(digits)
    return VALID if code[-1] == expected else doubtful("reference.id_number_check", expected)


def id_number_oddity(text: str, on: date) -> Verdict:
    """What is odd about a number that `check_id_number` calls valid: a province that is none
    (GB/T 2260), a birthday that lies ahead on that day. Doubtful at most."""
    if text[:2] not in str(_rule("id_number.provinces")).split():
        return doubtful("reference.id_number_area")
    born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    return doubtful("reference.id_number_unborn") if born > on else VALID


def _id_check(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
