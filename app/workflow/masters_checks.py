"""What can be said about a company's or an article's record while it is being typed, and which
goods codes could be meant. Everything is a finding or an offer; nothing is refused but what cannot
be kept (no name, no number, a date or a number that is none)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice

from app.documents.fields import GOODS_FIELDS
from app.queries.masters import (
    SOON,
    Chosen,
    Tariff,
    chosen_codes,
    filed_parties,
    gaps_of,
    hs_codes,
    other_codes,
)
from app.reference.codes import Codes
from app.reference.hs import LINE_DIGITS, hs_line, statutory_units, tariff_lines
from app.reference.parties import check_credit_code, check_customs_code
from app.reference.search import CodeSearch, Offer, pairs
from app.reference.verdict import CodeStatus
from app.store.masters import Record
from app.values.decimals import SCALE, NotExact, decimal_from_text, e5_from_decimal
from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.masters import PARTY_DATES, company_profile, tidy_goods, tidy_party

MAY_LACK_CODES = "platform"  # C08: an overseas platform has neither code
MOST_OWN = 8  # of the company's own choices, before the tariff's
_LEAST_LIKENESS = Decimal("0.34")
NO_TARIFF = Tariff((), ())
_FIFTH = Decimal(1).scaleb(-SCALE)


def judge_party(record: Record, on: date) -> list[Finding]:
    """Findings about a company's record, each with the field it stands at."""
    return list(_party_findings(tidy_party(record), on))


def _party_findings(record: Record, on: date) -> Iterator[Finding]:
    if not record["name"]:
        yield _at("masters.name_missing", record, "name", Severity.BLOCKING)
    for field, check in (("credit_code", check_credit_code), ("customs_code", check_customs_code)):
        if record[field]:
            verdict = check(record[field])
            if verdict.status is not CodeStatus.VALID:
                yield _at(verdict.reason, record, field, expected=verdict.expected)
    if not (record["customs_code"] or record["credit_code"]) and record["role"] != MAY_LACK_CODES:
        yield _at("masters.no_party_code", record, "customs_code")
    for field in PARTY_DATES:
        if record[field]:
            yield from _date_findings(record, field, on)


def _date_findings(record: Record, field: str, on: date) -> Iterator[Finding]:
    day = _day(record[field])
    if day is None:
        yield _at("masters.bad_date", record, field, Severity.BLOCKING)
    elif field == "graded_on":
        return
    elif day < on:
        yield _at("masters.expired", record, field)
    elif day <= on + SOON:
        yield _at("masters.expires_soon", record, field, expected=str((day - on).days))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def judge_company(conn: sqlite3.Connection, record: Record) -> list[Finding]:
    """What the own company's settings lack before lists can be made; where only one company is
    filed in a role, with that one to fill in."""
    found = []
    for name in company_profile(record).missing:
        role = name.removesuffix("_code")
        filed = filed_parties(conn, role) if role != name else []
        fills: tuple[tuple[str, str], ...] = ()
        if len(filed) == 1:
            code, its_name = filed[0]
            fills = _fills(**{f"{role}_code": code, f"{role}_name": its_name})
        found.append(
            Finding("masters.company_missing", Severity.DOUBTFUL, field=name, params=fills)
        )
    return found


def judge_goods(
    conn: sqlite3.Connection, codes: Codes, record: Record, *, goods_id: int
) -> list[Finding]:
    """Findings about an article's record: what cannot be kept, what 9610 still lacks, what the
    tariff and the company's own earlier choices say. `goods_id` 0 = a new article."""
    record = tidy_goods(record)
    blocking = list(_goods_blocking(record))
    if blocking:
        return blocking
    tariff = tariff_of(conn, codes, record)
    found = [_gap(name, record, codes) for name in gaps_of(conn, record, tariff)]
    found += _from_tariff(record, codes)
    found += _from_weights(record, codes)
    if record["hs_code"]:
        found += [_conflict(record, other) for other in other_codes(conn, record, goods_id)]
    return found


