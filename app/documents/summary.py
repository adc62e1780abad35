"""What a summary declaration is made of, as screens and paper show it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.documents.status import Status

_FREE = (Status.DRAFT, Status.REJECTED, Status.FAILED, Status.SEND_FAILED)


class SummaryState(StrEnum):
    """How far the summary declaration of a month came, of lists of one customs mode."""

    EACH_LIST = "each_list"  # imports: every list is a declaration of its own
    EACH_ENTRY = "each_entry"  # B2B: an entry for every shipment
    NOTHING = "nothing"  # no list is cleared that would be summarised
    NIL = "nil"  # noted: nothing to summarise
    WAITING = "waiting"  # cleared, and in no application
    PREPARED = "prepared"  # applications are made, none is filed
    APPLIED = "applied"
    REFUSED = "refused"  # some part of an application stands refused
    ENTERED = "entered"  # customs made entries


@dataclass(frozen=True, slots=True)
class Summarised:
    """The state, lists applied for, customs entries made, those of them that have a number."""

    state: SummaryState
    lists: int = 0
    entries: int = 0
    numbered: int = 0

    @property
    def key(self) -> str:
        """The text that says it; it asks for `lists`, `entries` and `numbered`."""
        is_part = self.state is SummaryState.ENTERED and self.numbered < self.entries
        return f"month.summary.{self.state}{'_part' if is_part else ''}"

    @property
    def counts(self) -> dict[str, str]:
        """What that text is filled with."""
        names = ("lists", "entries", "numbered")
        return {name: f"{getattr(self, name):,}" for name in names}


Values = tuple[tuple[str, Decimal], ...]
"""Currency and sum, in the order of the currencies."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lists of one head key: an entry as expected. A field the key in force does not ask is "".
    `own_no` is the application, "" = not applied for yet; then `id` is 0. `late_count` lists were
    cleared in an earlier month. Weights in kg, `net_weight` None: not known for every list. Site
    and declarant are told only of what is not applied for: they keep applications apart."""

    customs_office: str
    seller_code: str
    transport_mode: str
    producer_code: str
    country: str
    port_office: str
    list_count: int
    gross_weight: Decimal
    net_weight: Decimal | None
    values: Values
    late_count: int = 0
    own_no: str = ""
    id: int = 0
    site_code: str = ""
    declarant_code: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A merged line. Quantities None: in several units, or not known for every line. `goods_name`
    is the one name, or the first of `name_count`. `id` 0: not applied for yet."""

    item_no: int
    country: str
    hs_code: str
    currency: str
    goods_name: str
    name_count: int
    declared_qty: Decimal | None
    declared_unit: str
    statutory_qty_1: Decimal | None
    statutory_unit_1: str
    statutory_qty_2: Decimal | None
    statutory_unit_2: str
    value: Decimal
    net_weight: Decimal | None
    list_count: int
    line_count: int
    id: int = 0


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of a list that went into a merged line."""

    list_id: int
    own_no: str
    decl_no: str
    line_no: int
    goods_name: str
    currency: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Application:
    """An application with all its parts. `statuses`: how many parts stand where. `entries` came
    back for it, `numbered` of them with the number of the customs entry."""

    own_no: str
    month: str
    customs_office: str
    seller_code: str
    parts: int
    lists: int
    statuses: tuple[tuple[str, int], ...]
    sum_no: str
    since: str
    is_withdrawn: bool
    is_period: bool
    entries: int
    numbered: int

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether customs has none of its parts."""
        return not self.is_withdrawn and all(status in _FREE for status, _ in self.statuses)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an application, as customs answered it."""

    id: int
    part_no: int
    lists: int
    status: str
    since: str
    info: str


@dataclass(frozen=True, slots=True)
class CustomsEntry:
    """A customs entry that came back. `entry_no` "" = not numbered yet; weights None = not told."""

    id: int
    decl_seq_no: str
    entry_no: str
    own_no: str
    state: str
    op_time: str
    lists: int
    lines: int
    items: int | None
    gross_weight: Decimal | None
    values: Values


@dataclass(frozen=True, slots=True)
class EntryItem:
    """A line of a customs entry: the lines of lists that share a number in it (None: results
    without such numbers)."""

    gseqno: int | None
    hs_code: str
    lists: int
    lines: int
    values: Values


@dataclass(frozen=True, slots=True)
class Kept:
    """Lists released with summary statistics (R26): no customs entry, no refund ever."""

    lists: int
    values: Values
