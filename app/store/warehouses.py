"""Overseas warehouses (海外仓) and the freight home from them, as a person enters them.

Amounts, weights and volumes are whole numbers at scale 5; what they mean is judged before.
"""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Where export returns wait; `code`: the company's own short name, `country`: customs' code."""

    code: str
    name: str
    country: str
    city: str = ""
    operator: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TariffRow:
    """Freight home for a batch or a parcel, in CNY. `site_code` "" = to any site; days as text,
    `valid_until` "" = open; a cap of None is none."""

    overseas_warehouse_id: int
    site_code: str
    kind: str
    base_e5: int
    per_kg_e5: int
    per_m3_e5: int
    per_piece_e5: int
    most_kg_e5: int | None
    most_m3_e5: int | None
    most_pieces: int | None
    transit_days: int
    valid_from: str
    valid_until: str
    source: str


_WAREHOUSE = tuple(field.name for field in fields(Warehouse))
_TARIFF = tuple(field.name for field in fields(TariffRow))


def put_warehouse(
    conn: sqlite3.Connection, call_id: int, row_id: int | None, warehouse: Warehouse
) -> int | None:
    """Keep a warehouse (None = a new one); its id, None when nothing changed. Raises
    sqlite3.IntegrityError when another one has its code."""
    return _put(conn, call_id, "overseas_warehouse", row_id, _WAREHOUSE, astuple(warehouse))


def put_tariff(
    conn: sqlite3.Connection, call_id: int, row_id: int | None, tariff: TariffRow
) -> int | None:
    """Keep a tariff, as `put_warehouse`. Raises sqlite3.IntegrityError when there is one of its
    kind from that day."""
    return _put(conn, call_id, "return_tariff", row_id, _TARIFF, astuple(tariff))


def drop_tariff(conn: sqlite3.Connection, tariff_id: int) -> bool:
    """Take a tariff out; False when there is none."""
    return conn.execute("DELETE FROM return_tariff WHERE id = ?", (tariff_id,)).rowcount > 0


def drop_warehouse(conn: sqlite3.Connection, warehouse_id: int) -> bool:
    """Take a warehouse out with its tariffs; False when there is none. Raises
    sqlite3.IntegrityError while returns, batches or shipments name it."""
    conn.execute("DELETE FROM return_tariff WHERE overseas_warehouse_id = ?", (warehouse_id,))
    done = conn.execute("DELETE FROM overseas_warehouse WHERE id = ?", (warehouse_id,))
    return done.rowcount > 0


def warehouses(conn: sqlite3.Connection) -> dict[int, Warehouse]:
    """All warehouses by id, in the order of their codes."""
    rows = conn.execute(f"SELECT id, {', '.join(_WAREHOUSE)} FROM overseas_warehouse ORDER BY code")
    return {row[0]: Warehouse(*row[1:]) for row in rows}


def tariffs(conn: sqlite3.Connection) -> dict[int, TariffRow]:
    """All tariffs by id: by warehouse, site and kind, the newest of each first."""
    rows = conn.execute(
        f"SELECT id, {', '.join(_TARIFF)} FROM return_tariff"
        " ORDER BY overseas_warehouse_id, site_code, kind, valid_from DESC"
    )
    return {row[0]: TariffRow(*row[1:]) for row in rows}


def _put(
    conn: sqlite3.Connection,
    call_id: int,
    table: str,
    row_id: int | None,
    columns: tuple[str, ...],
    values: tuple[object, ...],
) -> int | None:
    if row_id is None:
        marks = ", ".join("?" * (len(columns) + 1))
        names = ", ".join(("call_id", *columns))
        cursor = conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", (call_id, *values))
        return cursor.lastrowid
    sets = ", ".join(f"{column} = ?" for column in columns)
    differs = " OR ".join(f"{column} IS NOT ?" for column in columns)
    done = conn.execute(
        f"UPDATE {table} SET call_id = ?, {sets} WHERE id = ? AND ({differs})",
        (call_id, *values, row_id, *values),
    )
    return row_id if done.rowcount else None