def tariff_of(conn: sqlite3.Connection, codes: Codes, record: Record | None = None) -> Tariff:
    """What readiness is judged by, for all articles kept and the one on the form."""
    wanted = {*hs_codes(conn), *([record["hs_code"]] if record else [])}
    lines = tuple((line.line, line.unit_1, line.unit_2) for line in tariff_lines(wanted, codes))
    return Tariff(lines, tuple(sorted(_weight_factors(codes))))


def _weight_factors(codes: Codes) -> dict[str, Decimal]:
    """Units that are a weight → kilograms in one of them."""
    return {
        entry.code: Decimal(entry["kg_factor"])
        for entry in codes.entries("unit")
        if entry["kg_factor"]
    }


def _goods_blocking(record: Record) -> Iterator[Finding]:
    for field in ("sku", "goods_name"):
        if not record[field]:
            yield _at("masters.needed", record, field, Severity.BLOCKING)
    for each in GOODS_FIELDS:
        text = record[each.name]
        if each.type.is_scaled and text and not _is_positive(text):
            yield _at("masters.bad_number", record, each.name, Severity.BLOCKING)


def _is_positive(text: str) -> bool:
    try:
        return e5_from_decimal(decimal_from_text(text)) > 0
    except NotExact:
        return False


_GAP_FIELD = {
    "no_code": "hs_code",
    "code_short": "hs_code",
    "code_unknown": "hs_code",
    "no_unit": "declared_unit",
    "units_differ": "statutory_unit_1",
    "no_quantity_1": "statutory_factor_1",
    "no_quantity_2": "statutory_factor_2",
    "no_weight": "net_weight",
    "no_elements": "goods_spec",
}


def _gap(name: str, record: Record, codes: Codes) -> Finding:
    """A gap as a finding, with what would fill it where that is known."""
    field = _GAP_FIELD[name]
    units = statutory_units(record["hs_code"], codes) or ("", "")
    if name == "units_differ":
        expected = " + ".join(filter(None, units))
        fills = _fills(statutory_unit_1=units[0], statutory_unit_2=units[1])
        return _at(f"masters.{name}", record, field, expected=expected, params=fills)
    if name.startswith("no_quantity"):
        number = name[-1]
        unit = record[f"statutory_unit_{number}"] or units[int(number) - 1]
        return _at(f"masters.{name}", record, field, params=_unit_words(unit, codes))
    return _at(f"masters.{name}", record, field)


def _fills(**values: str) -> tuple[tuple[str, str], ...]:
    """What the button beside a finding writes, by field: read by the form."""
    return tuple((f"fill.{name}", value) for name, value in values.items())


def _unit_words(unit: str, codes: Codes) -> tuple[tuple[str, str], ...]:
    """The unit's code and name for the text of a finding, in each language."""
    entry = codes.lookup("unit", unit)
    names = (entry.name_zh, entry.name_en) if entry else ("", "")
    return tuple(
        (f"unit_{language}", f"{unit} {name}".rstrip())
        for language, name in zip(("zh_CN", "en"), names, strict=True)
    )


def _from_tariff(record: Record, codes: Codes) -> Iterator[Finding]:
    code = record["hs_code"]
    line = hs_line(code, codes) if len(code) >= LINE_DIGITS else None
    if line is None:
        return
    for facts in tariff_lines([code], codes):
        if facts.has_licence and not record["license_no"]:
            yield _at(
                "masters.licence_needed", record, "license_no",
                value=code, expected=line["supervision_documents"],
            )  # fmt: skip
        if facts.has_duty:
            yield _at("masters.has_duty", record, "hs_code", Severity.NOTE)


