"""Purchase invoices and refund rates as a company states them. Every change pairs exports with
purchases anew, in the same call, so that undo takes both back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.legal.parameters import Parameters
from app.refund.rates import CompanyKind, RateScope, RefundRates, StatedRate
from app.refund.sql.matching import Matched, match_purchases, rate_matches
from app.store import purchases as store
from app.store.session import Call, Session
from app.store.settings import get_setting, set_setting
from app.values.codes import clean_code, key_from_number
from app.values.decimals import (
    NotExact,
    decimal_from_e5,
    e5_from_decimal,
    round_half_up,
)
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

PROFILE = "refund_profile"
KINDS = frozenset({DocumentKind.PURCHASE_INVOICE, DocumentKind.REFUND_CLAIM})
NOTHING = Decimal(0)


class BadPurchase(AppError):
    """An invoice that cannot be kept: a field of it is blank or no number (`field`), or its tax is
    not its amount times its rate."""

    code = "error.bad_purchase"


class ClaimedAlready(AppError):
    """A claim refers to it: withdraw the claim first."""

    code = "error.refund_claimed"


class BadRefundRate(AppError):
    """A refund rate that cannot be kept: about nothing, not between 0 and 1, without a source."""

    code = "error.bad_refund_rate"


@dataclass(frozen=True, slots=True)
class RefundProfile:
    """How the company stands at the tax office: the kind of its refund, whether it is a general
    taxpayer and filed for refunds, and the day it gave refunds up ("" = it did not)."""

    kind: CompanyKind = CompanyKind.TRADING
    is_general_taxpayer: bool = True
    is_filed: bool = True
    waived_on: str = ""


def refund_profile(conn: sqlite3.Connection) -> RefundProfile:
    """What was set; a general taxpayer that trades, as long as nothing was."""
    stored = get_setting(conn, PROFILE, {})
    return RefundProfile(
        CompanyKind(stored.get("kind", CompanyKind.TRADING)),
        bool(stored.get("is_general_taxpayer", True)),
        bool(stored.get("is_filed", True)),
        str(stored.get("waived_on", "")),
    )


def set_refund_profile(session: Session, profile: RefundProfile) -> Outcome:
    """Keep how the company stands at the tax office."""
    value = {
        "kind": profile.kind.value,
        "is_general_taxpayer": profile.is_general_taxpayer,
        "is_filed": profile.is_filed,
        "waived_on": profile.waived_on,
    }
    return run(session, "refund_profile", lambda call: set_setting(call.conn, PROFILE, value))


class InvoiceKind(StrEnum):
    """What an invoice is good for."""

    SPECIAL = "special"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of an invoice. `vat` None: amount times rate, as printed it may differ by a fen."""

    sku: str
    qty: Decimal
    net: Decimal
    vat_rate: Decimal
    vat: Decimal | None = None
    goods_name: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as it is typed or read from a file."""

    invoice_no: str
    supplier_name: str
    issued_on: date
    lines: tuple[InvoiceLine, ...]
    kind: InvoiceKind = InvoiceKind.SPECIAL
    supplier_code: str = ""
    confirmed_on: date | None = None
    note: str = ""


def save_invoice(session: Session, invoice: Invoice) -> Outcome:
    """Keep an invoice, in place of an older state of its number. Raises BadPurchase,
    ClaimedAlready."""
    return save_invoices(session, [invoice])


def save_invoices(session: Session, invoices: Sequence[Invoice]) -> Outcome:
    """Keep several invoices in one call. Raises as `save_invoice`; then none is kept."""
    rows = [_rows(session.conn, invoice) for invoice in invoices]

    def do(call: Call) -> bool:
        keys = [head.invoice_key for head, _lines in rows]
        before = _articles(call.conn, keys)
        kept = [_keep(call, head, lines) for head, lines in rows]
        return _rematch(call, any(kept), before | _articles(call.conn, keys))

    return run(session, "purchase_invoice", do)


def _articles(conn: sqlite3.Connection, keys: Sequence[str]) -> set[str]:
    """The articles on the invoices with these keys."""
    marks = ", ".join("?" * len(keys))
    rows = conn.execute(
        "SELECT DISTINCT l.sku_key FROM purchase_invoice i JOIN purchase_invoice_line l"
        f" ON l.purchase_invoice_id = i.id WHERE i.invoice_key IN ({marks})",
        list(keys),
    )
    return {key for (key,) in rows}


def _keep(call: Call, head: store.InvoiceRow, lines: Sequence[store.InvoiceLineRow]) -> bool:
    row = call.conn.execute(
        "SELECT id FROM purchase_invoice WHERE invoice_key = ?", (head.invoice_key,)
    ).fetchone()
    if row and store.is_claimed(call.conn, row[0]):
        raise ClaimedAlready(number=head.invoice_no)
    return store.put_invoice(call.conn, call.id, head, lines)


def add_line(session: Session, invoice: Invoice) -> Outcome:
    """Add the lines of `invoice` to what is there under its number; the head is replaced."""
    key = key_from_number(invoice.invoice_no)
    there = session.conn.execute(
        "SELECT l.sku, l.qty_e5, l.net_e5, l.vat_rate_e5, l.vat_e5, l.goods_name, l.unit"
        " FROM purchase_invoice i JOIN purchase_invoice_line l ON l.purchase_invoice_id = i.id"
        " WHERE i.invoice_key = ? ORDER BY l.line_no",
        (key,),
    ).fetchall()
    lines = [
        InvoiceLine(
            sku=sku,
            qty=decimal_from_e5(qty),
            net=decimal_from_e5(net),
            vat_rate=decimal_from_e5(rate),
            vat=decimal_from_e5(vat),
            goods_name=name,
            unit=unit,
        )
        for sku, qty, net, rate, vat, name, unit in there
    ]
    return save_invoice(session, replace(invoice, lines=(*lines, *invoice.lines)))


def drop_invoice(session: Session, invoice_id: int) -> Outcome:
    """Take an invoice out again. Raises ClaimedAlready."""
    if store.is_claimed(session.conn, invoice_id):
        raise ClaimedAlready(number=invoice_id)
    rows = session.conn.execute(
        "SELECT sku_key FROM purchase_invoice_line WHERE purchase_invoice_id = ?", (invoice_id,)
    )
    skus = {key for (key,) in rows}

    def do(call: Call) -> bool:
        return _rematch(call, store.drop_invoice(call.conn, invoice_id), skus)

    return run(session, "purchase_invoice", do)


def confirm_invoices(session: Session, ids: Iterable[int], day: date | None) -> Outcome:
    """Note that invoices were confirmed for refund on a day (None: not)."""
    text = day.isoformat() if day else ""

    def do(call: Call) -> bool:
        changed = [store.confirm_invoice(call.conn, call.id, each, text) for each in ids]
        return any(changed)

    return run(session, "purchase_invoice", do)


def _rows(
    conn: sqlite3.Connection, invoice: Invoice
) -> tuple[store.InvoiceRow, list[store.InvoiceLineRow]]:
    key = key_from_number(invoice.invoice_no)
    for field, value in (("purchase_no", key), ("supplier", invoice.supplier_name.strip())):
        if not value:
            raise BadPurchase(field=field)
    if not invoice.lines:
        raise BadPurchase(field="sku")
    head = store.InvoiceRow(
        invoice_no=clean_code(invoice.invoice_no),
        invoice_key=key,
        kind=invoice.kind.value,
        supplier_name=invoice.supplier_name.strip(),
        supplier_code=clean_code(invoice.supplier_code),
        issued_on=invoice.issued_on.isoformat(),
        confirmed_on=invoice.confirmed_on.isoformat() if invoice.confirmed_on else "",
        note=invoice.note.strip(),
    )
    return head, [_line(conn, at, line) for at, line in enumerate(invoice.lines, start=1)]


def _line(conn: sqlite3.Connection, at: int, line: InvoiceLine) -> store.InvoiceLineRow:
    key = key_from_number(line.sku)
    if not key:
        raise BadPurchase(field="sku")
    for field, value in (("qty", line.qty), ("net", line.net)):
        if value <= 0:
            raise BadPurchase(field=field)
    if not NOTHING <= line.vat_rate < 1:
        raise BadPurchase(field="vat_rate")
    vat = round_half_up(line.net * line.vat_rate) if line.vat is None else line.vat
    known = conn.execute(
        "SELECT goods_name, declared_unit FROM goods WHERE sku_key = ?", (key,)
    ).fetchone() or ("", "")
    return store.InvoiceLineRow(
        line_no=at,
        sku=clean_code(line.sku),
        sku_key=key,
        goods_name=line.goods_name.strip() or known[0],
        unit=line.unit or known[1],
        qty_e5=e5_from_decimal(line.qty),
        net_e5=e5_from_decimal(line.net),
        vat_rate_e5=e5_from_decimal(line.vat_rate),
        vat_e5=e5_from_decimal(vat),
    )


# Rates


def state_refund_rate(session: Session, stated: StatedRate) -> Outcome:
    """Keep a refund rate, in place of one about the same from the same day. Raises
    BadRefundRate."""
    key = key_from_number(stated.scope_key)
    is_code = stated.scope is RateScope.GOODS or (key.isdigit() and 2 <= len(key) <= 10)
    days = stated.valid_until is None or stated.valid_from <= stated.valid_until
    if not (key and is_code and days and stated.source.strip() and NOTHING <= stated.rate < 1):
        raise BadRefundRate(given=stated.scope_key)
    try:
        rate_e5 = e5_from_decimal(stated.rate)
    except NotExact as error:
        raise BadRefundRate(given=str(stated.rate)) from error
    row = store.RefundRateRow(
        scope=stated.scope.value,
        scope_key=key,
        rate_e5=rate_e5,
        valid_from=stated.valid_from.isoformat(),
        valid_until=stated.valid_until.isoformat() if stated.valid_until else "",
        source=stated.source.strip(),
    )
    return run(
        session,
        "refund_rate",
        lambda call: _rerate(call, store.put_refund_rate(call.conn, call.id, row)),
    )


def drop_refund_rate(session: Session, rate_id: int) -> Outcome:
    """Take a rate out again."""
    return run(
        session,
        "refund_rate",
        lambda call: _rerate(call, store.drop_refund_rate(call.conn, rate_id)),
    )


def rates_of(conn: sqlite3.Connection, law: Parameters | None = None) -> RefundRates:
    """The company's rates, asked for one export at a time."""
    stated = (
        StatedRate(
            RateScope(row.scope),
            row.scope_key,
            decimal_from_e5(row.rate_e5),
            date.fromisoformat(row.valid_from),
            date.fromisoformat(row.valid_until) if row.valid_until else None,
            row.source,
        )
        for _id, row in store.refund_rates(conn)
    )
    return RefundRates(stated, law or Parameters(), refund_profile(conn).kind)


# Pairing


def pair_exports(session: Session) -> Outcome:
    """Pair all released exports with purchases, first in first out; nothing happens when all are
    paired already."""
    return run(session, "refund_match", lambda call: rematched(call).changed)


def rematched(call: Call, skus: Collection[str] | None = None) -> Matched:
    """Pair anew inside a call that changed what pairs rest on: of all articles, or of some."""
    law = Parameters()
    return match_purchases(call.conn, call.id, rates_of(call.conn, law), law, skus)


def _rematch(call: Call, changed: bool, skus: Collection[str]) -> bool:
    if changed:
        rematched(call, skus)
    return changed


def _rerate(call: Call, changed: bool) -> bool:
    if changed:
        law = Parameters()
        rate_matches(call.conn, call.id, rates_of(call.conn, law), law)
    return changed


def run(session: Session, verb: str, do: Callable[[Call], bool]) -> Outcome:
    """One undoable step about refunds; none when nothing changed."""
    outcome = Outcome(verb, {"changed": 0})
    with attempt(session, verb) as trial:
        trial.changed = do(trial.call)
    if trial.changed:
        outcome.counts["changed"] = 1
        outcome.changes = Changes(KINDS)
    return outcome
