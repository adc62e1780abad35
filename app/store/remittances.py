"""Money received (收汇): whole amounts, and what of each is for which order.

A file's rows of one number and currency are one remittance. A row without order number is the whole
amount; without such a row, the whole is the sum of the orders. Several amounts of one kind for one
order are added up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.store.linking import order_for
from app.store.loading import Load
from app.store.prepared import Preparation, Prepared, Row, batches, content_hash, fits
from app.store.session import Call
from app.values.codes import key_from_number
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind, Severity

_KIND = DocumentKind.REMITTANCE
_RATE_FROM_E5 = 1000  # settlement rates come at scale 5 and are kept at scale 8

_STAGE = """CREATE TEMP TABLE IF NOT EXISTS stage_remittance (
    source_row, remit_no, remit_key, bank, platform, received_on, period_from, period_until,
    order_no, order_key, kind, gross_e5, fee_e5, net_e5, currency, settled_on,
    settlement_rate_e8, cny_e5, note, content_hash)"""
_WIDTH = 20

# One row a remittance: of the row without order number when there is one, else of the first.
_HEADS = """
SELECT w.source_row, w.remit_no, w.remit_key, w.bank, w.platform, w.received_on, w.period_from,
    w.period_until, w.currency, iif(w.order_key = '', w.gross_e5, g.gross_e5),
    iif(w.order_key = '', w.fee_e5, g.fee_e5), w.settled_on, w.settlement_rate_e8,
    iif(w.order_key = '' OR g.settled < g.lines, w.cny_e5, g.cny_e5), w.note, g.lines,
    g.gross_e5, g.wholes, g.hash
FROM (SELECT remit_key, currency, min(iif(order_key = '', rowid, NULL)) AS whole,
        min(rowid) AS first, sum(order_key <> '') AS lines, sum(order_key = '') AS wholes,
        sum(iif(order_key <> '', gross_e5, 0)) AS gross_e5,
        sum(iif(order_key <> '', fee_e5, 0)) AS fee_e5,
        sum(iif(order_key <> '', cny_e5, 0)) AS cny_e5,
        sum(order_key <> '' AND cny_e5 NOT NULL) AS settled,
        sum(content_hash & 4294967295) AS hash
    FROM stage_remittance GROUP BY remit_key, currency) g
CROSS JOIN stage_remittance w ON w.rowid = coalesce(g.whole, g.first)
ORDER BY w.rowid
"""
_COLUMNS = (
    "remit_no", "remit_key", "bank", "platform", "platform_id", "received_on", "period_from",
    "period_until", "currency", "gross_e5", "fee_e5", "net_e5", "settled_on",
    "settlement_rate_e8", "cny_e5", "note", "content_hash",
)  # fmt: skip
_STAMP = ("call_id", "source_file_id", "source_sheet", "source_row")
_INSERT = (
    f"INSERT INTO remittance ({', '.join((*_STAMP, *_COLUMNS))})"
    f" VALUES ({', '.join('?' * (len(_STAMP) + len(_COLUMNS)))})"
)
_UPDATE = (
    f"UPDATE remittance SET {', '.join(f'{c} = ?' for c in (*_STAMP, *_COLUMNS))} WHERE id = ?"
)
_LINES = f"""
INSERT INTO remittance_line (call_id, remittance_id, order_no, order_key, order_id, kind, gross_e5,
    fee_e5, how, source_row)
SELECT :call, m.id, s.order_no, s.order_key, {order_for("s")}, s.kind, s.gross_e5, s.fee_e5,
    'file', s.source_row
FROM (SELECT remit_key, currency, order_key, kind, min(order_no) AS order_no,
        sum(gross_e5) AS gross_e5, sum(fee_e5) AS fee_e5, min(source_row) AS source_row,
        (SELECT w.platform_id FROM met_remittance w WHERE w.remit_key = t.remit_key
            AND w.currency = t.currency) AS platform_id
    FROM stage_remittance t WHERE order_key <> ''
    GROUP BY remit_key, currency, order_key, kind) s
CROSS JOIN met_remittance m ON m.remit_key = s.remit_key AND m.currency = s.currency
WHERE m.is_written
"""


def prepare_remittances(file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Make rows (`REMITTANCE_FIELDS`) ready for `load_remittances`."""
    work = Preparation(file, sheet)
    for batch in batches(ready for row in rows if (ready := _ready(work, row)) is not None):
        yield work.hand_over(batch)
    yield work.hand_over([])


def _ready(work: Preparation, row: Row) -> Row | None:
    (
        row_no, remit_no, bank, platform, received_on, period_from, period_until, order_no, kind,
        gross, fee, net, currency, settled_on, rate, cny, note,
    ) = row  # fmt: skip
    key = key_from_number(remit_no)
    if not key:
        work.refuse(row_no, _KIND, "store.no_number", remit_no)
        return None
    amounts = _amounts(work, row_no, remit_no, (gross, fee, net), is_refund=kind == "refund")
    if amounts is None:
        return None
    return (
        row_no, remit_no, key, bank, platform, received_on, period_from, period_until, order_no,
        key_from_number(order_no), kind or "sale", *amounts, currency, settled_on,
        rate * _RATE_FROM_E5 if rate and rate > 0 else None, cny, note, content_hash(row[1:]),
    )  # fmt: skip


