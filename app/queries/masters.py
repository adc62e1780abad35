"""Companies and articles as their pages show them: tables, histories, the filing sheet.

What an article still lacks for 9610 is stated once, as SQL over its columns, the tariff lines it
may name and the units that are a weight: the table, the chips and the form all ask it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.documents.fields import GOODS_FIELDS
from app.documents.filing import FilingStatus
from app.queries.table import Column, Kind, Table
from app.store.filing import NAMED
from app.store.masters import ALIAS_MARK, Record, goods_row, read_party

SOON = timedelta(days=60)  # a choice of this program: time enough to renew a registration

# companies

_LAST_STEP = f"""(SELECT e.kind FROM effective_event e WHERE e.document_kind = 'party'
    AND e.document_id = p.id AND e.kind <> '{NAMED}'
    ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1)"""
# Seen in a file only; steps recorded; brought by the company list; entered by hand.
_STATUS = f"""CASE WHEN p.is_filed = 0 THEN 'seen' ELSE coalesce({_LAST_STEP},
    iif(p.source_file_id IS NULL, 'draft', 'listed')) END"""
_EXPIRES = """coalesce(min(nullif(p.valid_until, ''), nullif(p.licence_until, '')),
    nullif(p.valid_until, ''), nullif(p.licence_until, ''))"""


def parties_table(today: date) -> Table:
    """The companies; expiry is judged on `today`."""
    expiry = (
        f"CASE WHEN {_EXPIRES} IS NULL THEN 'none' WHEN {_EXPIRES} < '{today.isoformat()}'"
        f" THEN 'past' WHEN {_EXPIRES} <= '{(today + SOON).isoformat()}' THEN 'soon' ELSE 'ok' END"
    )
    return Table(
        name="parties",
        key="p.id",
        source="party p",
        columns=(
            Column("role", "p.role", Kind.STATUS),
            Column("name", "p.name"),
            Column("filing", _STATUS, Kind.STATUS),
            Column("expiry", expiry, Kind.STATUS),
            Column("expires", _EXPIRES, Kind.DATE),
            Column("customs_code", "p.customs_code", Kind.CODE),
            Column("credit_code", "p.credit_code", Kind.CODE),
            Column("pilot_zone", "p.pilot_zone"),
        ),
        search=("p.name", "p.customs_code", "p.credit_code", "p.licence_no"),
    )


def party_status(conn: sqlite3.Connection, party_id: int) -> str:
    """Where a company's filing stands: a `FilingStatus`, "listed" (named by the company list, no
    steps recorded) or "seen" (only met in files)."""
    row = conn.execute(f"SELECT {_STATUS} FROM party p WHERE p.id = ?", (party_id,)).fetchone()
    return row[0] if row else FilingStatus.DRAFT.value


def party_by_name(conn: sqlite3.Connection, name: str) -> int | None:
    """The id of a company with this name or code."""
    row = conn.execute(
        "SELECT id FROM party WHERE ? IN (name, customs_code, credit_code) ORDER BY id", (name,)
    ).fetchone()
    return row[0] if row else None


def filed_parties(conn: sqlite3.Connection, role: str) -> list[tuple[str, str]]:
    """Code and name of the companies filed in a role; the customs code before the credit code."""
    return conn.execute(
        "SELECT coalesce(nullif(customs_code, ''), credit_code), name FROM party"
        " WHERE role = ? AND is_filed = 1 ORDER BY name",
        (role,),
    ).fetchall()


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a history: what, on which day it happened, who recorded it and when. `code` is
    the goods code of a classification; `note` what the person wrote."""

    kind: str
    happened_on: str
    actor: str
    recorded_at: str
    code: str = ""
    note: str = ""


def history(conn: sqlite3.Connection, document: str, document_id: int) -> list[Step]:
    """What was recorded about a company or an article, newest first."""
    rows = conn.execute(
        "SELECT e.kind, e.occurred_at, c.actor, c.at, e.code, e.detail FROM effective_event e"
        " JOIN call c ON c.id = e.call_id WHERE e.document_kind = ? AND e.document_id = ?"
        f" AND e.kind <> '{NAMED}' ORDER BY e.occurred_at DESC, e.id DESC",
        (document, document_id),
    )
    return [
        Step(kind, happened, actor, at, code, json.loads(detail).get("note", ""))
        for kind, happened, actor, at, code, detail in rows
    ]


