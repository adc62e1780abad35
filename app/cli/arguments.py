"""The words of the command line, made from the table of commands; help in the user's language."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from app import paths, settings
from app.cli.answer import Exit
from app.cli.command import Command
from app.cli.commands import COMMANDS
from app.text import LANGUAGES, keys, text
from app.version import VERSION

_ITS = "argparse."


class UsageError(Exception):
    """The words do not make a command; the message says why."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Hand the complaint to the caller instead of leaving the process."""
        raise UsageError(f"{self.format_usage()}{message}")


def spoken_language(words: Sequence[str]) -> str:
    """The language asked for on the command line, else the user's, else the system's."""
    asked = ""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, _, value = word.partition("=")
        if name == "--lang":
            asked = value or following
    if asked in LANGUAGES:
        return asked
    return settings.load(paths.settings_file()).spoken_language


def parse(words: Sequence[str], language: str) -> argparse.Namespace:
    """What the words ask for. `verb` is None when no command was given. Raises UsageError, and
    SystemExit after --help and --version."""
    with _argparse_speaks(language):
        namespace = _parser(language).parse_args(words)
    defaults = {
        "data": paths.default_data_file(),
        "lang": language,
        "json": False,
        "passphrase_file": None,
        "actor": os.environ.get("USERNAME") or os.environ.get("USER") or "",
    }
    for name, value in defaults.items():
        if not hasattr(namespace, name):
            setattr(namespace, name, value)
    return namespace


@contextmanager
def _argparse_speaks(language: str) -> Iterator[None]:
    """argparse asks gettext for its words; here it finds ours, where we have them."""
    known = {text(key, "en"): text(key, language) for key in keys("en") if key.startswith(_ITS)}
    names = vars(argparse)
    usual = names["_"]
    names["_"] = lambda words: known.get(words, words)
    try:
        yield
    finally:
        names["_"] = usual


def _parser(language: str) -> _Parser:
    parser = _Parser(
        prog="sandan",
        description=text("cli.about", language),
        epilog=_exit_codes(language),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    about = text("cli.option.version", language)
    parser.add_argument("--version", action="version", version=f"sandan {VERSION}", help=about)
    _add_global(parser, language)
    verbs: Any = parser.add_subparsers(
        dest="verb", metavar=text("cli.command", language), title=text("cli.commands", language)
    )
    for command in COMMANDS:
        _add_command(verbs, command, language)
    return parser


def _add_command(verbs: Any, command: Command, language: str) -> None:
    about = help_of(command, language)
    sub = verbs.add_parser(
        command.verb, help=about, description=about, aliases=command.aliases, allow_abbrev=False
    )
    sub.set_defaults(run=command.run)
    _add_global(sub, language)
    for each in command.arguments:
        sub.add_argument(*each.names, help=text(each.help, language), **each.options)


def help_of(command: Command, language: str) -> str:
    """One line about a command: a stage says what it turns into what."""
    if not command.is_stage:
        return text(f"cli.verb.{command.verb}", language)
    key = f"stage.{command.verb}"
    name, before, after = (text(key, language, part) for part in ("text", "input", "output"))
    return text("cli.stage", language, name=name, input=before, output=after)


def _add_global(parser: argparse.ArgumentParser, language: str) -> None:
    # absent unless given, so that an option before the command is not overwritten by its default
    options: dict[str, dict[str, Any]] = {
        "--data": {"type": Path, "metavar": "FILE.sandan"},
        "--lang": {"choices": LANGUAGES},
        "--json": {"action": "store_true"},
        "--actor": {"metavar": "NAME"},
        "--passphrase-file": {"type": Path, "metavar": "FILE"},
    }
    for name, extra in options.items():
        about = text(f"cli.option.{name.lstrip('-')}", language)
        parser.add_argument(name, default=argparse.SUPPRESS, help=about, **extra)


def _exit_codes(language: str) -> str:
    lines = [text("cli.exit_codes", language)]
    lines += [f"  {code:>3}  {text(f'cli.exit.{code.name.lower()}', language)}" for code in Exit]
    return "\n".join(lines)
