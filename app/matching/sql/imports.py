"""What only import orders are compared for: persons by their numbers, the parcel's address and
phone, the currency, the payment the order states, and whether bonded goods are there to be sold.

The seam to the account books: whoever keeps them fills `temp.stock_short` (order_id INTEGER PRIMARY
KEY) with the import orders whose goods the book cannot give, before every run. It is only read
here. Without the table, and for goods bought directly, nothing is short.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from dataclasses import dataclass

from app.matching.reasons import Flag
from app.values.codes import key_from_number

YUAN = "CNY"
BONDED = ("1210", "1239")
_HOME_PREFIX = re.compile(r"^(?:0086|86)(?=1\d{10}$)")


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """`is_bonded`: the company sells from an account book (1210, 1239); with `also_direct` parcels
    that have a bill of lading come from abroad all the same (9610)."""

    is_bonded: bool = False
    also_direct: bool = False


NO_BONDED_GOODS = ImportTerms()


_ORDERS = (
    "INSERT INTO match_import SELECT id FROM orders INDEXED BY orders_import WHERE flow = 'import'"
)
# As a join SQLite would go through all imports to make a Bloom filter.
_DIRTY = f"{_ORDERS} AND id IN (SELECT id FROM match_dirty)"


def collect(conn: sqlite3.Connection, *, everything: bool) -> bool:
    """Fill `match_import` with the imports among the orders to judge; whether there are any."""
    return conn.execute(_ORDERS if everything else _DIRTY).rowcount > 0


def _differs(ours: str, theirs: str, key: str = "") -> str:
    """SQL: both say something, and not the same; `key` is what spellings share."""
    unlike = f" AND {key}({ours}) <> {key}({theirs})" if key else ""
    return f"{ours} <> '' AND {theirs} <> '' AND {ours} <> {theirs}{unlike}"


_BONDED = ":is_bonded AND NOT (:also_direct AND coalesce(w.bill_no, '') <> '')"
_OTHER_NUMBER = """o.stated_pay_no <> '' AND p.pay_no <> o.stated_pay_no AND NOT EXISTS (
    SELECT 1 FROM payment x WHERE x.order_id = o.id
        AND x.pay_key = match_number_key(o.stated_pay_no))"""

# Several payments or waybills meet each other here; what one of them shows counts.
_FOUND = f"""
INSERT INTO match_found (id, flags, adjust_e5)
SELECT o.id,
    CASE WHEN o.currency <> '{YUAN}' OR p.currency <> '{YUAN}'
        THEN {Flag.CURRENCY_NOT_YUAN} ELSE 0 END
    | CASE WHEN {_differs("o.buyer_id_no", "p.payer_id_no", "upper")}
        THEN {Flag.PAYER_ID_DIFFERS} ELSE 0 END
    | CASE WHEN {_OTHER_NUMBER} THEN {Flag.PAYMENT_NUMBER_DIFFERS} ELSE 0 END
    | CASE WHEN {_differs("o.consignee_phone", "w.consignee_phone", "match_phone_key")}
        THEN {Flag.CONSIGNEE_PHONE_DIFFERS} ELSE 0 END
    | CASE WHEN {_differs("o.consignee_address", "w.consignee_address", "match_address_key")}
        THEN {Flag.CONSIGNEE_ADDRESS_DIFFERS} ELSE 0 END
    | CASE WHEN NOT ({_BONDED}) THEN 0
        WHEN :without_book THEN {Flag.NO_ACCOUNT_BOOK}
        WHEN o.id IN (SELECT order_id FROM stock_short) THEN {Flag.NO_STOCK} ELSE 0 END AS bits,
    0
FROM match_import i CROSS JOIN orders o ON o.id = i.id
LEFT JOIN payment p ON p.order_id = o.id AND p.pay_kind = 'payment'
LEFT JOIN waybill w ON w.order_id = o.id
WHERE bits <> 0
ON CONFLICT (id) DO UPDATE SET flags = flags | excluded.flags"""


def find_import_differences(conn: sqlite3.Connection, terms: ImportTerms) -> None:
    """Look at the orders in `match_import`. What a document does not say is not compared."""
    conn.create_function("match_number_key", 1, key_from_number, deterministic=True)
    conn.create_function("match_phone_key", 1, phone_key, deterministic=True)
    conn.create_function("match_address_key", 1, address_key, deterministic=True)
    has_book = conn.execute("SELECT EXISTS (SELECT 1 FROM account_book)").fetchone()[0]
    values = {
        "is_bonded": terms.is_bonded,
        "also_direct": terms.also_direct,
        "without_book": not has_book,
    }
    conn.execute(_FOUND, values)


def phone_key(phone: str) -> str:
    """The key two spellings of a phone share: digits, without the country's own prefix before a
    mobile number."""
    return _HOME_PREFIX.sub("", re.sub(r"\D", "", unicodedata.normalize("NFKC", phone)))


def address_key(address: str) -> str:
    """The key two spellings of an address share: letters and digits, whatever their width."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", address)).casefold()
