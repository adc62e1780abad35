"""The refund ledger as screens show it: every exported line with the purchase, the claim and the
money behind it, or the reason why there is none."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.documents.refund import CLAIMABLE
from app.queries.table import Column, Kind, Table
from app.values.decimals import decimal_from_e5


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """For exports from `from_` on: `months` to claim (None: to the end of April of the next year,
    `april` as "04-30"); `is_final`: what is late then is a domestic sale."""

    from_: str
    months: int | None
    april: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class LedgerTerms:
    """What the ledger is read by: today, the rules of claiming, the days to put documents on file,
    whether the company refunds its purchases (trading) or its month (production)."""

    today: date
    rules: tuple[ClaimRule, ...]
    document_days: int
    is_trading: bool = True


def _claims(value: str) -> str:
    return f"""(SELECT {value} FROM refund_match m
    CROSS JOIN refund_claim_line y ON y.refund_match_id = m.id
    CROSS JOIN refund_claim c ON c.id = y.refund_claim_id
    WHERE m.export_key = x.key AND c.closed = '')"""


def _matches(value: str) -> str:
    return f"(SELECT {value} FROM refund_match m WHERE m.export_key = x.key)"


_CLAIMED = _claims("coalesce(sum(y.qty_e5), 0)")
_MATCHED = _matches("coalesce(sum(m.qty_e5), 0)")
_OPEN = f"(x.qty_e5 - x.returned_e5 - {_CLAIMED})"
_CLAIM_ID = _claims("max(c.id)")
_STANDING = f"(SELECT s.{{}} FROM claim_standing s WHERE s.id = {_CLAIM_ID})"
# What came back after it was claimed, and was not paid back for yet.
_BACK = """EXISTS (SELECT 1 FROM goods_return_line g
    CROSS JOIN goods_return_state t ON t.id = g.goods_return_id
    WHERE g.declaration_line_id = x.declaration_line_id AND t.state = 'accepted'
    AND NOT EXISTS (SELECT 1 FROM refund_money z WHERE z.goods_return_id = g.goods_return_id
        AND z.kind = 'paid_back'))"""
_INVOICES = """(SELECT group_concat(DISTINCT i.invoice_no) FROM refund_match m
    CROSS JOIN purchase_invoice_line l ON l.id = m.purchase_invoice_line_id
    CROSS JOIN purchase_invoice i ON i.id = l.purchase_invoice_id WHERE m.export_key = x.key)"""


def deadline_sql(rules: Sequence[ClaimRule], day: str) -> str:
    """SQL: the last day to claim an export of a day; NULL before any rule. A month without that
    day ends on its last."""
    cases = " ".join(
        f"WHEN {day} >= '{each.from_}' THEN {_last_day(each, day)}"
        for each in sorted(rules, key=lambda each: each.from_, reverse=True)
    )
    return f"CASE {cases} END"


def _last_day(rule: ClaimRule, day: str) -> str:
    if rule.months is None:
        return f"(CAST(substr({day}, 1, 4) AS INTEGER) + 1) || '-{rule.april}'"
    end = f"date({day}, 'start of month', '+{int(rule.months) + 1} months', '-1 day')"
    return f"min(date({day}, '+{int(rule.months)} months'), {end})"


def _final_sql(rules: Sequence[ClaimRule]) -> str:
    final = [each.from_ for each in rules if each.is_final]
    return f"(x.export_date >= '{min(final)}')" if final else "0"


# A B2B export declared by list stands in the ledger with the lines of that list.
_IS_LISTED = """(x.b2b_line_id NOT NULL AND EXISTS (SELECT 1 FROM declaration_list d
    WHERE d.own_no = x.own_no AND d.customs_mode = x.customs_mode))"""

# All of what is left of a line is claimed. Asked once, because it is asked of every line.
_IS_CLAIMED = f"{_CLAIMED} >= max(x.qty_e5 - x.returned_e5, 1)"


def state_sql(terms: LedgerTerms) -> str:
    """SQL: where the refund of an exported line stands (`app.documents.refund.LedgerState`)."""
    last = deadline_sql(terms.rules, "x.export_date")
    today = terms.today.isoformat()
    late_papers = (
        f"{_STANDING.format('documents_on')} = '' AND '{today}' >"
        f" date({_STANDING.format('filed_on')}, '+{int(terms.document_days)} days')"
    )
    return f"""CASE
        WHEN x.statistics_flag = 'A' THEN 'simplified'
        WHEN {_IS_LISTED} THEN 'listed'
        WHEN NOT x.is_exported THEN 'not_exported'
        WHEN {_IS_CLAIMED} THEN CASE
            WHEN {_OPEN} < 0 AND {_BACK} THEN 'pay_back'
            WHEN {_STANDING.format("state")} = 'refunded' THEN 'refunded'
            WHEN {_STANDING.format("filed_on")} = '' THEN 'prepared'
            WHEN {late_papers} THEN 'documents'
            ELSE 'filed' END
        WHEN x.qty_e5 <= x.returned_e5 THEN 'returned'
        WHEN '{today}' > {last} AND {_final_sql(terms.rules)} THEN 'overdue'
        WHEN x.entry_no = '' THEN 'no_entry'
        {"" if terms.is_trading else "WHEN 1 THEN 'month'"}
        ELSE (SELECT CASE
                WHEN count(*) = 0 THEN 'no_invoice'
                WHEN count(*) > count(m.refund_rate_e5) THEN 'rate_unknown'
                WHEN max(m.refund_rate_e5) = 0 THEN 'rate_zero'
                WHEN max(i.confirmed_on = '') THEN 'not_confirmed'
                WHEN sum(m.qty_e5) < x.qty_e5 - x.returned_e5 THEN 'part_invoice'
                WHEN '{today}' > {last} THEN 'late'
                ELSE 'ready' END
            FROM refund_match m
            CROSS JOIN purchase_invoice_line l ON l.id = m.purchase_invoice_line_id
            CROSS JOIN purchase_invoice i ON i.id = l.purchase_invoice_id
            WHERE m.export_key = x.key) END"""


def ledger_table(terms: LedgerTerms) -> Table:
    """Every exported line, the newest first. Amounts not known are NULL."""
    return Table(
        name="refund_ledger",
        key="x.key",
        source="export_line x",
        columns=(
            Column("refund_own_no", "x.own_no", Kind.CODE),
            Column("refund_line_no", "x.line_no", Kind.COUNT),
            Column("refund_state", state_sql(terms), Kind.STATUS),
            Column("refund_sku", "x.sku", Kind.CODE),
            Column("refund_goods", "x.goods_name"),
            Column("refund_export_date", "nullif(x.export_date, '')", Kind.DATE),
            Column("refund_deadline", _claimable_until(terms.rules), Kind.DATE),
            Column("refund_estimate", _matches(_ALL_KNOWN), Kind.MONEY),
            Column("refund_qty", "x.qty_e5", Kind.QUANTITY),
            Column("refund_returned", "nullif(x.returned_e5, 0)", Kind.QUANTITY),
            Column("refund_matched", _MATCHED, Kind.QUANTITY),
            Column("refund_claimed", _CLAIMED, Kind.QUANTITY),
            Column("refund_base", _matches("sum(m.base_e5)"), Kind.MONEY),
            Column("refund_entry_no", "nullif(x.entry_no, '')", Kind.CODE),
            Column("refund_invoices", _INVOICES, Kind.CODE),
            Column("refund_claim_no", _STANDING.format("claim_no"), Kind.CODE),
            Column("refund_mode", "x.customs_mode", Kind.CODE),
            Column("refund_hs_code", "x.hs_code", Kind.CODE),
        ),
        search=("x.own_no", "x.sku", "x.goods_name", "x.entry_no"),
        order="x.key DESC",
    )


def _claimable_until(rules: Sequence[ClaimRule]) -> str:
    """Nothing of a list of the summary statistics is ever claimed, so it has no last day."""
    return f"iif(x.statistics_flag = 'A', NULL, {deadline_sql(rules, 'x.export_date')})"


_ALL_KNOWN = "iif(count(*) = count(m.refund_e5), sum(m.refund_e5), NULL)"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an exported line with the purchase behind it; `refund` None = rate not known."""

    id: int
    invoice_no: str
    supplier: str
    issued_on: str
    qty_e5: int
    vat_rate_e5: int
    base: Decimal
    rate_e5: int | None
    refund: Decimal | None
    claim_no: str


