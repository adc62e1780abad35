"""The tables of summary declarations as rows of cells: entries expected, applications, customs
entries, merged lines."""

from __future__ import annotations

from decimal import Decimal

from app.documents.summary import (
    Application,
    CustomsEntry,
    EntryItem,
    Group,
    Item,
    ListedLine,
    Part,
    Values,
)
from app.reference.codes import Codes
from app.ui.language import Language
from app.ui.models.plain_model import Cell, Line
from app.ui.statuses import TONES
from app.ui.values import UNKNOWN, scaled, yuan
from app.values.decimals import e5_from_decimal

GROUP_COLUMNS = ("country", "port", "lists", "value", "weight", "transport", "state", "producer")
APPLICATION_COLUMNS = ("own_no", "status", "parts", "lists", "entries", "sum_no", "since")
ENTRY_COLUMNS = ("entry_no", "lists", "items", "value", "weight", "dec_state", "decl_seq_no")
ITEM_COLUMNS = ("hs_code", "goods_name", "qty", "value", "lists", "qty_1")
PART_COLUMNS = ("part_no", "lists", "status", "since", "info")
ENTRY_ITEM_COLUMNS = ("gseqno", "hs_code", "value", "lists", "lines")
LIST_COLUMNS = ("own_no", "line_no", "value", "goods_name")

_WORST = ("rejected", "failed", "send_failed", "unknown")


class SummaryLines:
    """Makes cells in the language in use; codes are named by the tables in use."""

    def __init__(self, language: Language, codes: Codes) -> None:
        self._language = language
        self._codes = codes

    def headings(self, names: tuple[str, ...]) -> list[str]:
        """The headings of columns."""
        return [self._language.text(f"summary_column.{name}") for name in names]

    def group(self, group: Group) -> Line:
        """An entry expected: applied for or not, and what it comes to."""
        say = self._language.text
        state = group.own_no or say("summary.not_applied")
        late = f"{group.list_count:,}"
        if group.late_count:
            late = say("summary.with_late", count=late, late=f"{group.late_count:,}")
        return [
            self._code("country", group.country),
            self._code("customs_office", group.port_office),
            Cell(late, group.list_count, is_number=True),
            self._values(group.values),
            Cell(weight(e5_from_decimal(group.gross_weight)), is_number=True),
            self._code("transport_mode", group.transport_mode),
            Cell(state, group.id, ink="" if group.own_no else "warn"),
            Cell(group.producer_code or say("summary.not_asked")),
        ]

    def application(self, one: Application) -> Line:
        """An application with the status most of its parts have; a bad one comes first."""
        say = self._language.text
        if one.is_withdrawn:
            status, tone, done = say("summary.withdrawn"), "muted", 0
        else:
            bad = [each for each in one.statuses if each[0] in _WORST]
            first, done = (bad or list(one.statuses))[0]
            status, tone = say(f"status.{first}"), TONES[first]
        counted = f"{done:,} / {one.parts:,}" if one.parts > 1 and done else f"{one.parts:,}"
        entries = f"{one.entries:,}"
        if one.entries:
            entries = say("summary.numbered", entries=entries, numbered=f"{one.numbered:,}")
        return [
            Cell(one.own_no),
            Cell(status, ink=tone),
            Cell(counted, is_number=True),
            Cell(f"{one.lists:,}", is_number=True),
            Cell(entries, is_number=True),
            Cell(one.sum_no or UNKNOWN),
            Cell(_time(one.since)),
        ]

    def entry(self, entry: CustomsEntry) -> Line:
        """A customs entry that came back."""
        gross = None if entry.gross_weight is None else e5_from_decimal(entry.gross_weight)
        waits = self._language.text("summary.no_number")
        return [
            Cell(entry.entry_no or waits, ink="" if entry.entry_no else "warn"),
            Cell(f"{entry.lists:,}", is_number=True),
            Cell(UNKNOWN if entry.items is None else f"{entry.items:,}", is_number=True),
            self._values(entry.values),
            Cell(weight(gross), is_number=True),
            Cell(entry.state, hint=self._language.text("summary.state_hint")),
            Cell(entry.decl_seq_no),
        ]

    def item(self, item: Item) -> Line:
        """A merged line."""
        name = item.goods_name
        if item.name_count > 1:
            name = self._language.text("summary.names", name=name, count=f"{item.name_count:,}")
        return [
            Cell(item.hs_code),
            Cell(name),
            self._qty(item.declared_qty, item.declared_unit),
            Cell(f"{item.currency} {yuan(item.value)}", is_number=True),
            Cell(f"{item.list_count:,}", is_number=True),
            self._qty(item.statutory_qty_1, item.statutory_unit_1),
        ]

    def part(self, part: Part) -> Line:
        """A part of an application."""
        say = self._language.text
        return [
            Cell(f"{part.part_no:,}", part.id, is_number=True),
            Cell(f"{part.lists:,}", is_number=True),
            Cell(say(f"status.{part.status}"), ink=TONES[part.status]),
            Cell(_time(part.since)),
            Cell(part.info),
        ]

    def entry_item(self, item: EntryItem) -> Line:
        """A line of a customs entry."""
        number = UNKNOWN if item.gseqno is None else f"{item.gseqno:,}"
        return [
            Cell(number, is_number=True),
            Cell(item.hs_code),
            self._values(item.values),
            Cell(f"{item.lists:,}", is_number=True),
            Cell(f"{item.lines:,}", is_number=True),
        ]

    def listed(self, line: ListedLine) -> Line:
        """A line of a list."""
        return [
            Cell(line.own_no, line.list_id),
            Cell(f"{line.line_no:,}", is_number=True),
            Cell(f"{line.currency} {yuan(line.value)}", is_number=True),
            Cell(line.goods_name),
        ]

    def _values(self, values: Values) -> Cell:
        whole = values_text(values)
        if len(values) < 2:
            return Cell(whole, is_number=True)
        words = self._language.text("summary.currencies", count=len(values))
        return Cell(words, hint=whole, is_number=True)

    def _qty(self, qty: Decimal | None, unit: str) -> Cell:
        if qty is None:
            return Cell(UNKNOWN, hint=self._language.text("summary.several_units"), is_number=True)
        return Cell(f"{scaled(e5_from_decimal(qty))} {self._name('unit', unit)}", is_number=True)

    def _code(self, table: str, code: str) -> Cell:
        if not code:
            return Cell(self._language.text("summary.not_asked"))
        return Cell(self._name(table, code), code, hint=f"{code} {self._name(table, code)}")

    def _name(self, table: str, code: str) -> str:
        entry = self._codes.lookup(table, code)
        if entry is None:
            return code
        column = "name_zh" if self._language.code == "zh_CN" else "name_en"
        return entry.values.get(column, "") or code


def values_text(values: Values) -> str:
    """ "USD 1,234.50 · EUR 12.00"; unknown when there are none."""
    return " · ".join(f"{currency} {yuan(value)}" for currency, value in values) or UNKNOWN


def weight(value_e5: int | None) -> str:
    """Kilograms; "—" when not known."""
    return UNKNOWN if value_e5 is None else scaled(value_e5)


def _time(text: str) -> str:
    return text[:16].replace("T", " ") or UNKNOWN
