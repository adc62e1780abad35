"""What help knows: fields (meaning, example, form on the wire, law behind it), pages, glossary.

Meanings are written by hand in `resources/help`; forms come from the message specification and
rules from the law in force on the day asked for, so help cannot say anything else than the program
does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app import resources
from app.legal.citation import citation
from app.legal.parameters import NotInForce, Parameters
from app.messages.ceb.spec import FieldSpec, node
from app.text import text
from app.workflow.legal_words import value_words

FIELD, PAGE = "field.", "page."


@dataclass(frozen=True, slots=True)
class Wire:
    """A field on the wire: where it stands, its name there, how it is written, how firmly it is
    demanded (a text key)."""

    place: str
    name: str
    form: str
    required: str


@dataclass(frozen=True, slots=True)
class Law:
    """One rule as help shows it: what it is, its value in words, and where it comes from, as a
    sentence."""

    title: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class FieldTopic:
    """Help for one field, in one language. `wire` None: it is in no message."""

    meaning: str
    example: str
    wire: Wire | None
    laws: tuple[Law, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the glossary; `wire` is its name in messages, "" = none."""

    zh: str
    en: str
    wire: str
    note: str

    @property
    def names(self) -> str:
        """Everything it is called, lower case."""
        return f"{self.zh} {self.en} {self.wire}".lower()


def field_topics() -> frozenset[str]:
    """The names of all fields that have a topic."""
    return frozenset(_fields())


def field_topic(name: str, language: str, *, on: date) -> FieldTopic:
    """Help for a field; its rules as they are on a day. Raises KeyError."""
    about = _fields()[name]
    return FieldTopic(
        meaning=str(_words("fields", language)[name]),
        example=str(about.get("example", "")),
        wire=_wire(about["wire"], language) if "wire" in about else None,
        laws=tuple(
            law for rule in about.get("rules", ()) if (law := _law(rule, language, on)) is not None
        ),
    )


def page_topics() -> frozenset[str]:
    """The keys of all pages that have a topic."""
    return frozenset(_words("pages", "zh_CN"))


def page_topic(key: str, language: str) -> tuple[str, ...]:
    """The paragraphs about a page. Raises KeyError."""
    return tuple(_words("pages", language)[key])


def find_terms(typed: str, language: str) -> list[Term]:
    """The terms called so in either language, then those whose note says so; "" = all."""
    wanted = typed.strip().lower()
    every = glossary(language)
    called = [term for term in every if wanted in term.names]
    return called + [term for term in every if term not in called and wanted in term.note.lower()]


@cache
def glossary(language: str) -> tuple[Term, ...]:
    """All terms, in the order of the work."""
    suffix = "zh" if language == "zh_CN" else "en"
    return tuple(
        Term(row["zh"], row["en"], row["wire"], row[f"note_{suffix}"])
        for row in resources.iter_csv("help/glossary.csv")
    )


def _wire(place: str, language: str) -> Wire:
    message, element, name = place.split("/")
    spec = next(field for field in node(message, element).fields if field.name == name)
    label = spec.zh if language == "zh_CN" else spec.en
    return Wire(place, label, _form(spec, language), f"help.required.{spec.required.value}")


def _form(spec: FieldSpec, language: str) -> str:
    """The form in words: "text of at most 18 characters"."""
    if spec.form:
        return text(f"help.form.{spec.form}", language)
    is_exact = 0 < spec.min_length == spec.max_length
    kind = f"{spec.type.value}_exact" if is_exact else spec.type.value
    return text(f"help.form.{kind}", language, most=spec.max_length, decimals=spec.decimals)


def _law(rule: str, language: str, on: date) -> Law | None:
    """A rule in force, or None on a day it is not."""
    parameter = _parameters().parameter(rule)
    try:
        value = parameter.at(on)
    except NotInForce:
        return None
    cited = citation(value, language)
    source = text(
        "legal.citation",
        language,
        doc=cited.doc,
        period=cited.period,
        confidence=text(f"legal.confidence.{cited.confidence.value}", language),
        checked_on=cited.checked_on,
    )
    title = parameter.title_zh if language == "zh_CN" else parameter.title_en
    return Law(title, value_words(value, language), source)


@cache
def _parameters() -> Parameters:
    return Parameters()


@cache
def _fields() -> Mapping[str, Mapping[str, Any]]:
    return resources.load_toml("help/fields.toml")


@cache
def _words(part: str, language: str) -> Mapping[str, Any]:
    return resources.load_toml(f"help/{language}/{part}.toml")
