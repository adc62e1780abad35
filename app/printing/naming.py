"""Names of printed files, from a pattern a person may change: "{own_no}_{order_no}"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

DEFAULT = {
    "list": "{own_no}_{order_no}_{form}",
    "filing": "{name}_{form}",
    "taxes": "{own_no}_{order_no}_{form}",
    "tax_month": "{month}_{form}",
    "month": "{month}_{form}",
    "summary": "{month}_{form}",
    "return": "{own_no}_{form}",
    "shipment": "{own_no}_{form}",
    "refund_claim": "{claim_no}_{form}",
    "return_batch": "{batch_no}_{form}",
}
LONGEST = 120  # characters: with folder and ending within what Windows takes
MOST_BYTES = 230  # of UTF-8, three to an ideograph: Linux and macOS take 255, endings included

_PLACE = re.compile(r"\{(\w*)\}")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_UNSEEN = re.compile("[\x80-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(\..*)?")


def unknown_places(pattern: str, known: Iterable[str]) -> list[str]:
    """The places of a pattern nobody can fill."""
    return sorted(set(_PLACE.findall(pattern)) - set(known))


def file_name(pattern: str, values: Mapping[str, str]) -> str:
    """A name without ending that every system allows; a place without value stays empty. Signs
    nobody sees go, for some turn the letters round them: "fdp.exe" would be shown as "exe.pdf"."""
    filled = _PLACE.sub(lambda place: values.get(place[1], ""), pattern)
    filled = _UNSEEN.sub("", filled)
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", filled))[:LONGEST]
    name = name.encode()[:MOST_BYTES].decode(errors="ignore").strip(" ._")
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name
