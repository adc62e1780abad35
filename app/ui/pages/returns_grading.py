"""退货分级: what came back is graded, checked by somebody else, then to stock or written off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from app.queries.return_grades import CAME_BACK, ReturnedLine, returned_line
from app.queries.table import Row, View, first_rows
from app.ui import metrics
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.returns_watch import percent
from app.ui.values import scaled
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.sheet import Sheet
from app.values.decimals import e5_from_decimal
from app.values.finding import DocumentKind
from app.workflow.opening import Session
from app.workflow.outcome import Changes, Outcome
from app.workflow.return_grading import (
    Destination,
    Grade,
    Graded,
    Yield,
    check_grades,
    grade_line,
    settle_grades,
    usual,
    yield_report,
)
from app.workflow.typed import Typed, number, said

SHOWN = 500
USUAL = "usual"
GRADING = (
    *(FieldSpec(f"grade_{grade}", Editor.NUMBER) for grade in Grade),
    FieldSpec("graded_by"),
    FieldSpec("note"),
)
CHECK = (FieldSpec("checked_by", is_wide=True),)
SETTLE = (
    FieldSpec("destination", Editor.CHOICE, (USUAL, *Destination), "return_destination",
              is_wide=True),
)  # fmt: skip
LINE_HEADS = ("return_own_no", "return_goods", "return_came", "return_graded", "grading_state")
GRADE_HEADS = ("grade", "qty", "graded_by", "checked_by", "outcome", "note")
YIELD_HEADS = ("grade", "qty", "share", "expected")
INKS = {"to_grade": "warn", "to_check": "info", "to_settle": "info", "done": "good"}


class GradingSheet(Sheet):
    """Lines that came back, those with work first; the one in front with its grades; the yield of
    the year. Reads again when something changes."""

    def __init__(self, page: BasePage) -> None:
        super().__init__(page, "returns_grading")
        self._page, self._context = page, page.context
        self._rows: Sequence[tuple[int, Row]] = ()
        self._line: ReturnedLine | None = None
        self._yield: Yield | None = None
        theme, language = self._context.theme, self._context.language
        self.lines, self.grades, self.yields = (PlainModel(theme) for _ in range(3))
        self.line_table = PlainTable(self.lines, "table.return_grading", language, theme)
        self.grade_table = PlainTable(self.grades, "table.return_grades", language, theme)
        self.yield_table = PlainTable(self.yields, "table.return_yield", language, theme)
        for table, height in (
            (self.line_table, metrics.FORM_WIDTH // 2),
            (self.grade_table, metrics.FORM_WIDTH // 4),
            (self.yield_table, metrics.FORM_WIDTH // 2),
        ):
            theme.fit(table, table.setMinimumHeight, height)
        self.says, self.source = QLabel(self.card), QLabel(self.card)
        for label, name in ((self.says, "says"), (self.source, "source")):
            label.setObjectName(f"returns_grading.{name}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.source.setProperty("role", "muted")
        self._lay_out()
        language.bind(self, self.title.setText, "returns_grading.title")
        language.bind(self, self.leave.setText, "returns_watch.leave")
        self.accept.hide()
        self.line_table.selectionModel().currentRowChanged.connect(lambda *_: self._read_line())
        self._context.workspace.changed.connect(self._on_changed)
        language.follow(self, self._say)

    def _lay_out(self) -> None:
        def button(name: str, do: Callable[[], object]) -> QPushButton:
            made = QPushButton(self.card)
            made.setObjectName(f"returns_grading.{name}")
            self._context.language.bind(made, made.setText, f"returns_grading.{name}")
            made.clicked.connect(lambda _on=False: do())
            return made

        self.grade = button("grade", self.ask_grades)
        self.check = button("check", self.ask_check)
        self.settle = button("settle", self.ask_settling)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.INNER_GAP)
        for each in (self.grade, self.check, self.settle):
            buttons.addWidget(each)
        buttons.addStretch(1)
        self.body.addWidget(self.says)
        self.body.addWidget(self.line_table)
        self.body.addWidget(self.grade_table)
        self.body.addLayout(buttons)
        self.body.addWidget(self.yield_table)
        self.body.addWidget(self.source)

    # reading

    def ask(self) -> None:
        """Show it."""
        self.refresh()
        self.open(focus=self.line_table if self._rows else self.leave)

    def refresh(self) -> None:
        """Read lines, grades and yield again; the line in front stays."""
        chosen = self.line_id
        read, today = self._context.workspace.read, self._context.today()
        first = date(today.year, 1, 1)
        rows = read(lambda conn: first_rows(conn, CAME_BACK, View(), SHOWN), list(self._rows))
        at = [column.name for column in CAME_BACK.columns].index("grading_state")
        self._rows = sorted(rows, key=lambda row: row[1][at] == "done")
        self._yield = read(lambda conn: yield_report(conn, first, today), self._yield)
        self._say()
        keys = [key for key, _ in self._rows]
        if keys:
            self.line_table.selectRow(keys.index(chosen) if chosen in keys else 0)
        self._read_line()

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and (not changes.kinds or DocumentKind.GOODS_RETURN in changes.kinds):
            self.refresh()

    @property
    def line_id(self) -> int:
        """The line in front; 0 = none."""
        row = self.line_table.currentIndex().row()
        return self._rows[row][0] if 0 <= row < len(self._rows) else 0

    def _read_line(self) -> None:
        line_id, before = self.line_id, self._line
        self._line = self._context.workspace.read(lambda conn: returned_line(conn, line_id), before)
        self._say_line()

    # saying

    def _say(self) -> None:
        say = self._context.language.text
        names = [column.name for column in CAME_BACK.columns]
        at = [names.index(name) for name in LINE_HEADS]
        row = self.line_table.currentIndex().row()
        self.lines.show_lines(
            [say(f"column.{name}") for name in LINE_HEADS],
            [self._cells([cells[each] for each in at]) for _, cells in self._rows],
        )
        self.line_table.set_widths(142, 180, 88, 76)
        if row >= 0:
            self.line_table.selectRow(row)
        self.line_table.setVisible(bool(self._rows))
        self.says.setText(say("returns_grading.about" if self._rows else "returns_grading.empty"))
        self._say_yield()
        self._say_line()

    def _cells(self, values: Sequence[object]) -> Line:
        own_no, goods, came, graded, state = values
        words = self._context.language.text(f"grading_state.{state}")
        return [
            Cell(str(own_no)),
            Cell(str(goods)),
            Cell(_quantity_e5(came), came, is_number=True),
            Cell(_quantity_e5(graded), graded, is_number=True),
            Cell(words, state, ink=INKS[str(state)]),
        ]

    def _say_line(self) -> None:
        say, line = self._context.language.text, self._line
        grades = line.grades if line else ()
        self.grades.show_lines(
            [say(f"returns_grading.head.{name}") for name in GRADE_HEADS],
            [
                [
                    Cell(say(f"return_grade.{each.grade}")),
                    Cell(_quantity(each.qty), each.qty, is_number=True),
                    Cell(each.graded_by),
                    Cell(each.checked_by or say("returns_grading.unchecked"),
                         ink="" if each.checked_by else "warn"),
                    Cell(say(f"return_destination.{each.outcome}") if each.outcome else "—"),
                    Cell(each.note),
                ]
                for each in grades
            ],
        )  # fmt: skip
        self.grade_table.set_widths(84, 84, 96, 96, 90)
        self.grade_table.setVisible(bool(grades))
        unchecked = [each for each in grades if not each.checked_by]
        self.grade.setEnabled(line is not None and (line.left > 0 or bool(unchecked)))
        self.check.setEnabled(bool(unchecked))
        self.settle.setEnabled(bool(self._unsettled()))
        self._place()

    def _say_yield(self) -> None:
        say, found = self._context.language.text, self._yield
        self.yield_table.setVisible(found is not None)
        self.source.setVisible(found is not None)
        if found is None:
            return
        known = found.reference
        lines: list[Line] = [
            [
                Cell(say(f"return_grade.{line.grade}")),
                Cell(_quantity(line.qty), line.qty, is_number=True),
                Cell(percent(line.share), line.share, is_number=True),
                Cell(percent(line.expected), line.expected, is_number=True),
            ]
            for line in found.lines
        ]
        lines.append(
            [
                Cell(say("returns_grading.resaleable"), ink="info"),
                Cell("", is_number=True),
                Cell(percent(found.resaleable), found.resaleable, is_number=True),
                Cell(percent(known.resaleable if known else None), is_number=True),
            ]
        )
        heads = [say(f"returns_grading.head.{name}") for name in YIELD_HEADS]
        self.yields.show_lines(heads, lines)
        self.yield_table.set_widths(150, 110, 110)
        is_chinese = self._context.language.code == "zh_CN"
        doc = (known.doc if is_chinese else known.doc_en) if known else "—"
        level = say(f"legal.confidence.{known.confidence}") if known else ""
        self.source.setText(
            say("returns_grading.source", graded=_quantity(found.graded), doc=doc, level=level)
        )

    def _unsettled(self) -> list[tuple[int, Grade]]:
        grades = self._line.grades if self._line else ()
        return [
            (each.id, Grade(each.grade)) for each in grades if each.checked_by and not each.outcome
        ]

    # doing

    def ask_grades(self) -> None:
        """Ask how much of the line is of which grade; unchecked grades are given anew."""
        line, today = self._line, self._context.today()
        if line is None:
            return

        def keep(session: Session, typed: Typed) -> Outcome:
            name = said(typed, "graded_by")
            parts = [
                Graded(grade, number(typed, f"grade_{grade}"), typed["note"])
                for grade in Grade
                if typed[f"grade_{grade}"].strip()
            ]
            return grade_line(session, line.id, parts, by=name, on=today)

        open_ = line.left + sum(
            (each.qty for each in line.grades if not each.checked_by), Decimal(0)
        )
        values = {"graded_by": self._context.workspace.actor, "grade_new": _quantity(open_)}
        self._ask("return_grade", GRADING, keep, values)

    def ask_check(self) -> None:
        """Ask who confirms the unchecked grades of the line."""
        ids = [each.id for each in self._line.grades if not each.checked_by] if self._line else []

        def keep(session: Session, typed: Typed) -> Outcome:
            return check_grades(session, ids, by=said(typed, "checked_by"))

        if ids:
            self._ask("return_check", CHECK, keep, {})

    def ask_settling(self) -> None:
        """Ask where the checked goods of the line go."""
        grades, today = self._unsettled(), self._context.today()

        def keep(session: Session, typed: Typed) -> Outcome:
            chosen = typed["destination"]
            return settle_grades(
                session,
                {
                    grade_id: usual(grade) if chosen == USUAL else Destination(chosen)
                    for grade_id, grade in grades
                },
                on=today,
            )

        if grades:
            self._ask("return_settle", SETTLE, keep, {"destination": USUAL})

    def _ask(
        self,
        name: str,
        specs: Sequence[FieldSpec],
        keep: Callable[[Session, Typed], Outcome],
        values: dict[str, str],
    ) -> None:
        sheet = EntrySheet(self._page, name, specs, keep)
        for answered in (sheet.accepted, sheet.closed):
            answered.connect(self._again)
        sheet.ask(values)

    def _again(self) -> None:
        """The keyboard comes back here, not to the page beneath."""
        self.open(focus=self.line_table)


def _quantity_e5(value: object) -> str:
    return scaled(value) if isinstance(value, int) else "—"


def _quantity(value: Decimal) -> str:
    return scaled(e5_from_decimal(value))
