"""Values of the law that change with time, each with its start, source and confidence.

One file per parameter: `vat.rate.standard` stands in `resources/rules/vat/rate.standard.toml`. A
value holds from its `from` until the day before the next one, or until `to` when nothing follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from app import resources

Scalar = Decimal | int | bool | str | date
LegalValue = Scalar | tuple[Scalar, ...] | dict[str, str]
T = TypeVar("T")


class Confidence(StrEnum):
    """How well a value is sourced: official text or two sources; one source; none found."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class UnknownParameter(LookupError):
    """No rule file has this id."""


class NotInForce(LookupError):
    """Asked for a day on which the law knows no such value. `first` is the first day of any value,
    `ended` the last day of the one before that day (None: not yet begun)."""

    def __init__(self, law_id: str, day: date, *, first: date, ended: date | None = None) -> None:
        self.law_id, self.day, self.first, self.ended = law_id, day, first, ended
        when = f"ended on {ended}" if ended else f"begins on {first}"
        super().__init__(f"{law_id} is not in force on {day}: it {when}")


@dataclass(frozen=True, slots=True)
class Words:
    """What a rule file tells a person, in both languages; both empty = nothing to tell."""

    zh: str = ""
    en: str = ""

    def of(self, language: str) -> str:
        """The words in one language: "zh_CN" or "en"."""
        return self.zh if language == "zh_CN" else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: the document (Chinese and English citation), the pages it was read on.
    `seen` says how it is known when no page states it."""

    doc: str
    doc_en: str
    urls: tuple[str, ...]
    seen: Words


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One dated value of a parameter. `from_` and `to` are both inside; `to` None = open end.
    `words` say what a value means that the program reads as a word, code or formula."""

    id: str
    unit: str
    value: LegalValue
    from_: date
    to: date | None
    source: Source
    confidence: Confidence
    words: Words
    note: Words
    checked_on: date


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter with all its values, oldest first."""

    id: str
    title_zh: str
    title_en: str
    unit: str
    values: tuple[ParameterValue, ...]

    def at(self, day: date) -> ParameterValue:
        """The value in force on a day. Raises NotInForce."""
        ended = None
        for value in reversed(self.values):
            if value.from_ <= day:
                if value.to is None or day <= value.to:
                    return value
                ended = value.to
                break
        raise NotInForce(self.id, day, first=self.values[0].from_, ended=ended)


class Parameters:
    """All parameters; a file is read when its id is first asked for, once for the whole program."""

    def __init__(self, folder: str = "rules") -> None:
        self._folder = folder

    def ids(self) -> tuple[str, ...]:
        """The ids of all parameters, sorted."""
        return _ids(resources.root(), self._folder)

    def parameter(self, parameter_id: str) -> Parameter:
        """A parameter with its history. Raises UnknownParameter."""
        first, _, rest = parameter_id.partition(".")
        try:
            return _read(resources.root(), f"{self._folder}/{first}/{rest}.toml")
        except FileNotFoundError:
            raise UnknownParameter(parameter_id) from None

    def value_at(self, parameter_id: str, day: date) -> ParameterValue:
        """The value in force on a day. Raises UnknownParameter, NotInForce."""
        return self.parameter(parameter_id).at(day)

    def decimal_at(self, parameter_id: str, day: date) -> Decimal:
        """An amount, rate or factor. Raises also TypeError for a value that is no number."""
        value = self.value_at(parameter_id, day).value
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise TypeError(f"{parameter_id} is not a number: {value!r}")
        return Decimal(value)

    def whole_at(self, parameter_id: str, day: date) -> int:
        """A count of days, months, digits. Raises as `decimal_at`."""
        return self._typed(parameter_id, day, int)

    def text_at(self, parameter_id: str, day: date) -> str:
        """A word or formula. Raises as `decimal_at`."""
        return self._typed(parameter_id, day, str)

    def list_at(self, parameter_id: str, day: date) -> tuple[Scalar, ...]:
        """Several values, in the order of the law. Raises as `decimal_at`."""
        return self._typed(parameter_id, day, tuple)

    def _typed(self, parameter_id: str, day: date, kind: type[T]) -> T:
        value = self.value_at(parameter_id, day).value
        if type(value) is not kind:  # a bool is an int to isinstance
            raise TypeError(f"{parameter_id} is no {kind.__name__}: {value!r}")
        return value


@cache
def _ids(_root: Path, folder: str) -> tuple[str, ...]:
    names = resources.names(folder, ".toml")
    return tuple(sorted(_id_from_name(name.removeprefix(f"{folder}/")) for name in names))


@cache
def _read(_root: Path, name: str) -> Parameter:
    return _parameter(resources.load_toml(name))


def _id_from_name(name: str) -> str:
    return name.removesuffix(".toml").replace("/", ".")


def _parameter(data: dict[str, Any]) -> Parameter:
    entries = data["value"]
    ends = [entry["from"] - timedelta(days=1) for entry in entries[1:]] + [None]
    return Parameter(
        id=data["id"],
        title_zh=data["title"]["zh"],
        title_en=data["title"]["en"],
        unit=data["unit"],
        values=tuple(_value(data, *pair) for pair in zip(entries, ends, strict=True)),
    )


def _value(data: dict[str, Any], entry: dict[str, Any], end: date | None) -> ParameterValue:
    value, source = entry["value"], entry["source"]
    return ParameterValue(
        id=data["id"],
        unit=data["unit"],
        value=tuple(value) if isinstance(value, list) else value,
        from_=entry["from"],
        to=entry.get("to", end),
        source=Source(
            source["doc"], source["doc_en"], tuple(source["urls"]), Words(**source.get("seen", {}))
        ),
        confidence=Confidence(entry["confidence"]),
        words=Words(**entry.get("words", {})),
        note=Words(**entry.get("note", {})),
        checked_on=entry["checked_on"],
    )
