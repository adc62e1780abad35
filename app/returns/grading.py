"""Grades of goods that came back, where they go, and what the grades come to beside a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.legal.parameters import Confidence, NotInForce, Parameters


class Grade(StrEnum):
    """What goods that came back are good for. Texts: `return_grade.<grade>`."""

    NEW = "new"
    OPEN_BOX = "open_box"
    REPAIR = "repair"
    SCRAP = "scrap"


class Destination(StrEnum):
    """Where graded goods go. Texts: `return_destination.<destination>`."""

    STOCK = "stock"
    WRITE_OFF = "write_off"


RESALEABLE = (Grade.NEW, Grade.OPEN_BOX)
REFERENCES = {Grade.NEW: "returns.yield.new", Grade.OPEN_BOX: "returns.yield.open_box"}


def usual(grade: Grade) -> Destination:
    """Where goods of a grade go unless somebody says otherwise."""
    return Destination.WRITE_OFF if grade is Grade.SCRAP else Destination.STOCK


@dataclass(frozen=True, slots=True)
class Reference:
    """The shares to compare with, and how well they are sourced."""

    shares: Mapping[Grade, Decimal]
    doc: str
    doc_en: str
    confidence: Confidence

    @property
    def resaleable(self) -> Decimal:
        """What can be sold again."""
        return sum(self.shares.values(), Decimal(0))


def reference(law: Parameters, on: date) -> Reference | None:
    """The reference of a day; None before there was one."""
    try:
        values = {grade: law.value_at(name, on) for grade, name in REFERENCES.items()}
        shares = {grade: law.decimal_at(name, on) for grade, name in REFERENCES.items()}
    except NotInForce:
        return None
    first = values[Grade.NEW]
    return Reference(shares, first.source.doc, first.source.doc_en, first.confidence)


@dataclass(frozen=True, slots=True)
class GradeShare:
    """How much was graded so; shares None = nothing was graded, or there is no reference for it."""

    grade: Grade
    qty: Decimal
    share: Decimal | None
    expected: Decimal | None


@dataclass(frozen=True, slots=True)
class Yield:
    """The grades of a period. `resaleable` None = nothing was graded."""

    lines: tuple[GradeShare, ...]
    graded: Decimal
    resaleable: Decimal | None
    reference: Reference | None


_PLACES = Decimal("0.0001")


def yield_of(graded: Mapping[Grade, Decimal], known: Reference | None) -> Yield:
    """What quantities by grade come to, shares to four decimals."""
    total = sum(graded.values(), Decimal(0))

    def share(qty: Decimal) -> Decimal | None:
        return (qty / total).quantize(_PLACES) if total else None

    lines = tuple(
        GradeShare(
            grade,
            graded.get(grade, Decimal(0)),
            share(graded.get(grade, Decimal(0))),
            known.shares.get(grade) if known else None,
        )
        for grade in Grade
    )
    resold = sum((graded.get(grade, Decimal(0)) for grade in RESALEABLE), Decimal(0))
    return Yield(lines, total, share(resold), known)
