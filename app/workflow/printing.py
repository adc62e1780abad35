"""Printing a selection: document by document into files or on paper, stopped and resumed at will.

Changes nothing in the store, so it is no call. Drawing is handed in (`Press`, `Measure`): this
module knows no window.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from pathlib import Path

from app.documents.paper import Paper, ReturnPaper, TaxPaper
from app.files import write_whole, written_whole
from app.printing.evidence import beside_pack
from app.printing.kinds import FormKind, Subject, pages_of_kind
from app.printing.naming import file_name
from app.printing.page import Measure, Page
from app.printing.setting import Setting
from app.queries.printing import filing_paper, list_paper
from app.queries.return_paper import return_paper
from app.store.attachments import content_of
from app.store.session import Session
from app.values.errors import Cancelled
from app.values.progress import Progress
from app.workflow.month_paper import month_paper
from app.workflow.outcome import Outcome
from app.workflow.personal import let_out
from app.workflow.refund_papers import claim_paper, entry_paper
from app.workflow.return_packing import packing_paper
from app.workflow.summary_paper import summary_paper
from app.workflow.tax_month import tax_month_paper
from app.workflow.tax_sheet import tax_sheet

STAGE = "print"
ENDING = ".pdf"

Press = Callable[[Iterable[Page], Path | None], None]
"""Draws pages into a PDF file, or (None) on paper. Takes them one by one: they are never all in
memory."""


class Way(StrEnum):
    """Where the pages go."""

    EACH = "each"
    MERGED = "merged"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Job:
    """How a selection is printed. `pattern` names the files in `folder`; `overwrite` says what
    happens to a file of that name that was there before this batch: it is replaced, or stays; then
    its document is skipped, and one file for all takes another name."""

    form: FormKind
    setting: Setting
    way: Way
    folder: Path = field(default_factory=Path)
    pattern: str = ""
    overwrite: bool = True


@dataclass(slots=True)
class Batch:
    """A selection and how far it is: `done` holds what needs no printing any more, `names` the
    files it wrote or found. Handed in again after a stop, it goes on where it was."""

    ids: Sequence[int]
    done: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    @property
    def left(self) -> list[int]:
        """What is still to be printed, in order."""
        return [one for one in self.ids if one not in self.done]


def tax_paper(conn: sqlite3.Connection, list_id: int) -> TaxPaper | None:
    """The taxes of a list for printing; None when there is no such list."""
    paper = list_paper(conn, list_id)
    if paper is None:
        return None
    return TaxPaper(
        id=list_id,
        own_no=paper.own_no,
        status=paper.status,
        order_no=paper.order_no,
        decl_no=paper.decl_no,
        export_date=paper.export_date,
        buyer_name=paper.buyer_name,
        taxes=tax_sheet(conn, list_id),
    )


_READ: dict[Subject, Callable[[sqlite3.Connection, int], Paper | None]] = {
    Subject.LIST: list_paper,
    Subject.FILING: filing_paper,
    Subject.TAXES: tax_paper,
    Subject.TAX_MONTH: tax_month_paper,
    Subject.MONTH: month_paper,
    Subject.SUMMARY: summary_paper,
    Subject.RETURN: return_paper,
    Subject.SHIPMENT: entry_paper,
    Subject.REFUND_CLAIM: claim_paper,
    Subject.RETURN_BATCH: packing_paper,
}


def read_paper(conn: sqlite3.Connection, subject: Subject, document_id: int) -> Paper | None:
    """One document for printing; None when it is gone."""
    return _READ[subject](conn, document_id)


def pages_of_paper(paper: Paper, form: FormKind, setting: Setting, measure: Measure) -> list[Page]:
    """The pages of one document: what is previewed, written and printed."""
    return pages_of_kind(form, paper, setting, measure)


def name_of(paper: Paper, job: Job) -> str:
    """The file name of a document, with its ending."""
    title = job.setting.words.say(f"printing.form.{job.form}")
    day = job.setting.printed_at.strftime("%Y-%m-%d")
    return file_name(job.pattern, {**paper.names, "form": title, "date": day}) + ENDING


def print_batch(
    session: Session,
    batch: Batch,
    job: Job,
    *,
    press: Press,
    measure: Measure,
    progress: Progress,
) -> Outcome:
    """Print what is left of a batch. Stopped, it answers how much is done; what was begun is not
    left behind half-written. Raises CannotWrite."""
    session.identity.admit(STAGE)
    if job.setting.reveal:
        copy_no = let_out(session, "print_personal", str(job.form))
        job = replace(job, setting=replace(job.setting, copy_no=copy_no))
    run = _Run(session.conn, batch, job, measure, progress)
    try:
        if job.way is Way.EACH:
            run.print_each(press)
        elif job.way is Way.MERGED:
            run.print_merged(press)
        else:
            press(run.all_pages(), None)
    except Cancelled:
        run.outcome.count("left", len(batch.left))
    return run.outcome


@dataclass(slots=True)
class _Run:
    conn: sqlite3.Connection
    batch: Batch
    job: Job
    measure: Measure
    progress: Progress
    outcome: Outcome = field(default_factory=lambda: Outcome(STAGE))
    beside: list[tuple[int, str]] = field(default_factory=list)  # of what was drawn last

    def print_each(self, press: Press) -> None:
        for document_id, paper in self._papers():
            path = self._path(paper)
            is_to_stay = not self.job.overwrite and path.exists()
            if not is_to_stay:
                with written_whole(path) as aside:
                    press(self._pages(paper), aside)
                self.outcome.written.append(path)
                self._put_beside(path)
            self.batch.names.add(path.name.casefold())
            self._end(document_id, "there" if is_to_stay else "printed")

    def print_merged(self, press: Press) -> None:
        """All or nothing: a stopped file is dropped and begun again."""
        first = next((paper for paper in map(self._read, self.batch.ids) if paper), None)
        if first is None:
            self.outcome.count("gone", len(self.batch.ids))
            return
        done = set(self.batch.done)
        path = self.job.folder / self._unused(name_of(first, self.job))
        try:
            with written_whole(path) as aside:
                press(self.all_pages(), aside)
        except BaseException:
            self.batch.done = done
            self.outcome = Outcome(STAGE)
            self.beside.clear()
            raise
        self.outcome.written.append(path)
        self._put_beside(path)

    def all_pages(self) -> Iterator[Page]:
        """The pages of what is left; a document is done when its last page was taken."""
        for document_id, paper in self._papers():
            yield from self._pages(paper)
            self._end(document_id, "printed")

    def _papers(self) -> Iterator[tuple[int, Paper]]:
        total = len(self.batch.ids)
        for document_id in self.batch.left:
            self.progress.step("progress.printing", len(self.batch.done), total)
            paper = self._read(document_id)
            if paper is None:
                self._end(document_id, "gone")
            else:
                yield document_id, paper

    def _read(self, document_id: int) -> Paper | None:
        return read_paper(self.conn, self.job.form.subject, document_id)

    def _pages(self, paper: Paper) -> list[Page]:
        if isinstance(paper, ReturnPaper) and self.job.form is FormKind.RETURN_EVIDENCE:
            self.beside += ((one.attachment_id, one.name) for one in beside_pack(paper))
        return pages_of_paper(paper, self.job.form, self.job.setting, self.measure)

    def _put_beside(self, path: Path) -> None:
        """Copy the papers that could not be drawn into a folder beside the file."""
        folder = path.with_name(f"{path.stem}_{self.job.setting.words.say('printing.pack_folder')}")
        for attachment_id, name in self.beside:
            data = content_of(self.conn, attachment_id)
            if data is not None:
                write_whole(folder / name, data)
                self.outcome.count("beside")
        self.beside.clear()

    def _end(self, document_id: int, how: str) -> None:
        self.batch.done.add(document_id)
        self.outcome.count(how)

    def _path(self, paper: Paper) -> Path:
        """Where a document goes. Two documents of one batch never share a name."""
        names = _numbered(name_of(paper, self.job))
        return self.job.folder / next(n for n in names if n.casefold() not in self.batch.names)

    def _unused(self, name: str) -> str:
        """The name itself, or with a number behind it when a file of that name is to stay."""
        folder, overwrite = self.job.folder, self.job.overwrite
        return next(one for one in _numbered(name) if overwrite or not (folder / one).exists())


def _numbered(name: str) -> Iterator[str]:
    """The name of a file, then with 2, 3 … before its ending."""
    yield name
    yield from (f"{name.removesuffix(ENDING)}_{number}{ENDING}" for number in count(2))
