"""The whole way of the work, walked by the program itself: how a packaged program is tested.

Everything happens in one folder and goes through the same calls as a person's work; the window is a
real one. Each step says its name; the first one that fails ends the walk.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app import paths
from app.printing.kinds import FormKind
from app.printing.setting import Setting
from app.printing.words import Words
from app.ui.application import Program
from app.ui.navigation import PAGES
from app.ui.printing.painter import text_width
from app.ui.printing.press import write_pdf
from app.values.progress import SILENT
from app.workflow.backups import Reason, keeper_of
from app.workflow.checkup import check
from app.workflow.demo import run as run_demo
from app.workflow.encrypting import (
    can_encrypt,
    decrypt,
    encrypt,
    is_encrypted,
    new_key_of,
)
from app.workflow.facts import codes_of
from app.workflow.opening import Session, local_now, open_session
from app.workflow.printing import Batch, Job, Way, print_batch

SALES = 300
PASSPHRASE = "smoke 烟雾 test"
SETTLE_MS = 400


class Failed(Exception):
    """A step did not come to what it should."""


def walk(folder: Path) -> int:
    """Walk in a folder that is empty or not there; 0 when all went well."""
    steps: list[Callable[[Path], str]] = [_begin, _month, _window, _paper, _safety, _encrypted]
    for step in steps:
        began = perf_counter()
        try:
            said = step(folder)
        except Failed as failure:
            _say(f"FAILED {step.__name__.strip('_')}: {failure}")
            return 1
        _say(f"{step.__name__.strip('_')}: {said} ({perf_counter() - began:.1f} s)")
    _say("ok")
    return 0


def _say(words: str) -> None:
    if sys.stdout is not None:  # a program without console has none on Windows
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


def _data_file(folder: Path) -> Path:
    return folder / "公司 数据" / "demo.sandan"


def _begin(folder: Path) -> str:
    if any(folder.glob("*")):
        raise Failed("the folder is not empty")
    if paths.settings_file().exists():
        raise Failed("this user has settings already; give it a SANDAN_HOME of its own")
    _data_file(folder).parent.mkdir(parents=True)
    return str(folder)


def _month(folder: Path) -> str:
    """New company, files, matching, lists, messages, receipts, workbook."""
    told: list[str] = []
    is_good = run_demo(_data_file(folder).parent, out=told.append, size=SALES)
    if not is_good:
        raise Failed(told[-1] if told else "nothing was told")
    workbook = _data_file(folder).parent / "workbook.xlsx"
    if not workbook.exists():
        raise Failed("no workbook")
    return f"{len(told)} lines told, workbook of {workbook.stat().st_size:,} bytes"


def _window(folder: Path, pages: int = len(PAGES)) -> str:
    """The window over that file, its pages shown, closed again with a backup."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    program = Program(application, "zh_CN")
    bugs: list[str] = []
    hook, sys.excepthook = sys.excepthook, _collector(bugs)
    try:
        opened = _show_pages(program, _data_file(folder), pages)
    finally:
        sys.excepthook = hook
    if bugs:
        raise Failed("; ".join(bugs))
    return f"open in {opened:.2f} s, {pages} pages"


def _collector(bugs: list[str]) -> Callable[..., None]:
    """What goes wrong while Qt calls us is told there, and nowhere else."""
    return lambda kind, error, _trace: bugs.append(f"{kind.__name__}: {error}")


def _show_pages(program: Program, data_file: Path, pages: int) -> float:
    """Seconds until the window was open."""
    began = perf_counter()
    program.open(data_file)
    window = program.window
    if window is None:
        raise Failed("no window")
    _settle()
    opened = perf_counter() - began - SETTLE_MS / 1000
    for page in PAGES[:pages]:
        window.go(page.key)
        _settle()
    window.close()
    return opened


def _paper(folder: Path) -> str:
    """A list as PDF."""
    target = folder / "纸 张"
    with open_session(_data_file(folder)) as session:
        (list_id,) = session.conn.execute("SELECT min(id) FROM declaration_list").fetchone()
        job = Job(FormKind.CUSTOMS_LIST, _setting(session), Way.EACH, target, "{own_no}")
        batch = Batch([list_id])
        print_batch(session, batch, job, press=write_pdf, measure=text_width, progress=SILENT)
    (pdf,) = target.glob("*.pdf")
    if not pdf.read_bytes().startswith(b"%PDF-"):
        raise Failed("no PDF")
    return f"{pdf.stat().st_size:,} bytes"


def _setting(session: Session) -> Setting:
    return Setting(Words("zh_CN", codes_of(session.conn)), "smoke", session.clock())


def _safety(folder: Path) -> str:
    """A backup, its restoration, and a check of the whole file."""
    keeper = keeper_of(_data_file(folder), clock=local_now)
    made = keeper.make(Reason.HAND).backup
    if made is None:
        raise Failed("no backup")
    keeper.restore(made)
    found = check(_data_file(folder), keeper)
    if not found.is_good:
        raise Failed(", ".join(each.name for each in found.checks if not each.is_good))
    return f"{len(keeper.backups())} backups, {len(found.checks)} checks"


def _encrypted(folder: Path) -> str:
    """The same file encrypted: window, check, backup and restoration; then plain again."""
    if not can_encrypt():
        return "this build has no sqlcipher3"
    keeper = keeper_of(_data_file(folder), clock=local_now)
    encrypt(keeper, new_key_of(_data_file(folder), PASSPHRASE, PASSPHRASE))
    if not is_encrypted(_data_file(folder)):
        raise Failed("the file is still plain")
    said = [_window(folder, pages=1), _safety(folder)]
    if not is_encrypted(_data_file(folder)):
        raise Failed("the restored file is plain")
    decrypt(keeper)
    return "; ".join(said)


def _settle() -> None:
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()
