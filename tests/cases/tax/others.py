"""Cases of everything else: postal articles, refunds, income, windows of time, codes, rates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app.legal.calendar import Calendar
from app.legal.export import (
    RETAIL,
    Ticket,
    documents_required,
    rate_day,
    simplified_conditions,
    summary_deadline,
)
from app.legal.parameters import ParameterValue
from app.legal.windows import (
    ReturnedGoods,
    claim_deadline,
    months_later,
    payment_window,
    return_relief,
)
from app.reference.parties import (
    check_credit_code,
    check_customs_code,
    check_id_number,
    credit_code_check,
)
from app.reference.verdict import CodeStatus
from app.refund.deemed_income import agent_revenue, deemed_income_tax
from app.refund.export_refund import ProductionMonth, production_refund, trading_refund
from app.tax.rates import Rate, vat_of_class
from app.tax.regimes.articles import (
    Article,
    Parcel,
    assess_articles,
    parcel_limit,
    rate_of_item,
)
from app.values.finding import DocumentKind
from app.values.period import Month
from tests.cases.tax.given import DAYS, Given, Unclear, number
from tests.cases.tax.imports import CASE, EXACT, LAW

BEFORE_PRICES_COUNTED = date(2012, 1, 1)  # a case without a day is about the table alone
FOB = ("export_fob", "fob", "fob_cny", "export_sales")
INVOICE = ("invoice_total", "total", "invoice_amount_with_tax")
NET = ("invoice_net", "net", "base", "net_amount", "purchase_net")
ORIGINS = {"hong kong": "HKG", "macao": "MAC", "macau": "MAC", "taiwan": "TWN"}


def articles(given: Given) -> dict[str, Any]:
    """A parcel of postal articles. Without a day the law as it stands; a table value beside a price
    that was paid is then read as in the years when the table alone counted."""
    parts = [
        Given(part.topic, {**given.values, **part.values}, given.read)
        for part in given.parts("lines", "items", "articles", "goods")
    ] or [given]
    day = given.law_day("date", "day")
    if not given.has("date", "day") and any(part.has("actual_price") for part in parts):
        day = BEFORE_PRICES_COUNTED
    articles = tuple(_article(part) for part in parts)
    origin = given.text("origin", "from", "sent_from").lower()
    is_one = given.flag("indivisible", "single", "single_indivisible")
    parcel = Parcel(articles, ORIGINS.get(origin, origin.upper()), is_one)
    rate = Rate(Fraction(given.rate("rate", "tax_rate")), (CASE,)) if _has_rate(given) else None
    assessed = assess_articles(parcel, day, LAW, rate)
    one = assessed.dutiable
    count = sum(each.count for each in articles)
    return {
        "tax": assessed.tax,
        "payable": assessed.payable,
        "dutiable": assessed.dutiable,
        "dutiable_used": None if one is None else Fraction(one) * Fraction(1, count),
        "value": assessed.value,
        "exempt": assessed.payable == 0 if assessed.payable is not None else None,
        "result": assessed.clearance,
        "within_limit": assessed.clearance == "article",
        "limit": LAW.decimal_at(parcel_limit(parcel.origin, day, LAW).id, day),
        "rate": _rate_of(articles[0].item, day, rate),
        "missing": [each.kind.value for each in assessed.missing],
    }


def _has_rate(given: Given) -> bool:
    return given.has("rate", "tax_rate")


def _rate_of(item: str, day: date, rate: Rate | None) -> Fraction | None:
    known = rate or rate_of_item(item, day, LAW)
    return known.value if known else None


def _article(part: Given) -> Article:
    """Some equal articles. `dutiable` is the value of all of them."""
    price = part.any("invoice_price", "actual_price", "unit_price", "price")
    table = part.any("unit_dutiable", "table_value")
    count = part.any("count", "qty", "quantity")
    if count is None and not isinstance(part.any("items"), list):
        count = part.any("items")
    pieces = int(number(1 if count is None else count))
    if table is None and part.has("dutiable"):
        whole = part.decimal("dutiable")
        table = whole / pieces
        if table * pieces != whole:
            raise Unclear("dutiable does not divide by the articles: write unit_dutiable")
    item = part.text("item", "category", "tax_item").lower().removeprefix("category")
    return Article(
        item=item.strip(" _") if item[-1:].isdigit() else item,
        table_value=None if table is None else number(table),
        price=None if price is None else number(price),
        count=pieces,
    )


def positive_list(given: Given) -> dict[str, Any]:
    """How the count of one edition follows from the one before, or the count of a day."""
    parts = {name: given.decimal(name) for name in given.values if name != "date"}
    if not parts:
        count = LAW.whole_at("import.positive_list.count", given.day("date"))
    else:
        away = ("void", "deleted", "removed")
        count = int(sum(-part if name in away else part for name, part in parts.items()))
        editions = [value.value for value in LAW.parameter("import.positive_list.count").values]
        if count not in editions:
            raise Unclear(f"no edition has {count} headings: {editions}")
    years = {f"count_{year}": count for year in range(2016, 2027)}  # a case names its own year
    return {"count": count, "value": count} | years


def parameter(given: Given) -> dict[str, Any]:
    """A value of the law on a day, for a topic that is its name."""
    value = LAW.value_at(given.topic, given.law_day(*DAYS))
    return {"value": value.value, "unit": value.unit, "valid_from": value.from_}


def credit_code(given: Given) -> dict[str, Any]:
    """A unified social credit code."""
    code = str(given.needed("code", "uscc")).upper()
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
    verdict = check_customs_code(str(given.needed("code", "customs_code")))
    return {"valid": verdict.status is CodeStatus.VALID}


def id_number(given: Given) -> dict[str, Any]:
    """An identity card number."""
    verdict = check_id_number(str(given.needed("code", "id", "id_number", "number")))
    return {"valid": verdict.status is CodeStatus.VALID, "check": verdict.expected}


def customs_rate(given: Given) -> dict[str, Any]:
    """The day whose rate counts for a month; `holidays` and `worked` are days a calendar names. The
    rate itself is published, never computed."""
    day = rate_day(_month(given, "declare_month", "month", "date"), _calendar(given)).day
    return {"base_date": day, "day": day}


def _month(given: Given, *names: str) -> Month:
    """A month, or the one a day lies in."""
    written = str(given.needed(*names))
    return Month.parse(written) if written.count("-") == 1 else Month.of(given.day(*names))


def _calendar(given: Given) -> Calendar | None:
    """The calendar a case brings along; None = the published one."""
    if not given.has("holidays", "worked"):
        return None
    return Calendar(holidays=given.days("holidays"), worked_weekends=given.days("worked"))


def refund(given: Given) -> dict[str, Any]:
    """A refund by what is given: an export of a production company, else an invoice, else the rate
    of some goods."""
    if given.has(*FOB, "fob_usd"):
        return production(given)
    return trading(given) if given.has(*INVOICE, *NET) else refund_rate(given)


def trading(given: Given) -> dict[str, Any]:
    """The refund of a trading company."""
    rate = given.rate("vat", "invoice_rate", "vat_rate", "levy_rate")
    net = given.any(*NET)
    total = number(given.needed(*INVOICE)) if net is None else number(net) * (1 + rate)
    refund_rate = given.rate("refund_rate", "rebate_rate")
    day = given.law_day("export_date", "date")
    refund = trading_refund(total, invoice_rate=rate, refund_rate=refund_rate, day=day, law=LAW)
    base = Fraction(total) / (1 + Fraction(rate))
    return {
        "base": refund.base,
        "refund": refund.refund,
        "cost": refund.to_cost,
        "to_cost": refund.to_cost,
        "refund_rate": refund.refund_rate,
        EXACT: {"base": base, "refund": base * Fraction(refund.refund_rate)},
    }


def production(given: Given) -> dict[str, Any]:
    """The refund of a production company. FOB in yuan, or in a currency at a rate `fx`."""
    if given.has("fob_usd"):
        fob = given.decimal("fob_usd") * number(given.needed("fx", "exchange_rate"))
    else:
        fob = number(given.needed(*FOB))
    charged = given.decimal("domestic_tax", "output_vat")  # instead of the sales it is on
    month = ProductionMonth(
        fob=fob,
        domestic=given.decimal("domestic", "domestic_sales"),
        input_tax=number(given.needed("input_vat", "input", "input_tax")) - charged,
        opening_credit=given.decimal("opening_credit", "opening", "carried_in"),
        material=given.decimal("material", "duty_free_material", "bonded_material"),
    )
    refund = production_refund(
        month,
        vat_rate=given.rate("vat", "vat_rate"),
        refund_rate=given.rate("refund_rate", "rebate_rate"),
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


GOODS = {"solar": "photovoltaic", "photovoltaic": "photovoltaic", "pv": "photovoltaic",
         "battery": "battery", "batteries": "battery"}  # fmt: skip


def refund_rate(given: Given) -> dict[str, Any]:
    """A refund rate the law states for some goods on the day of export."""
    goods = str(given.any("goods", default=given.topic.rpartition(".")[2])).lower()
    if goods not in GOODS:
        raise Unclear(f"no refund rate is known for {goods!r}")
    rate = LAW.decimal_at(
        f"export.vat.refund.rate.{GOODS[goods]}", given.day("export_date", "date")
    )
    return {"refund_rate": rate, "rate": rate}


def deemed(given: Given) -> dict[str, Any]:
    """Deemed income."""
    tax = deemed_income_tax(
        number(given.needed("revenue", "income", "sales")),
        given.law_day("date", "day", "year_end"),
        LAW,
        is_small_low_profit=given.flag("small_low_profit", "small"),
    )
    return {"taxable_income": tax.taxable_income, "tax": tax.tax}


def agent(given: Given) -> dict[str, Any]:
    """The revenue of an export agent."""
    revenue = agent_revenue(
        fee=number(given.needed("agency_fee", "fee")),
        export_amount=given.decimal("export_amount"),
        is_reported=bool(given.needed("principal_reported", "reported"))
        and given.flag("principal_reported", "reported"),
        day=given.law_day("date", "day"),
        law=LAW,
    )
    return {"agent_revenue": revenue.revenue, "revenue": revenue.revenue}


def summary(given: Given) -> dict[str, Any]:
    """The last day of the summary declaration."""
    month = _month(given, "cleared_month", "month", "cleared", "release", "date")
    due = summary_deadline(month, LAW, _calendar(given))
    return {"due": due.day, "nominal": due.nominal, "last_day": due.day}


def pay_window(given: Given) -> dict[str, Any]:
    """When import tax is paid."""
    window = payment_window(given.day("release", "release_date", "date"), LAW)
    if given.flag("returned"):
        return {"from": None, "to": None, "held": True}
    return {"from": window.first, "to": window.last, "held": False}


def import_return(given: Given) -> dict[str, Any]:
    """Whether goods of a retail import come back in time; both windows count from release."""
    release = given.day("release", "release_date", "date")
    arrive = release + timedelta(days=LAW.whole_at("import.cbec.return.arrive.days", release))
    figures: dict[str, Any] = {"arrive_by": arrive, "arrive_last": arrive, "last_day": arrive}
    in_time = not given.has("arrive", "back") or given.day("arrive", "back") <= arrive
    if release >= LAW.parameter("import.cbec.return.apply.days").values[0].from_:
        apply = release + timedelta(days=LAW.whole_at("import.cbec.return.apply.days", release))
        figures |= {"apply_by": apply, "apply_last": apply}
        in_time &= not given.has("apply") or given.day("apply") <= apply
    return figures | {"in_time": in_time, "tax_refunded": in_time, "quota_restored": in_time}


def claim(given: Given) -> dict[str, Any]:
    """The last day to claim a refund."""
    last = claim_deadline(given.day("export_date", "date"), LAW)
    return {"last_day": last, "deadline": last, "due": last}


def declaration_channel(given: Given) -> dict[str, Any]:
    """The simpler channel of an export and its codes."""
    mode, day = str(given.needed("mode")), given.law_day("date", "day")
    ticket = Ticket(
        mode=mode,
        value_cny=number(given.needed("value", "value_cny", "amount")),
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
        mode=str(given.needed("mode")),
        exported=given.day("export", "exported", "export_date"),
        back=given.day("back", "date", "return_date"),
        is_food=given.flag("food"),
        is_original=given.flag("original_state", default=True),
        left_area=given.day("left_area") if given.has("left_area") else None,
    )
    relief = return_relief(goods, LAW)
    return {
        "exempt": relief.is_exempt,
        "legal": _announcements(relief.law) if relief.law else "",
        "last_day": relief.until,
    }


def customs_return(given: Given) -> dict[str, Any]:
    """Until when customs lets exported goods come back at all, with tax or without (R44)."""
    exported = given.day("export", "exported", "export_date", "release")
    months = LAW.whole_at("export.return.customs.max", exported)
    last = months_later(exported, months)
    in_time = not given.has("back", "return_date") or given.day("back", "return_date") <= last
    return {"last_day": last, "months": months, "in_time": in_time, "admissible": in_time}


def _announcements(value: ParameterValue) -> tuple[str, ...]:
    """The announcements a value cites, as "2026 No.16"; the first one goes for a bare number."""
    found: list[str] = []
    for year, number_ in re.findall(r"(?:(\d{4}) )?No\.(\d+)", value.source.doc_en):
        found.append(f"{year or found[-1][:4]} No.{number_}")  # "2023 No.4 and No.34"
    return tuple(found)


def credit(given: Given) -> dict[str, Any]:
    """The grades of companies on a day."""
    day = given.law_day("date", "day")
    grades = [str(each) for each in LAW.list_at("company.credit.grades", day)]
    label = given.text("label", "grade").lower().replace("_", " ")
    return {"grades": len(grades), "known": label in grades}


def documents(given: Given) -> dict[str, Any]:
    """The documents customs compares for an export."""
    needed = documents_required(str(given.needed("mode")), given.law_day("date", "day"))
    return {
        "documents": len(needed),
        "count": len(needed),
        "payment_required": DocumentKind.PAYMENT in needed,
    }


def vat(given: Given) -> dict[str, Any]:
    """A VAT rate on a day."""
    word = "reduced" if "reduced" in given.topic else str(given.any("class", default="standard"))
    known = vat_of_class(word, given.law_day("date", "day"), LAW)
    assert isinstance(known, Rate)
    return {"rate": known.value, "vat": known.value}
