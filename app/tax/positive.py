"""The list of goods of retail import (正面清单, R14): rows of the official file, notes as typed
conditions, and what they say about goods.

A heading is necessary, not sufficient: notes exclude, restrict the mode, the name or the yearly
weight of a person. A note that cannot be typed is kept as it stands, to be looked at by a person.
Without an edition for the day nothing is known, and nothing is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from app.values.codes import clean_code

CODE_DIGITS = 8
BONDED_MODES = ("1210", "1239")
DIRECT_MODES = ("9610",)


class NoteKind(StrEnum):
    """What a note says. Texts: `positive.note.<kind>`."""

    NONE = ""
    EXCLUSION = "exclusion"
    MODE = "mode"
    NAME = "name"
    WEIGHT = "weight"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Note:
    """A note of a heading. `condition` holds what was typed: `modes` (codes with commas), `only`
    (the goods it is for), `kg` (per person and year), `except` (what is excluded)."""

    kind: NoteKind
    text: str
    condition: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """A row of the list: eight digits, the name there, its notes in their order."""

    code: str
    name: str
    notes: tuple[Note, ...] = ()


# Notes

_CLAUSES = re.compile(r"[；;。\n]+")
_NUMBERED = re.compile(r"^\s*(?:[(（]?\d+[)）]|\d+[.、])\s*")
_KG = r"(\d+(?:\.\d+)?)\s*(?:千克|公斤|[kK][gG])"
_WEIGHT = re.compile(rf"(?:每人每年|个人年度|每年每人)[^0-9]*{_KG}|{_KG}\s*/\s*人\s*/?\s*年")
_WEIGHT_AFTER = re.compile(rf"{_KG}[^0-9]*(?:每人每年|个人年度|每年每人)")
_ONLY = re.compile(r"^(?:仅限于?|只限于?|限于)\s*(.+)$")
_EXCEPT = re.compile(r"^(?:不包括|不含|除外[:：])\s*(.+)$|^(.+?)(?:的商品|商品|的)?除外$")


def notes_from_text(text: str) -> tuple[Note, ...]:
    """The notes of a heading as typed conditions; what is not understood is OTHER."""
    clauses = (_NUMBERED.sub("", each).strip(" ，,") for each in _CLAUSES.split(text))
    return tuple(_note(each) for each in clauses if each)


def _note(clause: str) -> Note:
    weight = _WEIGHT.search(clause) or _WEIGHT_AFTER.search(clause)
    if weight:
        kg = next(each for each in weight.groups() if each)
        return Note(NoteKind.WEIGHT, clause, {"kg": kg})
    excluded = _EXCEPT.match(clause)
    if excluded:
        return Note(NoteKind.EXCLUSION, clause, {"except": excluded[1] or excluded[2]})
    only = _ONLY.match(clause)
    if only:
        is_bonded, is_direct = "保税" in only[1], "直购" in only[1]
        if is_bonded != is_direct:
            modes = BONDED_MODES if is_bonded else DIRECT_MODES
            return Note(NoteKind.MODE, clause, {"modes": ",".join(modes)})
        if not is_bonded:
            return Note(NoteKind.NAME, clause, {"only": only[1]})
    return Note(NoteKind.OTHER, clause)


# The official file

_CODE = re.compile(r"\d{8}|\d{4}\.\d{4}|\d{4}\.\d{2}\.\d{2}")
_IN_LINE = re.compile(rf"^\s*(?:\d{{1,4}}\s+)?({_CODE.pattern})(?:\s+(\S+)\s*(.*))?\s*$")
_HEADINGS = re.compile(r"税则号列|税号|商品编码|序号|货品名称|商品名称|清单|^第?\s*\d+\s*页?$|^—")
_EATEN = CODE_DIGITS - 1  # a spreadsheet ate the zero in front


@dataclass(frozen=True, slots=True)
class ReadList:
    """What a file holds: headings by code, numbers of rows that could not be used, codes that came
    twice (the first one stays)."""

    headings: tuple[Heading, ...]
    unread: tuple[int, ...]
    twice: tuple[str, ...]

    @property
    def to_look_at(self) -> tuple[Heading, ...]:
        """Headings with a note nobody typed."""
        return tuple(
            each for each in self.headings if any(n.kind is NoteKind.OTHER for n in each.notes)
        )


def headings_from_rows(rows: Iterable[tuple[int, Sequence[str]]]) -> ReadList:
    """The headings of an official file: a table (code, name and note in columns of that order) or
    lines copied from a PDF. `rows` are row numbers with their cells as text."""
    found: dict[str, tuple[str, str]] = {}
    unread, twice, last = [], [], ""
    for number, cells in rows:
        texts = [each.strip() for each in cells if each.strip()]
        row = _row(texts)
        if row is None:
            if not texts or _HEADINGS.search(texts[0]):
                continue
            if last:  # a line of a PDF that went on
                name, note = found[last]
                found[last] = (name, f"{note}{' '.join(texts)}") if note else (
                    f"{name}{texts[0]}", " ".join(texts[1:]))  # fmt: skip
            else:
                unread.append(number)
        elif row[0] in found:
            twice.append(row[0])
        else:
            last = row[0]
            found[last] = row[1:]
    headings = (Heading(code, name, notes_from_text(note)) for code, (name, note) in found.items())
    return ReadList(tuple(headings), tuple(unread), tuple(twice))


def _row(texts: list[str]) -> tuple[str, str, str] | None:
    """Code, name and note of a row; None when it has no code."""
    for place, text in enumerate(texts):
        code = clean_code(text).removesuffix(".0")
        if _CODE.fullmatch(code) or (code.isdecimal() and len(code) == _EATEN):
            rest = texts[place + 1 :]
            digits = code.replace(".", "").zfill(CODE_DIGITS)
            return digits, rest[0] if rest else "", " ".join(rest[1:])
    line = _IN_LINE.match(" ".join(texts))
    return (line[1].replace(".", ""), line[2] or "", line[3] or "") if line else None


# What it says about goods


class Verdict(StrEnum):
    """Texts: `positive.verdict.<verdict>`."""

    UNKNOWN = "unknown"  # no edition for that day was imported
    OFF = "off"
    CONDITIONAL = "conditional"
    ON = "on"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict about goods; `notes` are the conditions that hold for them, `against` the note
    that closes the mode asked for."""

    verdict: Verdict
    edition: str = ""
    name: str = ""
    notes: tuple[Note, ...] = ()
    against: Note | None = None


def rule_on(heading: Heading | None, edition: str, mode: str = "") -> Ruling:
    """The verdict of an edition ("" = none imported for the day) on goods whose heading is there or
    not, in a customs mode ("" = any)."""
    if not edition:
        return Ruling(Verdict.UNKNOWN)
    if heading is None:
        return Ruling(Verdict.OFF, edition)
    against = next(_closing(heading.notes, mode), None)
    if against is not None:
        return Ruling(Verdict.OFF, edition, heading.name, heading.notes, against)
    open_ = tuple(note for note in heading.notes if not (mode and note.kind is NoteKind.MODE))
    verdict = Verdict.CONDITIONAL if open_ else Verdict.ON
    return Ruling(verdict, edition, heading.name, open_)


def _closing(notes: Iterable[Note], mode: str) -> Iterator[Note]:
    for note in notes:
        if mode and note.kind is NoteKind.MODE and mode not in note.condition["modes"].split(","):
            yield note


def weight_allowed(notes: Iterable[Note]) -> Decimal | None:
    """Kilograms a person may buy in a year; None = no such note."""
    stated = [Decimal(n.condition["kg"]) for n in notes if n.kind is NoteKind.WEIGHT]
    return min(stated, default=None)