def _amounts(
    work: Preparation,
    row: int,
    number: str,
    stated: tuple[int | None, int | None, int | None],
    *,
    is_refund: bool,
) -> tuple[int, int, int] | None:
    """Gross, fee and net that add up; None when the row says too little, which is reported. Files
    write fees with either sign, and refunds too; a fee that does not fit is worked out."""
    gross, fee, net = stated
    fee = None if fee is None else abs(fee)
    if gross is None and net is None:
        work.refuse(row, _KIND, "store.remittance_no_amount", number)
        return None
    if is_refund:
        gross, net = (None if part is None else -abs(part) for part in (gross, net))
    if gross is None:
        assert net is not None
        gross = net + (fee or 0)
    if net is None:
        net = gross - (fee or 0)
    if not (fits(gross) and fits(net)):
        work.refuse(row, _KIND, "store.amount_too_large", number)
        return None
    if fee is not None and gross - fee != net:
        work.find(
            "store.remittance_sum",
            Severity.DOUBTFUL,
            row=row,
            document=_KIND,
            number=number,
            field="fee",
            value=text_from_e5(fee, decimals=2),
            expected=text_from_e5(gross - net, decimals=2),
        )
    return gross, gross - net, net


def load_remittances(load: Load, prepared: Iterable[Prepared]) -> None:
    """Bring the remittances of one file into the store, their lines linked to orders."""
    conn = load.conn
    conn.execute(_STAGE)
    conn.execute(
        "CREATE TEMP TABLE IF NOT EXISTS met_remittance"
        " (id, remit_key, currency, platform_id, is_written, PRIMARY KEY (remit_key, currency))"
    )
    conn.execute("DELETE FROM stage_remittance")
    conn.execute("DELETE FROM met_remittance")
    marks = ", ".join("?" * _WIDTH)
    for batch in prepared:
        load.take(batch)
        conn.executemany(f"INSERT INTO stage_remittance VALUES ({marks})", batch.rows)
    for head in conn.execute(_HEADS).fetchall():
        _take(load, head)
    conn.execute(_LINES, {"call": load.call_id})
    conn.execute("DELETE FROM stage_remittance")
    load.report()


def _take(load: Load, head: Row) -> None:
    """Write a remittance when it is new or another than before."""
    (
        row, remit_no, key, bank, platform, received_on, period_from, period_until, currency,
        gross, fee, settled_on, rate, cny, note, lines, lines_gross, wholes, hash_,
    ) = head  # fmt: skip
    conn, tally = load.conn, load.tally
    platform_id = load.party("platform", platform, row) if platform else None
    cny, rate = _settled(gross - fee, rate, cny)
    digest = content_hash((lines, wholes, hash_))
    stamp = (load.call_id, load.file_id, load.sheet, row)
    values = (
        remit_no, key, bank, platform, platform_id, received_on, period_from, period_until,
        currency, gross, fee, gross - fee, settled_on, rate, cny, note, digest,
    )  # fmt: skip
    known = conn.execute(
        "SELECT id, content_hash FROM remittance WHERE remit_key = ? AND currency = ?",
        (key, currency),
    ).fetchone()
    is_written = known is None or known[1] != digest
    if known is None:
        id_ = conn.execute(_INSERT, (*stamp, *values)).lastrowid
        tally.new += 1
    elif is_written:
        id_ = known[0]
        conn.execute("DELETE FROM remittance_line WHERE remittance_id = ? AND how = 'file'", (id_,))
        conn.execute(_UPDATE, (*stamp, *values, id_))
        tally.changed += 1
    else:
        id_ = known[0]
        tally.same += 1
    conn.execute(
        "INSERT INTO met_remittance VALUES (?, ?, ?, ?, ?)",
        (id_, key, currency, platform_id, is_written),
    )
    if wholes > 1:
        tally.repeated += wholes - 1
        _find(load, "store.remittance_twice", row, remit_no, str(wholes))
    if wholes and lines and lines_gross != gross:
        stated, sum_ = (text_from_e5(part, decimals=2) for part in (gross, lines_gross))
        _find(load, "store.remittance_lines", row, remit_no, sum_, stated)


def _settled(net: int, rate: int | None, cny: int | None) -> tuple[int | None, int | None]:
    """Settled amount and rate: the missing one follows from the other, the amount half up to the
    fen, the rate to the eighth decimal."""
    if cny is None and rate is not None:
        return _rounded(net * rate, 10**11) * 1000, rate
    if rate is None and cny is not None and net:
        found = _rounded(cny * 10**8, net)
        return cny, found if found > 0 else None
    return cny, rate


