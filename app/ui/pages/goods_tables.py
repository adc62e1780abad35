"""代码表: an official file of one code table, taken in over the rows the program came with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QWidget
from shiboken6 import isValid

from app.reference.tables import index
from app.text import finding_text
from app.ui import metrics
from app.ui.context import Context
from app.ui.widgets.label import make_label, word_label
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.status_badge import paint_as
from app.workflow.outcome import Outcome
from app.workflow.reference import import_reference

FINDINGS_SAID = 3
FIRST = "hs8"  # the tariff: new every year


class TablesSheet(Sheet):
    """Says of each table whence it is and how far to trust it; stays open to say what came of a
    file."""

    def __init__(self, over: QWidget, context: Context) -> None:
        super().__init__(over, "code_tables")
        self._context = context
        self._path: Path | None = None
        self._came: Outcome | None = None
        self._after: Callable[[], object] = lambda: None
        language = context.language
        for part, key in (
            (self.title, "code_tables.title"),
            (self.accept, "code_tables.accept"),
            (self.leave, "code_tables.leave"),
        ):
            language.bind(part, part.setText, key)
        self.tables = QComboBox(self.card)
        self.tables.setObjectName("code_tables.table")
        for widget in (self.tables, self.tables.view()):
            language.bind(widget, widget.setAccessibleName, "code_tables.table")
        for name in index():
            self.tables.addItem("", name)
        self.tables.setCurrentIndex(self.tables.findData(FIRST))
        self.about = make_label("muted", self.card, name="code_tables.about", wraps=True)
        self.choose = QPushButton(self.card)
        self.choose.setObjectName("code_tables.choose")
        language.bind(self.choose, self.choose.setText, "code_tables.choose")
        self.file = make_label("", self.card, name="code_tables.file")
        self.says = make_label("", self.card, name="code_tables.says", wraps=True)
        self._lay_out()
        self.tables.currentIndexChanged.connect(lambda _at: self._begin_anew())
        self.choose.clicked.connect(lambda _on=False: self._choose())
        self.closed.connect(self.deleteLater)
        language.follow(self, self._show)
        self._show()

    def _lay_out(self) -> None:
        language, row = self._context.language, QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        row.addWidget(self.choose)
        row.addWidget(self.file, 1)
        what = word_label(language, "code_tables.text", "muted", self.card, wraps=True)
        for widget in (what, self.tables, self.about):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.body.addWidget(self.says)

    def ask(self, after: Callable[[], object]) -> None:
        """Show it; `after` whenever a file was taken in."""
        self._after = after
        self.open(focus=self.tables)

    def take(self, path: Path) -> None:
        """This file is to be taken in."""
        self._path, self._came = path, None
        self._show()
        self.accept.setFocus()

    # showing

    def _begin_anew(self) -> None:
        self._path = self._came = None
        self._show()

    def _show(self) -> None:
        say, code = self._context.language.text, self._context.language.code
        tables = index()
        title = "zh" if code == "zh_CN" else "en"
        for at, about in enumerate(tables.values()):
            self.tables.setItemText(at, about["title"][title])
        about = tables[self.tables.currentData()]
        trust = say(f"reference.trust.{about['trust']}")
        self.about.setText(
            say("code_tables.about", source=about["source"], rows=f"{about['rows']:,}", trust=trust)
        )
        self.file.setText(self._path.name if self._path else say("code_tables.no_file"))
        self.accept.setEnabled(self._path is not None and self._came is None)
        self._say_result()

    def _say_result(self) -> None:
        self.says.setVisible(self._came is not None)
        if (came := self._came) is None:
            return
        language = self._context.language
        counts = {name: f"{came.counts[name]:,}" for name in ("rows", "changed", "left_out")}
        lines = [language.text("code_tables.came", **counts)]
        for finding in came.findings[:FINDINGS_SAID]:
            row = finding.provenance.row if finding.provenance else 0
            said = (finding_text(finding, language.code, part) for part in ("text", "fix"))
            lines.append(language.text("code_tables.row", row=row, said=" ".join(said)))
        self.says.setText("\n".join(lines))
        paint_as(self.says, "ink", "warn" if came.findings else "good")

    # doing

    def _choose(self) -> None:
        say = self._context.language.text
        name, _ = QFileDialog.getOpenFileName(
            self, say("code_tables.choose"), "", say("import.file_filter")
        )
        if name:
            self.take(Path(name))

    def _accept(self) -> None:
        path, table, on = self._path, self.tables.currentData(), self._context.today()
        if path is None:
            return
        self.accept.setEnabled(False)
        self._context.workspace.run(
            "verb.reference",
            lambda session, progress: import_reference(
                session, table, path, on=on, progress=progress
            ),
            self._on_kept,
        )

    def _on_kept(self, outcome: Outcome) -> None:
        if not isValid(self):  # it was left meanwhile
            return
        self._came = outcome
        self._show()
        self.leave.setFocus()
        self._after()
