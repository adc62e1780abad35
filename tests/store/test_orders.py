"""Rows of order files become orders with lines; importing twice is importing once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.fields import FileKind
from app.store import orders as orders_module
from app.store.session import Session
from app.values.finding import Severity
from tests.helpers.builders import (
    Values,
    make_line,
    make_order,
    make_session,
    put,
    put_numbered,
    put_orders,
)
from tests.helpers.dumps import content, dump


def heads(session: Session, columns: str) -> list[tuple[object, ...]]:
    return session.conn.execute(f"SELECT {columns} FROM orders ORDER BY order_key").fetchall()


def lines(session: Session, columns: str) -> list[tuple[object, ...]]:
    return session.conn.execute(
        f"SELECT {columns} FROM order_line ORDER BY order_id, line_no"
    ).fetchall()


def test_rows_of_one_order_become_its_lines_in_their_order(session: Session) -> None:
    order = make_order(lines=[make_line(sku="B", price="2"), make_line(sku="A", price="3")])
    assert put_orders(session, [order]).tally.new == 1
    assert heads(session, "order_no, order_key, line_count, goods_value_e5") == [
        ("T-1001", "T1001", 2, 500_000)
    ]
    assert lines(session, "line_no, sku, source_row") == [(1, "B", 2), (2, "A", 3)]


def test_payable_is_goods_freight_and_tax_less_discount(session: Session) -> None:
    order = make_order(total="10", freight="3.5", tax="1", discount="0.5")
    put_orders(session, [order])
    assert heads(session, "goods_value_e5, payable_e5") == [(1_000_000, 1_400_000)]


def test_stated_goods_value_wins_over_the_sum_of_lines(session: Session) -> None:
    put_orders(session, [make_order(total="10", goods_value="12")])
    assert heads(session, "goods_value_e5, lines_total_e5, payable_e5") == [
        (1_200_000, 1_000_000, 1_200_000)
    ]


@pytest.mark.parametrize(
    ("line", "price", "total"),
    [
        ({"qty": "3", "price": "1.25"}, 125_000, 375_000),
        ({"qty": "4", "line_total": "10"}, 250_000, 1_000_000),
        ({"qty": "3", "price": "1", "line_total": "9"}, 100_000, 900_000),
        ({"qty": "2", "line_total": "-3"}, -150_000, -300_000),
    ],
)
def test_missing_price_or_total_is_worked_out(
    session: Session, line: dict[str, str], price: int, total: int
) -> None:
    done = put_orders(session, [make_order(lines=[make_line(**line)])])
    assert lines(session, "price_e5, line_total_e5") == [(price, total)]
    assert not [code for code in done.codes if code.startswith("store.amount")]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ({"qty": "3", "line_total": "10"}, "price", "3.33333"),
        ({"qty": "6", "line_total": "10"}, "price", "1.66667"),
        ({"qty": "0.00001", "price": "0.5"}, "line_total", "0.00001"),
    ],
)
def test_division_that_does_not_come_out_is_rounded_and_noted(
    session: Session, line: dict[str, str], field: str, value: str
) -> None:
    done = put_orders(session, [make_order(lines=[make_line(**line)])])
    found = next(f for f in done.findings if f.code == "store.amount_not_exact")
    assert (found.field, found.value, found.severity) == (field, value, Severity.NOTE)


def test_only_line_without_amounts_takes_the_goods_value(session: Session) -> None:
    put_orders(session, [make_order(goods_value="9", lines=[make_line(qty="2")])])
    assert lines(session, "price_e5, line_total_e5") == [(450_000, 900_000)]


def test_line_without_any_amount_is_left_out_and_blocks(session: Session) -> None:
    order = make_order(lines=[make_line(price="2"), make_line(sku="NO-PRICE")])
    done = put_orders(session, [order])
    assert lines(session, "sku") == [("SKU-001",)]
    found = next(f for f in done.findings if f.code == "store.line_without_amount")
    assert (found.severity, found.value) == (Severity.BLOCKING, "NO-PRICE")
    assert found.provenance is not None
    assert found.provenance.row == 3


@pytest.mark.parametrize(("qty", "is_taken"), [("1", True), ("0", False)])
def test_price_from_total_needs_a_quantity(session: Session, qty: str, is_taken: bool) -> None:
    done = put_orders(session, [make_order(lines=[make_line(qty=qty, line_total="5")])])
    assert bool(done.tally.new) is is_taken
    assert done.tally.left_out == (not is_taken)


@pytest.mark.parametrize(
    ("price", "is_taken"), [("99999999999.99999", True), ("100000000000", False)]
)
def test_impossible_amounts_are_refused(session: Session, price: str, is_taken: bool) -> None:
    done = put_orders(session, [make_order(total=price)])
    assert bool(done.tally.new) is is_taken
    assert ("store.amount_too_large" in done.codes) is not is_taken


def test_product_beyond_64_bits_is_refused_not_an_error(session: Session) -> None:
    huge = make_line(qty="90000000000000", price="90000000000000")
    done = put_orders(session, [make_order(lines=[huge])])
    assert "store.amount_too_large" in done.codes
    assert done.tally.new == 0


def test_two_spellings_of_one_number_are_one_order(session: Session) -> None:
    rows = [*make_order("ab-1 2"), *make_order("ＡＢ１２", lines=[make_line(sku="Z", price="1")])]
    done = put(session, FileKind.ORDER, rows)
    assert done.tally.new == 1
    assert heads(session, "order_key, line_count") == [("AB12", 2)]


def test_number_without_letters_or_digits_is_refused(session: Session) -> None:
    done = put(session, FileKind.ORDER, [*make_order("--"), *make_order("T-1")])
    assert (done.tally.new, done.tally.left_out) == (1, 1)
    assert "store.no_number" in done.codes


def test_head_that_contradicts_itself_is_reported_with_both_values(session: Session) -> None:
    rows = [
        *make_order("T-1", freight="1", shop="A"),
        *make_order("T-1", freight="2", shop="", lines=[make_line(sku="B", price="1")]),
    ]
    done = put(session, FileKind.ORDER, rows)
    (found,) = [f for f in done.findings if f.code == "store.head_contradicts"]
    assert (found.field, found.value, found.expected) == ("freight", "2", "1")
    assert dict(found.params) == {"first_row": "2"}
    assert heads(session, "freight_e5, shop") == [(100_000, "A")]


def test_head_stated_only_in_a_later_row_counts(session: Session) -> None:
    rows = [
        *make_order("T-1", shop="", freight=None),
        *make_order("T-1", shop="B", freight="2", lines=[make_line(sku="B", price="1")]),
    ]
    done = put(session, FileKind.ORDER, rows)
    assert heads(session, "shop, freight_e5") == [("B", 200_000)]
    assert "store.head_contradicts" not in done.codes


def test_identical_rows_count_twice_and_are_reported(session: Session) -> None:
    rows = make_order("T-1") * 2
    done = put(session, FileKind.ORDER, rows)
    assert heads(session, "line_count") == [(2,)]
    assert "store.line_repeated" in done.codes


def test_same_number_on_two_platforms_is_two_orders(session: Session) -> None:
    done = put_orders(session, [make_order("T-1", platform="A"), make_order("T-1", platform="B")])
    assert done.tally.new == 2


def test_order_without_platform_belongs_to_the_one_not_stated(session: Session) -> None:
    done = put_orders(session, [make_order("T-1", platform=""), make_order("T-2", platform="")])
    assert done.codes == ["store.party_not_stated"]
    names = session.conn.execute("SELECT DISTINCT name, is_filed FROM party").fetchall()
    assert names == [("（未指明平台）", 0)]


def test_import_twice_is_import_once(session: Session) -> None:
    orders = [make_order(f"T-{n}", lines=[make_line(price="1")] * (1 + n % 3)) for n in range(9)]
    put_orders(session, orders)
    before = content(session.conn)
    calls = heads(session, "call_id")
    done = put_orders(session, orders)
    assert (done.tally.new, done.tally.changed, done.tally.same) == (0, 0, 9)
    assert content(session.conn) == before
    assert heads(session, "call_id") == calls


def test_changed_order_is_updated_in_place(session: Session) -> None:
    put_orders(
        session,
        [make_order("T-1", lines=[make_line(price="1"), make_line(sku="B", price="2")])],
    )
    ids = lines(session, "id")
    done = put_orders(session, [make_order("T-1", country="DEU", lines=[make_line(price="4")])])
    assert (done.tally.changed, done.tally.new) == (1, 0)
    assert heads(session, "country, goods_value_e5, line_count") == [("DEU", 400_000, 1)]
    assert lines(session, "id, price_e5") == [(*ids[0], 400_000)]


def test_changed_order_gets_new_lines(session: Session) -> None:
    put_orders(session, [make_order("T-1")])
    more = [make_line(price="12.50"), make_line(sku="B", price="2")]
    put_orders(session, [make_order("T-1", lines=more)])
    assert lines(session, "line_no, sku") == [(1, "SKU-001"), (2, "B")]


def test_findings_of_a_changed_order_are_reported_once(session: Session) -> None:
    put_orders(session, [make_order("T-1")])
    changed = make_order("T-1", lines=[make_line(qty="3", line_total="10")])
    assert put_orders(session, [changed]).codes == ["store.amount_not_exact"]


def test_changing_an_exported_order_is_doubtful(session: Session) -> None:
    put_orders(session, [make_order("T-1"), make_order("T-2")])
    with session.call("test"):
        for number, status in ((1, "prepared"), (2, "draft")):
            session.conn.execute(
                "INSERT INTO declaration_list (call_id, own_no, guid, order_id, customs_mode,"
                " statistics_flag, customs_office, port_office, export_date, platform_code,"
                " platform_name, order_no, carrier_code, carrier_name, waybill_no, declarant_code,"
                " declarant_name, seller_code, seller_name, producer_code, producer_name,"
                " transport_mode, country, destination_port, freight_currency, insured_currency,"
                " wrap_type, pieces, gross_weight_e5, currency, total_e5, line_count)"
                " VALUES (1, ?, ?, ?, '', 'B', '', '', '', '', '', '', '', '', '', '', '', '', '',"
                " '', '', '', '', '', '', '', '', 1, 1, '', 1, 1)",
                (f"SD{number}", f"{number:036d}", number),
            )
            session.conn.execute(
                "INSERT INTO declaration_status (id, status, since) VALUES (?, ?, '')",
                (number, status),
            )
    done = put_orders(session, [make_order("T-1", total="1"), make_order("T-2", total="1")])
    assert [(f.number, f.value) for f in done.findings] == [("T-1", "SD1")]
    assert done.tally.changed == 2


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), batch=st.integers(1, 5))
def test_order_of_rows_and_batches_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, seed: int, batch: int
) -> None:
    """Rows of one order may stand anywhere, in any batch; the lines keep their order."""
    rng = random.Random(seed)
    orders = [
        make_order(f"T-{n}", lines=[make_line(sku=f"S{k}", price=str(k + 1)) for k in range(3)])
        for n in range(4)
    ]
    rows: list[Values] = []
    queues = [list(order) for order in orders]
    while any(queues):
        rows.append(rng.choice([queue for queue in queues if queue]).pop(0))
    folder = tmp_path_factory.mktemp("store")
    numbered = [(number, *row) for number, row in enumerate(rows, 2)]
    with make_session(folder, "whole") as whole, make_session(folder, "parted") as parted:
        put_orders(whole, orders)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(orders_module, "BATCH", batch)
            done = put_numbered(parted, FileKind.ORDER, numbered)
            assert (done.tally.new, done.tally.changed) == (4, 0)
            assert content(parted.conn) == content(whole.conn)
            before = dump(parted.conn)["orders"]
            again = put_numbered(parted, FileKind.ORDER, numbered)
        assert (again.tally.new, again.tally.changed, again.tally.same) == (0, 0, 4)
        assert dump(parted.conn)["orders"] == before


def test_ids_are_never_used_twice(session: Session, tmp_path: Path) -> None:
    put_orders(session, [make_order("T-1")])
    session.undo()
    put_orders(session, [make_order("T-2")])
    assert heads(session, "id") == [(2,)]


@pytest.mark.parametrize("most_waiting", [0, 2, 100])
def test_many_changed_orders_are_settled_on_the_way(
    session: Session, monkeypatch: pytest.MonkeyPatch, most_waiting: int
) -> None:
    monkeypatch.setattr(orders_module, "BATCH", 2)
    monkeypatch.setattr(orders_module, "MOST_WAITING", most_waiting)
    two = [make_line(price="1"), make_line(sku="B", price="2")]
    put_orders(session, [make_order(f"T-{n}", lines=two) for n in range(6)])
    changed = [make_order(f"T-{n}", country="DEU", lines=two) for n in range(6)]
    apart = [row for at in (0, 1) for order in changed for row in [order[at]]]
    done = put(session, FileKind.ORDER, apart)
    assert done.tally.new == 0
    assert heads(session, "country, line_count, goods_value_e5") == [("DEU", 2, 300_000)] * 6
    assert lines(session, "sku") == [("SKU-001",), ("B",)] * 6
