"""`sandan purge`: clear personal data by age or of one person. Who is meant is read from standard
input, never from the command, which other users of the computer could read."""

from __future__ import annotations

import sys
from argparse import Namespace

from app import paths
from app.cli.answer import Answer, Exit, error_data, outcome_data
from app.cli.context import Context
from app.cli.people import second
from app.files import explained, write_whole
from app.store.session import Session
from app.text import text
from app.workflow.backups import Keeper, Reason, keeper_of
from app.workflow.opening import local_now
from app.workflow.purge import Person, Preview, Request, Words, look, purge
from app.workflow.purge_told import about, done, rows


def clear(context: Context, arguments: Namespace) -> Answer:
    """Count what would go; with --yes, clear it."""
    if (arguments.months is None) is not arguments.person:
        line = text("cli.purge_unsaid", context.language)
        return Answer(error_data("cli.purge_unsaid", line), [line], Exit.USAGE)
    person = _person(context.language) if arguments.person else None
    request = Request(arguments.months, person, arguments.even_kept)
    keeper = keeper_of(context.data, clock=local_now)
    with context.session() as session:
        preview = look(session, request, on=context.today, backups=keeper.all_backups())
        counted = _counted(preview, context.language)
        if not arguments.yes:
            counted.lines.append(text("cli.purge_counted", context.language))
            return counted
        return counted | _purge(context, session, request, keeper, arguments.second)


def _purge(
    context: Context, session: Session, request: Request, keeper: Keeper, other: str
) -> Answer:
    session.before_risk = lambda reason: keeper.make(Reason(reason))
    with second(session, "purge", other, context.language):
        outcome = purge(
            session, request, on=context.today, elsewhere=_forget, progress=context.progress
        )
    return Answer(outcome_data(outcome, context.language), done(outcome, context.language))


def _forget(words: Words) -> int:
    """What the window keeps of views stands on a line each; one that names a person goes whole.
    Raises CannotWrite."""
    path = paths.window_file()
    if not path.exists():
        return 0
    with explained(path):
        lines = path.read_bytes().splitlines(keepends=True)
    texts = [each.decode("utf-8", "replace") for each in lines]
    kept = [each for each, said in zip(lines, texts, strict=True) if words.replaced(said) == said]
    if len(kept) < len(lines):
        write_whole(path, b"".join(kept))
    return len(lines) - len(kept)


def _counted(preview: Preview, language: str) -> Answer:
    lines = [f"{what}  {count:,}" for what, count in rows(preview, language)]
    left = preview.left
    data = {
        "counts": preview.counts,
        "under_way": preview.under_way,
        "kept_by_law": preview.kept_by_law,
        "papers": list(preview.papers),
        "backups": [
            {"file": str(each.path), "until": until.isoformat()} for each, until in left.backups
        ],
        "copies": [str(each) for each in left.copies],
        "message_files": left.message_files,
    }
    lines += [f"{each.path.name}  {until}" for each, until in left.backups]
    return Answer({"preview": data}, [*lines, *about(preview, language)])


def _person(language: str) -> Person:
    """The ID number on one line, or an empty line, then name and telephone."""
    if id_no := _line("cli.purge_id_no", language):
        return Person(id_no)
    return Person("", _line("cli.purge_name", language), _line("cli.purge_phone", language))


def _line(key: str, language: str) -> str:
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        sys.stderr.write(text(key, language))
        sys.stderr.flush()
    return sys.stdin.readline().strip()
