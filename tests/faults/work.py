"""What a company does with its data file, each step as a program of its own would do it: opened,
done, closed. The fault tests run these steps on a disk that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app import settings
from app.documents.fields import FileKind
from app.files import CannotWrite
from app.queries.table import Column, Table, View
from app.reference.codes import Codes
from app.settings import Settings
from app.simulator.run import simulate
from app.store.database import open_existing
from app.store.draft_file import DraftFile
from app.store.keys import MARK, Key
from app.store.seal import put_seal, take_seal
from app.store.session import Session
from app.values.finding import DocumentKind
from app.values.period import Month
from app.values.progress import SILENT
from app.workflow import diagnostics, encrypting, rescue
from app.workflow.attachments import attach
from app.workflow.backups import Keeper, Places, Reason
from app.workflow.compile import compile_lists
from app.workflow.export import export
from app.workflow.intake import import_files
from app.workflow.match import match
from app.workflow.month_lock import close_month
from app.workflow.outbox import finish_exports
from app.workflow.purge import Request, purge
from app.workflow.receive import receive
from app.workflow.report import report
from app.workflow.table_export import Shown, export_table
from app.workflow.templates import write_import_template
from tests.helpers.builders import make_order, put_orders
from tests.helpers.clock import FixedClock
from tests.helpers.lists import ON, compiled, declaring_company

MONTH = Month(2026, 11)
AT = datetime(2026, 12, 2, 9, tzinfo=UTC)
KEY, OTHER_KEY = (Key(MARK + b"\1" + bytes([n] * 11), bytes([n] * 32)) for n in (1, 2))
ORDERS = ("T-1", "T-2", "T-3")
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_HEAD = "电商平台,订单编号,币制,运抵国,商品货号,商品名称,数量,总价\n"
_SHOWN = Table("orders_shown", "o.id", "orders o", (Column("number", "o.order_no"),))


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of a company, and all that lies in it."""

    folder: Path

    @property
    def data_file(self) -> Path:
        """What everything is about."""
        return self.folder / "company.sandan"

    @property
    def outbox(self) -> Path:
        """Where messages go."""
        return self.folder / "papers" / "outbox"

    @property
    def keeper(self) -> Keeper:
        """Of its backups."""
        return Keeper(self.data_file, Places(self.folder / "backups"), clock=FixedClock(AT))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The data file open for work, as the program opens it."""
        with (
            Session.open(self.data_file, clock=FixedClock(AT), actor="测试员") as session,
            session.at_work(),
        ):
            finish_exports(session)
            yield session


Step = Callable[[Place], object]


def import_orders(place: Place) -> None:
    """A file of new orders."""
    with place.session() as session:
        results = import_files(session, [place.folder / "orders.csv"])
    for each in results:
        if each.error is not None:
            raise each.error


def match_orders(place: Place) -> None:
    """The three documents."""
    with place.session() as session:
        match(session, on=ON)


def make_lists(place: Place) -> None:
    """Of what agrees and has no list."""
    with place.session() as session:
        compile_lists(session, on=ON, progress=SILENT)


def write_messages(place: Place) -> None:
    """Of all that waits."""
    with place.session() as session:
        export(session, outbox=place.outbox)


def take_receipts(place: Place) -> None:
    """The answers of the office."""
    with place.session() as session:
        receive(session, [place.folder / "inbox"])


def enter_order(place: Place) -> None:
    """One typed order."""
    with place.session() as session:
        put_orders(session, [make_order("T-9")])


def undo(place: Place) -> None:
    """The last step."""
    with place.session() as session:
        session.undo()


def back_up(place: Place) -> None:
    """By hand."""
    place.keeper.make(Reason.HAND)


def restore(place: Place) -> None:
    """The oldest backup."""
    backups = place.keeper.backups()
    if not backups:  # whose manifest cannot be read is not offered
        raise CannotWrite(path=place.folder)
    place.keeper.restore(backups[-1])


def sign_month(place: Place) -> None:
    """Close the month."""
    with place.session() as session:
        close_month(session, MONTH, "测试会计", on=date(2026, 12, 2))


def keep_paper(place: Place) -> None:
    """A file with an order."""
    with place.session() as session:
        attach(session, DocumentKind.ORDER, 1, [place.folder / "paper.pdf"])


def write_workbook(place: Place) -> None:
    """Of the month."""
    with place.session() as session:
        report(session, MONTH, place.folder / "month.xlsx", language="zh_CN", on=AT)


def write_table(place: Place) -> None:
    """What a table shows."""
    shown = Shown(_SHOWN, View(), "订单", {"number": "订单号"})
    with place.session() as session:
        export_table(session, shown, place.folder / "table.xlsx", on=AT)


def write_form(place: Place) -> None:
    """An empty file to fill in."""
    path = place.folder / "form.xlsx"
    write_import_template(FileKind.ORDER, path, Codes(()), language="zh_CN", now=AT)


def save_diagnostics(place: Place) -> None:
    """The bundle for support."""
    bundle = diagnostics.collect(place.data_file, now=AT, libraries={})
    diagnostics.save(bundle, place.folder / "diagnostics.zip")


def keep_options(place: Place) -> None:
    """The options of this computer."""
    settings.save(place.folder / "settings.json", Settings(language="en"))


def keep_drafts(place: Place) -> None:
    """What was typed and not saved."""
    DraftFile(place.data_file).write({"1": {"head": {"note": "半句话"}}})


def seal(place: Place) -> None:
    """At the end of the work."""
    put_seal(place.data_file)


def take_off_seal(place: Place) -> None:
    """At its beginning."""
    take_seal(place.data_file)


def salvage(place: Place) -> None:
    """The readable rows into a new file."""
    rescue.rescue(place.data_file)


def upgrade(place: Place) -> None:
    """A file that calls itself older."""
    open_existing(place.data_file).close()


def purge_old(place: Place) -> None:
    """Personal data of orders nobody waits for."""
    with place.session() as session:
        session.before_risk = lambda reason: place.keeper.make(Reason(reason))
        purge(session, Request(months=36, even_kept=True), on=AT.date())


def _encrypted(place: Place, key: Key) -> None:
    with place.session() as session:
        encrypting.allow(session)
    encrypting.encrypt(place.keeper, key)


def encrypt(place: Place) -> None:
    """For the first time."""
    _encrypted(place, KEY)


def rekey(place: Place) -> None:
    """Under another passphrase."""
    _encrypted(place, OTHER_KEY)


def decrypt(place: Place) -> None:
    """For good."""
    with place.session() as session:
        encrypting.allow(session)
    encrypting.decrypt(place.keeper)


STEPS: dict[str, Step] = {
    "import": import_orders,
    "match": match_orders,
    "lists": make_lists,
    "messages": write_messages,
    "receipts": take_receipts,
    "entry": enter_order,
    "undo": undo,
    "backup": back_up,
    "restore": restore,
    "month": sign_month,
    "paper": keep_paper,
    "workbook": write_workbook,
    "table": write_table,
    "form": write_form,
    "diagnostics": save_diagnostics,
    "settings": keep_options,
    "drafts": keep_drafts,
    "seal": seal,
    "take off seal": take_off_seal,
    "salvage": salvage,
    "purge": purge_old,
}
FORM_STEPS = {"encrypt": encrypt}
ENCRYPTED_STEPS = {"rekey": rekey, "decrypt": decrypt, "restore": restore, "entry": enter_order}
"""Of a file that changes its form, and of one that is encrypted; both take SQLCipher."""


def found(folder: Path) -> Place:
    """A company with three lists, whose messages are written and answered, a backup, and the files
    the steps read."""
    place = Place(folder.resolve())
    place.outbox.parent.mkdir(parents=True)
    rows = "".join(f"测试平台,N-{number},USD,美国,SKU-001,商品,1,2\n" for number in range(8))
    (place.folder / "orders.csv").write_text(_HEAD + rows, encoding="utf-8")
    (place.folder / "paper.pdf").write_bytes(PAPER)
    clock = FixedClock(AT - timedelta(days=20))
    with Session.open(place.data_file, clock=clock, actor="测试员", create=True) as session:
        declaring_company(session)
        put_orders(session, [make_order("T-0", ordered_at="2020-11-03T10:00:00")])
        compiled(session, ORDERS)
        export(session, outbox=place.folder / "earlier")
    simulate(place.folder / "earlier", place.folder / "inbox", seed=1, now=AT - timedelta(days=10))
    place.keeper.make(Reason.HAND)
    with Session.open(place.data_file, clock=clock, actor="测试员") as session:
        compiled(session, ("T-4", "T-5"))
    return place


def found_encrypted(folder: Path) -> Place:
    """The same, encrypted, with a plain backup and an encrypted one."""
    place = found(folder)
    encrypt(place)
    return place
