"""A month on an encrypted file: the same results, and nothing of a buyer readable around it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app import log, paths
from app.declaration.draft import Draft
from app.store import database
from app.store.connecting import connect, unlock
from app.store.keys import forget_all, is_encrypted, new_key
from app.workflow.backups import Reason, keeper_of
from app.workflow.checkup import check
from app.workflow.demo import run as run_demo
from app.workflow.opening import local_now
from app.workflow.unsaved import NEW, Unsaved
from tests.helpers.encrypted import WORDS, cheap_keys, files_holding, needs_cipher

pytestmark = needs_cipher
SALES = 60
HANDED_OUT = ("input", "outbox", "inbox", "workbook.xlsx", "planted.json")  # plain by their purpose


def names_and_numbers(path: Path) -> list[str]:
    """What a stranger must not read: of everybody in the file, at random but the same each time."""
    with closing(connect(path)) as conn:
        found = conn.execute(
            "SELECT buyer_name FROM orders UNION SELECT buyer_id_no FROM orders"
            " UNION SELECT consignee FROM waybill UNION SELECT consignee_phone FROM waybill"
        ).fetchall()
    return [str(each) for (each,) in found if each and len(str(each)) > 4]


def test_a_month_leaves_nothing_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_keys(monkeypatch)
    temporary = tmp_path / "temp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    plain_create = database.create
    monkeypatch.setattr(
        database, "create", lambda path, key=None: plain_create(path, key=key or new_key(WORDS))
    )
    log.start(paths.log_folder())
    folder = tmp_path / "data"
    assert run_demo(folder, out=lambda _line: None, size=SALES)
    data_file = folder / "demo.sandan"
    assert is_encrypted(data_file)
    forget_all()
    unlock(data_file, WORDS)
    planted = names_and_numbers(data_file)
    assert len(planted) > SALES
    assert files_holding(folder, *planted)  # the scan finds what lies there plain
    drafts = Unsaved(data_file)
    drafts.keep(NEW, Draft({"buyer_name": planted[0]}, (), ()))
    drafts.close()
    keeper = keeper_of(data_file, clock=local_now)
    made = keeper.make(Reason.HAND).backup
    assert made is not None
    keeper.restore(made)
    assert check(data_file, keeper).is_good
    log.stop()
    left = [
        name
        for name in files_holding(tmp_path, *planted)
        if Path(name).parts[:2] not in {("data", each) for each in HANDED_OUT}
    ]
    assert left == []
    again = Unsaved(data_file)
    assert again.ids() == [NEW]
    again.close()
