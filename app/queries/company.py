"""The company whose file this is."""

from __future__ import annotations

import sqlite3

from app.documents.fields import Flow
from app.store.settings import get_company


def company_name_and_code(conn: sqlite3.Connection) -> tuple[str, str]:
    """Name and code of the filed seller; ("", "") when none is filed yet."""
    row = conn.execute(
        "SELECT name, coalesce(nullif(credit_code, ''), customs_code) FROM party"
        " WHERE role = 'seller' AND is_filed = 1 ORDER BY id LIMIT 1"
    ).fetchone()
    return (row[0], row[1]) if row else ("", "")


def company_flows(conn: sqlite3.Connection) -> tuple[Flow, ...]:
    """The ways the company trades, as far as its settings say."""
    return get_company(conn).flows
