"""Who works at the command line: passwords from the environment or typed, never an argument, which
other users of the computer could read."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cli.context import Context
from app.store.session import Session
from app.text import text
from app.values.errors import AppError
from app.workflow.persons import NotSignedIn, has_persons, sign_in

PASSWORD, SECOND_PASSWORD = "SANDAN_PASSWORD", "SANDAN_SECOND_PASSWORD"
PASSPHRASE = "SANDAN_PASSPHRASE"
FILE_PASSPHRASE, NEW_PASSPHRASE = "SANDAN_FILE_PASSPHRASE", "SANDAN_NEW_PASSPHRASE"


class NoPassphrase(AppError):
    """The file named for the passphrase cannot be read, or is not UTF-8."""

    code = "error.no_passphrase"


def enter(session: Session, actor: str, language: str) -> None:
    """Sign in where persons are set up. Raises NotSignedIn, WrongPassword, TooManyTries."""
    if has_persons(session.conn):
        sign_in(session, actor, _password(PASSWORD, actor, language))


@contextmanager
def second(session: Session, act: str, name: str, language: str) -> Iterator[None]:
    """The second person of an act that takes two, where persons are set up. Raises as `enter`, and
    NeedsWitness, Forbidden."""
    if not has_persons(session.conn):
        yield
        return
    with session.identity.witnessed(act, name, _password(SECOND_PASSWORD, name, language)):
        yield


def passphrase(language: str) -> str:
    """Of a locked backup; "" when nobody can be asked."""
    return _said(PASSPHRASE, "cli.passphrase", language)


def file_passphrase(context: Context) -> str:
    """Of the data file: from the file named for it, else from the environment, else typed; "" when
    nobody can be asked. Raises NoPassphrase."""
    if context.passphrase_file is not None:
        return _first_line(context.passphrase_file)
    return _said(FILE_PASSPHRASE, "cli.file_passphrase", context.language)


def _first_line(path: Path) -> str:
    """Not in the code page of the computer: another one would make another passphrase of it."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")[0].strip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise NoPassphrase(path=path) from error


def new_passphrase(language: str) -> tuple[str, str]:
    """For the data file, typed twice; from the environment once."""
    if (given := os.environ.get(NEW_PASSPHRASE)) is not None:
        return given, given
    typed = _said(NEW_PASSPHRASE, "cli.new_passphrase", language)
    return typed, _said(NEW_PASSPHRASE, "cli.passphrase_again", language)


def _said(variable: str, prompt: str, language: str) -> str:
    given = os.environ.get(variable)
    if given is None and sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(text(prompt, language))
    return given or ""


def _password(variable: str, name: str, language: str) -> str:
    given = os.environ.get(variable)
    if given is not None:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise NotSignedIn
    return getpass.getpass(text("cli.password", language, name=name))
