"""What was typed and not saved is there again, whatever happened to the program."""

from __future__ import annotations

from pathlib import Path

from app.store.draft_file import ENDING, DraftFile
from app.workflow.list_form import Draft
from app.workflow.unsaved import NEW, Unsaved

DRAFT = Draft({"order_no": "T-1", "note": ""}, ({"sku": '007"\n', "price": "１"},), (0,))


def test_draft_survives_a_program_that_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "公司.sandan"
    first = Unsaved(path)
    first.keep(NEW, DRAFT)
    first.keep(7, DRAFT)
    first.forget(7)
    first.close()
    again = Unsaved(path)
    assert again.get(NEW) == DRAFT
    assert again.ids() == [NEW]
    again.close()


def test_without_drafts_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.sandan"
    unsaved = Unsaved(path)
    unsaved.keep(1, DRAFT)
    unsaved.forget(1)
    unsaved.forget(2)
    unsaved.close()
    assert list(tmp_path.iterdir()) == []


def test_unreadable_file_is_put_aside_never_thrown_away(tmp_path: Path) -> None:
    broken = tmp_path / f"a.sandan{ENDING}"
    broken.write_text('{"0": {"head"', encoding="utf-8")
    assert DraftFile(tmp_path / "a.sandan").read() == {}
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ['{"0": {"head"']
    assert not broken.exists()
