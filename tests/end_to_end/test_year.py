"""A company lives a year: every month's screen, recount, workbook and print agree to the cent, the
year adds up, and a closed month never moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.money.sql.reconcile import months as money_months
from app.printing.form import ChartRow, Ranking, Table
from app.printing.kinds import FormKind, form_of
from app.printing.words import amount as on_paper
from app.queries.month import Choice, Sums
from app.queries.month_check import recount
from app.queries.return_months import months_of_returns
from app.reporting.sheet import column_letter
from app.store.session import Session
from app.text import text
from app.values.decimals import decimal_from_e5
from app.values.period import Month
from app.workflow.month_board import Board, board
from app.workflow.month_lock import close_month, reopen_month, verify
from app.workflow.month_paper import id_of, month_paper
from app.workflow.report import report
from tests.helpers.split_cells import check_splits
from tests.helpers.year import CORRECTED, RATELESS, YEAR, Company
from tests.printing.papers import setting
from tests.reporting.evaluator import Evaluator, disagreements

REOPENED = Month(2026, 6)
_COLUMNS = "EFGHIJKLMNOP"


@dataclass(slots=True)
class Lived:
    """The company after its year; the boards of its months as they were closed."""

    company: Company
    closed: dict[Month, Board] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return self.company.session

    def board(self, month: Month) -> Board:
        return board(self.session.conn, month, Choice())


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    company = Company.founded(tmp_path_factory.mktemp("year"))
    lived = Lived(company)
    for month in YEAR:
        company.live(month)
        if month == Month(2026, 9):
            reopen(company)
            lived.closed[REOPENED] = lived.board(REOPENED)
        company.close(month)
        lived.closed[month] = lived.board(month)
    yield lived
    company.session.close()


def reopen(company: Company) -> None:
    """June is opened by two persons, closed again, and takes what was left out."""
    session = company.session
    reopen_month(session, REOPENED, "测试会计", second="测试经理", reason="漏报")
    assert recount(session.conn) == []
    close_month(session, REOPENED, "测试会计", on=company.today)


def test_the_year_had_everything_in_it(year: Lived) -> None:
    done = year.company.done
    assert done["closed"] == 12
    assert done["returns"] >= 12
    assert done["claims"] >= 6
    counted = dict(
        year.session.conn.execute("SELECT status, count(*) FROM declaration_status GROUP BY 1")
    )
    assert counted["cancelled"] == len(CORRECTED)
    assert year.board(RATELESS[1]).total.standing.valueless > 0


def test_kept_totals_are_those_counted_anew(year: Lived) -> None:
    assert recount(year.session.conn) == []


def test_locked_months_never_moved(year: Lived) -> None:
    for month in YEAR:
        then, now = year.closed[month], year.board(month)
        assert [row.released for row in now.rows] == [row.released for row in then.rows]
        assert now.total.released == then.total.released
    assert all(each.is_whole for each in verify(year.session.conn))
    assert {str(month) for month in YEAR} <= {
        each.close.month for each in verify(year.session.conn) if each.close.is_in_force
    }


def test_what_came_late_counts_in_the_next_month(year: Lived) -> None:
    rows = year.session.conn.execute(
        "SELECT own_month, month, count(*) FROM list_month m JOIN declaration_status s"
        " ON s.id = m.id WHERE own_month <> month AND s.status <> 'cancelled' GROUP BY 1, 2"
    ).fetchall()
    months = [(str(month), str(month.next), 3 + (month in CORRECTED)) for month in YEAR]
    assert rows == months


def test_the_year_adds_up_to_its_documents(year: Lived) -> None:
    """All boards, that of the January after included, come to what the lists say one by one."""
    whole = sum((year.board(month).total.standing for month in (*YEAR, YEAR[-1].next)), Sums())
    lists, pieces, weight = year.session.conn.execute(
        "SELECT count(*), sum(d.pieces), sum(d.gross_weight_e5) FROM declaration_list d"
        " JOIN declaration_status s ON s.id = d.id"
        " WHERE s.released_at <> '' AND s.status <> 'cancelled'"
    ).fetchone()
    assert (whole.lists, whole.pieces, whole.gross_weight_e5) == (lists, pieces, weight)
    assert whole.value_e5 == sum(yuan(year.session).values())
    (tax,) = year.session.conn.execute(
        "SELECT sum(duty_e5 + vat_e5 + consumption_e5) FROM list_bill"
    ).fetchone()
    assert whole.tax_e5 == tax


def yuan(session: Session) -> dict[int, int]:
    """List → its value in yuan, computed in Python from the document and the rate of the month it
    counts in; those without a rate left out."""
    found = {}
    for list_id, currency, total, rate in session.conn.execute(
        "SELECT d.id, d.currency, d.total_e5, r.cny_e8 FROM declaration_list d"
        " JOIN declaration_status s ON s.id = d.id JOIN list_month m ON m.id = d.id"
        " LEFT JOIN exchange_rate r ON r.currency = d.currency AND r.month = m.month"
        " WHERE s.released_at <> '' AND s.status <> 'cancelled'"
    ):
        if currency != "CNY" and rate is None:
            continue
        factor = Decimal(1) if currency == "CNY" else Decimal(rate).scaleb(-8)
        fen = (decimal_from_e5(total) * factor * 100 + Decimal("0.5")).__floor__()
        found[list_id] = fen * 1000
    return found


def test_the_workbook_of_the_year_agrees_with_itself_and_the_ledger(
    year: Lived, tmp_path: Path
) -> None:
    cells = written(year, None, tmp_path / "year.xlsx")
    (estimate,) = year.session.conn.execute("SELECT sum(refund_e5) FROM refund_match").fetchone()
    received = year.session.conn.execute("SELECT sum(amount_e5) FROM refund_money").fetchone()[0]
    assert cells.value("退税申报", "K1") == decimal_from_e5(received) > 0
    rules = openpyxl.load_workbook(tmp_path / "year.xlsx")["规则"]["B"]
    ids = {str(cell.value) for cell in rules}
    assert {"import.cbec.factor.vat.within_limit", "export.vat.docs.filing.days"} <= ids
    at = cells.headings("出口退税").index(text("column.refund_estimate", "zh_CN"))
    assert cells.value("出口退税", f"{column_letter(at)}1") == decimal_from_e5(estimate)


def written(year: Lived, month: Month | None, path: Path) -> Evaluator:
    """The workbook of a month; every formula in it comes to what is kept beside it."""
    report(year.session, month, path, language="zh_CN", on=year.company.clock.now)
    cells = Evaluator(openpyxl.load_workbook(path))
    number, wrong = disagreements(path, cells)
    assert (wrong, number > 100) == ([], True)
    return cells


@pytest.mark.parametrize("month", YEAR, ids=str)
def test_screen_workbook_and_print_of_a_month_agree(
    year: Lived, month: Month, tmp_path: Path
) -> None:
    shown, cells = year.board(month), written(year, month, tmp_path / "month.xlsx")
    assert len(shown.rows) == 2
    for number, row in enumerate(shown.rows, 3):
        assert [known(cells.value("月报", f"{letter}{number}")) for letter in _COLUMNS] == [
            *(row.filed.lists, row.released.lists, row.filed.was_refused),
            *(row.released.was_returned, row.standing.pieces),
            decimal_from_e5(row.standing.gross_weight_e5),
            *(amount(row.standing.known_value_e5), amount(row.released.known_value_e5)),
            *(
                amount(tax) if row.standing.is_taxed else None
                for tax in (
                    row.standing.duty_e5,
                    row.standing.vat_e5,
                    row.standing.consumption_e5,
                )
            ),
            amount(row.standing.refund_e5) if row.standing.refundable else None,
        ]
    assert cells.value("月报", "L1") == decimal_from_e5(shown.total.released.value_e5)
    check_splits(shown, cells)
    check_groups(year, month, cells)
    check_print(year, shown)
    check_money_and_returns(year, month, cells)


def known(value: Any) -> Any:
    return None if value in (None, "") else value


def amount(value_e5: int | None) -> Decimal | None:
    return None if value_e5 is None else decimal_from_e5(value_e5)


def check_groups(year: Lived, month: Month, cells: Evaluator) -> None:
    """The sums of lists by flow are what the documents of either flow come to."""
    counted = year.session.conn.execute(
        "SELECT d.flow, count(*), sum(d.line_count), sum(d.pieces) FROM declaration_list d"
        " JOIN list_month m ON m.id = d.id WHERE m.month = ? GROUP BY 1",
        (str(month),),
    )
    for flow, *wanted in counted:
        word = text(f"decl_flow.{flow}", "zh_CN")
        for title, letters, rest in (("汇总", "BHIJ", wanted), ("币制", "BD", wanted[:1]),
                                     ("状态", "BC", wanted[:1])):  # fmt: skip
            sums = [Decimal(0)] * len(rest)
            for number in range(3, cells.last_row(title) + 1):
                if cells.value(title, f"{letters[0]}{number}") == word:
                    row = [cells.value(title, f"{letter}{number}") for letter in letters[1:]]
                    sums = [one + other for one, other in zip(sums, row, strict=True)]
            assert sums == rest, (title, flow)
    (lines,) = year.session.conn.execute(
        "SELECT sum(d.line_count) FROM declaration_list d JOIN list_month m ON m.id = d.id"
        " WHERE m.month = ?",
        (str(month),),
    ).fetchone()
    assert cells.value("清单明细", "B1") == lines


def check_print(year: Lived, shown: Board) -> None:
    """The printed table of modes says the same as the screen."""
    paper = month_paper(year.session.conn, id_of(shown.month))
    assert paper is not None
    form = form_of(FormKind.MONTH_REPORT, paper, setting())
    drawn = [
        chart for block in form.blocks if isinstance(block, ChartRow) for chart in block.charts
    ]
    for ranking in drawn:
        if isinstance(ranking, Ranking):
            shares = next(found for by, found in shown.shares.items()
                          if ranking.caption == text(f"month.by.{by}", "zh_CN"))  # fmt: skip
            assert [rank.figures[:2] for rank in ranking.rows] == [
                (on_paper(share.released), on_paper(share.pending)) for share in shares[:6]
            ]
    printed = [block for block in form.blocks if isinstance(block, Table)][1].rows
    for line, row in zip(printed, (*shown.rows, shown.total), strict=True):
        assert line.cells[1:6] == (
            *(f"{count:,}" for count in (row.filed.lists, row.released.lists, row.standing.pieces)),
            *(on_paper(row.standing.known_value_e5), on_paper(row.released.known_value_e5)),
        )


def check_money_and_returns(year: Lived, month: Month, cells: Evaluator) -> None:
    """Money by currency and returns by month are those of their pages."""
    for number, each in enumerate(money_months(year.session.conn, str(month)), 3):
        assert [cells.value("收汇", f"{letter}{number}") for letter in "BCEFGHL"] == [
            *(each.currency, each.orders, each.declared, each.expected, each.received),
            *(each.fees, each.refunded),
        ]
    for number, pair in enumerate(months_of_returns(year.session.conn, month), 3):
        assert [cells.value("退货月份", f"{letter}{number}") for letter in "CDF"] == [
            *(pair.requests, pair.given_back, pair.tax.vat),
        ]