_PIECES = """
SELECT m.id, i.invoice_no, i.supplier_name, i.issued_on, m.qty_e5, l.vat_rate_e5, m.base_e5,
    m.refund_rate_e5, m.refund_e5, coalesce((SELECT max(c.claim_no) FROM refund_claim_line y
        CROSS JOIN refund_claim c ON c.id = y.refund_claim_id
        WHERE y.refund_match_id = m.id AND c.closed = ''), '')
FROM refund_match m
CROSS JOIN purchase_invoice_line l ON l.id = m.purchase_invoice_line_id
CROSS JOIN purchase_invoice i ON i.id = l.purchase_invoice_id
WHERE m.export_key = ? ORDER BY i.issued_on, m.id
"""


def pieces_of(conn: sqlite3.Connection, key: int) -> list[Piece]:
    """What stands behind an exported line, in the order it was taken."""
    return [
        Piece(
            id=id_,
            invoice_no=invoice_no,
            supplier=supplier,
            issued_on=issued_on,
            qty_e5=qty,
            vat_rate_e5=vat_rate,
            base=decimal_from_e5(base),
            rate_e5=rate,
            refund=None if refund is None else decimal_from_e5(refund),
            claim_no=claim_no,
        )
        for id_, invoice_no, supplier, issued_on, qty, vat_rate, base, rate, refund, claim_no in (
            conn.execute(_PIECES, (key,))
        )
    ]