def _from_weights(record: Record, codes: Codes) -> Iterator[Finding]:
    net, gross = _number(record["net_weight"]), _number(record["gross_weight"])
    if net and gross and gross < net:
        yield _at("masters.gross_below_net", record, "gross_weight", expected=str(net))
    for number in ("1", "2"):
        field = f"statutory_factor_{number}"
        factor = _number(record[field])
        expected = _expected_factor(record, number, net, codes)
        if factor and expected and factor != expected:
            plain = f"{expected.normalize():f}"
            yield _at(
                "masters.factor_differs", record, field, expected=plain,
                params=_fills(**{field: plain}),
            )  # fmt: skip


def _expected_factor(
    record: Record, number: str, net: Decimal | None, codes: Codes
) -> Decimal | None:
    """How much of the statutory unit one declared unit must hold, where that is certain: the same
    unit, or a weight."""
    derived = statutory_units(record["hs_code"], codes) or ("", "")
    unit = record[f"statutory_unit_{number}"] or derived[int(number) - 1]
    if unit and unit == record["declared_unit"]:
        return Decimal(1)
    kilograms = _weight_factors(codes).get(unit)
    return (net / kilograms).quantize(_FIFTH) if net and kilograms else None


def _number(text: str) -> Decimal | None:
    return decimal_from_text(text) if text else None


def _conflict(record: Record, other: Chosen) -> Finding:
    return _at(
        "masters.other_code", record, "hs_code", expected=other.hs_code,
        params=(("other", f"{other.sku} {other.goods_name}"),),
    )  # fmt: skip


def _at(
    code: str,
    record: Record,
    field: str,
    severity: Severity = Severity.DOUBTFUL,
    *,
    value: str = "",
    expected: str = "",
    params: tuple[tuple[str, str], ...] = (),
) -> Finding:
    kind = DocumentKind.GOODS if "sku" in record else DocumentKind.PARTY
    return Finding(
        code,
        severity,
        kind,
        number=record["sku" if "sku" in record else "name"],
        field=field,
        value=value or record[field],
        expected=expected,
        params=params,
    )


# goods codes that could be meant


def suggest_codes(
    conn: sqlite3.Connection, search: CodeSearch, typed: str, goods_name: str
) -> list[Offer]:
    """Goods codes for what was typed, else for the article's name: those the company chose for
    similar articles first (in full, with the article they were chosen for), then the tariff's."""
    text = typed.strip() or goods_name.strip()
    own = list(islice(_own_choices(chosen_codes(conn), search, text), MOST_OWN))
    return own + search.find(text)


def _own_choices(chosen: Iterable[Chosen], search: CodeSearch, text: str) -> Iterator[Offer]:
    best: dict[str, tuple[Decimal, Chosen]] = {}
    for each in chosen:
        likeness = Decimal(1) if each.hs_code.startswith(text) else _likeness(text, each.goods_name)
        if likeness >= _LEAST_LIKENESS and likeness > best.get(each.hs_code, (Decimal(0),))[0]:
            best[each.hs_code] = likeness, each
    for _, each in sorted(best.values(), key=lambda pair: -pair[0]):
        line = search.by_code(each.hs_code[:LINE_DIGITS])
        name_zh, name_en = (line.name_zh, line.name_en) if line else ("", "")
        yield Offer(each.hs_code, name_zh, name_en, note=f"{each.sku} {each.goods_name}")


def _likeness(text: str, name: str) -> Decimal:
    """The share of the shorter text's pairs of characters that the other one has too."""
    one, other = pairs(text.lower()), pairs(name.lower())
    smaller = min(len(one), len(other))
    return Decimal(len(one & other)) / smaller if smaller else Decimal(0)


def goods_code_search(codes: Codes, initials: Callable[[str], str]) -> CodeSearch:
    """The tariff made ready for searching: its lines, and the subheadings above them."""
    return CodeSearch(
        (
            Offer(entry.code, entry.name_zh, entry.name_en)
            for name in ("hs8", "hs6")
            for entry in codes.entries(name)
        ),
        initials,
    )
