"""`sandan encryption`: encrypt the data file, change its passphrase, write it plain again, and see
to the copies that are still plain. Passphrases are never words of a command."""

from __future__ import annotations

from argparse import Namespace

from app.cli.answer import Answer, Exit
from app.cli.backups import require_closed
from app.cli.context import Context
from app.cli.people import file_passphrase, new_passphrase
from app.text import error_text, text
from app.workflow.backups import Keeper, keeper_of
from app.workflow.encrypting import (
    FormAlone,
    PlainCopy,
    allow,
    decrypt,
    delete_copies,
    encrypt,
    encrypt_copies,
    is_encrypted,
    new_key_of,
    plain_copies,
    prove,
    require_plain,
)
from app.workflow.opening import local_now


def encryption(context: Context, arguments: Namespace) -> Answer:
    """Show the form of the data file, or change it; then see to its plain copies."""
    keeper = keeper_of(context.data, clock=local_now)
    doubt = Answer()
    if arguments.action != "show":
        try:
            _change(context, keeper, arguments.action)
        except FormAlone as error:  # it was done, so that is no refusal
            doubt = Answer(lines=[*error_text(error, context.language)], exit=Exit.BLOCKED)
    if arguments.copies:
        with context.session() as session:
            allow(session)
        copies = plain_copies(keeper)
        if arguments.copies == "delete":
            delete_copies(copies)
        else:
            encrypt_copies(keeper, copies, context.progress)
    return _told(context, plain_copies(keeper)) | doubt


def _change(context: Context, keeper: Keeper, action: str) -> None:
    require_closed(context.data)
    with context.session() as session:
        allow(session)
    if is_encrypted(context.data):
        prove(context.data, file_passphrase(context))
    if action == "off":
        decrypt(keeper)
    else:
        words, again = new_passphrase(context.language)
        encrypt(keeper, new_key_of(context.data, words, again))


def _told(context: Context, copies: list[PlainCopy]) -> Answer:
    is_closed = is_encrypted(context.data)
    if not is_closed:
        require_plain(context.data)
    form = "encrypted" if is_closed else "plain"
    lines = [text(f"encryption.{form}", context.language)]
    if copies:
        lines.append(text("encryption.copies", context.language, count=len(copies)))
        lines += [f"  {each.path}" for each in copies]
    data = {"encrypted": is_closed, "plain_copies": [str(each.path) for each in copies]}
    return Answer({"encryption": data}, lines)
