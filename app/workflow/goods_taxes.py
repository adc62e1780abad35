"""What is known about the taxes of an article on a day: its three rates with their source, what the
list of goods of retail import says of its code, and whether this company imports at all."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.documents.fields import Flow
from app.legal.parameters import Parameters
from app.legal.trace import Basis
from app.reference.codes import Codes
from app.store.masters import Record
from app.store.settings import get_company
from app.tax.consumption import NOT_TAXED, Consumption
from app.tax.missing import Missing
from app.tax.order import Goods
from app.tax.positive import Ruling, Verdict
from app.tax.rates import Rate, RateKind
from app.tax.sql.book import rate_book
from app.text import LANGUAGES, text
from app.values.codes import key_from_number
from app.values.exact import shown
from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.facts import codes_of
from app.workflow.masters_checks import judge_goods
from app.workflow.positive import verdict

__all__ = [
    "GoodsRate",
    "GoodsTaxes",
    "Judged",
    "Ruling",
    "Verdict",
    "is_importing",
    "judge_article",
]


@dataclass(frozen=True, slots=True)
class GoodsRate:
    """One rate. `value` as a percentage, "" when it is not known or hangs on a price or content;
    `word` the key of a text that says more ("" = nothing); `source` by language, `since` an ISO
    day; `missing` names what keeps it unknown (`assess.what.<missing>`), `hint` what a table says
    without being sure."""

    kind: RateKind
    value: str = ""
    word: str = ""
    source: tuple[tuple[str, str], ...] = ()
    since: str = ""
    missing: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class GoodsTaxes:
    """Duty, VAT and consumption tax; the verdict of the list of goods."""

    rates: tuple[GoodsRate, ...]
    ruling: Ruling

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds of rates that are not known."""
        return tuple(each.kind.value for each in self.rates if each.missing)


def is_importing(conn: sqlite3.Connection) -> bool:
    """Whether imports are this company's trade: its settings say so, or it has import orders."""
    if Flow.IMPORT in get_company(conn).flows:
        return True
    row = conn.execute(f"SELECT 1 FROM orders WHERE flow = '{Flow.IMPORT}' LIMIT 1").fetchone()
    return row is not None


def goods_taxes(conn: sqlite3.Connection, record: Record, day: date) -> GoodsTaxes:
    """The rates of an article, stored or still on its form, by the law of a day."""
    goods = Goods(record["hs_code"], record["origin"], key_from_number(record["sku"]))
    found = rate_book(conn, Parameters(), codes_of(conn)).rates(goods, day)
    rates = (
        _rate(RateKind.DUTY, found.duty),
        _rate(RateKind.VAT, found.vat),
        _consumption(found.consumption),
    )
    return GoodsTaxes(rates, verdict(conn, record["hs_code"], day))


Judged = tuple[list[Finding], GoodsTaxes | None]


def judge_article(
    conn: sqlite3.Connection,
    codes: Codes,
    record: Record,
    *,
    goods_id: int,
    imports_on: date | None,
) -> Judged:
    """What is to be said about an article's record; for a company that imports (`imports_on` the
    day, else None) also what is known of its taxes."""
    found = judge_goods(conn, codes, record, goods_id=goods_id)
    if imports_on is None:
        return found, None
    taxes = goods_taxes(conn, record, imports_on)
    return found + rate_findings(taxes, record), taxes


def rate_findings(taxes: GoodsTaxes, record: Record) -> list[Finding]:
    """Says that rates of an article are not known."""
    if not taxes.missing:
        return []
    labels = tuple(
        (f"label_{language}", _COMMA[language].join(
            text(f"tax.tax.{kind}", language) for kind in taxes.missing
        ))
        for language in LANGUAGES
    )  # fmt: skip
    return [
        Finding(
            "masters.no_rate",
            Severity.DOUBTFUL,
            DocumentKind.GOODS,
            number=record["sku"],
            field="hs_code",
            params=labels,
        )
    ]


_COMMA = {"zh_CN": "、", "en": ", "}


def _rate(kind: RateKind, found: Rate | Missing) -> GoodsRate:
    if isinstance(found, Missing):
        return GoodsRate(kind, missing=found.kind.value, hint=found.hint)
    source, since = _source(found.bases)
    return GoodsRate(kind, _percent(found.value), source=source, since=since)


def _consumption(found: Consumption | Missing) -> GoodsRate:
    if isinstance(found, Missing):
        return _rate(RateKind.CONSUMPTION, found)
    source, since = _source(found.bases)
    is_plain = not found.by_unit and found.category != NOT_TAXED
    return GoodsRate(
        RateKind.CONSUMPTION,
        _percent(found.ad_valorem) if is_plain else "",
        f"tax.category.{found.category}",
        source,
        since,
    )


def _source(bases: tuple[Basis, ...]) -> tuple[tuple[tuple[str, str], ...], str]:
    """Where the first of these was read, by language, and since when it holds."""
    if not bases:
        return (), ""
    first = bases[0]
    return (("zh_CN", first.doc), ("en", first.doc_en)), str(first.from_ or "")


def _percent(rate: Fraction) -> str:
    return f"{shown(rate * 100)}%"
