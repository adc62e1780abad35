"""Clearing personal data: by age or by person, counted and confirmed before anything goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.plain_model import Cell, PlainModel
from app.ui.pages.base import BasePage
from app.ui.stored_view import mask_options
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.status_badge import paint_as
from app.values.progress import Progress
from app.workflow.opening import Session, local_now
from app.workflow.outcome import Outcome
from app.workflow.purge import Person, Preview, Request, Words, look, purge, usual_months
from app.workflow.purge_told import about, done, rows
from app.workflow.typed import Typed, number

BACKUP_WIDTHS = (290, 140)
BACKUPS_SHOWN = 4  # of the table; it scrolls
_EVEN = FieldSpec("even_kept", Editor.FLAG, is_wide=True)
_AGE = (FieldSpec("months", Editor.NUMBER), _EVEN)
_PERSON = (FieldSpec("id_no", is_wide=True), FieldSpec("buyer"), FieldSpec("phone"), _EVEN)


class PurgeCard(QFrame):
    """Two ways in, and what they do in a sentence. `page` owns the actions."""

    def __init__(self, context: Context, page: BasePage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self.setObjectName("purge")
        self.setProperty("role", "card")
        title, says = QLabel(self), QLabel(self)
        title.setProperty("role", "card-title")
        says.setProperty("role", "muted")
        says.setWordWrap(True)
        context.language.bind(title, title.setText, "purge.title")
        context.language.bind(says, says.setText, "purge.title", part="hint")
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addStretch(1)
        for what, icon, do in (
            ("person", "search", self.ask_person),
            ("age", "clock", self.ask_age),
        ):
            action = context.actions.add(page, ActionSpec(f"action.purge_{what}", "", icon), do)
            head.addWidget(ActionButton(action, "", self))
        layout = card_column(self)
        layout.addLayout(head)
        layout.addWidget(says)

    def ask_age(self) -> None:
        """Of everybody, what is older than so many months."""
        months = usual_months(local_now().date())
        self._ask("purge_age", _AGE, {"months": str(months)})

    def ask_person(self) -> None:
        """Of one person, named by number or by name and telephone."""
        self._ask("purge_person", _PERSON, {})

    def _ask(self, name: str, specs: tuple[FieldSpec, ...], values: dict[str, str]) -> None:
        found: list[Preview] = []
        keeper = self._context.safekeeping.keeper if self._context.safekeeping else None

        def count(session: Session, typed: Typed) -> None:
            backups = keeper.all_backups() if keeper else []
            on = local_now().date()
            found[:] = [look(session, _request(typed), on=on, backups=backups)]

        sheet = EntrySheet(self._page, name, specs, count)
        sheet.accepted.connect(lambda: self._confirm(found[0]))
        sheet.ask(values)

    def _confirm(self, preview: Preview) -> None:
        sheet = PurgeSheet(self._page, self._context, preview)
        sheet.accepted.connect(lambda: self._purge(preview.request))
        sheet.open(focus=sheet.leave)

    def _purge(self, request: Request) -> None:
        options = self._context.options

        def elsewhere(words: Words) -> int:
            return mask_options(options, words)

        def work(session: Session, progress: Progress) -> Outcome:
            on = local_now().date()
            return purge(session, request, on=on, elsewhere=elsewhere, progress=progress)

        self._context.workspace.run("verb.purge", work, self._tell)

    def _tell(self, outcome: Outcome) -> None:
        self._context.notify("\n".join(done(outcome, self._context.language.code)))


def _request(typed: Typed) -> Request:
    even_kept = bool(typed["even_kept"])
    if "months" in typed:
        return Request(int(number(typed, "months")), even_kept=even_kept)
    return Request(
        person=Person(typed["id_no"].strip(), typed["buyer"].strip(), typed["phone"].strip()),
        even_kept=even_kept,
    )


class PurgeSheet(Sheet):
    """What will be cleared, what stays, what holds the data afterwards; no way back."""

    def __init__(self, over: BasePage, context: Context, preview: Preview) -> None:
        super().__init__(over, "purge")
        self._context, self._preview = context, preview
        language = context.language
        language.bind(self, self.title.setText, "purge.sheet")
        language.bind(self, self.accept.setText, "purge.accept")
        language.bind(self, self.leave.setText, "purge.leave")
        paint_as(self.accept, "role", "danger")
        # A person may be named where no document is: in a note, a draft.
        self.accept.setVisible(not preview.is_empty or preview.request.person is not None)
        self.counts, self.says, self.final = (QLabel(self.card) for _ in range(3))
        for name, label in (("counts", self.counts), ("says", self.says), ("final", self.final)):
            label.setObjectName(f"purge.{name}")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setProperty("role", "muted")
        paint_as(self.final, "ink", "bad")
        self.kept = PlainModel(context.theme)
        self.backups = PlainTable(self.kept, "table.purge_backups", language, context.theme)
        self.backups.setVisible(bool(preview.left.backups))
        for widget in (self.counts, self.says, self.backups, self.final):
            self.body.addWidget(widget)
        language.follow(self, self._show)
        self._show()
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)

    def _show(self) -> None:
        text, code = self._context.language.text, self._context.language.code
        counted = [f"{what} {count:,}" for what, count in rows(self._preview, code)]
        *lines, final = about(self._preview, code)
        self.counts.setText("　".join(counted))
        self.says.setText("\n".join(lines))
        self.final.setText(final)
        self.kept.show_lines(
            [text(f"purge.column.{name}") for name in ("backup", "made", "until")],
            [
                (
                    Cell(each.path.name, hint=str(each.path)),
                    Cell(f"{each.at:%Y-%m-%d %H:%M}"),
                    Cell(f"{until}"),
                )
                for each, until in self._preview.left.backups
            ],
        )
        self._fit()

    def _fit(self) -> None:
        """Wrapped texts say too late how high they are."""
        sizes = self._context.theme.sizes
        left, _top, right, _bottom = metrics.PAGE_MARGINS
        width = sizes.px(metrics.SHEET_WIDTH) - left - right
        for label in (self.counts, self.says, self.final):
            label.setMinimumHeight(label.heightForWidth(width))
        self.backups.set_widths(*BACKUP_WIDTHS)
        heading = self.backups.horizontalHeader().sizeHint().height()
        shown = min(BACKUPS_SHOWN, self.kept.rowCount())
        self.backups.setFixedHeight(heading + shown * sizes.row_height + 4)
