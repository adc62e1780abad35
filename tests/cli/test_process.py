"""The program as a process: start, exit codes, what is imported at the start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.context import Context

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"PySide6", "openpyxl", "lxml", "sqlite_utils", "python_calamine"}


def sandan(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env={**os.environ, "SANDAN_HOME": str(home), "PYTHONUTF8": "0", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_version_is_told(tmp_path: Path) -> None:
    done = sandan(tmp_path, "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sandan ")


def test_default_places_are_under_the_home_asked_for(tmp_path: Path) -> None:
    assert sandan(tmp_path, "new").returncode == 0
    assert (tmp_path / "data" / "sandan.sandan").exists()
    done = sandan(tmp_path, "history", "--json")
    assert json.loads(done.stdout) == {"calls": [], "exit": 0}


def test_chinese_reaches_a_stream_that_is_not_unicode(tmp_path: Path) -> None:
    done = sandan(tmp_path, "--lang", "zh_CN", "match")
    assert done.returncode == 3
    assert "找不到数据文件" in done.stderr


def test_wrong_words_give_usage(tmp_path: Path) -> None:
    done = sandan(tmp_path, "--lang", "en", "fly")
    assert done.returncode == 2
    assert "usage: sandan" in done.stderr


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["history"]])
def test_start_imports_nothing_heavy(tmp_path: Path, words: list[str]) -> None:
    sandan(tmp_path, "new")
    code = (
        "import sys; from app.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={**os.environ, "SANDAN_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "[]"


def _hears_ctrl_c() -> None:
    """A run of the tests in the background ignores Ctrl+C, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
def test_watching_ends_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    sandan(tmp_path, "new")
    inbox = tmp_path / "in"
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--lang", "en", "watch", str(inbox), "--every", "0.05"],
        cwd=ROOT,
        env={**os.environ, "SANDAN_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hears_ctrl_c,
    )
    assert process.stdout is not None
    inbox.mkdir(exist_ok=True)
    order = (
        "电商平台,订单编号,币制,运抵国,商品货号,商品名称,数量,总价\n平台,T-1,USD,美国,S,商品,1,2\n"
    )
    (inbox / "orders.csv").write_text(order, encoding="utf-8")
    assert "done/orders.csv" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")


def test_who_stops_listening_stops_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        context = Context(tmp_path / "x.sandan", "en")
        with pytest.raises(KeyboardInterrupt):
            context.tell("nobody hears it")
        context.tell("nor this")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@pytest.mark.parametrize(("end", "code", "errors"), [("| true", 0, 0), ("> /dev/full", 1, 1)])
def test_an_answer_nobody_hears_is_no_fault(
    tmp_path: Path, end: str, code: int, errors: int
) -> None:
    sandan(tmp_path, "new")
    line = f"{sys.executable} -m app --lang zh_CN company {end}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=ROOT,
        env={**os.environ, "SANDAN_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == errors
