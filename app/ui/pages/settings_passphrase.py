"""Sheets that ask for the passphrase of a locked backup. It is never kept on the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app import paths, settings
from app.ui.pages.base import BasePage
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.record_form import Editor, FieldSpec
from app.workflow.backups import (
    LOCKED,
    Backup,
    Keeper,
    Made,
    Restoration,
    places_of,
    require_passphrase,
)
from app.workflow.opening import Session
from app.workflow.typed import Typed

PLAIN = "plain"
_NEW = (FieldSpec("passphrase", Editor.PASSWORD), FieldSpec("again", Editor.PASSWORD))
_KNOWN = (FieldSpec("passphrase", Editor.PASSWORD, is_wide=True),)
_FORM = FieldSpec("form", Editor.CHOICE, (LOCKED, PLAIN), "backup", True)


def ask_to_lock(page: BasePage, keeper: Keeper, done: Callable[[Made], object]) -> None:
    """Make a locked backup now, with a passphrase typed twice."""
    made: list[Made] = []

    def keep(_session: Session, typed: Typed) -> None:
        require_passphrase(typed["passphrase"], typed["again"])
        made.append(keeper.make_locked(typed["passphrase"]))

    sheet = EntrySheet(page, "backup_locked", _NEW, keep)
    sheet.accepted.connect(lambda: done(made[0]))
    sheet.ask()


def ask_to_open(
    page: BasePage, keeper: Keeper, backup: Backup, done: Callable[[Restoration, str], object]
) -> None:
    """Open a locked backup, and look at what going back to it would change."""
    found: list[tuple[Restoration, str]] = []

    def keep(_session: Session, typed: Typed) -> None:
        found.append((keeper.look(backup, typed["passphrase"] or " "), typed["passphrase"]))

    sheet = EntrySheet(page, "backup_open", _KNOWN, keep)
    sheet.accepted.connect(lambda: done(*found[0]))
    sheet.ask()


def ask_for_form(page: BasePage, keeper: Keeper, done: Callable[[], object]) -> None:
    """Choose how copies go to the second place; where only locked, with which passphrase."""

    def keep(_session: Session, typed: Typed) -> None:
        if typed["form"] == LOCKED:
            require_passphrase(typed["passphrase"], typed["again"])
            keeper.take_passphrase(typed["passphrase"])
        options = settings.load(paths.settings_file())
        form = LOCKED if typed["form"] == LOCKED else ""
        options = replace(options, second_form=form)
        settings.save(paths.settings_file(), options)
        keeper.places = places_of(keeper.data_file, options)

    sheet = EntrySheet(page, "backup_form", (_FORM, *_NEW), keep)
    sheet.accepted.connect(done)
    sheet.ask({"form": LOCKED}, focus="passphrase")
