"""Batches of returns and what becomes of each, as the plan or a person says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch to keep; amounts in CNY at scale 5, `ship_by` "" = nothing hurries."""

    batch_no: str
    overseas_warehouse_id: int
    site_code: str
    customs_mode: str
    ship_by: str
    freight_e5: int | None
    is_fixed: int = 0


_COLUMNS = (
    *("batch_no", "overseas_warehouse_id", "site_code", "customs_mode", "ship_by", "freight_e5"),
    "is_fixed",
)


def add_batch(conn: sqlite3.Connection, call_id: int, batch: NewBatch) -> int:
    """Keep a new batch; its id."""
    values = tuple(getattr(batch, name) for name in _COLUMNS)
    marks = ", ".join("?" * (len(values) + 1))
    names = ", ".join(("call_id", *_COLUMNS))
    cursor = conn.execute(
        f"INSERT INTO return_batch ({names}) VALUES ({marks})", (call_id, *values)
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def set_batch(conn: sqlite3.Connection, call_id: int, batch_id: int, **values: object) -> bool:
    """Set columns of a batch; True when one of them changed."""
    names = tuple(values)
    sets = ", ".join(f"{name} = :{name}" for name in names)
    differs = " OR ".join(f"{name} IS NOT :{name}" for name in names)
    return (
        conn.execute(
            f"UPDATE return_batch SET call_id = :call, {sets} WHERE id = :id AND ({differs})",
            {**values, "call": call_id, "id": batch_id},
        ).rowcount
        > 0
    )


def drop_batches(conn: sqlite3.Connection, batch_ids: Iterable[int]) -> int:
    """Take out batches nothing is in any more; how many."""
    return conn.executemany(
        "DELETE FROM return_batch WHERE id = ?", [(each,) for each in batch_ids]
    ).rowcount


def decide(
    conn: sqlite3.Connection, call_id: int, decisions: Iterable[tuple[int, str, int | None]]
) -> int:
    """Say what becomes of returns: (id, disposition, batch); how many changed. What is decided by
    hand stays as it is."""
    before = conn.total_changes
    conn.executemany(
        "UPDATE goods_return SET call_id = ?1, disposition = ?3, return_batch_id = ?4"
        " WHERE id = ?2 AND (disposition <> ?3 OR return_batch_id IS NOT ?4)",
        ((call_id, *decision) for decision in decisions),
    )
    return conn.total_changes - before


def arrive(
    conn: sqlite3.Connection, call_id: int, batch_id: int, day: str, before: str
) -> list[int]:
    """Note the day the returns of a batch are back, where it was not noted otherwise (`before`: as
    the batch had it); their ids."""
    rows = conn.execute(
        "UPDATE goods_return SET call_id = ?, arrived_on = ?"
        " WHERE return_batch_id = ? AND arrived_on = ? RETURNING id",
        (call_id, day, batch_id, before),
    ).fetchall()
    return [return_id for (return_id,) in rows]
