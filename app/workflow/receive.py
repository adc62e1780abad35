"""Stage receive: receipt files → receipts tied to their documents, and the statuses they lead to.

Any number of files in any order, repeated, mixed, wrapped or broken: each receipt is kept once, and
the result is the same.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from app.bonded.sql.booking import book_lists
from app.declaration.sql.status import TOUCHED_LISTS, TOUCHED_RETURNS, refresh_touched
from app.documents.status import Status, meaning
from app.files import in_words, other_kind
from app.messages.ceb.receipts import ReceiptFile, ReceiptRecord, read_receipts
from app.messages.ceb.spec import Flow, spec
from app.messages.ceb.status import status_of
from app.store.files import FileRecord, add_file, is_imported, set_counts
from app.store.findings import clear_findings, save_document_findings, save_findings
from app.store.session import Call, Session
from app.values.errors import AppError
from app.values.finding import DocumentKind, Finding, Provenance, Severity
from app.values.progress import SILENT, Progress
from app.workflow.outcome import Changes, Outcome
from app.workflow.receive_links import keep_receipts, link_receipts
from app.workflow.receive_summary import (
    NO_LIST,
    is_summary_result,
    keep_summary_results,
    tie_summary_entries,
)
from app.workflow.receive_taxes import (
    is_tax_bill,
    keep_tax_bills,
    tie_tax_bills,
    untied_tax_bills,
)
from app.workflow.return_effects import assess_returned
from app.workflow.saving import attempt

STAGE = "receive"
FILE_KIND = "receipt"

_ROOT = re.compile(rb"<(?:\w+:)?(?:(CEB\d{3})Message|(Dxp\w+))\b")
_HEAD_BYTES = 2048
_BAD_ENDS = {Status.REJECTED, Status.FAILED, Status.SEND_FAILED, Status.RETURNED_ABROAD}
_NO_DOCUMENT = "receive.unknown_document"
_NO_LIST = "receive.unknown_list"
_REFUSED = {  # what an unreadable file is told as; any other: receive.unreadable
    "messages.not_xml": "receive.not_xml",
    "messages.empty_file": "receive.empty_file",
    "messages.too_large": "receive.too_large",
    "messages.forbidden_xml": "receive.forbidden_xml",
    "messages.not_ceb": "receive.not_ceb",
}


def receive(
    session: Session,
    paths: Iterable[Path],
    *,
    is_trial: bool = False,
    progress: Progress = SILENT,
) -> Outcome:
    """Take in receipt files, and all .xml files in folders: one undoable call, none when nothing
    is new. A broken file does not keep the others out. A trial counts, then takes all back.

    Counts: files, same_file, unreadable, new, repeated, refusals, unknown_document,
    unknown_status, tied (receipts), changed (statuses), booked and taken_back (moves of the account
    books), tax_bills (new or changed), unknown_list (tax bills), entries (results of summary
    declarations). Raises StoreError."""
    outcome = Outcome(STAGE)
    files = list(files_in(paths))
    with attempt(session, STAGE, files=[path.name for path in files]) as trial:
        intake = _Intake(trial.call, outcome)
        for number, path in enumerate(files):
            progress.step("progress.receiving", number, len(files))
            intake.take(path)
        trial.changed = intake.finish() and not is_trial
        trial.call.outcome |= outcome.counts
    if trial.changed:
        kinds = (DocumentKind.RECEIPT, DocumentKind.DECLARATION_LIST, DocumentKind.CANCEL_REQUEST)
        others = (DocumentKind.MASTER_BILL_LIST, DocumentKind.DELIVERY, DocumentKind.TAX_BILL)
        returns = (DocumentKind.GOODS_RETURN, DocumentKind.RETURN_TALLY)
        summaries = (DocumentKind.SUMMARY_APPLICATION, DocumentKind.SUMMARY_ENTRY)
        touched = {*kinds, *others, *returns, *summaries, DocumentKind.STOCK_MOVE}
        outcome.changes = Changes(frozenset(touched))
    return outcome


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and the .xml files in the folders named, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*.xml") if each.is_file())
        else:
            yield path


def is_receipt_file(path: Path) -> bool:
    """Whether a file holds receipts, judged by its beginning (a wrapped one is opened)."""
    if other_kind(path):
        return False
    with path.open("rb") as file:
        root = _ROOT.search(file.read(_HEAD_BYTES))
    if root is None:
        return False
    if root[1]:
        return spec(root[1].decode()).flow is Flow.RECEIPT
    try:
        return bool(read_receipts(path.read_bytes()).receipts)
    except AppError:
        return False


class _Intake:
    """Files on their way in, inside one call."""

    def __init__(self, call: Call, outcome: Outcome) -> None:
        self._call = call
        self._conn = call.conn
        self._outcome = outcome

    def take(self, path: Path) -> None:
        """Keep what a file holds."""
        self._outcome.count("files")
        if kind := other_kind(path):
            self._refuse(path, "receive.other_kind", kind_key=kind)
            return
        try:
            data = path.read_bytes()
            file = read_receipts(data, file=path.name)
        except OSError as error:
            self._refuse(path, "receive.unreadable", **in_words(error, "value"))
            return
        except AppError as error:
            code = _REFUSED.get(error.code)
            self._refuse(path, code or "receive.unreadable", value="" if code else str(error))
            return
        digest = hashlib.sha256(data).hexdigest()
        record = FileRecord(path.name, digest, len(data), FILE_KIND, reader=file.message)
        if is_imported(self._conn, record):
            self._outcome.count("same_file")
        elif file.receipts:
            self._keep(record, file)
        else:
            self._note([_finding("receive.not_a_receipt", Severity.NOTE, path.name, file.message)])

    def finish(self) -> bool:
        """Tie receipts to documents and derive statuses; whether anything is new."""
        tied = link_receipts(self._conn, self._call.id)
        unknown = _unknown_documents(self._conn, self._call.id)
        settled = "code = ? AND document_id IN (SELECT id FROM receipt WHERE document_id NOT NULL)"
        clear_findings(self._conn, STAGE, settled, _NO_DOCUMENT)
        for _, finding in unknown:
            self._outcome.add(finding)
        save_document_findings(self._conn, self._call.id, STAGE, unknown)
        counts = {
            "tied": tied,
            "unknown_document": len(unknown),
            "changed": refresh_touched(self._conn, self._call.id),
        }
        booked = book_lists(self._conn, self._call.id, TOUCHED_LISTS)
        assess_returned(self._conn, self._call.id, TOUCHED_RETURNS)
        counts |= {"booked": booked.out, "taken_back": booked.back}
        counts["unknown_list"], bills = self._tie_tax_bills()
        self._tie_entries()
        for name, number in counts.items():
            if number:
                self._outcome.count(name, number)
        said = self._outcome.counts
        is_new = tied or bills or said.keys() & {"new", "tax_bills", "entries"}
        return bool(is_new or self._outcome.findings)

    def _tie_tax_bills(self) -> tuple[int, int]:
        """Tie tax bills to their lists: how many of this call have none, and how many were tied."""
        tied = tie_tax_bills(self._conn, self._call.id)
        settled = (
            "code = ? AND document_id IN (SELECT id FROM tax_bill"
            " WHERE declaration_list_id NOT NULL)"
        )
        clear_findings(self._conn, STAGE, settled, _NO_LIST)
        untied = [
            (bill_id, _unknown_list(tax_no, invt_no))
            for bill_id, tax_no, invt_no in untied_tax_bills(self._conn, self._call.id)
        ]
        for _, finding in untied:
            self._outcome.add(finding)
        save_document_findings(self._conn, self._call.id, STAGE, untied)
        return len(untied), tied

    def _tie_entries(self) -> None:
        """Tie customs entries to the lists they came of."""
        unknown = tie_summary_entries(self._conn, self._call.id)
        settled = (
            "code = ? AND document_id NOT IN (SELECT summary_entry_id FROM summary_entry_line"
            " WHERE declaration_line_id IS NULL)"
        )
        clear_findings(self._conn, STAGE, settled, NO_LIST)
        for _, finding in unknown:
            self._outcome.add(finding)
        save_document_findings(self._conn, self._call.id, STAGE, unknown)

    def _keep(self, record: FileRecord, file: ReceiptFile) -> None:
        file_id = add_file(self._call, record)
        results = [receipt for receipt in file.receipts if is_summary_result(receipt)]
        others = [receipt for receipt in file.receipts if not is_summary_result(receipt)]
        answers = [receipt for receipt in others if not is_tax_bill(receipt)]
        new = keep_receipts(self._conn, self._call.id, file_id, answers)
        self._outcome.count("new", new)
        bills = [receipt for receipt in others if is_tax_bill(receipt) and receipt.tax_no]
        if kept := keep_tax_bills(self._conn, self._call.id, file_id, bills):
            self._outcome.count("tax_bills", kept)
        if entries := keep_summary_results(self._conn, self._call.id, file_id, results):
            self._outcome.count("entries", entries)
        set_counts(self._conn, file_id, rows=len(file.receipts), bad=0)
        if repeated := len(answers) - new + len(bills) - kept + len(results) - entries:
            self._outcome.count("repeated", repeated)
        if refusals := sum(meaning(one.status_code).status in _BAD_ENDS for one in answers):
            self._outcome.count("refusals", refusals)
        findings = [*file.findings, *_doubts(record.name, others)]
        self._note(findings, file_id)

    def _refuse(self, path: Path, code: str, value: str = "", **params: str) -> None:
        self._outcome.count("unreadable")
        finding = _finding(code, Severity.BLOCKING, path.name, value)
        self._note([replace(finding, params=tuple(params.items()))])

    def _note(self, findings: list[Finding], file_id: int | None = None) -> None:
        for finding in findings:
            self._outcome.add(finding)
            if finding.code == "receive.unknown_status":
                self._outcome.count("unknown_status")
        save_findings(self._conn, self._call.id, STAGE, findings, file_id=file_id)


def _finding(code: str, severity: Severity, file: str, value: str, row: int = 0) -> Finding:
    return Finding(
        code, severity, DocumentKind.RECEIPT, value=value, provenance=Provenance(file, "", row)
    )


def _unknown_list(tax_no: str, invt_no: str) -> Finding:
    return Finding(_NO_LIST, Severity.DOUBTFUL, DocumentKind.TAX_BILL, number=tax_no, value=invt_no)


def _doubts(file: str, receipts: Iterable[ReceiptRecord]) -> Iterator[Finding]:
    """What is odd about single receipts: codes nobody published, times nobody can read."""
    for receipt in receipts:
        if not status_of(receipt.message, receipt.status_code).known:
            code, value = "receive.unknown_status", receipt.status_code
        elif receipt.return_time is None:
            code, value = "receive.bad_time", receipt.time_text
        else:
            continue
        yield _finding(code, Severity.DOUBTFUL, file, value, receipt.row)


def _unknown_documents(conn: sqlite3.Connection, call_id: int) -> list[tuple[int, Finding]]:
    """A finding for each receipt of this call whose document is not here."""
    rows = conn.execute(
        "SELECT r.id, r.message, coalesce(nullif(r.own_no, ''), nullif(r.number, ''), r.order_no),"
        " r.status_code, f.name FROM receipt r JOIN source_file f ON f.id = r.source_file_id"
        " WHERE r.document_id IS NULL AND r.call_id = ?",
        (call_id,),
    )
    return [
        (
            receipt_id,
            Finding(
                _NO_DOCUMENT,
                Severity.DOUBTFUL,
                DocumentKind.RECEIPT,
                number=number,
                value=status,
                rule=message,
                provenance=Provenance(file),
            ),
        )
        for receipt_id, message, number, status, file in rows
    ]
