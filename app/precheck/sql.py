"""Running the checks: code tables and law into small tables, every statement once per batch,
findings compared with those already kept.

`run` fills temp.found for the documents asked for; `save` makes the finding table agree with it and
touches only what differs, so that checking again changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.documents.fields import Flow
from app.documents.status import Status, code_meanings
from app.legal.parameters import NotInForce, Parameters, UnknownParameter
from app.precheck.checks import checks
from app.precheck.checks.codes import unknown
from app.precheck.checks.company import ROLES, Filed, Named, faults
from app.precheck.checks.lengths import missing, too_long, too_short
from app.precheck.checks.person import SQL_FUNCTIONS
from app.precheck.fields import list_fields, named_in
from app.precheck.rules import Rule, rules, settings
from app.reference.codes import Codes
from app.reference.hs import tariff_lines
from app.values.decimals import UNIT, e5_from_decimal
from app.values.finding import DocumentKind

STAGE = "precheck"
_HEADING_DIGITS = "export.9610.simplified.hs_digits"
_LIMITS = ("export.9610.simplified.limit", "export.b2b.list_channel.limit")
_REFUSED = {Status.REJECTED, Status.FAILED, Status.SEND_FAILED}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks need besides the store: code tables, law, the code of the company's seller
    ("" = not said), whether the platform vouches for who ordered (R16)."""

    codes: Codes
    parameters: Parameters
    seller_code: str = ""
    orderer_authenticated: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked: lists, or orders as the drafts that temp.draft_list holds for them; an order
    no list can hold has none. `flowing`: the table that knows the flow of each."""

    kind: DocumentKind
    flowing: str
    head: str
    line: str
    order_id: str
    number: str


_ORDERS = Subject(DocumentKind.ORDER, "orders", "draft_list", "draft_line", "id", "order_no")
_LISTS = Subject(
    DocumentKind.DECLARATION_LIST,
    "declaration_list",
    "declaration_list",
    "declaration_line",
    "order_id",
    "own_no",
)
_SUBJECTS = {subject.kind: subject for subject in (_ORDERS, _LISTS)}

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS checked (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS found (
    document_id INTEGER, line_no INTEGER, code TEXT, severity TEXT, field TEXT, value TEXT,
    expected TEXT, rule TEXT, params TEXT, stops INTEGER);
CREATE INDEX IF NOT EXISTS temp.found_document ON found (document_id, code);
CREATE TEMP TABLE IF NOT EXISTS known_code (
    name TEXT, code TEXT, PRIMARY KEY (name, code)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS hs_line (
    line TEXT PRIMARY KEY, unit_1 TEXT, unit_2 TEXT, has_duty INTEGER, has_licence INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS hs_heading (heading TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS freight_word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS refused_code (code TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS company_fault (
    role TEXT, code TEXT, name TEXT, fault TEXT, field TEXT, value TEXT, expected TEXT);
CREATE TEMP TABLE IF NOT EXISTS day_limit (
    day TEXT, name TEXT, limit_e5 INTEGER, PRIMARY KEY (day, name)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS day_mode (
    day TEXT, mode TEXT, available INTEGER, PRIMARY KEY (day, mode)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS odd_head (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS odd_line (
    list_id INTEGER, line_no INTEGER, PRIMARY KEY (list_id, line_no)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS buyer_limit (  -- filled by the keeper of the limits: `imports`
    id INTEGER, kind TEXT, value_e5 INTEGER, limit_e5 INTEGER,
    PRIMARY KEY (id, kind)) WITHOUT ROWID;
DELETE FROM known_code;
DELETE FROM hs_line;
DELETE FROM hs_heading;
DELETE FROM freight_word;
DELETE FROM refused_code
"""
_PER_BATCH = ("checked", "company_fault", "day_limit", "day_mode", "odd_head", "odd_line")

_VIEWS = """
DROP VIEW IF EXISTS temp.checked_list;
DROP VIEW IF EXISTS temp.checked_line;
DROP VIEW IF EXISTS temp.checked_order;
CREATE TEMP VIEW checked_list AS
    SELECT h.* FROM checked c CROSS JOIN {head} h ON h.id = c.id;
CREATE TEMP VIEW checked_line AS
    SELECT l.declaration_list_id AS list_id, l.*
    FROM checked c CROSS JOIN {line} l ON l.declaration_list_id = c.id;
CREATE TEMP VIEW checked_order AS
    SELECT c.id, {order} AS order_id FROM checked c {join}
"""


