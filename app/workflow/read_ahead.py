"""A large file read ahead: cleaned and made ready in a process of its own, while this one writes.

Reading and writing cost about the same, so on two cores an import takes half the time. Batches come
over a pipe as plain tuples; the other process stops when this one has no more use for it.
"""

from __future__ import annotations

import gc
import marshal
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from app.intake.assemble import Counts
from app.intake.errors import TooBig
from app.intake.plan import Source
from app.store.documents import prepare_rows
from app.store.prepared import Prepared
from app.values.errors import AppError
from app.values.finding import Finding
from app.values.progress import Progress

# Below this many bytes starting a process costs more than it brings.
WORTH_IT = 8 << 20

_AS_OLD_FORMAT = 2  # of marshal: the later ones look for repeated objects, which takes longer


@dataclass(frozen=True, slots=True)
class _Batch:
    """A Prepared on its way between processes; marshal packs its rows faster than pickle."""

    count: int
    rows: bytes
    findings: list[Finding]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Refused:
    """An AppError on its way between processes; it cannot be pickled itself."""

    kind: type[AppError]
    code: str
    params: dict[str, str]

    def error(self) -> AppError:
        return self.kind(self.code, **self.params)


def prepared_ahead(source: Source, progress: Progress) -> Iterator[Prepared]:
    """The rows of a file made ready, with all findings; `source.counts` is filled at the end.

    Raises IntakeError as `Source.rows` does, TooBig when the other process dies, Cancelled."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(source, sender), name="sandan-read")
    process.start()
    sender.close()
    done = 0
    try:
        while isinstance(message := _received(receiver, source), _Batch):
            done += message.count
            progress.step("progress.importing", done)
            yield Prepared(marshal.loads(message.rows), message.findings, message.left_out)
        source.counts = message
    finally:
        process.terminate()
        process.join()
        receiver.close()


def _received(receiver: Connection, source: Source) -> _Batch | Counts:
    """A batch, or the counts when there are no more."""
    try:
        message: _Batch | Counts | _Refused = receiver.recv()
    except (EOFError, OSError):  # the other end is gone, between two messages or within one
        raise TooBig(file=source.path.name) from None
    if isinstance(message, _Refused):
        raise message.error()
    return message


def _read(source: Source, sender: Connection) -> None:
    """The other process: sends batches, then the counts."""
    gc.disable()  # millions of tuples without a cycle among them
    found: list[Finding] = []
    try:
        rows = source.rows(findings=found.append)
        for batch in prepare_rows(source.kind, source.path.name, source.sheet, rows):
            rows_as_bytes = marshal.dumps(batch.rows, _AS_OLD_FORMAT)
            findings = [*found, *batch.findings]
            sender.send(_Batch(len(batch.rows), rows_as_bytes, findings, batch.left_out))
            found.clear()
        sender.send(source.counts)
    except AppError as error:
        sender.send(_Refused(type(error), error.code, error.params))
    except BrokenPipeError:
        pass  # the import was stopped
