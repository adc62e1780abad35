"""Pairing a whole file comes to what pairing piece by piece, by hand, comes to."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.refund.export_refund import refund_of_net
from app.refund.fen import earned
from app.refund.rates import CompanyKind, RateScope, RefundRates, StatedRate
from app.refund.sql.matching import EARNED, Matched, match_purchases
from app.store.database import create
from app.values.decimals import e5_from_decimal
from tests.helpers.imports import LAW

UNIT = 100_000
STATED = StatedRate(RateScope.HS, "39", Decimal("0.13"), date(2020, 1, 1), None, "测试来源")
RATES = RefundRates([STATED], LAW, CompanyKind.TRADING)


@dataclass(frozen=True)
class Side:
    """An exported line, or a line of an invoice: its article and unit, day, pieces; of an invoice
    what it costs in fen, and its tax rate."""

    sku: str
    unit: str
    day: str
    pieces: int
    fen: int = 0
    vat_e5: int = 13000

    @property
    def article(self) -> tuple[str, str]:
        return self.sku, self.unit


@dataclass(frozen=True)
class Held:
    """Pieces of the nth export and the nth purchase that stand paired, by a claim or by a run
    before this one."""

    export: int
    purchase: int
    pieces: int
    is_claimed: bool


_ARTICLE = (st.sampled_from("AB"), st.sampled_from(["011", "006"]))
_DAYS = st.sampled_from(["2026-10-01", "2026-10-02", "2026-11-03"])
EXPORTS = st.lists(st.builds(Side, *_ARTICLE, _DAYS, st.integers(1, 6)), min_size=1, max_size=6)
PURCHASES = st.lists(
    st.builds(Side, *_ARTICLE, _DAYS, st.integers(1, 9), st.integers(0, 9999),
              st.sampled_from([13000, 3000])),
    min_size=1, max_size=5,
)  # fmt: skip
HELD = st.lists(
    st.builds(Held, st.integers(0, 5), st.integers(0, 4), st.integers(1, 6), st.booleans()),
    max_size=4,
)


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    opened = create(tmp_path_factory.mktemp("pairing") / "pairing.sandan")
    opened.execute("PRAGMA foreign_keys = OFF")
    yield opened
    opened.close()


TWICE = [Held(0, 0, 5, False)] * 2  # once a claim held one of them, and goods came back since


@settings(max_examples=60)
@example([Side("A", "011", "2026-10-01", 5)], [Side("A", "011", "2026-10-01", 10, 10)], TWICE)
@given(exports=EXPORTS, purchases=PURCHASES, held=HELD)
def test_a_run_comes_to_what_pairing_by_hand_comes_to(
    conn: sqlite3.Connection, exports: list[Side], purchases: list[Side], held: list[Held]
) -> None:
    conn.execute("BEGIN")
    try:
        claimed = _fill(conn, exports, purchases, held)
        match_purchases(conn, 1, RATES, LAW)
        assert _stored(conn) == by_hand(exports, purchases, claimed)
        assert match_purchases(conn, 1, RATES, LAW) == Matched(0, 0, 0)
        assert match_purchases(conn, 1, RATES, LAW, {"A"}) == Matched(0, 0, 0)
    finally:
        conn.execute("ROLLBACK")


@given(st.integers(0, 10**15), st.integers(0, 100_000))
def test_sql_earns_what_python_earns(base: int, rate: int) -> None:
    values = {"base": base, "rate": rate}
    sql = EARNED.replace("base_e5", ":base").replace("rate_e5", ":rate")
    with sqlite3.connect(":memory:") as memory:
        (found,) = memory.execute(f"SELECT {sql}", values).fetchone()
    memory.close()
    assert found == earned(base, rate)


Pieces = dict[tuple[int, int], tuple[int, int, int]]
"""Export and purchase → how many pieces, their amount and what they earn at scale 5."""


def by_hand(exports: list[Side], purchases: list[Side], claimed: list[Held]) -> Pieces:
    """One piece after the other, in Decimal."""
    found: Counter[tuple[int, int]] = Counter()
    cost: Counter[tuple[int, int]] = Counter()
    for article in {each.article for each in purchases}:
        wanted = _singly(exports, article, claimed, "export")
        bought = _singly(purchases, article, claimed, "purchase")
        taken: Counter[int] = Counter()
        for export, purchase in zip(wanted, bought, strict=False):
            free = purchases[purchase].pieces - _held(claimed, "purchase", purchase)
            fen = purchases[purchase].fen - _held(claimed, "purchase", purchase)  # a fen each
            before = _part(fen, taken[purchase], free)
            taken[purchase] += 1
            found[export, purchase] += 1
            cost[export, purchase] += _part(fen, taken[purchase], free) - before
    return {pair: (count, cost[pair] * 1000, _refund(exports, purchases, pair, cost[pair]))
            for pair, count in found.items()}  # fmt: skip


def _singly(
    sides: list[Side], article: tuple[str, str], claimed: list[Held], name: str
) -> list[int]:
    """The number of its line for each piece of an article that no claim holds, the earliest day
    first."""
    order = sorted(range(len(sides)), key=lambda at: (sides[at].day, at))
    return [
        at
        for at in order
        if sides[at].article == article
        for _ in range(sides[at].pieces - _held(claimed, name, at))
    ]


def _held(claimed: list[Held], name: str, at: int) -> int:
    return sum(one.pieces for one in claimed if getattr(one, name) == at)


def _part(fen: int, pieces: int, of: int) -> int:
    return int((Decimal(fen) * pieces / of).quantize(Decimal(1), ROUND_HALF_UP))


def _refund(exports: list[Side], purchases: list[Side], pair: tuple[int, int], fen: int) -> int:
    worked = refund_of_net(
        Decimal(fen) / 100,
        invoice_rate=Decimal(purchases[pair[1]].vat_e5) / UNIT,
        refund_rate=STATED.rate,
        day=date.fromisoformat(exports[pair[0]].day),
        law=LAW,
    )
    return e5_from_decimal(worked.refund)


def _fill(
    conn: sqlite3.Connection, exports: list[Side], purchases: list[Side], held: list[Held]
) -> list[Held]:
    """The rows of both sides, numbered from one, and of what stands paired; what of that a claim
    holds (never more than there is, a fen for each piece)."""
    for at, one in enumerate(exports, 1):
        _add(conn, "declaration_list", id=at, own_no=f"L{at}", guid=f"{at:036d}", order_id=at,
             statistics_flag="B", export_date=one.day)  # fmt: skip
        _add(conn, "declaration_line", id=at, declaration_list_id=at, line_no=1, sku=one.sku,
             hs_code="3924100000", declared_unit=one.unit,
             declared_qty_e5=one.pieces * UNIT)  # fmt: skip
        _add(conn, "declaration_status", id=at, status="released", released_at=one.day)
    for at, one in enumerate(purchases, 1):
        _add(conn, "purchase_invoice", id=at, invoice_no=f"P{at}", invoice_key=f"P{at}",
             kind="special", issued_on=one.day)  # fmt: skip
        _add(conn, "purchase_invoice_line", purchase_invoice_id=at, id=at, line_no=1,
             sku_key=one.sku, unit=one.unit, qty_e5=one.pieces * UNIT, net_e5=one.fen * 1000,
             vat_rate_e5=one.vat_e5)  # fmt: skip
    claimed: list[Held] = []
    for each in held:
        if each.export >= len(exports) or each.purchase >= len(purchases):
            continue
        bought = purchases[each.purchase]
        free = min(
            exports[each.export].pieces - _held(claimed, "export", each.export),
            bought.pieces - _held(claimed, "purchase", each.purchase) - 1,
            bought.fen - _held(claimed, "purchase", each.purchase),
        )
        if each.is_claimed and each.pieces > free:
            continue
        cursor = _add(conn, "refund_match", declaration_line_id=each.export + 1,
                      purchase_invoice_line_id=each.purchase + 1, qty_e5=each.pieces * UNIT,
                      base_e5=each.pieces * 1000)  # fmt: skip
        if each.is_claimed:
            claimed.append(each)
            _add(conn, "refund_claim_line", refund_claim_id=1, line_no=len(claimed),
                 refund_match_id=cursor.lastrowid, qty_e5=each.pieces * UNIT)  # fmt: skip
    return claimed


def _add(conn: sqlite3.Connection, table: str, **values: object) -> sqlite3.Cursor:
    """A row; what must be said and is not is "" or 1."""
    for name, kind, must, default in conn.execute(
        'SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)', (table,)
    ):
        if must and default is None and name not in values:
            values[name] = "" if kind == "TEXT" else 1
    marks = ", ".join("?" * len(values))
    return conn.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
    )


def _stored(conn: sqlite3.Connection) -> Pieces:
    rows = conn.execute(
        "SELECT declaration_line_id - 1, purchase_invoice_line_id - 1, qty_e5, base_e5, refund_e5"
        " FROM refund_match m WHERE NOT EXISTS (SELECT 1 FROM refund_claim_line y"
        " WHERE y.refund_match_id = m.id)"
    ).fetchall()
    found = {(row[0], row[1]): (row[2] // UNIT, row[3], row[4]) for row in rows}
    assert len(found) == len(rows)
    return found
