"""Runs the command line inside the test, in a home of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main

ORDERS = (
    "电商平台,订单编号,币制,运抵国,订购人,商品货号,商品名称,数量,单价,总价,计量单位\n"
    "测试平台,T-1,USD,美国,Test Buyer 01,SKU-001,测试商品,1,12.50,12.50,件\n"
)


@dataclass(slots=True)
class Told:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found


class Commands:
    """`sandan …` on a data file in a temporary folder."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.data = folder / "data" / "test.sandan"
        self._capsys = capsys
        monkeypatch.setenv("SANDAN_HOME", str(folder / "home"))

    def run(self, *words: object, language: str = "en") -> Told:
        """Run a command on the data file."""
        try:
            code = main(["--lang", language, "--data", str(self.data), *map(str, words)])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = self._capsys.readouterr()
        return Told(code, said.out, said.err)

    def file(self, name: str, content: str = ORDERS) -> Path:
        """A file to import."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path
