"""The diagnostics bundle, read before it is saved."""

from __future__ import annotations

from pathlib import Path

from PySide6 import __version__ as binding
from PySide6.QtCore import QSize, qVersion
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPlainTextEdit

from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.sheet import Sheet
from app.values.errors import AppError
from app.workflow.diagnostics import Bundle, collect, save
from app.workflow.opening import local_now

HEIGHT = 420


class DiagnosticsCard(QFrame):
    """Says what is in the bundle and what is not."""

    def __init__(self, context: Context, page: BasePage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self.setObjectName("diagnostics")
        self.setProperty("role", "card")
        bind = context.language.bind
        title, about = QLabel(self), QLabel(self)
        title.setProperty("role", "card-title")
        bind(title, title.setText, "diagnostics.title")
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        bind(about, about.setText, "diagnostics.about")
        spec = ActionSpec("action.diagnostics", "", "archive")
        action = context.actions.add(page, spec, self.look)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(ActionButton(action, "", self))
        layout = card_column(self)
        layout.addLayout(head)
        layout.addWidget(about)

    def look(self) -> None:
        """Gather the bundle beside the window, and show it."""
        path = self._context.workspace.path
        libraries = {"qt": qVersion() or "", "pyside": binding}
        self._context.workspace.jobs.run_apart(
            "diagnostics.job",
            lambda _progress: collect(path, now=local_now(), libraries=libraries),
            self._show,
        )

    def _show(self, bundle: Bundle) -> None:
        sheet = BundleSheet(self._page, self._context, bundle)
        sheet.accepted.connect(lambda: self._choose(bundle))
        sheet.open()

    def _choose(self, bundle: Bundle) -> None:
        title = self._context.language.text("diagnostics.save")
        usual = Path.home() / f"sandan-{local_now():%Y%m%d-%H%M}.zip"
        name, _kind = QFileDialog.getSaveFileName(self, title, str(usual), "ZIP (*.zip)")
        if name:
            self.keep(bundle, Path(name))

    def keep(self, bundle: Bundle, target: Path) -> None:
        """Save what was shown."""
        try:
            save(bundle, target)
        except AppError as error:
            self._context.workspace.jobs.failed.emit(error)
        else:
            self._context.notify(self._context.language.text("diagnostics.saved", file=target.name))


class _Text(QPlainTextEdit):
    """As high as wanted; a least height would be overruled by the one of the style sheet."""

    height_wanted = 0

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Qt's own is low."""
        return QSize(super().sizeHint().width(), self.height_wanted)


class BundleSheet(Sheet):
    """All that will be in the file."""

    def __init__(self, over: BasePage, context: Context, bundle: Bundle) -> None:
        super().__init__(over, "diagnostics")
        bind = context.language.bind
        bind(self, self.title.setText, "diagnostics.shown")
        bind(self, self.accept.setText, "diagnostics.save")
        bind(self, self.leave.setText, "lists.leave")
        self.text = _Text(bundle.shown, self.card)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setObjectName("diagnostics.text")
        bind(self.text, self.text.setAccessibleName, "diagnostics.shown")
        self.text.height_wanted = context.theme.sizes.px(HEIGHT)
        self.body.addWidget(self.text)
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)
