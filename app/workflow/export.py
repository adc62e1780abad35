"""Stage export: drafts → unsigned message files in the outbox, with a manifest.

Nothing is signed and nothing is sent: prepared is not filed. The call is a border for undo, since
somebody may have handed the files over a minute later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.declaration.sql.status import refresh_touched
from app.documents.status import EventKind
from app.messages.ceb.spec import MessageSpec, spec
from app.messages.ceb.transfer import Transfer
from app.messages.ceb.writer import Document, WrittenMessage, iter_messages
from app.store.events import add_events_for
from app.store.findings import clear_findings, save_document_findings
from app.store.session import Call, Session
from app.store.settings import CompanyProfile, get_company
from app.text import LANGUAGES, text
from app.values.finding import DocumentKind, Finding, Severity
from app.values.progress import SILENT, Progress
from app.workflow.export_choice import (
    choose,
    count_held,
    count_waiting,
    held_findings,
    hold_followers,
)
from app.workflow.export_returns import return_faults
from app.workflow.export_rows import MESSAGES, Outgoing, documents
from app.workflow.outbox import OutboxFolder, finish_exports
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

STAGE = "export"
MANIFEST = "manifest.json"
README = "READ-ME.txt"

# What each kind is called in the counts of the outcome, and where its appTime is kept.
_COUNTS = {
    DocumentKind.ORDER: "orders",
    DocumentKind.PAYMENT: "payments",
    DocumentKind.WAYBILL: "waybills",
    DocumentKind.DECLARATION_LIST: "lists",
    DocumentKind.CANCEL_REQUEST: "cancel_requests",
    DocumentKind.MASTER_BILL_LIST: "master_bills",
    DocumentKind.DELIVERY: "deliveries",
    DocumentKind.GOODS_RETURN: "returns",
    DocumentKind.RETURN_TALLY: "tallies",
    DocumentKind.SUMMARY_APPLICATION: "summaries",
}
_KEEPS_TIME = (
    DocumentKind.DECLARATION_LIST,
    DocumentKind.CANCEL_REQUEST,
    DocumentKind.MASTER_BILL_LIST,
    DocumentKind.DELIVERY,
    DocumentKind.GOODS_RETURN,
    DocumentKind.RETURN_TALLY,
    DocumentKind.SUMMARY_APPLICATION,
)


def export(
    session: Session,
    selection: Iterable[str] | None = None,
    *,
    outbox: Path,
    progress: Progress = SILENT,
) -> Outcome:
    """Write what waits (or the lists, requests, tallies and master bills with these own numbers)
    into a new folder of the outbox. No call when nothing waits.

    Counts: files, then documents by kind, held (lists and returns with blocking findings, lists
    without their order, tallies without their return), refused (documents the field tables do not
    allow; see the findings). Raises BadTransfer when the company's own data are incomplete,
    CannotWrite, StoreError."""
    finish_exports(session)
    only = None if selection is None else json.dumps(list(selection))
    outcome = Outcome(STAGE)
    if held := count_held(session.conn, only):
        outcome.count("held", held)
        for finding in held_findings(session.conn, only):
            outcome.add(finding)
    if not count_waiting(session.conn, only):
        return outcome
    folder: OutboxFolder | None = None
    try:
        with attempt(session, STAGE, outbox=str(outbox)) as trial:
            folder = _folder(trial.call, outbox, session.path.stem)
            batch = _Batch(trial.call, folder, get_company(session.conn), outcome, progress)
            trial.call.is_border = batch.write(only)
            trial.changed = True
    except BaseException:
        if folder and not _is_kept(session, folder):  # Ctrl-C may come just after the commit
            folder.discard()
        raise
    if outcome.counts.get("files"):
        folder.finish()
        outcome.written = [folder.path]
    outcome.changes = Changes(frozenset({*_COUNTS}))
    return outcome


def _folder(call: Call, outbox: Path, owner: str) -> OutboxFolder:
    return OutboxFolder(outbox.absolute() / f"{call.at:%Y%m%d-%H%M%S}-{call.id}", owner)


def _is_kept(session: Session, folder: OutboxFolder) -> bool:
    known = "SELECT 1 FROM message_file WHERE folder = ?"
    return session.conn.execute(known, (str(folder.path),)).fetchone() is not None


@dataclass(slots=True)
class _Item:
    """A document on its way into a file."""

    id: int
    number: str
    guid: str
    app_type: str
    app_time: str


@dataclass(slots=True)
class _Batch:
    """One export: writes the files, and what the store keeps about them."""

    call: Call
    folder: OutboxFolder
    profile: CompanyProfile
    outcome: Outcome
    progress: Progress
    manifest: list[dict[str, object]] = field(default_factory=list)

    def write(self, only: str | None) -> bool:
        """Write everything; whether a file came out."""
        conn = self.call.conn
        choose(conn, self.profile, only=only, now=self.call.time)
        chosen = "(document_kind, document_id) IN (SELECT kind, id FROM outgoing)"
        clear_findings(conn, STAGE, chosen)
        self.folder.begin()
        self._hold_returns()
        for outgoing in MESSAGES:
            self._hold_followers(outgoing.kind, self._write_message(outgoing))
        if self.manifest:
            self._write_notes()
            self.folder.seal()
            self._note_in_store()
        else:
            self.folder.discard()
        self.call.outcome |= self.outcome.counts
        return bool(self.manifest)

    def _hold_returns(self) -> None:
        """Take out the requests that break a rule no field table knows."""
        conn = self.call.conn
        faults = list(return_faults(conn, self.call.at.date()))
        for _, finding in faults:
            self.outcome.add(finding)
        save_document_findings(conn, self.call.id, STAGE, faults)
        held = {id_ for id_, finding in faults if finding.severity is Severity.BLOCKING}
        for id_ in held:
            conn.execute("DELETE FROM outgoing WHERE kind = 'goods_return' AND id = ?", (id_,))
        if held:
            self.outcome.count("held", len(held))
            self._hold_followers(DocumentKind.GOODS_RETURN, held)

    def _hold_followers(self, kind: DocumentKind, refused: Collection[int]) -> None:
        if held := hold_followers(self.call.conn, kind, refused):
            self.outcome.count("held", held)

    def _write_message(self, outgoing: Outgoing) -> list[int]:
        """Write all files of one message; returns the ids of refused documents."""
        wanted = spec(outgoing.message)
        waiting: dict[int, _Item] = {}
        refused: list[int] = []
        rows = self._rows(outgoing, wanted, waiting)
        transfer = self._transfer()
        for written in iter_messages(wanted, rows, transfer, scaled=wanted.decimals):
            items = [waiting.pop(position) for position in written.positions]
            failed = [waiting.pop(position) for position in written.refused]
            self._keep_findings(outgoing.kind, written.findings, [*items, *failed])
            refused += [item.id for item in failed]
            if items:
                self._keep_file(outgoing.kind, written, items)
        if refused:
            self.outcome.count("refused", len(refused))
        return refused

    def _transfer(self) -> Transfer:
        profile = self.profile
        return Transfer(profile.declarant_code, profile.declarant_name, profile.dxp_id)

    def _rows(
        self, outgoing: Outgoing, wanted: MessageSpec, waiting: dict[int, _Item]
    ) -> Iterator[Document]:
        at = wanted.head.position
        number, guid = at[wanted.number], at["guid"]
        app_type, app_time = at["appType"], at["appTime"]
        for position, (id_, head, lines) in enumerate(documents(self.call.conn, outgoing)):
            item = _Item(id_, str(head[number] or ""), head[guid], head[app_type], head[app_time])
            waiting[position] = item
            yield head, lines

    def _keep_findings(
        self, kind: DocumentKind, findings: Iterable[Finding], items: Iterable[_Item]
    ) -> None:
        found = list(findings)
        if not found:
            return
        ids = {item.number: item.id for item in items}
        for finding in found:
            self.outcome.add(finding)
        pairs = ((ids.get(finding.number), finding) for finding in found)
        save_document_findings(self.call.conn, self.call.id, STAGE, pairs)

    def _keep_file(self, kind: DocumentKind, written: WrittenMessage, items: list[_Item]) -> None:
        count = sum(entry["message"] == written.message for entry in self.manifest) + 1
        name = f"{written.message}-{count:04d}.xml"
        self.folder.write(name, written.data)
        digest = hashlib.sha256(written.data).hexdigest()
        self.manifest.append(
            {
                "file": name,
                "message": written.message,
                "guid": written.guid,
                "documents": written.count,
                "bytes": len(written.data),
                "sha256": digest,
                "numbers": [item.number for item in items],
            }
        )
        self.outcome.count("files")
        self.outcome.count(_COUNTS[kind], written.count)
        self.progress.step("progress.writing_messages", self.outcome.counts[_COUNTS[kind]])
        _insert_file(self.call, self.folder.path, kind, self.manifest[-1], items)

    def _write_notes(self) -> None:
        """The manifest for programs, and a page for people: unsigned, not filed."""
        manifest = {
            "format": "sandan outbox 1",
            "prepared_at": self.call.time,
            "signed": False,
            "filed": False,
            "sender": {"code": self.profile.declarant_code, "dxp_id": self.profile.dxp_id},
            "files": self.manifest,
        }
        data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self.folder.write(MANIFEST, data)
        page = "\n\n".join(self._page(language) for language in LANGUAGES)
        self.folder.write(README, ("\ufeff" + page + "\n").replace("\n", "\r\n").encode())

    def _page(self, language: str) -> str:
        listed = "\n".join(f"  {one['file']}  {one['documents']}" for one in self.manifest)
        return text("export.readme", language, at=self.call.time, files=listed)

    def _note_in_store(self) -> None:
        conn, call = self.call.conn, self.call
        written = (
            "SELECT i.document_id AS id FROM message_file f CROSS JOIN message_item i"
            " ON i.message_file_id = f.id WHERE f.call_id = ? AND i.document_kind = ?"
        )
        for kind in _COUNTS:
            add_events_for(
                conn, call.id, kind, EventKind.EXPORTED, call.time, written, call.id, kind
            )
        for kind in _KEEPS_TIME:
            conn.execute(
                f"UPDATE {kind.value} SET call_id = ?, app_time ="
                f" (SELECT app_time FROM outgoing g WHERE g.kind = ? AND g.id = {kind.value}.id)"
                f" WHERE id IN ({written})",
                (call.id, kind, call.id, kind),
            )
        refresh_touched(conn, call.id)


def _insert_file(
    call: Call, folder: Path, kind: DocumentKind, entry: dict[str, object], items: list[_Item]
) -> None:
    cursor = call.conn.execute(
        "INSERT INTO message_file (call_id, name, folder, message, message_guid, document_count,"
        " size, sha256, prepared_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            call.id, entry["file"], str(folder), entry["message"], entry["guid"],
            entry["documents"], entry["bytes"], entry["sha256"], call.time,
        ),
    )  # fmt: skip
    call.conn.executemany(
        "INSERT INTO message_item (message_file_id, document_kind, document_id, own_no, guid,"
        " app_type, app_time) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (cursor.lastrowid, kind, item.id, item.number, item.guid, item.app_type,
             _stored_time(item.app_time))
            for item in items
        ),
    )  # fmt: skip


def _stored_time(wire: str) -> str:
    """ "20261121100000" → "2026-11-21T10:00:00"."""
    return f"{wire[:4]}-{wire[4:6]}-{wire[6:8]}T{wire[8:10]}:{wire[10:12]}:{wire[12:14]}"
