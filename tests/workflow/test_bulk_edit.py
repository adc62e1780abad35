"""One field of many drafts: what would change, then one step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.declaration.fields import EditRefused
from app.store.session import Session
from app.values.progress import SILENT
from app.workflow.bulk_edit import FIELDS, Edit, edit_lists, preview
from app.workflow.export import export
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.lists import compiled, declaring_company

BILL = Edit("bill_no", " ９９９-12345675 ")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        declaring_company(opened)
        yield opened


def test_preview_shows_old_and_new_and_leaves_written_ones_out(
    session: Session, tmp_path: Path
) -> None:
    ids = compiled(session, ["T-1", "T-2", "T-3"])
    export(session, ["SD26110000002"], outbox=tmp_path / "outbox")
    edit_lists(session, ids[:1], BILL, progress=SILENT)
    found = preview(session.conn, ids, BILL)
    assert [(each.before, each.after, each.differs) for each in found] == [
        ("999-12345675", "999-12345675", False),
        ("", "999-12345675", False),
        ("", "999-12345675", True),
    ]


def test_five_hundred_lists_are_edited_and_undone_as_one_step(session: Session) -> None:
    ids = compiled(session, [f"T-{n}" for n in range(500)])
    before = dump(session.conn)
    assert edit_lists(session, ids, BILL, progress=SILENT).counts == {"lists": 500}
    assert dump(session.conn) != before
    session.undo()
    assert dump(session.conn) == before


def test_nothing_that_differs_makes_no_step(session: Session) -> None:
    ids = compiled(session)
    edit_lists(session, ids, Edit("country", "USA"), progress=SILENT)
    assert session.history()[0].verb == "lists"


def test_text_the_field_cannot_hold_is_refused(session: Session) -> None:
    ids = compiled(session)
    with pytest.raises(EditRefused):
        preview(session.conn, ids, Edit("pieces", "many"))


def test_every_field_can_be_previewed(session: Session) -> None:
    texts = {"export_date": "2026-11-17", "statistics_flag": "A"}
    ids = compiled(session)
    for field in FIELDS:
        assert preview(session.conn, ids, Edit(field, texts.get(field, "1")))[0].after
