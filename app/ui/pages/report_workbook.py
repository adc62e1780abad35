"""导出 Excel: choose a month, see what the workbook will hold, write it, open it or its folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.queries.reports import months
from app.text import LANGUAGES, finding_text
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.report_written import WrittenList
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.values.period import Month
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.report import SHEETS, contents, report

Answer = tuple[list[Month], dict[str, int]]
_HEADINGS = ("sheet", "rows", "what")
_CHOICES_SHARE, _CONTENTS_SHARE = 2, 3
_TOP_SHARE, _WRITTEN_SHARE = 5, 2


class WorkbookView(QWidget):
    """What is wanted at the left, what it will hold at the right, what was written below. Lies in
    `page`, which owns its actions."""

    def __init__(self, page: BasePage) -> None:
        super().__init__(page)
        self.setObjectName("report.workbook")
        self._page = page
        self.context = context = page.context
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        self._months: Sequence[Month] = ()
        self._counts: dict[str, int] = {}
        self._is_own_name = False  # the user named the file; else its name follows the month
        self._add_actions()
        self._build()
        self._offer_months(Month.of(context.today()).previous)
        self._show_texts()
        context.language.follow(self, self._show_texts)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            spec = ActionSpec(f"action.report_{what}", shortcut, icon)
            self.context.actions.add(self._page, spec, do)

        add("write", "Ctrl+Return", "excel", self.write)
        add("target", "Ctrl+S", "save", self.choose_target)
        add("open", "Ctrl+O", "external", lambda: self.written.open_file())
        add("folder", "Ctrl+Shift+O", "folder", lambda: self.written.open_folder())

    def _button(self, what: str, role: str = "") -> ActionButton:
        return ActionButton(self.context.actions[f"action.report_{what}"], role)

    def _build(self) -> None:
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(metrics.CARD_GAP)
        top = QHBoxLayout()
        top.setSpacing(metrics.CARD_GAP)
        top.addWidget(self._make_choices(), _CHOICES_SHARE)
        top.addWidget(self._make_contents(), _CONTENTS_SHARE)
        self.body.addLayout(top, _TOP_SHARE)
        self.written = WrittenList(self.context)
        for what in ("folder", "open"):
            self.written.head.addWidget(self._button(what))
        self.body.addWidget(self.written, _WRITTEN_SHARE)
        begin_at(self, self.month_box)

    def _card(self, title_key: str) -> tuple[QFrame, QVBoxLayout]:
        card = QFrame()
        card.setProperty("role", "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(*metrics.CARD_MARGINS)
        layout.setSpacing(metrics.CARD_GAP)
        title = word_label(self.context.language, title_key, "card-title", card)
        layout.addWidget(title)
        return card, layout

    def _make_choices(self) -> QFrame:
        card, layout = self._card("report_page.choices")
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(metrics.CARD_GAP)
        self._form.setVerticalSpacing(metrics.CARD_GAP)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layout.addLayout(self._form)
        layout.addStretch(1)
        self.month_box, self.language_box = QComboBox(card), QComboBox(card)
        self.reveal, self.target = QCheckBox(card), QLineEdit(card)
        self._add_field("month", self.month_box)
        self._add_field("language", self.language_box)
        self._add_field("personal", self.reveal)
        self.context.language.bind(self.reveal, self.reveal.setText, "report_page.reveal")
        self._add_field("target", self.target)
        self.hint = QLabel(card)
        self.hint.setObjectName("report_hint")
        self.hint.setProperty("ink", "warn")
        self.hint.setWordWrap(True)
        self._form.addRow("", self.hint)
        row = QHBoxLayout()
        row.addWidget(self._button("target"))
        row.addStretch(1)
        row.addWidget(self._button("write", "primary"))
        self._form.addRow("", row)
        self.month_box.activated.connect(lambda _at: self.refresh())
        self.target.textEdited.connect(lambda _text: self._on_own_name())
        for code in LANGUAGES:
            self.language_box.addItem("", code)
        self.language_box.setCurrentIndex(LANGUAGES.index(self.context.language.code))
        return card

    def _add_field(self, name: str, field: QWidget) -> None:
        field.setObjectName(f"report.{name}")
        label = QLabel()
        label.setProperty("role", "label")
        label.setBuddy(field)
        self.context.language.bind(label, label.setText, f"report_page.{name}")
        named = [field, field.view()] if isinstance(field, QComboBox) else [field]
        for widget in named:  # the list that opens has a focus of its own
            self.context.language.bind(widget, widget.setAccessibleName, f"report_page.{name}")
        self._form.addRow(label, field)

    def _make_contents(self) -> QFrame:
        card, layout = self._card("report_page.contents")
        language, theme = self.context.language, self.context.theme
        self.model = PlainModel(theme)
        self.view = PlainTable(self.model, "table.report_contents", language, theme)
        layout.addWidget(self.view, 1)
        self.notice = QLabel(card)
        self.notice.setObjectName("report_notice")
        self.notice.setProperty("ink", "warn")
        self.notice.setWordWrap(True)
        self.notice.setContentsMargins(*metrics.CARD_MARGINS)
        self.notice.hide()
        layout.addWidget(self.notice)
        return card

    def say(self, key: str, /, part: str = "text", **params: object) -> str:
        """A text in the language in use."""
        return self.context.language.text(key, part, **params)

    # showing

    def show_month(self, month: Month | None) -> None:
        """Choose a month, and count what its workbook will hold."""
        self._offer_months(month)
        self.refresh()

    def refresh(self) -> None:
        """Count again what the workbook of the chosen month will hold."""
        self.written.reload()
        self._show_texts()
        month = self.month
        self._asker.ask(lambda conn: (months(conn), contents(conn, month)), self._on_counted)

    @property
    def month(self) -> Month | None:
        """The chosen month; None = everything."""
        chosen = self.month_box.currentData()
        return Month.parse(chosen) if chosen else None

    def _on_counted(self, answer: Answer) -> None:
        known, self._counts = answer
        is_first = not self._months
        self._months = known
        if is_first and known and self.month not in known:
            self._offer_months(known[0])
            self.refresh()
        else:
            self._offer_months(self.month)
            self._show_contents()
            self._notice("" if self._counts["lists"] else self.say("report_page.no_lists"))

    def _offer_months(self, chosen: Month | None) -> None:
        """The months with documents, this one, and everything."""
        offered = {*self._months, *([chosen] if chosen else [])}
        self.month_box.clear()
        self.month_box.addItem(self.say("report_page.all_months"), "")
        for month in sorted(offered, reverse=True):
            self.month_box.addItem(str(month), str(month))
        self.month_box.setCurrentIndex(self.month_box.findData(str(chosen) if chosen else ""))

    def _show_texts(self) -> None:
        self.month_box.setItemText(0, self.say("report_page.all_months"))
        for at, code in enumerate(LANGUAGES):
            self.language_box.setItemText(at, self.say(f"settings.language.{code}"))
        if not self._is_own_name:
            self.target.setText(str(self._usual_target()))
        self._show_hint()
        self._show_contents()

    def _usual_target(self) -> Path:
        folder = str(self.context.options.value("report/folder", ""))
        month = self.month_box.currentText()
        name = self.say("report_page.file_name", month=month)
        return Path(folder or self.context.workspace.path.parent) / name

    def _show_hint(self) -> None:
        exists = Path(self.target.text()).is_file()
        self.hint.setText(self.say("report_page.will_replace") if exists else "")
        self.hint.setVisible(exists)

    def _show_contents(self) -> None:
        headings = [self.say(f"report_contents.{name}") for name in _HEADINGS]
        self.model.show_lines(headings, [self._line(sheet) for sheet in SHEETS])
        self.view.set_widths(120, 90)

    def _line(self, sheet: str) -> Line:
        count = self._counts.get(sheet)
        return [
            Cell(self.say(f"report.sheet.{sheet}"), sheet),
            Cell("" if count is None else f"{count:,}", count, is_number=True),
            Cell(self.say(f"report_contents.{sheet}")),
        ]

    # actions

    def _on_own_name(self) -> None:
        self._is_own_name = bool(self.target.text().strip())
        self._show_hint()

    def choose_target(self) -> None:
        """Choose name and folder in the dialog of the system."""
        name, _ = QFileDialog.getSaveFileName(
            self, self.say("action.report_target"), self.target.text(), "Excel (*.xlsx)"
        )
        if name:
            path = Path(name)
            self.context.options.setValue("report/folder", str(path.parent))
            self.target.setText(str(path if path.suffix else path.with_suffix(".xlsx")))
            self._on_own_name()

    def write(self) -> None:
        """Write the workbook of the chosen month."""
        month, path = self.month, Path(self.target.text().strip() or self._usual_target())
        language, reveal = str(self.language_box.currentData()), self.reveal.isChecked()

        def work(session: Session, progress: Progress) -> Outcome:
            on = session.clock()
            return report(
                session, month, path, language=language, on=on, reveal=reveal, progress=progress
            )

        self.context.workspace.jobs.run("action.report_write", work, self._on_written)

    def _on_written(self, outcome: Outcome) -> None:
        for path in outcome.written:
            self.written.add(path)
            self.context.notify(self.say("report_page.done", name=path.name))
        self._is_own_name = False
        self._counts = outcome.counts
        self._show_texts()
        code = self.context.language.code
        said = [f"{finding_text(f, code)} {finding_text(f, code, 'fix')}" for f in outcome.findings]
        self._notice("\n".join(said))

    def _notice(self, words: str) -> None:
        self.notice.setText(words)
        self.notice.setVisible(bool(words))
