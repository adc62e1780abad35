"""The watched folder as a command: how a company's own system hands files over."""

from __future__ import annotations

import time
from argparse import Namespace
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from app.cli.answer import (
    Answer,
    Exit,
    answer_from_error,
    answer_from_outcome,
    exit_of,
    outcome_data,
)
from app.cli.context import Context
from app.files import explained
from app.store.errors import Busy
from app.values.errors import AppError
from app.workflow import watch as watched
from app.workflow.outcome import Outcome


def watch(context: Context, arguments: Namespace) -> Answer:
    """Take in what is put into a folder until stopped; --once takes what lies there now. Each file
    is told at once: a line, or with --json an object on a line of its own when watching on."""
    inbox = arguments.inbox or context.inbox
    with explained(inbox):
        inbox.mkdir(parents=True, exist_ok=True)
    if arguments.once:
        taken = _take(list(watched.look(inbox)), context)
        files = [_data(one, context.language) for one in taken]
        return _answer(Counter(one.is_done for one in taken), {"files": files})
    return _watch(inbox, context, arguments.every)


def _watch(inbox: Path, context: Context, every: float) -> Answer:
    counts: Counter[bool] = Counter()
    before: watched.Look = {}
    try:
        while True:
            now = watched.look(inbox)
            for one in _take_when_free(watched.settled(before, now), context):
                counts[one.is_done] += 1
                context.tell_machine(_data(one, context.language))
            before = now
            time.sleep(every)
    except KeyboardInterrupt:  # the usual end of watching
        return _answer(counts, {})


def _take_when_free(paths: list[Path], context: Context) -> list[watched.Taken]:
    """While another program holds the data file the files wait."""
    try:
        return _take(paths, context)
    except Busy:
        return []


def _take(paths: list[Path], context: Context) -> list[watched.Taken]:
    def describe(answer: watched.Answer) -> Mapping[str, object]:
        return _described(answer, context.language)

    if not paths:
        return []
    taken = []
    with context.session() as session:
        for path in paths:
            one = watched.take(session, path, describe=describe, progress=context.progress)
            context.tell(_line(one, context.language))
            taken.append(one)
    return taken


def _answer(counts: Counter[bool], data: Mapping[str, object]) -> Answer:
    answer = Answer({**data, "done": counts[True], "failed": counts[False]})
    if counts[False]:
        answer.exit = Exit.BLOCKED
    return answer


def _data(taken: watched.Taken, language: str) -> dict[str, object]:
    return {"file": taken.name, "place": taken.place, **_described(taken.answer, language)}


def _described(answer: watched.Answer, language: str) -> Mapping[str, object]:
    if isinstance(answer, Outcome):
        return {**outcome_data(answer, language), "exit": int(exit_of(answer))}
    told = answer_from_error(answer, language)
    return {**told.data, "exit": int(told.exit)}


def _line(taken: watched.Taken, language: str) -> str:
    if isinstance(taken.answer, AppError):
        lines = answer_from_error(taken.answer, language).lines
    else:
        lines = answer_from_outcome(taken.answer, language).lines[:1]
    return f"{taken.place.parent.name}/{taken.name}  {'  '.join(lines)}"
