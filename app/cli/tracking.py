"""The status of lists: counts and stuck ones, a page of them, or the story of one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict

from app.cli.answer import Answer, Exit, answer_from_outcome, error_data, finding_data, finding_line
from app.cli.context import Context
from app.documents.status import Status
from app.log import redacted
from app.queries import declarations
from app.queries.declarations import ListRow, Wanted
from app.store.session import Session
from app.text import text
from app.values.personal import masked_field, masked_name
from app.workflow.explaining import explanation_of
from app.workflow.track import story, track


def status(context: Context, arguments: Namespace) -> Answer:
    """Counts; with a state, the lists in it; with a number, everything about that list."""
    with context.session() as session:
        if arguments.number:
            return _one(session, arguments.number, context.language)
        if arguments.state:
            wanted = Wanted(status=Status(arguments.state))
            rows = declarations.page(session.conn, wanted, limit=arguments.limit)
            return _page(rows, context.language)
        outcome = track(session, on=context.now, progress=context.progress)
    return answer_from_outcome(outcome, context.language)


def _page(rows: list[ListRow], language: str) -> Answer:
    lines = [
        f"{row.own_no}  {row.order_no}  {row.waybill_no}  {row.currency} {row.total.normalize():f}"
        f"  {text(f'status.{row.status}', language)}  {row.since}  {row.decl_no}"
        for row in rows
    ]
    return Answer(
        {"lists": [asdict(row) for row in rows]}, lines or [text("cli.no_lists", language)]
    )


def _one(session: Session, own_no: str, language: str) -> Answer:
    list_id = declarations.by_own_no(session.conn, own_no)
    detail = declarations.detail(session.conn, list_id) if list_id else None
    if list_id is None or detail is None:
        line = text("cli.no_such_list", language, number=own_no)
        return Answer(error_data("cli.no_such_list", line), [line], Exit.USAGE)
    steps = story(session.conn, list_id)
    state = f"status.{detail.head['status']}"
    explanation = explanation_of(session.conn, list_id) or state
    lines = [
        f"{own_no}  {text(state, language)}",
        *(text(explanation, language, part) for part in ("cause", "fix")),
        *(
            _line(step.at, _state(step.status or step.kind, language), step.code, step.info)
            for step in steps
        ),
        *(finding_line(finding, language) for finding in detail.findings),
    ]
    data: dict[str, object] = {
        "list": _masked(detail.head),
        "lines": detail.lines,
        "story": [asdict(step) for step in steps],
        "findings": [finding_data(finding, language) for finding in detail.findings],
    }
    return Answer(data, [line for line in lines if line])


def _masked(head: Mapping[str, object]) -> dict[str, object]:
    """The head of a list, whoever bought left out; what customs said without their name."""
    buyer, said = str(head["buyer_name"]), str(head["info"])
    shown = {name: masked_field(name, value) for name, value in head.items()}
    return shown | {"info": redacted(said.replace(buyer, masked_name(buyer)) if buyer else said)}


def _line(*parts: str) -> str:
    return "  ".join(part for part in parts if part)


def _state(name: str, language: str) -> str:
    """The name of a status; an event that changes none has its own."""
    key = f"status.{name}" if name in set(Status) else f"cli.event.{name}"
    return text(key, language)
