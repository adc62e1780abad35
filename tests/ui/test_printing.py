"""Paper: preview, PDF and printer show the same; the print window by keyboard."""

from __future__ import annotations

import errno
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.printing.kinds import FormKind, Subject, form_of
from app.printing.layout import pages_of
from app.printing.page import Page
from app.text import text
from app.ui.jobs import JobState
from app.ui.main_window import MainWindow
from app.ui.pages.base import BasePage
from app.ui.printing.actions import print_preview
from app.ui.printing.dialog import PrintDialog
from app.ui.printing.painter import paint_page, text_width
from app.ui.printing.press import paper_press, write_pdf
from app.workflow.opening import open_session
from tests.helpers.builders import company
from tests.helpers.lists import compiled, declaring_company
from tests.printing.papers import list_paper, setting

INCH = 25.4
DPI = 150
NOTICEABLE = 64  # of 256 shades
MOST_DIFFERING = 0.001  # five times stricter than asked for: one line of goods more is 0.002
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def pages(kind: FormKind, lines: int = 30, language: str = "zh_CN") -> list[Page]:
    given = setting(language)
    return pages_of(form_of(kind, list_paper(lines), given), given.words, text_width)


def words(lines: list[str]) -> list[str]:
    """What is written, without the spaces in it, in no order."""
    return sorted("".join("".join(lines).split()))


# what the PDF says


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", [FormKind.CUSTOMS_LIST, FormKind.INVOICE])
def test_text_of_the_pdf_is_the_data(
    qapp: QApplication, tmp_path: Path, kind: FormKind, language: str
) -> None:
    drawn = pages(kind, language=language)
    write_pdf(drawn, tmp_path / "a.pdf")
    read = PdfReader(tmp_path / "a.pdf").pages
    assert len(read) == len(drawn)
    for page, found in zip(drawn, read, strict=True):
        assert words(page.texts) == words([found.extract_text()])


def test_numbers_and_codes_can_be_copied_whole(qapp: QApplication, tmp_path: Path) -> None:
    write_pdf(pages(FormKind.CUSTOMS_LIST, 2), tmp_path / "a.pdf")
    found = PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    for value in ("SD26110000001", "3924100000", "12.50", "25.00", "SKU-002"):
        assert value in found


def test_pages_have_their_size_and_turn(qapp: QApplication, tmp_path: Path) -> None:
    write_pdf([*pages(FormKind.CUSTOMS_LIST, 1), *pages(FormKind.INVOICE, 1)], tmp_path / "a.pdf")
    boxes = [page.mediabox for page in PdfReader(tmp_path / "a.pdf").pages]
    assert [(round(box.width), round(box.height)) for box in boxes] == [(842, 595), (595, 842)]


def test_the_same_pages_give_the_same_pdf_but_for_the_date(
    qapp: QApplication, tmp_path: Path
) -> None:
    def content(folder: str) -> list[bytes]:
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "a.pdf"
        write_pdf(pages(FormKind.INVOICE), path)
        lines = path.read_bytes().split(b"\n")
        return [line for line in lines if b"Date" not in line]

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


def drawn_image(page: Page) -> QImage:
    image = QImage(
        round(page.width * DPI / INCH),
        round(page.height * DPI / INCH),
        QImage.Format.Format_Grayscale8,
    )
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_page(painter, page, DPI / INCH)
    painter.end()
    return image


def pdf_images(path: Path) -> list[QImage]:
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed")
    command = ["pdftoppm", "-r", str(DPI), "-png", str(path), str(path.with_suffix(""))]
    subprocess.run(command, check=True)
    files = sorted(path.parent.glob(f"{path.stem}-*.png"))
    return [QImage(str(file)).convertToFormat(QImage.Format.Format_Grayscale8) for file in files]


def rows(image: QImage) -> list[bytes]:
    return [bytes(image.constScanLine(y))[: image.width()] for y in range(image.height())]


def differing_share(one: QImage, other: QImage) -> float:
    """The share of pixels of one image that no neighbour in the other is like: what two
    programs smooth differently by less than a pixel does not count."""
    left, right = rows(one), rows(other)
    height, width = min(len(left), len(right)), min(one.width(), other.width())
    differing = 0
    for y in range(1, height - 1):
        above, same, below = right[y - 1 : y + 2]
        if left[y][:width] == same[:width]:
            continue
        for x in range(1, width - 1):
            value = left[y][x]
            if abs(value - same[x]) > NOTICEABLE:
                near = above[x - 1 : x + 2] + same[x - 1 : x + 2] + below[x - 1 : x + 2]
                differing += not min(near) - NOTICEABLE <= value <= max(near) + NOTICEABLE
    return differing / (width * height)


@pytest.mark.parametrize("kind", [FormKind.CUSTOMS_LIST, FormKind.PICK_LIST])
def test_preview_and_pdf_look_the_same(qapp: QApplication, tmp_path: Path, kind: FormKind) -> None:
    drawn = pages(kind, 12)
    write_pdf(drawn, tmp_path / "a.pdf")
    (rastered, *_) = pdf_images(tmp_path / "a.pdf")
    seen = drawn_image(drawn[0])
    assert abs(seen.width() - rastered.width()) <= 2
    assert abs(seen.height() - rastered.height()) <= 2
    assert differing_share(seen, rastered) < MOST_DIFFERING
    assert differing_share(rastered, seen) < MOST_DIFFERING


def test_a_moved_line_would_be_noticed(qapp: QApplication) -> None:
    first, second = pages(FormKind.CUSTOMS_LIST, 2)[0], pages(FormKind.CUSTOMS_LIST, 3)[0]
    assert differing_share(drawn_image(first), drawn_image(second)) > MOST_DIFFERING


