"""Whether two order numbers are one miswritten, and whether two goods texts are unrelated."""

from __future__ import annotations

import re
from enum import StrEnum

from app.values.codes import key_from_number

MAX_PREFIX = 6
MAX_SUFFIX = 3
MIN_CORE = 5  # shorter rests are shared by chance


class Change(StrEnum):
    """What turns one number into the other."""

    PREFIX = "prefix"
    SUFFIX = "suffix"
    DIGIT = "digit"


def number_change(one: str, other: str) -> Change | None:
    """How two keys (see key_from_number) differ, when by little: a prefix, a suffix, or one
    character missing, added, changed or swapped with its neighbour. None: not alike, or equal."""
    short, long = sorted((one, other), key=len)
    if short == long or len(short) < MIN_CORE:
        return None
    extra = len(long) - len(short)
    if extra and extra <= MAX_SUFFIX and long.startswith(short):
        return Change.SUFFIX
    if extra and extra <= MAX_PREFIX and long.endswith(short):
        return Change.PREFIX
    return Change.DIGIT if extra <= 1 and _one_slip(short, long) else None


def _one_slip(short: str, long: str) -> bool:
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start + 1 : start + 2] + short[start : start + 1]
    return short[start + 1 :] == long[start + 1 :] or (
        swapped == long[start : start + 2] and short[start + 2 :] == long[start + 2 :]
    )


_LATIN = re.compile(r"\b[A-Z]{3}")  # the stem: TOY and TOYS are one word
_CHINESE = re.compile(r"[㐀-鿿]+")


def is_unrelated(goods_info: str, goods_names: str) -> bool:
    """Whether a waybill's goods text clearly names none of the order's goods: both use the same
    script and share no word (Latin letters) or no pair of characters (Chinese). In doubt: False."""
    info, names = goods_info.upper(), goods_names.upper()
    chinese = _pairs(info), _pairs(names)
    latin = set(_LATIN.findall(info)), set(_LATIN.findall(names))
    judged = [both for both in (chinese, latin) if all(both)]
    if not judged or key_from_number(info) in key_from_number(names):
        return False
    return all(one.isdisjoint(other) for one, other in judged)


def _pairs(text: str) -> set[str]:
    return {run[i : i + 2] for run in _CHINESE.findall(text) for i in range(len(run) - 1)}
