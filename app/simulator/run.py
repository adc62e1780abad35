"""Reads an outbox, lets the office judge it, and writes the receipts into an inbox."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.files import PARTIAL, write_whole
from app.messages.ceb.reader import read_message
from app.messages.ceb.spec import spec
from app.messages.ceb.writer import Document, document_from_names, iter_messages
from app.simulator.answers import Step, answerable, format_answer, steps_for
from app.simulator.archive import KEYS, key_of
from app.simulator.numbers import guid_of
from app.simulator.office import Office, Ruling
from app.simulator.summary import RESULT
from app.simulator.taxes import BILL, STATE, Bill, Taxes
from app.simulator.trade import IMPORT, SUMMARY
from app.values.errors import AppError
from app.values.progress import SILENT, Progress

_TIME = re.compile(rb"appTime>(\d{14})<")
_ROOT = re.compile(rb"(CEB\d{3})Message")
_HEAD_BYTES = 8192
_FORMAT_ANSWER = "CEB900"


@dataclass(slots=True)
class Simulated:
    """What was done. `counts`: messages, accepted, refused, review, inspection (documents of those
    messages), unreadable (messages), receipts (written now). `files`: the receipt files written, in
    the order of the messages they answer."""

    counts: Counter[str] = field(default_factory=Counter)
    files: list[Path] = field(default_factory=list)


def simulate(
    outbox: Path,
    inbox: Path,
    *,
    seed: int,
    now: datetime,
    taxes: Taxes | None = None,
    progress: Progress = SILENT,
) -> Simulated:
    """Answer every message file under `outbox`. The same messages and seed give the same receipts;
    a receipt file that is there already is left alone. `now` dates the answers to messages that
    cannot be read, and by it tax bills are summed up that are old enough; `taxes` says what is on
    them (None: there are no bills). Raises CannotWrite."""
    return Customs(outbox, inbox, seed=seed, taxes=taxes).answer(now=now, progress=progress)


class Customs:
    """The office over a longer time: what it has answered once is on file and not read again."""

    def __init__(self, outbox: Path, inbox: Path, *, seed: int, taxes: Taxes | None = None) -> None:
        self._outbox = outbox
        self._desk = _Desk(inbox, seed, taxes)
        self._answered: set[Path] = set()

    def answer(self, *, now: datetime, progress: Progress = SILENT) -> Simulated:
        """Answer the message files that are new since the last time; see `simulate`."""
        self._desk.open(now)
        paths = [path for path in _in_order(self._outbox) if path not in self._answered]
        for number, path in enumerate(paths):
            progress.step("progress.simulating", number, len(paths))
            name = "-".join(path.relative_to(self._outbox).with_suffix("").parts)
            self._desk.answer(path, name)
        self._answered.update(paths)
        self._desk.sum_up()
        return self._desk.done


def _in_order(outbox: Path) -> list[Path]:
    """Oldest first, and of one moment orders before payments, waybills and lists. An export that
    was never finished is nobody's message."""
    whole = (path for path in outbox.rglob("*.xml") if path.parent.suffix != PARTIAL)
    return sorted(whole, key=lambda path: (*_moment(path), path.as_posix()))


def _moment(path: Path) -> tuple[bytes, int]:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    time, root = _TIME.search(head), _ROOT.search(head)
    message, known = root[1].decode() if root else "", tuple(KEYS)
    return time[1] if time else b"", known.index(message) if message in known else len(known)


