"""How documents become rows in wire order, straight from the store into the writer.

Each message names the SQL for its wire fields; what is not named is left out. Heads and lines come
from two cursors in the order of the documents' ids and are put together as they stream.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from app.declaration.terms import guid
from app.documents.fields import Flow
from app.messages.ceb.spec import NodeSpec, spec
from app.values.finding import DocumentKind
from app.workflow.facts import codes_of

Row = tuple[Any, ...]

_DECLARE = "2"  # appStatus: declared, not only saved


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How one message is filled: `source` joins to `outgoing g`; `head` and `line` are wire name →
    SQL; `line_source` is the table of lines `l` with the column that names the document. The same
    kind of document goes into another message on the other way (`flow`)."""

    message: str
    kind: DocumentKind
    source: str
    head: Mapping[str, str]
    line_source: str = ""
    line: Mapping[str, str] = field(default_factory=dict)
    flow: Flow = Flow.EXPORT

    @property
    def head_sql(self) -> str:
        """One row a document: id, then the head in wire order."""
        columns = _columns(spec(self.message).head, self.head)
        return (
            f"SELECT g.id, {columns} FROM outgoing g CROSS JOIN {self.source}"
            f" WHERE {self._which} ORDER BY g.id"
        )

    @property
    def line_sql(self) -> str:
        """One row a line: id of the document, then the line in wire order; "" without lines."""
        node = spec(self.message).line
        if node is None:
            return ""
        return (
            f"SELECT g.id, {_columns(node, self.line)} FROM outgoing g"
            f" CROSS JOIN {self.line_source}"
            f" WHERE {self._which} ORDER BY g.id, l.line_no"
        )

    @property
    def _which(self) -> str:
        return f"g.kind = '{self.kind.value}' AND g.flow = '{self.flow.value}'"


def documents(conn: sqlite3.Connection, outgoing: Outgoing) -> Iterator[tuple[int, Row, list[Row]]]:
    """The chosen documents of a message: id, head, lines."""
    conn.create_function("document_guid", 2, guid, deterministic=True)
    if outgoing.flow is Flow.IMPORT:
        conn.create_function("wire_country", 1, _wire_country(conn), deterministic=True)
    heads = conn.execute(outgoing.head_sql)
    if not outgoing.line_sql:
        yield from ((row[0], row[1:], []) for row in heads)
        return
    groups = groupby(conn.execute(outgoing.line_sql), key=itemgetter(0))
    waiting = next(groups, None)
    for row in heads:
        lines: list[Row] = []
        if waiting and waiting[0] == row[0]:
            lines = [line[1:] for line in waiting[1]]
            waiting = next(groups, None)
        yield row[0], row[1:], lines


def _columns(node: NodeSpec, given: Mapping[str, str]) -> str:
    if unknown := given.keys() - node.position.keys():
        raise KeyError(f"{node.name} has no {sorted(unknown)}")
    return ", ".join(given.get(field.name, "NULL") for field in node.fields)


def _wire_country(conn: sqlite3.Connection) -> Callable[[str], str]:
    """Import messages carry the older codes of three digits, as their fixed 142 shows."""
    older = {entry.code: entry["legacy_code"] for entry in codes_of(conn).entries("country")}
    return lambda code: older.get(code) or code


def wire_time(column: str) -> str:
    """SQL: "2026-11-21T10:00:00" → "20261121100000", NULL when absent."""
    plain = f"replace(replace(replace({column}, '-', ''), ':', ''), 'T', '')"
    return f"nullif({plain}, '')"


def company_code(party: str, otherwise: str) -> str:
    """SQL: the code of a company as messages carry it."""
    return (
        f"coalesce(nullif({party}.customs_code, ''), nullif({party}.credit_code, ''), {otherwise})"
    )


SENDING = {
    "appType": "g.app_type",
    "appTime": wire_time("g.app_time"),
    "appStatus": f"'{_DECLARE}'",
}
PLATFORM = {"ebpCode": "d.platform_code", "ebpName": "d.platform_name"}
SELLER = {"ebcCode": "d.seller_code", "ebcName": "d.seller_name"}
DECLARANT = {"agentCode": "d.declarant_code", "agentName": "d.declarant_name"}
OF_LIST = "declaration_list d ON d.id = g.list_id"
