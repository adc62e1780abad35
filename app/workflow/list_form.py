"""A list on its form: what it holds, what the program fills in by itself, what is wrong with it.

Judging and saving are one and the same: a judgement is a saving that is taken back. So the form
shows exactly what will be kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.declaration.draft import (
    ENTERED,
    Cells,
    Draft,
    amounts,
    cell_value,
    draft_line,
    faults,
    field_of,
    needed_at_entry,
)
from app.declaration.fields import EditRefused, Kind, head_fields
from app.declaration.sql.change import status_of
from app.declaration.sql.project import project
from app.declaration.sql.rewrite import projected, rewrite_list
from app.declaration.sql.tables import load_tables
from app.declaration.verdict import limit_e5, simplified_limit, verdict
from app.documents.fields import Flow
from app.documents.status import Status
from app.documents.tax_sheet import TaxSheet
from app.precheck.sql import STAGE, Checker
from app.queries.declarations import Detail, detail, text_of
from app.queries.masters import filed_parties
from app.store.findings import read_findings
from app.store.order_lines import OrderLine, correct_lines, goods_names, read_lines
from app.store.session import Call, Session
from app.text import LANGUAGES, text
from app.values.codes import key_from_number
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.assess import assess_now, estimate_now
from app.workflow.buyer_limits import BuyerLimits
from app.workflow.facts import ProfileIncomplete, facts_of, terms_of
from app.workflow.list_entry import enter_list
from app.workflow.list_places import Placed, placed
from app.workflow.match import judge_within
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt
from app.workflow.tax_sheet import tax_sheet

__all__ = [
    "ENTERED",
    "Draft",
    "Judged",
    "ListForm",
    "Placed",
    "Saved",
    "filed",
    "judge",
    "read",
    "save",
    "worked_out",
]

Texts = dict[str, str]
_COUNTED = ("gross_weight", "pieces")
_OWN_NUMBERS = {"order_no", "waybill_no"}
_OF_ARTICLE = ("sku", "declared_qty", "price")
_DECIDE_TAXES = {"export_date", "freight", "insured", "currency", "buyer_id_no"}
_TAX_UNKNOWN = "precheck.tax_unknown"
_STAND_IN = "待填"  # for what is not typed yet, only while a new list is judged
_LIST = DocumentKind.DECLARATION_LIST


@dataclass(frozen=True, slots=True)
class ListForm:
    """A list as texts by field: head and lines, where it stands, findings, and why it is 汇总 or
    简化 (keys of texts)."""

    id: int
    head: Texts
    lines: tuple[Texts, ...]
    findings: tuple[Placed, ...]
    verdict: tuple[str, ...]

    @property
    def status(self) -> Status:
        """Where the list stands."""
        return Status(self.head.get("status") or Status.DRAFT)

    @property
    def flow(self) -> Flow:
        """Which way the goods go; the form has other fields for imports."""
        return Flow(self.head.get("flow") or Flow.EXPORT)

    @property
    def is_editable(self) -> bool:
        """What was written is changed by a new message only."""
        return self.status is Status.DRAFT

    def draft(self) -> Draft:
        """Everything as if a person had typed it."""
        fields_ = [field_of(column) for column in head_fields(self.flow)]
        line_fields = [field_of(column) for column in draft_line(self.flow)]
        return Draft(
            {name: self.head.get(name, "") for name in fields_},
            tuple({name: line.get(name, "") for name in line_fields} for line in self.lines),
            tuple(range(1, len(self.lines) + 1)),
            self.flow,
        )

    def as_new(self) -> Draft:
        """What a new list like this one begins with: what a person enters, without the numbers of
        this order and waybill; the program fills in the rest."""
        names = set(needed_at_entry(self.flow)) - _OWN_NUMBERS
        head = {name: self.head.get(name, "") for name in names}
        lines = tuple(_entered(line, self.flow) for line in self.lines)
        return Draft(head, lines, (0,) * len(lines), self.flow)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a form would become: the list as it would be kept, the texts of the cells as the program
    fills them when they are left to it (head, lines), and its taxes (None: of an export list, or
    not to be told yet)."""

    form: ListForm
    own_head: Texts
    own_lines: tuple[Texts, ...]
    taxes: TaxSheet | None = None


@dataclass(slots=True)
class Saved(Outcome):
    """What saving answers: the list's id (0 = faults, nothing was saved) and the faults."""

    id: int = 0
    faults: tuple[Placed, ...] = field(default_factory=tuple)


def _entered(line: Texts, flow: Flow) -> Texts:
    """A line as it is entered: by the number of the article, else in full."""
    names = _OF_ARTICLE if line.get("sku") else map(field_of, draft_line(flow))
    return {name: line.get(name, "") for name in names}


