"""Encrypted data files in tests: keys that cost nothing, and what must not be readable."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store import keys
from app.store.cipher import Cost
from app.store.connecting import can_encrypt

WORDS = "测试口令 one two"
OTHER = "another 口令 three"

needs_cipher = pytest.mark.skipif(not can_encrypt(), reason="sqlcipher3 is not installed")


def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make keys at once, and know none at the beginning."""
    monkeypatch.setattr(keys, "_WAYS", {1: Cost(1, 64, 1)})
    monkeypatch.setattr(keys, "_known", {})


def files_holding(folder: Path, *planted: str) -> list[str]:
    """The files below a folder that hold one of the planted texts in any usual code."""
    codes = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
    wanted = {text.encode(code) for text in planted for code in codes}
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and any(each in path.read_bytes() for each in wanted)
    )
