"""Backups of a data file: where they lie, when one is due, which are kept, and going back to one.

Made every half hour while something changed, at the end of the work, and before what may go wrong
(import, restore). Each is checked at once. A second place, on another disk, gets the same file, or
a copy locked with a passphrase. That passphrase is only ever held in memory: it is asked for once
in each run of the program, and until then the second place waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from app import paths, settings
from app.store import backup as store
from app.store import backup_forms
from app.store.audit import RESTORE
from app.store.backup import Backup, BadBackup, Contents, Reason
from app.store.cipher import WrongPassphrase, require_strong
from app.store.database import SCHEMA_VERSION, open_reader
from app.store.errors import StoreError, translated
from app.store.keys import is_encrypted
from app.store.rotation import Keep, expendable
from app.store.session import Session
from app.values.errors import AppError
from app.values.finding import Finding
from app.workflow.room import little_room

__all__ = [
    "EVERY", "LOCKED", "Backup", "BadBackup", "Keeper", "PassphraseWanted", "Places",
    "Reason", "Restoration", "Standing", "WrongPassphrase", "backups_of", "keeper_of", "places_of",
    "require_passphrase",
]  # fmt: skip

_log = logging.getLogger(__name__)

EVERY = timedelta(minutes=30)
SECOND_PLACE_WITHIN = timedelta(days=7)
LOCKED = "locked"  # how the second place gets its copies, as the settings say it; "" = plain
IN_A_ROW = timedelta(minutes=5)
"""Files imported one after the other need one backup before them, not one each."""

# What a person counts when asked whether to go back; the rest of the tables follows these.
COUNTED = ("orders", "payment", "waybill", "declaration_list", "message_file", "receipt")


@dataclass(frozen=True, slots=True)
class Places:
    """Where backups go: `first` always, `second` when it is chosen and can be reached, there only
    locked where `is_second_locked`."""

    first: Path
    second: Path | None = None
    is_second_locked: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How safe a data file is. `latest` None: there is no backup. `is_second_due`: the second place
    is not chosen, or has had no backup for a week."""

    latest: Backup | None
    second: Backup | None
    is_second_due: bool


@dataclass(frozen=True, slots=True)
class Restoration:
    """What going back to a backup would change: the rows of each kind now and then (now None: the
    file of today cannot be read), and how many steps since would be gone."""

    backup: Backup
    rows: tuple[tuple[str, int | None, int], ...]
    steps_lost: int | None
    last_step_at: str
    little_room: Finding | None = None


@dataclass(slots=True)
class Made:
    """One round: the backup (None: nothing changed since the last), and why the second place has no
    copy of it ("" = it has, or none is chosen). `little_room`: what the disk had left before."""

    backup: Backup | None
    second_failed: str = ""
    little_room: Finding | None = None


class PassphraseWanted(AppError):
    """The second place takes only locked copies, and nobody has typed the passphrase yet."""

    code = "error.passphrase_wanted"


