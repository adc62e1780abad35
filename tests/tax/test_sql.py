"""The set-based form gives what the working of each single list gives, and leaves nothing out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.store import database
from app.tax.assess import assess
from app.tax.missing import words
from app.tax.rates import RateBook, RateKind
from app.tax.sql.assess import Tally, assess_lists
from app.tax.sql.book import load_order, rate_book
from app.tax.sql.tables import prepare, todo
from app.values.decimals import decimal_from_e5, e5_from_decimal
from tests.helpers import imports
from tests.helpers.imports import (
    BEER,
    CODES,
    CREAM,
    HEADPHONES,
    LAW,
    MILK,
    PEARLS,
    WATCH,
    WHISKY,
    WINE,
    ListLine,
    put_goods_content,
    put_list,
    stated,
    todo_all,
)

Row = tuple[object, ...]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    conn = database.create(tmp_path_factory.mktemp("tax") / "tax.sandan")
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("INSERT INTO call (verb, actor, at, program_version) VALUES ('import','','','')")
    put_goods_content(conn, "CREAM50", "50", "ml")
    put_goods_content(conn, "MASK5", "5", "piece")
    put_goods_content(conn, "ODD", "0.33333", "l")
    yield conn
    conn.close()


@pytest.fixture
def conn(store: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    store.execute("BEGIN")
    yield store
    store.execute("ROLLBACK")


RATES = imports.rate_book(
    stated(RateKind.DUTY, "0.065", "33"),
    stated(RateKind.DUTY, "0.0333333333333", "22"),  # numbers with long denominators
    stated(RateKind.VAT, "reduced", "8518", valid_from=date(2018, 1, 1)),
)


def run(
    conn: sqlite3.Connection, rates: RateBook = RATES, used: dict[int, int] | None = None
) -> Tally:
    prepare(conn)
    todo_all(conn)
    conn.executemany("INSERT INTO tax_used VALUES (?, ?)", (used or {}).items())
    return assess_lists(conn, 1, LAW, rates)


def kept(conn: sqlite3.Connection, list_id: int) -> tuple[Row, list[Row]]:
    head = conn.execute(
        "SELECT law_day, channel, missing, dutiable_e5, duty_e5, vat_e5, consumption_e5"
        " FROM tax_estimate WHERE id = ?",
        (list_id,),
    ).fetchone()
    lines = conn.execute(
        "SELECT l.line_no, e.dutiable_e5, e.duty_e5, e.vat_e5, e.consumption_e5, e.missing"
        " FROM tax_estimate_line e JOIN declaration_line l ON l.id = e.id"
        " WHERE e.declaration_list_id = ? ORDER BY l.line_no",
        (list_id,),
    ).fetchall()
    return head, lines


def e5(amount: Decimal | None) -> int | None:
    return None if amount is None else e5_from_decimal(amount)


def single(
    conn: sqlite3.Connection, list_id: int, rates: RateBook = RATES, used_e5: int = 0
) -> tuple[Row, list[Row]]:
    loaded = load_order(conn, list_id, decimal_from_e5(used_e5))
    assert loaded is not None
    order, day = loaded
    done = assess(order, day, LAW, rates)
    head = (
        day.isoformat(),
        done.channel or "",
        words(each.kind for each in done.missing),
        *map(e5, (done.dutiable, done.duty, done.vat, done.consumption)),
    )
    lines = [
        (
            line.line_no,
            *map(e5, (line.dutiable, line.duty, line.vat, line.consumption)),
            words(each.kind for each in line.missing),
        )
        for line in done.lines
    ]
    return head, lines


def file_goods(conn: sqlite3.Connection, lines: Iterable[ListLine]) -> None:
    """The goods of these lines as the company filed them; one article has one code."""
    conn.executemany(
        "INSERT INTO goods (call_id, sku, sku_key, goods_name, hs_code, origin, statutory_unit_1,"
        " declared_unit) VALUES (1, ?, ?, '测试商品', ?, ?, ?, '007')"
        " ON CONFLICT (sku_key) DO UPDATE SET hs_code = excluded.hs_code, origin = excluded.origin,"
        " statutory_unit_1 = excluded.statutory_unit_1",
        ((line.sku, line.sku, line.hs_code, line.origin, line.unit) for line in lines),
    )


FEN_E5 = st.integers(1, 600_000).map(lambda fen: fen * 1000)
ANY_E5 = st.one_of(FEN_E5, FEN_E5, FEN_E5, st.integers(-5, 10**12), st.integers(10**14, 2**62 // 8))
GOODS = st.sampled_from(
    [
        (HEADPHONES, "SKU1", "007"),
        (CREAM, "CREAM50", "035"),
        (CREAM, "MASK5", "035"),
        (CREAM, "SKU2", "035"),
        (CREAM, "SKU2", "011"),
        (WINE, "SKU3", "095"),
        (BEER, "SKU4", "095"),
        (BEER, "ODD", "035"),
        (WHISKY, "SKU5", "095"),
        (WATCH, "SKU6", "008"),
        (PEARLS, "SKU7", "035"),
        (MILK, "SKU8", "035"),
        ("85065000", "SKU9", "007"),
        ("", "SKU10", ""),
    ]
)
QUANTITY = st.one_of(st.just(100_000), st.integers(1, 5_000_000), st.integers(1, 2**60))


@st.composite
def list_lines(draw: st.DrawFn) -> ListLine:
    hs_code, sku, unit = draw(GOODS)
    return ListLine(
        total_e5=draw(ANY_E5),
        hs_code=hs_code,
        sku=sku,
        unit=unit,
        origin=draw(st.sampled_from(["JPN", "JPN", "DEU", ""])),
        declared_e5=draw(QUANTITY),
        statutory_e5=draw(st.one_of(QUANTITY, QUANTITY, st.none(), st.just(0))),
    )


HEADS = st.fixed_dictionaries(
    {
        "freight_e5": st.one_of(st.just(0), st.integers(0, 3_000_000), st.integers(0, 2**61)),
        "insured_e5": st.one_of(st.just(0), st.just(0), st.integers(0, 30_000)),
        "freight_currency": st.sampled_from(["CNY", "CNY", "CNY", "USD"]),
        "currency": st.sampled_from(["CNY", "CNY", "CNY", "CNY", "JPY"]),
    }
)
DAYS = st.sampled_from(
    [
        *("2026-06-01", "2026-06-01", "2024-01-31", "2024-02-01", "2019-04-01", "2019-03-31"),
        *("2019-01-01", "2018-12-31", "2018-05-01", "2017-07-01", "2016-10-01", "2016-09-30"),
        *("2016-04-08", "2016-04-07", "2010-08-31"),
    ]
)
LISTS = st.tuples(
    st.lists(list_lines(), min_size=0, max_size=5),
    HEADS,
    DAYS,
    st.sampled_from([0, 0, 2_500_000_000, 2_600_000_000]),
)


@example([([ListLine(499)], {}, "2026-06-01", 0)], False, False)  # rounds to nothing
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(LISTS, min_size=1, max_size=6), st.booleans(), st.booleans())
def test_the_statement_says_what_each_single_working_says(
    conn: sqlite3.Connection,
    lists: list[tuple[list[ListLine], dict[str, object], str, int]],
    list_by_list: bool,
    is_filed: bool,
) -> None:
    conn.execute("SAVEPOINT example")
    try:
        if list_by_list:  # so few that the lines are looked up by their list
            put_exports(conn, 4 * len(lists) + 1)
        if is_filed:  # then the first pass knows some of the goods
            file_goods(conn, {line for lines, *_ in lists[:3] for line in lines})
        ids = {put_list(conn, lines, day=day, **head): used for lines, head, day, used in lists}
        assert run(conn, used=ids).lists == len(lists)
        for list_id, used_e5 in ids.items():
            assert kept(conn, list_id) == single(conn, list_id, used_e5=used_e5)
    finally:
        conn.execute("ROLLBACK TO example")


def put_exports(conn: sqlite3.Connection, count: int) -> None:
    """Lists that are not to be taxed."""
    for _ in range(count):
        put_list(conn, [], flow="export", statistics_flag="A")


def test_lines_beyond_the_range_are_worked_out_by_python(conn: sqlite3.Connection) -> None:
    lines = [ListLine(10**16), ListLine(2 * 10**16, CREAM, "CREAM50", declared_e5=2**60)]
    list_id = put_list(conn, lines, freight_e5=12_345_000)
    tally = run(conn)
    assert tally.lines == 2
    assert kept(conn, list_id) == single(conn, list_id)


def test_assessing_again_changes_nothing(conn: sqlite3.Connection) -> None:
    list_id = put_list(conn, [ListLine(10_000_000), ListLine(2_500_000, WINE)], freight_e5=500_000)
    first = run(conn), kept(conn, list_id)
    assert (run(conn), kept(conn, list_id)) == first


def test_only_the_named_lists_are_touched(conn: sqlite3.Connection) -> None:
    one, other = (put_list(conn, [ListLine(10_000_000)]) for _ in range(2))
    run(conn)
    conn.execute("UPDATE declaration_line SET line_total_e5 = 20000000")
    conn.execute("UPDATE declaration_list SET total_e5 = 20000000")
    prepare(conn)
    todo(conn, [one])
    assert assess_lists(conn, 2, LAW, RATES) == Tally(lists=1, lines=1, unknown=0)
    assert kept(conn, one)[0][3] == 20_000_000
    assert kept(conn, other)[0][3] == 10_000_000


def test_export_lists_are_never_taxed(conn: sqlite3.Connection) -> None:
    put_list(conn, [ListLine(10_000_000)], flow="export", statistics_flag="B")
    assert run(conn) == Tally(0, 0, 0)


def test_a_list_that_was_sent_keeps_the_law_of_that_day(conn: sqlite3.Connection) -> None:
    list_id = put_list(
        conn, [ListLine(10_000_000)], day="2019-04-02", app_time="2019-03-31T23:00:00"
    )
    run(conn, imports.rate_book())
    head, _ = kept(conn, list_id)
    assert (head[0], head[5]) == ("2019-03-31", 1_120_000)


def test_what_is_unknown_is_null_and_named(conn: sqlite3.Connection) -> None:
    list_id = put_list(conn, [ListLine(10_000_000), ListLine(5_000_000, CREAM, "SKU2", unit="")])
    assert run(conn, imports.rate_book(vat_known=False)).unknown == 1
    head, lines = kept(conn, list_id)
    assert head[2:] == ("content,vat", 15_000_000, 0, None, None)
    assert [line[-1] for line in lines] == ["vat", "content,vat"]


def test_the_rates_a_company_stated_are_read_from_its_store(conn: sqlite3.Connection) -> None:
    conn.execute(
        "INSERT INTO goods_rate (call_id, scope, scope_key, kind, value, valid_from, valid_until,"
        " source) VALUES (1, 'hs', '8518', 'vat', 'standard', '2026-01-01', '2026-06-30', '测试')"
    )
    conn.execute(
        "INSERT INTO exchange_rate (call_id, currency, month, cny_e8, source)"
        " VALUES (1, 'USD', '2026-06', 710000000, '测试')"
    )
    rates = rate_book(conn, LAW, CODES)
    days = ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")
    ids = [put_list(conn, [ListLine(10_000_000)], day=day) for day in days]
    run(conn, rates)
    assert [kept(conn, list_id)[0][5] for list_id in ids] == [None, 910_000, 910_000, None]
    known = rates.customs_rate("USD", date(2026, 6, 15))
    assert known is not None
    assert known.value == "7.10000000"
    assert rates.customs_rate("USD", date(2026, 7, 1)) is None


def test_a_list_without_a_day_has_no_law(conn: sqlite3.Connection) -> None:
    list_id = put_list(conn, [ListLine(10_000_000)], day="")
    assert run(conn).unknown == 1
    assert kept(conn, list_id)[0][:3] == ("", "", "law")
    assert load_order(conn, list_id) is None


def test_lines_are_read_in_order_without_a_sort(conn: sqlite3.Connection) -> None:
    for number in range(3):
        put_list(conn, [ListLine(10_000_000, sku=f"SKU{number}")])
    statements: list[str] = []
    conn.set_trace_callback(statements.append)
    run(conn)
    conn.set_trace_callback(None)
    inserts = [each for each in statements if "INSERT INTO tax_estimate_line" in each]
    assert inserts
    for statement in inserts:
        plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert not [step for step in plan if "TEMP B-TREE" in step], plan


def test_an_empty_store_has_nothing_to_assess(tmp_path: Path) -> None:
    conn = database.create(tmp_path / "empty.sandan")
    conn.execute("BEGIN")
    assert run(conn) == Tally(0, 0, 0)
    conn.execute("ROLLBACK")
    conn.close()
