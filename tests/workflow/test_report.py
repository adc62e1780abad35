"""The month workbook says what the store says: every total is a formula that comes to SQL's sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from app.queries.month import Choice
from app.store.rates import ExchangeRate, put_rate
from app.store.session import Session
from app.values.decimals import decimal_from_e5, round_half_up
from app.values.finding import DocumentKind, Finding, Provenance, Severity
from app.values.period import Month
from app.workflow.month_board import board
from app.workflow.report import SHEETS, report
from tests.helpers.builders import company, make_order, make_session, put_orders
from tests.reporting.evaluator import Evaluator, disagreements

ON = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
NOVEMBER = Month(2026, 11)
ATTACK = '=HYPERLINK("http://example.invalid")'

_LIST = """
INSERT INTO declaration_list (call_id, own_no, guid, order_id, customs_mode, statistics_flag,
    customs_office, port_office, export_date, platform_code, platform_name, order_no, carrier_code,
    carrier_name, waybill_no, declarant_code, declarant_name, seller_code, seller_name,
    producer_code, producer_name, transport_mode, country, destination_port, freight_e5,
    freight_currency, insured_currency, wrap_type, pieces, gross_weight_e5, net_weight_e5, currency,
    total_e5, line_count)
VALUES (:call, :own_no, :guid, :order, '9610', :flag, '5141', '5141', :day, 'P', :platform, :number,
    'C', '测试物流', :waybill, 'D', 'd', 'S', 's', 'Q', 'q', '5', :country, '3105', :freight,
    'USD', 'USD', '2', :pieces, :gross, :net, :currency, :total, 1)
"""
_LINE = """
INSERT INTO declaration_line (declaration_list_id, line_no, sku, hs_code, goods_name, country,
    currency, declared_qty_e5, declared_unit, price_e5, line_total_e5, net_weight_e5)
