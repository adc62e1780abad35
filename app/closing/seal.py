"""The seal of a closing: SHA-256 over plain lines of text, so that anybody can compute it again.

A line holds its parts separated by tabs, in UTF-8, and ends with a line feed. The seal covers the
hashes of figures, documents and calls, who signed when and why, and the seal before it: nothing in
this chain can be exchanged without all later seals changing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

FORM = "sandan month seal 1"


@dataclass(frozen=True, slots=True)
class Signing:
    """What a closing or reopening says besides its figures."""

    month: str
    action: str
    signed_by: str
    signed_at: str
    second_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hashes:
    """Of figures, documents, and the calls up to `log_head`; `previous` is the seal before."""

    figures: str
    documents: str
    log_head: int
    log: str
    previous: str


def hash_of(rows: Iterable[tuple[object, ...]]) -> str:
    """Of rows in their order, 64 hex digits."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(line(row))
    return digest.hexdigest()


def line(parts: Iterable[object]) -> bytes:
    """A line; tabs and line feeds inside a part become spaces."""
    texts = (str(part).replace("\t", " ").replace("\n", " ") for part in parts)
    return ("\t".join(texts) + "\n").encode()


def seal(signing: Signing, hashes: Hashes) -> str:
    """The seal, 64 hex digits."""
    s, h = signing, hashes
    return hash_of(
        (part,)
        for part in (
            FORM, s.month, s.action, s.signed_by, s.signed_at, s.second_by, s.reason, h.figures,
            h.documents, h.log_head, h.log, h.previous,
        )
    )  # fmt: skip
