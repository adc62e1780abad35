"""Goods that came back and their grades, as screens show them. Read-only."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.queries.table import Column, Kind, Table
from app.values.decimals import decimal_from_e5

_SUM = """(SELECT coalesce(sum(x.qty_e5), 0) FROM return_grade x
    WHERE x.goods_return_line_id = r.id{only})"""
_GRADED = _SUM.format(only="")
_OPEN = _SUM.format(only=" AND x.checked_by = ''")
_UNSETTLED = _SUM.format(only=" AND x.outcome = ''")
_STATE = f"""CASE WHEN {_GRADED} < r.qty_e5 THEN 'to_grade' WHEN {_OPEN} > 0 THEN 'to_check'
    WHEN {_UNSETTLED} > 0 THEN 'to_settle' ELSE 'done' END"""

CAME_BACK = Table(
    name="return_grading",
    key="r.id",
    source="""goods_return_line r JOIN goods_return g ON g.id = r.goods_return_id
        AND g.arrived_on <> '' AND g.closed NOT IN ('lapsed', 'withdrawn')
        JOIN declaration_line l ON l.id = r.declaration_line_id
        JOIN declaration_list d ON d.id = g.declaration_list_id""",
    columns=(
        Column("return_own_no", "g.own_no", Kind.CODE),
        Column("return_goods", "l.goods_name"),
        Column("return_sku", "l.sku", Kind.CODE),
        Column("return_came", "r.qty_e5", Kind.QUANTITY),
        Column("return_graded", _GRADED, Kind.QUANTITY),
        Column("grading_state", _STATE, Kind.STATUS),
        Column("return_arrived", "g.arrived_on", Kind.DATE),
        Column("return_list", "d.own_no", Kind.CODE),
        Column("return_reason", "g.reason_kind", Kind.STATUS),
        Column("return_condition", "g.condition", Kind.STATUS),
        Column("decl_flow", "g.flow", Kind.STATUS),
    ),
    search=("g.own_no", "d.own_no", "l.goods_name", "l.sku"),
    order="g.arrived_on DESC, r.id DESC",
)
"""Lines of requests whose goods are here, with how far their grading is."""


@dataclass(frozen=True, slots=True)
class ShownGrade:
    """A grade of a line; `checked_by` and `outcome` "" = not yet."""

    id: int
    grade: str
    qty: Decimal
    graded_on: str
    graded_by: str
    checked_by: str
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A line that came back: how much, in which unit (code), and its grades in the order given."""

    id: int
    return_no: str
    list_no: str
    sku: str
    goods_name: str
    unit: str
    came: Decimal
    reason: str
    condition: str
    grades: tuple[ShownGrade, ...]

    @property
    def left(self) -> Decimal:
        """What nobody has graded yet."""
        return self.came - sum((each.qty for each in self.grades), Decimal(0))


_LINE = """
SELECT r.id, g.own_no, d.own_no, l.sku, l.goods_name, l.declared_unit, r.qty_e5, g.reason,
    g.condition
FROM goods_return_line r JOIN goods_return g ON g.id = r.goods_return_id
JOIN declaration_line l ON l.id = r.declaration_line_id
JOIN declaration_list d ON d.id = g.declaration_list_id WHERE r.id = ?
"""


def returned_line(conn: sqlite3.Connection, line_id: int) -> ReturnedLine | None:
    """A returned line with its grades; None when it is gone."""
    row = conn.execute(_LINE, (line_id,)).fetchone()
    if row is None:
        return None
    grades = conn.execute(
        "SELECT id, grade, qty_e5, graded_on, graded_by, checked_by, outcome, note"
        " FROM return_grade WHERE goods_return_line_id = ? ORDER BY id",
        (line_id,),
    )
    shown = tuple(ShownGrade(i, grade, decimal_from_e5(q), *rest) for i, grade, q, *rest in grades)
    id_, return_no, list_no, sku, name, unit, qty, reason, condition = row
    facts = (id_, return_no, list_no, sku, name, unit)
    return ReturnedLine(*facts, decimal_from_e5(qty), reason, condition, shown)


_YIELD = """
SELECT x.grade, sum(x.qty_e5) FROM return_grade x
JOIN goods_return_line r ON r.id = x.goods_return_line_id
JOIN goods_return g ON g.id = r.goods_return_id
WHERE x.checked_by <> '' AND x.graded_on BETWEEN ? AND ? AND ? IN ('', g.flow) GROUP BY x.grade
"""


def graded_between(
    conn: sqlite3.Connection, first: date, last: date, *, flow: str = ""
) -> dict[str, Decimal]:
    """Quantities by grade, checked ones only, of a period; both days are inside. Units of lists are
    added as numbers."""
    rows = conn.execute(_YIELD, (first.isoformat(), last.isoformat(), flow))
    return {grade: decimal_from_e5(qty) for grade, qty in rows}
