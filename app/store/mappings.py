"""Column mappings remembered by the fingerprint of a file's headers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any


def mappings(conn: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Fingerprint → mapping as plain values; the newest when several kinds share a header row."""
    rows = conn.execute("SELECT fingerprint, mapping FROM mapping_memory ORDER BY id")
    return {fingerprint: json.loads(mapping) for fingerprint, mapping in rows}


def remember_mapping(
    conn: sqlite3.Connection, fingerprint: str, kind: str, mapping: Mapping[str, Any]
) -> bool:
    """Keep a mapping; True when that changed something."""
    cursor = conn.execute(
        "INSERT INTO mapping_memory (fingerprint, kind, mapping) VALUES (?, ?, ?)"
        " ON CONFLICT (fingerprint, kind) DO UPDATE SET mapping = excluded.mapping"
        " WHERE mapping <> excluded.mapping",
        (fingerprint, kind, json.dumps(mapping, ensure_ascii=False, sort_keys=True)),
    )
    return cursor.rowcount > 0
