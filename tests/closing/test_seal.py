"""The seal can be computed again by anybody, and nothing it covers can change unseen."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from app.closing.seal import Hashes, Signing, hash_of, seal

SIGNING = Signing("2026-10", "close", "甲", "2026-11-02T09:00:00", reason="月结")
HASHES = Hashes("f", "d", 7, "l", "")


def test_the_hash_is_that_of_plain_lines() -> None:
    text = "2026-10\tlists\texport\t3\n2026-10\t金额\t\t-5\n"
    rows = [("2026-10", "lists", "export", 3), ("2026-10", "金额", "", -5)]
    assert hash_of(rows) == hashlib.sha256(text.encode()).hexdigest()


def test_a_tab_inside_a_part_cannot_pass_for_a_border() -> None:
    assert hash_of([("a\tb", "c")]) == hash_of([("a b", "c")])
    assert hash_of([("a\tb", "c")]) != hash_of([("a", "b\tc")])


def test_the_seal_is_the_same_for_the_same_signing() -> None:
    assert seal(SIGNING, HASHES) == seal(SIGNING, HASHES)
    assert len(seal(SIGNING, HASHES)) == 64


@pytest.mark.parametrize("part", ["month", "action", "signed_by", "signed_at", "second_by"])
def test_another_signing_has_another_seal(part: str) -> None:
    assert seal(replace(SIGNING, **{part: "x"}), HASHES) != seal(SIGNING, HASHES)


@pytest.mark.parametrize("part", ["figures", "documents", "log_head", "log", "previous"])
def test_other_figures_have_another_seal(part: str) -> None:
    other = replace(HASHES, **{part: 8 if part == "log_head" else "x"})
    assert seal(SIGNING, other) != seal(SIGNING, HASHES)