VALUES (?, 1, '00012', '3924100000', ?, 'USA', ?, 100000, '011', ?, ?, ?)
"""


def add_lists(session: Session, count: int) -> None:
    """Lists of two months, three currencies, four countries and all kinds of status."""
    random = Random(5)
    put_orders(session, [make_order(f"T-{n}", total="1.00") for n in range(count)])
    with session.call("test") as call:
        for n in range(count):
            total, net = random.randrange(1, 10**8), random.choice([None, random.randrange(10**6)])
            given = {
                "call": call.id,
                "own_no": f"SD2611{n:07d}",
                "guid": f"{n:036d}",
                "order": n + 1,
                "flag": random.choice("AB"),
                "day": random.choice(["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"]),
                "platform": random.choice(["测试平台", ATTACK]),
                "number": f"T-{n}",
                "waybill": f"00{n}",
                "country": random.choice(["USA", "DEU", "JPN", "GBR"]),
                "freight": random.randrange(10**6),
                "pieces": random.randrange(1, 9),
                "gross": random.randrange(1, 10**6),
                "net": net,
                "currency": random.choice(["USD", "EUR", "GBP", "CNY"]),
                "total": total,
            }
            list_id = call.conn.execute(_LIST, given).lastrowid
            line = (list_id, ATTACK, given["currency"], total, total, net)
            call.conn.execute(_LINE, line)
            status = random.choice(["draft", "prepared", "released", "rejected"])
            call.conn.execute(
                "INSERT INTO declaration_status (id, status, since, info) VALUES (?, ?, ?, ?)",
                (list_id, status, "2026-11-20T10:00:00", "-1+1"),
            )
        for currency, cny in (("USD", "7.12340000"), ("EUR", "8.20000000")):
            put_rate(call.conn, call.id, ExchangeRate(currency, NOVEMBER, Decimal(cny), "测试"))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as session:
        company(session)
        add_lists(session, 60)
        yield session


def made(session: Session, path: Path, month: Month | None = NOVEMBER, **more: Any) -> Evaluator:
    report(session, month, path, language="zh_CN", on=ON, **more)
    return Evaluator(openpyxl.load_workbook(path))


def sums(session: Session, *columns: str, where: str = "true") -> tuple[Any, ...]:
    added = "".join(f", coalesce(sum({column}), 0)" for column in columns)
    row: tuple[Any, ...] = session.conn.execute(
        f"SELECT count(*){added} FROM declaration_list"
        f" WHERE export_date LIKE '2026-11%' AND {where}"
    ).fetchone()
    return row


def table(path: Path, title: str, first_row: int = 3) -> list[tuple[Any, ...]]:
    page = openpyxl.load_workbook(path)[title]
    return list(page.iter_rows(min_row=first_row, values_only=True))


def test_totals_over_the_lists_come_to_sql(session: Session, tmp_path: Path) -> None:
    sheet = made(session, tmp_path / "a.xlsx")
    count, pieces, gross, net = sums(session, "pieces", "gross_weight_e5", "net_weight_e5")
    totals = [sheet.value("清单", f"{letter}1") for letter in "LUVW"]
    assert totals == [count, pieces, decimal_from_e5(gross), decimal_from_e5(net)]


def test_every_group_of_the_summary_comes_to_sql(session: Session, tmp_path: Path) -> None:
    sheet = made(session, tmp_path / "a.xlsx")
    rows = table(tmp_path / "a.xlsx", "汇总")
    names = {"简化申报": "A", "汇总申报": "B"}
    for number, (month, flow, mode, flag, country, _, currency, *_rest) in enumerate(rows, 3):
        assert flow == "出口"
        assert month.strftime("%Y-%m") == "2026-11"
        where = (
            f"customs_mode = '{mode}' AND statistics_flag = '{names[flag]}'"
            f" AND country = '{country}' AND currency = '{currency}'"
        )
        count, lines, pieces, *scaled = sums(
            session,
            *("line_count", "pieces", "gross_weight_e5", "net_weight_e5", "total_e5"),
            where=where,
        )
        shown = [sheet.value("汇总", f"{letter}{number}") for letter in "HIJKLM"]
        assert shown == [count, lines, pieces, *map(decimal_from_e5, scaled)]
    assert rows
    assert sheet.value("汇总", "H1") == sums(session)[0]


def test_amounts_in_yuan_use_the_rate_of_the_month_or_stay_open(
    session: Session, tmp_path: Path
) -> None:
    sheet = made(session, tmp_path / "a.xlsx")
    shown = {}
    for number, row in enumerate(table(tmp_path / "a.xlsx", "币制"), 3):
        shown[row[2]] = sheet.value("币制", f"G{number}")
    rates = {"USD": Decimal("7.1234"), "EUR": Decimal("8.2"), "CNY": Decimal(1)}
    assert shown == {"GBP": None, **{code: in_yuan(session, code, rates[code]) for code in rates}}


def in_yuan(session: Session, currency: str, rate: Decimal) -> Decimal:
    """Each list half up to the fen, added up."""
    totals = session.conn.execute(
        "SELECT total_e5 FROM declaration_list WHERE export_date LIKE '2026-11%' AND currency = ?",
        (currency,),
    )
    return sum((round_half_up(decimal_from_e5(total) * rate) for (total,) in totals), Decimal(0))


def test_the_table_by_mode_is_that_of_the_screen(session: Session, tmp_path: Path) -> None:
    with session.call("test"):
        session.conn.execute(
            "UPDATE declaration_status SET released_at = '2026-11-20T10:00:00'"
            " WHERE status = 'released'"
        )
    sheet = made(session, tmp_path / "a.xlsx")
    (row,) = board(session.conn, NOVEMBER, Choice()).rows
    assert [
        cell.value for cell in openpyxl.load_workbook(tmp_path / "a.xlsx")["月报"]["C"][2:]
    ] == ["9610"]
    assert [sheet.value("月报", f"{letter}3") for letter in "EFGHIJ"] == [
        *(row.filed.lists, row.released.lists, row.filed.was_refused, row.released.was_returned),
        *(row.standing.pieces, decimal_from_e5(row.standing.gross_weight_e5)),
    ]
    assert [sheet.value("月报", f"{letter}3") for letter in "KL"] == [
        decimal_from_e5(row.standing.value_e5),
        decimal_from_e5(row.released.value_e5),
    ]


def test_every_formula_carries_what_it_comes_to(session: Session, tmp_path: Path) -> None:
    for language in ("zh_CN", "en"):
        report(session, NOVEMBER, tmp_path / "a.xlsx", language=language, on=ON)
        number, wrong = disagreements(tmp_path / "a.xlsx")
        assert (wrong, number > 100) == ([], True)


def test_a_missing_rate_is_said(session: Session, tmp_path: Path) -> None:
    outcome = report(session, NOVEMBER, tmp_path / "a.xlsx", language="en", on=ON)
    assert [(f.code, f.number, f.value) for f in outcome.findings] == [
        ("report.rate_missing", "2026-11", "GBP")
    ]


def test_statuses_are_counted_by_formula(session: Session, tmp_path: Path) -> None:
    sheet = made(session, tmp_path / "a.xlsx")
    assert sheet.value("状态", "C1") == sums(session)[0]


def test_without_a_month_everything_is_in(session: Session, tmp_path: Path) -> None:
    sheet = made(session, tmp_path / "a.xlsx", month=None)
    assert sheet.value("清单", "L1") == 60


def test_an_empty_month_makes_a_whole_workbook(session: Session, tmp_path: Path) -> None:
    sheet = made(session, tmp_path / "a.xlsx", month=Month(2020, 1))
    assert sheet.value("清单", "L1") == 0
    assert table(tmp_path / "a.xlsx", "汇总") == []


def test_no_text_of_the_store_becomes_a_formula(session: Session, tmp_path: Path) -> None:
    made(session, tmp_path / "a.xlsx", month=None)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    formulas = [
        (page.title, cell.value)
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    ours = ("=SUBTOTAL(", "=SUMIFS(", "=COUNTIFS(", "=ROUND(")
    assert formulas
    assert all(str(value).startswith(ours) for _, value in formulas)
    assert ATTACK in {row[5] for row in table(tmp_path / "a.xlsx", "清单明细")}


def test_codes_keep_their_zeros(session: Session, tmp_path: Path) -> None:
    made(session, tmp_path / "a.xlsx", month=None)
    assert {row[3] for row in table(tmp_path / "a.xlsx", "清单明细")} == {"00012"}
    assert all(row[13].startswith("00") for row in table(tmp_path / "a.xlsx", "清单"))


def keep_finding(session: Session) -> None:
    from app.store.findings import save_findings

    place = Provenance("a.csv", "", 7, "收货人电话")
    finding = Finding(
        "intake.too_long",
        Severity.DOUBTFUL,
        DocumentKind.ORDER,
        field="consignee_phone",
        value="000555000123",
        expected="50",
        provenance=place,
    )
    with session.call("test") as call:
        save_findings(call.conn, call.id, "intake", [finding])


def test_phone_numbers_are_masked_unless_revealed(session: Session, tmp_path: Path) -> None:
    keep_finding(session)
    made(session, tmp_path / "a.xlsx")
    made(session, tmp_path / "b.xlsx", reveal=True)
    (masked,), (shown,) = (table(tmp_path / name, "异常", 2) for name in ("a.xlsx", "b.xlsx"))
    assert (masked[7], shown[7]) == ("000*******23", "000555000123")
    assert "000555000123" not in str(masked)


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "清单"), ("en", "Lists")])
def test_sheets_and_headers_speak_the_language(
    session: Session, tmp_path: Path, language: str, title: str
) -> None:
    outcome = report(session, None, tmp_path / "a.xlsx", language=language, on=ON)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert title in book.sheetnames
    assert len(book.sheetnames) == len(outcome.counts) == len(SHEETS)


def test_rules_name_value_date_source_and_confidence(session: Session, tmp_path: Path) -> None:
    made(session, tmp_path / "a.xlsx")
    rows = {row[1]: row for row in table(tmp_path / "a.xlsx", "规则", 2)}
    limit = rows["export.9610.simplified.limit"]
    assert (limit[3], limit[4], limit[7]) == ("5,000", "元/票", "低")
    assert limit[5].year == 2019
    assert rows["export.vat.refund.rate.battery"][3:5] == ("6%", None)
    assert "country" in rows
    told = [f"{row[3]}{row[4] or ''}" for row in rows.values() if row[0] == "参数"]
    assert told
    assert not [words for words in told if re.search("[a-z]", words)]


def test_a_report_changes_nothing_and_needs_no_call(session: Session, tmp_path: Path) -> None:
    before = len(session.history())
    made(session, tmp_path / "a.xlsx")
    assert len(session.history()) == before
    assert not session.conn.in_transaction
