"""Every stage of the table, in its order, on files as the trade has them: from nothing to a
workbook, on the command line and without a window."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app import resources
from app.__main__ import main
from app.demo.files import write_month
from app.store.database import open_reader
from app.values.period import Month
from app.workflow.pipeline import STAGES, waiting

ORDERS = 120


class Firm:
    """A company's folder, and its program."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.data = folder / "测试 公司.sandan"
        self._capsys = capsys

    def run(self, *words: object) -> dict[str, Any]:
        """One command; its answer as another program would get it."""
        code = main(["--json", "--data", str(self.data), *map(str, words)])
        printed = self._capsys.readouterr().out
        assert code in (0, 1), printed
        answer = json.loads(printed)
        assert isinstance(answer, dict)
        return answer


@pytest.fixture
def firm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Firm:
    monkeypatch.setenv("SANDAN_HOME", str(tmp_path / "home"))
    write_month(tmp_path / "files", seed=7, size=ORDERS, month=Month(2026, 10))
    return Firm(tmp_path, capsys)


def company() -> list[str]:
    profile = resources.load_toml("demo/company.toml")["profile"]
    return [f"{name}={int(v) if isinstance(v, bool) else v}" for name, v in profile.items()]


def test_every_stage_walks_from_files_to_the_workbook(firm: Firm) -> None:
    firm.run("new")
    firm.run("company", *company())
    words: dict[str, tuple[object, ...]] = {
        "import": (firm.folder / "files",),
        "receive": (firm.folder / "inbox",),
        "report": ("--output", firm.folder / "month.xlsx"),
    }
    for stage in STAGES:
        if stage.verb == "receive":
            firm.run("simulate", "--seed", "1")
        firm.run(stage.verb, *words.get(stage.verb, ()))
    with closing(open_reader(firm.data)) as conn:
        left = waiting(conn)
    assert left["match"] > 0  # planted faults wait for a person
    assert left["lists"] == left["export"] == left["receive"] == 0
    assert (firm.folder / "outbox").is_dir()
    assert openpyxl.load_workbook(firm.folder / "month.xlsx").sheetnames