@dataclass(frozen=True, slots=True)
class FilingSheet:
    """Everything the printed filing sheet (企业备案表) says: the record by field name, where the
    filing stands, the other names, the steps from first to last."""

    record: Record
    status: str
    aliases: tuple[str, ...]
    steps: tuple[Step, ...]


def filing_sheet(conn: sqlite3.Connection, party_id: int) -> FilingSheet | None:
    """The sheet of one company; None when there is none."""
    record = read_party(conn, party_id)
    if record is None:
        return None
    aliases = tuple(filter(None, record["aliases"].split(ALIAS_MARK)))
    steps = tuple(reversed(history(conn, "party", party_id)))
    return FilingSheet(record, party_status(conn, party_id), aliases, steps)


# articles


@dataclass(frozen=True, slots=True)
class Tariff:
    """What readiness is judged by: the known lines (eight digits, first and second statutory unit,
    the second "" where there is none), and the units that are a weight."""

    lines: tuple[tuple[str, str, str], ...]
    weights: tuple[str, ...]


# What CEB603 asks of a line (specification 202205), in the order it is best put right. Columns of
# goods are bare, those of the tariff line have t.
_UNIT = "coalesce(nullif(statutory_unit_{n}, ''), t.unit_{n}, '')"
_NO_QUANTITY = """{unit} <> '' AND {unit} <> declared_unit AND statutory_factor_{n}_e5 IS NULL
    AND NOT ({unit} IN ({weights}) AND net_weight_e5 IS NOT NULL)"""
_GAPS = (
    ("no_code", "hs_code = ''"),
    ("code_short", "length(hs_code) <> 10 OR hs_code GLOB '*[^0-9]*'"),
    ("code_unknown", "t.line IS NULL"),
    ("no_unit", "declared_unit = ''"),
    (
        "units_differ",
        "statutory_unit_1 <> '' AND t.line IS NOT NULL"
        " AND (statutory_unit_1, statutory_unit_2) <> (t.unit_1, t.unit_2)",
    ),
    ("no_quantity_1", _NO_QUANTITY.replace("{n}", "1")),
    ("no_quantity_2", _NO_QUANTITY.replace("{n}", "2")),
    ("no_weight", "coalesce(net_weight_e5, 0) <= 0"),
    ("no_elements", "goods_spec = ''"),
)
GAPS = tuple(name for name, _sql in _GAPS)
READY = "ready"
NO_VAT = "no_vat"

# What imports ask besides: nobody but the company knows the VAT class of its goods.
_NO_VAT = """NOT EXISTS (SELECT 1 FROM goods_rate r WHERE r.kind = 'vat'
    AND r.valid_from <= '{day}' AND (r.valid_until = '' OR r.valid_until >= '{day}')
    AND (r.scope = 'goods' AND r.scope_key = g.sku_key
        OR r.scope = 'hs' AND substr(g.hs_code, 1, length(r.scope_key)) = r.scope_key))"""


def goods_table(tariff: Tariff, *, imports_on: date | None = None) -> Table:
    """The articles with what they lack: `readiness` names the first gap, `gaps` counts them.
    `imports_on` the day their rates are asked for, None for a company that does not import."""
    conditions = _conditions(tariff)
    if imports_on is not None:
        conditions[NO_VAT] = f"({_NO_VAT.format(day=imports_on.isoformat())})"
    first = " ".join(f"WHEN {sql} THEN '{name}'" for name, sql in conditions.items())
    count = " + ".join(f"coalesce(({sql}), 0)" for sql in conditions.values())
    return Table(
        name="goods",
        key="g.id",
        source=f"goods g {_tariff_join(tariff)}",
        columns=(
            Column("sku", "g.sku", Kind.CODE),
            Column("goods_name", "g.goods_name"),
            Column("hs_code", "g.hs_code", Kind.CODE),
            Column("readiness", f"CASE {first} ELSE '{READY}' END", Kind.STATUS),
            Column("gaps", count, Kind.COUNT),
            Column("declared_unit", "g.declared_unit", Kind.CODE),
            Column("net_weight", "g.net_weight_e5", Kind.WEIGHT),
            Column("origin", "g.origin", Kind.CODE),
            Column("brand", "g.brand"),
            Column("goods_spec", "g.goods_spec"),
        ),
        search=("g.sku", "g.goods_name", "g.goods_name_en", "g.hs_code", "g.brand", "g.barcode"),
    )


