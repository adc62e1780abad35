"""The table of places with personal data is complete: every column of text of the schema stands in
it, once, and nothing that is not there."""

from __future__ import annotations

import re

import pytest

from app.store.database import create
from app.store.personal_places import OWNERS, PLACES
from app.values.personal import is_personal

_NAMES = re.compile(r"buyer_name|payer_name|consignee|recipient|address")


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Table → column → type, of an empty data file."""
    conn = create(tmp_path_factory.mktemp("places") / "empty.sandan")
    tables = [
        row[0]
        for row in conn.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        )
    ]
    found = {
        table: {row[1]: row[2] for row in conn.execute(f"PRAGMA table_info({table})")}
        for table in tables
    }
    conn.close()
    return found


def test_every_table_stands_in_it(columns: dict[str, dict[str, str]]) -> None:
    assert set(PLACES) == set(columns)


def test_every_text_stands_in_it_once(columns: dict[str, dict[str, str]]) -> None:
    for table, place in PLACES.items():
        said = [name for name in place.columns() if name not in place.columns("hashed")]
        texts = [name for name, kind in columns[table].items() if "INT" not in kind.upper()]
        assert sorted(said) == sorted(texts), table


def test_every_hash_of_a_person_stands_in_it(columns: dict[str, dict[str, str]]) -> None:
    for table, place in PLACES.items():
        hashes = {
            name
            for name in columns[table]
            if name.endswith("_hash") and columns[table][name] == "INTEGER"
        } - {"content_hash"}
        assert set(place.columns("hashed")) == hashes, table


def test_what_is_named_like_a_person_is_not_called_free() -> None:
    for table, place in PLACES.items():
        for name in place.columns("free"):
            assert not is_personal(name), (table, name)
            assert not _NAMES.search(name), (table, name)


def test_owners_are_tables_with_their_columns(columns: dict[str, dict[str, str]]) -> None:
    for table, owner in OWNERS.items():
        assert set(re.findall(r"\{row\}\.(\w+)", owner)) <= set(columns[table])
    assert {table for table, place in PLACES.items() if place.person} <= set(OWNERS)