def read(conn: sqlite3.Connection, list_id: int) -> ListForm | None:
    """A list as it is kept; None when there is none."""
    found = detail(conn, list_id)
    return _form(list_id, found, placed(found.findings)) if found else None


def filed(role: str) -> Callable[[sqlite3.Connection], list[tuple[str, str]]]:
    """The query for code and name of the companies filed in a role."""
    return lambda conn: filed_parties(conn, role)


def worked_out(cells: Cells) -> Texts:
    """Price and total of a line as they follow from what was typed of it."""
    counted = amounts(cells)
    if counted is None:
        return {}
    return {
        "price": text_from_e5(counted.price, decimals=2),
        "line_total": text_from_e5(counted.total, decimals=2),
    }


def save(session: Session, list_id: int | None, draft: Draft, *, on: date) -> Saved:
    """Keep a form (None = a new list, entered by hand): one undoable call, none when nothing
    differs. Lines that differ from the order are corrected in the order too. Raises EditRefused,
    ProfileIncomplete."""
    saved = Saved("edit" if list_id else "enter")
    if found := faults(draft, is_new=list_id is None):
        saved.faults = placed(found)
        return saved
    with attempt(session, saved.stage) as trial:
        saved.id, is_corrected = _write(session, trial.call, list_id, draft, on)
        if is_corrected and list_id:
            judge_within(trial.call, session, on=on)
        trial.changed = is_corrected or bool(trial.call.outcome["differences"])
        if trial.changed and draft.flow is Flow.IMPORT:
            assess_now(session.conn, trial.call.id, [saved.id])
    if trial.changed:
        kinds = {_LIST, DocumentKind.ORDER} | (set() if list_id else {DocumentKind.WAYBILL})
        saved.changes = Changes(frozenset(kinds))
    return saved


def judge(session: Session, list_id: int | None, draft: Draft, *, on: date) -> Judged:
    """What saving a form would come to; nothing is kept, and a form with faults is judged as far as
    it can be read. Raises EditRefused when the list is no draft any more."""
    found = faults(draft, is_new=list_id is None)
    try:
        with attempt(session, "edit") as trial:
            readable = _readable(draft, found, is_new=list_id is None)
            new_id, _ = _write(session, trial.call, list_id, readable, on)
            judged = _judged(session.conn, new_id)
    except ProfileIncomplete as refusal:
        fields = refusal.params["fields"].split(", ")
        labels = tuple(
            (f"label_{language}", ", ".join(text(f"masters.{name}", language) for name in fields))
            for language in LANGUAGES
        )
        missing = Finding("list_form.profile", Severity.BLOCKING, _LIST, params=labels)
        return Judged(ListForm(0, {}, (), placed([missing, *found]), ()), {}, ())
    return _with_faults(judged, found)


def _write(
    session: Session, call: Call, list_id: int | None, draft: Draft, on: date
) -> tuple[int, bool]:
    """Write a form without faults; the list's id, and whether its order is another one now. What
    differs stands in the call's outcome."""
    conn = session.conn
    facts, terms = facts_of(conn), terms_of(conn, draft.flow)
    load_tables(conn, facts.codes)
    is_new = list_id is None
    if list_id is None:
        list_id = enter_list(session, call, draft, terms, on=on)
    elif status_of(conn, list_id) is not Status.DRAFT:
        raise EditRefused("error.list_was_written", list=list_id)
    order_id, day = conn.execute(
        "SELECT order_id, export_date FROM declaration_list WHERE id = ?", (list_id,)
    ).fetchone()
    is_corrected = correct_lines(conn, call.id, order_id, _order_lines(conn, order_id, draft))
    day = date.fromisoformat((draft.head.get("export_date") or day).strip())
    limit = limit_e5(simplified_limit(facts.parameters, day))
    project(conn, [order_id], terms, on=day, limit=limit)
    found = rewrite_list(conn, call.id, list_id, draft, at=call.time)
    call.outcome["differences"] = [[d.field, d.line_no, d.before, d.after] for d in found]
    if draft.flow is Flow.IMPORT:
        estimate_now(conn, call.id, list_id, facts.parameters)
    checker = Checker(conn, facts)
    BuyerLimits(conn, facts.parameters).of_lists([list_id])
    checker.run(_LIST, [list_id])
    checker.save(call.id)
    return list_id, is_new or is_corrected


