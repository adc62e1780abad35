"""Which order a payment or waybill names: by its number and platform, when it is read or when the
order arrives later. What this leaves open (wrong prefix, unknown number) is matching's to judge.

An unknown platform, on either side, fits every platform — as long as only one order fits.
A link a person made (the numbers differ) is never changed here.
"""

from __future__ import annotations

from app.store.loading import Load
from app.values.finding import DocumentKind, Finding, Provenance, Severity

NUMBERS = {DocumentKind.PAYMENT: "pay_no", DocumentKind.WAYBILL: "waybill_no"}


def order_for(row: str) -> str:
    """SQL for the id of the order that `row` (an alias with order_key and platform_id) names; NULL
    when none or several fit."""
    return f"""coalesce(
        (SELECT o.id FROM orders o
         WHERE o.order_key = {row}.order_key AND o.platform_id = {row}.platform_id),
        CASE WHEN {row}.platform_id IS NULL
             THEN (SELECT CASE count(*) WHEN 1 THEN min(o.id) END FROM orders o
                   WHERE o.order_key = {row}.order_key)
             ELSE (SELECT o.id FROM orders o
                   WHERE o.order_key = {row}.order_key AND o.platform_id =
                       (SELECT party_id FROM party_alias
                        WHERE role = 'platform' AND alias_key = ''))
        END)"""


def link_loaded(load: Load, kind: DocumentKind, first_new_id: int) -> None:
    """After payments or waybills came in: look again at the links of updated rows (listed in
    `temp.changed_<table>`), and report new rows (ids from `first_new_id`) of uncertain order."""
    report_ambiguous(load, kind, "d.id >= ?", first_new_id)
    start_relinking(load)
    load.conn.execute(f"INSERT INTO relink SELECT id FROM changed_{kind.value}")
    relink(load, kind)


def start_relinking(load: Load) -> None:
    """Make the list of documents to link again; see `relink`."""
    load.conn.execute("CREATE TEMP TABLE IF NOT EXISTS relink (id INTEGER PRIMARY KEY)")
    load.conn.execute("DELETE FROM relink")


def relink(load: Load, kind: DocumentKind) -> int:
    """Resolve the documents listed in `temp.relink` again and clear the list. Orders that lost a
    document are put down to be matched again. Returns how many links changed."""
    _touch_orders_left(load, kind)
    table = kind.value
    changed = load.conn.execute(
        f"UPDATE {table} AS d SET order_id = {order_for('d')}, call_id = ?"
        f" WHERE id IN (SELECT id FROM temp.relink) AND {_LINKED_BY_NUMBER}"
        f" AND order_id IS NOT {order_for('d')}",
        (load.call_id,),
    ).rowcount
    report_ambiguous(load, kind, "d.id IN (SELECT id FROM temp.relink)")
    load.conn.execute("DELETE FROM relink")
    return changed


# Open, or linked to the order whose number it states: not by a person's decision.
_LINKED_BY_NUMBER = (
    "(d.order_id IS NULL OR d.order_key = (SELECT order_key FROM orders WHERE id = d.order_id))"
)


def _touch_orders_left(load: Load, kind: DocumentKind) -> None:
    load.conn.execute(
        f"INSERT OR IGNORE INTO match_touched (id)"
        f" SELECT d.order_id FROM {kind.value} d WHERE d.id IN (SELECT id FROM temp.relink)"
        f" AND d.order_id NOT NULL AND {_LINKED_BY_NUMBER} AND d.order_id IS NOT {order_for('d')}"
    )


def link_to_new_orders(load: Load, first_id: int) -> int:
    """After orders came in (ids from `first_id`): link what waited for them, and look again at
    what is linked to another order of the same number. Returns how many links changed."""
    start_relinking(load)
    load.conn.execute("CREATE TEMP TABLE IF NOT EXISTS twin (id INTEGER PRIMARY KEY)")
    load.conn.execute("DELETE FROM twin")
    platforms = load.conn.execute("SELECT count(*) FROM party WHERE role = 'platform'").fetchone()
    if platforms[0] > 1:
        load.conn.execute(
            "INSERT OR IGNORE INTO twin SELECT other.id FROM orders o CROSS JOIN orders other"
            " ON other.order_key = o.order_key AND other.platform_id <> o.platform_id"
            " WHERE o.id >= ?",
            (first_id,),
        )
    return sum(_relink_kind(load, kind, first_id) for kind in NUMBERS)


def _relink_kind(load: Load, kind: DocumentKind, first_id: int) -> int:
    table = kind.value
    if load.conn.execute(f"SELECT 1 FROM {table} WHERE order_id IS NULL LIMIT 1").fetchone():
        load.conn.execute(
            f"INSERT OR IGNORE INTO relink SELECT d.id FROM orders o CROSS JOIN {table} d"
            f" ON d.order_key = o.order_key AND d.order_id IS NULL WHERE o.id >= ?",
            (first_id,),
        )
    load.conn.execute(
        f"INSERT OR IGNORE INTO relink SELECT d.id FROM twin CROSS JOIN {table} d"
        f" ON d.order_id = twin.id"
    )
    return relink(load, kind)


def relink_open(load: Load) -> None:
    """Look again at everything that has no order yet: platforms have become one."""
    start_relinking(load)
    for kind in NUMBERS:
        load.conn.execute(f"INSERT INTO relink SELECT id FROM {kind.value} WHERE order_id IS NULL")
        relink(load, kind)


def report_ambiguous(load: Load, kind: DocumentKind, which: str, *params: object) -> None:
    """Report documents without platform whose order number several platforms have; `which` is an
    SQL condition on `d`."""
    rows = load.conn.execute(
        f"SELECT d.{NUMBERS[kind]}, d.order_no, f.name, d.source_sheet, d.source_row"
        f" FROM {kind.value} d JOIN source_file f ON f.id = d.source_file_id"
        f" WHERE d.order_id IS NULL AND d.platform_id IS NULL AND {which}"
        f" AND (SELECT count(*) FROM orders o WHERE o.order_key = d.order_key) > 1",
        params,
    ).fetchall()
    for number, order_no, *place in rows:
        load.report(
            Finding(
                "store.link_ambiguous",
                Severity.DOUBTFUL,
                document=kind,
                number=number,
                field="order_no",
                value=order_no,
                provenance=Provenance(*place),
            )
        )
