"""Code tables and law as small temporary tables, so that the bulk statements can join them.

tariff: statutory units, export duty and licence of the goods codes in use, by eight digits;
weight_unit: units that are a weight, as kg = weight * numerator / denominator;
country_port: the port code that stands for a whole country (CEB603.POD).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from fractions import Fraction

from app.reference.codes import Codes
from app.reference.hs import tariff_lines

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS tariff (
    line TEXT PRIMARY KEY, unit_1 TEXT, unit_2 TEXT, has_duty INTEGER, has_licence INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS weight_unit (
    code TEXT PRIMARY KEY, numerator INTEGER, denominator INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS country_port (
    country TEXT PRIMARY KEY, port TEXT) WITHOUT ROWID;
DELETE FROM tariff;
DELETE FROM weight_unit;
DELETE FROM country_port
"""


def load_tables(conn: sqlite3.Connection, codes: Codes) -> None:
    """Fill the tables; once per run, cheap enough for a single document."""
    for statement in _TABLES.split(";"):  # executescript would end the call's transaction
        conn.execute(statement)
    in_use = [code for (code,) in conn.execute("SELECT DISTINCT hs_code FROM goods")]
    conn.executemany(
        "INSERT INTO tariff VALUES (?, ?, ?, ?, ?)",
        (
            (line.line, line.unit_1, line.unit_2, line.has_duty, line.has_licence)
            for line in tariff_lines(in_use, codes)
        ),
    )
    conn.executemany("INSERT INTO weight_unit VALUES (?, ?, ?)", _weight_units(codes))
    conn.executemany("INSERT OR IGNORE INTO country_port VALUES (?, ?)", _country_ports(codes))


def _weight_units(codes: Codes) -> Iterator[tuple[str, int, int]]:
    for entry in codes.entries("unit"):
        if entry["kg_factor"]:
            factor = Fraction(entry["kg_factor"])
            yield entry.code, factor.numerator, factor.denominator


def _country_ports(codes: Codes) -> Iterator[tuple[str, str]]:
    for country in codes.column("country"):
        entry = codes.lookup("port", f"{country}000")
        if entry:
            yield country, entry["legacy_code"]
