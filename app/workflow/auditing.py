"""The audit log as people ask for it: is it whole, where does it stand, what does it say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.store import audit
from app.store.audit import Anchor, Fault, Found, Head, Kind, Verified, head
from app.store.backup import Backup
from app.store.month_closes import audit_heads

__all__ = [
    "Anchor", "Fault", "Found", "Head", "Kind", "Verified", "anchors_of_backups", "head",
    "parsed_head", "shown_head", "verify",
]  # fmt: skip

SHOWN = 32  # characters of a hash on paper: enough that nobody makes a second one like it


def verify(
    conn: sqlite3.Connection, backups: Iterable[Backup] = (), heads: Iterable[Head] = ()
) -> Verified:
    """Verify the log against itself, the closed months, these backups and heads typed in from
    paper."""
    anchors = [Anchor(Head(no, hash_), month) for month, no, hash_ in audit_heads(conn)]
    anchors += anchors_of_backups(backups)
    anchors += [Anchor(each, "paper") for each in heads]
    return audit.verify(conn, anchors)


def anchors_of_backups(backups: Iterable[Backup]) -> list[Anchor]:
    """The heads in the manifests of backups."""
    return [
        Anchor(
            Head(each.contents.audit_no, each.contents.audit_head),
            each.path.name,
            each.at.strftime("%Y-%m-%dT%H:%M:%S"),
        )
        for each in backups
        if each.contents.audit_no
    ]


def shown_head(found: Head | None) -> str:
    """A head as it stands on paper: "128:3f0a…"; "" = there is none."""
    return f"{found.no}:{found.hash[:SHOWN]}" if found else ""


def parsed_head(text: str) -> Head | None:
    """A head typed in from paper; None when it is none."""
    no, _, hash_ = text.strip().partition(":")
    hash_ = hash_.strip().lower()
    if not no.strip().isdecimal() or len(hash_) < SHOWN:
        return None
    return Head(int(no), hash_)
