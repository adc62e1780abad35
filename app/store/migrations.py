"""The changes of the schema, in order; one named function each, never edited after release."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("sandan")


def _script(db: Database, name: str) -> None:
    sql = (Path(__file__).parent / name).read_text(encoding="utf-8")
    # executescript commits on its own, which would tear the migration's transaction apart.
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if _is_whole(statement):
            db.conn.execute(statement)
            statement = ""


def _is_whole(statement: str) -> bool:
    # A trigger's inner semicolons do not end it: sqlite3 knows.
    return bool(statement.strip()) and sqlite3.complete_statement(statement)


@MIGRATIONS()
def m0001_first_schema(db: Database) -> None:
    """Everything the export pipeline keeps."""
    _script(db, "schema_0001.sql")


@MIGRATIONS()
def m0002_search(db: Database) -> None:
    """Indexes of what the window counts, and of the quick search over the lists."""
    _script(db, "schema_0002.sql")


@MIGRATIONS()
def m0003_imports(db: Database) -> None:
    """Import lists' account books, taxes, buyers' limits, positive list."""
    _script(db, "schema_0003.sql")


@MIGRATIONS()
def m0004_limits(db: Database) -> None:
    """Release days, returns of imports, buyers' ledgers."""
    _script(db, "schema_0004.sql")


@MIGRATIONS()
def m0005_books(db: Database) -> None:
    """What the account books come to."""
    _script(db, "schema_0005.sql")


@MIGRATIONS()
def m0006_returns(db: Database) -> None:
    """Goods that come back: requests, papers, batches, grades."""
    _script(db, "schema_0006.sql")


@MIGRATIONS()
def m0007_summary(db: Database) -> None:
    """Summary declaration: applications, what they come to, customs entries."""
    _script(db, "schema_0007.sql")


@MIGRATIONS()
def m0008_refunds(db: Database) -> None:
    """B2B exports, purchase invoices, refund claims and their money."""
    _script(db, "schema_0008.sql")


@MIGRATIONS()
def m0009_money(db: Database) -> None:
    """Money received, closed months, the month of a list."""
    _script(db, "schema_0009.sql")


@MIGRATIONS()
def m0010_month_totals(db: Database) -> None:
    """Totals of the months, counted for what is there already."""
    from app.store.journal import journaled_columns
    from app.store.month_totals import MonthTotals

    _script(db, "schema_0010.sql")
    MonthTotals(db.conn, journaled_columns(db.conn)).rebuild()


@MIGRATIONS()
def m0012_persons(db: Database) -> None:
    """Persons, and the audit log, which begins with what was done so far."""
    from app.store import audit

    _script(db, "schema_0012.sql")
    audit.begin(db.conn)
