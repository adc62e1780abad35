"""Which mode an order can go, why, and what is missing: conditions as data, each with its source
and the page that settles it. The sentences stand in the texts under `advice.<code>`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.legal.parameters import NotInForce, Parameters
from app.legal.trace import Basis, basis_of
from app.tax.positive import Ruling, Verdict
from app.tax.what_if import Option, Way


class State(StrEnum):
    """Whether a condition holds."""

    MET = "met"
    MISSING = "missing"  # can be settled here
    UNKNOWN = "unknown"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a way; `page` settles it ("" = nothing here does)."""

    code: str
    state: State
    page: str = ""
    values: tuple[tuple[str, str], ...] = ()
    bases: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known besides the order. `rulings` are those of the list of goods by way and line;
    `has_profile` the company's own particulars for imports, `has_book` an account book with the
    company in the area, `has_stock` None = not known, `departure` the country the goods leave."""

    day: date
    rulings: dict[Way, tuple[Ruling, ...]]
    has_profile: bool = False
    is_filed: bool = False
    has_book: bool = False
    has_stock: bool | None = None
    departure: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """A way with its conditions. `is_open`: none stands against it."""

    option: Option
    conditions: tuple[Condition, ...]

    @property
    def is_open(self) -> bool:
        """Nothing known stands against it."""
        return self.option.is_open and all(c.state is not State.AGAINST for c in self.conditions)


_RANK = {State.MET: 0, State.UNKNOWN: 1, State.MISSING: 2, State.AGAINST: 9}


def advise(
    options: tuple[Option, ...], situation: Situation, law: Parameters
) -> tuple[Advice, ...]:
    """All ways, the best first: open ones before closed ones, then those that lack least, then the
    cheapest; a tax that is not known comes after known ones."""
    found = [Advice(each, tuple(_conditions(each, situation, law))) for each in options]
    return tuple(sorted(found, key=_order))


def _order(advice: Advice) -> tuple[bool, int, bool, Decimal]:
    total = advice.option.total
    lacking = sum(_RANK[each.state] for each in advice.conditions)
    return not advice.is_open, lacking, total is None, total or Decimal(0)


def _conditions(option: Option, situation: Situation, law: Parameters) -> Iterator[Condition]:
    if option.way in (Way.DIRECT, Way.BONDED):
        yield from _retail(option, situation, law)
    if option.way is Way.DIRECT:
        state = State.MET if situation.departure else State.MISSING
        yield Condition("departure", state, "settings")
    elif option.way is Way.BONDED:
        yield from _bonded(situation, law)
    elif option.way is Way.GENERAL:
        yield Condition("licences", State.UNKNOWN)
    else:
        yield Condition("private_parcel", State.UNKNOWN)
    rates = State.MISSING if option.missing else State.MET
    yield Condition("rates", rates, "goods")


def _retail(option: Option, situation: Situation, law: Parameters) -> Iterator[Condition]:
    state = State.UNKNOWN
    if option.channel is not None:
        state = State.MET if option.channel.is_admissible else State.AGAINST
    bases = tuple(basis for each in option.reasons for basis in each.bases)
    channel = (("channel_key", f"tax.channel.{option.channel}"),) if option.channel else ()
    yield Condition("limits", state, "lists", channel, bases)
    yield _listed(situation.rulings.get(option.way, ()))
    yield Condition("profile", State.MET if situation.has_profile else State.MISSING, "settings")
    yield Condition("filing", State.MET if situation.is_filed else State.MISSING, "parties")


def _listed(rulings: tuple[Ruling, ...]) -> Condition:
    """What the list of goods says: the gravest verdict of all lines."""
    verdicts = {each.verdict for each in rulings}
    if not rulings or Verdict.UNKNOWN in verdicts:
        return Condition("list_unknown", State.UNKNOWN, "goods")
    edition = (("edition", rulings[0].edition),)
    if Verdict.OFF in verdicts:
        note = next((each.against.text for each in rulings if each.against), "")
        code = "list_mode" if note else "list_off"
        return Condition(code, State.AGAINST, "goods", (*edition, ("note", note)))
    if Verdict.CONDITIONAL in verdicts:
        notes = "；".join(note.text for each in rulings for note in each.notes)
        return Condition("list_note", State.UNKNOWN, "goods", (*edition, ("note", notes)))
    return Condition("list_on", State.MET, "goods", edition)


def _bonded(situation: Situation, law: Parameters) -> Iterator[Condition]:
    yield Condition("book", State.MET if situation.has_book else State.MISSING, "settings")
    stock = {True: State.MET, False: State.AGAINST, None: State.UNKNOWN}[situation.has_stock]
    yield Condition("stock", stock)
    try:
        cities = law.value_at("import.pilot.1210.cities", situation.day)
    except NotInForce:
        yield Condition("zone", State.UNKNOWN)
    else:
        said = (("cities_zh_CN", cities.words.zh), ("cities_en", cities.words.en))
        yield Condition("zone", State.UNKNOWN, values=said, bases=(basis_of(cities),))
