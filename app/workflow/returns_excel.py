"""Everything about goods that came back as one Excel file. Changes nothing in the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from app.documents.fields import Flow
from app.legal.parameters import Parameters
from app.log import redacted
from app.queries import returns_export as rows
from app.queries.returns_watch import By, Period
from app.reporting.about import About, about_sheet
from app.reporting.returns import (
    WatchRow,
    YieldRow,
    batch_sheet,
    effect_sheet,
    grade_sheet,
    line_sheet,
    request_sheet,
    watch_sheet,
    yield_sheet,
)
from app.reporting.sheet import Sheet
from app.reporting.words import Words
from app.reporting.workbook import write_workbook
from app.store.session import Session
from app.store.settings import get_company
from app.values.finding import Finding, Severity
from app.values.personal import masked_name
from app.values.progress import SILENT, Progress
from app.workflow.facts import codes_of
from app.workflow.outcome import Outcome
from app.workflow.personal import let_out
from app.workflow.return_effects import effects_of
from app.workflow.return_grading import yield_report
from app.workflow.returns_watch import Group, Level, Lines, watch

STAGE = "returns_excel"
SHEETS = 8
"""How many sheets the workbook has."""


def export_returns(
    session: Session,
    path: Path,
    *,
    period: tuple[date, date],
    language: str,
    on: datetime,
    reveal: bool = False,
    progress: Progress = SILENT,
) -> Outcome:
    """Write all requests with their lines, effects, batches and grades to `path`; yield and return
    rates are those of a period (days of grading and of release, both inside). Counts: rows by
    sheet. Names and numbers of private persons are masked unless `reveal`. Raises CannotWrite and
    Cancelled; a file that was there before is then untouched."""
    if reveal:
        let_out(session, "export_personal", STAGE)
    with session.one_moment() as conn:
        words = Words(language, codes_of(conn))
        sheets = {"about": about_sheet(_about(session, on, is_masked=not reveal), words)}
        sheets |= _sheets(conn, words, period, on.date(), reveal=reveal)
        written = write_workbook(path, list(sheets.values()), now=on, progress=progress)
    counts = {name: sheet.row_count for name, sheet in sheets.items() if name != "about"}
    outcome = Outcome(STAGE, counts, written=[path])
    if written.altered:
        outcome.add(Finding("report.text_altered", Severity.NOTE, value=str(written.altered)))
    return outcome


def _about(session: Session, on: datetime, *, is_masked: bool) -> About:
    company = get_company(session.conn)
    return About(
        company=company.declarant_name,
        company_code=company.declarant_code,
        month=None,
        made_at=on,
        file=session.path,
        is_masked=is_masked,
    )


def _sheets(
    conn: sqlite3.Connection, words: Words, period: tuple[date, date], today: date, *, reveal: bool
) -> dict[str, Sheet]:
    veil, name_veil = (str, str) if reveal else (redacted, masked_name)

    def refund(return_id: int) -> tuple[str, object]:
        found = effects_of(conn, return_id, on=today).refund
        if found is None:
            return "", None
        amount = None if found.amount is None else int(found.amount.scaleb(5))
        return words.say(f"report.refund.{found.state}"), amount

    return {
        "requests": request_sheet(rows.requests(conn), words, veil, name_veil),
        "lines": line_sheet(rows.lines(conn), words, veil),
        "effects": effect_sheet(rows.effects(conn), words, refund),
        "batches": batch_sheet(rows.batches(conn), words, veil),
        "grades": grade_sheet(rows.grades(conn), words, veil),
        "yield": yield_sheet(list(_yield(conn, words, *period)), words),
        "watch": watch_sheet(list(_watch(conn, words, *period)), words),
    }


def _yield(conn: sqlite3.Connection, words: Words, first: date, last: date) -> Iterator[YieldRow]:
    found = yield_report(conn, first, last)
    for line in found.lines:
        yield YieldRow(words.say(f"return_grade.{line.grade}"), line.qty, line.share, line.expected)
    known = found.reference
    source = ""
    if known is not None:
        doc = known.doc if words.language == "zh_CN" else known.doc_en
        source = f"{doc} ({words.say(f'report.confidence.{known.confidence}')})"
    yield YieldRow(
        words.say("report.resaleable"),
        None,
        found.resaleable,
        known.resaleable if known else None,
        source,
    )


def _watch(conn: sqlite3.Connection, words: Words, first: date, last: date) -> Iterator[WatchRow]:
    law = Parameters()
    for flow in Flow:
        for by in By:
            found = watch(conn, by, Period(first, last, flow), law)
            for group in found.groups:
                yield _watch_row(words, flow, by, group, found.lines)


def _watch_row(words: Words, flow: Flow, by: By, group: Group, lines: Lines | None) -> WatchRow:
    return WatchRow(
        words.say(f"decl_flow.{flow}"),
        words.say(f"returns_watch.by.{by}"),
        group.key,
        group_name(words, by, group.key),
        group.parcels,
        group.returned,
        group.rate,
        _verdict(words, group.level, lines),
    )


def group_name(words: Words, by: By, key: str) -> str:
    """A group in words: the chapter, the shop, the country."""
    if not key:
        return words.say("returns_watch.none")
    tables = {By.CATEGORY: "hs_chapter", By.COUNTRY: "country"}
    return words.name(tables[by], key) if by in tables else key


def _verdict(words: Words, level: Level | None, lines: Lines | None) -> str:
    if level is None or lines is None:
        return ""
    return words.say(
        f"returns_watch.level.{level}", usual=f"{lines.usual:.0%}", high=f"{lines.high:.0%}"
    )
