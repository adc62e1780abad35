"""What is typed to ask "what if": an order in words, read as a question; nothing is stored."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.documents.fields import Flow
from app.reference.hs import LINE_DIGITS
from app.tax.content import measure_of
from app.tax.order import Content, Goods, TaxableLine, TaxableOrder
from app.tax.what_if import Question
from app.values.codes import clean_code, hash_from_id_no, key_from_number
from app.values.decimals import decimal_from_text, e5_from_decimal, text_from_e5
from app.workflow.typed import BadEntry, Typed, day, number
from app.workflow.what_if import Advice, Split, WhatIf

__all__ = [
    "LINE_FIELDS",
    "Answer",
    "BadEntry",
    "Form",
    "answer",
    "blank_form",
    "blank_line",
    "form_of",
    "try_answer",
]

LINE_FIELDS = ("goods", "origin", "price", "qty", "content")
_AMOUNTS = ("freight", "insurance", "voucher")
_CONTENT = re.compile(r"([\d.,]+)\s*(ml|l|g|kg|piece)", re.IGNORECASE)
_PLAIN = Decimal(0)


@dataclass(frozen=True, slots=True)
class Form:
    """An order as a person types it. `head`: day, freight, insurance, voucher, used (of the year's
    limit) and buyer (a whole ID number; when it is given, `used` is what is known of them).
    `lines`: goods (number of an article, or a goods code), origin, price and content of one
    article, qty; "" = as in the master data, or none."""

    head: Typed
    lines: tuple[Typed, ...]
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """All ways, the best first, and the order in parts."""

    advice: tuple[Advice, ...]
    split: Split
    used_before: Decimal


def blank_form(today: date) -> Form:
    """An order nobody wrote yet, of today."""
    head = dict.fromkeys((*_AMOUNTS, "used", "buyer"), "")
    return Form({"day": today.isoformat(), **head}, (blank_line(),))


def blank_line() -> Typed:
    """A line nobody wrote yet."""
    return dict.fromkeys(LINE_FIELDS, "")


def form_of(conn: sqlite3.Connection, given: str, today: date) -> Form | None:
    """An import order, by its number or that of its list, as a form, with what its buyer used of
    the year before it as far as known; None when there is none."""
    row = conn.execute(
        "SELECT o.id, coalesce(d.freight_e5, o.freight_e5), coalesce(d.insured_e5, 0),"
        " o.discount_e5, d.export_date, d.id, o.buyer_id_no FROM orders o"
        " LEFT JOIN declaration_list d ON d.order_id = o.id"
        f" WHERE (o.order_no = ?1 OR d.own_no = ?1) AND o.flow = '{Flow.IMPORT}'"
        " ORDER BY d.id DESC LIMIT 1",
        (given,),
    ).fetchone()
    if row is None:
        return None
    order_id, freight, insurance, voucher, stated, list_id, id_no = row
    lines = conn.execute(
        "SELECT sku, origin, price_e5, qty_e5 FROM order_line WHERE order_id = ? ORDER BY line_no",
        (order_id,),
    )
    asking = WhatIf(conn)
    on = date.fromisoformat(stated) if stated else today
    buyer = hash_from_id_no(id_no)
    used = asking.used_before(list_id) if list_id else asking.used_by(buyer, on.year)
    amounts = {"freight": freight, "insurance": insurance, "voucher": voucher}
    amounts["used"] = e5_from_decimal(used)
    head = {**blank_form(today).head, "day": on.isoformat()}
    head |= {name: text_from_e5(e5, decimals=2) for name, e5 in amounts.items()}
    typed = tuple(
        {
            "goods": sku,
            "origin": origin,
            "price": text_from_e5(price, decimals=2),
            "qty": text_from_e5(qty),
            "content": "",
        }
        for sku, origin, price, qty in lines
    )
    return Form(head, typed, is_paid=True)


def answer(conn: sqlite3.Connection, form: Form) -> Answer:
    """What the order would cost each way, and which way fits. Raises BadEntry; its `field` is that
    of the head, or "<field>.<line from 0>"."""
    asking = WhatIf(conn)
    question = _question(conn, form)
    if buyer := clean_code(form.head["buyer"]):
        question = asking.for_buyer(question, hash_from_id_no(buyer))
    return Answer(asking.advise(question), asking.split(question), question.order.used_before)


def try_answer(conn: sqlite3.Connection, form: Form) -> Answer | BadEntry:
    """The answer, or what of the form cannot be read."""
    try:
        return answer(conn, form)
    except BadEntry as refusal:
        return refusal


def _question(conn: sqlite3.Connection, form: Form) -> Question:
    written = [(at, line) for at, line in enumerate(form.lines) if any(_trimmed(line).values())]
    if not written:
        raise BadEntry(field="goods.0")
    lines = tuple(_line(conn, at, _trimmed(line)) for at, line in written)
    amounts = {name: _amount(form.head, name) for name in (*_AMOUNTS, "used")}
    order = TaxableOrder(
        lines=lines,
        freight=amounts["freight"],
        insurance=amounts["insurance"],
        voucher=amounts["voucher"],
        used_before=amounts["used"],
    )
    return Question(order, day(form.head, "day"), is_paid=form.is_paid)


def _trimmed(line: Typed) -> dict[str, str]:
    return {name: line[name].strip() for name in LINE_FIELDS}


def _amount(head: Typed, name: str) -> Decimal:
    return number(head, name) if head[name].strip() else _PLAIN


def _line(conn: sqlite3.Connection, at: int, line: Mapping[str, str]) -> TaxableLine:
    if not line["goods"]:
        raise BadEntry(field=f"goods.{at}")
    placed = {f"{name}.{at}": text for name, text in line.items()}
    price = number(placed, f"price.{at}")
    qty = number(placed, f"qty.{at}") if line["qty"] else Decimal(1)
    if qty <= 0 or price < 0:
        field = "qty" if qty <= 0 else "price"
        raise BadEntry("error.bad_number_entry", field=f"{field}.{at}", given=line[field])
    key = key_from_number(line["goods"])
    row = conn.execute(
        "SELECT hs_code, origin, content_qty_e5, content_unit FROM goods WHERE sku_key = ?", (key,)
    ).fetchone()
    code = clean_code(line["goods"])
    if row is None and not (code.isdecimal() and len(code) >= LINE_DIGITS):
        raise BadEntry("error.what_if_goods", field=f"goods.{at}", given=line["goods"])
    hs_code, origin, content_e5, unit = row or (code, "", None, "")
    if line["content"]:
        content_e5, unit = _content(at, line["content"])
    return TaxableLine(
        goods=Goods(hs_code, line["origin"].upper() or origin, key if row else ""),
        value=price * qty,
        articles=qty,
        content=_of_articles(content_e5, unit, qty),
        line_no=at + 1,
    )


def _content(at: int, text: str) -> tuple[int, str]:
    found = _CONTENT.fullmatch(text)
    if found is None:
        raise BadEntry("error.what_if_content", field=f"content.{at}", given=text)
    return e5_from_decimal(decimal_from_text(found[1].replace(",", ""))), found[2].lower()


def _of_articles(content_e5: int | None, unit: str, qty: Decimal) -> Content | None:
    measure = measure_of(content_e5, unit, "")
    return measure.content(e5_from_decimal(qty), 0) if measure else None