class Keeper:
    """Keeps the backups of one data file. Holds no connection; any thread may use it."""

    def __init__(
        self,
        data_file: Path,
        places: Places,
        *,
        clock: Callable[[], datetime],
        keep: Keep | None = None,
    ) -> None:
        self.data_file = data_file
        self.places = places
        self._clock = clock
        self._keep = keep or Keep()
        self._passphrase = ""

    def take_passphrase(self, passphrase: str) -> None:
        """Lock the copies of the second place with this one, until the program ends. Raises
        WeakPassphrase, and WrongPassphrase when the newest copy there was locked with another."""
        require_strong(passphrase)
        second = [each for each in _of(self.data_file, self.places.second) if each.is_locked]
        if second:
            store.verify(second[0], passphrase)
        self._passphrase = passphrase

    @property
    def is_passphrase_wanted(self) -> bool:
        """Whether the second place waits for one."""
        places = self.places
        is_locking = places.is_second_locked and not is_encrypted(self.data_file)
        return places.second is not None and is_locking and not self._passphrase

    def backups(self) -> list[Backup]:
        """Those of this data file, the newest first."""
        return _of(self.data_file, self.places.first)

    def all_backups(self) -> list[Backup]:
        """Those of both places, the newest first; a copy of one that lies in the first place is
        left out."""
        first = self.backups()
        known = {(each.at, each.contents.log_digest) for each in first}
        second = [
            each
            for each in _of(self.data_file, self.places.second)
            if (each.at, each.contents.log_digest) not in known
        ]
        return sorted([*first, *second], key=store.age, reverse=True)

    def standing(self) -> Standing:
        """What the foot of the window says."""
        second = _of(self.data_file, self.places.second) if self.places.second else []
        latest = self.backups()[:1]
        due = not second or self._clock() - second[0].at > SECOND_PLACE_WITHIN
        return Standing(latest[0] if latest else None, second[0] if second else None, due)

    def make(self, reason: Reason) -> Made:
        """Make a backup unless nothing changed since the last one (by hand: always), and let the
        old ones go. Raises CannotWrite, StoreError; a second place that cannot be reached is said
        in the answer, the first one counts."""
        latest = self._plain()[:1]
        if latest and not self._is_wanted(reason, latest[0]):
            return Made(None, self._copy_to_second(latest[0]))
        room = little_room(self.places.first)
        made = store.make_backup(self.data_file, self.places.first, reason=reason, at=self._clock())
        self._forget_old(self.places.first)
        return Made(made, self._copy_to_second(made), room)

    def make_locked(self, passphrase: str) -> Made:
        """Make one by hand that only the passphrase opens. It stands beside the plain ones and
        replaces none of them. Raises WeakPassphrase, TooLargeToLock, CannotWrite, StoreError."""
        room = little_room(self.places.first)
        made = backup_forms.make_locked(
            self.data_file, self.places.first, passphrase, reason=Reason.HAND, at=self._clock()
        )
        self._forget_old(self.places.first)
        return Made(made, self._copy_to_second(made), room)

    def _plain(self) -> list[Backup]:
        """What a restart needs no passphrase for: what is made by itself goes by these."""
        return [each for each in self.backups() if not each.is_locked]

    def _is_wanted(self, reason: Reason, latest: Backup) -> bool:
        if reason in (Reason.HAND, Reason.FORM):
            return True
        if reason is Reason.IMPORT and timedelta() <= self._clock() - latest.at < IN_A_ROW:
            return False
        return _has_changed(self.data_file, latest)

    def is_due(self) -> bool:
        """Whether half an hour went by since the last backup; `make` finds out whether anything
        changed in it."""
        latest = self._plain()[:1]
        return not latest or self._clock() - latest[0].at >= EVERY

    def look(self, backup: Backup, passphrase: str = "") -> Restoration:
        """What going back to a backup would change. Raises BadBackup when it cannot be used,
        WrongPassphrase; a locked one may be looked at without its passphrase."""
        store.verify(backup, passphrase)
        now = _contents(self.data_file)
        rows = tuple(
            (name, now.counts.get(name, 0) if now else None, backup.contents.counts.get(name, 0))
            for name in COUNTED
        )
        lost = max(0, now.last_call - backup.contents.last_call) if now else None
        room = little_room(self.data_file.parent)
        return Restoration(backup, rows, lost, _last_step(self.data_file), room)

    def restore(self, backup: Backup, passphrase: str = "") -> Path | None:
        """Go back to a backup: the file of now is backed up first, if it can be read, and put aside
        in any case. Nobody may have it open. Returns where it was put. Raises BadBackup,
        WrongPassphrase, CannotWrite, StoreError."""
        if _contents(self.data_file) is not None:
            self.make(Reason.RESTORE)
        note = partial(_note_restored, backup=backup, clock=self._clock)
        is_current = backup.contents.schema == SCHEMA_VERSION
        kept = store.restore(
            backup,
            self.data_file,
            at=self._clock(),
            passphrase=passphrase,
            finish=note if is_current else None,
        )
        if not is_current:  # it is brought to this version in its place, a copy beside it
            try:
                note(self.data_file)
            except StoreError as error:
                _log.warning("restored, not noted: %s", error.code)
        return kept

    def _copy_to_second(self, backup: Backup) -> str:
        """The code of the error that kept the second place from having it; "" = it has it."""
        folder, is_locking = self.places.second, self.places.is_second_locked
        if folder is None:
            return ""
        is_locking = is_locking and not (backup.is_locked or backup.is_encrypted)
        name = backup_forms.locked_name(backup) if is_locking else backup.path.name
        if (folder / name).exists():
            return ""
        try:
            if is_locking and not self._passphrase:
                raise PassphraseWanted
            if is_locking:
                backup_forms.copy_locked(backup, folder, self._passphrase)
            else:
                store.copy(backup, folder)
            self._forget_old(folder)
        except AppError as error:
            return error.code
        return ""

    def _forget_old(self, folder: Path) -> None:
        """Locked ones and plain ones do not drive each other out."""
        kept = _of(self.data_file, folder)
        for is_locked in (False, True):
            alike = [each for each in kept if each.is_locked is is_locked]
            for old in expendable(alike, self._keep):
                store.delete(old)