def gaps_of(conn: sqlite3.Connection, record: Record, tariff: Tariff) -> list[str]:
    """What an article on a form still lacks. Raises NotExact for a number that is none."""
    columns = ", ".join(f"? AS {field.column}" for field in GOODS_FIELDS)
    values = ", ".join(f"coalesce(({sql}), 0)" for sql in _conditions(tariff).values())
    row = conn.execute(
        f"SELECT {values} FROM (SELECT {columns}) g {_tariff_join(tariff)}", goods_row(record)
    ).fetchone()
    return [name for name, lacks in zip(GAPS, row, strict=True) if lacks]


def hs_codes(conn: sqlite3.Connection) -> list[str]:
    """The goods codes that articles carry, each once."""
    return [code for (code,) in conn.execute("SELECT DISTINCT hs_code FROM goods ORDER BY 1")]


def goods_by_sku(conn: sqlite3.Connection, sku_key: str) -> int | None:
    """The id of the article with this key (`key_from_number`)."""
    row = conn.execute("SELECT id FROM goods WHERE sku_key = ?", (sku_key,)).fetchone()
    return row[0] if row else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A code this company chose before: for which article."""

    hs_code: str
    sku: str
    goods_name: str


def chosen_codes(conn: sqlite3.Connection) -> list[Chosen]:
    """Every code the company gave to an article, newest first."""
    rows = conn.execute(
        "SELECT hs_code, sku, goods_name FROM goods WHERE hs_code <> '' ORDER BY id DESC"
    )
    return [Chosen(*row) for row in rows]


def other_codes(conn: sqlite3.Connection, record: Record, goods_id: int) -> list[Chosen]:
    """Other codes the same name was given in the master, or the same number in a list that was
    made: at most five."""
    rows = conn.execute(
        "SELECT hs_code, sku, goods_name FROM goods"
        " WHERE goods_name = :goods_name AND hs_code NOT IN ('', :hs_code) AND id <> :id"
        " UNION SELECT hs_code, sku, goods_name FROM declaration_line"
        " WHERE sku = :sku AND hs_code NOT IN ('', :hs_code) LIMIT 5",
        {**record, "id": goods_id},
    )
    return [Chosen(*row) for row in rows]


def _conditions(tariff: Tariff) -> dict[str, str]:
    weights = ", ".join(f"'{code}'" for code in _codes(tariff.weights)) or "''"
    return {
        name: "("
        + sql.replace("{unit}", _UNIT.format(n=name[-1])).replace("{weights}", weights)
        + ")"
        for name, sql in _GAPS
    }


def _tariff_join(tariff: Tariff) -> str:
    """The tariff lines as a table in the statement: a reader's connection cannot keep one."""
    values = ", ".join(
        "(" + ", ".join(f"'{code}'" for code in _codes(line)) + ")" for line in tariff.lines
    )
    return (
        "LEFT JOIN (SELECT column1 AS line, column2 AS unit_1, column3 AS unit_2"
        f" FROM (VALUES {values or '(NULL, NULL, NULL)'})) t ON t.line = substr(hs_code, 1, 8)"
    )


def _codes(codes: Iterable[str]) -> Iterable[str]:
    """Codes that may stand in a statement as they are: letters and digits only."""
    for code in codes:
        if code and not code.isalnum():
            raise ValueError(f"not a code: {code!r}")
        yield code
