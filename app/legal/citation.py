"""What a person is told about a legal value: document, days in force, confidence, look-up day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.legal.parameters import Confidence, ParameterValue


@dataclass(frozen=True, slots=True)
class Citation:
    """The pieces of a citation; the sentence around them stands in the text files
    (`legal.citation`, `legal.confidence.high` …)."""

    doc: str
    from_: date
    to: date | None
    confidence: Confidence
    checked_on: date
    url: str

    @property
    def period(self) -> str:
        """The days in force: "2020-07-01 –" or "2018-05-01 – 2019-03-31"."""
        return f"{self.from_} – {self.to or ''}".rstrip()


def citation(value: ParameterValue, language: str) -> Citation:
    """The citation of a value; `language` is "zh_CN" or "en"."""
    source = value.source
    return Citation(
        doc=source.doc if language == "zh_CN" else source.doc_en,
        from_=value.from_,
        to=value.to,
        confidence=value.confidence,
        checked_on=value.checked_on,
        url=source.urls[0] if source.urls else "",
    )
