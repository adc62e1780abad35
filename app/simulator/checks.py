"""What one document shows by itself: codes customs knows, sums that add up, sound numbers.

Each check yields faults; the first one is the answer. Checks that need other documents are in
`office`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from app.messages.ceb.forms import Check, Problem, absence, check_of
from app.messages.ceb.reader import ReadDocument
from app.messages.ceb.spec import MessageSpec, node, spec
from app.reference import tables
from app.reference.codes import Codes
from app.reference.hs import hs_line, statutory_units
from app.reference.parties import check_credit_code, check_customs_code, check_id_number
from app.reference.verdict import CodeStatus
from app.simulator.fault import Fault, fault
from app.simulator.trade import EXPORT, IMPORT, trade_of
from app.values.decimals import CENT, NotExact, decimal_from_text, round_half_up
from app.values.finding import Severity

Values = Mapping[str, str]

# field → the parameter table its value must stand in; a name means the same in every message
_TABLES = {
    "customsCode": "customs_office",
    "portCode": "customs_office",
    "tradeMode": "customs_mode",
    "trafMode": "transport_mode",
    "country": "country",
    "currency": "currency",
    "fCurrency": "currency",
    "iCurrency": "currency",
    "unit": "unit",
    "unit1": "unit",
    "unit2": "unit",
}
_LEGACY_TABLES = {"POD": "port", "wrapType": "packaging"}  # the wire still has the short codes
# Import messages carry the older codes of countries; their currency is fixed (C03).
_IMPORT_TABLES = {"country": "country", "tradeCountry": "country", "currency": "currency"}
_COMPANIES = (
    *("ebpCode", "ebcCode", "agentCode", "logisticsCode", "payCode", "ownerCode", "iacCode"),
    *("areaCode", "operatorCode"),
)
_NO_COMPANY = {"ebpCode": "无", "ownerCode": "NO"}  # C08, C09
_CUSTOMS_CODE_LENGTH = 10
_HEADING_DIGITS = 4
_RESIDENT_ID = "1"
_OWN_MODES = (EXPORT.back,)  # modes of returns stand in no table; judged with the return
_DIRECT, _HOME = "9610", "142"
_TRANSPORT = ("trafNo", "voyageNo", "billNo")
_BONDED = ("emsNo", "areaCode", "areaName")


def faults_of(message: str, document: ReadDocument) -> Iterator[Fault]:
    """Everything wrong with a document by itself, most basic first."""
    yield from _fields(spec(message), document)
    yield from _companies(document)
    yield from _parameters(message, document)
    for check in _CHECKS.get(message, ()):
        yield from check(document)


def amount(values: Values, name: str) -> Decimal:
    """A number of a document; absent or unreadable = 0 (the field check speaks about those)."""
    try:
        return decimal_from_text(values.get(name, ""))
    except NotExact:
        return Decimal(0)


def _fields(wanted: MessageSpec, document: ReadDocument) -> Iterator[Fault]:
    """What the schema refuses: missing, too long, no number, too few or too many lines."""
    yield from _refused(wanted.message, wanted.head.name, document.head)
    for line in document.lines:
        yield from _refused(wanted.message, wanted.line.name if wanted.line else "", line)
    count = len(document.lines)
    if count < wanted.fewest_lines or (wanted.most_lines and count > wanted.most_lines):
        yield fault("field", field=wanted.line.name if wanted.line else "", value=count)


def _refused(message: str, node_name: str, values: Values) -> Iterator[Fault]:
    for name, check, missing in _field_checks(message, node_name):
        value = values.get(name, "")
        problem = check(value) if value else missing
        if problem and problem.severity is Severity.BLOCKING:
            yield fault("field", field=name, value=value)


@cache
def _field_checks(message: str, node_name: str) -> tuple[tuple[str, Check, Problem | None], ...]:
    fields = node(message, node_name).fields
    return tuple((field.name, check_of(field), absence(field)) for field in fields)


def _companies(document: ReadDocument) -> Iterator[Fault]:
    for name in _COMPANIES:
        code = document.head.get(name, "")
        if code and code != _NO_COMPANY.get(name) and not _is_company(code):
            yield fault("company_code", field=name, value=code)


def _is_company(code: str) -> bool:
    check = check_customs_code if len(code) == _CUSTOMS_CODE_LENGTH else check_credit_code
    return check(code).status is not CodeStatus.MALFORMED


def _parameters(message: str, document: ReadDocument) -> Iterator[Fault]:
    is_import = trade_of(message) is IMPORT
    for values in (document.head, *document.lines):
        for name, value in values.items():
            if name == "tradeMode" and message in _OWN_MODES:
                continue
            if value and not _is_known(name, value, is_import=is_import):
                yield fault("unknown_code", field=name, value=value)


def _is_known(name: str, value: str, *, is_import: bool) -> bool:
    if is_import and (table := _IMPORT_TABLES.get(name)):
        return value in _legacy_codes(table)
    if table := _TABLES.get(name):
        return tables.contains(table, value)
    if table := _LEGACY_TABLES.get(name):
        return value in _legacy_codes(table)
    return True


@cache
def _legacy_codes(table: str) -> frozenset[str]:
    return frozenset(entry["legacy_code"] for entry in tables.table(table).entries())


@cache
def _headings() -> frozenset[str]:
    return frozenset(code[:_HEADING_DIGITS] for code in tables.table("hs8").rows)


@cache
def _codes() -> Codes:
    return Codes()


@cache
def _export_duty() -> frozenset[str]:
    return frozenset(entry["hs_code"] for entry in tables.table("export_tariff").entries())


def _line_numbers(document: ReadDocument) -> Iterator[Fault]:
    """T16: consecutive from 1."""
    for expected, line in enumerate(document.lines, 1):
        if line.get("gnum") != str(expected):
            yield fault("line_numbers", field="gnum", value=line.get("gnum", ""))


def _line_totals(document: ReadDocument) -> Iterator[Fault]:
    """A02, to the cent: the unit price may have been rounded to five decimals."""
    for number, line in enumerate(document.lines, 1):
        total, product = amount(line, "totalPrice"), amount(line, "price") * amount(line, "qty")
        if round_half_up(total, CENT) != round_half_up(product, CENT):
            expected = round_half_up(product, CENT)
            yield fault("line_total", line=number, value=total, expected=expected)


def _order_total(document: ReadDocument) -> Iterator[Fault]:
    """A03."""
    stated = amount(document.head, "goodsValue")
    total = sum((amount(line, "totalPrice") for line in document.lines), Decimal(0))
    if stated != total:
        yield fault("order_total", value=stated, expected=total)


def _weights(document: ReadDocument) -> Iterator[Fault]:
    """A06."""
    net, gross = amount(document.head, "netWeight"), amount(document.head, "grossWeight")
    if not 0 < net <= gross:
        yield fault("net_weight", value=net, expected=gross)


def _goods_codes(document: ReadDocument) -> Iterator[Fault]:
    """The tariff knows the code, and asks for these units. Simplified lists state only the
    heading, and nothing that needs a licence or pays export duty (C07)."""
    simplified = document.head.get("statisticsFlag") == "A"
    if simplified and document.head.get("licenseNo"):
        yield fault("simplified", field="licenseNo", value=document.head["licenseNo"])
    for number, line in enumerate(document.lines, 1):
        code = line.get("gcode", "")
        if simplified:
            yield from _heading(code)
        else:
            yield from _tariff_line(number, code, line)
        yield from _second_quantity(number, line)


def _heading(code: str) -> Iterator[Fault]:
    if code[:_HEADING_DIGITS] not in _headings():
        yield fault("unknown_code", field="gcode", value=code)
    elif any(code.startswith(duty) for duty in _export_duty()):
        yield fault("simplified", field="gcode", value=code)


def _tariff_line(number: int, code: str, line: Values) -> Iterator[Fault]:
    if hs_line(code, _codes()) is None:
        if code[:6] not in tables.table("hs6").rows:
            yield fault("unknown_code", field="gcode", value=code)
        return  # a line newer than our list: customs would know it
    expected = statutory_units(code, _codes())
    stated = (line.get("unit1", ""), line.get("unit2", ""))
    if expected and stated != expected:
        value, wanted = " ".join(stated).strip(), " ".join(expected).strip()
        yield fault("statutory_unit", line=number, value=value, expected=wanted)


def _second_quantity(number: int, line: Values) -> Iterator[Fault]:
    has_quantity = amount(line, "qty2") > 0
    if has_quantity != bool(line.get("unit2")):
        yield fault("second_quantity", line=number, value=line.get("qty2", ""))


def _parts(document: ReadDocument) -> Iterator[Fault]:
    """C14, for a message that is one whole."""
    count, sequence = amount(document.head, "msgCount"), amount(document.head, "msgSeqNo")
    if not 1 <= sequence <= count:
        yield fault("parts", value=sequence, expected=count)


def _period(document: ReadDocument) -> Iterator[Fault]:
    """C11: both or none, in their order."""
    start, end = document.head.get("startTime", ""), document.head.get("endTime", "")
    if bool(start) != bool(end) or end < start:
        yield fault("period", value=start, expected=end)


def _amount_paid(document: ReadDocument) -> Iterator[Fault]:
    """A01 (R18)."""
    goods, freight, tax, discount, paid = (
        amount(document.head, name)
        for name in ("goodsValue", "freight", "taxTotal", "discount", "acturalPaid")
    )
    if paid != goods + freight + tax - discount:
        yield fault("order_paid", value=paid, expected=goods + freight + tax - discount)


def _identity(document: ReadDocument) -> Iterator[Fault]:
    """C03, T11: a resident identity card, and a number that can be one."""
    for person in ("buyer", "payer"):
        kind = document.head.get(f"{person}IdType", _RESIDENT_ID)
        number = document.head.get(f"{person}IdNumber", "")
        if kind != _RESIDENT_ID or (
            number and check_id_number(number).status is not CodeStatus.VALID
        ):
            yield fault("identity", field=f"{person}IdNumber")


def _one_parcel(document: ReadDocument) -> Iterator[Fault]:
    """C03."""
    if amount(document.head, "packNo") != 1:
        yield fault("field", field="packNo", value=document.head.get("packNo", ""))


def _import_mode(document: ReadDocument) -> Iterator[Fault]:
    """C01, C02: what bonded goods and direct purchases must name, and must not."""
    head = document.head
    is_direct = head.get("tradeMode") == _DIRECT
    wanted, unwanted = (_TRANSPORT, ()) if is_direct else (_BONDED, _TRANSPORT)
    for name in wanted:
        if not head.get(name):
            yield fault("mode_field", field=name, value=head.get("tradeMode", ""))
    for name in unwanted:
        if head.get(name):
            yield fault("mode_field", field=name, value=head.get("tradeMode", ""))
    if is_direct:
        return
    if head.get("country") != _HOME:
        yield fault("mode_field", field="country", value=head.get("tradeMode", ""))
    if not all(line.get("itemRecordNo") for line in document.lines):
        yield fault("mode_field", field="itemRecordNo", value=head.get("tradeMode", ""))


_CHECKS: dict[str, tuple[Callable[[ReadDocument], Iterator[Fault]], ...]] = {
    "CEB303": (_line_numbers, _line_totals, _order_total),
    "CEB603": (_line_numbers, _line_totals, _weights, _goods_codes),
    "CEB607": (_line_numbers, _parts),
    "CEB701": (_parts, _period),
    "CEB311": (_line_numbers, _line_totals, _order_total, _amount_paid, _identity),
    "CEB411": (_identity,),
    "CEB511": (_one_parcel,),
    "CEB621": (
        *(_line_numbers, _line_totals, _weights, _goods_codes, _identity, _one_parcel),
        _import_mode,
    ),
    "CEB623": (_identity,),
    "CEB711": (_line_numbers,),
    "CEB625": (_identity,),
}
