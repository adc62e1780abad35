"""Money received and rates from files: wholes and their orders, amounts that add up, repetition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.documents.fields import FileKind
from app.store.session import Session
from app.workflow.intake import import_file
from tests.helpers.builders import Values, make_order, make_row, make_session, put, put_orders
from tests.helpers.dumps import dump
from tests.helpers.money import make_remittance, put_remittances


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        yield opened


def heads(session: Session) -> list[tuple[object, ...]]:
    return session.conn.execute(
        "SELECT remit_no, gross_e5, fee_e5, net_e5, settlement_rate_e8, cny_e5 FROM remittance"
        " ORDER BY id"
    ).fetchall()


def lines(session: Session) -> list[tuple[object, ...]]:
    return session.conn.execute(
        "SELECT order_no, order_id, kind, gross_e5, fee_e5 FROM remittance_line ORDER BY id"
    ).fetchall()


def test_the_missing_amount_follows_from_the_others(session: Session) -> None:
    put_remittances(
        session,
        [
            make_remittance("A", gross="100", fee="2.5"),
            make_remittance("B", net="97.50", fee="-2.50"),
            make_remittance("C", gross="100", net="97.5"),
            make_remittance("D", net="97.5"),
        ],
    )
    whole = (10_000_000, 250_000, 9_750_000, None, None)
    assert heads(session) == [
        ("A", *whole),
        ("B", *whole),
        ("C", *whole),
        ("D", 9_750_000, 0, 9_750_000, None, None),
    ]


def test_a_fee_that_does_not_fit_is_worked_out_and_told(session: Session) -> None:
    done = put_remittances(session, [make_remittance("A", gross="100", fee="3", net="98")])
    assert heads(session)[0][1:4] == (10_000_000, 200_000, 9_800_000)
    (found,) = done.findings
    assert (found.code, found.value, found.expected) == ("store.remittance_sum", "3.00", "2.00")


def test_a_row_without_any_amount_is_left_out(session: Session) -> None:
    done = put_remittances(session, [make_remittance("A", fee="1")])
    assert done.codes == ["store.remittance_no_amount"]
    assert heads(session) == []


def test_orders_of_a_payout_are_its_lines_and_add_up(session: Session) -> None:
    put_orders(session, [make_order("T-1"), make_order("T-2")])
    rows = [
        make_remittance("P", order_no="T-1", gross="10", fee="1"),
        make_remittance("P", order_no="T-1", gross="2", fee="0"),
        make_remittance("P", order_no="T-2", gross="5", line_kind="refund"),
        make_remittance("P", order_no="T-9", gross="7", fee="0.5"),
    ]
    put_remittances(session, rows)
    assert heads(session) == [("P", 1_400_000, 150_000, 1_250_000, None, None)]
    assert lines(session) == [
        ("T-1", 1, "sale", 1_200_000, 100_000),
        ("T-2", 2, "refund", -500_000, 0),
        ("T-9", None, "sale", 700_000, 50_000),
    ]


def test_a_whole_row_stands_above_its_orders(session: Session) -> None:
    rows = [
        make_remittance("P", order_no="T-1", gross="10"),
        make_remittance("P", gross="12", fee="1"),
    ]
    done = put_remittances(session, rows)
    assert heads(session)[0][1:4] == (1_200_000, 100_000, 1_100_000)
    (found,) = done.findings
    assert (found.code, found.value, found.expected) == ("store.remittance_lines", "10.00", "12.00")


def test_settlement_rate_and_yuan_follow_from_each_other(session: Session) -> None:
    put_remittances(
        session,
        [
            make_remittance("A", net="100", settlement_rate="7.0512"),
            make_remittance("B", net="100", cny="705.12"),
            make_remittance("C", net="3", cny="20"),
        ],
    )
    assert [row[4:] for row in heads(session)] == [
        (705_120_000, 70_512_000),
        (705_120_000, 70_512_000),
        (666_666_667, 2_000_000),
    ]


def test_the_same_file_again_changes_nothing_and_another_amount_does(session: Session) -> None:
    rows = [make_remittance("P", order_no="T-1", gross="10"), make_remittance("Q", net="3")]
    put_remittances(session, rows)
    before = dump(session.conn)["remittance_line"]
    again = put_remittances(session, rows).tally
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert dump(session.conn)["remittance_line"] == before
    other = put_remittances(session, [make_remittance("P", order_no="T-1", gross="11")]).tally
    assert (other.new, other.changed, other.same) == (0, 1, 0)
    assert [row[3] for row in lines(session)] == [1_100_000]


def test_undo_takes_a_file_of_receipts_back(session: Session) -> None:
    before = dump(session.conn)
    put_remittances(session, [make_remittance("P", order_no="T-1", gross="10")])
    session.undo()
    assert dump(session.conn) == before


@pytest.mark.parametrize(
    ("headers", "row"),
    [
        ("银行流水号,入账日期,币种,贷方发生额,手续费,附言", "TT1,2026-11-20,USD,970.00,30.00,货款"),
        ("payout id,payout date,currency,gross,fees,net", "TT1,2026-11-20,USD,1000,30,970"),
    ],
)
def test_statements_are_recognised_by_their_headings(
    session: Session, tmp_path: Path, headers: str, row: str
) -> None:
    path = tmp_path / "statement.csv"
    path.write_text(f"{headers}\n{row}\n", encoding="utf-8")
    outcome = import_file(session, path)
    assert outcome.counts["new"] == 1
    assert heads(session)[0][:4] == ("TT1", 100_000_000, 3_000_000, 97_000_000)


# Rates


def rates(session: Session) -> list[tuple[object, ...]]:
    return session.conn.execute(
        "SELECT currency, month, cny_e8, source, source_day FROM exchange_rate ORDER BY id"
    ).fetchall()


def make_rate(
    currency: str = "USD", month: str = "2026-11", cny: str = "7.1", **given: object
) -> Values:
    return make_row(FileKind.RATE, currency=currency, month=month, cny=cny, **given)


def test_rates_come_for_one_unit_whatever_the_file_counts_by(session: Session) -> None:
    rows = [
        make_rate(source="海关总署", source_day="2026-10-21"),
        make_rate("JPY", "2026年11月", "4.7123", per=100),
    ]
    put(session, FileKind.RATE, rows)
    assert rates(session) == [
        ("USD", "2026-11", 710_000_000, "海关总署", "2026-10-21"),
        ("JPY", "2026-11", 4_712_300, "rate.csv", ""),
    ]


@pytest.mark.parametrize(
    "row",
    [
        make_row(FileKind.RATE, currency="USD", month="2026-13", cny="7"),
        make_row(FileKind.RATE, currency="USD", month="Nov", cny="7"),
        make_row(FileKind.RATE, currency="USD", month="2026-11", cny="0"),
        make_row(FileKind.RATE, currency="CNY", month="2026-11", cny="1"),
    ],
)
def test_a_rate_that_cannot_be_is_left_out(session: Session, row: tuple[object, ...]) -> None:
    assert put(session, FileKind.RATE, [row]).codes == ["store.rate_unusable"]
    assert rates(session) == []


def test_a_rate_that_cannot_be_is_shown_as_it_was_written(session: Session) -> None:
    row = make_row(FileKind.RATE, currency="CNY", month="2026-11", cny="7.1234")
    (found,) = put(session, FileKind.RATE, [row]).findings
    assert found.value == "7.1234"


def test_another_rate_for_the_month_is_told_with_both(session: Session) -> None:
    put(session, FileKind.RATE, [make_rate()])
    done = put(session, FileKind.RATE, [make_rate(cny="7.2")])
    (found,) = done.findings
    assert (found.code, found.value, found.expected) == ("store.rate_changed", "7.2", "7.1")
    assert (done.tally.new, done.tally.changed) == (0, 1)
