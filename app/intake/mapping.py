"""Which column holds which field: decided by the user, known by a profile, or guessed from the
header by the synonym table, with the confidence of the guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from app import resources
from app.documents.fields import FIELDS, Field, FileKind, Flow
from app.intake.clean import choice_key
from app.intake.headers import bare_key, header_key
from app.intake.profiles import Profile, Recipe, profile_for
from app.intake.remark import Value

_SURE, _WITHOUT_NOTE, _SIMILAR = 100, 95, 60
# Only customs of imports ask who the buyer is; where that is known, these may be assumed (`flow`).
BUYER_FIELDS = frozenset({"buyer_id_no", "buyer_reg_no"})
ASSUMED_FIELDS = frozenset({"country", "currency"})
_SIMILAR_LETTERS, _SIMILAR_CHINESE = 8, 3  # the shortest synonym looked for inside a longer header


class Origin(StrEnum):
    """Who says that a column holds a field."""

    DECIDED = "decided"
    PROFILE = "profile"
    SYNONYM = "synonym"
    SIMILAR = "similar"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: `index` from 0, `fields` it feeds (none = not used), `confidence` in
    per cent."""

    index: int
    header: str
    fields: tuple[str, ...] = ()
    confidence: int = 0
    origin: Origin = Origin.NONE


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """What a user decided for files with one header row; kept by the caller under its fingerprint.

    `columns`: header → field name ("" = not used). `constants`: field → value for every row
    ("platform" → "Shopify"). `date_order`: "mdy", "dmy" or ""."""

    kind: FileKind
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    decimal_comma: bool = False

    def as_json(self) -> dict[str, object]:
        """As plain values."""
        return {
            "kind": self.kind.value,
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "date_order": self.date_order,
            "decimal_comma": self.decimal_comma,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SavedMapping:
        """The reverse of `as_json`. Raises KeyError, ValueError."""
        return cls(
            FileKind(data["kind"]),
            dict(data["columns"]),
            dict(data["constants"]),
            str(data["date_order"]),
            bool(data["decimal_comma"]),
        )


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How the columns of a file are read.

    `recipes`: field name → where it comes from. `twice`: (header, field) of columns that claim a
    field an earlier column already holds. `flow`: the way of the orders, None for other kinds;
    `flow_reason`: why they were taken for imports ("" = stated, or exports). `assumed`: those of
    the constants that follow from that; they are not remembered.
    """

    kind: FileKind
    columns: tuple[Column, ...]
    recipes: Mapping[str, Recipe]
    constants: Mapping[str, str]
    profile: Profile | None
    date_order: str
    decimal_comma: bool
    twice: tuple[tuple[str, str], ...]
    flow: Flow | None = None
    flow_reason: str = ""
    assumed: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Field, ...]:
        """Required fields no column and no constant gives."""
        given = set(self.recipes) | set(self.constants)
        return tuple(f for f in FIELDS[self.kind] if f.required and f.name not in given)

    @property
    def added_headers(self) -> tuple[str, ...]:
        """Headers of the columns added for goods listed inside one cell."""
        return tuple(self.profile.item_headers.values()) if self.profile else ()

    def saved(self) -> SavedMapping:
        """What to remember, so that the next file with these headers is read the same way even if
        our guesses change. What a profile does is left to the profile."""
        own = [column for column in self.columns if column.origin is not Origin.PROFILE]
        if self.profile:
            own = [column for column in own if column.origin is Origin.DECIDED]
        names = {column.header: "".join(column.fields[:1]) for column in own if column.header}
        fixed = self.profile.constants if self.profile else {}
        known = {*fixed, *self.assumed}
        constants = {name: value for name, value in self.constants.items() if name not in known}
        return SavedMapping(self.kind, names, constants, self.date_order, self.decimal_comma)


def plan_columns(headers: Sequence[str], kind: FileKind, decided: SavedMapping) -> ColumnPlan:
    """How to read these columns as documents of this kind; the user's decisions win."""
    profile = profile_for({header_key(header) for header in headers})
    if profile and profile.kind is not kind:
        profile = None
    guess = _profile_columns(headers, profile) if profile else _guessed_columns(headers, kind)
    columns, twice = _first_claims(_decide(guess, decided.columns), profile)
    return ColumnPlan(
        kind=kind,
        columns=columns,
        recipes=_recipes(columns, profile),
        constants=_constants(columns, profile) | dict(decided.constants),
        profile=profile,
        date_order=decided.date_order or (profile.date_order if profile else ""),
        decimal_comma=decided.decimal_comma or bool(profile and profile.decimal_comma),
        twice=twice,
    )


def guess_kind(headers: Sequence[str]) -> tuple[FileKind | None, int]:
    """The kind these headers fit best and how well, in per cent; (None, 0) when half of the
    required fields of no kind are there."""
    if profile := profile_for({header_key(header) for header in headers}):
        return profile.kind, _SURE
    best = max(FileKind, key=lambda kind: _fit(headers, kind))
    share = _fit(headers, best)[0]
    return (best, share) if share >= 50 else (None, 0)


def header_score(headers: Sequence[str]) -> int:
    """How much a row looks like a header row: columns some kind of document knows."""
    if profile := profile_for({header_key(header) for header in headers}):
        return 1000 + len(profile.signature)
    keys = [{header_key(header), bare_key(header)} for header in headers if header]
    return max(sum(bool(known & set(synonyms(kind))) for known in keys) for kind in FileKind)


@cache
def _words() -> dict[str, Any]:
    return resources.load_toml("intake/synonyms.toml")


@cache
def synonyms(kind: FileKind) -> dict[str, str]:
    """Header key → field name: names in both languages, wire names, and
    `resources/intake/synonyms.toml`."""
    table = _words()[kind.value]
    known: dict[str, str] = {}
    for item in FIELDS[kind]:
        for word in (item.name, item.zh, item.en, *table.get(item.name, ())):
            known.setdefault(header_key(word), item.name)
    return known


@cache
def choices(field_name: str) -> dict[str, str] | None:
    """Normalised word → value for a field that allows only a few; None for other fields."""
    table = _words()["values"].get(field_name)
    if table is None:
        return None
    return {choice_key(word): value for value, words in table.items() for word in (value, *words)}


def offered_words(field_name: str, *, is_chinese: bool) -> tuple[str, ...]:
    """A word for each value of such a field, to choose from: the first Chinese one, or the value
    itself; nothing for other fields."""
    table = _words()["values"].get(field_name, {})
    return tuple(words[0] if is_chinese else value for value, words in table.items())


def is_no_number(value: Value) -> bool:
    """Whether the place of a document's number is empty or holds a word of totals and footers."""
    text = str(value or "").casefold()
    totals, footers = _no_numbers()
    return text in totals or text.startswith(footers)


@cache
def _no_numbers() -> tuple[frozenset[str], tuple[str, ...]]:
    rows = _words()["rows"]
    return frozenset(("", *rows["totals"])), tuple(rows["footers"])


def _fit(headers: Sequence[str], kind: FileKind) -> tuple[int, int]:
    """Per cent of the required fields that are there, and columns understood."""
    known = synonyms(kind)
    found = {known.get(header_key(header)) or known.get(bare_key(header)) for header in headers}
    required = [item.name for item in FIELDS[kind] if item.required]
    if kind is FileKind.ORDER and not BUYER_FIELDS.isdisjoint(found):
        required = [name for name in required if name not in ASSUMED_FIELDS]
    there = sum(name in found for name in required)
    return 100 * there // len(required), len(found - {None})


def _guessed_columns(headers: Sequence[str], kind: FileKind) -> tuple[Column, ...]:
    columns = [_exact_column(index, header, kind) for index, header in enumerate(headers)]
    taken = {name for column in columns for name in column.fields}
    for column in columns:
        name = "" if column.fields else _similar_field(column.header, kind)
        if name and name not in taken:
            taken.add(name)
            similar = Column(column.index, column.header, (name,), _SIMILAR, Origin.SIMILAR)
            columns[column.index] = similar
    return tuple(columns)


def _exact_column(index: int, header: str, kind: FileKind) -> Column:
    known = synonyms(kind)
    for key, confidence in ((header_key(header), _SURE), (bare_key(header), _WITHOUT_NOTE)):
        if name := known.get(key):
            return Column(index, header, (name,), confidence, Origin.SYNONYM)
    return Column(index, header)


def _similar_field(header: str, kind: FileKind) -> str:
    """The field whose longest synonym stands inside the header ("买家的订单编号" → order_no)."""
    key = bare_key(header)
    inside = [
        (len(word), name)
        for word, name in synonyms(kind).items()
        if word in key and len(word) >= (_SIMILAR_LETTERS if word.isascii() else _SIMILAR_CHINESE)
    ]
    return max(inside)[1] if inside else ""


def _profile_columns(headers: Sequence[str], profile: Profile) -> tuple[Column, ...]:
    feeds: dict[str, list[str]] = {}
    for name, recipe in profile.recipes.items():
        for header in recipe.columns:
            feeds.setdefault(header_key(header), []).append(name)
    return tuple(
        Column(index, header, tuple(names), _SURE, Origin.PROFILE)
        if (names := feeds.get(header_key(header)))
        else Column(index, header)
        for index, header in enumerate(headers)
    )


def _decide(columns: tuple[Column, ...], decided: Mapping[str, str]) -> tuple[Column, ...]:
    """The user's choice for a column replaces the guess, and takes the field from other columns."""
    wanted = {header_key(header): name for header, name in decided.items()}
    taken = set(wanted.values()) - {""}
    result = []
    for column in columns:
        name = wanted.get(header_key(column.header))
        if name is None:
            kept = tuple(field for field in column.fields if field not in taken)
            unused = Column(column.index, column.header)
            same = Column(column.index, column.header, kept, column.confidence, column.origin)
            result.append(same if kept else unused)
        else:
            fields = (name,) if name else ()
            result.append(Column(column.index, column.header, fields, _SURE, Origin.DECIDED))
    return tuple(result)


def _recipes(columns: tuple[Column, ...], profile: Profile | None) -> dict[str, Recipe]:
    """One recipe a field: the profile's while its columns are still its own, else one column."""
    recipes: dict[str, Recipe] = {}
    for column in columns:
        for name in column.fields:
            if column.origin is Origin.PROFILE and profile:
                recipes[name] = profile.recipes[name]
            else:
                recipes.setdefault(name, Recipe((column.header,)))
    for name, header in (profile.item_headers if profile else {}).items():
        recipes.setdefault(name, Recipe((header,)))
    return recipes


def _constants(columns: tuple[Column, ...], profile: Profile | None) -> dict[str, str]:
    """What the profile says of every row, unless the user gave the field a column."""
    given = profile.constants if profile else {}
    own = {name for c in columns if c.origin is Origin.DECIDED for name in c.fields}
    return {name: value for name, value in given.items() if name not in own}


def _first_claims(
    columns: tuple[Column, ...], profile: Profile | None
) -> tuple[tuple[Column, ...], tuple[tuple[str, str], ...]]:
    """Each field goes to the first column that claims it; the later claims are returned beside.
    A profile joins columns on purpose."""
    if profile:
        return columns, ()
    seen: set[str] = set()
    kept, twice = [], []
    for column in columns:
        if seen.isdisjoint(column.fields):
            kept.append(column)
            seen.update(column.fields)
        else:
            kept.append(Column(column.index, column.header))
            twice.append((column.header, column.fields[0]))
    return tuple(kept), tuple(twice)
