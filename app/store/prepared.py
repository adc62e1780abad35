"""Rows made ready for the store, without the store: keys, fingerprints, amounts worked out, and
what was found on the way. Pure, so it may run in another process while this one writes.

A row comes as a tuple (row number, *values), the values in the order of `documents.fields.FIELDS`.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

from app.values.finding import DocumentKind, Finding, Provenance, Severity

Row = tuple[Any, ...]

BATCH = 5_000
# A larger amount, quantity or weight is a typing error; sums of hundreds of these fit in 64 bits.
LARGEST_E5 = 10**16


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch: rows as the store's stage takes them, what was found about them, and how many
    documents could not be used."""

    rows: list[Row]
    findings: list[Finding]
    left_out: int = 0


class Preparation:
    """The findings of one file while its rows are made ready."""

    def __init__(self, file: str, sheet: str) -> None:
        self._file = file
        self._sheet = sheet
        self._findings: list[Finding] = []
        self._left_out = 0

    def find(
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
    ) -> None:
        """Note something about a row."""
        self._findings.append(
            Finding(
                code,
                severity,
                document=document,
                number=number,
                field=field,
                value=str(value),
                expected=str(expected),
                provenance=Provenance(self._file, self._sheet, row),
                params=tuple((name, str(text)) for name, text in params.items()),
            )
        )

    def refuse(self, row: int, document: DocumentKind, code: str, number: str) -> None:
        """Note why a document cannot be kept."""
        self.leave_out()
        self.find(code, Severity.BLOCKING, row=row, document=document, number=number, value=number)

    def leave_out(self) -> None:
        """Count a document that cannot be used; why was noted before."""
        self._left_out += 1

    def findings(self) -> list[Finding]:
        """What was noted since this was asked last."""
        found, self._findings = self._findings, []
        return found

    def hand_over(self, rows: list[Row]) -> Prepared:
        """A batch with everything noted since the last one."""
        left_out, self._left_out = self._left_out, 0
        return Prepared(rows, self.findings(), left_out)


def content_hash(values: Row) -> int:
    """A 63-bit fingerprint of cleaned values: equal rows share it in every run and on every
    machine. marshal's format 2 has been fixed since 2006 and is the fastest exact encoding here."""
    digest = blake2b(marshal.dumps(values, 2), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def fits(amount: int) -> bool:
    """Whether an amount, quantity or weight at scale 5 can be meant."""
    return -LARGEST_E5 < amount < LARGEST_E5


def batches(items: Iterable[Row]) -> Iterator[list[Row]]:
    """Lists of up to BATCH items, so that memory does not grow with the file."""
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
