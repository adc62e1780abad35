"""Sheets of the month workbook that show what other pages show: the months by mode, returns,
refunds, money. Their totals are formulas; the figures kept beside them are those of the screens."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal

from app.log import redacted
from app.money.sql.reconcile import MonthMoney, months, orders
from app.queries import month as totals
from app.queries import returns_export
from app.queries.money import REMITTANCES
from app.queries.month_b2b import B2B_MODES
from app.queries.refunds import ClaimStanding, claims
from app.queries.return_months import MonthPair, months_of_returns
from app.queries.table import Comparison, Filter, Kind, Table, View
from app.reporting.claims import Claim, claim_sheet
from app.reporting.export_taxes import UnrefundedExport, export_tax_sheet
from app.reporting.modes import ModeRow
from app.reporting.money import MoneyMonth, money_sheet, order_money_sheet
from app.reporting.return_months import Pair, return_month_sheet
from app.reporting.returns import effect_sheet, request_sheet
from app.reporting.sheet import Sheet
from app.reporting.words import Words
from app.text import text
from app.values.decimals import e5_from_decimal
from app.values.period import Month
from app.values.personal import masked_name
from app.workflow.export_taxes import export_taxes
from app.workflow.month_board import Row, rows_of_months
from app.workflow.refunds import ledger
from app.workflow.return_effects import effects_of
from app.workflow.table_export import Shown, sheet_of


def mode_rows(conn: sqlite3.Connection, month: Month | None) -> list[ModeRow]:
    """The rows of the monthly page, of a month or of all, the oldest first."""
    wanted = [month] if month else sorted(totals.known_months(conn))
    return [_mode_row(each, row) for each, row in rows_of_months(conn, wanted)]


def _mode_row(month: Month, row: Row) -> ModeRow:
    standing = row.standing
    return ModeRow(
        month=str(month),
        flow=row.flow,
        mode=row.mode,
        filed=row.filed.lists,
        released=row.released.lists,
        refused=row.filed.was_refused,
        returned=row.released.was_returned,
        pieces=standing.pieces,
        gross_weight_e5=standing.gross_weight_e5,
        declared_e5=standing.known_value_e5,
        released_e5=row.released.known_value_e5,
        duty_e5=standing.duty_e5 if standing.is_taxed else None,
        vat_e5=standing.vat_e5 if standing.is_taxed else None,
        consumption_e5=standing.consumption_e5 if standing.is_taxed else None,
        refund_e5=standing.refund_e5 if standing.refundable else None,
        summary=row.summary,
        is_b2b=row.mode in B2B_MODES,
    )


# returns


def return_sheets(
    conn: sqlite3.Connection, month: Month | None, words: Words, today: date, *, reveal: bool
) -> dict[str, Sheet]:
    """Accepted returns by month, their effects, the requests a month has a part in."""
    veil, name_veil = (str, str) if reveal else (redacted, masked_name)

    def refund(return_id: int) -> tuple[str, object]:
        found = effects_of(conn, return_id, on=today).refund
        if found is None:
            return "", None
        amount = None if found.amount is None else e5_from_decimal(found.amount)
        return words.say(f"report.refund.{found.state}"), amount

    effects = effect_sheet(returns_export.effects(conn, month), words, refund)
    pairs = [_pair(each) for each in months_of_returns(conn, month)]
    requests = returns_export.requests(conn, month)
    return {
        "return_months": return_month_sheet(pairs, effects, words),
        "return_effects": effects,
        "returns": request_sheet(requests, words, veil, name_veil),
    }


def _pair(found: MonthPair) -> Pair:
    taxes = (found.tax.duty, found.tax.vat, found.tax.consumption)
    duty, vat, consumption = (e5_from_decimal(tax or Decimal(0)) for tax in taxes)
    months_ = (str(found.origin), str(found.correction))
    return (*months_, found.requests, e5_from_decimal(found.given_back), duty, vat, consumption)


# refunds


def refund_sheets(
    conn: sqlite3.Connection, month: Month | None, words: Words, today: date, *, reveal: bool
) -> dict[str, Sheet]:
    """The ledger of what was exported in the month, by export date; the claims of the month; its
    exports without refund."""
    shown = _shown(ledger(conn, today), "refund_export_date", month, words, "refunds")
    label = words.say("report.total")
    ledger_sheet = sheet_of(conn, shown, reveal=reveal, totals=["refund_estimate"], label=label)
    found = [_claim(each) for each in claims(conn) if month is None or each.month == str(month)]
    return {
        "refunds": ledger_sheet,
        "claims": claim_sheet(found, words),
        "export_taxes": export_tax_sheet(_unrefunded(conn, month), words),
    }


def _unrefunded(conn: sqlite3.Connection, month: Month | None) -> list[UnrefundedExport]:
    wanted = [month] if month else sorted(totals.known_months(conn))
    return [
        (
            *(str(each), row.own_no, row.customs_mode, row.export_date, row.reason),
            *(row.way or "", row.decided.why if row.decided else "", row.lines),
            *(_e5(row.fob), _e5(row.output), _e5(row.revenue), " ".join(row.to_state)),
        )
        for each in wanted
        for row in export_taxes(conn, each).rows
    ]


def _e5(amount: Decimal | None) -> int | None:
    return None if amount is None else e5_from_decimal(amount)


def _claim(found: ClaimStanding) -> Claim:
    amounts = (found.estimate, found.official, found.received, found.paid_back)
    return (
        *(found.claim_no, found.month, found.kind, found.state),
        *(found.prepared_on, found.filed_on, found.documents_on, found.lines),
        *map(_e5, amounts),
    )


def _shown(table: Table, day: str, month: Month | None, words: Words, title: str) -> Shown:
    """A table of a screen, those rows whose day is in the month."""
    filters: tuple[Filter, ...] = ()
    if month:
        first, after = month.first_day.isoformat(), month.next.first_day.isoformat()
        filters = (
            Filter(day, Comparison.AT_LEAST, first),
            Filter(day, Comparison.IS_BELOW, after),
        )
    language = words.language
    return Shown(
        table,
        View(filters, order=day),
        words.title(title),
        {column.name: text(f"column.{column.name}", language) for column in table.columns},
        {
            column.name: lambda _key, value, name=column.name: (  # type: ignore[misc]
                text(f"{name}.{value}", language) if value else ""
            )
            for column in table.columns
            if column.kind is Kind.STATUS
        },
    )


# money


def money_sheets(
    conn: sqlite3.Connection, month: Month | None, words: Words, *, reveal: bool
) -> dict[str, Sheet]:
    """Orders reconciled by month and currency, the orders, what was received in the month."""
    of_month = str(month) if month else ""
    found = months(conn, of_month)
    count = sum(each.orders for each in found)
    order_money = order_money_sheet(orders(conn, of_month), count, words)
    shown = _shown(REMITTANCES, "received_on", month, words, "remittances")
    label = words.say("report.total")
    return {
        "money": money_sheet([_money_month(each) for each in found], order_money, words),
        "order_money": order_money,
        "remittances": sheet_of(conn, shown, reveal=reveal, totals=["remit_cny"], label=label),
    }


def _money_month(found: MonthMoney) -> MoneyMonth:
    amounts = (
        found.declared, found.expected, found.received, found.fees, found.value, found.undeclared,
        found.beside, found.refunded, found.unreceived, found.settled, found.settled_cny,
    )  # fmt: skip
    return MoneyMonth(
        found.month,
        found.currency,
        found.orders,
        found.mixed,
        [None if amount is None else e5_from_decimal(amount) for amount in amounts],
        None if found.customs_rate is None else int(found.customs_rate.scaleb(8)),
    )
