"""A return in three steps: find the original list, see what the law says, write the message. The
same pane shows a request that exists."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from app.text import error_text
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.returns_find import FindStep
from app.ui.pages.returns_judged import JudgedStep
from app.ui.pages.returns_message import MessageStep
from app.ui.widgets.label import make_label
from app.ui.widgets.status_badge import paint_as
from app.values.finding import Severity
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.return_form import BadEntry
from app.workflow.return_terms import RequestHead
from app.workflow.return_views import (
    DraftView,
    Judged,
    RequestView,
    newest,
    view_draft,
    view_request,
)
from app.workflow.returns import ReturnDraft, change_request, draft_of, new_request

FIND, JUDGED, MESSAGE = range(3)
STEPS = ("find", "judged", "message")


class Mode(Enum):
    """What the pane holds: a request being typed, or one that exists."""

    TYPING = "typing"
    VIEWING = "viewing"


class RequestPane(QFrame):
    """`turned` when another step or request is shown; `saved` carries the id of what was kept."""

    turned = Signal()
    saved = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("returns.pane")
        self.setProperty("role", "card")
        self._context = context
        self.mode = Mode.TYPING
        self.return_id = 0
        self.head: RequestHead | None = None
        self._draft: ReturnDraft | None = None
        self._judged: Judged | None = None
        self._is_typed = False
        self.find_step = FindStep(context)
        self.judged = JudgedStep(context)
        self.message = MessageStep(context)
        self.find_step.chosen.connect(self._on_typed)
        self.find_step.edited.connect(self._on_typed)
        self._build()
        context.language.follow(self, self._show)

    def _build(self) -> None:
        self.title = make_label("card-title", self, name="returns.title")
        self.place = make_label("muted", self, name="returns.place")
        self.chips = [QLabel(self) for _ in STEPS]
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("returns.steps")
        for step in (self.find_step, self.judged, self.message):
            self.stack.addWidget(step)
        self.back_button, self.next_button = QPushButton(self), QPushButton(self)
        self.back_button.setObjectName("returns.back")
        self.next_button.setObjectName("returns.next")
        self.next_button.setProperty("role", "primary")
        head, chips, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row, margins in ((head, metrics.CARD_MARGINS), (chips, metrics.CHIP_MARGINS)):
            row.setContentsMargins(*margins)
            row.setSpacing(metrics.INNER_GAP)
        head.addWidget(self.title, 1)
        head.addWidget(self.place)
        for at, chip in enumerate(self.chips):
            chip.setObjectName(f"returns.chip.{STEPS[at]}")
            chips.addWidget(chip)
        chips.addStretch(1)
        foot.setContentsMargins(*metrics.CARD_MARGINS)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(chips)
        layout.addWidget(self.stack, 1)
        layout.addLayout(foot)

    def follow_actions(self, forward: QAction, backward: QAction) -> None:
        """The buttons at the foot are these actions; what they say depends on the step."""
        for button, action in ((self.next_button, forward), (self.back_button, backward)):
            button.clicked.connect(lambda _on=False, action=action: action.trigger())
            action.changed.connect(
                lambda button=button, action=action: button.setEnabled(action.isEnabled())
            )

    # what is shown

    @property
    def step(self) -> int:
        """The step in front."""
        return self.stack.currentIndex()

    @property
    def is_typing(self) -> bool:
        """Whether a request is being typed."""
        return self.mode is Mode.TYPING

    @property
    def can_go_on(self) -> bool:
        """Whether the next step is open."""
        if self.step == FIND:
            return self.find_step.original is not None
        if self.is_typing:
            return self._judged is not None and not self._judged.is_blocked
        return self.step == JUDGED or (self.head is not None and self.head.state == "draft")

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step before this one."""
        return self.step == MESSAGE or (self.is_typing and self.step == JUDGED)

    def begin(self, list_id: int = 0) -> None:
        """A new request; what was typed and left for another one comes back first."""
        is_kept = self._is_typed and not self.is_typing and self.find_step.return_id == 0
        self.mode, self.return_id, self.head = Mode.TYPING, 0, None
        if list_id or not is_kept:
            self.find_step.begin(list_id)
            self._is_typed = bool(list_id)
        self._turn(FIND)
        self.find_step.focus_first()

    def edit(self) -> None:
        """Change the request in front."""
        none: ReturnDraft | None = None
        return_id = self.return_id
        draft = self._context.workspace.read(lambda conn: draft_of(conn, return_id), none)
        if draft is None:
            return
        self.mode = Mode.TYPING
        self.find_step.load(draft, return_id)
        self._turn(FIND)
        self.find_step.focus_first()

    def show_request(self, return_id: int, step: int = JUDGED) -> None:
        """Show a request that exists; nothing happens when it is gone."""
        none: RequestView | None = None
        today = self._context.today()
        view = self._context.workspace.read(lambda conn: view_request(conn, return_id, today), none)
        if view is None:
            return
        self.mode, self.return_id, self.head = Mode.VIEWING, return_id, view.head
        self.judged.show_judged(
            view.original,
            view.eligibility,
            view.wishes,
            effects=view.effects if view.counts else None,
        )
        self.message.show_request(view.head)
        self._turn(step)

    def refresh(self) -> None:
        """Read again what is shown; what is being typed stays, held against what is left now."""
        if not self.is_typing:
            self.show_request(self.return_id, self.step)
            return
        self.find_step.reload()
        if self.step == JUDGED:
            self._judge()
        self._show()

    # forward and back

    def next(self) -> None:
        """To the next step, when this one is complete."""
        if self.step == FIND:
            if self._judge():
                self._turn(JUDGED)
                self.next_button.setFocus()
        elif self.is_typing:
            self._save()
        elif self.step == JUDGED:
            self._turn(MESSAGE)

    def back(self) -> None:
        """To the step before."""
        if self.can_go_back:
            self._turn(self.step - 1)
            if self.step == FIND:
                self.find_step.focus_first()

    def _judge(self) -> bool:
        """Hold what was typed against list and law; False when it cannot be read."""
        self.find_step.show_refusal("", "")
        try:
            draft = self.find_step.draft()
        except BadEntry as refusal:
            self._refuse(refusal)
            return False
        if draft is None:
            return False
        none: DraftView | None = None
        today, return_id = self._context.today(), self.find_step.return_id
        view = self._context.workspace.read(
            lambda conn: view_draft(conn, draft, today, return_id=return_id), none
        )
        self._draft, self._judged = draft, view.judged if view else None
        if view is None:
            return False
        self.judged.show_judged(
            view.judged.original,
            view.judged.eligibility,
            draft.wishes,
            findings=view.judged.findings,
            effects=None if view.judged.is_blocked else view.effects,
        )
        return True

    def _refuse(self, refusal: BadEntry) -> None:
        language, field = self._context.language, refusal.params.get("field", "")
        _, _, line = field.partition("qty.")
        name = (
            language.text("return_line.qty_of", line=line)
            if line
            else language.text(f"return_field.{field}")
        )
        words = error_text(
            BadEntry(refusal.code, **(refusal.params | {"field": name})), language.code
        )
        self.find_step.show_refusal(" ".join(words), field)

    def _save(self) -> None:
        draft, return_id, on = self._draft, self.find_step.return_id, self._context.today()
        if draft is None or self._judged is None or self._judged.is_blocked:
            return

        def work(session: Session, _progress: Progress) -> Outcome:
            if return_id:
                return change_request(session, return_id, draft, on=on)
            return new_request(session, draft, on=on)

        self._context.workspace.run("action.returns_next", work, self._on_saved)

    def _on_saved(self, outcome: Outcome) -> None:
        say = self._context.language.text
        if outcome.finding_counts.get(Severity.BLOCKING):
            self._judge()  # something changed meanwhile: show what stands against it now
            self._show()
            return
        return_id = self.find_step.return_id or self._context.workspace.read(newest, 0)
        self._is_typed = False
        self._context.notify(say("returns_page.saved"))
        self.saved.emit(return_id)
        self.show_request(return_id, MESSAGE)  # last: the table shows what it selects

    def _on_typed(self) -> None:
        self._is_typed = True
        self._show()
        self.turned.emit()

    def _turn(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self._show()
        self.turned.emit()

    def _show(self) -> None:
        say = self._context.language.text
        number = self.head.own_no if self.head else ""
        key = "returns_page.edit" if self.find_step.return_id else "returns_page.new"
        self.title.setText(
            say(key) if self.is_typing else say("returns_page.request", number=number)
        )
        self.place.setText(say("returns_page.step", step=self.step + 1, steps=len(STEPS)))
        for at, chip in enumerate(self.chips):
            is_done = at < self.step or (not self.is_typing and at == FIND)
            mark = " ✓" if is_done else ""
            chip.setText(f"{at + 1} {say(f'returns_page.step.{STEPS[at]}')}{mark}")
            tone = "info" if at == self.step else "good" if is_done else "muted"
            paint_as(chip, "status", tone)
        self.back_button.setText(say("returns_page.back"))
        self.back_button.setVisible(self.can_go_back)
        self.next_button.setText(say(*self._next_words()))
        self.next_button.setVisible(self.step != MESSAGE or self.can_go_on)

    def _next_words(self) -> tuple[str]:
        if self.step == FIND:
            return ("returns_page.next.judge",)
        if self.is_typing:
            return ("returns_page.next.save",)
        return ("returns_page.next.message" if self.step == JUDGED else "returns_page.next.write",)
