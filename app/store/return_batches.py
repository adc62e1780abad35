"""Batches of returns and what becomes of each, as the plan or a person says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch to keep, with nothing in it yet."""

    batch_no: str
    overseas_warehouse_id: int
    site_code: str
    customs_mode: str


def add_batch(conn: sqlite3.Connection, call_id: int, batch: NewBatch) -> int:
    """Keep a new batch; its id."""
    cursor = conn.execute(
        "INSERT INTO return_batch (call_id, batch_no, overseas_warehouse_id, site_code,"
        " customs_mode, ship_by) VALUES (?, ?, ?, ?, ?, '')",
        (call_id, *astuple(batch)),
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


def drop_empty(conn: sqlite3.Connection) -> None:
    """Take out planned batches nothing is in."""
    conn.execute(
        "DELETE FROM return_batch WHERE state = 'planned'"
        " AND id NOT IN (SELECT return_batch_id FROM goods_return WHERE return_batch_id NOT NULL)"
    )


_STRAY = """
SELECT g.id, b.id FROM return_batch b JOIN goods_return g ON g.return_batch_id = b.id
JOIN goods_return_state s ON s.id = g.id
WHERE b.state = 'planned'
    AND (g.arrived_on <> '' OR s.state NOT IN ('draft', 'pending', 'accepted'))
"""


def let_go(conn: sqlite3.Connection, call_id: int, return_id: int | None = None) -> set[int]:
    """Take returns that wait no longer (all, or this one) out of batches that are still to leave;
    those batches."""
    one = "" if return_id is None else f" AND g.id = {int(return_id)}"
    stray = conn.execute(_STRAY + one).fetchall()
    decide(conn, call_id, [(stray_id, "", None) for stray_id, _ in stray])
    for stray_id, _ in stray:
        fix(conn, call_id, stray_id, False)
    return {batch_id for _, batch_id in stray}


def decide(
    conn: sqlite3.Connection, call_id: int, decisions: Iterable[tuple[int, str, int | None]]
) -> None:
    """Say what becomes of returns: (id, disposition, batch)."""
    conn.executemany(
        "UPDATE goods_return SET call_id = ?, disposition = ?, return_batch_id = ? WHERE id = ?",
        ((call_id, disposition, batch, id_) for id_, disposition, batch in decisions),
    )


def fix(conn: sqlite3.Connection, call_id: int, return_id: int, is_fixed: bool) -> bool:
    """Say whether a return was decided by hand; True when that changed."""
    return (
        conn.execute(
            "UPDATE goods_return SET call_id = ?1, is_fixed = ?2 WHERE id = ?3 AND is_fixed <> ?2",
            (call_id, int(is_fixed), return_id),
        ).rowcount
        > 0
    )


def arrive(
    conn: sqlite3.Connection, call_id: int, batch_id: int, day: str, before: str
) -> list[int]:
    """Note the day the returns of a batch are back, where it was not noted otherwise (`before`: as
    the batch had it) and they were not given up before; their ids."""
    rows = conn.execute(
        "UPDATE goods_return SET call_id = ?, arrived_on = ?"
        " WHERE return_batch_id = ? AND arrived_on = ? AND (closed = '' OR arrived_on <> '')"
        " RETURNING id",
        (call_id, day, batch_id, before),
    ).fetchall()
    return [return_id for (return_id,) in rows]