class _Desk:
    """Takes messages in and hands receipts out."""

    def __init__(self, inbox: Path, seed: int, taxes: Taxes | None) -> None:
        self.done = Simulated()
        self._office = Office()
        self._inbox = inbox
        self._seed = seed
        self._taxes = taxes
        self._bills: dict[str, list[Bill]] = {}  # not summed up yet, by the file they answer
        self._now = ""

    def open(self, now: datetime) -> None:
        """Begin a day: what is done is counted anew."""
        self.done = Simulated()
        self._now = f"{now:%Y%m%d%H%M%S}000"

    def answer(self, path: Path, name: str) -> None:
        """Answer one message file; `name` begins the names of its receipt files."""
        try:
            read = read_message(path.read_bytes(), file=path.name)
        except AppError:
            self._refuse_format(name, path.name, "Unknown")
            return
        if not answerable(read.message):
            return
        self.done.counts["messages"] += 1
        receipt = spec(read.message).receipts[0]
        is_whole = True
        rulings = self._office.judge(read)
        for step, documents in self._receipts(rulings).items():
            is_whole &= self._write(f"{name}-{step}.xml", receipt, documents)
        self._bill(name, rulings)
        self._tell_entries(name, rulings)
        if not is_whole:  # a document without the keys a receipt needs
            self._refuse_format(name, read.guid, spec(read.message).root)

    def sum_up(self) -> None:
        """Tell of the bills that are old enough to be paid, a file of lists at a time."""
        for name, bills in list(self._bills.items()):
            if max(bill.time_of("summed") for bill in bills) <= self._now:
                self._write(f"{name}-summed.xml", STATE, [bill.state() for bill in bills])
                del self._bills[name]

    def _bill(self, name: str, rulings: Iterable[Ruling]) -> None:
        """Make out the tax bills of a file of lists."""
        bills = []
        for ruling in rulings:
            if self._taxes and ruling.message == IMPORT.list and not ruling.fault:
                taxes = self._taxes(ruling.document.head.get("copNo", ""))
                if taxes is not None:
                    bills.append(Bill(ruling.document, ruling.decl_no, taxes))
        if bills:
            self._write(f"{name}-tax.xml", BILL, [bill.document() for bill in bills])
            self._bills[name] = bills

    def _tell_entries(self, name: str, rulings: Iterable[Ruling]) -> None:
        """The customs entries of the summary applications that are whole by now."""
        most = spec(RESULT).most_documents
        keys = [key_of(SUMMARY, one.document) for one in rulings if one.message == SUMMARY]
        for step, entries in self._office.summaries.results(keys).items():
            for number, first in enumerate(range(0, len(entries), most), 1):
                file = f"{name}-{step}-{number}.xml"
                self._write(file, RESULT, entries[first : first + most])

    def _receipts(self, rulings: Iterable[Ruling]) -> dict[str, list[Document]]:
        """Receipts by step: each step that documents of a message reach is one receipt message."""
        by_step: dict[str, list[Document]] = {}
        for ruling in rulings:
            self.done.counts["refused" if ruling.fault else "accepted"] += 1
            for step in self._steps(ruling):
                if step.name in ("review", "inspection"):
                    self.done.counts[step.name] += 1
                by_step.setdefault(step.name, []).append(_receipt(ruling, step))
        return by_step

    def _steps(self, ruling: Ruling) -> Iterator[Step]:
        head = ruling.document.head
        return steps_for(
            ruling.message,
            fault=ruling.fault,
            guid=head.get("guid", ""),
            app_time=head.get("appTime", ""),
            key=key_of(ruling.message, ruling.document),
            seed=self._seed,
        )

    def _refuse_format(self, name: str, original: str, root: str) -> None:
        self.done.counts["unreadable"] += 1
        status, info = format_answer()
        values = {
            "guid": guid_of("format", name),
            "returnStatus": status,
            "returnInfo": info,
            "returnTime": self._now,
            "oriCopMsgId": original,
            "oriMessageType": root,
            "oriBizMessage": name,
        }
        answer = document_from_names(spec(_FORMAT_ANSWER), values)
        self._write(f"{name}-format.xml", _FORMAT_ANSWER, [answer])

    def _write(self, name: str, message: str, documents: Iterable[Document]) -> bool:
        """Write a receipt file unless it is there; False when a receipt could not be expressed."""
        path, is_whole = self._inbox / name, True
        for written in iter_messages(spec(message), documents, guid=lambda: guid_of(name)):
            is_whole &= not written.refused
            if written.data and not path.exists():
                write_whole(path, written.data)
                self.done.files.append(path)
                self.done.counts["receipts"] += written.count
        return is_whole


def _receipt(ruling: Ruling, step: Step) -> Document:
    """A receipt repeats the keys of the document it answers. Customs gives a list its number when
    it stores it."""
    wanted = spec(spec(ruling.message).receipts[0])
    head: Mapping[str, str] = ruling.document.head
    values = {name: head[name] for name in wanted.head.position if name in head} | {
        "returnStatus": step.status,
        "returnTime": step.time,
        "returnInfo": step.info,
    }
    decl_no = ruling.decl_no if step.is_numbered else ""
    numbers = {"preNo": ruling.pre_no, "invtNo": decl_no, "sumNo": decl_no}
    values |= {name: no for name, no in numbers.items() if no and name in wanted.head.position}
    return document_from_names(wanted, values)
