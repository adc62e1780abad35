"""What every command is handed: the data file, the language, who acts, where progress goes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import paths
from app.cli.terminal import TerminalProgress, silence
from app.files import explained, make_folder
from app.values.progress import SILENT, Progress

if TYPE_CHECKING:
    from app.store.session import Session


@dataclass(frozen=True, slots=True)
class Context:
    """Options that stand before every command."""

    data: Path
    language: str
    actor: str = ""
    is_json: bool = False
    progress: Progress = SILENT
    passphrase_file: Path | None = None  # holds the passphrase of the data file

    @property
    def now(self) -> datetime:
        """The moment by this computer's clock: messages carry local time."""
        from app.workflow.opening import local_now

        return local_now()

    @property
    def today(self) -> date:
        """The day by this computer's clock."""
        return self.now.date()

    def tell(self, line: str) -> None:
        """Say something before the command is done; machines wait for the end."""
        if not self.is_json:
            self._write(line)

    def tell_machine(self, data: Mapping[str, object]) -> None:
        """One line of JSON before the command is done, for machines that watch."""
        if self.is_json:
            self._write(json.dumps(data, ensure_ascii=False, default=str))

    def _write(self, line: str) -> None:
        if isinstance(self.progress, TerminalProgress):
            self.progress.clear()
        try:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        except BrokenPipeError as gone:  # who listened has left, as if by Ctrl+C
            silence(sys.stdout)
            raise KeyboardInterrupt from gone

    def make_folder(self) -> None:
        """The folder of the data file, made when it is missing. Raises UnfitPlace, CannotWrite."""
        from app.workflow.places import require_safe

        require_safe(self.data)
        with explained(self.data):
            make_folder(self.data.parent)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The data file, open for work; where persons are set up, by one who gives a password.
        Raises UnfitPlace, StoreError."""
        from app.cli.people import enter
        from app.workflow.opening import open_session

        with open_session(self.data, actor=self.actor) as session, session.at_work():
            enter(session, self.actor, self.language)
            yield session

    @property
    def outbox(self) -> Path:
        """Where messages are put unless the command says otherwise."""
        return paths.outbox_beside(self.data)

    @property
    def inbox(self) -> Path:
        """Where files are looked for unless the command says otherwise."""
        return paths.inbox_beside(self.data)
