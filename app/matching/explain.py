"""Why one order agrees or does not: its documents side by side, field by field.

No rule is applied here. What differs is read from the flags the judgement stored; values only tell
whether what passed is equal, spelled differently, or within tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.documents.fields import Flow
from app.matching.reasons import AMOUNT_LEVELS, NOTHING, Flag, Reason, primary, reasons
from app.matching.sql import Connection
from app.matching.sql.candidates import near_documents
from app.matching.sql.documents import Documents, Row, documents_of
from app.matching.sql.evidence import numbers_of
from app.matching.sql.imports import YUAN
from app.values.codes import key_from_number
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind, Finding, Severity
from app.values.personal import masked_number


class Level(StrEnum):
    """How the values of a field compare; texts are `level.<level>`."""

    EXACT = "exact"
    NORMALISED = "normalised"
    TOLERATED = "tolerated"
    DIFFERS = "differs"
    MISSING = "missing"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of the table. `field` has the text `comparison.<field>`; values are as shown, "" =
    the document has no such field; several documents' values are joined with " + "."""

    field: str
    order: str
    payment: str
    waybill: str
    level: Level
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the screen shows of one order; `findings` in order of weight."""

    order_id: int
    order_no: str
    state: str
    primary: Reason | None
    difference: str
    currency: str
    comparisons: tuple[Comparison, ...]
    findings: tuple[Finding, ...]


_NO_DOCUMENT = Flag.NO_PAYMENT | Flag.NO_WAYBILL
_NUMBERS = (
    Flag.WAYBILL_NUMBER_NEAR | Flag.PAYMENT_NUMBER_NEAR | Flag.WAYBILL_REUSED | Flag.PAYMENT_REUSED
)


def explain(conn: Connection, order_id: int) -> Explanation:
    """Explain one order. Raises NoSuchOrder when it was not matched. Only reads."""
    documents = documents_of(conn, order_id)
    result, order = documents.result, documents.order
    return Explanation(
        order_id=order_id,
        order_no=order["order_no"],
        state=result["state"],
        primary=primary(result["open_attention"]) or primary(result["flags"]),
        difference=_signed(result["difference_e5"]),
        currency=order["currency"],
        comparisons=tuple(_comparisons(documents)),
        findings=tuple(_findings(conn, documents)),
    )


def _comparisons(of: Documents) -> Iterable[Comparison]:
    order, result = of.order, of.result
    payments, waybills = of.payments, of.waybills
    flags = Flag(result["flags"])

    def row(
        field: str, order: str, payment: str = "", waybill: str = "", about: Flag = NOTHING
    ) -> Comparison:
        hit = flags & about
        level = Level.DIFFERS if hit else _level(order, payment, waybill)
        return Comparison(field, order, payment, waybill, level, primary(hit))

    yield _numbers(of, flags)
    payers = _joined(each["payer_name"] for each in payments)
    yield row("person", order["buyer_name"], payers, "", Flag.PAYER_DIFFERS)
    consignees = _joined(each["consignee"] for each in waybills)
    yield row("consignee", order["consignee"], "", consignees, Flag.CONSIGNEE_DIFFERS)
    countries = _joined(each["country"] for each in waybills)
    yield row("country", order["country"], "", countries, Flag.COUNTRY_DIFFERS)
    goods_value = _money(order["goods_value_e5"], order["currency"])
    yield row("goods_value", goods_value, about=Flag.LINES_DO_NOT_ADD_UP)
    for name in ("freight", "tax", "discount"):
        yield row(name, _money(order[f"{name}_e5"], order["currency"]))
    due = _money(order["payable_e5"], order["currency"])
    paid = _joined(_money(each["amount_e5"], each["currency"]) for each in payments)
    about = AMOUNT_LEVELS | Flag.STATED_PAID_DIFFERS | Flag.REFUNDED_PARTLY
    yield _sums_up(row("payable", due, paid, "", about), result["difference_e5"])
    qty = text_from_e5(sum(line["qty_e5"] for line in of.lines))
    pieces = _joined(str(each["pieces"]) for each in waybills)
    yield row("pieces", qty, "", pieces, Flag.PIECES_IMPLAUSIBLE)
    weight = "" if of.weight_e5 is None else text_from_e5(of.weight_e5)
    carried = _joined(text_from_e5(each["gross_weight_e5"]) for each in waybills)
    yield row("weight", weight, "", carried, Flag.WEIGHT_IMPLAUSIBLE)
    paid_at = _joined(each["paid_at"] for each in payments)
    shipped_at = _joined(each["shipped_at"] for each in waybills)
    yield row("time", order["ordered_at"], paid_at, shipped_at, Flag.TIME_IMPLAUSIBLE)
    named = _joined(each["goods_info"] for each in waybills)
    yield row("goods", _names(of), "", named, Flag.GOODS_DIFFER)
    if order["flow"] == Flow.IMPORT:
        yield from _import_comparisons(of, flags)


# Only of imports: field, column of the order, of the payment, of the waybill, what it shows.
_OF_IMPORTS = (
    ("person_id", "buyer_id_no", "payer_id_no", "", Flag.PAYER_ID_DIFFERS),
    ("phone", "consignee_phone", "", "consignee_phone", Flag.CONSIGNEE_PHONE_DIFFERS),
    ("address", "consignee_address", "", "consignee_address", Flag.CONSIGNEE_ADDRESS_DIFFERS),
    ("payment_number", "stated_pay_no", "pay_no", "", Flag.PAYMENT_NUMBER_DIFFERS),
)
_STOCK = Flag.NO_STOCK | Flag.NO_ACCOUNT_BOOK
_MASKED = {"person_id", "phone"}


def _import_comparisons(of: Documents, flags: Flag) -> Iterable[Comparison]:
    for field, ours, payments, waybills, about in _OF_IMPORTS:
        columns = ((of.payments, payments), (of.waybills, waybills))
        own = of.order[ours]
        others = [[row[column] for row in rows] if column else [] for rows, column in columns]
        hit = flags & about
        level = Level.DIFFERS if hit else _level(own, *map(_joined, others))
        shown = masked_number if field in _MASKED else str
        paid, carried = (_joined(map(shown, values)) for values in others)
        yield Comparison(field, shown(own), paid, carried, level, primary(hit))
    if hit := flags & _STOCK:
        yield Comparison("stock", _names(of), "", "", Level.DIFFERS, primary(hit))


def _numbers(of: Documents, flags: Flag) -> Comparison:
    """Each document has its own number; what is compared is the order number it states."""
    hit = flags & (_NUMBERS | _NO_DOCUMENT)
    stated = [each["order_no"] for each in (*of.payments, *of.waybills)]
    own: str = of.order["order_no"]
    level = Level.EXACT if all(number == own for number in stated) else Level.NORMALISED
    if hit:
        level = Level.DIFFERS if hit & ~_NO_DOCUMENT else Level.MISSING
    return Comparison(
        "number",
        own,
        _joined(each["pay_no"] for each in of.payments),
        _joined(each["waybill_no"] for each in of.waybills),
        level,
        primary(hit),
    )


def _level(*values: str) -> Level:
    """How values compare of which the judgement found nothing to say."""
    given = [value for value in values if value]
    if len(given) < 2:
        return Level.NOT_COMPARED
    if len(set(given)) == 1:
        return Level.EXACT
    return Level.NORMALISED if len(set(map(key_from_number, given))) == 1 else Level.TOLERATED


def _sums_up(amounts: Comparison, difference_e5: int | None) -> Comparison:
    """Several payments that come to the amount are equal to it, however they are written."""
    if amounts.level is Level.TOLERATED and difference_e5 == 0:
        return Comparison(
            amounts.field, amounts.order, amounts.payment, amounts.waybill, Level.EXACT
        )
    return amounts


def _findings(conn: Connection, of: Documents) -> Iterable[Finding]:
    result = of.result
    for reason in reasons(result["flags"]):
        held, seen = result["blocking"] & reason.flag, result["attention"] & reason.flag
        value, expected = _values(conn, of, reason.flag)
        yield Finding(
            reason.text,
            Severity.BLOCKING if held else Severity.DOUBTFUL if seen else Severity.NOTE,
            DocumentKind.ORDER,
            of.order["order_no"],
            value=value,
            expected=expected,
            rule=reason.key,
            params=(
                ("currency", of.order["currency"]),
                ("difference", _difference(of, reason.flag)),
                ("other", "、".join(of.namesakes)),
                ("count", str(_count(of, reason.flag))),
            ),
        )


def _difference(of: Documents, flag: Flag) -> str:
    if flag is Flag.REFUNDED_PARTLY:
        refunded = sum(p["amount_e5"] for p in of.payments if p["pay_kind"] == "refund")
        return text_from_e5(abs(refunded), decimals=2)
    difference = of.result["difference_e5"]
    return "" if difference is None else text_from_e5(abs(difference), decimals=2)


def _count(of: Documents, flag: Flag) -> int:
    return len(of.waybills if flag is Flag.SEVERAL_WAYBILLS else of.payments)


_NEAR = {
    Flag.PAYMENT_NUMBER_NEAR: DocumentKind.PAYMENT,
    Flag.WAYBILL_NUMBER_NEAR: DocumentKind.WAYBILL,
}
_FOREIGN = Flag.CURRENCY_CONVERTED | Flag.CURRENCY_DIFFERS | Flag.RATE_UNKNOWN


def _values(conn: Connection, of: Documents, flag: Flag) -> tuple[str, str]:
    """What stands on the other document, and what the order says."""
    order = of.order
    if flag in _NEAR:
        return _near_number(conn, of, _NEAR[flag]), order["order_no"]
    due = text_from_e5(order["payable_e5"], decimals=2)
    received = [each for each in of.payments if each["pay_kind"] == "payment"]
    amounts = [text_from_e5(each["amount_e5"], decimals=2) for each in received]
    if flag & _FOREIGN:
        values = (_money(each["amount_e5"], each["currency"]) for each in received)
        return _joined(values), _money(order["payable_e5"], order["currency"])
    if flag is Flag.NO_PAYMENT:
        return "", due
    if flag & AMOUNT_LEVELS or flag is Flag.REFUNDED_PARTLY:
        total = sum(each["amount_e5"] for each in received)
        return text_from_e5(total, decimals=2) if amounts else "", due
    return _plain_values(of, flag, due)


def _plain_values(of: Documents, flag: Flag, due: str) -> tuple[str, str]:
    order = of.order
    goods_value = text_from_e5(order["goods_value_e5"], decimals=2)
    lines_total = text_from_e5(order["lines_total_e5"], decimals=2)
    stated = text_from_e5(order["paid_e5"] or 0, decimals=2)
    weight = "" if of.weight_e5 is None else text_from_e5(of.weight_e5)
    gross = _joined(text_from_e5(each["gross_weight_e5"]) for each in of.waybills)
    before = max(order["ordered_at"], *(each["paid_at"] for each in of.payments), "")
    table = {
        Flag.WAYBILL_REUSED: (_of(of.waybills, "waybill_no"), ""),
        Flag.PAYMENT_REUSED: (_of(of.payments, "pay_no"), ""),
        Flag.COUNTRY_DIFFERS: (_of(of.waybills, "country"), order["country"]),
        Flag.CURRENCY_NOT_YUAN: (_of(of.payments, "currency") or order["currency"], YUAN),
        Flag.PAYER_ID_DIFFERS: (
            _masked(of.payments, "payer_id_no"),
            masked_number(order["buyer_id_no"]),
        ),
        Flag.CONSIGNEE_PHONE_DIFFERS: (
            _masked(of.waybills, "consignee_phone"),
            masked_number(order["consignee_phone"]),
        ),
        Flag.CONSIGNEE_ADDRESS_DIFFERS: (
            _of(of.waybills, "consignee_address"),
            order["consignee_address"],
        ),
        Flag.PAYMENT_NUMBER_DIFFERS: (_of(of.payments, "pay_no"), order["stated_pay_no"]),
        Flag.NO_STOCK: (_names(of), ""),
        Flag.LINES_DO_NOT_ADD_UP: (lines_total, goods_value),
        Flag.STATED_PAID_DIFFERS: (stated, due),
        Flag.PAYER_DIFFERS: (_of(of.payments, "payer_name"), order["buyer_name"]),
        Flag.CONSIGNEE_DIFFERS: (_of(of.waybills, "consignee"), order["consignee"]),
        Flag.WEIGHT_IMPLAUSIBLE: (gross, weight),
        Flag.PIECES_IMPLAUSIBLE: (
            _of(of.waybills, "pieces"),
            text_from_e5(sum(line["qty_e5"] for line in of.lines)),
        ),
        Flag.TIME_IMPLAUSIBLE: (_of(of.waybills, "shipped_at"), before),
        Flag.GOODS_DIFFER: (_of(of.waybills, "goods_info"), _names(of)),
    }
    return table.get(flag, ("", ""))


def _near_number(conn: Connection, of: Documents, kind: DocumentKind) -> str:
    near = near_documents(conn, kind, f"(SELECT {int(of.order['id'])} AS id)")
    return numbers_of(conn, kind, near[0])[1] if near else ""


def _of(rows: Iterable[Row], column: str) -> str:
    return _joined(str(row[column]) for row in rows)


def _masked(rows: Iterable[Row], column: str) -> str:
    return _joined(masked_number(row[column]) for row in rows)


def _names(of: Documents) -> str:
    return _joined(dict.fromkeys(line["goods_name"] for line in of.lines))


def _joined(values: Iterable[str]) -> str:
    return " + ".join(value for value in values if value)


def _money(amount_e5: int, currency: str) -> str:
    return f"{text_from_e5(amount_e5, decimals=2)} {currency}"


def _signed(amount_e5: int | None) -> str:
    if amount_e5 is None:
        return ""
    return f"{'+' if amount_e5 > 0 else ''}{text_from_e5(amount_e5, decimals=2)}"
