"""The assessment of many lists: one integer expression over their lines, the law joined as cards.

Amounts are exact: a tax is (2·(V·a + q·b) + d) ÷ 2d in whole numbers, which rounds half up. A list
whose products would leave SQLite's range is assessed by `app.tax.assess` like a single order, and
a property test holds both to the same answers.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.legal.parameters import Parameters
from app.tax.assess import Assessment, assess
from app.tax.missing import MissingKind, words
from app.tax.rates import RateBook
from app.tax.sql.book import LAW_DAY, load_order
from app.tax.sql.law import fill_cards, fill_days
from app.values.decimals import UNIT, decimal_from_e5, e5_from_decimal

FEN_E5 = 1000  # a fen at scale 5
WIDE_E5 = 2**60  # an amount beyond which sums could leave the range
SPREAD_ROOM = 2**60  # of value times total when a value is spread over lines
WHOLE_SHARE = 4  # from a quarter of all lists on, reading every line in order is quicker


@dataclass(frozen=True, slots=True)
class Tally:
    """What was done: lists and lines assessed, lists of which something is unknown."""

    lists: int
    lines: int
    unknown: int


def assess_lists(conn: sqlite3.Connection, call_id: int, law: Parameters, rates: RateBook) -> Tally:
    """Assess the lists of `tax_todo` by the law of their day, in place of older estimates."""
    conn.create_function("tax_words", 1, _merged, deterministic=True)
    in_order = _reads_all(conn)
    conn.execute(
        "DELETE FROM tax_estimate_line WHERE declaration_list_id IN (SELECT id FROM tax_todo)"
    )
    periods = fill_days(conn, law, rates)
    fill_cards(conn, _goods_keys(conn, in_order=in_order), periods, law=law, rates=rates)
    conn.execute(_LISTS)
    lines = conn.execute(_LINES.format(source=_lines_of("tax_list", in_order=in_order))).rowcount
    lines += _assess_singly(conn, call_id, law, rates, found=lines)
    estimates = "tax_estimate_line e"
    if not in_order:
        estimates = f"tax_todo o CROSS JOIN {estimates} ON e.declaration_list_id = o.id"
    conn.execute(_TOTALS.format(source=estimates), {"call": call_id})
    conn.execute(_LACKING)
    conn.execute(_UNKNOWN, {"call": call_id})
    lists, unknown = conn.execute(_TALLY).fetchone()
    return Tally(lists, lines, unknown or 0)


def _merged(joined: str) -> str:
    """The words of several lines, each once, in order."""
    return words(MissingKind(word) for word in joined.split(","))


def _reads_all(conn: sqlite3.Connection) -> bool:
    """Whether so many lists are to do that reading all lines in their order is quicker."""
    todo, every = conn.execute(
        "SELECT (SELECT count(*) FROM tax_todo), (SELECT count(*) FROM declaration_list)"
    ).fetchone()
    return bool(todo * WHOLE_SHARE >= every)


def _lines_of(lists: str, *, in_order: bool) -> str:
    if in_order:
        return f"declaration_line l CROSS JOIN {lists} t ON t.id = l.declaration_list_id"
    return f"{lists} t CROSS JOIN declaration_line l ON l.declaration_list_id = t.id"


def _goods_keys(conn: sqlite3.Connection, *, in_order: bool) -> list[tuple[str, str, str, str]]:
    """The different goods of the lines; notes the lists with odd lines on the way."""
    # Read all, the lines of other lists only add goods nobody asks for.
    source = "declaration_line l" if in_order else _lines_of("tax_todo", in_order=False)
    rows = conn.execute(_KEYS.format(source=source)).fetchall()
    if any(is_odd for *_, is_odd in rows):
        conn.execute(_ODD.format(source=_lines_of("tax_todo", in_order=in_order)))
    return list(dict.fromkeys((sku, code, origin, unit) for sku, code, origin, unit, _ in rows))


def _fen(e5: str) -> str:
    """SQL of an amount at scale 5 in whole fen, half up."""
    return f"(({e5}) + iif({e5} < 0, -{FEN_E5 // 2}, {FEN_E5 // 2})) / {FEN_E5}"


_FOREIGN = """(d.currency <> 'CNY' OR d.freight_e5 <> 0 AND d.freight_currency <> 'CNY'
            OR d.insured_e5 <> 0 AND d.insured_currency <> 'CNY')"""
_IS_ODD = f"l.line_total_e5 <= 0 OR l.line_total_e5 % {FEN_E5} <> 0"
_KEYS = f"""
SELECT DISTINCT l.sku, l.hs_code, l.country, l.statutory_unit_1, {_IS_ODD} FROM {{source}}
"""
_ODD = f"""
INSERT OR REPLACE INTO tax_odd
SELECT t.id, max(l.line_total_e5 <= 0) FROM {{source}} WHERE {_IS_ODD} GROUP BY t.id
"""

# Of each list: its value in fen, half up; how it comes to the lines (0 as they stand, 1 spread, 2
# beyond range); its position to the limits, and so the channel. Exactly one article is asked for
# above the single limit only, where it matters.
_LISTS = f"""
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
        y.period IS NULL OR d.total_e5 + d.freight_e5 + d.insured_e5 <= 0 OR d.line_count = 0
            OR o.lacks_price IS 1 OR {_FOREIGN} AS is_faulty
    FROM tax_todo t CROSS JOIN declaration_list d ON d.id = t.id
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


