"""报文: what was prepared, handed over and answered; and how receipts come in.

Everything here is unsigned and unsent: the words never say filed before customs has answered."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel

from app.paths import inbox_beside, outbox_beside
from app.queries.messages import OUTBOX, PREPARED, file_of_list
from app.queries.table import View
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.jobs import Work
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.messages_file import DELIVERY_TONES, FilePane
from app.ui.pages.messages_receipts import ReceiptCard
from app.ui.pages.messages_sheets import ask_export, ask_practice
from app.ui.pages.messages_watch import FolderWatch
from app.ui.pages.table_actions import add_table_actions
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.drop import paths_in
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.values.progress import Progress
from app.workflow.delivery import Checked, Verdict, check_files, hand_over_files
from app.workflow.export import export
from app.workflow.opening import Session, local_now
from app.workflow.outcome import Outcome
from app.workflow.receive import receive
from app.workflow.telling import Overview, overview
from app.workflow.training import answer_for_practice
from app.workflow.watch import Taken

SHARES = (620, 480)
WIDTHS = {
    "msg_kind": 116,
    "msg_delivery": 150,
    "msg_documents": 72,
    "msg_answered": 92,
    "msg_prepared_at": 150,
    "msg_file": 140,
}
_OF_A_FILE = ("open", "check", "hand_over")


class Page(BasePage):
    """The outbox at the left, the chosen file at the right, receipts under them."""

    key = "messages"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.setAcceptDrops(True)
        self.overview: Overview | None = None
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        self.watch = FolderWatch(context, self)
        self.watch.taken.connect(self._on_taken)
        self._add_actions()
        self._build()
        context.language.follow(self, self._show_overview)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            self.context.actions.add(self, ActionSpec(f"action.msg_{what}", shortcut, icon), do)

        add("export", "Ctrl+G", "outbox", self.ask_export)
        add("open", "Ctrl+O", "folder", self.open_folder)
        add("check", "Ctrl+T", "check", self.check)
        add("hand_over", "Ctrl+H", "upload", self.hand_over)
        add("receive", "Ctrl+R", "inbox", self.choose_files)
        add("receive_folder", "Ctrl+Shift+R", "folder", self.choose_folder)
        add("paste", "Ctrl+V", "paste", self.paste)
        add("watch", "Ctrl+Shift+W", "eye", self.choose_watched)
        add("unwatch", "", "eye-off", lambda: self.watch.follow(None))
        add("practise", "", "play", self.ask_practice)
        self.watch.changed.connect(self._enable)

    def _build(self) -> None:
        context, actions = self.context, self.context.actions
        self.waiting, self.unsent, self.training = (QLabel(self) for _ in range(3))
        for label, name in (
            (self.waiting, "waiting"),
            (self.unsent, "unsent"),
            (self.training, "training"),
        ):
            label.setObjectName(f"badge.{name}")
            label.setProperty("status", "warn" if name == "training" else "info")
            label.hide()
            self.badges.addWidget(label)
        self.bar.addWidget(ActionButton(actions["action.msg_receive"]))
        self.bar.addWidget(ActionButton(actions["action.msg_export"], "primary"))
        self.model = TableModel(context.workspace, OUTBOX, context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.columns.set_widths(WIDTHS)
        self.card.set_tones({"msg_delivery": DELIVERY_TONES})
        add_table_actions(self, self.card)
        self.pane = FilePane(context, [actions[f"action.msg_{what}"] for what in _OF_A_FILE])
        self.card.chosen.connect(self._on_chosen)
        self.card.opened.connect(lambda _key: self.pane.items.view.setFocus())
        begin = [actions["action.msg_export"], actions["action.go_lists"]]
        empty = EmptyState("empty.messages", begin, context.language)
        self.left = TableOrEmpty(self.card, empty)
        self.body.addWidget(SideBySide(self.left, self.pane, SHARES), 1)
        ways = ("receive", "receive_folder", "paste", "watch", "unwatch", "practise")
        receipts = [actions[f"action.msg_{what}"] for what in ways]
        self.receipts = ReceiptCard(context, self.watch, receipts)
        self.body.addWidget(self.receipts)
        begin_at(self, self.card.view)

    # showing

    def refresh(self) -> None:
        """Read the outbox and the file shown again; count in the background."""
        self.card.reload()
        if self.card.current_key() < 0 and self.model.rowCount():
            self.card.view.selectRow(0)
        self.pane.show_file(self.card.current_key())
        self._show_empty()
        self._enable()
        self._ask_overview()

    def show_document(self, number: str) -> None:
        """Bring the newest file into view that holds the list with this number."""
        file_id = self.context.workspace.read(lambda conn: file_of_list(conn, number), None)
        if file_id is not None:
            self.card.show_view(View())
            self.card.select(file_id)

    def _ask_overview(self, then: Callable[[], object] | None = None) -> None:
        def show(found: Overview) -> None:
            self.overview = found
            self._show_overview()
            if then is not None:
                then()

        self._asker.ask(overview, show)

    def _show_overview(self) -> None:
        found = self.overview
        if found is None:
            return
        unsent = dict(found.deliveries).get(PREPARED, 0)
        for label, count, key in (
            (self.waiting, sum(found.waiting.values()), "messages.waiting"),
            (self.unsent, unsent, "messages.unsent"),
            (self.training, int(found.is_training), "messages.training"),
        ):
            label.setText(self.say(key, count=f"{count:,}"))
            label.setVisible(count > 0)
        self.card.set_chips(
            "msg_delivery", found.deliveries, lambda value: self.say(f"msg_delivery.{value}")
        )
        self._enable()

    def _show_empty(self) -> None:
        is_narrowed = bool(self.card.search.text() or self.model.view.filters)
        is_empty = not self.model.rowCount() and not is_narrowed
        self.left.show_empty(is_empty)
        self.pane.setVisible(not is_empty)

    def _enable(self) -> None:
        actions = self.context.actions
        for what in _OF_A_FILE:
            actions[f"action.msg_{what}"].setEnabled(self.pane.file is not None)
        actions["action.msg_unwatch"].setEnabled(self.watch.folder is not None)
        can_practise = self.overview is not None and self.overview.may_train
        actions["action.msg_practise"].setEnabled(can_practise and self.model.rowCount() > 0)

    def _on_chosen(self, key: int) -> None:
        self.pane.show_file(key)
        self._enable()

    # export

    def ask_export(self) -> None:
        """Say what will happen; export when that is accepted."""
        self._ask_overview(self._open_export_sheet)

    def _open_export_sheet(self) -> None:
        assert self.overview is not None
        if not sum(self.overview.waiting.values()):
            held = f"{self.overview.held:,}"
            key = "messages.all_held" if self.overview.held else "messages.none_waiting"
            self._tell(
                lambda: [self.say(key, count=held)], "warn" if self.overview.held else "info"
            )
            return
        outbox = outbox_beside(self.context.workspace.path)
        ask_export(self, self.overview.waiting, self.overview.held, outbox, self.export)

    def export(self) -> None:
        """Write what waits into a new folder of the outbox."""
        outbox = outbox_beside(self.context.workspace.path)
        self._run(
            "messages.exporting",
            lambda session, progress: export(session, outbox=outbox, progress=progress),
        )

    # what is done with a file

    def open_folder(self) -> None:
        """Show the folder of the chosen file with the system's own program."""
        if self.pane.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self.pane.file.folder))

    def hand_over(self) -> None:
        """Note that the selected files were handed over."""
        chosen = self.card.selected_keys()
        self._run(
            "action.msg_hand_over", lambda session, _progress: hand_over_files(session, chosen)
        )

    def check(self) -> None:
        """Compare the selected files with what was written."""
        chosen = self.card.selected_keys()
        self.context.workspace.run(
            "action.msg_check",
            lambda session, progress: check_files(session, chosen, progress=progress),
            self._show_checked,
        )

    def _show_checked(self, checked: Sequence[Checked]) -> None:
        wrong = [one for one in checked if one.verdict is not Verdict.SAME]

        def lines() -> list[str]:
            if not wrong:
                return [self.say("messages.check.same", count=f"{len(checked):,}")]
            return [self.say(f"messages.check.{one.verdict}", file=one.name) for one in wrong]

        self._tell(lines, "bad" if wrong else "good")

    # receipts

    def choose_files(self) -> None:
        """Ask for receipt files."""
        chosen, _kind = QFileDialog.getOpenFileNames(
            self, self.say("action.msg_receive"), self._inbox(), self.say("messages.xml_files")
        )
        self.receive([Path(name) for name in chosen])

    def choose_folder(self) -> None:
        """Ask for a folder with receipts."""
        if folder := self._ask_folder("action.msg_receive_folder"):
            self.receive([folder])

    def choose_watched(self) -> None:
        """Ask for the folder to be watched."""
        if folder := self._ask_folder("action.msg_watch"):
            self.watch.follow(folder)

    def paste(self) -> None:
        """Take in the files on the clipboard, or the path that was copied as text."""
        data = QGuiApplication.clipboard().mimeData()
        paths = paths_in(data) or _paths_in_text(data.text())
        if not paths:
            self._tell(lambda: [self.say("messages.nothing_to_paste")], "info")
        self.receive(paths)

    def receive(self, paths: Sequence[Path]) -> None:
        """Take in receipt files and folders."""
        if paths:
            self._run(
                "messages.taking_in",
                lambda session, progress: receive(session, paths, progress=progress),
            )

    def _ask_folder(self, title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self, self.say(title), self._inbox())
        return Path(chosen) if chosen else None

    def _inbox(self) -> str:
        inbox = inbox_beside(self.context.workspace.path)
        return str(inbox if inbox.is_dir() else inbox.parent)

    def _on_taken(self, taken: Sequence[Taken]) -> None:
        if len(taken) == 1 and isinstance(taken[0].answer, Outcome):
            self.receipts.notice.show_outcome(taken[0].answer)
            return
        failed = [one.name for one in taken if not one.is_done]

        def lines() -> list[str]:
            done = f"{len(taken) - len(failed):,}"
            told = [self.say("messages.taken", count=done)]
            return told + [self.say("messages.not_taken", file=name) for name in failed]

        self._tell(lines, "warn" if failed else "good")

    # practice

    def ask_practice(self) -> None:
        """Say that the answers are invented; answer when that is accepted."""
        ask_practice(self, self.practise)

    def practise(self) -> None:
        """Let the simulated office answer the outbox."""
        outbox = outbox_beside(self.context.workspace.path)
        inbox = outbox.with_name("practice")  # not the inbox: nobody shall take them for real

        def work(session: Session, progress: Progress) -> Outcome:
            return answer_for_practice(
                session, outbox=outbox, inbox=inbox, on=local_now(), progress=progress
            )

        self._run("action.msg_practise", work)

    # around

    def _run(self, title: str, work: Work) -> None:
        self.context.workspace.run(title, work, self.receipts.notice.show_outcome)

    def _tell(self, lines: Callable[[], Sequence[str]], status: str) -> None:
        self.receipts.notice.tell(lines, status)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files may be dropped anywhere on the page."""
        if paths_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the dropped files in as receipts."""
        self.receive(paths_in(event.mimeData()))
        event.acceptProposedAction()


def _paths_in_text(text: str) -> list[Path]:
    """The files and folders named in a text, one a line, as file managers copy them."""
    # os.path, because a line may be no path at all: Path.exists would raise
    lines = (line.strip().strip('"') for line in text.splitlines())
    return [Path(line) for line in lines if os.path.isabs(line) and os.path.exists(line)]
