"""What surrounds the stages: suggestions, simulator, watched folder, code tables, company, demo."""

from __future__ import annotations

from argparse import Namespace

from app.cli.answer import (
    Answer,
    Exit,
    answer_from_outcome,
    count_name,
    error_data,
)
from app.cli.context import Context
from app.files import explained
from app.simulator.run import simulate as answer_outbox
from app.store.rates import rates
from app.text import text
from app.workflow.demo import SIZE
from app.workflow.demo import run as run_demo
from app.workflow.demo_import import SIZE as IMPORT_SIZE
from app.workflow.demo_import import run_imports
from app.workflow.facts import codes_of
from app.workflow.masters import company_record, save_company
from app.workflow.rates import rate_from_words, set_rate
from app.workflow.receive import receive
from app.workflow.reference import import_reference
from app.workflow.suggesting import Suggestion, accept_all, is_sure, open_suggestions


def accept(context: Context, arguments: Namespace) -> Answer:
    """Show the suggestions, or accept those named (or all sure ones)."""
    with context.session() as session:
        offered = open_suggestions(session)
        chosen = [
            suggestion
            for number, suggestion in enumerate(offered, 1)
            if number in arguments.numbers or (arguments.sure and is_sure(suggestion))
        ]
        if not chosen:
            return _suggestions(offered, context.language)
        outcome = accept_all(session, chosen, on=context.today, progress=context.progress)
    return answer_from_outcome(outcome, context.language)


def _suggestions(offered: list[Suggestion], language: str) -> Answer:
    data, lines = [], []
    for number, suggestion in enumerate(offered, 1):
        parts = {
            part: text(suggestion.text, language, part, **suggestion.params)
            for part in ("name", "text", "will")
        }
        sure = text(f"suggestion.confidence.{suggestion.confidence}", language)
        count = len(suggestion.order_ids)
        lines.append(
            text("cli.suggestion", language, number=number, count=count, sure=sure, **parts)
        )
        about = {"number": number, "kind": suggestion.kind, "confidence": suggestion.confidence}
        data.append({**about, "orders": suggestion.order_ids, **parts})
    return Answer({"suggestions": data}, lines or [text("cli.no_suggestions", language)])


def simulate(context: Context, arguments: Namespace) -> Answer:
    """Answer the outbox as customs would; with --receive take the answers in at once."""
    outbox, inbox = arguments.outbox or context.outbox, arguments.inbox or context.inbox
    with explained(outbox):
        done = answer_outbox(
            outbox, inbox, seed=arguments.seed, now=context.now, progress=context.progress
        )
    language = context.language
    counts = {name: number for name, number in done.counts.items() if number}
    told = [f"{count_name('simulate', name, language)} {n}" for name, n in counts.items()]
    counted = text("cli.comma", language).join(told) or text("cli.nothing_to_do", language)
    name = text("cli.verb.simulate", language)
    answer = Answer(
        {"simulated": counts, "inbox": str(inbox)},
        [text("cli.counts", language, stage=name, counts=counted)],
    )
    if arguments.receive:
        with context.session() as session:
            outcome = receive(session, [inbox], progress=context.progress)
        answer |= answer_from_outcome(outcome, language)
    return answer


def reference(context: Context, arguments: Namespace) -> Answer:
    """Import an official code table."""
    with context.session() as session:
        outcome = import_reference(
            session,
            arguments.table,
            arguments.file,
            on=context.today,
            progress=context.progress,
        )
    return answer_from_outcome(outcome, context.language)


def company(context: Context, arguments: Namespace) -> Answer:
    """Show the company's settings, or set those given as name=value."""
    with context.session() as session:
        record = company_record(session.conn)
        given = dict(pair.partition("=")[::2] for pair in arguments.settings)
        if unknown := sorted(given.keys() - record.keys()):
            known = ", ".join(record)
            line = text("cli.no_such_setting", context.language, name=unknown[0], known=known)
            return Answer(error_data("cli.no_such_setting", line), [line], Exit.USAGE)
        if given:
            save_company(session, {**record, **given})
            record = company_record(session.conn)
    return Answer({"company": record}, [f"{name}={value}" for name, value in record.items()])


def rate(context: Context, arguments: Namespace) -> Answer:
    """Show the customs exchange rates, or keep the one given."""
    with context.session() as session:
        if arguments.words:
            words = (*arguments.words, "", "", "")[:3]
            codes, day = codes_of(session.conn), arguments.day
            given = rate_from_words(words, arguments.source, codes, source_day=day)
            set_rate(session, given)
        kept = rates(session.conn)
    lines = [
        f"{one.currency} {one.month} {one.cny} CNY  {one.source_day or ''}  {one.source}"
        for one in kept
    ]
    return Answer({"rates": lines}, lines)


def demo(context: Context, arguments: Namespace) -> Answer:
    """Run the demonstration in a folder: of exports, or of imports."""
    lines: list[str] = []

    def out(line: str) -> None:
        lines.append(line)
        context.tell(line)

    show, size = (run_imports, IMPORT_SIZE) if arguments.imports else (run_demo, SIZE)
    is_exact = show(
        arguments.folder,
        out=out,
        language=context.language,
        seed=arguments.seed,
        size=arguments.size or size,
        progress=context.progress,
    )
    data = {"exact": is_exact, "folder": str(arguments.folder), "account": lines}
    return Answer(data, exit=Exit.FINE if is_exact else Exit.BLOCKED)
