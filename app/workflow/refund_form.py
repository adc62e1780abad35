"""What a person types about refunds, read: invoices, rates, claims and their money."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from app.refund.departure import ClaimKind
from app.refund.rates import CompanyKind, RateScope, StatedRate
from app.refund.route import ANSWERS
from app.refund.route import Outcome as Way
from app.store.session import Session
from app.values.decimals import NotExact
from app.values.period import Month
from app.workflow.amounts import fen_amount
from app.workflow.export_tax_decisions import (
    ANSWERS_ASKED,
    WAYS,
    decide_lists,
    set_standing,
    state_input,
)
from app.workflow.outcome import Outcome
from app.workflow.purchase_text import invoices_from_text, rate_from_text
from app.workflow.purchases import (
    Invoice,
    InvoiceKind,
    InvoiceLine,
    RefundProfile,
    add_line,
    pair_exports,
    save_invoices,
    set_refund_profile,
    state_refund_rate,
)
from app.workflow.refund_claims import (
    Money,
    NewClaim,
    add_money,
    note_documents,
    note_filed,
    note_official,
    prepare_claim,
)
from app.workflow.refund_month import RefundMonthRow, save_refund_month
from app.workflow.typed import BadEntry, Typed, day, number, said

INVOICE_KINDS = tuple(str(kind) for kind in InvoiceKind)
SCOPES = tuple(str(scope) for scope in RateScope)
CLAIM_KINDS = tuple(str(kind) for kind in ClaimKind)
COMPANY_KINDS = tuple(str(kind) for kind in CompanyKind)
MONEY_KINDS = ("received", "paid_back")
YES_NO = ("yes", "no")
YES = YES_NO[0]
TAX_WAYS = ("", *(str(way) for way in WAYS))
TAX_ANSWERS = {
    f"tax_{each}": ("", *(word for word in ANSWERS[each] if word != "special"))
    for each in ANSWERS_ASKED
}
"""What may be answered about all exports without refund, by field; lines with a special invoice are
paired with it and not among them."""


def keep_invoice(session: Session, typed: Typed) -> Outcome:
    """Add a line to the invoice of this number."""
    line = InvoiceLine(
        sku=said(typed, "sku"),
        qty=number(typed, "qty"),
        net=_money(typed, "net"),
        vat_rate=_rate(typed, "vat_rate"),
        vat=_money(typed, "vat") if typed["vat"].strip() else None,
    )
    invoice = Invoice(
        said(typed, "purchase_no"),
        said(typed, "supplier"),
        day(typed, "issued_on"),
        (line,),
        InvoiceKind(said(typed, "invoice_kind")),
        confirmed_on=_day(typed, "confirmed_on"),
    )
    return add_line(session, invoice)


def keep_pasted(session: Session, typed: Typed) -> Outcome:
    """Keep the invoices of pasted lines."""
    return save_invoices(session, invoices_from_text(said(typed, "pasted")))


def keep_rate(session: Session, typed: Typed) -> Outcome:
    """Keep a refund rate."""
    stated = StatedRate(
        RateScope(said(typed, "rate_scope")),
        said(typed, "rate_about"),
        _rate(typed, "refund_rate"),
        day(typed, "valid_from"),
        _day(typed, "valid_until"),
        said(typed, "source"),
    )
    return state_refund_rate(session, stated)


def keep_profile(session: Session, typed: Typed) -> Outcome:
    """Keep how the company stands at the tax office."""
    waived = _day(typed, "waived_on")
    return set_refund_profile(
        session,
        RefundProfile(
            CompanyKind(said(typed, "company_kind")),
            typed["is_general"] == YES,
            typed["is_refund_filed"] == YES,
            waived.isoformat() if waived else "",
        ),
    )


def keep_claim(session: Session, typed: Typed, keys: frozenset[int], on: date) -> Outcome:
    """Pair what is new, then prepare a claim of what is ready, or of these lines."""
    pair_exports(session)
    try:
        month = Month.parse(said(typed, "claim_month"))
    except ValueError as error:
        raise BadEntry(field="claim_month") from error
    kind = ClaimKind(said(typed, "claim_kind"))
    new = NewClaim(said(typed, "claim_no"), month, kind, keys, typed["note"])
    return prepare_claim(session, new, on)


def keep_filed(session: Session, claim_id: int, typed: Typed) -> Outcome:
    """Note the day a claim was filed."""
    return note_filed(session, claim_id, day(typed, "filed_on"))


def keep_documents(session: Session, claim_id: int, typed: Typed) -> Outcome:
    """Note the day the documents were complete."""
    return note_documents(session, claim_id, day(typed, "documents_on"))


def keep_official(session: Session, claim_id: int, typed: Typed) -> Outcome:
    """Note what the tax office granted."""
    return note_official(session, claim_id, _money(typed, "official"), day(typed, "official_on"))


def keep_money(session: Session, claim_id: int, typed: Typed) -> Outcome:
    """Keep money received or paid back; a return is named by its number."""
    money = Money(
        said(typed, "money_kind"),
        _money(typed, "amount"),
        day(typed, "moved_on"),
        typed["voucher_no"],
        _return(session, typed["return_no"].strip()),
        typed["note"],
    )
    return add_money(session, claim_id, money)


def _return(session: Session, own_no: str) -> int | None:
    if not own_no:
        return None
    row = session.conn.execute("SELECT id FROM goods_return WHERE own_no = ?", (own_no,)).fetchone()
    if row is None:
        raise BadEntry(field="return_no")
    return int(row[0])


def keep_month(session: Session, typed: Typed) -> Outcome:
    """Keep a production company's figures of a month."""
    try:
        month = Month.parse(said(typed, "claim_month"))
    except ValueError as error:
        raise BadEntry(field="claim_month") from error

    def e5(field: str) -> int:
        text = typed[field].strip()
        return int(_money(typed, field).scaleb(5)) if text else 0

    row = RefundMonthRow(
        str(month),
        e5("domestic"),
        e5("input_tax"),
        e5("opening"),
        e5("material"),
        e5("official") if typed["official"].strip() else None,
        typed["note"].strip(),
    )
    return save_refund_month(session, row)


def keep_standing(session: Session, typed: Typed) -> Outcome:
    """Keep the answers about all exports without refund."""
    answers = {each: typed[f"tax_{each}"] for each in ANSWERS_ASKED}
    small = typed["tax_small"]
    return set_standing(session, answers, small == YES if small else None)


def keep_way(session: Session, month: Month, numbers: Collection[str], typed: Typed) -> Outcome:
    """Keep the way of lists of a month; "" = as the route finder finds. One decided against it
    needs a reason."""
    way = typed["tax_way"]
    why = said(typed, "tax_why") if way else ""
    return decide_lists(session, month, numbers, Way(way) if way else None, why)


def keep_input(session: Session, month: Month, typed: Typed) -> Outcome:
    """Keep the proven input tax of a month; "" = not known."""
    text = typed["proven_input"].strip()
    return state_input(session, month, _money(typed, "proven_input") if text else None)


def _money(typed: Typed, field: str) -> Decimal:
    amount = fen_amount(said(typed, field))
    if amount is None or amount < 0:
        raise BadEntry("error.bad_number_entry", field=field, given=typed[field])
    return amount


def _rate(typed: Typed, field: str) -> Decimal:
    try:
        return rate_from_text(said(typed, field))
    except NotExact as error:
        raise BadEntry("error.bad_number_entry", field=field, given=typed[field]) from error


def _day(typed: Typed, field: str) -> date | None:
    return day(typed, field) if typed[field].strip() else None
