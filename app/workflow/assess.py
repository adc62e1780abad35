"""Stage assess: the taxes of import lists by the law of their day, and what is missing for them.

Assessed are lists without an estimate and those whose estimate is older than what it rests on; a
second run changes nothing. A single list with its whole working is told by `Assessor`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.legal.parameters import Parameters
from app.precheck.sql import Checker
from app.queries.tax import missing_goods
from app.store.session import Session
from app.store.statistics import refresh_statistics
from app.tax.assess import Assessment
from app.tax.assess import assess as assess_order
from app.tax.ledger import Judge
from app.tax.missing import words
from app.tax.order import TaxableOrder
from app.tax.sql.assess import Tally, assess_lists
from app.tax.sql.book import LAW_DAY, load_order, rate_book
from app.tax.sql.ledger import fill_used, ledger
from app.tax.sql.tables import prepare, todo
from app.values.codes import key_from_number
from app.values.decimals import e5_from_decimal
from app.values.finding import DocumentKind, Finding, Severity
from app.values.progress import SILENT, Progress
from app.version import VERSION
from app.workflow.buyer_limits import BuyerLimits
from app.workflow.facts import codes_of, facts_of
from app.workflow.outcome import Changes, Outcome
from app.workflow.precheck import slices
from app.workflow.saving import attempt

STAGE = "assess"
_TOUCHED = frozenset({DocumentKind.DECLARATION_LIST})

# What is older than its list, its day, the customs rates, its buyer's balance, its return, or the
# program. Who states a rate of goods assesses in the same call (`app.workflow.tax_rates`).
_STALE = f"""
SELECT d.id FROM declaration_list d INDEXED BY declaration_list_buyer
LEFT JOIN tax_estimate e ON e.id = d.id
WHERE d.flow = 'import' AND (
    e.id IS NULL
    OR e.call_id < d.call_id
    OR e.law_day <> {LAW_DAY}
    OR e.call_id < (SELECT max(call_id) FROM (
        SELECT max(call_id) AS call_id FROM exchange_rate
        UNION ALL SELECT max(call_id) FROM code_override
        UNION ALL SELECT max(id) + 1 FROM call WHERE program_version <> :version))
    OR EXISTS (SELECT 1 FROM buyer_balance b
        WHERE b.buyer_id_hash = d.buyer_id_hash AND b.call_id > e.call_id)
    OR EXISTS (SELECT 1 FROM list_return r
        WHERE r.declaration_list_id = d.id AND r.call_id > e.call_id
        AND r.state NOT IN ('draft', 'pending')))
"""

# A closed channel may have opened by what became of the buyer's other lists.
_CLOSED = """
SELECT e.id FROM tax_estimate e CROSS JOIN declaration_status s ON s.id = e.id
WHERE e.channel NOT IN ('cbec', 'articles', '') AND s.released_at = ''
"""

_CHANGED_GOODS = """
SELECT sku_key, call_id FROM goods WHERE call_id > (SELECT min(call_id) FROM tax_estimate)
"""
_WITH_CHANGED_GOODS = """
SELECT DISTINCT e.id FROM declaration_line l
CROSS JOIN tax_estimate e ON e.id = l.declaration_list_id
WHERE l.sku IN (SELECT value FROM json_each(:skus)) AND e.call_id < :newest
"""

# Whose pre-check looks different now: something is missing, the channel is not the usual one, or
# either was so before.
_TO_CHECK = """
SELECT t.id FROM tax_todo t CROSS JOIN tax_estimate e ON e.id = t.id
CROSS JOIN declaration_status s ON s.id = t.id
WHERE s.status = 'draft' AND (e.missing <> '' OR e.channel <> 'cbec' OR EXISTS (
    SELECT 1 FROM finding f WHERE f.document_kind = 'declaration_list' AND f.document_id = t.id
        AND f.stage = 'precheck' AND f.code GLOB 'precheck.*_limit'
        OR f.code = 'precheck.tax_unknown'))
