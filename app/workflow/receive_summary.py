"""Results of the summary declaration (CEB792): which customs entries came of it, line by line.

They come in any order and several times for one entry, later ones with its number (M12). Every one
is kept; an entry is what its results say, of each thing the newest. Lines whose list is not here,
or not cleared yet, are looked at again each time.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from app.messages.ceb.receipts import ReceiptRecord
from app.messages.ceb.spec import Subject
from app.values.codes import clean_code
from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal
from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.receive_links import event_time

NO_LIST = "receive.entry_unknown_list"

# Column → wire name of the head.
_TEXTS = {
    "decl_seq_no": "declSeqNo",
    "sum_no": "sumNo",
    "customs_office": "customsCode",
    "dec_tmp_no": "decTmpNo",
    "dec_pre_no": "decPreNo",
    "entry_no": "entryId",
    "dec_state": "decState",
    "declarant_code": "agentCode",
    "seller_code": "ebcCode",
    "broker_code": "declAgentCode",
    "note": "note",
}
_COLUMNS = (
    *("call_id", "source_file_id", "identity", "op_time", "part_no", "parts", "line_count"),
    *("gross_weight_e5", "net_weight_e5", *_TEXTS),
)
_KEEP = f"""
INSERT OR IGNORE INTO summary_result ({", ".join(_COLUMNS)})
VALUES ({", ".join(f":{name}" for name in _COLUMNS)})
"""

_TIME = 23  # characters of a stored time with milliseconds
_NUMBER = f"substr(max(iif({{0}} <> '', op_time || ' ' || {{0}}, '')), {_TIME + 2})"
_NEWEST = {
    name: _NUMBER.format(name) for name in ("sum_no", "dec_tmp_no", "dec_pre_no", "entry_no")
}
# max() of one packed key: SQLite takes the other columns from the row that holds it.
_ENTRIES = f"""
INSERT INTO summary_entry (call_id, decl_seq_no, op_time, {", ".join(_NEWEST)}, customs_office,
    dec_state, gross_weight_e5, net_weight_e5)
SELECT :call, decl_seq_no, op_time, {", ".join(_NEWEST)}, customs_office, dec_state,
    gross_weight_e5, net_weight_e5
FROM (
    SELECT decl_seq_no, op_time, {", ".join(f"{sql} AS {name}" for name, sql in _NEWEST.items())},
        customs_office, dec_state, gross_weight_e5, net_weight_e5, max(op_time || identity)
    FROM summary_result
    WHERE decl_seq_no IN (SELECT decl_seq_no FROM summary_result WHERE source_file_id = :file)
    GROUP BY decl_seq_no)
WHERE true
ON CONFLICT (decl_seq_no) DO UPDATE SET call_id = excluded.call_id, op_time = excluded.op_time,
    {", ".join(f"{name} = excluded.{name}" for name in _NEWEST)},
    customs_office = excluded.customs_office, dec_state = excluded.dec_state,
    gross_weight_e5 = excluded.gross_weight_e5, net_weight_e5 = excluded.net_weight_e5
"""

_LINE = """
INSERT INTO summary_entry_line (summary_entry_id, decl_no, line_no, gseqno, hs_code, waybill_no,
    op_time)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (summary_entry_id, decl_no, line_no) DO UPDATE SET
    gseqno = coalesce(excluded.gseqno, gseqno), hs_code = excluded.hs_code,
    waybill_no = excluded.waybill_no, op_time = excluded.op_time
