"""Short tables as Excel files: what stands on the screen, numbers as numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from app.workflow.table_export import Grid, export_grid

ON = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)


def test_numbers_are_numbers_and_everything_else_stays_text(tmp_path: Path) -> None:
    rows = [
        ["0012", "1,234.50", "3", "=1+1"],
        ["0013", "—", "0.12345", "无"],
        ["", "-0.05", "12.5 %", ""],
    ]
    grid = Grid("每日清单", ["编号", "金额", "数量", "说明"], rows, frozenset({1, 2}))
    outcome = export_grid(grid, tmp_path / "a.xlsx", on=ON)
    assert outcome.counts == {"rows": 3}
    [sheet] = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [
        ("0012", 1234.5, 3, "=1+1"),
        ("0013", "—", 0.12345, "无"),
        (None, -0.05, "12.5 %", None),
    ]
    assert [sheet.cell(2, at).number_format for at in (2, 3)] == ["#,##0.00###", "General"]
    assert sheet.cell(2, 4).data_type != "f"