def claimable_sql(terms: LedgerTerms, narrowed: str = "") -> str:
    """SQL over the pieces a claim may take up: id, key, entry number, export date, open quantity
    and amount, rate, open quantity of the line, quantity sold and not claimed (NULL: not for a
    warehouse)."""
    states = ", ".join(f"'{state}'" for state in CLAIMABLE)
    held = """(SELECT coalesce(sum(y.{0}), 0) FROM refund_claim_line y
        CROSS JOIN refund_claim c ON c.id = y.refund_claim_id
        WHERE y.refund_match_id = m.id AND c.closed = '')"""
    sold = f"""iif(x.customs_mode <> '9810', NULL, coalesce((SELECT sum(s.qty_e5)
        FROM b2b_sale s WHERE s.b2b_line_id = x.b2b_line_id), 0)
        - {_claims("coalesce(sum(iif(c.kind = 'refund', y.qty_e5, 0)), 0)")})"""
    return f"""
SELECT m.id, x.key, x.entry_no, x.export_date, m.qty_e5 - {held.format("qty_e5")},
    m.base_e5 - {held.format("base_e5")}, m.refund_rate_e5, {_OPEN}, {sold}
FROM export_line x CROSS JOIN refund_match m ON m.export_key = x.key
WHERE {state_sql(terms)} IN ({states}) AND m.qty_e5 > {held.format("qty_e5")} {narrowed}
ORDER BY x.export_date, x.key, m.id"""


def unclaimed_until(
    conn: sqlite3.Connection, rules: Sequence[ClaimRule], today: date, until: date
) -> list[tuple[str, int]]:
    """Last days from `today` to `until` of lines of lists with a purchase behind them and no claim
    that stands, with how many there are."""
    last = deadline_sql(rules, "d.export_date")
    return conn.execute(
        f"SELECT {last}, count(DISTINCT m.declaration_line_id) FROM refund_match m"
        " CROSS JOIN declaration_line l ON l.id = m.declaration_line_id"
        " CROSS JOIN declaration_list d ON d.id = l.declaration_list_id"
        f" WHERE {last} BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM refund_claim_line y"
        " CROSS JOIN refund_claim c ON c.id = y.refund_claim_id"
        " WHERE y.refund_match_id = m.id AND c.closed = '') GROUP BY 1 ORDER BY 1",
        (today.isoformat(), until.isoformat()),
    ).fetchall()


