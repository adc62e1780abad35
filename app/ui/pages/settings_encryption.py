"""Whether the data file is encrypted, what can be done about it, what still lies there plain."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.label import word_label
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.status_badge import paint_as
from app.workflow.backups import Keeper
from app.workflow.encrypting import (
    PlainCopy,
    allow,
    can_encrypt,
    decrypt,
    delete_copies,
    encrypt,
    encrypt_copies,
    is_encrypted,
    new_key_of,
    plain_copies,
    prove,
)
from app.workflow.opening import Session
from app.workflow.typed import Typed

MOST_NAMED = 6
_NEW = (FieldSpec("passphrase", Editor.PASSWORD), FieldSpec("again", Editor.PASSWORD))
_KNOWN = FieldSpec("known", Editor.PASSWORD, is_wide=True)
_COPIES = FieldSpec("copies", Editor.CHOICE, ("encrypt", "delete"), "plain_copies", True)


class EncryptionCard(QFrame):
    """A form is changed behind the closed window; plain copies are seen to beside the work."""

    def __init__(self, context: Context, page: BasePage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._copies: list[PlainCopy] = []
        self.setObjectName("encryption")
        self.setProperty("role", "card")
        self.state, self.limits, self.copies = QLabel(self), QLabel(self), QLabel(self)
        self.actions_ = self._make_actions()
        self._lay_out()
        context.language.follow(self, self._show)
        self._show()

    def _make_actions(self) -> dict[str, QAction]:
        def add(what: str, icon: str, do: Callable[[], object]) -> QAction:
            key = f"action.encrypt_{what}" if what else "action.encrypt"
            return self._context.actions.add(self._page, ActionSpec(key, "", icon), do)

        return {
            "copies": add("copies", "archive", self.see_to_copies),
            "off": add("off", "lock", self.remove),
            "change": add("change", "lock", self.change),
            "": add("", "lock", self.begin),
        }

    def _lay_out(self) -> None:
        title = word_label(self._context.language, "encryption.title", "card-title", self)
        self.state.setObjectName("encryption.state")
        self.copies.setObjectName("encryption.copies")
        self.limits.setProperty("role", "muted")
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addStretch(1)
        self._buttons = {
            what: ActionButton(action, "" if what else "primary", self)
            for what, action in self.actions_.items()
        }
        for button in self._buttons.values():
            head.addWidget(button)
        layout = card_column(self)
        layout.addLayout(head)
        for label in (self.state, self.limits, self.copies):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label)

    def refresh(self) -> None:
        """Look again which copies are plain."""
        keeper = self._keeper()
        self._copies = plain_copies(keeper) if keeper is not None else []
        self._show()

    def show_here(self) -> None:
        """Bring the card into view, and the keyboard to its first button."""
        for button in self._buttons.values():
            if button.isEnabled() and not button.isHidden():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _keeper(self) -> Keeper | None:
        safekeeping = self._context.safekeeping
        return safekeeping.keeper if safekeeping is not None else None

    def _show(self) -> None:
        text = self._context.language.text
        is_closed, is_kept = is_encrypted(self._context.workspace.path), self._keeper() is not None
        said = [text("encryption.encrypted" if is_closed else "encryption.plain")]
        if not can_encrypt():
            said.append(text("encryption.missing"))
        self.state.setText("\n".join(said))
        paint_as(self.state, "ink", "good" if is_closed else "warn")
        self.limits.setText(text("encryption.limits"))
        self.limits.setVisible(is_closed)
        self.copies.setVisible(bool(self._copies))
        self.copies.setText(self._told_copies())
        shown = {"": not is_closed, "change": is_closed, "off": is_closed}
        for what, action in self.actions_.items():
            action.setVisible(shown.get(what, bool(self._copies)))
            self._buttons[what].setVisible(action.isVisible())
            action.setEnabled(is_kept and can_encrypt())

    def _told_copies(self) -> str:
        text = self._context.language.text
        lines = [text("encryption.copies", count=len(self._copies))]
        for each in self._copies[:MOST_NAMED]:
            lines.append(text("encryption.file", name=each.path.name, folder=each.path.parent))
        if (more := len(self._copies) - MOST_NAMED) > 0:
            lines.append(text("encryption.more", count=more))
        return "\n".join(lines)

    # actions

    def begin(self) -> None:
        """Encrypt the file, with a passphrase typed twice."""
        self._ask_to_encrypt("encrypt_on", _NEW)

    def change(self) -> None:
        """Encrypt it anew; whoever does that knows the passphrase of now."""
        self._ask_to_encrypt("encrypt_change", (_KNOWN, *_NEW))

    def _ask_to_encrypt(self, name: str, fields: tuple[FieldSpec, ...]) -> None:
        path, work = self._context.workspace.path, list[Callable[[], object]]()

        def keep(session: Session, typed: Typed) -> None:
            if "known" in typed:
                prove(path, typed["known"])
            key = new_key_of(path, typed["passphrase"], typed["again"])
            allow(session)
            keeper = self._keeper()
            assert keeper is not None
            work.append(partial(encrypt, keeper, key))

        sheet = EntrySheet(self._page, name, fields, keep)
        sheet.accepted.connect(lambda: self._reopen(work[0]))
        sheet.ask()

    def remove(self) -> None:
        """Write the file plain again."""
        keeper, path = self._keeper(), self._context.workspace.path
        if keeper is None:
            return

        def keep(session: Session, typed: Typed) -> None:
            prove(path, typed["known"])
            allow(session)

        sheet = EntrySheet(self._page, "encrypt_off", (_KNOWN,), keep)
        sheet.accepted.connect(lambda: self._reopen(lambda: decrypt(keeper)))
        sheet.ask()

    def _reopen(self, work: Callable[[], object]) -> None:
        """Once everybody has heard how the job ended: afterwards there is no window to hear it."""
        QTimer.singleShot(0, self, lambda: self._context.reopen(work))

    def see_to_copies(self) -> None:
        """Encrypt the plain copies too, or delete them."""
        keeper, copies = self._keeper(), self._copies
        if keeper is None:
            return

        def keep(session: Session, typed: Typed) -> None:
            allow(session)
            if typed["copies"] == "delete":
                delete_copies(copies)
            else:
                encrypt_copies(keeper, copies)

        sheet = EntrySheet(self._page, "encrypt_copies", (_COPIES,), keep)
        sheet.accepted.connect(self._page.refresh)
        sheet.ask({"copies": "encrypt"})