class Checker:
    """All checks on one connection, inside a call. Build it once per run: it loads the tables."""

    def __init__(self, conn: sqlite3.Connection, facts: Facts) -> None:
        self._conn = conn
        self._facts = facts
        self._subject: Subject | None = None
        # Which digits make a heading has not changed since there is such a way (L08).
        self._heading = int(str(facts.parameters.parameter(_HEADING_DIGITS).values[-1].value))
        self._values: dict[str, object] = {
            "rounding_e5": e5_from_decimal(settings()["rounding"]),
            "waybill_months": settings()["waybill_months"],
            "below_fen": UNIT // 200 - 1,
            "authenticated": facts.orderer_authenticated,
            "most_e5": e5_from_decimal(Decimal(settings()["most"])),
            "heading_digits": self._heading,
            "seller_code": facts.seller_code,
        }
        for name, function in SQL_FUNCTIONS.items():
            conn.create_function(name, -1, function, deterministic=True)
        self._load_tables()

    def run(self, kind: DocumentKind, ids: Iterable[int], *, only_stops: bool = False) -> int:
        """Check these documents; the result stands in temp.found. Returns how many findings."""
        conn = self._conn
        self._look_at(kind)
        conn.execute("DELETE FROM temp.found")
        every = list(ids)
        for flow, of_flow in self._by_flow(every).items():
            self._choose(of_flow)
            self._judge_companies(flow)
            self._resolve_days()
            self._find_odd_rows(flow)
            self._measure("odd_head", "odd_line")
            for rule in rules():
                if flow in rule.flows and kind in rule.on and (rule.stops or not only_stops):
                    self._find(rule, flow)
        self._choose(every)  # for `save`
        count: int = conn.execute("SELECT count(*) FROM found").fetchone()[0]
        return count

    def _by_flow(self, ids: list[int]) -> dict[Flow, list[int]]:
        """The documents of each flow, those that have any."""
        assert self._subject is not None
        self._choose(ids)
        imports = {
            row[0]
            for row in self._conn.execute(
                f"SELECT c.id FROM checked c CROSS JOIN {self._subject.flowing} h ON h.id = c.id"
                f" WHERE h.flow = '{Flow.IMPORT}'"
            )
        }
        parted = {
            Flow.EXPORT: [each for each in ids if each not in imports],
            Flow.IMPORT: [each for each in ids if each in imports],
        }
        return {flow: of_flow for flow, of_flow in parted.items() if of_flow}

    def _choose(self, ids: Iterable[int]) -> None:
        for table in _PER_BATCH:
            self._conn.execute(f"DELETE FROM temp.{table}")
        self._conn.executemany("INSERT INTO checked VALUES (?)", ((each,) for each in ids))
        self._measure("checked")

    def _measure(self, *tables: str) -> None:
        """Without it SQLite takes a small table for a large one, and scans all lists to make a
        Bloom filter for each check."""
        for table in tables:
            self._conn.execute(f"ANALYZE temp.{table}")

    def save(self, call_id: int) -> int:
        """Make the kept findings of the documents checked last agree with temp.found; returns how
        many rows that changed."""
        assert self._subject is not None
        values = {"stage": STAGE, "kind": self._subject.kind.value, "call": call_id}
        removed = self._conn.execute(_REMOVE, values).rowcount
        number, order = self._subject.number, self._subject.order_id
        sql = _INSERT.format(number=number, order=order, document=self._subject.kind.value)
        return removed + self._conn.execute(sql, values).rowcount

    def _look_at(self, kind: DocumentKind) -> None:
        if self._subject and self._subject.kind is kind:
            return
        self._subject = subject = _SUBJECTS[kind]
        joined = subject.order_id != "id"
        views = _VIEWS.format(
            head=subject.head,
            line=subject.line,
            order="h.order_id" if joined else "c.id",
            join=f"CROSS JOIN {subject.head} h ON h.id = c.id" if joined else "",
        )
        for statement in views.split(";"):
            self._conn.execute(statement)

    def _find(self, rule: Rule, flow: Flow) -> None:
        source = checks(flow)[rule.check]
        rule_id, rule_field = rule.as_of(flow)
        values = dict(
            self._values,
            most_lines=settings()["most_lines"][flow],
            sku_length=next(f.max_length for f in list_fields(flow) if f.wire == "itemNo"),
            code=rule.code,
            severity=rule.severity.value,
            rule=rule_id,
            rule_field=rule_field,
            stops=int(rule.stops),
        )
        window = ""
        if rule.is_dated:
            window = " JOIN checked_list w ON w.id = f.id AND w.export_date BETWEEN :from AND :to"
            values |= {"from": rule.from_.isoformat(), "to": rule.to.isoformat()}
        self._conn.execute(
            "INSERT INTO found SELECT f.id, f.line_no, :code, :severity,"
            " coalesce(nullif(f.field, ''), :rule_field), coalesce(f.value, ''),"
            f" coalesce(f.expected, ''), :rule, f.params, :stops FROM ({source}) f{window}",
            values,
        )

    def _load_tables(self) -> None:
        conn, codes = self._conn, self._facts.codes
        for statement in _TABLES.split(";"):  # executescript would end the call's transaction
            conn.execute(statement)
        conn.executemany("INSERT OR IGNORE INTO known_code VALUES (?, ?)", self._known_codes())
        in_use = conn.execute(
            "SELECT hs_code FROM goods UNION SELECT hs_code FROM declaration_line"
        )
        conn.executemany(
            "INSERT INTO hs_line VALUES (?, ?, ?, ?, ?)",
            (
                (line.line, line.unit_1, line.unit_2, line.has_duty, line.has_licence)
                for line in tariff_lines([code for (code,) in in_use.fetchall()], codes)
            ),
        )
        headings = {code[: self._heading] for code in codes.column("hs8")}
        conn.executemany("INSERT INTO hs_heading VALUES (?)", ((each,) for each in headings))
        conn.executemany(
            "INSERT INTO freight_word VALUES (?)", ((word,) for word in settings()["freight_words"])
        )
        refused = [code for code, m in code_meanings().items() if m.status in _REFUSED]
        conn.executemany("INSERT INTO refused_code VALUES (?)", ((each,) for each in refused))

    def _known_codes(self) -> Iterable[tuple[str, str]]:
        tables = {
            (field.table, field.codes, field.by)
            for flow in Flow
            for field in list_fields(flow)
            if field.codes
        }
        for name, codes, by in sorted(tables):
            yield from ((name, code) for code in self._facts.codes.column(codes, by) if code)

    def _judge_companies(self, flow: Flow) -> None:
        filed: dict[str, list[Filed]] = {role: [] for role in ROLES}
        for row in self._conn.execute(
            "SELECT role, customs_code, credit_code, name, valid_until FROM party WHERE is_filed"
        ):
            filed.get(row[0], []).append(Filed(*row))
        named = " UNION ".join(
            f"SELECT '{role}', {role}_code, {role}_name FROM checked_list" for role in ROLES
        )
        companies = [Named(*row) for row in self._conn.execute(named)]
        self._conn.executemany(
            "INSERT INTO company_fault VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    each.role,
                    each.code,
                    each.name,
                    f.check,
                    named_in(flow, f.field),
                    f.value,
                    f.expected,
                )
                for each in companies
                for f in faults(each, filed[each.role])
            ),
        )

    def _resolve_days(self) -> None:
        rows = self._conn.execute("SELECT DISTINCT export_date, customs_mode FROM checked_list")
        for text, mode in rows.fetchall():
            day = date.fromisoformat(text)
            self._conn.execute(
                "INSERT INTO day_mode VALUES (?, ?, ?)", (text, mode, self._available(mode, day))
            )
            for name in _LIMITS:
                limit = self._limit(name, day)
                if limit is not None:
                    self._conn.execute(
                        "INSERT OR IGNORE INTO day_limit VALUES (?, ?, ?)", (text, name, limit)
                    )

    def _available(self, mode: str, day: date) -> bool:
        try:
            self._facts.parameters.value_at(f"mode.{mode}.available_from", day)
        except (NotInForce, UnknownParameter):
            return False
        return True

    def _limit(self, name: str, day: date) -> int | None:
        try:
            return e5_from_decimal(self._facts.parameters.decimal_at(name, day))
        except NotInForce:
            return None

    def _find_odd_rows(self, flow: Flow) -> None:
        """One pass over all fields; the checks of single fields then look at few rows only."""
        for part, table, key, view in (
            ("head", "odd_head", "r.id", "checked_list"),
            ("line", "odd_line", "r.list_id, r.line_no", "checked_line"),
        ):
            tests = [
                test
                for field in list_fields(flow)
                if field.part == part
                for test in (
                    missing(field),
                    too_long(field),
                    too_short(field),
                    unknown(field) if field.codes else None,
                )
                if test
            ]
            self._conn.execute(
                f"INSERT INTO {table} SELECT {key} FROM {view} r WHERE {' OR '.join(tests)}"
            )


