"""Nobody is named where nobody has to be: two persons are planted everywhere the program keeps what
it is told, and everything it says unasked is searched for them. MARKED is the whole list of papers
that have to name them (numbers are masked there too), and DECLARED the one text that is shown as it
was typed: the reason of a return, which customs gets in these words."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from app import paths
from app.cli.commands import COMMANDS
from app.cli.context import Context
from app.printing.kinds import FormKind, Subject
from app.store.session import Session
from app.text import LANGUAGES
from app.values.period import Month
from app.workflow.diagnostics import collect
from app.workflow.printing import pages_of_paper, read_paper
from app.workflow.report import report
from app.workflow.returns_excel import export_returns
from tests.cli.runner import Commands
from tests.helpers.planted import FIRST, SECOND, company_with, found_in
from tests.printing.papers import measure, setting

AT = datetime.fromisoformat("2026-12-03T09:00:00")
DAY = AT.date()

MARKED = {
    FormKind.INVOICE: "a commercial paper says who bought",
    FormKind.PACKING_LIST: "goes with the parcel to its recipient",
    FormKind.PICK_LIST: "the parcel has to reach its recipient",
    FormKind.RETURN_EVIDENCE: "lists the papers by the names of their files",
    FormKind.CUSTOMS_ENTRY: "customs asks for the recipient abroad",
}
MONTHLY = (Subject.MONTH, Subject.TAX_MONTH, Subject.SUMMARY)  # printed by the number of the month
DECLARED = [f"{person.name}不要了" for person in (FIRST, SECOND)]
NUMBERS = {word for person in (FIRST, SECOND) for word in (person.id_no, person.phone)}

TYPED = {
    FIRST.name,
    SECOND.name,
}  # the history tells reasons and names of files as people gave them

READ = (  # what is said about what is there
    *(["status"], ["status", "SDI26110000001"], ["history"], ["audit"], ["audit", "verify"]),
    *(["totals"], ["month"], ["month", "verify"], ["book"], ["book", "--differences"], ["taxes"]),
    *(["refunds"], ["returns"], ["summary", "--preview"], ["backup", "list"], ["remittance"]),
    *(["purge", "--months", "36"], ["company"], ["rate"], ["goods-rate"], ["encryption"]),
)
DONE = (  # what is done over again with it
    *(["match"], ["precheck"], ["lists"], ["assess"], ["export"], ["accept"], ["summary"]),
    *(["backup"], ["undo"], ["redo"], ["report", "--month", "2026-11"], ["watch", "--once"]),
    *(["goods-list", "answers.xml"], ["template", "order"], ["salvage"], ["simulate"]),
    *(["returns", "withdraw", "SDR26110000001"], ["receive", "answers.xml"]),
    *(
        ["reference", "country", "bad.csv"],
        ["import", "bad.csv"],
        ["import", "--dry-run", "bad.csv"],
    ),
    *(["new"], ["demo", "demo", "--size", "3"]),
)
BAD = (
    "电商平台,订单编号,币制,运抵国,订购人,订购人证件号码,订购人电话,商品货号,商品名称,数量,单价,总价,计量单位\n"
    f"测试平台,T-9,USD,美国,{FIRST.name},{FIRST.id_no},{FIRST.phone}x,SKU-001,测试,一,12.50,1,件\n"
    f"测试平台,T-9,USD,美国,{SECOND.name},{SECOND.id_no},{SECOND.phone},SKU-001,测试,1,12.50,12.50,件\n"
)


def hits(said: str | bytes) -> list[str]:
    data = said.encode("utf-8", "replace") if isinstance(said, str) else said
    for reason in DECLARED:
        data = data.replace(reason.encode(), b"")
    return [word for person in (FIRST, SECOND) for word in found_in(data, person)]


def unpacked(path: Path) -> bytes:
    """What stands in a workbook."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return company_with(tmp_path)


@pytest.fixture
def company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    commands = Commands(tmp_path, monkeypatch, capsys)
    commands.data.parent.mkdir(parents=True)
    company_with(commands.data.parent).close()
    monkeypatch.setattr(Context, "today", property(lambda _self: DAY))
    monkeypatch.chdir(tmp_path)
    commands.file("bad.csv", BAD)
    return commands


def test_every_command_is_tried() -> None:
    tried = {words[0] for words in (*READ, *DONE)}
    assert {command.verb for command in COMMANDS} - tried == set()


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_command_names_anybody(company: Commands, form: list[str]) -> None:
    named = {}
    for words in (*READ, ["import", "bad.csv"]) if form else (*READ, *DONE):
        told = company.run(*form, *words, language="en" if form else "zh_CN")
        found = hits(told.out + told.err)
        if found and not (words == ["history"] and TYPED.issuperset(found)):
            named[" ".join(words)] = found
    assert named == {}
    logged = [each.read_bytes() for each in paths.log_folder().glob("*")]
    assert hits(b"".join(logged)) == []
    books = [each for each in company.folder.rglob("*.xlsx") if "demo" not in each.parts]
    assert [each.name for each in books if hits(unpacked(each))] == []


def test_no_workbook_names_anybody(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "written.xlsx"
    for language in LANGUAGES:
        report(session, Month(2026, 11), path, language=language, on=AT)
        assert hits(unpacked(path)) == []
        report(session, None, path, language=language, on=AT)
        assert hits(unpacked(path)) == []
        period = (date(2026, 1, 1), DAY)
        export_returns(session, path, period=period, language=language, on=AT)
        assert hits(unpacked(path)) == []


@pytest.mark.parametrize("kind", FormKind)
def test_papers_name_somebody_only_where_they_must(session: Session, kind: FormKind) -> None:
    said = []
    for language in LANGUAGES:
        for number in [202611] if kind.subject in MONTHLY else [1, 2]:
            paper = read_paper(session.conn, kind.subject, number)
            if paper is not None:
                pages = pages_of_paper(paper, kind, setting(language), measure)
                said += [text for page in pages for text in page.texts]
    found = set(hits("\n".join(said)))
    assert not found & NUMBERS
    assert not found or kind in MARKED


def test_diagnostics_name_nobody(session: Session) -> None:
    bundle = collect(session.path, now=AT, libraries={})
    assert hits(bundle.shown) == []
