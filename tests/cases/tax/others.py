"""Cases of everything else: postal articles, refunds, income, windows of time, codes, rates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.legal.export import RETAIL, Ticket, rate_day, simplified_conditions, summary_deadline
from app.legal.parameters import ParameterValue
from app.legal.windows import ReturnedGoods, claim_deadline, payment_window, return_relief
from app.reference.parties import (
    check_credit_code,
    check_customs_code,
    check_id_number,
    credit_code_check,
)
from app.reference.verdict import CodeStatus
from app.tax.deemed_income import agent_revenue, deemed_income_tax
from app.tax.export_refund import ProductionMonth, production_refund, trading_refund
from app.tax.rates import Rate, vat_of_class
from app.tax.regimes.articles import Article, Parcel, assess_articles
from app.values.period import Month
from tests.cases.tax.given import Given
from tests.cases.tax.imports import CASE, LAW

BEFORE_PRICES_COUNTED = date(2012, 1, 1)  # a case without a day is about the table alone
ORIGINS = {"hong kong": "HKG", "macao": "MAC", "macau": "MAC", "taiwan": "TWN"}


def articles(given: Given) -> dict[str, Any]:
    """A parcel of postal articles."""
    day = given.day("date") if given.has("date", "day") else BEFORE_PRICES_COUNTED
    price = given.any("invoice_price", "actual_price", "unit_price", "price")
    table = given.any("unit_dutiable", "table_value", "dutiable")
    article = Article(
        item=str(given.any("item", "category", "tax_item", default="")),
        table_value=None if table is None else Decimal(str(table)),
        price=None if price is None else Decimal(str(price)),
        count=int(given.any("items", "count", "qty", default=1)),
    )
    origin = str(given.any("origin", default="")).lower()
    parcel = Parcel(
        (article,), ORIGINS.get(origin, origin.upper()), given.flag("indivisible", "single")
    )
    rate = Rate(given.fraction("rate"), (CASE,)) if given.has("rate") else None
    assessed = assess_articles(parcel, day, LAW, rate)
    one = assessed.dutiable
    return {
        "tax": assessed.tax,
        "payable": assessed.payable,
        "dutiable": assessed.dutiable,
        "dutiable_used": None if one is None else Fraction(one) * Fraction(1, article.count),
        "value": assessed.value,
        "exempt": assessed.payable == 0 if assessed.payable is not None else None,
        "result": assessed.clearance,
        "within_limit": assessed.clearance == "article",
    }


def positive_list(given: Given) -> dict[str, Any]:
    """How the count of one edition follows from the one before."""
    parts = given.values
    count = sum(int(parts[name]) for name in ("base_2019", "new", "split") if name in parts)
    count -= sum(int(parts[name]) for name in ("void", "deleted") if name in parts)
    known = LAW.whole_at("import.positive_list.count", date(2022, 3, 1))
    assert count == known
    return {"count_2022": known, "count": known}


def credit_code(given: Given) -> dict[str, Any]:
    """A unified social credit code."""
    code = str(given.any("code", "uscc")).upper()
    alphabet = LAW.text_at("company.uscc.alphabet", date(2020, 1, 1))
    check = credit_code_check(code[:17])
    place = alphabet.index(check)
    return {
        "valid": check_credit_code(code).status is CodeStatus.VALID,
        "check": check,
        "sum_mod": -place % len(alphabet),
    }


def customs_code(given: Given) -> dict[str, Any]:
    """A customs registration code."""
    verdict = check_customs_code(str(given.any("code", "customs_code")))
    return {"valid": verdict.status is CodeStatus.VALID}


def id_number(given: Given) -> dict[str, Any]:
    """An identity card number."""
    verdict = check_id_number(str(given.any("code", "id", "id_number", "number")))
    return {"valid": verdict.status is CodeStatus.VALID, "check": verdict.expected}


def customs_rate(given: Given) -> dict[str, Any]:
    """The day whose rate counts for a month. The rate itself is published, never computed."""
    month = Month.parse(str(given.any("declare_month", "month")))
    return {"base_date": rate_day(month).day}


def trading(given: Given) -> dict[str, Any]:
    """The refund of a trading company."""
    rate = given.decimal("vat", "invoice_rate", "vat_rate")
    total = given.decimal("invoice_total", "total")
    if given.has("invoice_net", "net", "base"):
        total = given.decimal("invoice_net", "net", "base") * (1 + rate)
    has_day = given.has("date", "export_date")
    refund = trading_refund(
        total,
        invoice_rate=rate,
        refund_rate=given.decimal("refund_rate"),
        day=given.day("export_date", "date") if has_day else None,
        law=LAW if has_day else None,
    )
    return {
        "base": refund.base,
        "refund": refund.refund,
        "cost": refund.to_cost,
        "to_cost": refund.to_cost,
        "refund_rate": refund.refund_rate,
    }


def production(given: Given) -> dict[str, Any]:
    """The refund of a production company."""
    month = ProductionMonth(
        fob=given.decimal("export_fob", "fob"),
        domestic=given.decimal("domestic"),
        input_tax=given.decimal("input_vat", "input"),
        opening_credit=given.decimal("opening_credit"),
        material=given.decimal("material", "duty_free_material", "bonded_material"),
    )
    refund = production_refund(
        month, vat_rate=given.decimal("vat"), refund_rate=given.decimal("refund_rate")
    )
    return {
        "not_creditable": refund.not_creditable,
        "payable": refund.payable,
        "max": refund.largest,
        "refund": refund.refund,
        "credited": refund.credited,
        "carry_forward": refund.carried,
        "carried": refund.carried,
    }


def refund_rate(given: Given) -> dict[str, Any]:
    """A refund rate the law states for some goods on the day of export."""
    goods = str(given.any("goods", default=given.topic.rpartition(".")[2]))
    name = "photovoltaic" if goods in ("solar", "photovoltaic", "pv") else "battery"
    day = given.day("export_date", "date")
    return {"refund_rate": LAW.decimal_at(f"export.vat.refund.rate.{name}", day)} | {
        "rate": LAW.decimal_at(f"export.vat.refund.rate.{name}", day)
    }


def deemed(given: Given) -> dict[str, Any]:
    """Deemed income."""
    tax = deemed_income_tax(
        given.decimal("revenue"),
        given.day("date"),
        LAW,
        is_small_low_profit=given.flag("small_low_profit"),
    )
    return {"taxable_income": tax.taxable_income, "tax": tax.tax}


def agent(given: Given) -> dict[str, Any]:
    """The revenue of an export agent."""
    revenue = agent_revenue(
        fee=given.decimal("agency_fee", "fee"),
        export_amount=given.decimal("export_amount"),
        is_reported=given.flag("principal_reported", "reported"),
        day=given.day("date"),
        law=LAW,
    )
    return {"agent_revenue": revenue.revenue}


def summary(given: Given) -> dict[str, Any]:
    """The last day of the summary declaration."""
    return {"due": summary_deadline(Month.parse(str(given.any("cleared_month"))), LAW).day}


def pay_window(given: Given) -> dict[str, Any]:
    """When import tax is paid."""
    window = payment_window(given.day("release", "date"), LAW)
    if given.flag("returned"):
        return {"from": None, "to": None, "held": True}
    return {"from": window.first, "to": window.last, "held": False}


def import_return(given: Given) -> dict[str, Any]:
    """Whether goods of a retail import come back in time; both windows count from release."""
    release = given.day("release", "date")
    arrive = release + timedelta(days=LAW.whole_at("import.cbec.return.arrive.days", release))
    figures: dict[str, Any] = {"arrive_by": arrive, "arrive_last": arrive}
    in_time = not given.has("arrive", "back") or given.day("arrive", "back") <= arrive
    if release >= LAW.parameter("import.cbec.return.apply.days").values[0].from_:
        apply = release + timedelta(days=LAW.whole_at("import.cbec.return.apply.days", release))
        figures |= {"apply_by": apply, "apply_last": apply}
        in_time &= not given.has("apply") or given.day("apply") <= apply
    return figures | {"in_time": in_time, "tax_refunded": in_time, "quota_restored": in_time}


def claim(given: Given) -> dict[str, Any]:
    """The last day to claim a refund."""
    return {"last_day": claim_deadline(given.day("export_date", "date"), LAW)}


def declaration_channel(given: Given) -> dict[str, Any]:
    """The simpler channel of an export and its codes."""
    mode, day = str(given.any("mode")), given.day("date")
    ticket = Ticket(
        mode=mode,
        value_cny=given.decimal("value"),
        at_zone_customs=given.flag("zone_customs"),
        needs_licence=given.flag("licence"),
        needs_inspection=given.flag("inspection"),
        has_export_duty=given.flag("tax", "export_tax"),
        wants_refund=given.flag("refund"),
    )
    is_open = all(each.is_met for each in simplified_conditions(ticket, day, LAW))
    group = "9610" if mode == RETAIL else "b2b"
    simple = is_open and ticket.at_zone_customs
    digits = LAW.whole_at(f"export.{group}.simplified.hs_digits", day) if simple else 10
    figures = {"hs_digits": digits, "list_channel": is_open or mode == RETAIL}
    if mode == RETAIL:
        figures["summary"] = "statistics" if is_open else "declaration"
    return figures


def export_return(given: Given) -> dict[str, Any]:
    """Whether returned exports are relieved."""
    goods = ReturnedGoods(
        mode=str(given.any("mode")),
        exported=given.day("export", "exported"),
        back=given.day("back", "date"),
        is_food=given.flag("food"),
        is_original=given.flag("original_state", default=True),
    )
    relief = return_relief(goods, LAW)
    return {
        "exempt": relief.is_exempt,
        "legal": _announcements(relief.law) if relief.law else "",
        "last_day": relief.until,
    }


def _announcements(value: ParameterValue) -> tuple[str, ...]:
    """The announcements a value cites, as "2026 No.16"; the first one goes for a bare number."""
    return tuple(re.findall(r"\d{4} No\.\d+", value.source.doc_en))


def credit(given: Given) -> dict[str, Any]:
    """The grades of companies on a day."""
    grades = [str(each) for each in LAW.list_at("company.credit.grades", given.day("date"))]
    return {"grades": len(grades), "known": str(given.any("label", "grade")) in grades}


def vat(given: Given) -> dict[str, Any]:
    """A VAT rate on a day."""
    word = "reduced" if "reduced" in given.topic or given.any("class") == "reduced" else "standard"
    known = vat_of_class(str(given.any("class", default=word)), given.day("date"), LAW)
    assert isinstance(known, Rate)
    return {"rate": known.value, "vat": known.value}
