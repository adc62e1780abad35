"""Merged lines as SQL: what the lines of lists with one item key come to."""

from __future__ import annotations

from app.summary.keys import Keys

# {source} gives lists `p` with `id` and `group_id`.
_ITEMS = """
SELECT group_id, row_number() OVER (PARTITION BY group_id ORDER BY hs, final, currency, name)
    AS item_no, final, hs, currency, name, names,
    iif(one_unit, qty, NULL) AS qty, iif(one_unit, unit, '') AS unit,
    iif(one_unit_1 AND known_1 = lines, qty_1, NULL) AS qty_1,
    iif(one_unit_1, unit_1, '') AS unit_1,
    iif(one_unit_2 AND known_2 = lines, qty_2, NULL) AS qty_2,
    iif(one_unit_2, unit_2, '') AS unit_2,
    value, net, lists, lines
FROM (
    SELECT p.group_id, {final} AS final, {hs} AS hs, {currency} AS currency,
        min(l.goods_name) AS name, {names} AS names,
        count(*) AS lines, count(DISTINCT p.id) AS lists,
        sum(l.line_total_e5) AS value,
        iif(count(l.net_weight_e5) = count(*), sum(l.net_weight_e5), NULL) AS net,
        min(l.declared_unit) AS unit, min(l.declared_unit) = max(l.declared_unit) AS one_unit,
        sum(l.declared_qty_e5) AS qty,
        min(l.statutory_unit_1) AS unit_1,
        min(l.statutory_unit_1) = max(l.statutory_unit_1) AS one_unit_1,
        sum(l.statutory_qty_1_e5) AS qty_1, count(l.statutory_qty_1_e5) AS known_1,
        min(l.statutory_unit_2) AS unit_2,
        min(l.statutory_unit_2) = max(l.statutory_unit_2) AS one_unit_2,
        sum(l.statutory_qty_2_e5) AS qty_2, count(l.statutory_qty_2_e5) AS known_2
    FROM {source} CROSS JOIN declaration_line l ON l.declaration_list_id = p.id
    GROUP BY p.group_id, 2, 3, 4{by_name})
"""


def key_sql(keys: Keys) -> dict[str, str]:
    """SQL of the parts of an item key over a line `l`."""
    return {
        "final": keys.item_sql("country"),
        "hs": keys.item_sql("hs_code"),
        "currency": keys.item_sql("currency"),
        "name": keys.item_sql("goods_name"),
    }


def items_sql(keys: Keys, source: str) -> str:
    """SELECT of the merged lines of every group: group, number, then the columns of summary_item in
    their order."""
    is_by_name = "goods_name" in keys.item
    return _ITEMS.format(
        source=source,
        by_name=", l.goods_name" if is_by_name else "",
        names="1" if is_by_name else "count(DISTINCT l.goods_name)",
        **key_sql(keys),
    )