# LIMIT keeps what is worked out once from being worked out again wherever it is named.
_LINES = f"""
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
        WHERE t.regime NOT NULL AND t.spread < 2 LIMIT -1
    ) AS x LIMIT -1
) AS y
CROSS JOIN tax_card c ON c.id = y.card + (v * border_v >= coalesce(q, 0) * border_q)
WHERE v <= v_max AND coalesce(q, 0) <= q_max
"""


# The sums of lists that are known whole; then what is known of the others.
_TOTALS = f"""
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


_LACKING = f"""
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
_UNKNOWN = f"""
INSERT OR REPLACE INTO tax_estimate (id, call_id, law_day, channel, missing, dutiable_e5)
SELECT id, :call, day, channel, missing, v * {FEN_E5} FROM tax_list
WHERE regime IS NULL AND spread < 2
"""
_TALLY = """
SELECT count(*), sum(e.missing <> '') FROM tax_todo t CROSS JOIN tax_estimate e ON e.id = t.id
"""


# Lists beyond the range


def _assess_singly(
    conn: sqlite3.Connection, call_id: int, law: Parameters, rates: RateBook, *, found: int
) -> int:
    """Assess the lists the statement left out, one by one; returns how many lines that adds."""
    wide, expected = conn.execute(_EXPECTED).fetchone()
    if not wide and found == (expected or 0):
        return 0
    added = 0
    for list_id, used_e5 in conn.execute(_LEFT_OUT).fetchall():
        added -= conn.execute(
            "DELETE FROM tax_estimate_line WHERE declaration_list_id = ?", (list_id,)
        ).rowcount
        conn.execute("UPDATE tax_list SET spread = 2 WHERE id = ?", (list_id,))
        loaded = load_order(conn, list_id, decimal_from_e5(used_e5))
        if loaded:
            order, day = loaded
            added += _keep(conn, call_id, list_id, assess(order, day, law, rates))
    return added


_EXPECTED = """
SELECT sum(spread = 2), sum(iif(regime NOT NULL AND spread < 2, line_count, 0)) FROM tax_list
"""
_LEFT_OUT = """
SELECT t.id, coalesce(u.used_e5, 0) FROM tax_list t LEFT JOIN tax_used u ON u.id = t.id
WHERE t.spread = 2 OR t.regime NOT NULL AND t.line_count <>
    (SELECT count(*) FROM tax_estimate_line e WHERE e.declaration_list_id = t.id)
"""


def _keep(conn: sqlite3.Connection, call_id: int, list_id: int, assessed: Assessment) -> int:
    """Keep the assessment of one list; returns its lines."""
    ids = [
        row[0]
        for row in conn.execute(
            "SELECT id FROM declaration_line WHERE declaration_list_id = ? ORDER BY line_no",
            (list_id,),
        )
    ]
    conn.executemany(
        "INSERT INTO tax_estimate_line VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                id_,
                list_id,
                *_amounts(line.dutiable, line.duty, line.vat, line.consumption),
                words(each.kind for each in line.missing),
            )
            for id_, line in zip(ids, assessed.lines, strict=False)
        ),
    )
    conn.execute(
        "INSERT OR REPLACE INTO tax_estimate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            list_id,
            call_id,
            assessed.day.isoformat(),
            assessed.channel or "",
            words(each.kind for each in assessed.missing),
            *_amounts(assessed.dutiable, assessed.duty, assessed.vat, assessed.consumption),
        ),
    )
    return len(assessed.lines)


def _amounts(*amounts: Decimal | None) -> tuple[int | None, ...]:
    return tuple(None if each is None else e5_from_decimal(each) for each in amounts)
