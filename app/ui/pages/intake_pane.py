"""How one file would be read, and what of it can be said otherwise: kind, sheet, encoding, order of
dates, fields of the columns. Every choice is answered by a new look at the whole file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
)

from app.documents.fields import FileKind, Flow
from app.text import error_text, finding_text
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.intake_differences import DifferenceTable
from app.ui.pages.intake_findings import FindingList
from app.ui.pages.intake_mapping import INKS, MappingModel, MappingTable, personal_columns
from app.ui.pages.intake_queue import Item, State
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.tabs import Tabs
from app.values.finding import Finding, Severity
from app.values.personal import masked_number
from app.workflow.incoming import ENCODINGS, Reading, TableFile

DATE_ORDERS = ("", "mdy", "dmy")
OPTIONS = ("kind", "flow", "sheet", "header", "encoding", "dates")
LONG = {"header": 14, "encoding": 14}  # letters shown of boxes with long entries
HEADER_SAMPLE = 60  # letters of a row shown to choose it by


class PreviewPane(QFrame):
    """`asked` carries a file and how it is to be read instead."""

    asked = Signal(object, object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "card")
        self._item: Item | None = None
        self._sheet = ""
        self.boxes: dict[str, QComboBox] = {}
        self._labels: dict[str, QLabel] = {}
        language, theme = context.language, context.theme
        self.mapping = MappingModel(language, theme)
        self.rows = PlainModel(theme)
        self.findings = FindingList(language, theme)
        self._build()
        self.mapping.decided.connect(self._decide_column)
        self.mapping.fixed.connect(self._fix_value)
        self.show_item(None)

    # building

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        self.notice = QFrame(self)
        self.notice.setProperty("role", "notice")
        self.notice.setProperty("status", "bad")
        self.notice_text = QLabel(self.notice)
        self.notice_text.setObjectName("import_notice")
        self.notice_text.setWordWrap(True)
        inside = QVBoxLayout(self.notice)
        inside.setContentsMargins(*metrics.CARD_MARGINS)
        inside.addWidget(self.notice_text)
        around = QVBoxLayout()
        around.setContentsMargins(metrics.CARD_GAP, 0, metrics.CARD_GAP, metrics.INNER_GAP)
        around.addWidget(self.notice)
        layout.addLayout(around)
        layout.addWidget(self._make_tabs(), 1)
        layout.addStretch()

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.setSpacing(metrics.INNER_GAP)
        for name in OPTIONS:
            label = QLabel(self)
            label.setProperty("role", "label")
            box = QComboBox(self)
            box.setObjectName(f"import.{name}")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            if name in LONG:
                box.setSizeAdjustPolicy(
                    QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
                )
                box.setMinimumContentsLength(LONG[name])
                # The list is made anew with every style sheet: asked for each time.
                self.context.theme.fit(box, partial(_widen_list, box), metrics.FORM_WIDTH)
            label.setBuddy(box)
            self.context.language.bind(label, label.setText, f"import.{name}")
            for widget in (box, box.view()):  # the list that opens has a focus of its own
                self.context.language.bind(widget, widget.setAccessibleName, f"import.{name}")
            box.activated.connect(lambda _at, n=name: self._on_choice(n))
            self.boxes[name], self._labels[name] = box, label
            head.addWidget(label)
            head.addWidget(box)
        self.facts = make_label("muted", self, name="import_facts")
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addWidget(self.facts, 1)
        return head

    def _make_tabs(self) -> Tabs:
        language, theme = self.context.language, self.context.theme
        self.mapping_view = MappingTable(self.mapping, language, theme)
        self.rows_view = PlainTable(self.rows, "table.import_rows", language, theme)
        self.rows_view.verticalHeader().show()
        self.rows_view.horizontalHeader().setStretchLastSection(False)
        self.rows_view.horizontalHeader().setMinimumSectionSize(metrics.FORM_WIDTH // 4)
        self.rows_view.horizontalHeader().setMaximumSectionSize(metrics.FORM_WIDTH)
        self.tabs = Tabs("import.tabs", language, self)
        self.tabs.setDocumentMode(False)
        self.differences = DifferenceTable(language, theme)
        for view in (self.mapping_view, self.rows_view, self.findings, self.differences):
            self.tabs.addTab(view, "")
        return self.tabs

    # showing

    def show_item(self, item: Item | None) -> None:
        """Show a file as it stands now; None = nothing is chosen."""
        is_first_sight = item is not self._item or not self.mapping.rowCount()
        self._item = item
        table = self._table()
        self._sheet = table.source.sheet if table is not None else ""
        self._show_options(table)
        self._show_notice()
        found = self._found()
        here = [f for f in found if f.provenance is None or f.provenance.sheet == self._sheet]
        self._show_mapping(table, here)
        self._show_rows(table, here)
        self.findings.show_findings(found)
        preview = item.preview if item else None
        self.differences.show_differences(preview.differences if preview else ())
        self._name_tabs(table, len(found))
        if is_first_sight and table is not None:
            self.mapping_view.set_widths(230, 220, 130, 70)
            self.tabs.setCurrentWidget(self._best_tab())

    def _best_tab(self) -> PlainTable | FindingList:
        is_taken = self._item is not None and self._item.state is State.DONE
        return self.findings if is_taken and self._found() else self.mapping_view

    def _table(self) -> TableFile | None:
        tables = self._item.tables if self._item else []
        same = (table for table in tables if table.source.sheet == self._sheet)
        return next(same, tables[0] if tables else None)

    def _found(self) -> list[Finding]:
        outcome = self._item.outcome if self._item else None
        return outcome.findings if outcome else []

    def _show_mapping(self, table: TableFile | None, findings: list[Finding]) -> None:
        current = self.mapping_view.currentIndex()
        self.mapping.show_table(table, findings)
        if 0 <= current.row() < self.mapping.rowCount():
            self.mapping_view.setCurrentIndex(self.mapping.index(current.row(), current.column()))

    def _show_options(self, table: TableFile | None) -> None:
        say = self.context.language.text
        item, source = self._item, table.source if table else None
        reading = item.incoming.reading if item else Reading()
        kind = table.kind if table else reading.kind
        kinds = [(say(f"import_kind.{one}"), one.value) for one in FileKind]
        self._offer("kind", kinds, kind.value if kind else None)
        flow = source.columns.flow if source else None
        flows = [(say(f"trades.{one}"), one.value) for one in Flow]
        self._offer("flow", flows, flow.value if flow else None)
        names = item.sheets if item else []
        self._offer("sheet", [(name, name) for name in names], self._sheet)
        self._offer("header", self._header_rows(table), str(source.header_row) if source else None)
        self._offer("encoding", self._encodings(table), reading.encoding or "")
        dates = [(say(f"import_dates.{order or 'auto'}"), order) for order in DATE_ORDERS]
        self._offer("dates", dates, reading.date_order)
        is_text = source is not None and source.opened.encoding is not None
        can_choose_kind = table is not None or self._is_kind_open()
        has_column = source is not None and "flow" in source.columns.recipes
        shown = {
            "kind": can_choose_kind,
            "flow": flow is not None and not has_column,
            "sheet": len(names) > 1,
            "encoding": is_text,
        }
        for name in OPTIONS:
            is_shown = shown.get(name, table is not None)
            self.boxes[name].setVisible(is_shown)
            self._labels[name].setVisible(is_shown)
        self.facts.setText(self._facts(table))
        self.facts.setToolTip(self.facts.text())
        is_doubtful = any(f.code == "intake.encoding_doubtful" for f in self._found())
        self.boxes["encoding"].setProperty("status", "warn" if is_doubtful else "")
        self.boxes["encoding"].style().polish(self.boxes["encoding"])

    def _is_kind_open(self) -> bool:
        """Whether the file would be a table, if somebody said of what."""
        error = self._item.error if self._item else None
        return error is not None and error.code == "intake.kind_unknown"

    def _offer(self, name: str, choices: Iterable[tuple[str, str]], current: str | None) -> None:
        box = self.boxes[name]
        with QSignalBlocker(box):
            box.clear()
            for label, value in choices:
                box.addItem(label, value)
            box.setCurrentIndex(box.findData(current))

    def _header_rows(self, table: TableFile | None) -> list[tuple[str, str]]:
        """The rows that may hold the headings, with how each begins."""
        rows = table.source.top if table else ()
        say = self.context.language.text
        return [
            (say("import.row", row=number, cells=_beginning(row)), str(number))
            for number, row in rows
            if any(str(cell).strip() for cell in row)
        ]

    def _encodings(self, table: TableFile | None) -> list[tuple[str, str]]:
        say = self.context.language.text
        guess = table.source.opened.encoding if table else None
        name = say(f"encoding.{guess.name}") if guess else ""
        reading = self._item.incoming.reading if self._item else Reading()
        auto = say("import.auto") if reading.encoding else say("import.guessed", name=name)
        return [(auto, ""), *((say(f"encoding.{one}"), one) for one in ENCODINGS)]

    def _facts(self, table: TableFile | None) -> str:
        if table is None:
            return ""
        say, source = self.context.language.text, table.source
        profile = source.columns.profile
        return say("import.profile", name=profile.title) if profile else ""

    def _show_notice(self) -> None:
        """Why nothing can come in, or what should be looked at first."""
        status, words = "bad", ""
        item, code = self._item, self.context.language.code
        if item is not None and item.error is not None:
            words = "\n".join(error_text(item.error, code))
        elif item is not None and item.state is State.WAITING:
            status, words = "info", self.context.language.text("import.looking_at_it")
        else:
            general = [f for f in self._found() if f.provenance and not f.provenance.row]
            open_ones = [f for f in general if f.severity is not Severity.NOTE]
            if open_ones:
                first = min(open_ones, key=lambda f: f.severity is not Severity.BLOCKING)
                status = INKS[first.severity]
                words = f"{finding_text(first, code)} {finding_text(first, code, 'fix')}"
        self.notice.setVisible(bool(words))
        self.notice_text.setText(words)
        self.notice.setProperty("status", status)
        self.notice.style().polish(self.notice)

    def _show_rows(self, table: TableFile | None, findings: list[Finding]) -> None:
        if table is None:
            self.rows.show_lines([], [])
            return
        source = table.source
        inks = {
            (f.provenance.row, f.provenance.column): f for f in reversed(findings) if f.provenance
        }
        personal = personal_columns(table)
        lines: list[Line] = []
        for number, row in source.preview:
            lines.append(
                [
                    self._raw_cell(
                        "" if cell is None else str(cell),
                        inks.get((number, header)),
                        is_personal=at in personal,
                    )
                    for at, (header, cell) in enumerate(zip(source.headers, row, strict=False))
                ]
            )
        names = [str(number) for number, _ in source.preview]
        self.rows.show_lines(source.headers, lines, names=names)
        header = self.rows_view.horizontalHeader()
        for at in range(header.count()):  # by the heading alone: measuring cells takes too long
            header.resizeSection(at, header.sectionSizeHint(at) + metrics.CARD_GAP)

    def _raw_cell(self, text: str, finding: Finding | None, *, is_personal: bool) -> Cell:
        shown = masked_number(text) if is_personal else text
        if finding is None:
            return Cell(shown)
        hint = finding_text(finding, self.context.language.code, "fix")
        return Cell(shown, hint=hint, ink=INKS[finding.severity])

    def _name_tabs(self, table: TableFile | None, found: int) -> None:
        say = self.context.language.text
        self.tabs.setTabText(0, say("import.tab_mapping"))
        self.tabs.setTabText(1, say("import.tab_rows"))
        self.tabs.setTabText(2, say("import.tab_findings", count=f"{found:,}"))
        changed = self.differences.lines.rowCount()
        self.tabs.setTabText(3, say("import.tab_differences", count=f"{changed:,}"))
        for at in (0, 1):
            self.tabs.setTabVisible(at, table is not None)
        self.tabs.setTabVisible(3, changed > 0)
        self.tabs.setVisible(table is not None or self._has_outcome())

    def _has_outcome(self) -> bool:
        return self._item is not None and self._item.outcome is not None

    # saying otherwise

    def _on_choice(self, name: str) -> None:
        item = self._item
        if item is None:
            return
        value = str(self.boxes[name].currentData())
        reading = item.incoming.reading
        if name == "sheet" and any(table.source.sheet == value for table in item.tables):
            self._sheet = value
            self.show_item(item)
        elif name == "sheet":
            self._ask(replace(reading, sheet=value))
        elif name == "kind":
            self._ask(replace(reading, kind=FileKind(value), overrides={}, constants={}))
        elif name == "flow":
            self._fix_value(name, value)
        elif name == "header":
            self._take_header(int(value))
        elif name == "encoding":
            self._ask(replace(reading, encoding=value or None))
        else:
            self._ask(replace(reading, date_order=value))

    def _take_header(self, row: int) -> None:
        """Read the headings in this row; what was said about other headings is void."""
        table = self._table()
        if table is not None and row != table.source.header_row:
            reading = self._item.incoming.reading if self._item else Reading()
            self._ask(replace(reading, header_row=row, kind=table.kind, overrides={}, constants={}))

    def _decide_column(self, header: str, field: str) -> None:
        reading = self._item.incoming.reading if self._item else Reading()
        self._ask(replace(reading, overrides={**reading.overrides, header: field}))

    def _fix_value(self, field: str, value: str) -> None:
        reading = self._item.incoming.reading if self._item else Reading()
        rest = {name: kept for name, kept in reading.constants.items() if name != field}
        self._ask(replace(reading, constants={**rest, field: value} if value else rest))

    def _ask(self, reading: Reading) -> None:
        """Of several sheets only the shown one is spoken of."""
        assert self._item is not None
        if len(self._item.tables) > 1 and reading.sheet is None:
            reading = replace(reading, sheet=self._sheet)
        self.asked.emit(self._item, reading)


def _widen_list(box: QComboBox, px: int) -> None:
    """Give the list that opens from a box its width."""
    box.view().setMinimumWidth(px)


def _beginning(row: Sequence[object]) -> str:
    """How a row begins, short enough for a box."""
    words = " | ".join(" ".join(str(cell).split()) for cell in row if str(cell).strip())
    return words if len(words) <= HEADER_SAMPLE else f"{words[:HEADER_SAMPLE]}…"
