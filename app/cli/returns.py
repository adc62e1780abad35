"""Returns on the command line: what waits, a new request, an arrival, a withdrawal."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from app.cli.answer import (
    Answer,
    Exit,
    answer_from_outcome,
    error_data,
    finding_data,
    finding_line,
)
from app.cli.context import Context
from app.documents.returning import Condition, ReasonKind
from app.queries.returns import Hit, by_own_no, find_originals
from app.queries.table import View, ids, rows
from app.store.session import Session
from app.text import text
from app.values.decimals import NotExact, decimal_from_e5, decimal_from_text
from app.workflow.return_cases import original_of
from app.workflow.return_terms import the_table
from app.workflow.returns import (
    ReturnDraft,
    Wish,
    lapse,
    list_unknown,
    new_request,
    record_arrival,
    withdraw,
)

UNKNOWN = "—"


def returns(context: Context, arguments: Namespace) -> Answer:
    """What waits; or one request begun, arrived, given up or not coming back."""
    on = arguments.on or context.today
    with context.session() as session:
        if arguments.action == "list":
            return _list(session, on, arguments.limit, context.language)
        if arguments.action == "new":
            return _new(session, arguments, on, context.language)
        return_id = by_own_no(session.conn, arguments.number)
        if return_id is None:
            line = text("cli.no_such_return", context.language, number=arguments.number)
            return Answer(error_data("cli.no_such_return", line), [line], Exit.USAGE)
        if arguments.action == "arrive":
            outcome = record_arrival(session, return_id, on)
        elif arguments.action == "lapse":
            outcome = lapse(session, return_id)
        else:
            outcome = withdraw(session, return_id)
    return answer_from_outcome(outcome, context.language)


def _list(session: Session, on: date, limit: int, language: str) -> Answer:
    table = the_table(on)
    keys = ids(session.conn, table, View())[:limit]
    names = [column.name for column in table.columns]
    found = rows(session.conn, table, keys)
    records = [dict(zip(names, found[key], strict=True)) for key in keys]
    lines = [_line(one, language) for one in records]
    return Answer({"returns": records}, lines or [text("cli.nothing_to_do", language)])


def _line(record: dict[str, object], language: str) -> str:
    mode, _, flow = str(record["return_mode"]).partition(" ")
    way = f"{mode} {text(f'decl_flow.{flow}', language)}"
    state = text(f"return_state.{record['return_state']}", language)
    due = record["return_due"] or UNKNOWN
    return f"{record['return_own_no']}  {record['return_list']}  {way}  {state}  {due}"


def _new(session: Session, arguments: Namespace, on: date, language: str) -> Answer:
    number = arguments.number
    hits = [hit for hit in find_originals(session.conn, number) if _is_named(hit, number)]
    wishes = _wishes(arguments.goods)
    if wishes is None:
        line = text("cli.bad_return_goods", language)
        return Answer(error_data("cli.bad_return_goods", line), [line], Exit.USAGE)
    if not hits:
        finding = list_unknown(number)
        data: dict[str, object] = {"findings": [finding_data(finding, language)]}
        return Answer(data, [finding_line(finding, language)], Exit.BLOCKED)
    draft = ReturnDraft(
        hits[0].list_id,
        wishes or _all_left(session, hits[0].list_id),
        ReasonKind(arguments.reason),
        Condition(arguments.condition),
        reason=arguments.note,
    )
    outcome = new_request(session, draft, on=on)
    return answer_from_outcome(outcome, language)


def _is_named(hit: Hit, number: str) -> bool:
    return number in (hit.own_no, hit.decl_no, hit.waybill_no, hit.order_no)


def _all_left(session: Session, list_id: int) -> tuple[Wish, ...]:
    original = original_of(session.conn, list_id)
    lines = original.lines if original else ()
    return tuple(
        Wish(line.line_no, decimal_from_e5(line.left_e5)) for line in lines if line.left_e5
    )


def _wishes(words: list[str]) -> tuple[Wish, ...] | None:
    """ "1=2" = two of the first line; None when a word says something else."""
    wishes = []
    for word in words:
        line, _, qty = word.partition("=")
        try:
            wishes.append(Wish(int(line), decimal_from_text(qty)))
        except (ValueError, NotExact):
            return None
    return tuple(wishes)
