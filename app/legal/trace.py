"""The working of an amount: ordered steps, each with its formula, inputs, parameters and result.

A step names its sentence by a text key (`tax.step.vat`) and carries what fills it, so a screen, a
sheet of paper and a workbook show the same working in either language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.legal.parameters import Confidence, ParameterValue
from app.values.exact import shown


@dataclass(frozen=True, slots=True)
class Basis:
    """What a number rests on: a parameter of the law, a tariff line, or what the user stated.

    `value` as written there, `from_` the day it began (None = not known), `doc` the document in
    Chinese, `doc_en` in English, `checked_on` the day it was compared (None = never)."""

    id: str
    value: str
    from_: date | None
    doc: str
    doc_en: str
    confidence: Confidence
    checked_on: date | None = None
    url: str = ""


def basis_of(value: ParameterValue) -> Basis:
    """The basis a parameter of the law gives."""
    source = value.source
    return Basis(
        id=value.id,
        value=str(value.value),
        from_=value.from_,
        doc=source.doc,
        doc_en=source.doc_en,
        confidence=value.confidence,
        checked_on=value.checked_on,
        url=source.urls[0] if source.urls else "",
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `key` names its sentence, `values` fill it, as (name, text) pairs. `exact` is the
    result before rounding, `rounded` after (None: the step does not round)."""

    key: str
    values: tuple[tuple[str, str], ...] = ()
    bases: tuple[Basis, ...] = ()
    exact: Fraction | None = None
    rounded: Decimal | None = None

    @property
    def params(self) -> dict[str, str]:
        """What fills the placeholders of the sentence."""
        filled = dict(self.values)
        if self.exact is not None:
            filled["exact"] = shown(self.exact)
        if self.rounded is not None:
            filled["rounded"] = str(self.rounded)
        return filled

    @property
    def confidence(self) -> Confidence:
        """That of its weakest basis; a step of mere arithmetic is sure."""
        order = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
        return min((each.confidence for each in self.bases), key=order.index, default=order[-1])


Trace = tuple[Step, ...]


def step(
    key: str,
    *bases: Basis,
    exact: Fraction | None = None,
    rounded: Decimal | None = None,
    **values: Fraction | Decimal | int | str,
) -> Step:
    """A step with its values written for people."""
    texts = ((name, _text(value)) for name, value in values.items())
    return Step(key, tuple(texts), bases, exact, rounded)


def _text(value: Fraction | Decimal | int | str) -> str:
    return shown(value) if isinstance(value, Fraction) else str(value)
