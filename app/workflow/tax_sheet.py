"""The taxes of one list with their working, put together for reading: amounts, limits, official
bill beside the estimate, and every step with the law it rests on.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from app.documents.tax_sheet import (
    Deviation,
    Ground,
    LimitUse,
    OfficialUse,
    Taxes,
    TaxLine,
    TaxSheet,
    Unsettled,
    WorkStep,
)
from app.legal.parameters import Parameter, Parameters, UnknownParameter
from app.legal.trace import Basis, Step
from app.queries.tax import Bill, BillLine, TaxAmounts, bill_lines, bill_of
from app.tax.assess import Assessment
from app.tax.line import LineAssessment
from app.tax.missing import Missing
from app.text import LANGUAGES, keys, text
from app.values.decimals import NotExact, decimal_from_text
from app.workflow.assess import Assessor
from app.workflow.legal_words import value_words
from app.workflow.limits import ledger_of
from app.workflow.tax_register import line_differences

_VAT = "tax.step.vat"
_FULL = 1000
_FIGURES = re.compile(r"[\d.,% ]+")
_MONEY = frozenset(
    {"goods", "freight", "insurance", "discount", "voucher", "value", "used", "after", "limit"}
    | {"duty", "base", "specific"}
)
_TARIFF = "hs8."
_CONSUMPTION = "consumption_tax"  # the table of its items
_STATED = ("goods:", "hs:")


def tax_sheet(
    conn: sqlite3.Connection, list_id: int, assessor: Assessor | None = None
) -> TaxSheet | None:
    """The taxes of an import list; None for an export list, and while its day is not stated. Raises
    LookupError for a list that is not there."""
    flow, buyer = conn.execute(
        "SELECT flow, coalesce(buyer_id_hash, 0) FROM declaration_list WHERE id = ?", (list_id,)
    ).fetchone() or (None, 0)
    if flow is None:
        raise LookupError(list_id)
    assessor = assessor or Assessor(conn, _law())
    assessed = assessor.of_list(list_id) if flow == "import" else None
    if assessed is None:
        return None
    bill = bill_of(conn, list_id)
    official = _billed(bill.amounts) if bill else None
    estimate = Taxes(assessed.duty, assessed.vat, assessed.consumption, assessed.total)
    limits = assessed.limits
    lines = _lines(assessed, bill_lines(conn, list_id))
    rates = {line.rate for line in lines}
    return TaxSheet(
        day=str(assessed.day),
        channel=assessed.channel or "",
        is_admissible=assessed.channel is not None and assessed.channel.is_admissible,
        dutiable=assessed.dutiable,
        estimate=estimate,
        official=official,
        tax_no=bill.tax_no if bill else "",
        billed_at=bill.billed_at.replace("T", " ") if bill else "",
        difference=_difference(estimate, official),
        deviations=_deviations(conn, list_id, bill),
        buyer=buyer,
        single=_use(assessed.dutiable, limits.single_yuan) if limits else None,
        annual=_use(assessed.used_before + assessed.dutiable, limits.annual_yuan)
        if limits
        else None,
        official_use=_official_use(conn, buyer, assessed, assessor),
        rate=rates.pop() if len(rates) == 1 else "",
        unsettled=tuple(map(_unsettled, assessed.missing)),
        steps=tuple(map(_step, assessed.trace)),
        lines=lines,
    )


def _billed(amounts: TaxAmounts) -> Taxes:
    return Taxes(amounts.duty, amounts.vat, amounts.consumption, amounts.total)


def _difference(estimate: Taxes, official: Taxes | None) -> Decimal | None:
    if official is None or official.total is None or estimate.total is None:
        return None
    return official.total - estimate.total


def _deviations(conn: sqlite3.Connection, list_id: int, bill: Bill | None) -> tuple[Deviation, ...]:
    """By line where the bill has lines; else the cause for the whole list."""
    if bill is None or bill.cause == "none":
        return ()
    found = tuple(
        Deviation(each.line_no, each.tax, each.amount, each.cause)
        for each in line_differences(conn, list_id)
    )
    return found or (Deviation(0, "", None, bill.cause),)


def _use(used: Decimal, limit: Decimal) -> LimitUse:
    permille = int(used * _FULL // limit) if limit else _FULL
    over = max(used - limit, Decimal(0))
    return LimitUse(used, limit, over, max(0, min(permille, _FULL)))


def _official_use(
    conn: sqlite3.Connection, buyer: int, assessed: Assessment, assessor: Assessor
) -> OfficialUse | None:
    if not buyer:
        return None
    entry = ledger_of(conn, buyer, assessed.day.year, assessor.judge).official
    if entry is None:
        return None
    return OfficialUse(entry.used_after, entry.moment.replace("T", " "), entry.source)


# Lines


def _lines(assessed: Assessment, known: Iterable[BillLine]) -> tuple[TaxLine, ...]:
    taxed = {line.line_no: line for line in assessed.lines}
    return tuple(_line(each, taxed.get(each.line_no)) for each in known)


def _line(known: BillLine, taxed: LineAssessment | None) -> TaxLine:
    nothing = Taxes(None, None, None, None)
    return TaxLine(
        line_no=known.line_no,
        sku=known.sku,
        hs_code=known.hs_code,
        goods_name=known.goods_name,
        origin=known.origin,
        dutiable=taxed.dutiable if taxed else known.goods_value,
        estimate=Taxes(taxed.duty, taxed.vat, taxed.consumption, taxed.total) if taxed else nothing,
        official=_billed(known.official) if known.official else None,
        rate=_rate(taxed.trace) if taxed else "",
        steps=tuple(map(_step, taxed.trace)) if taxed else (),
    )


def _rate(trace: Iterable[Step]) -> str:
    vat = next((step.params for step in trace if step.key == _VAT), None)
    return f"{vat['rate']} × {vat['factor']}" if vat else ""


def _unsettled(missing: Missing) -> Unsettled:
    return Unsettled(missing.kind, missing.what, missing.hint, missing.line_no)


# Steps


def _step(step: Step) -> WorkStep:
    params = {
        name: value if name in ("exact", "rounded") else _tidy(value, is_money=name in _MONEY)
        for name, value in step.params.items()
    }
    return WorkStep(step.key, params, tuple(map(_ground, step.bases)))


def _tidy(value: str, *, is_money: bool) -> str:
    """A number in its shortest form, money with two decimals at least; anything else as it is."""
    try:
        plain = decimal_from_text(value).normalize()
    except NotExact:
        return value
    places = -int(plain.as_tuple().exponent)
    return f"{plain:.{max(places, 2)}f}" if is_money else f"{plain:f}"


def _ground(basis: Basis) -> Ground:
    return Ground(
        title={language: _title(basis.id, language) for language in LANGUAGES},
        value={language: _value(basis, language) for language in LANGUAGES},
        doc={"zh_CN": basis.doc, "en": basis.doc_en},
        from_=str(basis.from_ or ""),
        confidence=basis.confidence,
        checked_on=str(basis.checked_on or ""),
    )


def _value(basis: Basis, language: str) -> str:
    """A figure as it stands there, the law and what a person chose in words."""
    if not basis.id.startswith(_STATED):
        law = _parameter(basis.id)
        if law is None or basis.from_ is None:
            return basis.value if _FIGURES.fullmatch(basis.value) else ""
        return value_words(law.at(basis.from_), language)
    for key in (f"rate_word.{basis.value}", f"tax.category.{basis.value}"):
        if key in keys(language):
            return text(key, language)
    return basis.value


def _title(basis_id: str, language: str) -> str:
    """What a basis is called: a parameter of the law, a tariff line, a statement, a rate."""
    if basis_id.startswith(_STATED):
        return text("tax_sheet.stated", language, about=basis_id.partition(":")[2])
    if basis_id.startswith(_TARIFF):
        return text("tax_sheet.tariff", language, code=basis_id.split(".")[1])
    if basis_id == _CONSUMPTION:
        return text("tax_sheet.consumption_table", language)
    law = _parameter(basis_id)
    if law is None:
        return text("tax_sheet.customs_rate", language, what=basis_id)
    return law.title_zh if language == "zh_CN" else law.title_en


def _parameter(basis_id: str) -> Parameter | None:
    try:
        return _law().parameter(basis_id)
    except UnknownParameter:
        return None


@cache
def _law() -> Parameters:
    return Parameters()
