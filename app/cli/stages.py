"""The stages as commands: each calls its workflow function and tells the outcome."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from app.cli.answer import Answer, answer_from_error, answer_from_outcome
from app.cli.context import Context
from app.documents.fields import FileKind
from app.text import text
from app.workflow.assess import assess as estimate_taxes
from app.workflow.compile import compile_lists
from app.workflow.export import export as write_messages
from app.workflow.facts import codes_of
from app.workflow.intake import FileResult, import_files, preview_file, total
from app.workflow.match import match as match_documents
from app.workflow.outcome import Outcome
from app.workflow.precheck import precheck as check
from app.workflow.reading import Reading
from app.workflow.receive import receive as take_in
from app.workflow.report import report as write_report
from app.workflow.templates import write_import_template


def import_(context: Context, arguments: Namespace) -> Answer:
    """Import files and folders; with --dry-run only say what would come of it."""
    said = {"flow": str(arguments.flow)} if arguments.flow else {}
    reading = Reading(kind=arguments.kind, encoding=arguments.encoding, constants=said)
    with context.session() as session:
        if arguments.dry_run:
            results = [
                FileResult(path, preview_file(session, path, reading=reading).outcome)
                for path in arguments.files
            ]
        else:
            results = import_files(
                session, arguments.files, reading=reading, progress=context.progress
            )
    answer = answer_from_outcome(total(results), context.language)
    return answer | _refused(results, context.language)


def _refused(results: Iterable[FileResult], language: str) -> Answer:
    """The files nothing could be taken from, and why."""
    told = Answer()
    errors: list[dict[str, object]] = []
    for result in results:
        if result.error is not None:
            why = answer_from_error(result.error, language)
            errors.append({"file": result.path.name, **_error(why)})
            told.lines.append(f"{result.path.name}  {'  '.join(why.lines)}")
            told.exit = why.exit
    told.data = {"refused_files": errors}
    return told


def _error(answer: Answer) -> dict[str, object]:
    error = answer.data["error"]
    return dict(error) if isinstance(error, dict) else {}


def match(context: Context, arguments: Namespace) -> Answer:
    """Match what changed."""
    with context.session() as session:
        outcome = match_documents(
            session, on=arguments.on or context.today, progress=context.progress
        )
    return answer_from_outcome(outcome, context.language)


def precheck(context: Context, arguments: Namespace) -> Answer:
    """Check what waits."""
    with context.session() as session:
        outcome = check(session, on=arguments.on or context.today, progress=context.progress)
    return answer_from_outcome(outcome, context.language)


def lists(context: Context, arguments: Namespace) -> Answer:
    """Make declaration lists."""
    with context.session() as session:
        outcome = compile_lists(
            session, on=arguments.on or context.today, progress=context.progress
        )
    return answer_from_outcome(outcome, context.language)


def assess(context: Context, arguments: Namespace) -> Answer:
    """Estimate the taxes of import lists."""
    with context.session() as session:
        outcome = estimate_taxes(session, progress=context.progress)
    return answer_from_outcome(outcome, context.language)


def export(context: Context, arguments: Namespace) -> Answer:
    """Write messages."""
    with context.session() as session:
        outcome = write_messages(
            session,
            arguments.numbers or None,
            outbox=arguments.outbox or context.outbox,
            progress=context.progress,
        )
    return _with_files(outcome, context.language)


def receive(context: Context, arguments: Namespace) -> Answer:
    """Take in receipts."""
    with context.session() as session:
        outcome = take_in(session, arguments.files or [context.inbox], progress=context.progress)
    return answer_from_outcome(outcome, context.language)


def report(context: Context, arguments: Namespace) -> Answer:
    """Write the workbook."""
    name = f"sandan-{arguments.month or context.today.isoformat()}.xlsx"
    with context.session() as session:
        outcome = write_report(
            session,
            arguments.month,
            arguments.output or context.data.absolute().parent / name,
            language=context.language,
            on=context.now,
            reveal=arguments.reveal,
            progress=context.progress,
        )
    return _with_files(outcome, context.language)


def template(context: Context, arguments: Namespace) -> Answer:
    """Write an import template."""
    kind, language = FileKind(arguments.kind), context.language
    name = text("template.file", language, kind=text(f"import_kind.{kind}", language))
    with context.session() as session:
        outcome = write_import_template(
            kind,
            arguments.output or context.data.absolute().parent / name,
            codes_of(session.conn),
            language=language,
            now=context.now,
        )
    return _with_files(outcome, language)


def _with_files(outcome: Outcome, language: str) -> Answer:
    answer = answer_from_outcome(outcome, language)
    answer.lines += [text("cli.written", language, path=path) for path in outcome.written]
    return answer
