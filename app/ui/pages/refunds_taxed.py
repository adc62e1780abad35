"""Exports of a month that earn no refund: the lists with reason and way at the left; what they
cost, what is missing and the working at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.refunds_route import INKS, TONES
from app.ui.values import yuan
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.side_by_side import SideBySide
from app.ui.widgets.status_badge import paint_as
from app.values.period import Month
from app.workflow import refund_form as form
from app.workflow.export_tax_decisions import reopen
from app.workflow.export_taxes import (
    ExportTaxes,
    confirm_month,
    deemed_working,
    export_taxes,
)
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.refunds import StepShown
from app.workflow.tax_month import id_of_month
from app.workflow.typed import Typed
from app.workflow.unrefunded import Unrefunded, row_working

SHARES = (720, 420)
MOST_ROWS = 500
ROW = ("number", "exported", "reason", "way", "fob", "output")
STANDING = (
    *(
        FieldSpec(name, Editor.CHOICE, words, f"refund.answer.{name.removeprefix('tax_')}",
                  is_wide=True)
        for name, words in form.TAX_ANSWERS.items()
    ),
    FieldSpec("tax_small", Editor.CHOICE, ("", *form.YES_NO), "refunds", is_wide=True),
)  # fmt: skip
WAY = (
    FieldSpec("tax_way", Editor.CHOICE, form.TAX_WAYS, "export_tax_way", is_wide=True),
    FieldSpec("tax_why", is_wide=True),
)
INPUT = (FieldSpec("proven_input", Editor.NUMBER, is_wide=True),)


class TaxedPane(QFrame):
    """Works the month out in the background while it is seen."""

    def __init__(self, page: BasePage) -> None:
        super().__init__()
        self._page, self._context = page, page.context
        self._asker = Asker(self._context.workspace.path)
        self._context.workspace.closing.connect(self._asker.close)
        self.taxes: ExportTaxes | None = None
        self._add_actions()
        language, theme = self._context.language, self._context.theme
        self.month = QLineEdit()
        self.month.setObjectName("refunds.taxed_month")
        language.bind(self.month, self.month.setAccessibleName, "refunds.month")
        theme.fit(self.month, self.month.setMaximumWidth, metrics.SEARCH_LEAST)
        self.month.editingFinished.connect(self._on_month)
        self.model, self.steps = PlainModel(theme), PlainModel(theme)
        self.view = PlainTable(self.model, "table.export_taxes", language, theme)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._on_turned())
        self.view.activated.connect(lambda _index: self.open_chosen())
        self.step_view = PlainTable(self.steps, "table.export_tax_steps", language, theme)
        self.step_view.setWordWrap(True)
        self.says, self.missing = self._label("muted"), self._label("muted")
        self.says.setObjectName("refunds.taxed_says")
        self.missing.setObjectName("refunds.taxed_missing")
        paint_as(self.missing, "ink", "warn")
        self.badge = QLabel()
        self.facts = Facts(language, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.INNER_GAP, 0, 0)
        layout.addWidget(SideBySide(self._make_rows(), self._make_side(), SHARES), 1)
        language.follow(self, self._retell)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.export_tax_{what}", shortcut, icon)
            return self._context.actions.add(self, spec, do)

        self.answers = add("answers", "Ctrl+Shift+A", "help", self.ask_answers)
        self.way = add("way", "F2", "edit", self.ask_way)
        self.input = add("input", "Ctrl+I", "money", self.ask_input)
        self.confirm = add("confirm", "Ctrl+L", "check", self.toggle_confirmed)
        self.working = add("working", "F9", "tax", self.toggle_working)

    def _label(self, role: str, key: str = "") -> QLabel:
        label = make_label(role, self, wraps=True)
        if key:
            self._context.language.bind(label, label.setText, key)
        return label

    def _make_rows(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(self._label("card-title", "refunds.taxed"))
        head.addWidget(self.month)
        head.addStretch(1)
        for action in (self.answers, self.way):
            head.addWidget(ActionButton(action))
        layout = card_column(card)
        layout.addLayout(head)
        layout.addWidget(self.says)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)
        return card

    def _make_side(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        self._context.theme.fit(card, card.setMinimumWidth, metrics.SIDE_WIDTH)
        top = QHBoxLayout()
        top.addWidget(self._label("card-title", "refunds.taxed_sums"), 1)
        top.addWidget(self.badge)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.INNER_GAP)
        buttons.addStretch(1)
        for action in (self.working, self.input, self.confirm):
            buttons.addWidget(ActionButton(action))
        layout = card_column(card)
        layout.addLayout(top)
        for widget in (self.facts, self.missing):
            layout.addWidget(widget)
        layout.addWidget(self.step_view, 1)
        layout.addWidget(self._label("muted", "refunds.taxed_note"))
        layout.addStretch(0)
        layout.addLayout(buttons)
        return card

    # showing

    def refresh(self) -> None:
        """Work the month out again; last month as long as none is typed."""
        if not self.month.text():
            self.month.setText(str(Month.of(self._context.today()).previous))
        try:
            month = Month.parse(self.month.text().strip())
        except ValueError:
            self.taxes = None
            self._show()
            return
        self._asker.ask_here(
            self._context.workspace, lambda conn: export_taxes(conn, month), self._take
        )

    def _on_month(self) -> None:
        """Leaving the field is no reason to work everything out again."""
        if self.taxes is None or self.month.text().strip() != str(self.taxes.month):
            self.refresh()

    def _take(self, taxes: ExportTaxes) -> None:
        self.taxes = taxes
        self._retell()

    def _retell(self) -> None:
        """Show everything anew; what is in front stays there."""
        row = self.view.currentIndex().row()
        self._show()
        self.view.select_again(max(row, 0))

    def chosen(self) -> list[Unrefunded]:
        """The rows selected."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.taxes.rows[row] for row in rows] if self.taxes else []

    def printed(self) -> list[int]:
        """The month, as the print knows it."""
        return [id_of_month(self.taxes.month)] if self.taxes else []

    def _show(self) -> None:
        say, taxes = self._context.language.text, self.taxes
        rows = taxes.rows[:MOST_ROWS] if taxes else ()
        self.model.show_lines([say(f"export_tax.{name}") for name in ROW], [*map(self._row, rows)])
        self.view.set_widths(148, 94, 112, 98, 100)
        self.view.setVisible(bool(rows))
        self.says.setText(self._summary(taxes))
        self.says.setVisible(bool(self.says.text()))
        self.facts.setVisible(taxes is not None)
        self.facts.show_facts(self._facts(taxes) if taxes else [])
        self.missing.setText(self._missing(taxes) if taxes else "")
        self.missing.setVisible(bool(self.missing.text()))
        self._show_badge(taxes)
        self._on_turned()

    def _row(self, row: Unrefunded) -> Line:
        say = self._context.language.text
        way = say(f"export_tax_way.{row.way}") if row.way else say("export_tax.asks")
        hint = say(
            f"refund.outcome.{row.way}" if row.way else f"refund.question.{row.route.question}"
        )
        if row.decided:
            hint = row.decided.why
        tone = TONES[row.way] if row.way else "warn"
        return [
            Cell(row.own_no, hint=say("export_tax.lines", lines=f"{row.lines:,}")),
            Cell(row.export_date),
            Cell(say(f"export_tax_reason.{row.reason}")),
            Cell(way + (" *" if row.decided else ""), hint=hint, ink=tone),
            Cell(yuan(row.fob), is_number=True),
            Cell(yuan(row.output), is_number=True),
        ]

    def _summary(self, taxes: ExportTaxes | None) -> str:
        say = self._context.language.text
        if taxes is None:
            return say("refunds.bad_month")
        words = [] if taxes.rows else [say("refunds.taxed_none")]
        if len(taxes.rows) > MOST_ROWS:
            words.append(say("refunds.taxed_first", shown=MOST_ROWS, count=f"{len(taxes.rows):,}"))
        if taxes.waiting:
            states = "；".join(
                f"{say(f'refund_state.{state}')} {count:,}"
                for state, count in taxes.waiting.items()
            )
            words.append(say("refunds.taxed_waiting", states=states))
        return "\n".join(words)

    def _facts(self, taxes: ExportTaxes) -> list[Fact]:
        return [
            Fact(f"export_tax_sum.{name}", yuan(amount), is_code=True)
            for name, amount in taxes.sums.items()
        ]

    def _missing(self, taxes: ExportTaxes) -> str:
        """What has to be stated, and where."""
        say = self._context.language.text
        words = []
        for kind, found in taxes.missing.items():
            if not found:
                continue
            if kind == "question":
                found = [say(f"refund.question.{each}") for each in found]
            what = " ".join(found[:6]) + (" …" if len(found) > 6 else "")
            words.append(say(f"export_tax_missing.{kind}", what=what, month=str(taxes.month)))
        if taxes.figures["proven_input"] is None:
            words.append(say("export_tax_missing.input"))
        if taxes.revenue and taxes.standing.is_small is None:
            words.append(say("export_tax_missing.small"))
        return "\n".join(words)

    def _show_badge(self, taxes: ExportTaxes | None) -> None:
        say = self._context.language.text
        on = taxes.decided.confirmed_on if taxes else ""
        state = "differs" if taxes and taxes.differs else "confirmed" if on else "open"
        self.badge.setVisible(taxes is not None)
        self.badge.setText(say(f"export_tax_state.{state}", day=on))
        paint_as(self.badge, "status", {"open": "muted", "confirmed": "good"}.get(state, "warn"))

    def _on_turned(self) -> None:
        taxes, chosen = self.taxes, self.chosen()
        is_open = taxes is not None and not taxes.decided.confirmed_on
        self.way.setEnabled(is_open and bool(chosen))
        self.input.setEnabled(is_open)
        self.confirm.setEnabled(taxes is not None and bool(taxes.rows or not is_open))
        language = self._context.language
        steps = row_working(chosen[0], language.code) if chosen else []
        if taxes is not None:
            steps += deemed_working(taxes, language.code)
        headings = [language.text(f"refunds.route_{name}") for name in ("step", "source")]
        self.steps.show_lines(headings, [self._step(each) for each in steps])
        self.step_view.set_widths(250)
        self.step_view.resizeRowsToContents()

    def _step(self, shown: StepShown) -> Line:
        hint = self._context.language.text(f"legal.confidence.{shown.confidence}")
        return [
            Cell(shown.sentence),
            Cell(shown.source, hint=f"{shown.source}\n{hint}", ink=INKS[shown.confidence]),
        ]

    # doing

    def toggle_working(self) -> None:
        """Show the working, or only the sums."""
        self.step_view.setVisible(self.step_view.isHidden())

    def open_chosen(self) -> None:
        """Show the document of the row in front."""
        for row in self.chosen()[:1]:
            self._context.go("warehouses" if row.is_b2b else "lists", row.own_no)

    def ask_answers(self) -> None:
        """Ask what no file says about the exports without refund."""
        if self.taxes is None:
            return
        stands = self.taxes.standing
        values = dict.fromkeys(form.TAX_ANSWERS, "")
        values |= {f"tax_{each}": word for each, word in stands.answers.items()}
        small = "" if stands.is_small is None else form.YES_NO[not stands.is_small]
        sheet = EntrySheet(self._page, "export_tax_answers", STANDING, form.keep_standing)
        sheet.ask({**values, "tax_small": small})

    def ask_way(self) -> None:
        """Ask for the way of the selected lists."""
        chosen, taxes = self.chosen(), self.taxes
        if taxes is None or not chosen:
            return
        month, numbers = taxes.month, {row.own_no for row in chosen}
        decided = chosen[0].decided

        def keep(session: Session, typed: Typed) -> Outcome:
            return form.keep_way(session, month, numbers, typed)

        values = {"tax_way": decided.way, "tax_why": decided.why} if decided else {"tax_way": ""}
        EntrySheet(self._page, "export_tax_way", WAY, keep).ask(values)

    def ask_input(self) -> None:
        """Ask for the input tax that can be proven."""
        if self.taxes is None:
            return
        month, known = self.taxes.month, self.taxes.decided.proven_input

        def keep(session: Session, typed: Typed) -> Outcome:
            return form.keep_input(session, month, typed)

        values = {"proven_input": "" if known is None else str(known)}
        EntrySheet(self._page, "export_tax_input", INPUT, keep).ask(values)

    def toggle_confirmed(self) -> None:
        """Settle the month with its figures; again: take that back."""
        taxes, today = self.taxes, self._context.today()
        if taxes is None:
            return
        is_settled = bool(taxes.decided.confirmed_on)

        def do(session: Session) -> Outcome:
            if is_settled:
                return reopen(session, taxes.month)
            return confirm_month(session, taxes.month, today)

        self._context.workspace.run(
            "action.export_tax_confirm",
            lambda session, _progress: do(session),
            lambda _outcome: self._context.notify(self._page.say("refunds.noted")),
        )
