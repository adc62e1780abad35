"""The window over a full data file: start, first paint, jumps, filters, heartbeat, memory.

Each measurement runs in a process of its own, off screen. The lists are made by the program itself
from an invented month; the table of a million rows holds copies of them.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench import dataset
from tests.bench.csv_import import write_orders

ROWS = 1_000_000
MADE = 5_000  # lists the program makes itself; the others are copies
IMPORTED = 50_000
DAY = date(2026, 11, 21)
START_FULL, START_EMPTY, PAINT, JUMP, FILTER, BEAT = 2.5, 1.2, 0.3, 0.05, 0.15, 0.1  # s
MEMORY = 200  # MB
TYPED = ("测试", "SKU", "TB00000", "平台")


def run(size: int) -> None:
    """Print every measurement beside its target."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        lists, empty = folder / "lists.sandan", folder / "empty.sandan"
        make_lists(lists, size)
        _make_empty(empty)
        _child("start", empty, folder)  # the first start of all fills the caches of the disk
        _told("start, empty store", _child("start", empty, folder)["start"], START_EMPTY)
        started = _child("start", lists, folder)
        _told(f"start, {size:,} lists", started["start"], START_FULL)
        print(f"  memory, idle             {started['memory']:7.0f} MB  (target {MEMORY})")
        for what, file in (("heartbeat", empty), ("views", lists)):
            for name, seconds in _better_of_two(what, file, folder).items():
                _told(f"longest pause, {name}", seconds, BEAT)
        multiply(lists, ROWS, _LISTS_COPIED)
        for name, seconds in _better_of_two("table", lists, folder).items():
            _told(f"{ROWS:,} rows: {name}", seconds, _TARGETS[name.split(" ")[0]])


_TARGETS = {"paint": PAINT, "jump": JUMP, "filter": FILTER}


def _told(what: str, seconds: float, target: float) -> None:
    verdict = "" if seconds <= target else "  MISSED"
    wanted = f"(target {target * 1000:.0f}){verdict}"
    print(f"  {what:44} {seconds * 1000:8.0f} ms  {wanted}", flush=True)


def make_lists(path: Path, size: int) -> None:
    """A data file with so many lists and all that belongs to them: an invented month, matched,
    checked and compiled by the program itself, then copied."""
    from app import resources
    from app.demo.rates import RATES
    from app.store.rates import ExchangeRate, put_rate
    from app.store.settings import CompanyProfile, set_company
    from app.values.period import Month
    from app.values.progress import SILENT
    from app.workflow.compile import compile_lists
    from app.workflow.match import match
    from app.workflow.opening import open_session
    from app.workflow.precheck import precheck

    dataset.build(path, min(size, MADE))
    with open_session(path) as session:
        with session.call("settings") as call:
            profile = resources.load_toml("demo/company.toml")["profile"]
            set_company(call.conn, CompanyProfile(**profile))
            for currency, cny in RATES.items():
                if currency != "CNY":
                    rate = ExchangeRate(currency, Month(DAY.year, DAY.month), cny, "demo")
                    put_rate(call.conn, call.id, rate)
        for stage in (match, precheck, compile_lists):
            stage(session, on=DAY, progress=SILENT)  # type: ignore[operator]
    multiply(path, size)


def _make_empty(path: Path) -> None:
    from app.workflow.opening import open_session

    open_session(path, create=True).close()


# What is copied, and what differs in a copy; every id moves on by the same number.
_NUMBER = "printf('{}%09d{}', id + {{shift}})"
_LISTS_COPIED = {
    "declaration_list": {
        "order_id": "order_id + {shift}",
        "waybill_id": "waybill_id + {shift}",
        "own_no": _NUMBER.format("Q2611", ""),
        "guid": "printf('%036d', id + {shift})",
        "order_no": _NUMBER.format("E202611-", ""),
        "waybill_no": _NUMBER.format("LX", "CN"),
    },
    "declaration_line": {"declaration_list_id": "declaration_list_id + {shift}"},
    "declaration_status": {},
}
_ALL_COPIED = {
    "orders": {
        "order_no": _NUMBER.format("E202611-", ""),
        "order_key": _NUMBER.format("E202611", ""),
    },
    "order_line": {"order_id": "order_id + {shift}"},
    "payment": {"order_id": "order_id + {shift}", "pay_key": _NUMBER.format("Q", "")},
    "waybill": {"order_id": "order_id + {shift}", "waybill_key": _NUMBER.format("LX", "CN")},
    "match_result": {"waybill_id": "waybill_id + {shift}"},
    "finding": {"document_id": "document_id + {shift}"},
    **_LISTS_COPIED,
}


