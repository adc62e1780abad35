"""What the lists of some orders would be: the projection that both the pre-check (before there are
lists) and the build use.

temp.chosen_order holds the order ids asked for; temp.draft_list and temp.draft_line come out, with
the columns of declaration_list and declaration_line (id and declaration_list_id = the order's id).
Export and import orders may come together: each becomes a draft of its own flow. Unknown quantities
and weights are NULL, never zero. Orders that no list can hold (more lines than a message takes,
numbers beyond the wire's range) are not in the drafts: `checked` findings name them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date

from app.declaration.draft import MOST_E5, MOST_IMPORT_LINES, MOST_LINES
from app.declaration.terms import ImportTerms, Terms
from app.declaration.verdict import SIMPLIFIED, SUMMARY, SummaryReason
from app.legal.export import B2B
from app.values.codes import hash_from_id_no
from app.values.decimals import UNIT

HOME, HOME_CURRENCY = "CHN", "CNY"  # 142 on the wire: of bonded goods, of every import list
DIRECT_PURCHASE = "9610"
RESIDENT_ID = "1"  # C03: the only kind of document an import list may name

NO_CODE = "无"  # what the wire carries for a bar code or a platform's code that does not exist

HEAD_COLUMNS = (
    *("flow", "order_id", "waybill_id", "customs_mode", "statistics_flag", "summary_reasons"),
    *("customs_office", "port_office", "export_date", "platform_code", "platform_name"),
    *("order_no", "carrier_code", "carrier_name", "waybill_no"),
    *("declarant_code", "declarant_name", "seller_code", "seller_name"),
    *("producer_code", "producer_name", "transport_mode", "transport_name", "voyage_no"),
    *("bill_no", "total_package_no", "site_code", "license_no", "country", "destination_port"),
    *("freight_e5", "freight_currency", "insured_e5", "insured_currency", "wrap_type", "pieces"),
    *("gross_weight_e5", "net_weight_e5", "currency", "total_e5", "line_count", "note"),
    *("assure_code", "account_book_no", "area_code", "area_name", "buyer_id_type", "buyer_id_no"),
    *("buyer_name", "buyer_phone", "buyer_id_hash", "consignee_address", "discount_e5"),
)
LINE_COLUMNS = (
    *("line_no", "sku", "company_goods_name", "hs_code", "goods_name", "goods_spec", "barcode"),
    *("country", "currency", "declared_qty_e5", "declared_unit"),
    *("statutory_qty_1_e5", "statutory_unit_1", "statutory_qty_2_e5", "statutory_unit_2"),
    *("price_e5", "line_total_e5", "net_weight_e5", "record_no", "trade_country", "note"),
)
_LINE_FACTS = ("has_licence", "has_duty", "wants_refund", "is_known", "license_no")

# Columns by which documents are joined and numbers compared must not lack their type: without one
# SQLite cannot use an index for them.
_WHOLE = {"order_id", "waybill_id", "line_no", "pieces", "line_count", "summary_reasons"}
_WHOLE |= {"buyer_id_hash", "has_licence", "has_duty", "wants_refund", "is_known"}


def _typed(columns: tuple[str, ...]) -> str:
    return ", ".join(
        f"{name} {'INTEGER' if name in _WHOLE or name.endswith('_e5') else 'TEXT'}"
        for name in columns
    )


_TABLES = f"""
CREATE TEMP TABLE IF NOT EXISTS chosen_order (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS draft_list (
    id INTEGER PRIMARY KEY, own_no TEXT, guid TEXT, app_type TEXT, app_time TEXT,
    {_typed(HEAD_COLUMNS)});
CREATE TEMP TABLE IF NOT EXISTS draft_line (
    declaration_list_id INTEGER, {_typed(LINE_COLUMNS)}, {_typed(_LINE_FACTS)},
    PRIMARY KEY (declaration_list_id, line_no)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS ticket (
    order_no TEXT PRIMARY KEY, customs_mode TEXT, own_no TEXT) WITHOUT ROWID;
DELETE FROM ticket;
DELETE FROM chosen_order;
DELETE FROM draft_list;
DELETE FROM draft_line
"""


def times(left: str, right: str) -> str:
    """SQL: product of two scale-5 numbers at scale 5, half up; NULL when out of range."""
    return (
        f"iif({right} > 0 AND {right} < {MOST_E5} AND {left} / {UNIT} <= {9 * MOST_E5} / {right},"
        f" {left} / {UNIT} * {right} + ({left} % {UNIT} * {right} + {UNIT // 2}) / {UNIT}, NULL)"
    )


def party_code(party: str) -> str:
    """SQL: the code messages carry for a filed company; '' when it is not filed. A platform without
    any code is an overseas one (C08)."""
    return (
        f"CASE WHEN {party}.is_filed = 0 THEN '' WHEN {party}.customs_code <> '' THEN"
        f" {party}.customs_code WHEN {party}.credit_code <> '' THEN {party}.credit_code"
        f" WHEN {party}.role = 'platform' THEN '{NO_CODE}' ELSE '' END"
    )


def _statutory_qty(n: int) -> str:
    return f"""nullif(CASE
        WHEN statutory_unit_{n} = '' THEN NULL
        WHEN statutory_unit_{n} = declared_unit THEN qty_e5
        WHEN factor_{n}_e5 NOT NULL THEN {times("qty_e5", f"factor_{n}_e5")}
        WHEN w{n}.code NOT NULL THEN net_e5 / w{n}.numerator * w{n}.denominator
            + (net_e5 % w{n}.numerator * w{n}.denominator + w{n}.numerator / 2) / w{n}.numerator
    END, 0)"""


# The article's number in the company's account book, where the goods master does not say it.
_BOOK_ITEM = """(SELECT i.record_no FROM account_book b CROSS JOIN book_item i
    ON i.account_book_id = b.id AND i.sku_key = l.sku_key
    WHERE b.book_no = :account_book_no AND l.sku_key <> '' ORDER BY i.id LIMIT 1)"""

# One row per order line with its goods. The goods of an import list are named as in its order
# (T17). A factor or weight of the goods master holds for the
# master's own unit only, so it is NULL when the order counts in another one.
_LINE_SOURCE = f"""
SELECT c.id AS order_id, l.line_no, l.sku, l.goods_name AS company_goods_name,
       coalesce(g.hs_code, '') AS hs_code,
       iif(o.flow = 'import', l.goods_name, coalesce(g.goods_name, l.goods_name)) AS goods_name,
       coalesce(nullif(g.goods_spec, ''), l.goods_spec) AS spec, coalesce(g.brand, '') AS brand,
       coalesce(nullif(l.barcode, ''), nullif(g.barcode, ''), '{NO_CODE}') AS barcode,
       iif(o.flow = 'import', coalesce(nullif(l.origin, ''), g.origin, ''), o.country) AS country,
       o.currency, l.qty_e5, l.price_e5, l.line_total_e5,
       iif(o.flow = 'import', coalesce(nullif(g.record_no, ''), {_BOOK_ITEM}, ''), '')
           AS record_no,
       coalesce(nullif(l.unit, ''), g.declared_unit, '') AS declared_unit,
       coalesce(nullif(g.statutory_unit_1, ''), t.unit_1, '') AS statutory_unit_1,
       coalesce(nullif(g.statutory_unit_2, ''),
           iif(g.statutory_unit_1 IN ('', t.unit_1), t.unit_2, ''), '') AS statutory_unit_2,
       iif(l.unit IN ('', g.declared_unit), g.statutory_factor_1_e5, NULL) AS factor_1_e5,
       iif(l.unit IN ('', g.declared_unit), g.statutory_factor_2_e5, NULL) AS factor_2_e5,
       iif(l.unit IN ('', g.declared_unit), {times("l.qty_e5", "g.net_weight_e5")}, NULL)
           AS net_e5,
       coalesce(g.license_no <> '' OR t.has_licence, 0) AS has_licence,
       coalesce(t.has_duty, 0) AS has_duty, coalesce(g.refund_wanted, 0) AS wants_refund,
       t.line NOT NULL AS is_known, coalesce(g.license_no, '') AS license_no
FROM chosen_order c
CROSS JOIN orders o ON o.id = c.id
CROSS JOIN order_line l ON l.order_id = c.id
LEFT JOIN goods g ON g.sku_key = l.sku_key
LEFT JOIN tariff t ON t.line = substr(g.hs_code, 1, 8)
"""

# The order of the declared elements: brand first, then the specification.
_SPEC = """CASE WHEN brand = '' OR instr(spec, brand) THEN spec WHEN spec = '' THEN brand
    ELSE brand || '|' || spec END"""

_LINES = f"""
INSERT INTO draft_line
SELECT order_id, line_no, sku, company_goods_name, hs_code, goods_name, {_SPEC}, barcode, country,
       currency, qty_e5, declared_unit, {_statutory_qty(1)}, statutory_unit_1,
       {_statutory_qty(2)}, statutory_unit_2, price_e5, line_total_e5, net_e5, record_no, '', '',
       has_licence, has_duty, wants_refund, is_known, license_no
FROM ({_LINE_SOURCE}) s
LEFT JOIN weight_unit w1 ON w1.code = s.statutory_unit_1
LEFT JOIN weight_unit w2 ON w2.code = s.statutory_unit_2
"""

_LINE_TOTALS = """
SELECT declaration_list_id AS id, sum(line_total_e5) AS total_e5, count(*) AS line_count,
       iif(count(net_weight_e5) = count(*), sum(net_weight_e5), NULL) AS net_weight_e5,
       max(has_licence) AS has_licence, max(has_duty) AS has_duty,
       max(wants_refund) AS wants_refund, min(is_known) AS all_known, max(license_no) AS license_no
FROM draft_line GROUP BY declaration_list_id
"""

# The limit is compared without multiplying: total * rate <= limit holds exactly when
# total <= limit / rate, rounded down.
_REASONS = f"""
    :asked | iif(t.has_licence, {SummaryReason.LICENCE:d}, 0)
    | iif(t.has_duty, {SummaryReason.EXPORT_DUTY:d}, 0)
    | iif(t.wants_refund, {SummaryReason.REFUND:d}, 0)
    | iif(t.all_known, 0, {SummaryReason.GOODS_UNKNOWN:d})
    | CASE WHEN :limit_e5 IS NULL THEN 0
           WHEN o.currency = 'CNY' THEN iif(t.total_e5 > :limit_e5, {SummaryReason.OVER_LIMIT:d}, 0)
           WHEN x.cny_e8 IS NULL THEN {SummaryReason.RATE_UNKNOWN:d}
           ELSE iif(t.total_e5 > :limit_e5 * 100000000 / x.cny_e8,
                    {SummaryReason.OVER_LIMIT:d}, 0) END"""

_DOCUMENTS = f"""FROM chosen_order c
    CROSS JOIN orders o ON o.id = c.id
    CROSS JOIN party p ON p.id = o.platform_id
    JOIN ({_LINE_TOTALS}) t ON t.id = o.id
    LEFT JOIN match_result r ON r.id = o.id
    LEFT JOIN waybill w ON w.id = r.waybill_id
    LEFT JOIN party k ON k.id = w.carrier_id"""

# An order a B2B export names goes under the mode of that ticket, and its list under the ticket's
# number, as long as no list has it. Of orders of several platforms with that number, the first.
_TICKETS = f"""
INSERT OR IGNORE INTO ticket
SELECT b.order_no, b.customs_mode, iif(EXISTS (SELECT 1 FROM declaration_list x
    WHERE x.own_no = b.own_no), NULL, b.own_no)
FROM b2b_shipment b
WHERE b.order_no <> '' AND b.customs_mode IN {tuple(sorted(B2B))} ORDER BY b.id
"""
_ONCE = """
UPDATE draft_list SET own_no = NULL WHERE own_no NOT NULL AND id NOT IN (
    SELECT min(id) FROM draft_list WHERE own_no NOT NULL GROUP BY own_no)
"""

_HEADS = f"""
INSERT INTO draft_list
SELECT id, ticket_no, NULL, '1', '', 'export', order_id, waybill_id, customs_mode,
       iif(reasons = 0, '{SIMPLIFIED}', '{SUMMARY}'), reasons, :customs_office, :port_office,
       :export_date, platform_code, platform_name, order_no, carrier_code, carrier_name,
       waybill_no, :declarant_code, :declarant_name, :seller_code, :seller_name, :producer_code,
       :producer_name, :transport_mode, '', '', '', total_package_no,
       :site_code, license_no, country, port, freight_e5, freight_currency, insured_e5,
       freight_currency, :wrap_type, pieces, gross_weight_e5, net_weight_e5, currency, total_e5,
       line_count, '', '', '', '', '', '', '', '', '', 0, '', 0
FROM (
    SELECT o.id, o.id AS order_id, w.id AS waybill_id, {_REASONS} AS reasons,
           {party_code("p")} AS platform_code, p.name AS platform_name, o.order_no,
           coalesce({party_code("k")}, '') AS carrier_code, coalesce(k.name, '') AS carrier_name,
           coalesce(w.waybill_no, '') AS waybill_no,
           coalesce(w.total_package_no, '') AS total_package_no, t.license_no, o.country,
           coalesce(cp.port, '') AS port,
           coalesce((SELECT sum(b.freight_e5) FROM waybill b WHERE b.order_id = o.id), 0)
               AS freight_e5,
           coalesce((SELECT sum(b.insured_e5) FROM waybill b WHERE b.order_id = o.id), 0)
               AS insured_e5,
           coalesce(nullif(w.currency, ''), o.currency) AS freight_currency,
           coalesce(r.pieces, 1) AS pieces, coalesce(r.gross_weight_e5, 0) AS gross_weight_e5,
           t.net_weight_e5, o.currency, t.total_e5, t.line_count,
           coalesce(y.customs_mode, :customs_mode) AS customs_mode, y.own_no AS ticket_no
    {_DOCUMENTS}
    LEFT JOIN ticket y ON y.order_no = o.order_no
    LEFT JOIN country_port cp ON cp.country = o.country
    LEFT JOIN exchange_rate x ON x.currency = o.currency AND x.month = :month
    WHERE o.flow = 'export'
)
"""

# Goods bought directly come under a bill of lading from abroad; bonded goods leave a zone at home,
# under an account book, and name neither vessel nor bill (C01, C02). Freight is what the order
# charges: with goods and insurance it makes the dutiable value (R6).
_IMPORT_HEADS = f"""
INSERT INTO draft_list
SELECT id, NULL, NULL, '1', '', 'import', order_id, waybill_id,
       iif(is_direct, '{DIRECT_PURCHASE}', :import_mode), '', 0, :import_customs_office,
       :import_port_office, :export_date, platform_code, platform_name, order_no, carrier_code,
       carrier_name, waybill_no, :declarant_code, :declarant_name, :seller_code, :seller_name,
       '', '', iif(is_direct, :direct_transport_mode, :import_transport_mode), '', '',
       iif(is_direct, bill_no, ''), '', :import_site_code, license_no,
       iif(is_direct, :departure_country, '{HOME}'), '', freight_e5, '{HOME_CURRENCY}', insured_e5,
       '{HOME_CURRENCY}', :wrap_type, pieces, gross_weight_e5, net_weight_e5, currency, total_e5,
       line_count, '', :assure_code, iif(is_direct, '', :account_book_no),
       iif(is_direct, '', :area_code), iif(is_direct, '', :area_name),
       buyer_id_type, buyer_id_no, buyer_name, buyer_phone, id_hash(buyer_id_no),
       consignee_address, discount_e5
FROM (
    SELECT o.id, o.id AS order_id, w.id AS waybill_id,
           :import_mode = '{DIRECT_PURCHASE}'
               OR (:departure_country <> '' AND coalesce(w.bill_no, '') <> '') AS is_direct,
           {party_code("p")} AS platform_code, p.name AS platform_name, o.order_no,
           coalesce({party_code("k")}, '') AS carrier_code, coalesce(k.name, '') AS carrier_name,
           coalesce(w.waybill_no, '') AS waybill_no, coalesce(w.bill_no, '') AS bill_no,
           t.license_no, o.freight_e5,
           coalesce((SELECT sum(b.insured_e5) FROM waybill b WHERE b.order_id = o.id), 0)
               AS insured_e5,
           coalesce(r.pieces, 1) AS pieces, coalesce(r.gross_weight_e5, 0) AS gross_weight_e5,
           t.net_weight_e5, o.currency, t.total_e5, t.line_count,
           coalesce(nullif(o.buyer_id_type, ''), '{RESIDENT_ID}') AS buyer_id_type,
           o.buyer_id_no, o.buyer_name, o.buyer_phone, o.consignee_address, o.discount_e5
    {_DOCUMENTS}
    WHERE o.flow = 'import'
)
"""

_UNFIT = f"""
DELETE FROM chosen_order WHERE id IN (
    SELECT o.id FROM chosen_order c CROSS JOIN orders o ON o.id = c.id
    WHERE o.line_count > iif(o.flow = 'import', {MOST_IMPORT_LINES}, {MOST_LINES})
    UNION ALL
    SELECT c.id FROM chosen_order c CROSS JOIN order_line l ON l.order_id = c.id
    WHERE l.qty_e5 > {MOST_E5} OR abs(l.price_e5) > {MOST_E5} OR abs(l.line_total_e5) > {MOST_E5}
)
"""


def project(
    conn: sqlite3.Connection, order_ids: Iterable[int], terms: Terms, *, on: date, limit: int | None
) -> None:
    """Fill the drafts for these orders. `limit`: the value limit of kind A on that day at scale 5,
    None when there is no such way. Needs `load_tables` once before."""
    for statement in _TABLES.split(";"):  # executescript would end the call's transaction
        conn.execute(statement)
    conn.executemany("INSERT INTO chosen_order VALUES (?)", ((id_,) for id_ in order_ids))
    conn.create_function("id_hash", 1, hash_from_id_no, deterministic=True)
    values = _parameters(terms, on, limit)
    for statement in (_UNFIT, _TICKETS, _LINES, _HEADS, _IMPORT_HEADS, _ONCE):
        conn.execute(statement, values)


def _parameters(terms: Terms, on: date, limit: int | None) -> dict[str, object]:
    asked = SummaryReason(0)
    if terms.statistics_flag != SIMPLIFIED:
        asked |= SummaryReason.CHOSEN
    if not terms.at_zone_customs:
        asked |= SummaryReason.OUTSIDE_ZONE
    if limit is None:
        asked |= SummaryReason.NOT_IN_FORCE
    companies = {"declarant": terms.declarant, "seller": terms.seller, "producer": terms.producer}
    return {
        **{f"{role}_code": company.code for role, company in companies.items()},
        **{f"{role}_name": company.name for role, company in companies.items()},
        "customs_mode": terms.customs_mode,
        "customs_office": terms.customs_office,
        "port_office": terms.port_office,
        "transport_mode": terms.transport_mode,
        "site_code": terms.site_code,
        "wrap_type": terms.wrap_type,
        "asked": int(asked),
        "limit_e5": limit,
        "export_date": on.isoformat(),
        "month": on.isoformat()[:7],
        **_import_parameters(terms.imports or _NO_IMPORTS),
    }


_NO_IMPORTS = ImportTerms("", "", "", "", "")


def _import_parameters(terms: ImportTerms) -> dict[str, object]:
    return {
        "import_mode": terms.customs_mode,
        "import_customs_office": terms.customs_office,
        "import_port_office": terms.port_office,
        "import_transport_mode": terms.transport_mode,
        "direct_transport_mode": terms.direct_transport_mode,
        "import_site_code": terms.site_code,
        "departure_country": terms.departure_country,
        "assure_code": terms.assure_code,
        "account_book_no": terms.account_book_no,
        "area_code": terms.area_code,
        "area_name": terms.area_name,
    }
