"""`sandan backup` and `sandan salvage`."""

from __future__ import annotations

import os

import pytest

from app import paths
from app.store import cipher
from tests.cli.runner import Commands


@pytest.fixture(autouse=True)
def cheap_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cipher, "COST", cipher.Cost(1, 64, 1))


def begun(sandan: Commands) -> None:
    sandan.run("new")
    sandan.run("import", sandan.file("orders.csv"))


def test_locked_backup_is_gone_back_to_with_its_passphrase_only(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(sandan)
    assert "no backup yet" in sandan.run("backup", "list").out
    assert "no backup yet" in sandan.run("backup", "restore").err
    assert sandan.run("backup", "locked").code != 0  # nobody typed one
    monkeypatch.setenv("SANDAN_PASSPHRASE", "one two three")
    assert sandan.run("backup", "locked").code == 0
    (listed,) = sandan.run("backup", "list", "--json").json["backups"]
    assert listed["locked"]
    assert listed["rows"]["orders"] == 1
    sandan.data.write_bytes(b"\x00" * 50_000)
    monkeypatch.setenv("SANDAN_PASSPHRASE", "one two four")
    told = sandan.run("backup", "restore")
    assert told.code != 0
    assert "passphrase" in told.err
    monkeypatch.setenv("SANDAN_PASSPHRASE", "one two three")
    lock = paths.claim_on(sandan.data)
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(f"{os.getpid()}\nsandan\n", encoding="utf-8")
    assert "open in a window" in sandan.run("backup", "restore").err
    lock.unlink()
    assert sandan.run("backup", "restore").code == 0
    assert sandan.run("match").code == 0
    assert sandan.run("backup", "restore", "nothing").code == 2


def test_what_can_be_read_is_saved_beside_the_damaged_file(sandan: Commands) -> None:
    begun(sandan)
    told = sandan.run("salvage", "--json")
    assert told.code == 0
    saved = {each["table"]: each["saved"] for each in told.json["tables"]}
    assert saved["orders"] == 1
    assert told.json["rescued"].endswith("test.rescued.sandan")
    assert "orders,1,0,0" in (sandan.data.parent / "test.rescued.report.csv").read_text("utf-8-sig")
    assert sandan.run("salvage", "--output", told.json["rescued"]).code != 0  # not overwritten