ORDER BY t.id
"""


def assess(
    session: Session, selection: Iterable[int] | None = None, *, progress: Progress = SILENT
) -> Outcome:
    """Estimate the taxes of import lists: all whose estimate is missing or older than what it rests
    on, or these ids. One undoable call, none when nothing waits. Counts: lists, lines, unknown."""
    conn = session.conn
    outcome = Outcome(STAGE, {"lists": 0, "lines": 0, "unknown": 0})
    waiting = _waiting(conn) if selection is None else list(selection)
    closed = _ids(conn, _CLOSED) if selection is None else []
    if not waiting and not closed:
        return outcome
    with attempt(session, STAGE) as trial:
        progress.step("progress.assessing", 0, len(waiting))
        before = _amounts(conn, closed)
        tally = assess_now(conn, trial.call.id, [*waiting, *closed])
        outcome.counts = {"lists": tally.lists, "lines": tally.lines, "unknown": tally.unknown}
        trial.changed = bool(waiting) or _amounts(conn, closed) != before
        trial.call.outcome |= outcome.counts
        _report(conn, outcome)
    if trial.changed:
        outcome.changes = Changes(_TOUCHED)
    else:
        outcome.counts = dict.fromkeys(outcome.counts, 0)
    return outcome


def assess_now(
    conn: sqlite3.Connection, call_id: int, list_ids: Iterable[int], law: Parameters | None = None
) -> Tally:
    """Assess these lists inside a call, with the other unreleased lists of their buyers' years;
    drafts whose taxes or limits say something else now are checked again."""
    law = law or Parameters()
    prepare(conn)
    todo(conn, list_ids)
    refresh_statistics(conn)
    fill_used(conn, law)
    tally = assess_lists(conn, call_id, law, rate_book(conn, law, codes_of(conn)))
    if to_check := _ids(conn, _TO_CHECK):
        checker = Checker(conn, facts_of(conn))
        limits = BuyerLimits(conn, law)
        for ids in slices(to_check):
            limits.of_lists(ids)
            checker.run(DocumentKind.DECLARATION_LIST, ids)
            checker.save(call_id)
    return tally


_ESTIMATE = """
INSERT OR REPLACE INTO tax_estimate (id, call_id, law_day, channel, missing, dutiable_e5, duty_e5,
    vat_e5, consumption_e5) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def estimate_now(conn: sqlite3.Connection, call_id: int, list_id: int, law: Parameters) -> None:
    """Keep the estimate of one list as a whole, without its lines: enough for the pre-check of a
    form that is judged. Whoever saves the list assesses it with `assess_now`."""
    assessed = Assessor(conn, law).of_list(list_id)
    if assessed is None:
        return
    amounts = (assessed.dutiable, assessed.duty, assessed.vat, assessed.consumption)
    scaled = (None if each is None else e5_from_decimal(each) for each in amounts)
    missing = words(each.kind for each in assessed.missing)
    row = (list_id, call_id, str(assessed.day), assessed.channel or "", missing, *scaled)
    conn.execute(_ESTIMATE, row)


def _waiting(conn: sqlite3.Connection) -> list[int]:
    found = set(_ids(conn, _STALE, version=VERSION))
    return sorted(found | set(_lists_of_changed_goods(conn)))


def _ids(conn: sqlite3.Connection, sql: str, **given: object) -> list[int]:
    return [row[0] for row in conn.execute(sql, given)]


def _lists_of_changed_goods(conn: sqlite3.Connection) -> list[int]:
    """Lists whose goods changed after they were assessed: a net content stands only with them."""
    changed = dict(conn.execute(_CHANGED_GOODS).fetchall())
    if not changed:
        return []
    known = conn.execute("SELECT DISTINCT sku FROM declaration_line")
    skus = [sku for (sku,) in known if key_from_number(sku) in changed]
    newest = max(changed.values())
    return _ids(conn, _WITH_CHANGED_GOODS, skus=json.dumps(skus), newest=newest)


def _amounts(conn: sqlite3.Connection, list_ids: list[int]) -> list[tuple[object, ...]]:
    """What is estimated for these lists, to see whether it changes."""
    return conn.execute(
        "SELECT id, channel, missing, dutiable_e5, duty_e5, vat_e5, consumption_e5"
        " FROM tax_estimate WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list_ids),),
    ).fetchall()


def _report(conn: sqlite3.Connection, outcome: Outcome) -> None:
    """What is not known of the goods of all lists by now."""
    for goods in missing_goods(conn):
        for kind in goods.kinds:
            outcome.add(
                Finding(
                    "assess.missing",
                    Severity.DOUBTFUL,
                    DocumentKind.GOODS,
                    number=goods.sku,
                    value=goods.hs_code,
                    params=(("what_key", f"assess.what.{kind}"), ("lists", str(goods.lists))),
                )
            )


class Assessor:
    """Single lists and drafts with their whole working, for a screen. Reads the rates once: build
    it again after one changed."""

    def __init__(self, conn: sqlite3.Connection, law: Parameters | None = None) -> None:
        self._conn = conn
        self.law = law or Parameters()
        self.rates = rate_book(conn, self.law, codes_of(conn))
        self.judge = Judge(self.law)

    def of_list(self, list_id: int) -> Assessment | None:
        """The assessment of a list by the law of its day and what its buyer used before; None when
        that day is not stated. Raises LookupError for a list that is not there."""
        loaded = load_order(self._conn, list_id, self.used_before(list_id))
        return self.of_order(*loaded) if loaded else None

    def of_order(self, order: TaxableOrder, day: date) -> Assessment:
        """The assessment of an order that stands nowhere yet."""
        return assess_order(order, day, self.law, self.rates)

    def used_before(self, list_id: int) -> Decimal:
        """What the buyer of a list used of the year before it, as far as known."""
        row = self._conn.execute(
            "SELECT buyer, CAST(substr(day, 1, 4) AS INTEGER) FROM buyer_entry"
            " WHERE id = ? AND day <> ''",
            (list_id,),
        ).fetchone()
        known = ledger(self._conn, row[0], row[1], self.judge) if row else []
        return next((e.used_before for e in known if e.list_id == list_id), Decimal(0))
