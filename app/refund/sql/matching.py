"""Exports and purchase invoices of a whole data file, paired and rated.

What a claim refers to stays as it is; everything else is paired anew, and rows that come out the
same keep their ids, so that running it on unchanged data changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import itemgetter

from app.legal.parameters import Parameters
from app.refund.export_refund import refund_of_net
from app.refund.fen import earned
from app.refund.pairing import Bought, Wanted, pair
from app.refund.rates import Exported, RefundRates
from app.values.codes import key_from_number
from app.values.decimals import decimal_from_e5, e5_from_decimal

SKU_KEY = "refund_sku_key"

Rater = Callable[[str, str, str, int], int | None]

EARNED = """(base_e5 / 100000000 * rate_e5
    + (base_e5 % 100000000 * rate_e5 + 50000000) / 100000000) * 1000"""
"""SQL of `earned`, the amount taken apart so that no product is too long for 64 bits."""

# What is still to be found a purchase for: released, with a customs declaration of its own (R26),
# not come back, not held by a claim.
_WANTED = f"""
SELECT {SKU_KEY}(x.sku), x.unit, x.key, x.qty_e5 - x.returned_e5 - coalesce((
        SELECT sum(m.qty_e5) FROM refund_match m WHERE m.export_key = x.key
            AND EXISTS (SELECT 1 FROM refund_claim_line y WHERE y.refund_match_id = m.id)), 0)
    AS open_e5, x.hs_code, x.export_date
FROM export_line x WHERE x.statistics_flag <> 'A' AND x.is_exported
    AND (:skus IS NULL OR {SKU_KEY}(x.sku) IN (SELECT value FROM json_each(:skus)))
ORDER BY 1, 2, x.export_date, x.key
"""
_BOUGHT = """
SELECT l.sku_key, l.unit, l.id, l.qty_e5 - coalesce(k.qty_e5, 0) AS open_e5,
    l.net_e5 - coalesce(k.base_e5, 0), l.vat_rate_e5
FROM purchase_invoice i CROSS JOIN purchase_invoice_line l ON l.purchase_invoice_id = i.id
LEFT JOIN (SELECT m.purchase_invoice_line_id AS id, sum(m.qty_e5) AS qty_e5,
        sum(m.base_e5) AS base_e5
    FROM refund_match m WHERE EXISTS (
        SELECT 1 FROM refund_claim_line y WHERE y.refund_match_id = m.id)
    GROUP BY m.purchase_invoice_line_id) k ON k.id = l.id
WHERE i.kind = 'special' AND (:skus IS NULL OR l.sku_key IN (SELECT value FROM json_each(:skus)))
ORDER BY l.sku_key, l.unit, i.issued_on, l.id
"""


@dataclass(frozen=True, slots=True)
class Matched:
    """What a run changed: pieces that are new, gone, and rated otherwise than before."""

    new: int
    gone: int
    rated: int

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return bool(self.new or self.gone or self.rated)


def match_purchases(
    conn: sqlite3.Connection,
    call_id: int,
    rates: RefundRates,
    law: Parameters,
    skus: Collection[str] | None = None,
) -> Matched:
    """Pair exports with purchases, first in first out, and estimate what each piece earns: all of
    them, or only those of some articles (keys of their SKUs)."""
    conn.create_function(SKU_KEY, 1, key_from_number, deterministic=True)
    conn.execute(
        "CREATE TEMP TABLE IF NOT EXISTS refund_piece (key INTEGER, bought INTEGER,"
        " qty_e5 INTEGER, base_e5 INTEGER, rate_e5 INTEGER, match_id INTEGER,"
        f" refund_e5 INTEGER AS ({EARNED}), PRIMARY KEY (key, bought)) WITHOUT ROWID"
    )
    conn.execute("DELETE FROM refund_piece")
    narrowed = {"skus": None if skus is None else json.dumps(sorted(skus))}
    conn.executemany(
        "INSERT INTO refund_piece VALUES (?, ?, ?, ?, ?, NULL)",
        _pieces(conn, narrowed, _rater(rates, law)),
    )
    conn.execute(_KEEP)
    gone = conn.execute(_DROP, narrowed).rowcount
    rated = conn.execute(_RATE, {"call": call_id}).rowcount
    new = conn.execute(_ADD, {"call": call_id}).rowcount
    return Matched(new, gone, rated)


_UNCLAIMED = "NOT EXISTS (SELECT 1 FROM refund_claim_line y WHERE y.refund_match_id = m.id)"
_KEEP = f"""
UPDATE refund_piece AS p SET match_id = (SELECT min(m.id) FROM refund_match m
    WHERE m.export_key = p.key AND (m.purchase_invoice_line_id, m.qty_e5, m.base_e5)
        = (p.bought, p.qty_e5, p.base_e5) AND {_UNCLAIMED})
WHERE EXISTS (SELECT 1 FROM refund_match)
"""
# Rows no claim refers to and that no longer come out.
_DROP = f"""
DELETE FROM refund_match AS m WHERE {_UNCLAIMED}
AND m.id NOT IN (SELECT match_id FROM refund_piece WHERE match_id NOT NULL)
AND (:skus IS NULL OR (SELECT l.sku_key FROM purchase_invoice_line l
    WHERE l.id = m.purchase_invoice_line_id) IN (SELECT value FROM json_each(:skus)))
