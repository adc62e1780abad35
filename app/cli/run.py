"""The entrance of the command line: words in, printed answer and exit code out."""

from __future__ import annotations

import json
import logging
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from app import log, paths
from app.cli.answer import Answer, Exit, answer_from_error, error_data
from app.cli.arguments import UsageError, parse, spoken_language
from app.cli.context import Context
from app.cli.terminal import TerminalProgress, progress_for, silence
from app.files import followed, in_words
from app.shipped import custom_files
from app.text import text
from app.values.errors import AppError
from app.values.progress import SILENT

_log = logging.getLogger(__name__)
_NAMED = 5  # files


def run(words: Sequence[str]) -> int:
    """Run one command. A bug goes to the log, never as a traceback to the screen."""
    language = spoken_language(words)
    _speak_any_language()
    try:
        arguments = parse(words, language)
    except UsageError as error:
        sys.stderr.write(text("cli.usage_error", language, detail=error) + "\n")
        return Exit.USAGE
    place = log.start(paths.log_folder())
    answer = _answered(arguments, language, str(place))
    code = _said(answer, language, as_json=arguments.json)
    log.stop()
    return code


def _answered(arguments: Namespace, language: str, place: str) -> Answer:
    progress = SILENT if arguments.json else progress_for(language)
    context = Context(
        followed(arguments.data), language, arguments.actor, arguments.json, progress,
        arguments.passphrase_file,
    )  # fmt: skip
    try:
        return _ran(arguments, context) | _of_rules(language)
    except KeyboardInterrupt:
        line = text("cli.stopped", language)
        return Answer(error_data("cli.stopped", line), [line], Exit.STOPPED)
    except Exception:  # noqa: BLE001 - the one top hook: whatever else happens is our bug
        _log.exception("%s failed", arguments.verb)
        line = text("cli.bug", language, place=place)
        return Answer(error_data("cli.bug", line), [line], Exit.BUG) | _of_rules(language)
    finally:
        if isinstance(progress, TerminalProgress):
            progress.clear()


def _of_rules(language: str) -> Answer:
    """Whether law or tables are not as they came: what was computed rests on them."""
    try:
        names = custom_files()
    except OSError:  # whoever needs them says so
        return Answer()
    if not names:
        return Answer()
    shown = text("cli.comma", language).join(names[:_NAMED])
    line = text("cli.custom_rules", language, count=len(names), names=shown)
    return Answer({"custom_rules": list(names)}, [line])


def _ran(arguments: Namespace, context: Context) -> Answer:
    try:
        return _unlocked(arguments, context)
    except AppError as error:
        _log.info("%s refused: %s", arguments.verb, error)
        return answer_from_error(error, context.language)


def _unlocked(arguments: Namespace, context: Context) -> Answer:
    """Run it; where it meets an encrypted file, ask for the passphrase and run it again: the file
    is opened before anything is done."""
    answer: Answer
    try:
        answer = arguments.run(context, arguments)
    except AppError as error:
        if error.code != "error.encrypted":
            raise
        _unlock(Path(str(error.params["path"])), context)
        answer = arguments.run(context, arguments)
    return answer


def _unlock(path: Path, context: Context) -> None:
    """Raises WrongKey, NoCipher, StoreError, and Encrypted where nobody says a passphrase."""
    from app.cli.people import file_passphrase
    from app.workflow.encrypting import Encrypted, unlock

    words = file_passphrase(context)
    if not words:
        raise Encrypted(path=path)
    unlock(path, words)


def _said(answer: Answer, language: str, *, as_json: bool) -> int:
    """Print it. Who stops listening has heard enough; where it cannot be written it is not fine."""
    stream = sys.stderr if "error" in answer.data and not as_json else sys.stdout
    try:
        _print(answer, stream, as_json=as_json)
        stream.flush()
    except OSError as error:
        silence(stream)
        if isinstance(error, BrokenPipeError):
            return answer.exit
        sys.stderr.write(text("cli.unsaid", language, **in_words(error, "reason")) + "\n")
        return max(answer.exit, Exit.BLOCKED)
    return answer.exit


def _print(answer: Answer, stream: TextIO, *, as_json: bool) -> None:
    if as_json:
        data = answer.data | {"exit": int(answer.exit)}
        stream.write(json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n")
    else:
        stream.writelines(f"{line}\n" for line in answer.lines)


def _speak_any_language() -> None:
    """Chinese on a console that cannot show it is replaced, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
