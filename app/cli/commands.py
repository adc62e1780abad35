"""The table of commands: the stages in their order, then what surrounds them.

What runs a command is imported when it is asked for, so that `--help` answers at once.
"""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

from app.cli.answer import Answer
from app.cli.command import Command, Run, argument
from app.cli.context import Context
from app.documents.fields import FileKind, Flow
from app.documents.returning import Condition, ReasonKind
from app.documents.status import Status
from app.values.period import Month


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A function of a module of this package, imported when the command is run."""

    module: str
    name: str

    def load(self) -> Run:
        """The function itself."""
        found: Run = getattr(import_module(f"app.cli.{self.module}"), self.name)
        return found

    def __call__(self, context: Context, arguments: Namespace) -> Answer:
        """Run it."""
        return self.load()(context, arguments)


def _month(word: str) -> Month:
    try:
        return Month.parse(word)
    except ValueError as error:
        raise ArgumentTypeError("2026-11") from error


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise ArgumentTypeError("2026-11-21") from error


_ON = argument("--on", help="cli.option.on", type=_day, metavar="2026-11-21")
_OUTBOX = argument("--outbox", help="cli.option.outbox", type=Path, metavar="FOLDER")
_SEED = argument("--seed", help="cli.option.seed", type=int, default=1, metavar="N")
_LIMIT = argument("--limit", help="cli.option.limit", type=int, default=20, metavar="N")
_KINDS = ("duty", "vat", "consumption")
_MORE = {"nargs": "*", "default": []}

STAGE_COMMANDS = (
    Command(
        "import",
        Elsewhere("stages", "import_"),
        (
            argument("files", help="cli.option.files", type=Path, nargs="+", metavar="FILE"),
            argument("--kind", help="cli.option.kind", type=FileKind, choices=list(FileKind)),
            argument("--flow", help="cli.option.flow", type=Flow, choices=list(Flow)),
            argument("--encoding", help="cli.option.encoding", metavar="gb18030"),
            argument("--dry-run", help="cli.option.dry_run", action="store_true"),
        ),
    ),
    Command("match", Elsewhere("stages", "match"), (_ON,)),
    Command("precheck", Elsewhere("stages", "precheck"), (_ON,), aliases=("check",)),
    Command("lists", Elsewhere("stages", "lists"), (_ON,)),
    Command("assess", Elsewhere("stages", "assess")),
    Command(
        "export",
        Elsewhere("stages", "export"),
        (argument("numbers", help="cli.option.numbers", metavar="NUMBER", **_MORE), _OUTBOX),
    ),
    Command(
        "receive",
        Elsewhere("stages", "receive"),
        (argument("files", help="cli.option.receipts", type=Path, metavar="FILE", **_MORE),),
    ),
    Command(
        "status",
        Elsewhere("tracking", "status"),
        (
            argument("number", help="cli.option.number", nargs="?", metavar="NUMBER"),
            argument("--state", help="cli.option.state", choices=[str(one) for one in Status]),
            _LIMIT,
        ),
    ),
    Command(
        "summary",
        Elsewhere("summary", "summary"),
        (
            argument("number", help="cli.option.application", nargs="?", metavar="NUMBER"),
            argument("--month", help="cli.option.cleared", type=_month, metavar="2026-10"),
            argument("--preview", help="cli.option.preview", action="store_true"),
            argument("--nil", help="cli.option.nil", nargs="?", const="", metavar="NOTE"),
            _ON,
        ),
    ),
    Command(
        "returns",
        Elsewhere("returns", "returns"),
        (
            argument(
                "action",
                help="cli.option.return_action",
                nargs="?",
                default="list",
                choices=("list", "new", "arrive", "lapse", "withdraw"),
            ),
            argument(
                "number", help="cli.option.return_no", nargs="?", default="", metavar="NUMBER"
            ),
            argument("goods", help="cli.option.return_goods", metavar="LINE=QTY", **_MORE),
            argument(
                "--reason",
                help="cli.option.return_reason",
                default=str(ReasonKind.NO_REASON),
                choices=[str(one) for one in ReasonKind],
            ),
            argument(
                "--condition",
                help="cli.option.return_condition",
                default=str(Condition.SEALED),
                choices=[str(one) for one in Condition],
            ),
            argument("--note", help="cli.option.return_note", default="", metavar="TEXT"),
            _ON,
            _LIMIT,
        ),
        aliases=("return",),
    ),
    Command(
        "report",
        Elsewhere("stages", "report"),
        (
            argument("--month", help="cli.option.month", type=_month, metavar="2026-11"),
            argument("--output", help="cli.option.output", type=Path, metavar="FILE.xlsx"),
            argument("--reveal", help="cli.option.reveal", action="store_true"),
        ),
    ),
)

OTHER_COMMANDS = (
    Command("new", Elsewhere("journal", "new")),
    Command(
        "template",
        Elsewhere("stages", "template"),
        (
            argument("kind", help="cli.option.template_kind", choices=[*map(str, FileKind)]),
            argument("--output", help="cli.option.output", type=Path, metavar="FILE.xlsx"),
        ),
    ),
    Command(
        "company",
        Elsewhere("around", "company"),
        (argument("settings", help="cli.option.settings", metavar="NAME=VALUE", **_MORE),),
    ),
    Command(
        "rate",
        Elsewhere("around", "rate"),
        (
            argument("words", help="cli.option.rate", metavar="CURRENCY MONTH CNY", nargs="*"),
            argument("--source", help="cli.option.rate_source", default=""),
            argument("--day", help="cli.option.rate_day", default="", metavar="2026-10-21"),
        ),
    ),
    Command(
        "remittance",
        Elsewhere("money", "remittance"),
        (
            argument("files", help="cli.option.remittances", type=Path, metavar="FILE", **_MORE),
            argument("--month", help="cli.option.month", type=_month, metavar="2026-11"),
        ),
    ),
    Command(
        "totals",
        Elsewhere("totals", "totals"),
        (
            argument("--month", help="cli.option.month", type=_month, metavar="2026-10"),
            argument("--mode", help="cli.option.mode", default="", metavar="9610"),
            argument("--currency", help="cli.option.currency", default="", metavar="USD"),
            argument("--recount", help="cli.option.recount", action="store_true"),
        ),
    ),
    Command(
        "month",
        Elsewhere("money", "month"),
        (
            argument(
                "action",
                help="cli.option.month_action",
                nargs="?",
                default="list",
                choices=("list", "close", "reopen", "verify"),
            ),
            argument("month", help="cli.option.month", type=_month, nargs="?", metavar="2026-10"),
            argument("--sign", help="cli.option.sign", default="", metavar="NAME"),
            argument("--second", help="cli.option.second", default="", metavar="NAME"),
            argument("--reason", help="cli.option.reason", default="", metavar="TEXT"),
            argument("--accept", help="cli.option.accept", action="store_true"),
        ),
    ),
    Command(
        "book",
        Elsewhere("book", "show"),
        (
            argument("--on", help="cli.option.book_day", type=_day, metavar="2026-11-21"),
            argument("--differences", help="cli.option.differences", action="store_true"),
            argument("--trace", help="cli.option.trace", metavar="NUMBER", default=""),
        ),
    ),
    Command(
        "accept",
        Elsewhere("around", "accept"),
        (
            argument("numbers", help="cli.option.suggestions", type=int, metavar="N", **_MORE),
            argument("--sure", help="cli.option.sure", action="store_true"),
        ),
    ),
    Command(
        "simulate",
        Elsewhere("around", "simulate"),
        (
            _OUTBOX,
            argument("--inbox", help="cli.option.inbox", type=Path, metavar="FOLDER"),
            _SEED,
            argument("--receive", help="cli.option.receive", action="store_true"),
        ),
    ),
    Command(
        "watch",
        Elsewhere("watching", "watch"),
        (
            argument("inbox", help="cli.option.watched", type=Path, nargs="?", metavar="INBOX"),
            argument("--once", help="cli.option.once", action="store_true"),
            argument("--every", help="cli.option.every", type=float, default=2, metavar="SECONDS"),
        ),
    ),
    Command(
        "reference",
        Elsewhere("around", "reference"),
        (
            argument("table", help="cli.option.table", metavar="TABLE"),
            argument("file", help="cli.option.list_file", type=Path, metavar="FILE"),
        ),
    ),
    Command(
        "goods-rate",
        Elsewhere("taxes", "goods_rate"),
        (
            argument("about", help="cli.option.about", metavar="GOODS", nargs="?", default=""),
            argument("kind", help="cli.option.rate_kind", nargs="?", default="vat", choices=_KINDS),
            argument("value", help="cli.option.rate_value", nargs="?", default=""),
            argument("--scope", help="cli.option.scope", choices=("goods", "hs"), default="goods"),
            argument("--origin", help="cli.option.origin", default="", metavar="JPN"),
            argument("--source", help="cli.option.rate_source", default=""),
            _ON,
        ),
    ),
    Command(
        "goods-list",
        Elsewhere("taxes", "goods_list"),
        (
            argument("file", help="cli.option.list_file", type=Path, metavar="FILE"),
            argument("--name", help="cli.option.edition", default=""),
            argument("--source", help="cli.option.rate_source", default=""),
            _ON,
        ),
    ),
    Command(
        "taxes",
        Elsewhere("taxes", "taxes"),
        (argument("--month", help="cli.option.month", type=_month, metavar="2026-11"),),
    ),
    Command(
        "refunds",
        Elsewhere("refunds", "refunds"),
        (
            argument(
                "action",
                help="cli.option.refund_action",
                nargs="?",
                default="list",
                choices=("list", "invoices", "claim", "filed", "taxes", "confirm"),
            ),
            argument(
                "what",
                help="cli.option.refund_what",
                nargs="?",
                default="",
                metavar="FILE|NUMBER|MONTH",
            ),
            _ON,
        ),
    ),
    Command("undo", Elsewhere("journal", "undo")),
    Command("redo", Elsewhere("journal", "redo")),
    Command("history", Elsewhere("journal", "history"), (_LIMIT,)),
    Command(
        "audit",
        Elsewhere("audit", "audit"),
        (
            argument(
                "action",
                help="cli.option.audit_action",
                nargs="?",
                default="show",
                choices=("show", "verify", "head"),
            ),
            argument("heads", help="cli.option.audit_heads", metavar="HEAD", **_MORE),
            _LIMIT,
        ),
    ),
    Command(
        "backup",
        Elsewhere("backups", "backup"),
        (
            argument(
                "action",
                help="cli.option.backup_action",
                nargs="?",
                default="now",
                choices=("now", "locked", "list", "restore"),
            ),
            argument("file", help="cli.option.backup", nargs="?", default="", metavar="FILE"),
        ),
    ),
    Command(
        "purge",
        Elsewhere("purging", "clear"),
        (
            argument("--months", help="cli.option.purge_months", type=int, metavar="36"),
            argument("--person", help="cli.option.purge_person", action="store_true"),
            argument("--even-kept", help="cli.option.purge_even_kept", action="store_true"),
            argument("--yes", help="cli.option.purge_yes", action="store_true"),
            argument("--second", help="cli.option.purge_second", default="", metavar="NAME"),
        ),
    ),
    Command(
        "encryption",
        Elsewhere("encryption", "encryption"),
        (
            argument(
                "action",
                help="cli.option.encryption_action",
                nargs="?",
                default="show",
                choices=("show", "on", "change", "off"),
            ),
            argument("--copies", help="cli.option.copies", choices=("encrypt", "delete")),
        ),
    ),
    Command(
        "salvage",
        Elsewhere("backups", "salvage"),
        (argument("--output", help="cli.option.rescued", type=Path, metavar="FILE.sandan"),),
    ),
    Command(
        "demo",
        Elsewhere("around", "demo"),
        (
            argument("folder", help="cli.option.folder", type=Path, metavar="FOLDER"),
            argument("--seed", help="cli.option.seed", type=int, default=2026, metavar="N"),
            argument("--size", help="cli.option.size", type=int, default=None, metavar="N"),
            argument("--imports", help="cli.option.imports", action="store_true"),
        ),
    ),
)

COMMANDS = STAGE_COMMANDS + OTHER_COMMANDS
