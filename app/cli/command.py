"""What a command is: a verb, its words, and the function that runs it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.cli.answer import Answer
from app.cli.context import Context
from app.workflow.pipeline import BY_VERB


@dataclass(frozen=True, slots=True)
class Argument:
    """A word of a command: its names as argparse wants them, the key of its help, its options."""

    names: tuple[str, ...]
    help: str
    options: dict[str, Any]


def argument(*names: str, help: str, **options: Any) -> Argument:
    """An argument; `help` is a text key."""
    return Argument(names, help, options)


Run = Callable[[Context, Namespace], Answer]


@dataclass(frozen=True, slots=True)
class Command:
    """`sandan <verb>`. A verb of the table of stages is a stage and takes its name from there."""

    verb: str
    run: Run
    arguments: tuple[Argument, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def is_stage(self) -> bool:
        """Whether it is one of the stages of the work."""
        return self.verb in BY_VERB
