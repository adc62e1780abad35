"""Taxes on the command line: rates stated, the list of goods, the month."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from app.cli.answer import Answer, answer_from_outcome
from app.cli.context import Context
from app.queries.tax import missing_goods, stated_rates
from app.queries.tax_month import MonthRow, month_sheet
from app.text import text
from app.values.period import Month
from app.workflow.positive import import_edition
from app.workflow.tax_rates import RateKind, Scope, Statement, state_rate


def goods_rate(context: Context, arguments: Namespace) -> Answer:
    """Show what was stated and what is missing, or keep a statement."""
    with context.session() as session:
        if arguments.about:
            statement = Statement(
                Scope(arguments.scope),
                arguments.about,
                RateKind(arguments.kind),
                arguments.value,
                arguments.source,
                arguments.on or context.today,
                origin=arguments.origin,
            )
            return answer_from_outcome(state_rate(session, statement), context.language)
        stated, missing = stated_rates(session.conn), missing_goods(session.conn)
    lines = [f"{r.about}  {r.kind}  {r.value}  {r.valid_from}  {r.source}" for r in stated]
    for goods in missing:
        what = text("cli.comma", context.language).join(
            text(f"assess.what.{kind}", context.language) for kind in goods.kinds
        )
        lines.append(
            text(
                "assess.missing",
                context.language,
                number=goods.sku,
                value=goods.hs_code,
                what=what,
                lists=goods.lists,
            )
        )
    data: dict[str, object] = {
        "stated": [asdict(r) for r in stated],
        "missing": [asdict(g) for g in missing],
    }
    return Answer(data, lines or [text("cli.nothing_to_do", context.language)])


def goods_list(context: Context, arguments: Namespace) -> Answer:
    """Import an edition of the list of goods of retail import."""
    with context.session() as session:
        outcome = import_edition(
            session,
            arguments.file,
            name=arguments.name,
            valid_from=arguments.on or context.today,
            source=arguments.source,
            progress=context.progress,
        )
    return answer_from_outcome(outcome, context.language)


def taxes(context: Context, arguments: Namespace) -> Answer:
    """Tell the taxes of the lists released in a month, estimated and official apart."""
    month = arguments.month or Month.of(context.today)
    with context.session() as session:
        rows = month_sheet(session.conn, month)
    lines = [_month_line(row, context.language) for row in rows]
    data: dict[str, object] = {"month": str(month), "rows": [asdict(row) for row in rows]}
    return Answer(data, lines or [text("cli.nothing_to_do", context.language)])


def _month_line(row: MonthRow, language: str) -> str:
    return text(
        "cli.taxes_line",
        language,
        day=row.day,
        channel_key=f"tax_channel.{row.channel}",
        lists=row.lists,
        estimate=_total(row.estimate.total),
        unknown=row.unknown,
        official=_total(row.official.total),
        billed=row.billed,
    )


def _total(amount: object) -> str:
    return f"{amount:.2f}"
