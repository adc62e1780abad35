"""Stage import: files → documents in the store, linked, with findings; all of a file or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.bonded.sql.booking import book_lists
from app.intake.mapping import SavedMapping
from app.store.differences import Difference as Difference
from app.store.differences import differences_of
from app.store.documents import DOCUMENTS
from app.store.errors import StoreError
from app.store.files import FileRecord, add_file, is_imported, set_counts
from app.store.findings import forget_settled, save_findings
from app.store.loading import Load, Tally
from app.store.mappings import mappings, remember_mapping
from app.store.session import Call, Session
from app.store.statistics import refresh_statistics
from app.values.errors import AppError, Cancelled
from app.values.finding import DocumentKind, Finding
from app.values.progress import SILENT, Progress
from app.workflow.backups import Reason, before
from app.workflow.outcome import Changes, Outcome
from app.workflow.reading import AS_GUESSED, Readable, Reading, open_file
from app.workflow.room import little_room
from app.workflow.saving import attempt

STAGE = "import"
FINDINGS = "intake"  # the stage its findings are kept under

_SHOWN_DIFFERENT = 200  # documents whose differences a person is shown
_HELD_FINDINGS = 5_000  # saved in portions, so that a file of bad cells does not fill the memory


class FileChanged(AppError):
    """The file is another one than the one that was looked at."""

    code = "error.file_changed"


def import_file(
    session: Session,
    path: Path,
    *,
    reading: Reading = AS_GUESSED,
    seen: Preview | None = None,
    progress: Progress = SILENT,
) -> Outcome:
    """Import one file, all its recognised sheets, in one undoable call.

    A file whose bytes were imported before, and one that brings nothing new, leaves no call behind.
    Counts: "files", "new", "changed", "same", "repeated", "left_out", "same_file". `seen`: the look
    at it that a person agreed to. Raises FileChanged, IntakeError, UnreadableMessage, StoreError,
    Cancelled; then nothing was changed."""
    outcome = _begun(session)
    readables = open_file(path, reading=reading, remembered=_remembered(session), progress=progress)
    if seen is not None and [each.record() for each in readables] != seen.records:
        raise FileChanged(file=path.name)
    with attempt(session, STAGE, file=path.name) as trial:
        for readable in readables:
            if reading == AS_GUESSED and is_imported(session.conn, readable.record()):
                outcome.count("same_file")
            else:
                trial.changed |= _Import(trial.call, readable, outcome).run(progress)
        if trial.changed:
            refresh_statistics(session.conn)
            trial.call.outcome.update(outcome.counts)
    return outcome


def _begun(session: Session) -> Outcome:
    outcome = Outcome(STAGE)
    if room := little_room(session.path.parent):
        outcome.add(room)
    return outcome


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read (`files`: plan, sample rows, mapping) and what would come of it;
    `differences`: what would change of documents that are there, of the first of them."""

    files: list[Readable]
    outcome: Outcome
    differences: Sequence[Difference] = ()

    @property
    def records(self) -> list[FileRecord]:
        """What was looked at: bytes, sheets, headings, kind."""
        return [file.record() for file in self.files]


def preview_file(
    session: Session,
    path: Path,
    *,
    reading: Reading = AS_GUESSED,
    progress: Progress = SILENT,
) -> Preview:
    """The whole import, counted and then taken back: nothing is written. Raises what `import_file`
    raises."""
    outcome = _begun(session)
    readables = open_file(path, reading=reading, remembered=_remembered(session), progress=progress)
    with attempt(session, STAGE, file=path.name) as trial:
        for readable in readables:
            _Import(trial.call, readable, outcome).run(progress)
        differences = differences_of(session.conn, trial.call.id, most_rows=_SHOWN_DIFFERENT)
    outcome.changes = Changes()
    return Preview(readables, outcome, differences)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one of several files: an outcome, or the error that kept it out."""

    path: Path
    outcome: Outcome | None = None
    error: AppError | None = None


def import_files(
    session: Session,
    paths: Iterable[Path],
    *,
    reading: Reading = AS_GUESSED,
    progress: Progress = SILENT,
) -> list[FileResult]:
    """Import files, and all files in folders, in the order of their names; one call each, so each
    can be undone. A file that is refused does not keep the others out. Raises StoreError and
    Cancelled; the files before stay imported."""
    results: list[FileResult] = []
    before(session, Reason.IMPORT)
    for path in files_in(paths):
        try:
            outcome = import_file(session, path, reading=reading, progress=progress)
            results.append(FileResult(path, outcome))
        except AppError as error:
            if isinstance(error, (StoreError, Cancelled)):
                raise
            results.append(FileResult(path, error=error))
    return results


def total(results: Iterable[FileResult]) -> Outcome:
    """One outcome over several files."""
    result = Outcome(STAGE)
    for one in results:
        if one.outcome is None:
            result.count("refused")
        else:
            result.include(one.outcome)
    return result


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, and all files in the folders named, in the order of their names."""
    files: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        files += [p for p in inside if not _is_passing(p)]
    return files


def _is_passing(path: Path) -> bool:
    """Lock files of office programs and hidden files are nobody's data."""
    return path.name.startswith((".", "~$"))


def _remembered(session: Session) -> Mapping[str, SavedMapping]:
    stored = mappings(session.conn)
    return {fingerprint: SavedMapping.from_json(data) for fingerprint, data in stored.items()}


class _Import:
    """One file, or one sheet, on its way into the store."""

    def __init__(self, call: Call, readable: Readable, outcome: Outcome) -> None:
        self._call = call
        self._readable = readable
        self._outcome = outcome
        self._held: list[Finding] = []
        self._record = readable.record()
        self._file_id = add_file(call, self._record)

    def run(self, progress: Progress) -> bool:
        """Load everything; True when the store holds something it did not hold before."""
        load = Load(
            self._call.conn,
            self._call.id,
            file_id=self._file_id,
            file_name=self._record.name,
            sheet=self._record.sheet,
            report=self._report,
        )
        for note in self._readable.notes:
            self._report(note)
        self._readable.load(load, progress)
        self._save_held()
        return self._finish(load.tally)

    def _report(self, finding: Finding) -> None:
        self._outcome.add(finding)
        self._held.append(finding)
        if len(self._held) >= _HELD_FINDINGS:
            self._save_held()

    def _save_held(self) -> None:
        save_findings(self._call.conn, self._call.id, FINDINGS, self._held, file_id=self._file_id)
        self._held.clear()

    def _finish(self, tally: Tally) -> bool:
        conn, kind = self._call.conn, DOCUMENTS[self._readable.kind]
        left_out = tally.left_out + self._readable.left_out
        documents = tally.new + tally.changed + tally.same + tally.repeated
        set_counts(conn, self._file_id, rows=documents + left_out, bad=left_out)
        self._outcome.count("files")
        for name in ("new", "changed", "same", "repeated"):
            self._outcome.count(name, getattr(tally, name))
        self._outcome.count("left_out", left_out)
        if tally.wrote:
            self._outcome.changes |= Changes(frozenset({kind}))
            if kind is DocumentKind.STOCK_MOVE:  # it may name goods that lists released before sold
                book_lists(conn, self._call.id)
        settled = forget_settled(conn, self._call.id, kind, self._file_id)
        return self._remember() or tally.wrote or left_out > 0 or settled > 0

    def _remember(self) -> bool:
        mapping = self._readable.mapping
        if mapping is None:
            return False
        return remember_mapping(
            self._call.conn, self._record.fingerprint, self._record.kind, mapping.as_json()
        )
