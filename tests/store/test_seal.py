"""Every bit that flips while the program is closed is found."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

from app.store.backup import Reason, make_backup, restore
from app.store.seal import BLOCK, changed_blocks, put_seal, seal_of, take_seal
from tests.helpers.builders import make_order, make_session, put_orders

AT = datetime.fromisoformat("2026-11-21T10:00:00")


def closed_file(tmp_path: Path) -> Path:
    with make_session(tmp_path) as session:
        put_orders(session, [make_order(f"T-{number}") for number in range(200)])
    return session.path


def test_file_that_nobody_touched_is_intact(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    put_seal(path)
    seal = take_seal(path)
    assert seal is not None
    assert changed_blocks(path, seal) == []
    assert not seal_of(path).exists()


def test_each_of_a_hundred_flipped_bits_is_found(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    whole = path.read_bytes()
    put_seal(path)
    seal = take_seal(path)
    assert seal is not None
    chance = random.Random(7)
    for _ in range(100):
        at = chance.randrange(len(whole))
        data = bytearray(whole)
        data[at] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        assert changed_blocks(path, seal) == [at // BLOCK]


def test_file_that_was_cut_or_grew_is_found(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    whole = path.read_bytes()
    put_seal(path)
    seal = take_seal(path)
    assert seal is not None
    path.write_bytes(whole[:-1])
    assert changed_blocks(path, seal)
    path.write_bytes(whole + bytes(BLOCK))
    assert changed_blocks(path, seal)


def test_seal_that_is_missing_or_unreadable_says_nothing(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    assert take_seal(path) is None
    seal_of(path).write_text("{}", encoding="utf-8")
    assert take_seal(path) is None
    assert not seal_of(path).exists()


def test_restored_file_has_no_seal_of_the_one_before(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    made = make_backup(path, tmp_path / "backups", reason=Reason.HAND, at=AT)
    put_seal(path)
    restore(made, path, at=AT)
    assert not seal_of(path).exists()
