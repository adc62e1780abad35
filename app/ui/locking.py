"""When the window is shut: at the start where persons are set up, on demand, and after some minutes
without a key. What was being typed stays as it is beneath."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.gate import Gate
from app.workflow.persons import Person, has_persons, lock_minutes

LOOK_EVERY_MS = 500
_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_ALWAYS = frozenset({"action.quit", "action.language", "action.theme"})


def seconds_gone() -> float:
    """Seconds of a clock nobody sets; the sleep of the computer counts, where known."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Locking(QObject):
    """Shuts and opens the gate of a window. `clock` counts seconds; tests hand in their own."""

    def __init__(
        self, window: QMainWindow, context: Context, *, clock: Callable[[], float] = seconds_gone
    ) -> None:
        super().__init__(window)
        self._window, self._context, self.clock = window, context, clock
        self.gate = Gate(window, context)
        self.gate.passed.connect(self._open)
        self.person: Person | None = None
        self._is_manned, self._minutes = False, 0
        self._active_at = clock()
        self._focus: QWidget | None = None
        self._dialogs: list[QWidget] = []
        self._disabled: list[QAction] = []
        self._waiting: list[Callable[[], object]] = []
        add = context.actions.add
        self.lock_action = add(
            window, ActionSpec("action.lock", "Ctrl+Alt+K", "lock"), self.shut, anywhere=True
        )
        context.workspace.changed.connect(self.look)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)

    @property
    def _frame(self) -> QWidget:
        frame = self._window.centralWidget()
        assert frame is not None
        return frame

    @property
    def is_shut(self) -> bool:
        """Whether somebody has to sign in before the window shows anything."""
        return not self.gate.isHidden()

    def begin(self) -> None:
        """The window is built: shut it where somebody has to sign in."""
        self.look()
        if self._is_manned:
            self.shut()

    def look(self) -> None:
        """Find out whether persons are set up, and after how many minutes the window locks."""
        read = self._context.workspace.read
        was_manned, self._is_manned = self._is_manned, read(has_persons, self._is_manned)
        self._minutes = read(lock_minutes, self._minutes)
        self.lock_action.setEnabled(self._is_manned and not self.is_shut)
        if self._is_manned and not was_manned:
            self._active_at = self.clock()
            self._timer.start(LOOK_EVERY_MS)
            application = QGuiApplication.instance()
            assert isinstance(application, QGuiApplication)
            application.focusWindowChanged.connect(self._follow)
            self._follow(QGuiApplication.focusWindow())

    def when_open(self, do: Callable[[], object]) -> None:
        """Do something as soon as somebody works here: now, unless the window is shut."""
        if self.is_shut:
            self._waiting.append(do)
        else:
            do()

    def tick(self) -> None:
        """Shut the window when nobody touched it for long enough."""
        if self.is_shut or not self._minutes:
            return
        if self.clock() - self._active_at >= 60 * self._minutes:
            self.shut()

    def shut(self) -> None:
        """Shut the window; nothing is lost, and a running job goes on."""
        if self.is_shut or not self._is_manned:
            return
        self._focus = self._window.focusWidget()
        self._dialogs = [each for each in _other_windows(self._window) if each.isVisible()]
        for each in (*self._dialogs, self._frame):
            each.hide()
        self._disabled = [
            action
            for action in self._window.actions()
            if action.isEnabled() and action.objectName() not in _ALWAYS
        ]
        for action in self._disabled:
            action.setEnabled(False)
        self.gate.shut(self.person.name if self.person else self._context.workspace.actor)

    def _open(self, person: Person) -> None:
        self.person = person
        self._active_at = self.clock()
        for action in self._disabled:
            action.setEnabled(True)
        for each in (self._frame, *self._dialogs):
            each.show()
        self._context.workspace.set_actor(person.name)
        self.look()
        if self._focus is not None:
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        waiting, self._waiting = self._waiting, []
        for do in waiting:
            do()

    def _follow(self, focused: QWindow | None) -> None:
        """Hear the keys and the mouse of whichever of our windows is in front."""
        if focused is not None:
            focused.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Somebody is there."""
        if event.type() in _ACTIVITY:
            self._active_at = self.clock()
        return super().eventFilter(watched, event)


def _other_windows(window: QWidget) -> list[QWidget]:
    return [
        each
        for each in QApplication.topLevelWidgets()
        if each is not window and each.windowType() is not Qt.WindowType.Popup
    ]
