"""The history: every entry, and what a step changed field by field, personal data masked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.queries.audit import audit_rows
from app.queries.history import ENTRIES, FieldChange, changes_of
from app.queries.table import Comparison, Filter, View, first_rows
from app.store.session import Session
from tests.helpers.builders import make_order, make_session, put_orders


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.actor = "甲"
        put_orders(opened, [make_order("T-1"), make_order("T-2")])
        for note, phone in (("一", "13800000001"), ("二", "13800000002")):
            with opened.call("note"):
                opened.conn.execute(
                    "UPDATE orders SET note = ?, consignee_phone = ?, goods_value_e5 = 150000"
                    " WHERE order_no = 'T-1'",
                    (note, phone),
                )
        yield opened


def newest(session: Session) -> int:
    (no,) = session.conn.execute("SELECT max(id) FROM audit_entry").fetchone()
    return int(no)


def fields(session: Session, no: int) -> dict[str, tuple[str, str]]:
    found = changes_of(session.conn, no)
    assert found is not None
    return {each.column: (each.before, each.after) for each in found.fields}


def test_each_step_knows_what_it_changed_though_later_ones_changed_it_again(
    session: Session,
) -> None:
    first, second = fields(session, newest(session) - 1), fields(session, newest(session))
    assert first["note"][1] == "一"
    assert second["note"] == ("一", "二")
    assert first["goods_value_e5"][1] == "1.5"
    assert "goods_value_e5" not in second


def test_personal_numbers_are_masked(session: Session) -> None:
    assert fields(session, newest(session))["consignee_phone"] == ("138******01", "138******02")


def test_new_rows_are_counted_and_removed_ones_named(session: Session) -> None:
    with session.call("note"):
        (row_id,) = session.conn.execute("SELECT max(id) FROM orders").fetchone()
        session.conn.execute("DELETE FROM orders WHERE id = ?", (row_id,))
    found = changes_of(session.conn, newest(session))
    assert found is not None
    assert FieldChange("orders", row_id, "", str(row_id), "") in found.fields
    (loading,) = (
        each.no for each in audit_rows(session.conn, limit=9) if each.verb not in ("note", "begin")
    )
    loaded = changes_of(session.conn, loading)
    assert loaded is not None
    assert dict(loaded.added)["orders"] == 2


def test_what_lies_before_a_border_is_said_to_be_forgotten(session: Session) -> None:
    before = newest(session)
    with session.call("export", border=True):
        pass
    found = changes_of(session.conn, before)
    assert found is not None
    assert not found.is_known
    assert changes_of(session.conn, 99) is None


def test_history_is_narrowed_by_person_step_and_day(session: Session) -> None:
    filters = (
        Filter("audit_actor", Comparison.IS, "甲"),
        Filter("verb", Comparison.IS, "note"),
        Filter("audit_at", Comparison.AT_LEAST, "2026-01-01"),
    )
    assert len(first_rows(session.conn, ENTRIES, View(filters), 9)) == 2


def test_undone_step_is_marked(session: Session) -> None:
    session.undo()
    rows = dict(first_rows(session.conn, ENTRIES, View(), 9))
    names = [column.name for column in ENTRIES.columns]
    assert rows[newest(session) - 1][names.index("audit_state")] == "undone"
