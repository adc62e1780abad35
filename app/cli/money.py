"""Closed months and money received on the command line."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from app.cli.answer import (
    Answer,
    Exit,
    answer_from_error,
    answer_from_outcome,
    error_data,
    finding_line,
)
from app.cli.context import Context
from app.cli.people import second
from app.documents.fields import FileKind
from app.store.session import Session
from app.text import text
from app.workflow.intake import import_files, total
from app.workflow.month_lock import (
    Closing,
    Verification,
    close_month,
    closes,
    look,
    reopen_month,
    verify,
)
from app.workflow.reading import Reading
from app.workflow.remittances import MonthMoney, exposure, months


def month(context: Context, arguments: Namespace) -> Answer:
    """The closings so far; close a month, open it again, or compute its seal again."""
    act = {"close": _close, "reopen": _reopen, "verify": _verify}.get(arguments.action, _list)
    if arguments.action in ("close", "reopen") and arguments.month is None:
        line = text("cli.month_missing", context.language)
        return Answer(error_data("cli.month_missing", line), [line], Exit.USAGE)
    with context.session() as session:
        return act(context, session, arguments)


def _list(context: Context, session: Session, _arguments: Namespace) -> Answer:
    found = closes(session.conn)
    lines = [
        text(
            f"cli.month_{each.action}",
            context.language,
            month=each.month,
            at=each.signed_at.replace("T", " "),
            by=each.signed_by,
            second=each.second_by,
            reason=each.reason,
            seal=each.seal[:16],
        )
        for each in found
    ]
    nothing = [text("cli.no_closing", context.language)]
    return Answer({"closings": [asdict(each) for each in found]}, lines or nothing)


def _close(context: Context, session: Session, arguments: Namespace) -> Answer:
    """What stands open is told first; with --accept it is closed all the same."""
    seen = look(session.conn, arguments.month)
    if seen.findings and not arguments.accept:
        return _open_things(seen, context.language)
    outcome = close_month(
        session,
        arguments.month,
        arguments.sign or context.actor,
        on=context.today,
        note=arguments.reason,
        progress=context.progress,
    )
    return answer_from_outcome(outcome, context.language)


def _open_things(seen: Closing, language: str) -> Answer:
    line = text("cli.month_open_things", language, month=seen.month)
    told = [finding_line(finding, language) for finding in seen.findings]
    return Answer(error_data("cli.month_open_things", line), [*told, line], Exit.BLOCKED)


def _reopen(context: Context, session: Session, arguments: Namespace) -> Answer:
    with second(session, "month_reopen", arguments.second, context.language):
        outcome = reopen_month(
            session,
            arguments.month,
            arguments.sign or context.actor,
            second=arguments.second,
            reason=arguments.reason,
        )
    return answer_from_outcome(outcome, context.language)


def _verify(context: Context, session: Session, arguments: Namespace) -> Answer:
    found = verify(session.conn, arguments.month)
    lines = [_verified(each, context.language) for each in found]
    data: dict[str, object] = {
        "closings": [
            {"month": each.close.month, "seal": each.close.seal, "broken": each.broken,
             "moved": [asdict(moved) for moved in each.moved]}
            for each in found
        ]
    }  # fmt: skip
    worst = Exit.FINE if all(each.is_whole for each in found) else Exit.BLOCKED
    return Answer(data, lines or [text("cli.no_closing", context.language)], worst)


def _verified(each: Verification, language: str) -> str:
    broken = text("cli.comma", language).join(
        text(f"month_lock.broken.{what}", language) for what in each.broken
    )
    return text(
        "cli.month_broken" if broken else "cli.month_whole",
        language,
        month=each.close.month,
        seal=each.close.seal[:16],
        moved=len(each.moved),
        broken=broken,
    )


def remittance(context: Context, arguments: Namespace) -> Answer:
    """Take in files of money received, or tell how declared, taken in and received differ."""
    if arguments.files:
        return _import(context, arguments)
    with context.session() as session:
        sums = months(session.conn, str(arguments.month or ""))
        open_ = exposure(session.conn, context.today)
    language = context.language
    lines = [_month_line(each, language) for each in sums]
    lines += [
        text(
            "cli.exposure",
            language,
            currency=each.currency,
            orders=each.orders,
            open=f"{each.open:,.2f}",
            unallocated=f"{each.unallocated:,.2f}",
        )
        for each in open_
    ]
    data: dict[str, object] = {
        "months": [asdict(each) for each in sums],
        "exposure": [asdict(each) for each in open_],
    }
    return Answer(data, lines or [text("cli.nothing_to_do", language)])


def _import(context: Context, arguments: Namespace) -> Answer:
    """All files named are read as money received."""
    reading = Reading(kind=FileKind.REMITTANCE)
    with context.session() as session:
        results = import_files(session, arguments.files, reading=reading, progress=context.progress)
    answer = answer_from_outcome(total(results), context.language)
    for result in results:
        if result.error is not None:
            answer |= answer_from_error(result.error, context.language)
    return answer


def _month_line(each: MonthMoney, language: str) -> str:
    parts = {
        "declared": each.declared,
        "expected": each.expected,
        "net": each.net,
        "value": each.value + each.undeclared,
        "beside": each.beside,
        "refunded": each.refunded,
        "unreceived": each.unreceived,
        "fees": each.fees,
    }
    said = {name: f"{part:,.2f}" for name, part in parts.items()}
    return text("cli.month_money", language, month=each.month, currency=each.currency, **said)