def places_of(data_file: Path, options: settings.Settings) -> Places:
    """Where the backups of a data file go on this computer."""
    first = Path(options.backup_folder) if options.backup_folder else None
    second = Path(options.second_folder) if options.second_folder else None
    is_locked = options.second_form == LOCKED
    return Places(first or paths.backups_beside(data_file), second, is_locked)


def require_passphrase(passphrase: str, again: str) -> None:
    """Raises WeakPassphrase, and AppError when it was typed in two ways."""
    require_strong(passphrase)
    if passphrase != again:
        raise AppError("error.passphrases_differ", field="again")


def keeper_of(data_file: Path, *, clock: Callable[[], datetime]) -> Keeper:
    """The keeper with the places chosen on this computer."""
    return Keeper(
        data_file, places_of(data_file, settings.load(paths.settings_file())), clock=clock
    )


def backups_of(data_file: Path, places: Places) -> list[Backup]:
    """The backups of a data file in both places, the newest first."""
    return [*_of(data_file, places.first), *_of(data_file, places.second)]


def before(session: Session, reason: Reason) -> None:
    """A backup before something that may go wrong, where the session has a keeper. Raises
    CannotWrite, StoreError: then the dangerous thing is not begun."""
    if session.before_risk is not None:
        session.before_risk(reason.value)


def _of(data_file: Path, folder: Path | None) -> list[Backup]:
    if folder is None:
        return []
    return [each for each in store.backups_in(folder) if each.source == data_file.name]


def _has_changed(data_file: Path, latest: Backup) -> bool:
    """Every change is a call, so the log of calls tells; its length alone does not, once somebody
    went back to an older backup."""
    with closing(open_reader(data_file)) as conn, translated(data_file):
        return store.log_digest(conn) != latest.contents.log_digest


def _note_restored(data_file: Path, backup: Backup, clock: Callable[[], datetime]) -> None:
    """The audit log is set back with everything else: it says so itself."""
    with Session.open(data_file, clock=clock) as session:
        session.identity.note(RESTORE, backup=backup.path.name)


def _contents(data_file: Path) -> Contents | None:
    """None when the data file is missing or cannot be read."""
    if not data_file.exists():
        return None
    try:
        with closing(open_reader(data_file)) as conn, translated(data_file):
            return store.contents_of(conn)
    except StoreError:
        return None


def _last_step(data_file: Path) -> str:
    """When the newest call of the data file was made; "" = not known."""
    if not data_file.exists():
        return ""
    try:
        with closing(open_reader(data_file)) as conn, translated(data_file):
            row = conn.execute("SELECT at FROM call ORDER BY id DESC LIMIT 1").fetchone()
    except StoreError:
        return ""
    return str(row[0]) if row else ""
