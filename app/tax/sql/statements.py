"""The statements of the set-based assessment: of each list its value and channel, of each line its
taxes, and the sums. `app.tax.sql.assess` runs them, in this order."""

from __future__ import annotations

from app.tax.missing import MissingKind
from app.tax.sql.book import LAW_DAY
from app.values.decimals import UNIT

FEN_E5 = 1000  # a fen at scale 5
WIDE_E5 = 2**60  # an amount beyond which sums could leave the range
SPREAD_ROOM = 2**60  # of value times total when a value is spread over lines


def lines_of(lists: str, *, in_order: bool) -> str:
    """The lines `l` of the lists `t` of a table: all lines in their own order, or list by list."""
    if in_order:
        return f"declaration_line l CROSS JOIN {lists} t ON t.id = l.declaration_list_id"
    return f"{lists} t CROSS JOIN declaration_line l ON l.declaration_list_id = t.id"


# The different goods: of the goods the company filed, or of the lines themselves.
FILED_GOODS = "SELECT sku, hs_code, origin, statutory_unit_1 FROM goods"
GOODS_OF_LINES = "SELECT DISTINCT l.sku, l.hs_code, l.country, l.statutory_unit_1 FROM {source}"

# Lists with a line that is no whole fen, or has no price at all.
ODD = f"""
INSERT OR REPLACE INTO tax_odd
SELECT t.id, max(l.line_total_e5 <= 0) FROM {{source}}
WHERE l.line_total_e5 <= 0 OR l.line_total_e5 % {FEN_E5} <> 0 GROUP BY t.id
"""


def _fen(e5: str) -> str:
    """SQL of an amount at scale 5 in whole fen, half up."""
    return f"(({e5}) + iif({e5} < 0, -{FEN_E5 // 2}, {FEN_E5 // 2})) / {FEN_E5}"


_FOREIGN = """(d.currency <> 'CNY' OR d.freight_e5 <> 0 AND d.freight_currency <> 'CNY'
            OR d.insured_e5 <> 0 AND d.insured_currency <> 'CNY')"""

# Of each list: its value in fen, half up; how it comes to the lines (0 as they stand, 1 spread, 2
# beyond range); its position to the limits, and so the channel. Exactly one article is asked for
# above the single limit only, where it matters.
LISTS = f"""
INSERT INTO tax_list (id, day, period, v, total_e5, line_count, spread, channel, regime, missing)
SELECT a.id, a.day, a.period, a.v, a.total_e5, a.line_count,
    CASE WHEN is_wide THEN 2 WHEN v * {FEN_E5} = total_e5 AND lacks_price IS NULL THEN 0
        WHEN total_e5 > 0 AND v > {SPREAD_ROOM} / total_e5 THEN 2 ELSE 1 END,
    iif(is_faulty, '', c.channel), iif(is_faulty, NULL, c.regime),
    CASE WHEN a.period IS NULL THEN '{MissingKind.LAW}'
        WHEN is_faulty THEN trim(iif(is_foreign, '{MissingKind.CURRENCY},', '')
            || iif(v <= 0 OR line_count = 0 OR lacks_price IS 1, '{MissingKind.PRICE}', ''), ',')
        WHEN c.regime IS NULL THEN '{MissingKind.ARTICLES}' ELSE '' END
FROM (
    SELECT d.id, {LAW_DAY} AS day, y.period, y.single_e5, y.annual_e5, d.total_e5, d.line_count,
        {_fen("d.total_e5 + d.freight_e5 + d.insured_e5")} AS v, u.used_e5, o.lacks_price,
        d.total_e5 > {WIDE_E5} OR d.freight_e5 > {WIDE_E5} OR d.insured_e5 > {WIDE_E5} AS is_wide,
        {_FOREIGN} AS is_foreign,
        y.period IS NULL OR d.total_e5 + d.freight_e5 + d.insured_e5 < {FEN_E5 // 2}
            OR d.line_count = 0
            OR o.lacks_price IS 1 OR {_FOREIGN} AS is_faulty
    FROM tax_left t CROSS JOIN declaration_list d ON d.id = t.id
    LEFT JOIN tax_day y ON y.day = {LAW_DAY}
    LEFT JOIN tax_odd o ON o.id = t.id LEFT JOIN tax_used u ON u.id = t.id LIMIT -1
) AS a
LEFT JOIN tax_channel c ON c.period = a.period AND c.position =
    iif(v * {FEN_E5} > single_e5, 4 + (line_count = 1 AND (SELECT declared_qty_e5 = {UNIT}
        FROM declaration_line WHERE declaration_list_id = a.id)), 0)
    + iif(coalesce(used_e5, 0) + v * {FEN_E5} > annual_e5, 2, 0)
"""


def _tax(letter: str, *, by_quantity: bool = True) -> str:
    quantity = f" + q * {letter}b" if by_quantity else ""
    return f"(v * {letter}a{quantity} + {letter}d) / {letter}d2 * {FEN_E5}"


