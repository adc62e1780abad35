"""Import as a stage: whole files or nothing, once, undoable, from tables and from messages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.intake.errors import IntakeError
from app.store.errors import Busy, DiskFull
from app.store.findings import read_findings
from app.store.mappings import mappings
from app.store.session import Session
from app.text import LANGUAGES, error_text, finding_text, text
from app.values.errors import Cancelled
from app.values.finding import DocumentKind, Severity
from app.values.progress import Stoppable
from app.workflow.intake import import_file, import_files, preview_file, total
from app.workflow.reading import Reading, open_file
from app.workflow.reading_messages import NotAnImport
from tests.helpers.builders import make_session
from tests.helpers.dumps import content, dump

SAMPLES = Path(__file__).parents[3] / "shared/reference/ceb/samples"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="official samples are not here")

HEAD = "平台,订单号,运抵国,币制,货号,品名,数量,单价,运费\n"
GOOD = "测试平台,T-1,美国,USD,S1,杯子,2,3.5,1\n测试平台,T-2,德国,EUR,S1,杯子,1,3.5,0\n"
BAD_CELL = "测试平台,T-3,美国,USD,S1,杯子,1,3.5,三块\n"
BAD_ROW = "测试平台,T-4,美国,USD,S1,杯子,很多,3.5,0\n"
PAYMENTS = "支付企业,交易号,订单号,金额,币种\n测试支付,P1,T-1,8,USD\n测试支付,P2,T-2,3.5,EUR\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path, "store") as session:
        yield session


def write(tmp_path: Path, name: str, rows: str) -> Path:
    path = tmp_path / name
    path.write_text(rows, encoding="utf-8")
    return path


def count(session: Session, table: str) -> int:
    found: int = session.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def test_file_becomes_documents_and_counts(session: Session, tmp_path: Path) -> None:
    outcome = import_file(session, write(tmp_path, "o.csv", HEAD + GOOD))
    assert outcome.counts["new"] == 2
    assert outcome.changes.kinds == {DocumentKind.ORDER}
    record = session.conn.execute(
        "SELECT name, kind, encoding, row_count, bad_count FROM source_file"
    ).fetchone()
    assert record == ("o.csv", "order", "utf-8", 2, 0)


def test_payments_are_linked_to_the_orders_of_another_file(
    session: Session, tmp_path: Path
) -> None:
    import_files(
        session, [write(tmp_path, "p.csv", PAYMENTS), write(tmp_path, "o.csv", HEAD + GOOD)]
    )
    linked = "SELECT o.order_no FROM payment p JOIN orders o ON o.id = p.order_id ORDER BY 1"
    assert session.conn.execute(linked).fetchall() == [("T-1",), ("T-2",)]


def test_bad_cells_are_kept_as_findings_and_good_rows_come_in(
    session: Session, tmp_path: Path
) -> None:
    outcome = import_file(session, write(tmp_path, "o.csv", HEAD + GOOD + BAD_CELL + BAD_ROW))
    assert (outcome.counts["new"], outcome.counts["left_out"]) == (3, 1)
    kept = [f for f in read_findings(session.conn) if f.code == "intake.bad_number"]
    places = [(f.provenance.row, f.provenance.column, f.value) for f in kept if f.provenance]
    assert places == [(4, "运费", "三块"), (5, "数量", "很多")]
    assert set(kept) <= set(outcome.findings)


def test_same_file_again_leaves_no_call(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path, "o.csv", HEAD + GOOD + BAD_CELL)
    import_file(session, path)
    before = dump(session.conn)
    outcome = import_file(session, path)
    assert outcome.counts == {"same_file": 1}
    assert not outcome.changes.kinds
    assert dump(session.conn) == before
    assert len(session.history()) == 1


def test_same_rows_in_another_file_leave_no_call(session: Session, tmp_path: Path) -> None:
    import_file(session, write(tmp_path, "o.csv", HEAD + GOOD))
    before = dump(session.conn)
    outcome = import_file(session, write(tmp_path, "again.csv", HEAD + GOOD + "\n"))
    assert (outcome.counts["same"], outcome.counts["new"]) == (2, 0)
    assert dump(session.conn) == before
    assert len(session.history()) == 1


def test_undone_file_can_be_imported_again(session: Session, tmp_path: Path) -> None:
    empty = dump(session.conn)
    path = write(tmp_path, "o.csv", HEAD + GOOD)
    import_file(session, path)
    session.undo()
    assert dump(session.conn) == empty
    assert import_file(session, path).counts["new"] == 2


def test_corrected_file_settles_its_findings(session: Session, tmp_path: Path) -> None:
    import_file(session, write(tmp_path, "o.csv", HEAD + GOOD + BAD_CELL + BAD_ROW))
    corrected = (BAD_CELL + BAD_ROW).replace("三块", "3").replace("很多", "2")
    outcome = import_file(session, write(tmp_path, "o.csv", HEAD + GOOD + corrected))
    assert (outcome.counts["new"], outcome.counts["changed"], outcome.counts["same"]) == (1, 1, 2)
    assert [f.code for f in read_findings(session.conn) if f.number] == ["store.party_unknown"]


def test_preview_counts_and_writes_nothing(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path, "o.csv", HEAD + GOOD + BAD_CELL + BAD_ROW)
    before = dump(session.conn), session.path.read_bytes()
    preview = preview_file(session, path)
    assert (preview.outcome.counts["new"], preview.outcome.counts["left_out"]) == (3, 1)
    assert preview.files[0].kind == "order"
    assert (dump(session.conn), session.path.read_bytes()) == before
    assert session.history() == []
    assert import_file(session, path).counts == preview.outcome.counts


def test_mapping_is_remembered_by_the_headers(session: Session, tmp_path: Path) -> None:
    odd = HEAD.replace("单价", "杯价")
    reading = Reading(overrides={"杯价": "price"}, constants={"shop": "测试店"})
    import_file(session, write(tmp_path, "a.csv", odd + GOOD), reading=reading)
    assert len(mappings(session.conn)) == 1
    later = GOOD.replace("T-", "U-")
    import_file(session, write(tmp_path, "b.csv", odd + later))
    kept = "SELECT DISTINCT shop FROM orders"
    assert session.conn.execute(kept).fetchall() == [("测试店",)]
    assert session.conn.execute("SELECT min(price_e5) FROM order_line").fetchone() == (350_000,)


def test_same_bytes_are_read_again_when_the_user_says_how(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path, "o.csv", HEAD + GOOD)
    import_file(session, path)
    outcome = import_file(session, path, reading=Reading(constants={"shop": "测试店"}))
    assert outcome.counts["changed"] == 2


def test_every_recognised_sheet_comes_in_one_call(session: Session, tmp_path: Path) -> None:
    book = Workbook()
    for name, rows in (("订单", HEAD + GOOD), ("收款", PAYMENTS)):
        sheet = book.create_sheet(name)
        for line in rows.splitlines():
            sheet.append(line.split(","))
    del book["Sheet"]
    path = tmp_path / "month.xlsx"
    book.save(path)
    outcome = import_file(session, path)
    assert (outcome.counts["files"], outcome.counts["new"]) == (2, 4)
    assert outcome.changes.kinds == {DocumentKind.ORDER, DocumentKind.PAYMENT}
    assert len(session.history()) == 1
    assert import_file(session, path).counts == {"same_file": 2}


def test_folder_is_imported_file_by_file_and_refusals_do_not_stop_it(
    session: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    write(folder, "a.csv", HEAD + GOOD)
    write(folder / "deep", "b.csv", PAYMENTS)
    write(folder, "c.csv", "")
    write(folder, "~$a.xlsx", "lock file of an office program")
    results = import_files(session, [folder])
    assert [(r.path.name, r.error is None) for r in results] == [
        ("a.csv", True),
        ("c.csv", False),
        ("b.csv", True),
    ]
    summed = total(results)
    assert (summed.counts["new"], summed.counts["refused"]) == (4, 1)
    assert len(session.history()) == 2


class StopsAfter(Stoppable):
    """Stops at the n-th step."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self._left = steps

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        if self._left == 0:
            self.stop()
        self._left -= 1
        super().step(phase, done, total)


