"""Buyers' ledgers over the store: balances, predictions, the pre-check, and how quickly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import pytest

from app.legal.parameters import Parameters
from app.queries import limits as query
from app.queries.table import View, first_rows
from app.store.session import Session
from app.tax.sql.ledger import fill_used, ledger
from app.tax.sql.tables import prepare
from app.values.codes import hash_from_id_no
from app.values.progress import SILENT
from app.workflow.assess import assess
from app.workflow.limits import (
    BadBalance,
    Channel,
    EntryKind,
    Judge,
    forget_balance,
    ledger_of,
    predict,
    state_balance,
)
from app.workflow.precheck import precheck
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.importer import ID_NO, compiled_imports, import_line, importing_company
from tests.helpers.imports import todo_all
from tests.helpers.lists import ON

BUYER = hash_from_id_no(ID_NO)
ASKED = datetime(2026, 11, 15, 9, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        importing_company(opened)
        yield opened


def buy(session: Session, *values: str, articles: int = 1) -> list[int]:
    """Lists over these dutiable values; freight 10 and insurance 1 are part of them."""
    ids: list[int] = []
    for number, value in enumerate(values):
        price = str(Decimal(value) - 11)
        line = import_line(qty=str(articles), price="", line_total=price)
        line["price"] = str(Decimal(price) / articles)
        ids = compiled_imports(session, [f"B-{number:02d}"], goods_value=price, lines=[line])
    return ids


def limit_findings(session: Session) -> list[tuple[str, str, str]]:
    return session.conn.execute(
        "SELECT number, code, value FROM finding WHERE code GLOB 'precheck.over_*' ORDER BY id"
    ).fetchall()


def test_what_the_view_sees_is_the_dutiable_value(session: Session) -> None:
    buy(session, "100", "4999.99")
    year = ledger_of(session.conn, BUYER, 2026)
    assert [e.value for e in year.entries] == [Decimal(100), Decimal("4999.99")]
    assert (year.used, year.reserved) == (Decimal("5099.99"), Decimal("5099.99"))
    assert year.remaining == Decimal("20900.01")
    assert year.official is None


@pytest.mark.parametrize(
    ("value", "articles", "codes"),
    [
        ("4999.99", 3, []),
        ("5000.00", 3, []),
        ("5000.01", 3, ["precheck.over_single_limit"]),
        ("5000.01", 1, ["precheck.over_single_article"]),
    ],
)
def test_precheck_knows_the_single_limit_to_the_fen(
    session: Session, value: str, articles: int, codes: list[str]
) -> None:
    price = Decimal(value) - 11
    each = (price / articles).quantize(Decimal("0.00001"))
    line = import_line(qty=str(articles), price=str(each), line_total=str(price))
    compiled_imports(session, ["B-1"], goods_value=str(price), lines=[line])
    assert [code for _, code, _ in limit_findings(session)] == codes


@pytest.mark.parametrize(
    ("used", "codes"),
    [
        ("25899.99", []),
        ("25900.00", []),
        ("25900.01", ["precheck.over_annual_limit"]),
    ],
)
def test_precheck_knows_the_annual_limit_to_the_fen(
    session: Session, used: str, codes: list[str]
) -> None:
    state_balance(session, ID_NO, used, as_of=ASKED, source="官方查询")
    buy(session, "100")
    assert [code for _, code, _ in limit_findings(session)] == codes
    precheck(session, on=ON, progress=SILENT)
    assert [code for _, code, _ in limit_findings(session)] == codes


def test_orders_of_one_batch_count_in_order(session: Session) -> None:
    state_balance(session, ID_NO, "25900", as_of=ASKED, source="官方查询")
    buy(session, "60", "60", "40")
    assert [number for number, _, _ in limit_findings(session)] == ["SDI26110000002"]
    kinds = [e.kind for e in ledger_of(session.conn, BUYER, 2026).entries]
    assert kinds == [
        EntryKind.OFFICIAL,
        EntryKind.RESERVED,
        EntryKind.NOT_COUNTED,
        EntryKind.RESERVED,
    ]


def test_prediction_before_an_order_is_taken(session: Session) -> None:
    buy(session, "100")
    seen = predict(session.conn, BUYER, Decimal("25900.01"), ON, is_one_article=True)
    assert (seen.used_before, seen.over_annual) == (Decimal(100), Decimal("0.01"))
    assert seen.channel is Channel.GENERAL_TRADE
    assert predict(session.conn, 0, Decimal(5000), ON).is_admissible


def test_balance_is_undone_and_forgotten_exactly(session: Session) -> None:
    buy(session, "100")
    assess(session)
    before = dump(session.conn)
    assert state_balance(session, ID_NO, "26000", as_of=ASKED, source="官方查询").changes.kinds
    assert ledger_of(session.conn, BUYER, 2026).remaining == 0
    channel = "SELECT channel FROM tax_estimate"
    assert session.conn.execute(channel).fetchone() == ("general_trade",)
    session.undo()
    assert dump(session.conn) == before
    state_balance(session, ID_NO, "26000", as_of=ASKED, source="官方查询")
    (stated,) = query.balances(session.conn, BUYER)
    forget_balance(session, stated.id)
    assert session.conn.execute(channel).fetchone() == ("cbec",)


@pytest.mark.parametrize("given", ["", "-1", "1.005", "viel"])
def test_balance_that_is_no_amount_is_refused(session: Session, given: str) -> None:
    with pytest.raises(BadBalance):
        state_balance(session, ID_NO, given, as_of=ASKED, source="官方查询")


def test_running_sum_and_single_walk_agree(session: Session) -> None:
    buy(session, "100", "200.5", "4999.99", "300")
    conn, judge = session.conn, Judge(Parameters())
    with session.call("assess"):
        prepare(conn)
        todo_all(conn)
        fill_used(conn, Parameters())
        summed = dict(conn.execute("SELECT id, used_e5 FROM tax_used").fetchall())
        assert conn.execute("SELECT count(*) FROM ledger_walked").fetchone() == (0,)
    walked = {e.list_id: int(e.used_before.scaleb(5)) for e in ledger(conn, BUYER, 2026, judge)}
    assert summed == walked


def test_buyers_are_masked_and_found_by_their_whole_number(session: Session) -> None:
    buy(session, "100")
    ((_, row),) = first_rows(session.conn, query.BUYERS, View(), 10)
    assert row[:4] == ("测**", "999*************16", "2026", 1)
    found = query.find_buyer(session.conn, f" {ID_NO.lower()} ")
    assert found is not None
    assert (found.hash, found.name, found.years) == (BUYER, "测**", (2026,))
    assert query.find_buyer(session.conn, ID_NO[:-1]) is None
    assert query.buyer_of_list(session.conn, 1) == found


def test_ledger_of_ten_years_is_quick(session: Session) -> None:
    buy(session, "100")
    columns = [row[1] for row in session.conn.execute("PRAGMA table_info(declaration_list)")]
    kept = ", ".join(columns[1:])
    with session.call("lists"):
        for number in range(200):
            day = date(2017 + number % 10, 1 + number % 12, 3).isoformat()
            changed = {
                "own_no": f"'X-{number}'",
                "guid": f"printf('%036d', {number})",
                "export_date": f"'{day}'",
            }
            values = ", ".join(changed.get(name, name) for name in columns[1:])
            session.conn.execute(
                f"INSERT INTO declaration_list ({kept}) SELECT {values} FROM declaration_list"
                " WHERE id = 1"
            )
        session.conn.execute(
            "INSERT INTO declaration_status (id, status, since) SELECT id, 'released', '2017'"
            " FROM declaration_list WHERE id > 1"
        )
    judge = Judge(Parameters())
    seconds = []
    for _ in range(5):
        began = perf_counter()
        year = ledger_of(session.conn, BUYER, 2025, judge)
        seconds.append(perf_counter() - began)
        assert len(year.entries) == 20
    assert min(seconds) < 0.005
