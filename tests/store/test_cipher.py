"""A locked file opens with its passphrase, whole, or not at all."""

from __future__ import annotations

import io
import struct
from itertools import product
from pathlib import Path

import pytest

from app.store import cipher, keys
from app.store.cipher import Cost, WeakPassphrase, WrongPassphrase, lock, unlock, unlocked

WORDS = "测试口令 one two"
HEAD = 8 + 16 + 7 + 12
PIECE = 64


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cipher, "COST", Cost(1, 64, 1))
    monkeypatch.setattr(cipher, "PIECE", PIECE)


def locked(tmp_path: Path, plain: bytes, words: str = WORDS) -> Path:
    path = tmp_path / "locked"
    lock(io.BytesIO(plain), path, words)
    return path


def opened(path: Path, words: str = WORDS) -> bytes:
    return b"".join(unlocked(path, words))


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 500])
def test_what_went_in_comes_out(tmp_path: Path, length: int) -> None:
    plain = bytes(at % 251 for at in range(length))
    path = locked(tmp_path, plain)
    assert opened(path) == plain
    unlock(path, tmp_path / "plain", WORDS)
    assert (tmp_path / "plain").read_bytes() == plain


def test_nothing_of_the_plain_bytes_shows_and_no_two_files_are_alike(tmp_path: Path) -> None:
    plain = b"Test Buyer 01 " * 40
    first = locked(tmp_path, plain).read_bytes()
    second = locked(tmp_path, plain).read_bytes()
    assert b"Buyer" not in first
    assert first[:8] == second[:8]
    assert first[8:31] != second[8:31]
    assert first[HEAD : HEAD + PIECE] != second[HEAD : HEAD + PIECE]


@pytest.mark.parametrize("words", ["", "测试口令 one twO", WORDS + " ", WORDS[:-1]])
def test_another_passphrase_is_refused(tmp_path: Path, words: str) -> None:
    path = locked(tmp_path, b"x" * 200)
    with pytest.raises(WrongPassphrase):
        opened(path, words)


def test_the_same_letters_of_another_keyboard_are_the_same(tmp_path: Path) -> None:
    path = locked(tmp_path, b"x", "ｐａｓｓｗｏｒｄ１")
    assert opened(path, "password1") == b"x"


def test_every_bit_counts(tmp_path: Path) -> None:
    path = locked(tmp_path, b"y" * 70)
    whole = path.read_bytes()
    costs = range(31, HEAD)  # of these a dearer key would take long to be refused
    for at, bit in product(set(range(len(whole))) - set(costs), range(8)):
        changed = bytearray(whole)
        changed[at] ^= 1 << bit
        path.write_bytes(changed)
        with pytest.raises(WrongPassphrase):
            opened(path)


@pytest.mark.parametrize(
    "cost", [(0, 64, 1), (2, 64, 1), (1, 72, 1), (1, 64, 2), (1, 2**32 - 1, 1)]
)
def test_a_head_that_says_another_cost_is_refused(
    tmp_path: Path, cost: tuple[int, int, int]
) -> None:
    path = locked(tmp_path, b"y")
    whole = bytearray(path.read_bytes())
    whole[31:HEAD] = struct.pack(">III", *cost)
    path.write_bytes(whole)
    with pytest.raises(WrongPassphrase):
        opened(path)


def test_an_end_that_was_cut_off_is_missed_wherever_it_was_cut(tmp_path: Path) -> None:
    path = locked(tmp_path, b"z" * (3 * PIECE))
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(WrongPassphrase):
            opened(path)
    path.write_bytes(whole + b"\x00")
    with pytest.raises(WrongPassphrase):
        opened(path)


def test_pieces_keep_their_places(tmp_path: Path) -> None:
    path = locked(tmp_path, bytes(range(256)))
    whole, size = path.read_bytes(), PIECE + 16
    head = whole[:HEAD]
    pieces = [whole[at : at + size] for at in range(HEAD, len(whole), size)]
    assert len(pieces) == 4
    for order in ([1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3], [0, 1, 2], [0, 0, 1, 2, 3], [3], [0, 3]):
        path.write_bytes(head + b"".join(pieces[at] for at in order))
        with pytest.raises(WrongPassphrase):
            opened(path)


def test_guessing_a_passphrase_is_dear() -> None:
    """As SECURITY.md says; tests use a cheaper one."""
    assert Cost() == Cost(passes=3, memory_kb=64 * 1024, lanes=4)
    assert {1: Cost()} == keys._WAYS


def test_a_short_passphrase_keeps_nobody_out(tmp_path: Path) -> None:
    with pytest.raises(WeakPassphrase):
        locked(tmp_path, b"x", "1234567")
    assert not (tmp_path / "locked").exists()
    locked(tmp_path, b"x", "12345678")
