"""Refunds on the command line: how the exported lines stand, purchase invoices, claims, and what
of a month earns no refund."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.cli.answer import Answer, Exit, answer_from_outcome, error_data
from app.cli.context import Context
from app.queries.refunds import claims
from app.queries.table import View, counts_by
from app.store.session import Session
from app.text import text
from app.values.decimals import e5_from_decimal, text_from_e5
from app.values.period import Month
from app.workflow.export_taxes import confirm_month, export_taxes
from app.workflow.purchase_text import keep_invoices_of
from app.workflow.purchases import pair_exports
from app.workflow.refund_claims import NewClaim, note_filed, prepare_claim
from app.workflow.refunds import ledger


def refunds(context: Context, arguments: Namespace) -> Answer:
    """Show the ledger by state; read invoices, pair, prepare or file a claim; show or confirm what
    the exports of a month without refund cost."""
    day = arguments.on or context.today
    act = _ACTS[arguments.action]
    if arguments.action in ("invoices", "claim", "filed") and not arguments.what:
        line = text("cli.refund_missing", context.language)
        return Answer(error_data("cli.refund_missing", line), [line], Exit.USAGE)
    if arguments.action in ("taxes", "confirm") and not _is_month(arguments.what):
        line = text("cli.refund_month", context.language)
        return Answer(error_data("cli.refund_month", line), [line], Exit.USAGE)
    with context.session() as session:
        return act(context, session, arguments.what, day)


def _list(context: Context, session: Session, _what: str, day: date) -> Answer:
    found = counts_by(session.conn, ledger(session.conn, day), View(), "refund_state")
    lines = [
        f"{text(f'refund_state.{state}', context.language)}  {count:,}" for state, count in found
    ]
    standing = claims(session.conn)
    for each in standing:
        shown = _shown(each.estimate if each.official is None else each.official)
        state = text(f"claim_state.{each.state}", context.language)
        lines.append(f"{each.claim_no}  {each.month}  {state}  {shown}")
    data: dict[str, object] = {
        "states": {str(state): count for state, count in found},
        "claims": [{"claim_no": each.claim_no, "state": each.state} for each in standing],
    }
    return Answer(data, lines or [text("cli.nothing_to_do", context.language)])


def _invoices(context: Context, session: Session, what: str, _day: date) -> Answer:
    outcome = keep_invoices_of(session, Path(what))
    return answer_from_outcome(outcome, context.language)


def _claim(context: Context, session: Session, what: str, day: date) -> Answer:
    pair_exports(session)
    outcome = prepare_claim(session, NewClaim(what, Month.of(day)), day)
    return answer_from_outcome(outcome, context.language)


def _filed(context: Context, session: Session, what: str, day: date) -> Answer:
    row = session.conn.execute("SELECT id FROM refund_claim WHERE claim_no = ?", (what,)).fetchone()
    return answer_from_outcome(note_filed(session, row[0] if row else -1, day), context.language)


def _taxes(context: Context, session: Session, what: str, day: date) -> Answer:
    found = export_taxes(session.conn, _month(what, day))
    groups = Counter((row.reason, row.way) for row in found.rows)

    def say(key: str, **values: str) -> str:
        return text(key, context.language, **values)

    lines = [
        f"{say(f'export_tax_reason.{reason}')}  "
        f"{say(f'refund.outcome.{way}' if way else 'export_tax.asks')}  {count:,}"
        for (reason, way), count in groups.items()
    ]
    lines += [f"{say(f'export_tax_sum.{name}')}  {_shown(a)}" for name, a in found.sums.items()]
    state = "confirmed" if found.decided.confirmed_on else "open"
    lines.append(say(f"export_tax_state.{state}", day=found.decided.confirmed_on))
    data: dict[str, object] = {
        "month": str(found.month),
        "confirmed_on": found.decided.confirmed_on,
        "sums": {name: None if a is None else str(a) for name, a in found.sums.items()},
        "missing": found.missing,
    }
    return Answer(data, lines)


def _confirm(context: Context, session: Session, what: str, day: date) -> Answer:
    outcome = confirm_month(session, _month(what, day), day)
    return answer_from_outcome(outcome, context.language)


def _month(what: str, day: date) -> Month:
    """The month asked for; else the one before."""
    return Month.parse(what) if what else Month.of(day).previous


def _is_month(what: str) -> bool:
    try:
        return not what or bool(Month.parse(what))
    except ValueError:
        return False


def _shown(amount: Decimal | None) -> str:
    return "—" if amount is None else text_from_e5(e5_from_decimal(amount), decimals=2)


_ACTS: dict[str, Callable[[Context, Session, str, date], Answer]] = {
    "list": _list,
    "invoices": _invoices,
    "claim": _claim,
    "filed": _filed,
    "taxes": _taxes,
    "confirm": _confirm,
}
