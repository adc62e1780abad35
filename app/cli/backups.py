"""`sandan backup` and `sandan salvage`: make a backup, go back to one, save what can be read."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from app.cli.answer import Answer, Exit, error_data
from app.cli.context import Context
from app.cli.people import passphrase
from app.store.errors import Damaged
from app.text import finding_text, text
from app.values.errors import AppError
from app.workflow.backups import Backup, Keeper, Reason, keeper_of
from app.workflow.opening import local_now
from app.workflow.places import is_shown
from app.workflow.rescue import rescue
from app.workflow.restoring import is_manned, require_right


def backup(context: Context, arguments: Namespace) -> Answer:
    """List the backups, make one (locked where a passphrase is to open it), or go back to one."""
    keeper = keeper_of(context.data, clock=local_now)
    if arguments.action == "restore":
        return _restore(context, keeper, arguments.file)
    if arguments.action == "list":
        found = keeper.backups()
        lines = [_line(each, context.language) for each in found]
        lines = lines or [text("cli.no_backups", context.language)]
        return Answer({"backups": list(map(_data, found))}, lines)
    if arguments.action == "locked":
        made = keeper.make_locked(passphrase(context.language))
    else:
        if keeper.is_passphrase_wanted and (words := passphrase(context.language)):
            keeper.take_passphrase(words)
        made = keeper.make(Reason.HAND)
    assert made.backup is not None
    lines = [text("backup.made", context.language, file=made.backup.path.name)]
    if made.little_room is not None:
        lines.append(finding_text(made.little_room, context.language))
    if made.second_failed:
        lines.append(text(made.second_failed, context.language, "title"))
    return Answer({"backup": _data(made.backup), "second_failed": made.second_failed}, lines)


def _restore(context: Context, keeper: Keeper, name: str) -> Answer:
    named = [each for each in keeper.backups() if name in (each.path.name, "")]
    if not named:
        code = "cli.no_such_backup" if name else "cli.no_backups"
        line = text(code, context.language, file=name)
        return Answer(error_data(code, line), [line], Exit.USAGE)
    chosen = named[0]
    require_closed(context.data)
    words = passphrase(context.language) if chosen.wants_passphrase else ""
    _require_right(context)
    kept = keeper.restore(chosen, words)
    lines = [text("cli.restored", context.language, file=chosen.path.name, kept=kept or "")]
    return Answer({"restored": _data(chosen), "kept": str(kept or "")}, lines)


def require_closed(data_file: Path) -> None:
    """A window would go on with the file that is put aside. Raises AppError."""
    if is_shown(data_file):
        raise AppError("error.shown_in_window", file=data_file.name)


def _require_right(context: Context) -> None:
    """Where persons are set up: sign in and be allowed to. Raises Forbidden, NotSignedIn,
    WrongPassword, TooManyTries."""
    if not is_manned(context.data):
        return
    try:
        with context.session() as session:
            require_right(session)
    except Damaged:
        return  # so damaged that nobody can sign in: the backup is the way out


def salvage(context: Context, arguments: Namespace) -> Answer:
    """Save what can still be read of a damaged data file into a new one beside it."""
    found = rescue(context.data, arguments.output)
    rows = [each for each in found.tables if each.saved or each.unreadable or each.orphans]
    told = [
        text("cli.salvaged_table", context.language, table=each.table, saved=each.saved,
             unreadable=each.unreadable, orphans=each.orphans)
        for each in rows
    ]  # fmt: skip
    data = [
        {"table": each.table, "saved": each.saved, "unreadable": each.unreadable,
         "orphans": each.orphans}
        for each in rows
    ]  # fmt: skip
    told.append(text("cli.salvaged", context.language, file=found.path))
    return Answer({"rescued": str(found.path), "report": str(found.report), "tables": data}, told)


def _line(one: Backup, language: str) -> str:
    reason = text(f"backup.reason.{one.reason}", language)
    form = text(f"backup.{one.form}", language)
    return f"{one.at:%Y-%m-%d %H:%M:%S}  {reason}  {form}  {one.path.name}"


def _data(one: Backup) -> dict[str, object]:
    return {
        "file": str(one.path),
        "at": one.at.isoformat(),
        "reason": str(one.reason),
        "locked": one.is_locked,
        "encrypted": one.is_encrypted,
        "size": one.size,
        "rows": dict(one.contents.counts),
    }