def many(tmp_path: Path, rows: int = 30_000) -> Path:
    lines = (f"测试平台,T-{n},美国,USD,S1,杯子,2,3.5,1\n" for n in range(rows))
    return write(tmp_path, "many.csv", HEAD + "".join(lines))


def test_stopped_import_leaves_nothing(session: Session, tmp_path: Path) -> None:
    before = dump(session.conn)
    with pytest.raises(Cancelled):
        import_file(session, many(tmp_path), progress=StopsAfter(4))
    assert dump(session.conn) == before
    assert session.history() == []


def test_full_disk_leaves_nothing_and_the_program_usable(session: Session, tmp_path: Path) -> None:
    before = dump(session.conn)
    pages = session.conn.execute("PRAGMA page_count").fetchone()[0]
    session.conn.execute(f"PRAGMA max_page_count = {pages + 200}")
    with pytest.raises(DiskFull):
        import_file(session, many(tmp_path))
    assert dump(session.conn) == before
    assert import_file(session, write(tmp_path, "o.csv", HEAD + GOOD)).counts["new"] == 2


def test_locked_store_is_said_and_nothing_happens(session: Session, tmp_path: Path) -> None:
    other = sqlite3.connect(session.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    session.conn.execute("PRAGMA busy_timeout = 10")
    with pytest.raises(Busy):
        import_files(session, [write(tmp_path, "o.csv", HEAD + GOOD)])
    other.close()
    assert session.history() == []


def test_file_that_is_none_is_refused(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path, "o.csv", "")
    with pytest.raises(IntakeError):
        import_file(session, path)
    assert session.history() == []


MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<ceb:CEB303Message xmlns:ceb="http://www.chinaport.gov.cn/ceb" version="1.0"
 guid="00000000-0000-0000-0000-000000000001">{orders}</ceb:CEB303Message>"""
ORDER = """<ceb:Order><ceb:OrderHead>
<ceb:guid>00000000-0000-0000-0000-00000000000{no}</ceb:guid><ceb:appType>{app_type}</ceb:appType>
<ceb:appTime>20261103101112</ceb:appTime><ceb:appStatus>2</ceb:appStatus>
<ceb:orderType>E</ceb:orderType><ceb:orderNo>T-{no}</ceb:orderNo>
<ceb:ebpCode>T000000001</ceb:ebpCode><ceb:ebpName>测试平台</ceb:ebpName>
<ceb:ebcCode>T000000004</ceb:ebcCode><ceb:ebcName>测试电商企业</ceb:ebcName>
<ceb:goodsValue>8.5</ceb:goodsValue><ceb:freight>1</ceb:freight><ceb:currency>502</ceb:currency>
</ceb:OrderHead>{line}</ceb:Order>"""
LINE = """<ceb:OrderList><ceb:gnum>1</ceb:gnum><ceb:itemNo>S1</ceb:itemNo>
<ceb:itemName>杯子</ceb:itemName><ceb:unit>011</ceb:unit><ceb:currency>502</ceb:currency>
<ceb:qty>{qty}</ceb:qty><ceb:price>4.25</ceb:price><ceb:totalPrice>8.5</ceb:totalPrice>
</ceb:OrderList>"""


def message(tmp_path: Path, *orders: str) -> Path:
    return write(tmp_path, "CEB303.xml", MESSAGE.format(orders="".join(orders)))


def order(no: int, *, app_type: int = 1, qty: str = "2") -> str:
    return ORDER.format(no=no, app_type=app_type, line=LINE.format(qty=qty))


def test_order_message_becomes_orders(session: Session, tmp_path: Path) -> None:
    outcome = import_file(session, message(tmp_path, order(1), order(2)))
    assert outcome.counts["new"] == 2
    assert session.conn.execute(
        "SELECT order_no, currency, goods_value_e5, payable_e5, country FROM orders"
    ).fetchall() == [(f"T-{n}", "USD", 850_000, 950_000, "") for n in (1, 2)]
    assert session.conn.execute("SELECT DISTINCT qty_e5, unit FROM order_line").fetchall() == [
        (200_000, "011")
    ]


def test_repeated_deleted_and_broken_documents_are_not_taken(
    session: Session, tmp_path: Path
) -> None:
    path = message(tmp_path, order(1), order(1), order(2, app_type=3), order(3, qty="two"))
    outcome = import_file(session, path)
    codes = [f.code for f in outcome.findings if f.code.startswith("import.")]
    assert codes == ["import.document_repeated", "import.deletion", "import.document_incomplete"]
    assert (outcome.counts["new"], outcome.counts["left_out"]) == (1, 1)


@needs_samples
@pytest.mark.parametrize(("name", "table"), [("CEB403", "payment"), ("CEB505", "waybill")])
def test_official_payments_and_waybills_come_in(session: Session, name: str, table: str) -> None:
    import_file(session, SAMPLES / f"{name}Message.xml")
    assert count(session, table) == 1


@needs_samples
def test_receipts_are_sent_elsewhere_with_a_clear_word(session: Session) -> None:
    with pytest.raises(NotAnImport) as caught:
        import_file(session, SAMPLES / "CEB604Message.xml")
    for language in LANGUAGES:
        title, hint = error_text(caught.value, language)
        assert "CEB604" in title + hint


def test_what_an_import_says_has_texts(session: Session, tmp_path: Path) -> None:
    outcome = import_file(session, write(tmp_path, "o.csv", HEAD + GOOD + BAD_CELL + BAD_ROW))
    for language in LANGUAGES:
        for name in (*outcome.counts, "same_file", "refused"):
            assert text(f"count.import.{name}", language)
        for finding in outcome.findings:
            assert finding_text(finding, language)
            assert finding_text(finding, language, "fix")


def test_blocking_findings_are_counted(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path, "o.csv", HEAD + GOOD.replace("T-1", "---"))
    outcome = import_file(session, path)
    assert outcome.finding_counts[Severity.BLOCKING] == 1


def test_import_twice_is_import_once_whatever_the_order(tmp_path: Path) -> None:
    first, second = write(tmp_path, "o.csv", HEAD + GOOD), write(tmp_path, "p.csv", PAYMENTS)
    with make_session(tmp_path, "a") as a, make_session(tmp_path, "b") as b:
        import_files(a, [first, second])
        import_files(b, [second, first, second, first])
        assert content(a.conn) == content(b.conn)


def test_open_file_tells_how_a_file_will_be_read(tmp_path: Path) -> None:
    (readable,) = open_file(write(tmp_path, "p.csv", PAYMENTS))
    assert (readable.kind, readable.record().reader) == ("payment", "text")
