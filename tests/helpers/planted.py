"""Two private persons planted wherever the program keeps what it is told, in a company that
imports: orders, payments, waybills, lists with their messages and answers, a return with a paper,
findings, decisions, presets, a draft. The numbers are nobody's: 999999 is no area of China."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.messages.ceb.spec import spec
from app.store.draft_file import DraftFile
from app.store.findings import save_document_findings
from app.store.session import Session
from app.store.settings import set_setting
from app.values.finding import DocumentKind, Finding, Severity
from app.values.period import Month
from app.values.progress import SILENT
from app.workflow.assess import assess
from app.workflow.attachments import attach
from app.workflow.compile import compile_lists
from app.workflow.export import export
from app.workflow.month_lock import close_month
from app.workflow.receive import receive
from tests.helpers.bonded import bonded_company, put_stock
from tests.helpers.builders import make_session, put_orders, put_payments, put_waybills
from tests.helpers.clock import FixedClock
from tests.helpers.goods_returns import DECL_NO
from tests.helpers.import_returns import send_back
from tests.helpers.importer import import_order, import_payment, import_waybill
from tests.helpers.lists import ON, agree
from tests.workflow.receipts import list_receipt, write_receipts

MONTH = Month(2026, 11)
LATER = date(2030, 1, 10)
"""More than three years after everything here."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A person in words nothing else uses."""

    order_no: str
    name: str
    id_no: str
    phone: str
    account: str
    address: str
    ordered_at: str = "2026-11-03T10:00:00"

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that tells them from others."""
        return self.name, self.id_no, self.phone, self.account, self.address


FIRST = Planted(
    "I-2001",
    "欧阳植入甲",
    "99999919900101003X",
    "13700001111",
    "plant-acct-1",
    "测试省植入市甲路11号",
)
SECOND = Planted(
    "I-2002",
    "司徒植入乙",
    "999999199001010059",
    "13700002222",
    "plant-acct-2",
    "测试省植入市乙路22号",
)


def put(session: Session, persons: Iterable[Planted] = (FIRST, SECOND)) -> None:
    """What the files bring."""
    for person in persons:
        put_orders(session, [import_order(person.order_no, **_order(person))])
        put_payments(
            session,
            [
                import_payment(
                    person.order_no,
                    payer_name=person.name,
                    payer_id_no=person.id_no,
                    payer_phone=person.phone,
                    note=f"代付 {person.name}",
                )
            ],
        )
        put_waybills(
            session,
            [
                import_waybill(
                    person.order_no,
                    consignee=person.name,
                    consignee_phone=person.phone,
                    consignee_address=person.address,
                )
            ],
        )


def _order(person: Planted) -> dict[str, str]:
    return {
        "ordered_at": person.ordered_at,
        "buyer_reg_no": person.account,
        "buyer_name": person.name,
        "buyer_id_no": person.id_no,
        "buyer_phone": person.phone,
        "consignee": person.name,
        "consignee_phone": person.phone,
        "consignee_address": person.address,
        "note": f"请致电 {person.phone}",
    }


def company_with(tmp_path: Path) -> Session:
    """The company with both persons in all places, its November closed; it is 2030. Made once and
    copied."""
    for name, data in _files().items():
        (tmp_path / name).write_bytes(data)
    clock = FixedClock(datetime(2030, 1, 10, 9, tzinfo=UTC))
    session = Session.open(tmp_path / "test.sandan", clock=clock, actor="测试员")
    session.conn.execute("PRAGMA synchronous = OFF")
    return session


@cache
def _files() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        _make(Path(folder)).close()
        return {each.name: each.read_bytes() for each in Path(folder).glob("test.sandan*")}


def _make(folder: Path) -> Session:
    clock = FixedClock()
    session = make_session(folder, clock=clock)
    session.conn.execute("PRAGMA synchronous = OFF")
    put_stock(session, bonded_company(session), "10", batch="B1")
    put(session)
    agree(session)
    compile_lists(session, on=ON, progress=SILENT)
    assess(session)
    _answer(session)
    _say_everywhere(session)
    clock.now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    close_month(session, MONTH, "甲", on=date(2026, 12, 2))
    return session


def _answer(session: Session) -> None:
    """The lists are written, and customs lets their goods go; its answers name the buyers."""
    export(session, outbox=session.path.parent / "outbox")
    known = spec("CEB622").head.position
    receipts = []
    for at, (own_no, name, phone) in enumerate(
        session.conn.execute(
            "SELECT own_no, buyer_name, buyer_phone FROM declaration_list ORDER BY id"
        ).fetchall()
    ):
        number = f"{int(DECL_NO['import']) + at}"
        said = list_receipt(
            own_no=own_no, code="800", decl_no=number, info=f"放行 订购人{name}，电话{phone}"
        )
        receipts.append({key: value for key, value in said.items() if key in known})
    receive(session, [write_receipts(session.path.parent / "answers.xml", "CEB622", *receipts)])


def _say_everywhere(session: Session) -> None:
    for at, person in enumerate((FIRST, SECOND), start=1):
        return_id = send_back(session, "1", f"SDR2611000000{at}", list_id=at, is_written=False)
        with session.call("return_withdraw"):
            session.conn.execute(
                "UPDATE goods_return SET reason = ?, closed = 'withdrawn' WHERE id = ?",
                (f"{person.name}不要了", return_id),
            )
        paper = session.path.parent / f"{person.name}退款.pdf"
        paper.write_bytes(b"%PDF-1.4\n" + person.phone.encode() * 4 + b"\n%%EOF\n")
        attach(session, DocumentKind.GOODS_RETURN, return_id, [paper])
        paper.unlink()
        _say(session, at, person)


def _say(session: Session, order_id: int, person: Planted) -> None:
    finding = Finding(
        "precheck.buyer_name",
        Severity.NOTE,
        DocumentKind.ORDER,
        number=person.order_no,
        field="buyer_name",
        value=person.name,
        expected=person.id_no,
        params=(("other", person.name),),
    )
    with session.call(
        "note", reason=f"{person.name} 来电，{person.phone}", file=f"{person.name}.xlsx"
    ) as call:
        save_document_findings(session.conn, call.id, "precheck", [(order_id, finding)])
        session.conn.execute(
            "INSERT INTO match_decision (id, call_id, action, reason, evidence)"
            " VALUES (?, ?, 'accept', ?, json_object('name', ?))",
            (order_id, call.id, f"{person.name}已确认", person.name),
        )
        held = {
            "orders": {person.name: {"columns": ["buyer"], "filters": [], "text": person.phone}}
        }
        set_setting(session.conn, f"export_presets.{order_id}", held)
        session.conn.execute(
            "INSERT INTO event (call_id, document_kind, document_id, kind, occurred_at, detail)"
            " VALUES (?, 'declaration_list', ?, 'edited', ?, json_object('buyer_name', ?))",
            (call.id, order_id, call.time, person.name),
        )
        call.outcome["said"] = [person.id_no, {"phone": person.phone}]
    drafts = DraftFile(session.path)
    head = {"buyer_name": person.name, "buyer_id_no": person.id_no, "note": "改"}
    draft = {"head": head, "lines": [], "origins": [], "flow": "import"}
    drafts.write(drafts.read() | {str(order_id): draft})
    aside = drafts.path.with_name(drafts.path.name + ".unreadable")
    aside.write_text(f"{person.phone}", encoding="utf-8")


def found_in(data: bytes, person: Planted) -> list[str]:
    """The words of a person that stand in some bytes, in one of the forms bytes take."""
    return [
        word
        for word in person.words
        if any(word.encode(form) in data for form in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"))
        or word.encode("unicode_escape") in data
    ]
