"""What every load of cleaned rows shares: where it goes, how it reports, what it counted.

A row is a tuple (row number, *values) with the values in the order of `documents.fields.FIELDS`.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

from app.store.parties import PartyBook
from app.values.finding import DocumentKind, Finding, Provenance, Severity

Row = tuple[Any, ...]

BATCH = 10_000
# A larger amount, quantity or weight is a typing error; sums of hundreds of these fit in 64 bits.
LARGEST_E5 = 10**16


@dataclass(slots=True)
class Tally:
    """Documents (not rows) by what became of them; `left_out` = could not be used."""

    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    left_out: int = 0

    @property
    def wrote(self) -> bool:
        """Something in the store differs now."""
        return bool(self.new or self.changed)


class Load:
    """One file on its way into the store, inside one call; `report` takes the findings."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        call_id: int,
        *,
        file_id: int,
        file_name: str,
        sheet: str = "",
        report: Callable[[Finding], None],
    ) -> None:
        self.conn = conn
        self.call_id = call_id
        self.file_id = file_id
        self.file_name = file_name
        self.sheet = sheet
        self.report = report
        self.tally = Tally()
        self._parties = PartyBook(conn, call_id)
        self._party_ids: dict[tuple[str, str], int] = {}

    def finding(
        self,
        code: str,
        severity: Severity,
        *,
        row: int,
        document: DocumentKind | None = None,
        number: str = "",
        field: str = "",
        value: object = "",
        expected: object = "",
        **params: object,
    ) -> Finding:
        """A finding about a row of this file; not reported yet."""
        return Finding(
            code,
            severity,
            document=document,
            number=number,
            field=field,
            value=str(value),
            expected=str(expected),
            provenance=Provenance(self.file_name, self.sheet, row),
            params=tuple((name, str(text)) for name, text in params.items()),
        )

    def party(self, role: str, text: str, row: int) -> int:
        """The id of the company a file names; a name seen for the first time is reported."""
        known = self._party_ids.get((role, text))
        if known is None:
            found = self._parties.id_of(role, text)
            known = self._party_ids[role, text] = found.id
            if found.is_first_sight:
                self._report_first_sight(role, text, row)
        return known

    def _report_first_sight(self, role: str, text: str, row: int) -> None:
        code = "store.party_unknown" if text else "store.party_not_stated"
        self.report(
            self.finding(
                code,
                Severity.DOUBTFUL if text else Severity.NOTE,
                row=row,
                document=DocumentKind.PARTY,
                number=text,
                value=text,
                field=role,
            )
        )

    def refuse(self, row: int, document: DocumentKind, code: str, number: str) -> None:
        """Report a row that cannot be kept and count it as left out."""
        self.tally.left_out += 1
        self.report(
            self.finding(
                code, Severity.BLOCKING, row=row, document=document, number=number, value=number
            )
        )


def content_hash(values: Row) -> int:
    """A 63-bit fingerprint of cleaned values: equal rows share it in every run and on every
    machine. marshal's format 2 has been fixed since 2006 and is the fastest exact encoding here."""
    digest = blake2b(marshal.dumps(values, 2), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def batches(items: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Lists of up to `size` items, so that memory does not grow with the file."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