def multiply(path: Path, size: int, tables: dict[str, dict[str, str]] = _ALL_COPIED) -> None:
    """Copy these tables until there are so many lists."""
    conn = sqlite3.connect(path, isolation_level=None)
    conn.executescript("PRAGMA foreign_keys = OFF; PRAGMA journal_mode = OFF")
    conn.execute("BEGIN")
    (made,) = conn.execute("SELECT count(*) FROM declaration_list").fetchone()
    ids = " UNION ALL ".join(f"SELECT max(id) AS id FROM {table}" for table in tables)
    (top,) = conn.execute(f"SELECT max(id) FROM ({ids})").fetchone()
    for table, changed in tables.items():
        columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
        values = ", ".join({"id": "id + {shift}", **changed}.get(each, each) for each in columns)
        for copy in range(1, -(-size // made)):
            conn.execute(
                f"INSERT INTO {table} SELECT {values.format(shift=copy * top)} FROM {table}"
                " WHERE id <= ?",
                (top,),
            )
    conn.execute(
        "INSERT INTO list_search (rowid, text) SELECT id, text FROM list_search_text"
        " WHERE id > ? ORDER BY id",
        (top,),
    )
    conn.execute("COMMIT")
    conn.executescript("PRAGMA analysis_limit = 1000; ANALYZE")
    conn.close()


# what runs in the process that is measured


def _child(what: str, data_file: Path, folder: Path) -> dict[str, float]:
    """Run one measurement in a fresh process."""
    words = [sys.executable, "-m", "tests.bench.window", what, str(data_file), str(folder)]
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),  # as an installed program has it
        "PYTHONDONTWRITEBYTECODE": "",
    }
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _better_of_two(what: str, data_file: Path, folder: Path) -> dict[str, float]:
    """A busy machine makes a pause longer, never shorter."""
    runs = [_child(what, data_file, folder) for _ in range(2)]
    return {name: min(run[name] for run in runs) for name in runs[0]}


def _measure(what: str, data_file: Path, folder: Path) -> dict[str, float]:
    began = perf_counter()
    measurements: dict[str, Callable[[float, Path, Path], dict[str, float]]] = {
        "start": _start,
        "heartbeat": _heartbeat,
        "views": _views,
        "table": _table,
    }
    return measurements[what](began, data_file, folder)


def _open(data_file: Path, folder: Path, page: str) -> object:
    """The window as the program opens it, on one page, painted once."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from app.reference.codes import Codes
    from app.ui.application import SWITCH_S
    from app.ui.fonts import load_fonts
    from app.ui.language import Language
    from app.ui.main_window import MainWindow
    from app.ui.theme import Mode, Theme
    from app.ui.workspace import Workspace

    sys.setswitchinterval(SWITCH_S)
    application = QApplication.instance() or QApplication([])
    options = QSettings(str(folder / f"{page}.ini"), QSettings.Format.IniFormat)
    options.setValue("window/page", page)
    load_fonts()
    assert isinstance(application, QApplication)
    theme = Theme(application)
    theme.set_mode(Mode.LIGHT)
    window = MainWindow(
        Workspace(data_file),
        language=Language("zh_CN"),
        theme=theme,
        options=options,
        codes=Codes(),
    )
    window.show()
    application.processEvents()
    window.repaint()
    return window


def _start(began: float, data_file: Path, folder: Path) -> dict[str, float]:
    window = _open(data_file, folder, "workbench")
    seconds = perf_counter() - began
    _wait(0.5)
    memory = _resident_mb()
    window.close()  # type: ignore[attr-defined]
    return {"start": seconds, "memory": memory}


class _Heart:
    """Beats in the window's thread every few milliseconds; `longest` is the longest pause."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self._beats = [perf_counter()]
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(lambda: self._beats.append(perf_counter()))
        self._timer.start()

    def longest(self, during: Callable[[], None]) -> float:
        """The longest time the window did not come round during some work and just after it."""
        _wait(0.3)
        self._beats = [perf_counter()]
        during()
        _wait(0.3)
        return max(b - a for a, b in pairwise([*self._beats, perf_counter()]))


