"""Stage report: the month workbook. Changes nothing in the store, so it is no call."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from app.documents.fields import Flow
from app.documents.status import Status
from app.legal.parameters import NotInForce, Parameters
from app.matching.explain import explain
from app.matching.reasons import BY_FLAG, BY_KEY
from app.messages.ceb.status import explanation_key
from app.queries import month_workbook, reports
from app.reference.tables import table
from app.reporting.about import About, about_sheet
from app.reporting.exceptions import Issue, exception_sheet
from app.reporting.lists import line_sheet, list_sheet
from app.reporting.modes import Lists, ModeRow, mode_sheet
from app.reporting.rules import UsedRule, rule_sheet
from app.reporting.sheet import OfFlow, Sheet
from app.reporting.status import Attention, attention_sheet, status_sheet
from app.reporting.summary import currency_sheet, group_sheet
from app.reporting.taxes import shipment_sheet, tax_line_sheet, tax_sheet
from app.reporting.words import Words
from app.reporting.workbook import write_workbook
from app.store.session import Session
from app.store.settings import get_company
from app.text import finding_text
from app.values.finding import Finding, Provenance, Severity
from app.values.period import Month
from app.values.progress import SILENT, Progress
from app.workflow.facts import codes_of
from app.workflow.legal_words import figure_words, unit_words
from app.workflow.outcome import Outcome
from app.workflow.personal import let_out
from app.workflow.report_parts import mode_rows, money_sheets, refund_sheets, return_sheets
from app.workflow.report_splits import SPLITS, split_sheets
from app.workflow.room import little_room
from app.workflow.track import stuck_findings

Groups = Callable[[sqlite3.Connection, Month | None, Flow], reports.Rows]

STAGE = "report"
_REFUSED = (Status.REJECTED, Status.FAILED, Status.SEND_FAILED)
_ANSWER = "CEB604"  # customs' answer to a list
# Families of parameters that lists are prepared with and taxes and refunds computed with, besides
# those of the modes.
_EXPORT_LAW = ("export.cbec.", "export.vat.")
_IMPORT_LAW = ("import.cbec.", "import.rounding.", "vat.rate.", "consumption.")
_RATES = "customs.fx."
_TABLES = (
    *("country", "currency", "unit", "hs8", "customs_office", "port", "transport_mode"),
    *("packaging", "customs_mode", "export_tariff"),
)
_VERBS = {"intake": "import"}  # stage of a finding → its verb, where they differ


def report(
    session: Session,
    month: Month | None,
    path: Path,
    *,
    language: str,
    on: datetime,
    reveal: bool = False,
    progress: Progress = SILENT,
) -> Outcome:
    """Write the workbook of a month (None = everything) to `path`. Counts: rows by sheet.

    `reveal` shows ID and phone numbers in full. Raises CannotWrite, Cancelled; a workbook that
    was there before is then untouched."""
    if reveal:
        let_out(session, "export_personal", STAGE)
    outcome = Outcome(STAGE)
    if room := little_room(path.parent):
        outcome.add(room)
    with session.one_moment() as conn:
        words = Words(language, codes_of(conn))
        about = _about(session, month, on, is_masked=not reveal)
        sheets = _sheets(conn, about, words)
        missing_rates = _missing_rates(conn, month)
        written = write_workbook(path, list(sheets.values()), now=on, progress=progress)
    outcome.counts = {name: sheet.row_count for name, sheet in sheets.items()}
    outcome.written = [path]
    for each in missing_rates:
        outcome.add(each)
    if written.altered:
        outcome.add(Finding("report.text_altered", Severity.NOTE, value=str(written.altered)))
    return outcome


SHEETS = (
    *("about", "modes", *(f"by_{by}" for by in SPLITS)),
    *("summary", "currencies", "status", "attention", "exceptions"),
    *("lists", "lines", "taxes", "tax_lines", "shipments"),
    *("return_months", "return_effects", "returns", "refunds", "claims", "export_taxes"),
    *("money", "order_money", "remittances", "rules"),
)


def contents(conn: sqlite3.Connection, month: Month | None) -> dict[str, int]:
    """Rows by sheet, of those sheets that can be counted without making them."""
    return {
        "modes": len(mode_rows(conn, month)),
        "summary": sum(len(reports.groups(conn, month, flow)) for flow in Flow),
        "currencies": sum(len(reports.currencies(conn, month, flow)) for flow in Flow),
        "status": sum(len(reports.statuses(conn, month, flow)) for flow in Flow),
        "exceptions": len(_Issues(conn, month)),
        "lists": len(reports.lists(conn, month)),
        "lines": len(month_workbook.all_lines(conn, month)),
        "taxes": len(month_workbook.taxed(conn, month)),
        "tax_lines": len(month_workbook.taxed_lines(conn, month)),
        "shipments": len(month_workbook.shipments(conn, month)),
    }


def _missing_rates(conn: sqlite3.Connection, month: Month | None) -> list[Finding]:
    missing = {
        (of_month, currency)
        for flow in Flow
        for of_month, currency, rate, *_ in reports.currencies(conn, month, flow)
        if rate is None
    }
    missing.update(month_workbook.rateless_shipments(conn, month))
    return [
        Finding("report.rate_missing", Severity.DOUBTFUL, number=of_month, value=currency)
        for of_month, currency in sorted(missing)
    ]


def _sheets(conn: sqlite3.Connection, about: About, words: Words) -> dict[str, Sheet]:
    """The sheets by name, in the order of the workbook."""
    month, reveal = about.month, not about.is_masked
    sums = {name: month_workbook.sums(conn, name, month) for name in month_workbook.SUMMED}
    lists = list_sheet(reports.lists(conn, month), words, sums["lists"])
    taxes = tax_sheet(month_workbook.taxed(conn, month), words, sums["taxes"])
    tax_lines = tax_line_sheet(month_workbook.taxed_lines(conn, month), words, sums["tax_lines"])
    shipments = shipment_sheet(month_workbook.shipments(conn, month), words)
    lines = line_sheet(month_workbook.all_lines(conn, month), words, sums["lines"])
    all_lists = Lists(lists, taxes, shipments)
    issues, modes = _Issues(conn, month), mode_rows(conn, month)

    def of_flows(groups: Groups) -> list[OfFlow]:
        sheets = {Flow.EXPORT: lists, Flow.IMPORT: taxes}
        return [OfFlow(flow, groups(conn, month, flow), sheets[flow]) for flow in Flow]

    return {
        "about": about_sheet(about, words),
        "modes": mode_sheet(modes, all_lists, words),
        **split_sheets(conn, month, all_lists, lines, words),
        "summary": group_sheet(of_flows(reports.groups), words),
        "currencies": currency_sheet(of_flows(reports.currencies), words),
        "status": status_sheet(of_flows(reports.statuses), words),
        "attention": attention_sheet(_attention(conn, about, words), words),
        "exceptions": exception_sheet(issues, len(issues), words, reveal=reveal),
        "lists": lists,
        "lines": lines,
        "taxes": taxes,
        "tax_lines": tax_lines,
        "shipments": shipments,
        **return_sheets(conn, month, words, about.made_at.date(), reveal=reveal),
        **refund_sheets(conn, month, words, about.made_at.date(), reveal=reveal),
        **money_sheets(conn, month, words, reveal=reveal),
        "rules": rule_sheet(_used_rules(modes, about, words.language), words),
    }


def _about(session: Session, month: Month | None, on: datetime, *, is_masked: bool) -> About:
    company = get_company(session.conn)
    return About(
        company=company.declarant_name,
        company_code=company.declarant_code,
        month=month,
        made_at=on,
        file=session.path,
        is_masked=is_masked,
    )


def _attention(conn: sqlite3.Connection, about: About, words: Words) -> list[Attention]:
    """Refused lists of the month, then those of any month that wait too long."""
    refused = [
        Attention(
            own_no,
            since,
            words.say(f"status.{status}"),
            info,
            words.say(explanation_key(_ANSWER, code), "fix"),
        )
        for flow in Flow
        for own_no, status, since, code, info in reports.refused(
            conn, about.month, [*_REFUSED], flow
        )
    ]
    known = {one.own_no for one in refused}
    waiting = [
        Attention(
            finding.number,
            dict(finding.params).get("since", ""),
            finding_text(finding, words.language),
            "",
            finding_text(finding, words.language, "fix"),
        )
        for finding in stuck_findings(conn, about.made_at)
        if finding.number not in known
    ]
    return refused + waiting


class _Issues:
    """Differences found in matching, then findings of the stages; counted before they stream."""

    def __init__(self, conn: sqlite3.Connection, month: Month | None) -> None:
        self._conn = conn
        self._month = month
        self._findings = reports.Findings(conn, month)

    def __len__(self) -> int:
        flags = [int(flag) for flag in BY_FLAG]
        counts = (reports.reason_count(self._conn, self._month, flags, flow) for flow in Flow)
        return sum(counts) + len(self._findings)

    def __iter__(self) -> Iterator[Issue]:
        for flow in Flow:
            for order in reports.differences(self._conn, self._month, flow):
                yield from _differences(self._conn, order)
        for stage, finding in self._findings:
            yield Issue(_VERBS.get(stage, stage), finding)


def _differences(conn: sqlite3.Connection, order: reports.Difference) -> Iterator[Issue]:
    """Every reason of an order, with what was decided about it."""
    place = Provenance(order.file, order.sheet, order.row)
    for finding in explain(conn, order.order_id).findings:
        is_accepted = BY_KEY[finding.rule].flag & order.accepted
        decision = "accepted" if is_accepted else "open"
        if order.action == "exclude":
            decision = "excluded"
        yield Issue("match", replace(finding, provenance=place), decision)


def _used_rules(modes: Sequence[ModeRow], about: About, language: str) -> list[UsedRule]:
    """The law in force at the end of the month for the modes used, and the code tables."""
    month = about.month
    day = month.next.first_day - timedelta(days=1) if month else about.made_at.date()
    exported = {row.mode for row in modes if row.flow == Flow.EXPORT}
    is_importing = any(row.flow == Flow.IMPORT for row in modes)
    if not is_importing:
        exported = exported or {"9610"}
    families = (
        *(_EXPORT_LAW if exported else ()),
        *(f"export.{mode}." for mode in sorted(exported)),
        *(_IMPORT_LAW if is_importing else ()),
        *(f"mode.{mode}." for mode in sorted(exported | {row.mode for row in modes})),
        _RATES,
    )
    law = Parameters()
    used = [
        rule
        for family in families
        for parameter_id in law.ids()
        if parameter_id.startswith(family)
        if (rule := _used_rule(law, parameter_id, day, language))
    ]
    return used + [_used_table(name, language) for name in _TABLES]


def _used_rule(law: Parameters, parameter_id: str, day: date, language: str) -> UsedRule | None:
    """The parameter as it stood that day; None when it was not in force."""
    try:
        value = law.value_at(parameter_id, day)
    except NotInForce:
        return None
    parameter = law.parameter(parameter_id)
    is_chinese = language == "zh_CN"
    return UsedRule(
        kind="parameter",
        id=parameter_id,
        title=parameter.title_zh if is_chinese else parameter.title_en,
        value=figure_words(value, language),
        unit=unit_words(value, language),
        from_=value.from_.isoformat(),
        to=value.to.isoformat() if value.to else "",
        confidence=value.confidence,
        source=value.source.doc if is_chinese else value.source.doc_en,
        checked_on=value.checked_on.isoformat(),
    )


def _used_table(name: str, language: str) -> UsedRule:
    shipped = table(name)
    return UsedRule(
        kind="table",
        id=name,
        title=shipped.title_zh if language == "zh_CN" else shipped.title_en,
        value=shipped.edition,
        unit="",
        from_="",
        to="",
        confidence=shipped.trust,
        source=shipped.source,
        checked_on="",
    )
