"""Every page of the window as a picture: both languages, both themes, with a month and empty.

Usage: QT_QPA_PLATFORM=offscreen python packaging/screenshots.py FOLDER [WIDTHxHEIGHT] [--manual]
--manual takes only what the manual shows: the pages, light, with data.
Files are named <page>-<month|imports|empty>-<language>-<theme>.png. The month is that of
the sample company, which exports; imports are those of the demonstration. Everything is written
into FOLDER and a temporary folder.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, product
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QTabWidget

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.demo.folder import DemoFolder  # noqa: E402 - the checkout must be on the path first
from app.queries.declarations import LISTS  # noqa: E402
from app.queries.table import View, first_rows  # noqa: E402
from app.reference.codes import Codes  # noqa: E402
from app.store.b2b import ShipmentRow  # noqa: E402
from app.store.warehouses import warehouses  # noqa: E402
from app.text import LANGUAGES  # noqa: E402
from app.ui.asking import Asker  # noqa: E402
from app.ui.fonts import load_fonts  # noqa: E402
from app.ui.language import Language  # noqa: E402
from app.ui.main_window import MainWindow  # noqa: E402
from app.ui.navigation import PAGES  # noqa: E402
from app.ui.theme import Mode, Theme  # noqa: E402
from app.ui.workspace import Workspace  # noqa: E402
from app.values.progress import SILENT  # noqa: E402
from app.workflow.b2b import ShipmentLine, save_shipment  # noqa: E402
from app.workflow.demo_import import run_imports  # noqa: E402
from app.workflow.opening import open_session  # noqa: E402
from app.workflow.sample import make_sample  # noqa: E402
from app.workflow.warehouses import save_warehouse  # noqa: E402

SETTLE_MS = 250
LONGEST_MS = 30_000  # counts and tables come from the background
MODES = (Mode.LIGHT, Mode.DARK)
MANUAL = "--manual"


def main(words: list[str]) -> int:
    """Write the pictures; returns the exit code."""
    if not words:
        sys.stderr.write(__doc__ or "")
        return 2
    is_manual = MANUAL in words
    place, *sizes = (word for word in words if word != MANUAL)
    folder = Path(place)
    size = tuple(map(int, (sizes[0] if sizes else "1440x900").split("x")))
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    load_fonts()
    theme = Theme(application, Mode.LIGHT)
    with tempfile.TemporaryDirectory() as temporary:
        for name, data_file in islice(_files(Path(temporary)), 2 if is_manual else None):
            window = _window(data_file, theme, Path(temporary) / f"{name}.ini")
            window.resize(*size)
            window.show()
            places = _pages(window) if is_manual else _places(window)
            taken = _walk(window, places, MODES[:1] if is_manual else MODES, folder / name)
            window.close()
            sys.stdout.write(f"{name}: {taken} pictures in {folder}\n")
    return 0


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """A data file with a month's exports, one with imports, and an empty one."""
    month = make_sample(SILENT, folder=folder / "month")
    _send_abroad(month)
    yield "month", month
    place = folder / "imports"
    run_imports(place, out=lambda _line: None)
    yield "imports", DemoFolder(place).data_file
    empty = folder / "empty.sandan"
    open_session(empty, create=True).close()
    yield "empty", empty


def _send_abroad(data_file: Path) -> None:
    """Exports to companies and to a warehouse abroad, which the month of parcels has none of."""
    place = {"code": "DE-HAM", "name": "汉堡仓", "country": "DEU", "city": "Hamburg"}
    sent = (("9810", "0070-CUP", 240), ("9810", "0010-TS-M", 120), ("9710", "0060-TOY", 60))
    with open_session(data_file) as session:
        save_warehouse(session, None, {**place, "operator": "", "note": ""}, Codes())
        (stored,) = warehouses(session.conn)
        for at, (mode, sku, pieces) in enumerate(sent, start=1):
            head = ShipmentRow(
                f"B2B-{at:03}",
                mode,
                "DEU",
                "EUR",
                order_no=f"BK-{at:03}",
                overseas_warehouse_id=stored if mode == "9810" else None,
            )
            save_shipment(session, head, [ShipmentLine(sku, Decimal(pieces), Decimal("6.50"))])


def _window(data_file: Path, theme: Theme, options: Path) -> MainWindow:
    return MainWindow(
        Workspace(data_file),
        language=Language(LANGUAGES[0]),
        theme=theme,
        options=QSettings(str(options), QSettings.Format.IniFormat),
        codes=Codes(),
    )


def _walk(window: MainWindow, places: Iterator[str], modes: Sequence[Mode], target: Path) -> int:
    """Every place in every language and theme; how many pictures that made."""
    taken = 0
    for place in places:
        for language, mode in product(LANGUAGES, modes):
            window.language.switch(language)
            window.theme.set_mode(mode)
            _settle()
            file = target.with_name(f"{place}-{target.name}-{language}-{mode.value}.png")
            window.grab().save(str(file))
            taken += 1
    return taken


def _pages(window: MainWindow) -> Iterator[str]:
    """Show each page in turn as it opens."""
    for spec in PAGES:
        window.go(spec.key)
        _settle()
        yield spec.key


def _places(window: MainWindow) -> Iterator[str]:
    """Show each page in turn with its other tabs, the form of a list, and help."""
    for spec in PAGES:
        window.go(spec.key)
        _settle()
        yield spec.key
        tabs = window.stack.currentWidget().findChild(QTabWidget, f"{spec.key}.tabs")
        if isinstance(tabs, QTabWidget):
            for at in range(1, tabs.count()):
                tabs.setCurrentIndex(at)
                _settle()
                yield f"{spec.key}-{at}"
    nothing: list[tuple[int, tuple[object, ...]]] = []
    found = window.context.workspace.read(lambda conn: first_rows(conn, LISTS, View(), 1), nothing)
    if found:
        own_no = [column.name for column in LISTS.columns].index("decl_own_no")
        window.go("lists", str(found[0][1][own_no]))
        yield "list-form"
        if window.actions_["action.lists_working"].isEnabled():
            window.actions_["action.lists_working"].trigger()
            yield "list-working"
        window.go("returns", f"new:{found[0][1][own_no]}")
        window.actions_["action.returns_next"].trigger()
        yield "returns-new"
        window.go("lists")
        window.actions_["action.help"].trigger()
        yield "help"
        window.help.close_pane()


class Questions:
    """Counts what is asked in the background, so that no picture is taken before the answers."""

    def __init__(self) -> None:
        self._asked = self._answered = 0
        ask, work = Asker.ask, Asker._work

        def counted_ask(asker: Asker, *question: Any) -> None:
            self._asked += 1
            ask(asker, *question)

        def counted_work(asker: Asker, *question: Any) -> None:
            try:
                work(asker, *question)
            finally:
                self._answered += 1

        Asker.ask = counted_ask  # type: ignore[method-assign, assignment]
        Asker._work = counted_work  # type: ignore[method-assign, assignment]

    @property
    def are_answered(self) -> bool:
        """Nothing is under way."""
        return self._asked == self._answered


QUESTIONS = Questions()


def _settle() -> None:
    """Let the window paint and hear what was asked in the background."""
    _wait(SETTLE_MS)
    for _again in range(LONGEST_MS // SETTLE_MS):
        if QUESTIONS.are_answered:
            break
        _wait(SETTLE_MS)
        # once more after the last answer, which is yet to be painted


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
