"""Where the customs entries that came back differ from those that were expected: read only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of an application. `number` is the entry (汇总统一编号) or the group it is
    about; `value` what customs returned, `expected` what was expected, weights at scale 5."""

    code: str
    number: str
    value: str
    expected: str


# The lists of each entry of an application: e = entry, i = list.
_IN_ENTRY = """
SELECT DISTINCT n.summary_entry_id AS e, l.declaration_list_id AS i
FROM summary_entry t CROSS JOIN summary_entry_line n ON n.summary_entry_id = t.id
CROSS JOIN declaration_line l ON l.id = n.declaration_line_id
WHERE t.own_no = :own_no
"""
_APPLIED = """
SELECT n.declaration_list_id AS i, n.summary_group_id AS g, n.decl_no
FROM summary_application a CROSS JOIN summary_line n ON n.summary_application_id = a.id
WHERE a.own_no = :own_no AND n.is_living = 1
"""
_BOTH = f"""
WITH returned AS MATERIALIZED ({_IN_ENTRY}), applied AS MATERIALIZED ({_APPLIED})
"""

_QUERIES = {
    # Once an entry has come, lists in none of them.
    "missing_list": f"""{_BOTH}
        SELECT min(a.decl_no), count(*), (SELECT count(*) FROM applied) FROM applied a
        WHERE EXISTS (SELECT 1 FROM returned) AND a.i NOT IN (SELECT i FROM returned)
        HAVING count(*) > 0""",
    "extra_list": f"""{_BOTH}
        SELECT t.decl_seq_no, count(*), 0 FROM returned r CROSS JOIN summary_entry t ON t.id = r.e
        WHERE r.i NOT IN (SELECT i FROM applied) GROUP BY t.id""",
    "split_group": f"""{_BOTH}
        SELECT g.group_no, count(DISTINCT r.e), 1
        FROM applied a JOIN returned r ON r.i = a.i JOIN summary_group g ON g.id = a.g
        GROUP BY g.id HAVING count(DISTINCT r.e) > 1""",
    "joined_groups": f"""{_BOTH}
        SELECT t.decl_seq_no, count(DISTINCT a.g), 1
        FROM applied a JOIN returned r ON r.i = a.i JOIN summary_entry t ON t.id = r.e
        GROUP BY t.id HAVING count(DISTINCT a.g) > 1""",
    "items_differ": """
        SELECT t.decl_seq_no, count(DISTINCT n.gseqno), count(DISTINCT m.summary_item_id)
        FROM summary_entry t CROSS JOIN summary_entry_line n ON n.summary_entry_id = t.id
        LEFT JOIN summary_item_line m ON m.declaration_line_id = n.declaration_line_id
            AND m.summary_item_id IN (SELECT i.id FROM summary_group g
                JOIN summary_item i ON i.summary_group_id = g.id WHERE g.own_no = :own_no)
        WHERE t.own_no = :own_no GROUP BY t.id
        HAVING count(n.gseqno) = count(*) AND count(m.id) = count(*)
            AND count(DISTINCT n.gseqno) <> count(DISTINCT m.summary_item_id)""",
    "code_differs": """
        SELECT t.decl_seq_no, min(n.hs_code), min(l.hs_code)
        FROM summary_entry t CROSS JOIN summary_entry_line n ON n.summary_entry_id = t.id
        CROSS JOIN declaration_line l ON l.id = n.declaration_line_id
        WHERE t.own_no = :own_no AND n.hs_code <> l.hs_code GROUP BY t.id""",
    "weight_differs": f"""{_BOTH}
        SELECT t.decl_seq_no, t.gross_weight_e5, sum(d.gross_weight_e5)
        FROM returned r CROSS JOIN summary_entry t ON t.id = r.e
        CROSS JOIN declaration_list d ON d.id = r.i
        WHERE t.gross_weight_e5 NOT NULL AND NOT EXISTS (SELECT 1 FROM summary_entry_line n
            WHERE n.summary_entry_id = t.id AND n.declaration_line_id IS NULL)
        GROUP BY t.id HAVING t.gross_weight_e5 <> sum(d.gross_weight_e5)""",
}


def differences(conn: sqlite3.Connection, own_no: str) -> Iterator[Difference]:
    """Every difference of an application, kind by kind; none while no entry has come."""
    for code, sql in _QUERIES.items():
        for number, value, expected in conn.execute(sql, {"own_no": own_no}):
            yield Difference(code, str(number), str(value), str(expected))