def without_documents(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """Number and day of filing of claims whose documents are not on file."""
    return conn.execute(
        "SELECT claim_no, filed_on FROM refund_claim"
        " WHERE filed_on <> '' AND documents_on = '' AND closed = '' ORDER BY filed_on"
    ).fetchall()


@dataclass(frozen=True, slots=True)
class ClaimStanding:
    """A claim as it stands; amounts None = not known."""

    id: int
    claim_no: str
    month: str
    kind: str
    mark: str
    state: str
    prepared_on: str
    filed_on: str
    documents_on: str
    lines: int
    estimate: Decimal | None
    official: Decimal | None
    received: Decimal
    paid_back: Decimal


def claims(conn: sqlite3.Connection) -> list[ClaimStanding]:
    """All claims, the newest first."""
    rows = conn.execute(
        "SELECT id, claim_no, month, kind, mark, state, prepared_on, filed_on, documents_on,"
        " coalesce(lines, 0), refund_e5, official_e5, received_e5, paid_back_e5"
        " FROM claim_standing ORDER BY id DESC"
    )
    return [
        ClaimStanding(
            *row[:10], *(None if each is None else decimal_from_e5(each) for each in row[10:])
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class MoneyMoved:
    """Money of a claim as it was typed in."""

    id: int
    kind: str
    moved_on: str
    amount: Decimal
    voucher_no: str
    return_no: str


def money_of(conn: sqlite3.Connection, claim_id: int) -> list[MoneyMoved]:
    """What came in and went back for a claim."""
    rows = conn.execute(
        "SELECT m.id, m.kind, m.moved_on, m.amount_e5, m.voucher_no, coalesce(g.own_no, '')"
        " FROM refund_money m LEFT JOIN goods_return g ON g.id = m.goods_return_id"
        " WHERE m.refund_claim_id = ? ORDER BY m.moved_on, m.id",
        (claim_id,),
    )
    return [
        MoneyMoved(id_, kind, on, decimal_from_e5(amount), voucher, return_no)
        for id_, kind, on, amount, voucher, return_no in rows
    ]


@dataclass(frozen=True, slots=True)
class PurchaseInvoice:
    """An invoice with its sums: amount, tax, how much of its quantity stands behind exports."""

    id: int
    invoice_no: str
    supplier: str
    kind: str
    issued_on: str
    confirmed_on: str
    lines: int
    net: Decimal
    vat: Decimal
    qty: Decimal
    used: Decimal


_INVOICE_LIST = """
SELECT i.id, i.invoice_no, i.supplier_name, i.kind, i.issued_on, i.confirmed_on, count(*),
    sum(l.net_e5), sum(l.vat_e5), sum(l.qty_e5), coalesce(sum((SELECT sum(m.qty_e5)
        FROM refund_match m WHERE m.purchase_invoice_line_id = l.id)), 0)
FROM purchase_invoice i JOIN purchase_invoice_line l ON l.purchase_invoice_id = i.id
GROUP BY i.id ORDER BY i.issued_on DESC, i.id DESC
"""


def invoices(conn: sqlite3.Connection) -> list[PurchaseInvoice]:
    """All purchase invoices, the newest first."""
    return [
        PurchaseInvoice(*row[:7], *(decimal_from_e5(each) for each in row[7:]))
        for row in conn.execute(_INVOICE_LIST)
    ]


@dataclass(frozen=True, slots=True)
class StatedRefundRate:
    """A refund rate as it was stated; `about` is an article's key or the begin of goods codes."""

    id: int
    scope: str
    about: str
    rate_e5: int
    valid_from: str
    valid_until: str
    source: str


def stated_refund_rates(conn: sqlite3.Connection) -> list[StatedRefundRate]:
    """All statements, by what they are about."""
    rows = conn.execute(
        "SELECT id, scope, scope_key, rate_e5, valid_from, valid_until, source FROM refund_rate"
        " ORDER BY scope, scope_key, valid_from"
    )
    return [StatedRefundRate(*row) for row in rows]


def has_exports(conn: sqlite3.Connection) -> bool:
    """Whether anything stands in the ledger."""
    return bool(conn.execute("SELECT EXISTS (SELECT 1 FROM export_line)").fetchone()[0])
