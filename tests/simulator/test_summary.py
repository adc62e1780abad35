"""The desk for summaries: what it refuses, and that it waits until every part is there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.simulator.run import Customs
from app.store.session import Session
from app.values.period import Month
from app.workflow.export import export
from app.workflow.receive import receive
from app.workflow.summary import apply_again, summarise, withdraw
from app.workflow.summary_terms import save_summary_terms, summary_terms
from tests.helpers.lists import compiled, declaring_session

NOW = datetime(2026, 12, 6, tzinfo=UTC)
NOVEMBER, ON = Month(2026, 11), date(2026, 12, 5)


class Firm:
    """A company with cleared lists, and the office across the street."""

    def __init__(self, folder: Path, *orders: str) -> None:
        self.session: Session = declaring_session(folder)
        self.outbox = folder / "outbox"
        self.customs = Customs(self.outbox, folder / "inbox", seed=1)
        compiled(self.session, orders)
        self.export()
        self.answers()
        self.set_clock(5)
        save_summary_terms(
            self.session, replace(summary_terms(self.session.conn), lists_per_part=2)
        )

    def set_clock(self, day: int) -> None:
        self.session.clock = lambda: datetime(2026, 12, day, 9, tzinfo=UTC)

    def export(self) -> list[Path]:
        return export(self.session, outbox=self.outbox).written

    def answers(self) -> list[str]:
        files = self.customs.answer(now=NOW).files
        receive(self.session, files)
        return [path.stem for path in files]

    def column(self, sql: str) -> list[object]:
        return [row[0] for row in self.session.conn.execute(sql)]


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path, "T-1", "T-2", "T-3")


def test_a_list_customs_does_not_have_is_refused(firm: Firm) -> None:
    summarise(firm.session, NOVEMBER, on=ON)
    (folder,) = firm.export()
    message = folder / "CEB701-0001.xml"
    text = message.read_text(encoding="utf-8")
    message.write_text(re.sub(r"invtNo>\w+<", "invtNo>29002026E99999999999<", text), "utf-8")
    firm.answers()
    assert firm.column("SELECT DISTINCT status FROM summary_application") == ["rejected"]
    (info,) = firm.column("SELECT DISTINCT info FROM summary_application")
    assert "29002026E99999999999" in str(info)
    assert firm.column("SELECT count(*) FROM summary_entry") == [0]


def test_a_list_that_is_not_cleared_at_customs_is_refused(firm: Firm) -> None:
    summarise(firm.session, NOVEMBER, on=ON)
    firm.session.clock = lambda: datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    firm.export()
    firm.answers()
    assert firm.column("SELECT DISTINCT status FROM summary_application") == ["rejected"]


def test_a_list_of_another_application_is_refused(firm: Firm) -> None:
    summarise(firm.session, NOVEMBER, on=ON)
    firm.export()
    firm.customs.answer(now=NOW)  # the company never hears of it
    with firm.session.call("test"):
        firm.session.conn.execute("UPDATE summary_application SET status = 'rejected'")
    withdraw(firm.session, "SDS26120000001")
    summarise(firm.session, NOVEMBER, on=ON)
    firm.set_clock(6)
    firm.export()
    firm.answers()
    (info,) = firm.column(
        "SELECT DISTINCT info FROM summary_application WHERE own_no = 'SDS26120000002'"
        " AND part_no = 1"
    )
    assert "SDS26120000001" in str(info)


def test_entries_come_when_the_last_part_is_there(firm: Firm) -> None:
    summarise(firm.session, NOVEMBER, on=ON)
    (folder,) = firm.export()
    message = folder / "CEB701-0001.xml"
    right = message.read_text(encoding="utf-8")
    numbers = re.findall(r"invtNo>(\w+)<", right)
    message.write_text(right.replace(numbers[-1], "29002026E99999999999"), "utf-8")
    assert not [name for name in firm.answers() if "merged" in name]
    assert firm.column("SELECT status FROM summary_application") == ["reviewed", "rejected"]
    apply_again(firm.session, [2])
    firm.set_clock(6)
    firm.export()
    assert [name for name in firm.answers() if "merged" in name]
    assert firm.column("SELECT status FROM summary_application") == ["reviewed", "reviewed"]
    assert firm.column("SELECT count(declaration_line_id) FROM summary_entry_line") == [3]


def test_by_period_the_office_takes_what_was_cleared_in_it(firm: Firm) -> None:
    terms = summary_terms(firm.session.conn)
    save_summary_terms(firm.session, replace(terms, by_period=True))
    summarise(firm.session, NOVEMBER, on=ON)
    firm.export()
    firm.answers()
    assert firm.column("SELECT count(DISTINCT decl_no) FROM summary_entry_line") == [3]
