"""Pictures on paper: as the camera held them up, or a word that they cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.documents.returning import PaperKind
from app.printing.kinds import FormKind, Subject
from app.printing.page import A4, Font, Page, Picture, Text
from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.printing.dialog import PrintDialog
from app.ui.printing.painter import paint_page, text_width
from app.ui.printing.press import write_pdf
from app.values.finding import DocumentKind
from app.values.progress import SILENT
from app.workflow.attachments import attach
from app.workflow.opening import open_session
from app.workflow.outcome import Outcome
from app.workflow.printing import Batch, Job, Way, print_batch
from tests.helpers.goods_returns import put_return, release
from tests.helpers.lists import declaring_session
from tests.printing.papers import setting
from tests.workflow.test_attachments import png

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
# Says that the camera was turned by a quarter (orientation 6), as phones write it.
TURNED = (
    b"\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03"
    b"\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
)


def jpeg(width: int, height: int, colour: str = "#AA2222") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "jpg")  # type: ignore[call-overload]  # the stubs want bytes, Qt a name
    return bytes(buffer.data().data())


def drawn(data: bytes) -> QImage:
    """A page with a picture of 100 × 100 mm, four dots to the millimetre."""
    image = QImage(round(A4[0] * 4), round(A4[1] * 4), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    picture = Picture(50, 50, 100, 100, data, Text(50, 60, "unreadable", Font()))
    painter = QPainter(image)
    paint_page(painter, Page(*A4, (picture,)), 4)
    painter.end()
    return image


def is_red(image: QImage, x_mm: float, y_mm: float) -> bool:
    return image.pixelColor(round(x_mm * 4), round(y_mm * 4)).green() < 128


@pytest.mark.parametrize(
    ("size", "inside", "outside"),
    [((400, 200), (60, 60), (100, 120)), ((200, 400), (100, 140), (60, 60))],
)
def test_picture_keeps_its_shape(
    qapp: QApplication,
    size: tuple[int, int],
    inside: tuple[int, int],
    outside: tuple[int, int],
) -> None:
    image = drawn(jpeg(*size))
    assert is_red(image, *inside)
    assert not is_red(image, *outside)


def test_turned_photo_stands_upright(qapp: QApplication) -> None:
    data = jpeg(400, 200)
    image = drawn(data[:2] + TURNED + data[2:])
    assert is_red(image, 100, 140)
    assert not is_red(image, 60, 60)


def test_what_cannot_be_read_says_so(qapp: QApplication) -> None:
    image = drawn(b"\xff\xd8\xff broken \xff\xd9")
    row = [image.pixelColor(x, 59 * 4).lightness() for x in range(200, 300)]
    assert min(row) < 128


@pytest.mark.parametrize("kind", ["svg", "bmp", "gif", "huge"])
def test_what_is_no_picture_of_ours_is_not_decoded(qapp: QApplication, kind: str) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>'
    data = {"svg": svg, "bmp": b"BM" + bytes(60), "gif": b"GIF89a" + bytes(30)}
    image = drawn(data.get(kind) or png(60_000, 60_000))
    row = [image.pixelColor(x, 59 * 4).lightness() for x in range(200, 300)]
    assert min(row) < 128


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """A released list with a return, a photo and a proof of refund as PDF."""
    with declaring_session(tmp_path, "T-1001", "T-1002") as opened:
        release(opened, "SD26110000001", "SD26110000002")
        for place in (1, 2):
            put_return(opened, place, f"SDR2611000000{place}")
        (tmp_path / "photo.jpg").write_bytes(jpeg(3000, 2000))
        (tmp_path / "回单.pdf").write_bytes(PDF)
        kind = DocumentKind.GOODS_RETURN
        attach(opened, kind, 1, [tmp_path / "photo.jpg"], kind=PaperKind.PHOTO)
        attach(opened, kind, 1, [tmp_path / "回单.pdf"], kind=PaperKind.REFUND)
        return opened.path


@pytest.fixture
def session(returned: Path) -> Iterator[Session]:
    """The same, open."""
    with open_session(returned) as opened:
        yield opened


def run(session: Session, folder: Path, way: Way) -> Outcome:
    job = Job(FormKind.RETURN_EVIDENCE, setting(), way, folder, "{own_no}")
    return print_batch(
        session, Batch([1, 2]), job, press=write_pdf, measure=text_width, progress=SILENT
    )


def test_pack_of_each_return_with_its_pdf_beside(
    qapp: QApplication, session: Session, tmp_path: Path
) -> None:
    outcome = run(session, tmp_path / "out", Way.EACH)
    assert outcome.counts == {"printed": 2, "beside": 1}
    beside = tmp_path / "out" / "SDR26110000001_附件" / "SDR26110000001_5.1_回单.pdf"
    assert beside.read_bytes() == PDF
    assert not (tmp_path / "out" / "SDR26110000002_附件").exists()
    first, second = (PdfReader(path) for path in outcome.written)
    assert [len(page.images) for page in first.pages] == [0, 0, 0, 0, 1]
    assert beside.name in first.pages[0].extract_text().replace("\n", "")
    assert "尚未附上" in second.pages[0].extract_text()
    fonts = first.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        (made_of,) = font.get_object()["/DescendantFonts"]
        assert "/FontFile2" in made_of.get_object()["/FontDescriptor"]


def test_several_packs_in_one_file(qapp: QApplication, session: Session, tmp_path: Path) -> None:
    outcome = run(session, tmp_path / "out", Way.MERGED)
    (path,) = outcome.written
    assert len(PdfReader(path).pages) == 9
    assert (path.with_name(f"{path.stem}_附件") / "SDR26110000001_5.1_回单.pdf").exists()


def test_photo_is_no_finer_than_paper_shows(
    qapp: QApplication, session: Session, tmp_path: Path
) -> None:
    run(session, tmp_path / "out", Way.EACH)
    reader = PdfReader(tmp_path / "out" / "SDR26110000001.pdf")
    image = reader.pages[-1]["/Resources"]["/XObject"]  # type: ignore[index]
    widths = [int(one.get_object()["/Width"]) for one in image.values()]
    assert max(widths) <= 8 * 186


def test_print_window_offers_request_and_evidence(
    make_window: Callable[..., MainWindow], returned: Path
) -> None:
    window = make_window(returned, page="returns")
    dialog = PrintDialog(window.context, Subject.RETURN, [1, 2], window)
    dialog.open()
    forms = [dialog.choices.form_box.itemData(at) for at in range(2)]
    assert forms == [FormKind.RETURN_REQUEST, FormKind.RETURN_EVIDENCE]
    assert len(dialog.preview.pages) == 1
    dialog.choices.form_box.setCurrentIndex(1)
    assert len(dialog.preview.pages) == 5
    assert dialog.choices.reveal.isVisible()
    dialog.preview.turn_to(4)
    assert not dialog.preview.grab().toImage().isNull()
    dialog.close()
