"""Rows of return requests and their lines; inside a call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class RequestRow:
    """What a person says about a return, as `goods_return` keeps it; days as text."""

    reason_kind: str
    reason: str
    condition: str
    applied_on: str
    tax_repaid: str = ""
    tax_refunded: str = ""
    left_area_on: str = ""
    via_centre: int = 0
    customs_office: str = ""
    port_office: str = ""
    site_code: str = ""
    return_mode: str = ""
    from_country: str = ""
    carrier_code: str = ""
    carrier_name: str = ""
    waybill_no: str = ""
    bill_no: str = ""
    transport_mode: str = ""
    transport_name: str = ""
    voyage_no: str = ""
    declarant_code: str = ""
    declarant_name: str = ""
    gross_weight_e5: int | None = None
    volume_e5: int | None = None
    overseas_warehouse_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A quantity of a line of the original list with what goes with it, at scale 5."""

    declaration_line_id: int
    line_no: int
    qty_e5: int
    statutory_qty_1_e5: int | None
    statutory_qty_2_e5: int | None
    value_e5: int
    dutiable_e5: int | None
    note: str = ""


COLUMNS = tuple(field.name for field in fields(RequestRow))
LINE_COLUMNS = tuple(field.name for field in fields(LineRow))


def add_request(
    conn: sqlite3.Connection,
    call_id: int,
    row: RequestRow,
    *,
    number: tuple[str, str],
    original: tuple[str, int],
) -> int:
    """Keep a new request; its id. `number`: own number and guid; `original`: flow and id of the
    original list."""
    names = ("call_id", "own_no", "guid", "flow", "declaration_list_id", *COLUMNS)
    values = (call_id, *number, *original, *asdict(row).values())
    marks = ", ".join("?" * len(names))
    cursor = conn.execute(f"INSERT INTO goods_return ({', '.join(names)}) VALUES ({marks})", values)
    return int(cursor.lastrowid or 0)


def change_request(conn: sqlite3.Connection, call_id: int, return_id: int, row: RequestRow) -> bool:
    """Keep a request as it is said now; True when it changed."""
    return set_fields(conn, call_id, return_id, **asdict(row))


def set_fields(conn: sqlite3.Connection, call_id: int, return_id: int, **values: object) -> bool:
    """Set columns of a request; True when one of them changed."""
    names = tuple(values)
    sets = ", ".join(f"{name} = :{name}" for name in names)
    differs = " OR ".join(f"{name} IS NOT :{name}" for name in names)
    return (
        conn.execute(
            f"UPDATE goods_return SET call_id = :call, {sets} WHERE id = :id AND ({differs})",
            {**values, "call": call_id, "id": return_id},
        ).rowcount
        > 0
    )


def put_lines(conn: sqlite3.Connection, return_id: int, lines: Sequence[LineRow]) -> bool:
    """Keep the lines of a request, in place of those it had; True when they changed. A line that
    stays keeps its id: grades hang on it."""
    before = read_lines(conn, return_id)
    if list(lines) == before:
        return False
    wanted = {line.declaration_line_id for line in lines}
    conn.executemany(
        "DELETE FROM goods_return_line WHERE goods_return_id = ? AND declaration_line_id = ?",
        (
            (return_id, line.declaration_line_id)
            for line in before
            if line.declaration_line_id not in wanted
        ),
    )
    _upsert(conn, return_id, (line for line in lines if line not in before))
    return True


def _upsert(conn: sqlite3.Connection, return_id: int, lines: Iterable[LineRow]) -> None:
    names = ", ".join(LINE_COLUMNS)
    marks = ", ".join("?" * len(LINE_COLUMNS))
    sets = ", ".join(f"{name} = excluded.{name}" for name in LINE_COLUMNS)
    conn.executemany(
        f"INSERT INTO goods_return_line (goods_return_id, {names}) VALUES (?, {marks})"
        f" ON CONFLICT (goods_return_id, declaration_line_id) DO UPDATE SET {sets}",
        ((return_id, *asdict(line).values()) for line in lines),
    )


def read_request(conn: sqlite3.Connection, return_id: int) -> RequestRow | None:
    """What was said about a return; None when there is none."""
    row = conn.execute(
        f"SELECT {', '.join(COLUMNS)} FROM goods_return WHERE id = ?", (return_id,)
    ).fetchone()
    return RequestRow(*row) if row else None


def read_lines(conn: sqlite3.Connection, return_id: int) -> list[LineRow]:
    """The lines of a request, in the order of the original list."""
    rows = conn.execute(
        f"SELECT {', '.join(LINE_COLUMNS)} FROM goods_return_line WHERE goods_return_id = ?"
        " ORDER BY line_no",
        (return_id,),
    )
    return [LineRow(*row) for row in rows]