def _order_lines(conn: sqlite3.Connection, order_id: int, draft: Draft) -> list[OrderLine]:
    """The lines the order must have for the list to agree with it."""
    stored = read_lines(conn, order_id)
    numbers = [cells.get("sku") or "" for cells in draft.lines]
    numbers += [line.sku for line in stored.values()]
    known = goods_names(conn, numbers)
    return [
        _order_line(cells, stored.get(origin), known, draft.flow)
        for cells, origin in zip(draft.lines, draft.origins, strict=True)
    ]


def _order_line(
    cells: Cells, before: OrderLine | None, known: Mapping[str, str], flow: Flow
) -> OrderLine:
    def typed(name: str) -> str:
        return (cells.get(name) or "").strip()

    counted = amounts(cells)
    assert counted is not None  # no faults
    sku = str(cell_value("sku", Kind.CODE, typed("sku")))
    line = before or OrderLine(
        sku,
        typed("company_goods_name") or typed("goods_name") or known.get(key_from_number(sku), ""),
        typed("goods_spec"),
        typed("barcode"),
        typed("declared_unit"),
        counted.qty,
        counted.price,
        counted.total,
        origin=typed("country") if flow is Flow.IMPORT else "",
    )
    # A number the masters do not know is a shorter spelling for the list, not other goods.
    is_other = key_from_number(sku) in known or key_from_number(line.sku) not in known
    return replace(
        line,
        sku=sku if is_other else line.sku,
        qty_e5=counted.qty,
        price_e5=counted.price,
        line_total_e5=counted.total,
    )


def _readable(draft: Draft, found: Iterable[Finding], *, is_new: bool) -> Draft:
    """The same without what cannot be read: a stand-in where something must stand."""
    head = dict(draft.head)
    lines = [dict(cells) for cells in draft.lines] or [{}]
    for fault in found:
        cells = lines[fault.line_no - 1] if fault.line_no else head
        cells[fault.field] = None
    for name in needed_at_entry(draft.flow) if is_new else ():
        head[name] = head.get(name) or ("1" if name in _COUNTED else _STAND_IN)
    for cells in lines:
        cells["sku"] = cells.get("sku") or _STAND_IN
        cells["declared_qty"] = cells.get("declared_qty") or "1"
        if amounts(cells) is None:
            cells |= {"price": "1", "line_total": None}
    return replace(draft, head=head, lines=tuple(lines), origins=draft.origins or (0,))


def _judged(conn: sqlite3.Connection, list_id: int) -> Judged:
    found = detail(conn, list_id)
    assert found is not None
    head, lines = projected(conn, int(str(found.head["order_id"])))
    own_head, own_lines = text_of(head), tuple(text_of(line) for line in lines)
    form = _form(list_id, found, ())
    findings = read_findings(
        conn, "f.stage = ? AND f.document_kind = ? AND f.document_id = ?", STAGE, _LIST, list_id
    )
    notes = placed(findings, shown=(form.head, *form.lines), own=(own_head, *own_lines))
    return Judged(replace(form, findings=notes), own_head, own_lines, tax_sheet(conn, list_id))


def _with_faults(judged: Judged, found: list[Finding]) -> Judged:
    """Findings about a stand-in say nothing; the faults stand for them."""
    spoiled = {fault.line_no for fault in found}  # 0 = the head
    if any(fault.code == "list_form.no_lines" for fault in found):
        spoiled.add(1)
    own = tuple({} if at in spoiled else _known(one) for at, one in enumerate(judged.own_lines, 1))
    unknown = {fault.field for fault in found if not fault.line_no}
    if spoiled - {0}:
        unknown.add("total")
    is_taxed = not (spoiled - {0} or unknown & _DECIDE_TAXES)
    findings = tuple(
        each
        for each in judged.form.findings
        if each.line not in spoiled
        and each.finding.value != _STAND_IN
        and (is_taxed or each.finding.code != _TAX_UNKNOWN)
    )
    form = replace(
        judged.form,
        head=_known(judged.form.head, unknown),
        lines=tuple(map(_known, judged.form.lines)),
        findings=placed(found) + findings,
    )
    taxes = judged.taxes if is_taxed else None
    return Judged(form, _known(judged.own_head, unknown), own, taxes)


def _known(texts: Texts, unknown: Collection[str] = ()) -> Texts:
    """The texts that do not come from a stand-in."""
    return {name: text for name, text in texts.items() if text != _STAND_IN and name not in unknown}


def _form(list_id: int, found: Detail, findings: tuple[Placed, ...]) -> ListForm:
    head = text_of(found.head)
    flag = head["statistics_flag"]  # import lists have none: there is nothing to explain
    why = verdict(flag, int(head["summary_reasons"]), None).text_keys if flag else ()
    return ListForm(list_id, head, tuple(text_of(line) for line in found.lines), findings, why)
