"""What was typed and not saved is there again, whatever happened to the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.store.draft_file import ENDING, DraftFile
from app.workflow import unsaved
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
    drafts = Unsaved(path)
    drafts.keep(1, DRAFT)
    drafts.forget(1)
    drafts.forget(2)
    drafts.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "strange",
    ["7", "{}", '{"head": 3, "lines": [], "origins": []}', "[" * 100_000],
    ids=["number", "empty", "no head", "deep"],
)
def test_what_is_no_draft_is_put_aside_and_the_window_opens(tmp_path: Path, strange: str) -> None:
    path = tmp_path / "a.sandan"
    text = f'{{"5": {strange}, "6": {json.dumps(unsaved._plain(DRAFT))}}}'
    path.with_name(path.name + ENDING).write_text(text, encoding="utf-8")
    again = Unsaved(path)
    assert again.ids() == ([] if strange.startswith("[") else [6])
    again.close()
    assert [each.read_text("utf-8") for each in tmp_path.glob("*.unreadable")] == [text]


def test_unreadable_file_is_put_aside_never_thrown_away(tmp_path: Path) -> None:
    broken = tmp_path / f"a.sandan{ENDING}"
    broken.write_text('{"0": {"head"', encoding="utf-8")
    assert DraftFile(tmp_path / "a.sandan").read() == {}
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ['{"0": {"head"']
    assert not broken.exists()
