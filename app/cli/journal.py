"""Commands about the data file itself: make one, look back, take back, bring back."""

from __future__ import annotations

from argparse import Namespace

from app.cli.answer import Answer, count_name, verb_name
from app.cli.context import Context
from app.log import redacted_in
from app.store.session import PastCall
from app.text import text


def new(context: Context, _: Namespace) -> Answer:
    """Make an empty data file. Raises StoreError when it exists."""
    from app.store import database

    context.make_folder()
    database.create(context.data).close()
    line = text("cli.created", context.language, path=context.data)
    return Answer({"created": str(context.data)}, [line])


def undo(context: Context, _: Namespace) -> Answer:
    """Take back the newest call. Raises UndoRefused."""
    with context.session() as session:
        return _told("undone", session.undo(), context.language)


def redo(context: Context, _: Namespace) -> Answer:
    """Bring back what was taken back last. Raises UndoRefused."""
    with context.session() as session:
        return _told("redone", session.redo(), context.language)


def history(context: Context, arguments: Namespace) -> Answer:
    """The newest calls first."""
    with context.session() as session:
        calls = session.history(arguments.limit)
    lines = [_line(call, context.language) for call in calls]
    return Answer(
        {"calls": [_data(call) for call in calls]},
        lines or [text("cli.no_history", context.language)],
    )


def _told(what: str, call: PastCall, language: str) -> Answer:
    line = text(f"cli.{what}", language, verb=verb_name(call.verb, language), at=call.at)
    return Answer({what: _data(call)}, [line])


def _data(call: PastCall) -> dict[str, object]:
    return {
        "id": call.id,
        "verb": call.verb,
        "at": call.at,
        "actor": call.actor,
        "params": redacted_in(dict(call.params)),
        "outcome": redacted_in(dict(call.outcome)),
        "undone": call.is_undone,
    }


def _line(call: PastCall, language: str) -> str:
    counts = [
        f"{count_name(call.verb, name, language)} {number}"
        for name, number in call.outcome.items()
        if isinstance(number, int)
    ]
    mark = text("cli.was_undone", language) if call.is_undone else ""
    parts = (f"{call.id:>5}", call.at, verb_name(call.verb, language), *counts, call.actor, mark)
    return "  ".join(part for part in parts if part)
