"""The summary declaration: what a month would come to, applications for it, a nil month."""

from __future__ import annotations

from argparse import Namespace

from app.cli.answer import Answer, answer_from_outcome, finding_data, finding_line
from app.cli.context import Context
from app.store.session import Session
from app.text import text
from app.values.period import Month
from app.workflow.summary import (
    compare,
    deadline_of,
    expected_entries,
    month_to_summarise,
    note_nil_month,
    summarise,
)

_UNKNOWN = "—"


def summary(context: Context, arguments: Namespace) -> Answer:
    """Apply for a month; with `--preview` only say what it would come to, with `--nil` note that
    there is nothing, with an application's number compare it with what came back."""
    on = arguments.on or context.today
    month = arguments.month or month_to_summarise(on)
    with context.session() as session:
        if arguments.number:
            return _differences(session, arguments.number, context.language)
        if arguments.preview:
            return _preview(session, month, context.language)
        if arguments.nil is not None:
            outcome = note_nil_month(session, month, note=arguments.nil)
        else:
            outcome = summarise(session, month, on=on, progress=context.progress)
    return answer_from_outcome(outcome, context.language)


def _preview(session: Session, month: Month, language: str) -> Answer:
    groups = expected_entries(session.conn, month)
    deadline = deadline_of(month)
    day = deadline.day.isoformat() if deadline else _UNKNOWN
    lines = [text("cli.summary.due", language, month=month, day=day, groups=len(groups))]
    lines += [
        "  ".join(
            [
                *(group.seller_code, group.transport_mode, group.producer_code),
                *(group.country, group.port_office),
                text("cli.summary.lists", language, number=group.list_count),
                *(f"{currency} {value.normalize():f}" for currency, value in group.values),
            ]
        )
        for group in groups
    ]
    data = [
        {
            "country": group.country,
            "port_office": group.port_office,
            "transport_mode": group.transport_mode,
            "seller": group.seller_code,
            "producer": group.producer_code,
            "lists": group.list_count,
            "values": {currency: f"{value:f}" for currency, value in group.values},
        }
        for group in groups
    ]
    return Answer({"month": str(month), "due": day, "groups": data}, lines)


def _differences(session: Session, own_no: str, language: str) -> Answer:
    found = compare(session.conn, own_no)
    lines = [finding_line(finding, language) for finding in found]
    return Answer(
        {"differences": [finding_data(finding, language) for finding in found]},
        lines or [text("cli.summary.agrees", language, number=own_no)],
    )
