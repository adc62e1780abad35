"""The program has no way to a network, and the run of the tests takes none."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.offline import WentOnline

ROOT = Path(__file__).resolve().parents[2]
ONLINE = {
    *("socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "poplib", "imaplib"),
    *("telnetlib", "xmlrpc", "asyncio", "socketserver", "requests", "PySide6.QtNetwork"),
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_no_module_of_ours_knows_a_network() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): sorted(imported(path) & ONLINE)
        for path in (ROOT / "app").rglob("*.py")
    }
    assert {name: ways for name, ways in found.items() if ways} == {}


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.create_connection(("127.0.0.1", 9), timeout=0.1),
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).bind(("127.0.0.1", 0)),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_guard_bites(reach: object) -> None:
    with pytest.raises(WentOnline):
        reach()  # type: ignore[operator]


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no sockets of the file system")
def test_windows_of_one_computer_may_talk(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(tmp_path / "s"))


def test_main_job_opens_no_socket(tmp_path: Path) -> None:
    code = (
        "import sys; from tests.helpers.offline import guard; guard()\n"
        "from app.__main__ import main\n"
        "code = main(['demo', sys.argv[1], '--size', '200'])\n"
        "print('exit', code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "demo")],
        cwd=ROOT,
        env={**os.environ, "SANDAN_HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=170,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "exit 0"