WHERE (excluded.op_time, excluded.gseqno, excluded.hs_code) > (op_time, gseqno, hs_code)
"""

_TIE_LINES = """
UPDATE summary_entry_line SET declaration_line_id = found.line_id
FROM (
    SELECT e.id, l.id AS line_id
    FROM summary_entry_line e INDEXED BY summary_entry_line_open
    CROSS JOIN declaration_status s INDEXED BY declaration_status_decl_no
        ON s.decl_no = e.decl_no AND s.to_summarise = 1
    CROSS JOIN declaration_line l ON l.declaration_list_id = s.id AND l.line_no = e.line_no
    WHERE e.declaration_line_id IS NULL
) found
WHERE found.id = summary_entry_line.id
"""

# By the number customs gave the application, else by the application its lists stand in.
_TIE_ENTRIES = """
UPDATE summary_entry SET own_no = found.own_no
FROM (
    SELECT e.id, coalesce(
        (SELECT a.own_no FROM summary_application a
            WHERE a.sum_no = e.sum_no AND e.sum_no <> '' ORDER BY a.closed LIMIT 1),
        (SELECT a.own_no FROM summary_entry_line n
            JOIN declaration_line l ON l.id = n.declaration_line_id
            JOIN summary_line s ON s.declaration_list_id = l.declaration_list_id AND s.is_living = 1
            JOIN summary_application a ON a.id = s.summary_application_id
            WHERE n.summary_entry_id = e.id LIMIT 1)) AS own_no
    FROM summary_entry e WHERE e.own_no = ''
) found
WHERE found.id = summary_entry.id AND found.own_no NOT NULL
"""

_UNKNOWN = """
SELECT e.id, e.decl_seq_no, min(n.decl_no), count(DISTINCT n.decl_no)
FROM summary_entry_line n INDEXED BY summary_entry_line_open
CROSS JOIN summary_entry e ON e.id = n.summary_entry_id
WHERE n.declaration_line_id IS NULL AND e.call_id = ? GROUP BY e.id
"""


def is_summary_result(receipt: ReceiptRecord) -> bool:
    """Whether it tells of a customs entry, not of what became of an application."""
    return receipt.subject is Subject.SUMMARY_RESULT


def keep_summary_results(
    conn: sqlite3.Connection, call_id: int, file_id: int, receipts: Iterable[ReceiptRecord]
) -> int:
    """Keep the results of a file, and the lines they name; how many were not kept before. A result
    without the number of its entry is left out."""
    new = [
        receipt
        for receipt in receipts
        if receipt.values.get("declSeqNo", "").strip()
        and conn.execute(_KEEP, _row(receipt, call_id, file_id)).rowcount
    ]
    if new:
        conn.execute(_ENTRIES, {"call": call_id, "file": file_id})
    for receipt in new:
        _keep_lines(conn, receipt)
    return len(new)


def tie_summary_entries(conn: sqlite3.Connection, call_id: int) -> list[tuple[int, Finding]]:
    """Tie entries to applications and their lines to those of lists, as far as these are known by
    now; a finding for each entry of this call with lists that are not. Needs the statuses up to
    date: with them lists have the numbers customs gave."""
    if conn.execute("SELECT 1 FROM summary_entry LIMIT 1").fetchone() is None:
        return []
    conn.execute(_TIE_LINES)
    conn.execute(_TIE_ENTRIES)
    return [
        (
            entry_id,
            Finding(
                NO_LIST,
                Severity.DOUBTFUL,
                DocumentKind.SUMMARY_ENTRY,
                number=decl_seq_no,
                value=decl_no,
                params=(("count", str(count)),),
            ),
        )
        for entry_id, decl_seq_no, decl_no, count in conn.execute(_UNKNOWN, (call_id,))
    ]


def _row(receipt: ReceiptRecord, call_id: int, file_id: int) -> dict[str, Any]:
    values = receipt.values
    said: dict[str, Any] = {column: values.get(name, "").strip() for column, name in _TEXTS.items()}
    said |= {
        "op_time": event_time(receipt.time_text),
        "part_no": _whole(values, "msgSeqNo") or 1,
        "parts": _whole(values, "msgCount") or 1,
        "line_count": len(receipt.lines),
        "gross_weight_e5": _weight(values, "grossWeight"),
        "net_weight_e5": _weight(values, "netWeight"),
    }
    lines = [sorted(line.items()) for line in receipt.lines]
    whole = repr([sorted(said.items()), lines]).encode()
    identity = hashlib.blake2b(whole, digest_size=16).hexdigest()
    return said | {"call_id": call_id, "source_file_id": file_id, "identity": identity}


def _keep_lines(conn: sqlite3.Connection, receipt: ReceiptRecord) -> None:
    number = receipt.values["declSeqNo"].strip()
    (entry_id,) = conn.execute(
        "SELECT id FROM summary_entry WHERE decl_seq_no = ?", (number,)
    ).fetchone()
    at = event_time(receipt.time_text)
    conn.executemany(
        _LINE,
        (
            (
                entry_id, clean_code(line.get("invtNo", "")), _whole(line, "gnum") or 1,
                _whole(line, "gseqno"), clean_code(line.get("gcode", "")),
                clean_code(line.get("logisticsNo", "")), at,
            )
            for line in receipt.lines
        ),
    )  # fmt: skip


def _whole(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() else None


def _weight(values: Mapping[str, str], name: str) -> int | None:
    """Kilograms at scale 5; None when it cannot be read: not known is not zero."""
    try:
        return e5_from_decimal(decimal_from_text(values.get(name, "").strip()))
    except NotExact:
        return None
