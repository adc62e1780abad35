"""Presets in the sheet of an export: what is written follows the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from app.queries.table import View, count
from app.ui.pages.base import BasePage
from app.ui.widgets.export_sheet import ExportSheet
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.presets import Preset, drop_preset, presets, save_preset
from app.workflow.table_export import Shown, has_personal

Heading = Callable[[str], str]
ABOUT = "table.preset.about"


class Chosen(QObject):
    """What a sheet will write, `wanted`: what the table shows, or what the chosen preset makes of
    it. Lives as long as the sheet; `heading` finds the heading of a column."""

    def __init__(
        self, page: BasePage, sheet: ExportSheet, shown: Shown, rows: int, heading: Heading
    ) -> None:
        super().__init__(sheet)
        self.wanted = shown
        self._page, self._sheet = page, sheet
        self._shown, self._rows, self._heading = shown, rows, heading
        row = sheet.presets
        row.chosen.connect(self.choose)
        row.kept.connect(self.keep)
        row.replaced.connect(self.replace)
        row.dropped.connect(self.drop)
        row.offer([each.name for each in self.known()])
        row.show()

    def known(self) -> list[Preset]:
        """The presets of the table."""
        table = self._shown.table
        return self._page.context.workspace.read(lambda conn: presets(conn, table), [])

    def choose(self, name: str) -> None:
        """Write by this preset; "" = what the table shows."""
        preset = next((each for each in self.known() if each.name == name), None)
        if preset is None:
            self.wanted = self._shown
            self._sheet.say(self._rows, len(self._shown.columns))
            self._sheet.offer_names(has_personal(self.wanted))
            return
        columns = {each: self._heading(each) for each in preset.columns}
        self.wanted = replace(self._shown, view=preset.view, columns=columns)
        self._sheet.say(self._count(preset.view), len(columns), about=ABOUT)
        self._sheet.offer_names(has_personal(self.wanted))

    def _count(self, view: View) -> int:
        table = self._shown.table
        return self._page.context.workspace.read(lambda conn: count(conn, table, view), 0)

    def keep(self, name: str) -> None:
        """Keep what is to be written now under a name."""
        self._save(name, self.wanted)

    def replace(self, name: str) -> None:
        """Give a name that is taken to what the table shows."""
        self._save(name, self._shown)

    def _save(self, name: str, shown: Shown) -> None:
        table = shown.table
        preset = Preset(name, tuple(shown.columns), shown.view)

        def work(session: Session, _progress: Progress) -> Outcome:
            return save_preset(session, table, preset)

        self._run(work, name)

    def drop(self, name: str) -> None:
        """Take a preset away."""
        table = self._shown.table

        def work(session: Session, _progress: Progress) -> Outcome:
            return drop_preset(session, table, name)

        self._run(work, "")

    def _run(self, work: Callable[[Session, Progress], Outcome], name: str) -> None:
        def done(_outcome: Outcome) -> None:
            self._sheet.presets.offer([each.name for each in self.known()], name)
            self.choose(name)

        self._page.context.workspace.run("verb.export_preset", work, done)
