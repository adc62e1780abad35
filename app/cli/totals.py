"""The figures of a month on the command line, and whether they are what the documents come to."""

from __future__ import annotations

from argparse import Namespace

from app.cli.answer import Answer, Exit
from app.cli.context import Context
from app.queries.month import Choice, known_months
from app.queries.month_check import recount
from app.text import text
from app.values.decimals import text_from_e5
from app.values.period import Month
from app.workflow.month_board import Board, Row, board

_UNKNOWN = "—"


def totals(context: Context, arguments: Namespace) -> Answer:
    """Show a month by mode, the newest when none is named; or count everything anew."""
    with context.session() as session:
        if arguments.recount:
            return _recounted(context, [str(one) for one in recount(session.conn)])
        months = known_months(session.conn)
        if not months and arguments.month is None:
            return Answer(lines=[text("cli.nothing_to_do", context.language)])
        month: Month = arguments.month or months[0]
        found = board(session.conn, month, Choice(arguments.mode, arguments.currency))
    rows = [*found.rows, found.total]
    return Answer(
        {"month": str(month), "rows": [_data(row) for row in rows], "open": found.open_lists},
        [_headline(context, found), *(_line(context, row) for row in rows)],
    )


def _recounted(context: Context, differing: list[str]) -> Answer:
    if not differing:
        return Answer({"differences": []}, [text("cli.totals_agree", context.language)])
    told = text("cli.totals_differ", context.language, count=len(differing))
    return Answer({"differences": differing}, [told, *differing], Exit.BLOCKED)


def _headline(context: Context, found: Board) -> str:
    return text(
        "cli.totals_month", context.language, month=found.month, lists=found.total.filed.lists
    )


def _line(context: Context, row: Row) -> str:
    mode = text("month.total", context.language)
    if row.flow:
        flow = text(f"month.legend.{row.flow}", context.language)
        mode = text("month.mode_name", context.language, mode=row.mode, flow=flow)
    return text(
        "cli.totals_row",
        context.language,
        mode=mode,
        lists=row.filed.lists,
        released=row.released.lists,
        declared_value=_amount(row.standing.known_value_e5),
        released_value=_amount(row.released.known_value_e5),
        unknown=row.standing.valueless,
    )


def _data(row: Row) -> dict[str, object]:
    return {
        "flow": row.flow,
        "mode": row.mode,
        "filed": row.filed.lists,
        "released": row.released.lists,
        "pieces": row.standing.pieces,
        "declared_value": _amount(row.standing.known_value_e5),
        "released_value": _amount(row.released.known_value_e5),
        "without_rate": row.standing.valueless,
        "tax": _amount(row.standing.tax_e5 if row.standing.is_taxed else None),
    }


def _amount(value_e5: int | None) -> str:
    return _UNKNOWN if value_e5 is None else text_from_e5(value_e5, decimals=2)