def test_paper_says_what_the_pdf_says(qapp: QApplication, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    drawn = pages(FormKind.INVOICE)
    paper_press(printer)(drawn, None)
    read = PdfReader(io.BytesIO((tmp_path / "paper.pdf").read_bytes())).pages
    assert [words([page.extract_text()]) for page in read] == [words(p.texts) for p in drawn]


# the window


@pytest.fixture
def open_dialog(
    qtbot: QtBot,
    data_file: Path,
    make_window: Callable[..., MainWindow],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], PrintDialog]:
    """The print window over three lists; files go into `tmp_path / "out"`."""
    monkeypatch.setattr(PrintDialog, "ask_folder", lambda self: tmp_path / "out")
    with open_session(data_file) as session:
        declaring_company(session)
        ids = compiled(session, ["T-1001", "T-1002", "T-1003"], buyer_phone="13800000001")

    def make() -> PrintDialog:
        window = make_window(data_file, page="parties")
        dialog = PrintDialog(window.context, Subject.LIST, ids, window)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return make


def shown_texts(dialog: PrintDialog) -> list[str]:
    return dialog.preview.pages[dialog.preview.at].texts


def choose(dialog: PrintDialog, name: str, value: str) -> None:
    box = dialog.findChild(QComboBox, f"print.{name}")
    assert box is not None
    box.setCurrentIndex(box.findData(value))


def label(dialog: PrintDialog, name: str) -> str:
    found = dialog.findChild(QLabel, f"print.{name}")
    assert found is not None
    return found.text()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_enter_prints_the_selection(
    qtbot: QtBot, open_dialog: Callable[[], PrintDialog], tmp_path: Path
) -> None:
    dialog = open_dialog()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert len(files(tmp_path / "out")) == 3
    assert files(tmp_path / "out")[0] == "SD26110000001_T-1001_跨境电子商务零售出口申报清单.pdf"
    assert label(dialog, "message").startswith("已完成 3 份")


def test_what_is_previewed_is_what_is_written(
    qtbot: QtBot, open_dialog: Callable[[], PrintDialog], tmp_path: Path
) -> None:
    dialog = open_dialog()
    choose(dialog, "form", FormKind.INVOICE)
    choose(dialog, "language", "en")
    qtbot.keyClick(dialog, Qt.Key.Key_Right, ALT)
    assert "T-1002" in shown_texts(dialog)
    assert "Commercial invoice" in shown_texts(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    path = tmp_path / "out" / "SD26110000002_T-1002_Commercial invoice.pdf"
    (page,) = PdfReader(path).pages
    assert words([page.extract_text()]) == words(shown_texts(dialog))


def test_phones_show_only_when_chosen(open_dialog: Callable[[], PrintDialog]) -> None:
    dialog = open_dialog()
    choose(dialog, "form", FormKind.INVOICE)
    assert "13800000001" not in shown_texts(dialog)
    dialog.choices.reveal.click()
    assert "13800000001" in shown_texts(dialog)


def test_stopped_and_continued(
    qtbot: QtBot,
    open_dialog: Callable[[], PrintDialog],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.ui.jobs.REPORT_EVERY_S", 0)
    dialog = open_dialog()
    jobs = dialog._context.workspace.jobs

    def stop(state: JobState) -> None:
        if state.done == 1:
            jobs.moved.disconnect(stop)
            jobs.stop_running()

    jobs.moved.connect(stop)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    done = len(dialog.batch.done)
    assert 0 < done < 3
    assert len(files(tmp_path / "out")) == done
    assert label(dialog, "message").startswith(f"已停止：完成 {done} 份，还剩 {3 - done} 份")
    assert dialog._actions["start"].text() == "继续"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert len(files(tmp_path / "out")) == 3
    assert label(dialog, "message").startswith(f"已完成 {3 - done} 份")


def test_a_wrong_pattern_is_said_and_not_printed(
    qtbot: QtBot, open_dialog: Callable[[], PrintDialog]
) -> None:
    dialog = open_dialog()
    pattern = dialog.findChild(QLineEdit, "print.pattern")
    assert pattern is not None
    pattern.setText("{ordre}")
    assert "{ordre}" in label(dialog, "example")
    assert not dialog._actions["start"].isEnabled()
    pattern.setText("{order_no}")
    assert label(dialog, "example") == "例：T-1001.pdf"
    assert dialog._actions["start"].isEnabled()


def test_language_switches_live(open_dialog: Callable[[], PrintDialog]) -> None:
    dialog = open_dialog()
    dialog._context.language.switch("en")
    assert dialog.windowTitle() == "Print preview"
    assert label(dialog, "document") == "Document 1 of 3"
    assert dialog._actions["start"].text() == "Print"


def test_ctrl_p_prints_the_filing_sheet_of_a_company(
    qtbot: QtBot, data_file: Path, make_window: Callable[..., MainWindow]
) -> None:
    with open_session(data_file) as session:
        company(session)
    window = make_window(data_file, page="parties")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page = window.stack.currentWidget()
    qtbot.keyClick(page, Qt.Key.Key_P, CTRL)
    dialog = page.findChild(PrintDialog)
    assert isinstance(dialog, PrintDialog)
    assert "企业备案表" in shown_texts(dialog)


def test_nothing_chosen_is_said(data_file: Path, make_window: Callable[..., MainWindow]) -> None:
    window = make_window(data_file, page="parties")
    page = window.stack.currentWidget()
    assert isinstance(page, BasePage)
    print_preview(page, Subject.FILING, [])
    assert window.foot.message.text() == text("print.nothing", "zh_CN")