# A finding that stands already is left alone: `found` and `finding` are compared on all they say.
_SAME = """f.document_id = {other}.document_id AND f.code = {other}.code
    AND f.line_no = {other}.line_no AND f.field = {other}.field AND f.value = {other}.value
    AND f.expected = {other}.expected AND f.severity = {other}.severity AND f.rule = {other}.rule
    AND f.params = {other}.params"""

# The index is named: while few findings are known of, SQLite takes the one by stage and code, and
# walks all findings of a kind for each of them.
_REMOVE = f"""
DELETE FROM finding INDEXED BY finding_document WHERE stage = :stage AND document_kind = :kind
    AND document_id IN (SELECT id FROM checked)
    AND NOT EXISTS (SELECT 1 FROM found f WHERE {_SAME.format(other="finding")})
"""

_INSERT = f"""
INSERT INTO finding (call_id, stage, document_kind, document_id, number, line_no, code, severity,
    field, value, expected, rule, params, source_file_id, source_sheet, source_row)
SELECT :call, :stage, :kind, f.document_id, d.{{number}}, f.line_no, f.code, f.severity, f.field,
    f.value, f.expected, f.rule, f.params, o.source_file_id, o.source_sheet,
    coalesce(l.source_row, o.source_row)
FROM found f
JOIN {{document}} d ON d.id = f.document_id
JOIN orders o ON o.id = d.{{order}}
LEFT JOIN order_line l ON l.order_id = o.id AND l.line_no = f.line_no
WHERE NOT EXISTS (SELECT 1 FROM finding k INDEXED BY finding_document
    WHERE k.stage = :stage AND k.document_kind = :kind
    AND {_SAME.format(other="k")})
ORDER BY f.document_id, f.line_no, f.code, f.field
"""
