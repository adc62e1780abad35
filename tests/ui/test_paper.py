"""Paper: preview, PDF and printer show the same, and what they show is the data."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from app.documents.paper import ListPaper, Paper
from app.documents.returning import PaperKind
from app.printing.kinds import FormKind, Subject, kinds_of, pages_of_kind
from app.printing.page import Page, Sheet, Text
from app.printing.words import money
from app.ui.printing.painter import text_width
from app.ui.printing.press import paper_press, write_pdf
from tests.printing.month_papers import paper_of_month
from tests.printing.papers import (
    attached,
    batch_paper,
    filing_paper,
    line,
    list_paper,
    month_paper,
    report_paper,
    return_paper,
    setting,
    tax_paper,
)
from tests.ui.printed import codes_read, differing_share, drawn, rastered, words

MOST_DIFFERING = 0.005
LIST_FORMS = kinds_of(Subject.LIST)
PRICED = (FormKind.CUSTOMS_LIST, FormKind.INVOICE, FormKind.CUSTOMS_ENTRY)
LANGUAGES = ("zh_CN", "en")
LONG = {
    "sku": "TESTBRAND-SILICONE-BOX-4PCS-GREY-2026",
    "goods_name": "测试用超长商品名称：可折叠硅胶保鲜盒四件套（家庭装）冰箱收纳带盖防漏旅行款",
    "goods_name_en": "Foldable silicone food containers with lids, set of four, travel size",
    "goods_spec": "0|0|食品级硅胶，塑料PP盖|容量350ml/500ml/800ml|TESTBRAND|型号TB-SF4-2026",
}


def paper_of(kind: FormKind, lines: int) -> Paper:
    if kind is FormKind.FILING_SHEET:
        return filing_paper("draft", credit_code="91330100MA2TEST12X")
    if kind is FormKind.TAX_WORKING:
        return tax_paper(lines)
    if kind is FormKind.TAX_MONTH:
        return month_paper(lines)
    if kind is FormKind.MONTH_REPORT:
        return report_paper(lines)
    if kind is FormKind.RETURN_PACKING:
        return batch_paper(lines)
    if made_of_month := paper_of_month(kind, lines):
        return made_of_month
    if kind.subject is Subject.RETURN:
        photos = (attached(at, PaperKind.PHOTO) for at in range(lines // 20))
        return return_paper(*photos, original=list_paper(lines))
    made = (line(at, **LONG) if at % 7 == 3 else line(at) for at in range(1, lines + 1))
    return list_paper(lines, lines=tuple(made))


def pages(
    kind: FormKind, lines: int = 30, language: str = "zh_CN", sheet: Sheet = Sheet.A4
) -> list[Page]:
    given = replace(setting(language), sheet=sheet)
    return pages_of_kind(kind, paper_of(kind, lines), given, text_width)


def written(drawn_pages: list[Page], folder: Path) -> Path:
    write_pdf(drawn_pages, folder / "a.pdf")
    return folder / "a.pdf"


def texts(path: Path) -> list[str]:
    return [words([page.extract_text()]) for page in PdfReader(path).pages]


# what the PDF says


@pytest.mark.parametrize(("lines", "language"), [(1, "zh_CN"), (20, "en"), (60, "zh_CN")])
@pytest.mark.parametrize("kind", FormKind)
def test_text_of_the_pdf_is_what_stands_on_the_pages(
    qapp: QApplication, tmp_path: Path, kind: FormKind, language: str, lines: int
) -> None:
    made = pages(kind, lines, language)
    found = texts(written(made, tmp_path))
    assert found == [words(page.texts) for page in made]
    number = "第{}页共{}页" if language == "zh_CN" else "Page{}of{}"
    assert all(number.format(at, len(made)) in page for at, page in enumerate(found, 1))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LIST_FORMS)
def test_every_line_of_the_data_is_in_the_pdf_in_order(
    qapp: QApplication, tmp_path: Path, kind: FormKind, language: str
) -> None:
    paper = paper_of(kind, 100)
    assert isinstance(paper, ListPaper)
    found = "".join(texts(written(pages(kind, 100, language), tmp_path)))
    names_english = language == "en" and kind not in (FormKind.CUSTOMS_LIST, FormKind.CUSTOMS_ENTRY)
    at = 0
    for row in paper.lines:
        name = row.goods_name_en if names_english else row.goods_name
        for value in (str(row.line_no), name, row.goods_spec):
            at = found.index(words([value]), at)
    if kind in PRICED:
        assert found.count(money(paper.lines[0].line_total_e5)) >= 100
        assert money(paper.lines_total_e5) in found


def test_numbers_and_codes_can_be_copied_whole(qapp: QApplication, tmp_path: Path) -> None:
    path = written(pages(FormKind.CUSTOMS_LIST, 2), tmp_path)
    found = PdfReader(path).pages[0].extract_text()
    for value in ("SD26110000001", "3924100000", "12.50", "25.00", "SKU-002"):
        assert value in found


@pytest.mark.parametrize(
    ("kind", "sheet", "size"),
    [
        (FormKind.CUSTOMS_LIST, Sheet.A4, (842, 595)),
        (FormKind.INVOICE, Sheet.A4, (595, 842)),
        (FormKind.PICK_LIST, Sheet.A5, (595, 420)),
        (FormKind.PICK_LIST, Sheet.LABEL, (283, 425)),
    ],
)
def test_pages_have_their_size_and_turn(
    qapp: QApplication, tmp_path: Path, kind: FormKind, sheet: Sheet, size: tuple[int, int]
) -> None:
    (page,) = PdfReader(written(pages(kind, 1, sheet=sheet), tmp_path)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_the_same_pages_give_the_same_pdf_but_for_the_date(
    qapp: QApplication, tmp_path: Path
) -> None:
    def content(folder: str) -> list[bytes]:
        (tmp_path / folder).mkdir()
        path = written(pages(FormKind.INVOICE), tmp_path / folder)
        return [line for line in path.read_bytes().split(b"\n") if b"Date" not in line]

    assert content("one") == content("two")


def test_a_folder_that_refuses_is_an_error(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"."):
        write_pdf(pages(FormKind.INVOICE, 1), tmp_path / "not there" / "a.pdf")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_told_apart_and_ends_the_drawing(qapp: QApplication) -> None:
    taken: list[Page] = []

    def many() -> Iterator[Page]:
        for page in pages(FormKind.INVOICE, 100) * 20:
            taken.append(page)
            yield page

    with pytest.raises(OSError, match=r".") as caught:
        write_pdf(many(), Path("/dev/full"))
    assert caught.value.errno == errno.ENOSPC
    assert len(taken) < 20


# what it looks like


@pytest.mark.parametrize("kind", FormKind)
def test_preview_and_pdf_look_the_same(qapp: QApplication, tmp_path: Path, kind: FormKind) -> None:
    made = pages(kind)
    path = written(made, tmp_path)
    assert differing_share(drawn(made[0]), rastered(path)) < MOST_DIFFERING


def test_what_is_displaced_by_the_twentieth_of_a_millimetre_is_noticed(
    qapp: QApplication, tmp_path: Path
) -> None:
    (page,) = pages(FormKind.PICK_LIST, 12)
    displaced = replace(
        page,
        items=tuple(replace(i, x=i.x + 0.05) if isinstance(i, Text) else i for i in page.items),
    )
    path = written([displaced], tmp_path)
    assert differing_share(drawn(page), rastered(path)) > 3 * MOST_DIFFERING


def test_paper_says_what_the_pdf_says(qapp: QApplication, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    made = pages(FormKind.INVOICE)
    paper_press(printer)(made, None)
    assert texts(tmp_path / "paper.pdf") == [words(page.texts) for page in made]


@pytest.mark.parametrize("sheet", Sheet)
def test_codes_read_back_to_their_text(qapp: QApplication, tmp_path: Path, sheet: Sheet) -> None:
    path = written(pages(FormKind.PICK_LIST, 1, sheet=sheet), tmp_path)
    assert codes_read(path) == {("QRCode", "WBT-1001"), ("Code128", "SD26110000001")}


@pytest.mark.parametrize("status", ["draft", "accepted"])
def test_the_mark_does_not_hide_codes(qapp: QApplication, tmp_path: Path, status: str) -> None:
    given = setting()
    paper = list_paper(3, status=status)
    made = pages_of_kind(FormKind.CUSTOMS_LIST, paper, given, text_width)
    path = written(made, tmp_path)
    assert {text for _kind, text in codes_read(path)} == {"SD26110000001"}
    assert ("草稿·未申报" in texts(path)[0]) == (status == "draft")