# LIMIT keeps what is worked out once from being worked out again wherever it is named. A line that
# does not fit (goods or price not foreseen, products beyond the range) is left out; its list is
# then done again with more care.
LINES = f"""
INSERT INTO tax_estimate_line
    (id, declaration_list_id, dutiable_e5, duty_e5, vat_e5, consumption_e5, missing)
SELECT y.id, y.list, v * {FEN_E5}, {_tax("d", by_quantity=False)}, {_tax("v")}, {_tax("c")},
    iif(q IS NULL, c.without_content, c.missing)
FROM (
    SELECT x.id, x.list, x.card + 2 * x.regime AS card, border_v, border_q, v_max, q_max, q,
        iif(spread, (2 * whole * (before_e5 + e5) + total_e5) / (2 * total_e5)
            - (2 * whole * before_e5 + total_e5) / (2 * total_e5), e5 / {FEN_E5}) AS v
    FROM (
        SELECT l.id, t.id AS list, t.regime, t.spread, t.v AS whole, t.total_e5,
            l.line_total_e5 AS e5,
            iif(t.spread AND l.line_no > 1, (
                SELECT coalesce(sum(b.line_total_e5), 0) FROM declaration_line b
                WHERE b.declaration_list_id = l.declaration_list_id AND b.line_no < l.line_no
            ), 0) AS before_e5,
            g.card, g.border_v, g.border_q, g.v_max, g.q_max,
            CASE g.counted WHEN 0 THEN 0
                WHEN 1 THEN iif(l.declared_qty_e5 > 0, l.declared_qty_e5, NULL)
                ELSE iif(l.statutory_qty_1_e5 > 0, l.statutory_qty_1_e5, NULL) END AS q
        FROM {{source}}
        CROSS JOIN tax_goods g ON g.sku = l.sku AND g.hs_code = l.hs_code AND g.origin = l.country
            AND g.unit = l.statutory_unit_1 AND g.period = t.period
        WHERE t.regime NOT NULL AND t.spread < 2 AND l.line_total_e5 > 0
            AND (t.spread OR l.line_total_e5 % {FEN_E5} = 0) LIMIT -1
    ) AS x LIMIT -1
) AS y
CROSS JOIN tax_card c ON c.id = y.card + (v * border_v >= coalesce(q, 0) * border_q)
WHERE v <= v_max AND coalesce(q, 0) <= q_max
"""


# The sums of lists that are known whole; then what is known of the others.
TOTALS = f"""
INSERT OR REPLACE INTO tax_estimate
    (id, call_id, law_day, channel, missing, dutiable_e5, duty_e5, vat_e5, consumption_e5)
SELECT t.id, :call, t.day, t.channel, iif(lacking, '?', ''), t.v * {FEN_E5}, duty, vat, consumption
FROM (
    SELECT e.declaration_list_id AS id, max(e.missing <> '') AS lacking, sum(e.duty_e5) AS duty,
        sum(e.vat_e5) AS vat, sum(e.consumption_e5) AS consumption
    FROM {{source}} GROUP BY e.declaration_list_id
) AS s CROSS JOIN tax_list t ON t.id = s.id
WHERE t.spread < 2
"""


def _known_sum(name: str) -> str:
    return f"{name} = iif(s.{name}_known, s.{name}, NULL)"


LACKING = f"""
UPDATE tax_estimate SET missing = tax_words(s.missing), {_known_sum("duty_e5")},
    {_known_sum("vat_e5")}, {_known_sum("consumption_e5")}
FROM (
    SELECT t.id, group_concat(nullif(e.missing, '')) AS missing,
        sum(e.duty_e5) AS duty_e5, count(e.duty_e5) = count(*) AS duty_e5_known,
        sum(e.vat_e5) AS vat_e5, count(e.vat_e5) = count(*) AS vat_e5_known,
        sum(e.consumption_e5) AS consumption_e5,
        count(e.consumption_e5) = count(*) AS consumption_e5_known
    FROM tax_list t CROSS JOIN tax_estimate h ON h.id = t.id AND h.missing = '?'
    CROSS JOIN tax_estimate_line e ON e.declaration_list_id = t.id
    GROUP BY t.id
) AS s WHERE tax_estimate.id = s.id
"""
UNKNOWN = f"""
INSERT OR REPLACE INTO tax_estimate (id, call_id, law_day, channel, missing, dutiable_e5)
SELECT id, :call, day, channel, missing, v * {FEN_E5} FROM tax_list
WHERE regime IS NULL AND spread < 2
"""
COUNT_UNKNOWN = """
SELECT count(*) FROM tax_list t CROSS JOIN tax_estimate e ON e.id = t.id WHERE e.missing <> ''
"""

# How many lines there should be; whether some list needs a second look in any case.
EXPECTED = """
SELECT coalesce(sum(iif(t.regime NOT NULL AND t.spread < 2, t.line_count, 0)), 0),
    coalesce(max(t.regime IS NULL OR t.spread = 2), 0)
FROM tax_left o CROSS JOIN tax_list t ON t.id = o.id
"""
# The lists that are not done. At a second look, one without a regime is: it cannot be taxed.
LEFT_OUT = """
SELECT t.id FROM tax_left o CROSS JOIN tax_list t ON t.id = o.id
WHERE t.spread = 2 OR t.regime IS NULL AND {is_first}
    OR t.regime NOT NULL AND t.line_count <>
        (SELECT count(*) FROM tax_estimate_line e WHERE e.declaration_list_id = t.id)
"""
