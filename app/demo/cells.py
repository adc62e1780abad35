"""Spoils single cells the way people and spreadsheets do; each is named by the finding it leads to.

A cell that costs its row stands in a row added for it, so that the sales themselves stay whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from app.demo.table import Cells, Table


@dataclass(frozen=True, slots=True)
class SpoiledCell:
    """A cell in the ledger: the code of its finding, and where it stands."""

    kind: str
    file: str
    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Spoiling:
    """In which file (by its layout), which column, what to write, and how the row comes about."""

    kind: str
    layout: str
    column: str
    value: str
    make_row: Callable[[Table, Random], int]


def spoil(name: str, layout: str, table: Table, random: Random) -> list[SpoiledCell]:
    """Spoil what is to be spoiled in one file; returns what was done."""
    return [_spoil(name, one, table, random) for one in SPOILINGS if one.layout == layout]


def _spoil(name: str, one: Spoiling, table: Table, random: Random) -> SpoiledCell:
    place = one.make_row(table, random)
    cells = list(table.rows[place])
    if one.column:
        cells[table.header.index(one.column)] = one.value
        table.rows[place] = tuple(cells)
    row = place + len(table.above) + 2
    return SpoiledCell(one.kind, name, row, one.column, one.value)


def _some_row(table: Table, random: Random) -> int:
    """A row that belongs to a document and is not spoiled yet."""
    owned = [place for place, (about, _) in enumerate(table.owners) if about]
    return random.choice(owned[: len(owned) // 2])


def _copied_row(table: Table, random: Random) -> int:
    """A copy of a row, below all others."""
    return _append(table, table.rows[_some_row(table, random)])


def _foreign_row(table: Table, random: Random) -> int:
    """A copy of a row with numbers nobody else has."""
    cells = list(table.rows[_some_row(table, random)])
    for column in _NUMBERS & set(table.header):
        cells[table.header.index(column)] = f"X{random.randrange(10**11):011d}"
    return _append(table, tuple(cells))


def _append(table: Table, cells: Cells) -> int:
    table.add("", "", cells)
    return len(table.rows) - 1


_NUMBERS = frozenset({"订单编号", "客户单号", "支付交易编号", "4px单号"})

SPOILINGS = (
    Spoiling("intake.bad_date", "forwarder", "发货时间", "2026年13月40日", _some_row),
    Spoiling("intake.bad_number", "paypal", "Fee", "2.9.1", _some_row),
    Spoiling("intake.number_destroyed", "cnpay", "订单编号", "8.10001E+15", _foreign_row),
    Spoiling("store.row_repeated", "cnpay", "", "", _copied_row),
    Spoiling("intake.missing_value", "fourpx", "实重", "", _foreign_row),
    Spoiling("intake.unknown_country", "own", "运抵国（地区）", "火星", _foreign_row),
)
