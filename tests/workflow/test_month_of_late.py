"""What comes after a month was closed is in the same month everywhere: monthly page, tax sheet,
returns by month and workbook."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.queries.month import Choice
from app.queries.return_months import months_of_returns
from app.queries.returns_export import effects
from app.queries.tax_month import tax_months
from app.reporting.sheet import column_letter
from app.simulator.run import simulate
from app.store.session import Session
from app.values.decimals import decimal_from_e5, e5_from_decimal
from app.values.period import Month
from app.workflow.month_board import board
from app.workflow.month_lock import close_month, reopen_month
from app.workflow.receive import receive
from app.workflow.report import report
from app.workflow.return_effects import effects_of
from app.workflow.tax_month import month_totals
from tests.helpers.months import loose_session, put_bill, put_estimate, put_list
from tests.reporting.evaluator import Evaluator
from tests.workflow.test_return_story import DAY_29, Story, import_story, story

__all__ = ["import_story", "story"]

NOVEMBER, DECEMBER, JANUARY = Month(2026, 11), Month(2026, 12), Month(2027, 1)
ON = datetime(2026, 12, 20, 9, tzinfo=UTC)


def add(session: Session, released: str, vat: str) -> int:
    with session.call("lists"):
        list_id = put_list(
            session.conn,
            flow="import",
            customs_mode="1210",
            currency="CNY",
            released=released,
            status="cleared",
        )
        put_estimate(session.conn, list_id, e5_from_decimal(Decimal(vat)))
    return list_id


def bill(session: Session, list_id: int, vat: str) -> None:
    with session.call("receive"):
        put_bill(session.conn, list_id, e5_from_decimal(Decimal(vat)), f"T-{list_id}")


def taxes_everywhere(session: Session, month: Month, folder: Path) -> dict[str, object]:
    """Lists, VAT that counts and VAT billed, as each place has them."""
    page = board(session.conn, month, Choice()).total.released
    sheet = month_totals(session.conn, month)[-1]
    report(session, month, folder / "a.xlsx", language="zh_CN", on=ON)
    cells = Evaluator(openpyxl.load_workbook(folder / "a.xlsx"))
    title = "进口清单与税款"
    names = cells.headings(title)
    letter = {name: column_letter(at) for at, name in enumerate(names)}
    assert cells.value(title, f"{letter['税单税款']}1") == sheet.official.total
    assert page.billed == sheet.billed
    found = {
        (page.lists, decimal_from_e5(page.vat_e5)),
        (sheet.lists, sheet.counted.vat),
        (cells.value(title, f"{letter['商品项数']}1"), cells.value(title, f"{letter['增值税']}1")),
    }
    assert len(found) == 1
    (agreed,) = found
    return {"lists": agreed[0], "vat": agreed[1], "billed": sheet.official.vat}


def test_late_lists_and_bills_move_no_closed_month(tmp_path: Path) -> None:
    with loose_session(tmp_path) as session:
        first = add(session, "2026-11-05T10:00:00", "10")
        close_month(session, NOVEMBER, "甲", on=date(2026, 12, 1))
        bill(session, first, "12")
        late = add(session, "2026-11-20T10:00:00", "20")
        add(session, "2026-12-02T10:00:00", "1")
        bill(session, late, "21")
        assert taxes_everywhere(session, NOVEMBER, tmp_path) == {"lists": 1, "vat": 10, "billed": 0}
        assert taxes_everywhere(session, DECEMBER, tmp_path) == {
            "lists": 2, "vat": 22, "billed": 21,
        }  # fmt: skip
        assert tax_months(session.conn) == [DECEMBER, NOVEMBER]


@pytest.mark.parametrize(("is_late", "correction"), [(False, DECEMBER), (True, JANUARY)])
def test_a_late_return_corrects_the_open_month(
    import_story: Story, is_late: bool, correction: Month
) -> None:
    """Customs agrees on 16 December; its answer is taken in before December is closed, or after."""
    story, session = import_story, import_story.session
    story.at(DAY_29)
    story.write(story.ask("2", DAY_29))
    inbox = session.path.parent / "inbox"
    simulate(session.path.parent / "outbox", inbox, seed=0, now=story.clock.now)
    if not is_late:
        receive(session, [inbox])
    story.at(date(2027, 1, 4))
    close_month(session, DECEMBER, "甲", on=story.clock.now.date())
    if is_late:
        receive(session, [inbox])
    assert session.conn.execute("SELECT accepted_at FROM goods_return").fetchone()[0][:7] == str(
        DECEMBER
    )
    (pair,) = months_of_returns(session.conn)
    told = effects_of(session.conn, 1, on=story.clock.now.date())
    (row,) = effects(session.conn, correction)
    assert (
        (pair.origin, pair.correction) == (told.origin, told.correction) == (NOVEMBER, correction)
    )
    assert row[-3:-1] == (str(NOVEMBER), str(correction))
    assert months_of_returns(session.conn, correction) == [pair]
    other = JANUARY if correction == DECEMBER else DECEMBER
    assert months_of_returns(session.conn, other) == []


def test_a_late_bill_moves_no_tax_of_a_return_that_is_signed_for(import_story: Story) -> None:
    """In the closed month of the return it stays the estimate; opened again, it is the bill's."""
    story, session = import_story, import_story.session
    story.at(DAY_29)
    story.write(story.ask("2", DAY_29))
    inbox = session.path.parent / "inbox"
    simulate(session.path.parent / "outbox", inbox, seed=0, now=story.clock.now)
    receive(session, [inbox])
    story.at(date(2027, 1, 4))
    close_month(session, DECEMBER, "甲", on=story.clock.now.date())

    def told() -> tuple[str, int, int, Decimal | None]:
        (row,), (pair,) = effects(session.conn, DECEMBER), months_of_returns(session.conn)
        return row[4], *row[6:8], pair.tax.vat

    before = told()
    assert before[0] == "estimate"
    with session.call("receive"):
        put_bill(session.conn, 1, 300_000, "T-1")
        session.conn.execute("UPDATE tax_bill SET billed_at = '2026-12-01'")
        session.conn.execute(
            "INSERT INTO tax_bill_line (tax_bill_id, line_no, hs_code, duty_e5, vat_e5,"
            " consumption_e5) VALUES (1, 1, '', 0, 300000, 0)"
        )
    assert told() == before
    reopen_month(session, DECEMBER, "甲", second="乙", reason="税单")
    assert told() == ("official", 300_000, 0, Decimal(3))