def _heartbeat(_began: float, data_file: Path, folder: Path) -> dict[str, float]:
    """A file previewed and imported, then the lists looked at in one way after the other."""
    from app.ui.main_window import MainWindow
    from app.ui.pages.intake import Page as Intake
    from app.ui.pages.intake_queue import State

    taking = folder / "taking.sandan"
    shutil.copyfile(data_file, taking)
    window = _open(taking, folder, "import")
    page = window.stack.currentWidget()  # type: ignore[attr-defined]
    assert isinstance(window, MainWindow)
    assert isinstance(page, Intake)
    orders = folder / "orders.csv"
    write_orders(orders, IMPORTED)
    heart = _Heart()

    def reaches(state: State) -> Callable[[], bool]:
        return lambda: [item.state for item in page.queue.items] == [state]

    def preview() -> None:
        window.take_files([orders])
        _until(reaches(State.READY))

    def take_in() -> None:
        page.run_import()
        _until(reaches(State.DONE))

    found = {
        "nothing to do": heart.longest(lambda: _wait(2)),  # what the machine itself takes
        f"preview of {IMPORTED:,} rows": heart.longest(preview),
        f"import of {IMPORTED:,} rows": heart.longest(take_in),
    }
    window.close()
    return found


def _views(_began: float, data_file: Path, folder: Path) -> dict[str, float]:
    """The lists shown in one way after the other."""
    from app.ui.main_window import MainWindow
    from app.ui.pages.lists import Page as Lists

    window = _open(data_file, folder, "lists")
    page = window.stack.currentWidget()  # type: ignore[attr-defined]
    assert isinstance(window, MainWindow)
    assert isinstance(page, Lists)
    model = page.table.model
    heart = _Heart()

    def switch() -> None:
        for at in range(page.table.views.count()):
            page.table.views.setCurrentIndex(at)
            page.table.views.activated.emit(at)
            _until(lambda: model.is_whole)

    def sort() -> None:
        for column in range(4):
            page.table.card.view.sortByColumn(column, Qt.SortOrder.DescendingOrder)
            _until(lambda: model.is_whole)

    from PySide6.QtCore import Qt

    found = {"switching views": heart.longest(switch), "sorting": heart.longest(sort)}
    window.close()
    return found


def _table(_began: float, data_file: Path, folder: Path) -> dict[str, float]:
    from PySide6.QtWidgets import QTableView

    from app.queries.declarations import LISTS
    from app.ui.main_window import MainWindow
    from app.ui.models.table_model import TableModel
    from app.ui.widgets.table_view import TableCard

    window = _open(data_file, folder, "settings")
    assert isinstance(window, MainWindow)
    context = window.context
    model = TableModel(context.workspace, LISTS, context.language)
    card = TableCard(model, context.language, context.theme, context.options)
    card.resize(1200, 800)
    began = perf_counter()
    card.show()
    card.reload()
    card.grab()
    found = {"paint": perf_counter() - began}
    _until(lambda: model.is_whole)
    view = card.findChild(QTableView)
    assert isinstance(view, QTableView)
    found["jump"] = max(_jump(card, view, share) for share in (0.99, 0.5, 0.25, 0.75, 0.1))
    for typed in TYPED:
        times, answers = [], []
        for _ in range(3):
            card.search.clear()
            card.filter_by()
            _until(lambda: model.is_whole)
            began = perf_counter()
            card.search.setText(typed)
            card.filter_by()
            card.grab()
            times.append(perf_counter() - began)
            _until(lambda: bool(model.rowCount()) or model.is_whole)
            answers.append(perf_counter() - began)
        found[f"filter {typed}: the window goes on"] = median(times)
        found[f"filter {typed}: rows, or none"] = median(answers)
    window.close()
    return found


def _jump(card: object, view: object, share: float) -> float:
    """Go to a place that was not shown yet, and paint it."""
    model = card.model  # type: ignore[attr-defined]
    row = int(model.rowCount() * share)
    began = perf_counter()
    view.scrollTo(model.index(row, 0))  # type: ignore[attr-defined]
    card.grab()  # type: ignore[attr-defined]
    return perf_counter() - began


def _until(holds: Callable[[], bool]) -> None:
    """Let the window work until something holds, for half a minute at most."""
    for _ in range(6_000):
        if holds():
            return
        _wait(0.005)
    raise RuntimeError("the table was not counted within half a minute")


def _wait(seconds: float) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def _resident_mb() -> float:
    """Memory of this process now."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
