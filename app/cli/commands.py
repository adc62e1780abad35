"""The table of commands: the stages in their order, then what surrounds them."""

from __future__ import annotations

from app.cli.command import Command
from app.cli.journal import JOURNAL_COMMANDS

COMMANDS: tuple[Command, ...] = JOURNAL_COMMANDS