"""
_RATE = """
UPDATE refund_match AS m
SET refund_rate_e5 = p.rate_e5, refund_e5 = p.refund_e5, call_id = :call
FROM refund_piece p WHERE m.id = p.match_id
AND (m.refund_rate_e5, m.refund_e5) IS NOT (p.rate_e5, p.refund_e5)
"""
_ADD = """
INSERT INTO refund_match (call_id, declaration_line_id, b2b_line_id, purchase_invoice_line_id,
    qty_e5, base_e5, refund_rate_e5, refund_e5)
SELECT :call, iif(p.key < 1073741824, p.key, NULL),
    iif(p.key < 1073741824, NULL, p.key - 1073741824), p.bought,
    p.qty_e5, p.base_e5, p.rate_e5, p.refund_e5
FROM refund_piece p WHERE p.match_id IS NULL ORDER BY p.key, p.bought
"""

Piece = tuple[int, int, int, int, int | None]
"""A piece to be stored: export, purchase, quantity, its amount, its refund rate."""


def _pieces(
    conn: sqlite3.Connection, narrowed: Mapping[str, str | None], rate_of: Rater
) -> Iterator[Piece]:
    """Article by article: both sides come in the same order, so neither is held in memory."""
    exports = groupby(conn.execute(_WANTED, narrowed), itemgetter(0, 1))
    purchases = groupby(conn.execute(_BOUGHT, narrowed), itemgetter(0, 1))
    export, purchase = next(exports, None), next(purchases, None)
    while export is not None and purchase is not None:
        if export[0] == purchase[0]:
            wanted = (Wanted(*row[2:]) for row in export[1] if row[3] > 0)
            bought = (Bought(*row[2:]) for row in purchase[1] if row[3] > 0)
            asked: tuple[str, str, int] | None = None
            for line, behind, qty, base in pair(wanted, bought):
                about = (line.hs_code, line.export_date, behind.vat_rate_e5)
                if about != asked:  # in the order of days it is mostly the same again
                    asked, rate = about, rate_of(export[0][0], *about)
                yield line.key, behind.id, qty, base, rate
            export, purchase = next(exports, None), next(purchases, None)
        elif export[0] < purchase[0]:
            export = next(exports, None)
        else:
            purchase = next(purchases, None)


# By key, because a view of two halves is not found by its own key.
_BY_HALVES = tuple(
    f"""
SELECT m.id, {SKU_KEY}(l.sku), l.hs_code, d.export_date, y.vat_rate_e5, m.base_e5,
    m.refund_rate_e5, m.refund_e5
FROM refund_match m CROSS JOIN {line} l ON l.id = m.{line}_id
CROSS JOIN {head} d ON d.id = l.{head}_id
CROSS JOIN purchase_invoice_line y ON y.id = m.purchase_invoice_line_id
WHERE NOT EXISTS (SELECT 1 FROM refund_claim_line c WHERE c.refund_match_id = m.id)
    AND (:skus IS NULL OR y.sku_key IN (SELECT value FROM json_each(:skus)))
"""
    for line, head in (("declaration_line", "declaration_list"), ("b2b_line", "b2b_shipment"))
)


def rate_matches(
    conn: sqlite3.Connection,
    call_id: int,
    rates: RefundRates,
    law: Parameters,
    skus: Collection[str] | None = None,
) -> int:
    """Estimate what every piece no claim refers to earns; how many changed."""
    conn.create_function(SKU_KEY, 1, key_from_number, deterministic=True)
    rate_of = _rater(rates, law)
    changed: list[tuple[int | None, int | None, int, int]] = []
    narrowed = {"skus": None if skus is None else json.dumps(sorted(skus))}
    for half in _BY_HALVES:
        for id_, sku, code, day, vat, base, *before in conn.execute(half, narrowed):
            rate = rate_of(sku, code, day, vat)
            refund = None if rate is None else earned(base, rate)
            if [rate, refund] != before:
                changed.append((rate, refund, call_id, id_))
    conn.executemany(
        "UPDATE refund_match SET refund_rate_e5 = ?, refund_e5 = ?, call_id = ? WHERE id = ?",
        changed,
    )
    return len(changed)


def _rater(rates: RefundRates, law: Parameters) -> Rater:
    """The rate of an export at scale 5, by article, goods code, day and the rate on its invoice,
    which caps it; None = not known. What was asked once is remembered."""

    @cache
    def rate_of(sku: str, code: str, written: str, vat_e5: int) -> int | None:
        day, invoice_rate = date.fromisoformat(written), decimal_from_e5(vat_e5)
        found = rates.of(Exported(sku, code, day, invoice_rate))
        if found is None:
            return None
        capped = refund_of_net(
            Decimal(0), invoice_rate=invoice_rate, refund_rate=found.rate, day=day, law=law
        )
        return e5_from_decimal(capped.refund_rate)

    return rate_of