def _rounded(number: int, divisor: int) -> int:
    """Half away from nought."""
    sign = -1 if (number < 0) != (divisor < 0) else 1
    number, divisor = abs(number), abs(divisor)
    return sign * ((2 * number + divisor) // (2 * divisor))


def _find(
    load: Load, code: str, row: int, number: str, value: str, expected: str = "", **params: Any
) -> None:
    load.notes.find(
        code,
        Severity.DOUBTFUL,
        row=row,
        document=_KIND,
        number=number,
        field="gross",
        value=value,
        expected=expected,
        **params,
    )


_RELINK = f"""
UPDATE remittance_line AS l SET order_id = n.order_id, call_id = ?
FROM (SELECT s.id, {order_for("s")} AS order_id FROM (
        SELECT x.id, x.order_key, m.platform_id FROM remittance_line x
        JOIN remittance m ON m.id = x.remittance_id WHERE x.order_id IS NULL) s) n
WHERE n.id = l.id AND n.order_id NOT NULL
"""


def link_open_lines(conn: sqlite3.Connection, call_id: int) -> int:
    """Link lines whose order came after them; returns how many."""
    return conn.execute(_RELINK, (call_id,)).rowcount


# Single amounts, as a person keeps them


def write_remittance(call: Call, remittance_id: int | None, values: Mapping[str, object]) -> int:
    """Write these columns of an amount, a new one for None; how many rows changed."""
    values = {"call_id": call.id, **values}
    if remittance_id is None:
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO remittance ({', '.join(values)}) VALUES ({marks})"
        return call.conn.execute(sql, list(values.values())).rowcount
    names = [name for name in values if name != "call_id"]
    given = [values[name] for name in names]
    sets = ", ".join(f"{name} = ?" for name in values)
    differs = " OR ".join(f"{name} IS NOT ?" for name in names)
    return call.conn.execute(
        f"UPDATE remittance SET {sets} WHERE id = ? AND ({differs})",
        [*values.values(), remittance_id, *given],
    ).rowcount


def drop_remittance(conn: sqlite3.Connection, remittance_id: int) -> int:
    """Take an amount out with its lines; how many there were."""
    conn.execute("DELETE FROM remittance_line WHERE remittance_id = ?", (remittance_id,))
    return conn.execute("DELETE FROM remittance WHERE id = ?", (remittance_id,)).rowcount


def id_of(conn: sqlite3.Connection, remit_no: str, currency: str) -> int | None:
    """The amount with this number in this currency."""
    row = conn.execute(
        "SELECT id FROM remittance WHERE remit_key = ? AND currency = ?",
        (key_from_number(remit_no), currency),
    ).fetchone()
    return row[0] if row else None


def amounts(conn: sqlite3.Connection, remittance_id: int) -> tuple[int, int, int]:
    """Gross, fee and net at scale 5. Raises LookupError."""
    row = conn.execute(
        "SELECT gross_e5, fee_e5, net_e5 FROM remittance WHERE id = ?", (remittance_id,)
    ).fetchone()
    if row is None:
        raise LookupError(remittance_id)
    return row[0], row[1], row[2]


def period_of(conn: sqlite3.Connection, remittance_id: int) -> tuple[str, str]:
    """First and last day of the payout period, "" = not said. Raises LookupError."""
    row = conn.execute(
        "SELECT period_from, period_until FROM remittance WHERE id = ?", (remittance_id,)
    ).fetchone()
    if row is None:
        raise LookupError(remittance_id)
    return row[0], row[1]


def order_of(conn: sqlite3.Connection, remittance_id: int, order_no: str) -> int | None:
    """The order an amount may be for: by its number and the platform it came from; None when none
    or several fit. Raises LookupError."""
    row = conn.execute(
        f"SELECT {order_for('s')} FROM (SELECT ? AS order_key, platform_id FROM remittance"
        " WHERE id = ?) s",
        (key_from_number(order_no), remittance_id),
    ).fetchone()
    if row is None:
        raise LookupError(remittance_id)
    return None if row[0] is None else int(row[0])


def given(conn: sqlite3.Connection, remittance_id: int, *, besides: int) -> tuple[int, int]:
    """Gross and fee that other lines have, besides those of one order."""
    row = conn.execute(
        "SELECT coalesce(sum(gross_e5), 0), coalesce(sum(fee_e5), 0) FROM remittance_line"
        " WHERE remittance_id = ? AND order_id IS NOT ?",
        (remittance_id, besides),
    ).fetchone()
    return row[0], row[1]


def put_line(call: Call, remittance_id: int, order_id: int, amounts: tuple[int, int]) -> int:
    """Say what an order got of an amount, in place of what was said; how many rows changed."""
    call.conn.execute(
        "DELETE FROM remittance_line WHERE remittance_id = ? AND order_id = ?",
        (remittance_id, order_id),
    )
    return call.conn.execute(
        "INSERT INTO remittance_line (call_id, remittance_id, order_no, order_key, order_id, kind,"
        " gross_e5, fee_e5, how) SELECT ?, ?, order_no, order_key, id,"
        " iif(? < 0, 'refund', 'sale'), ?, ?, 'typed' FROM orders WHERE id = ?",
        (call.id, remittance_id, amounts[0], *amounts, order_id),
    ).rowcount


def drop_line(conn: sqlite3.Connection, line_id: int) -> int:
    """Take a line out; how many there were."""
    return conn.execute("DELETE FROM remittance_line WHERE id = ?", (line_id,)).rowcount
