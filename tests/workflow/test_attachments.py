"""Papers of documents: what is taken, kept once, taken off, and brought back to the last byte."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.store.session import Session
from app.values.finding import DocumentKind
from app.workflow import attachments
from app.workflow.attachments import (
    MOST_BYTES,
    Attachment,
    BadPaper,
    PaperKind,
    copy_name,
    media_of,
)
from tests.helpers.builders import make_session
from tests.helpers.dumps import Dump, dump


def png(width: int, height: int) -> bytes:
    """The heads of a PNG of so many dots, without the dots."""
    head = struct.pack(">I4sIIBBBBBI", 13, b"IHDR", width, height, 8, 6, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + head + b"\0\0\0\0IEND\xaeB`\x82"


def jpeg(width: int, height: int) -> bytes:
    """The heads of a JPEG of so many dots, without the dots."""
    about = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = struct.pack(">HHBHHB", 0xFFC2, 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + about + b"\xff" + frame + b"\xff\xda\0\2" + b"\1" * 20 + b"\xff\xd9"


PNG, JPEG = png(40, 30), jpeg(40, 30)
PDF = b"%PDF-1.4\n" + b"x" * 50 + b"\n%%EOF\n"
RETURN = DocumentKind.GOODS_RETURN


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


def file(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def whole(session: Session) -> tuple[Dump, list[bytes]]:
    rows = session.conn.execute("SELECT data FROM attachment_content ORDER BY id")
    return dump(session.conn), [data for (data,) in rows]


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (PDF, "application/pdf"),
        (PNG[:-12], ""),
        (JPEG[:-2], ""),
        (b"MZ" + PDF, ""),
        (b"GIF89a", ""),
        (b"", ""),
    ],
)
def test_the_content_says_what_a_file_is(data: bytes, media: str) -> None:
    assert media_of(data) == media


def test_papers_are_kept_and_read_back(session: Session, tmp_path: Path) -> None:
    paths = [file(tmp_path, "正面.png", PNG), file(tmp_path, "refund.pdf", PDF)]
    outcome = attachments.attach(session, RETURN, 1, paths, kind=PaperKind.PHOTO)
    assert outcome.counts == {"papers": 2, "same": 0}
    assert outcome.changes.kinds == {RETURN}
    found = attachments.papers(session.conn, RETURN, 1)
    assert [(each.name, each.media, each.size) for each in found] == [
        ("正面.png", "image/png", len(PNG)),
        ("refund.pdf", "application/pdf", len(PDF)),
    ]
    assert attachments.papers(session.conn, RETURN, 2) == []
    target = attachments.save_paper(session.conn, found[1].id, tmp_path / "out" / "copy.pdf")
    assert target.read_bytes() == PDF


def test_one_bad_file_keeps_all_out(session: Session, tmp_path: Path) -> None:
    good, bad = file(tmp_path, "a.png", PNG), file(tmp_path, "b.png", b"no picture")
    with pytest.raises(BadPaper) as refused:
        attachments.attach(session, RETURN, 1, [good, bad])
    assert refused.value.params == {"file": "b.png"}
    assert attachments.papers(session.conn, RETURN, 1) == []
    assert session.history() == []


@pytest.mark.parametrize(("extra", "taken"), [(0, True), (1, False)])
def test_size_is_limited(session: Session, tmp_path: Path, extra: int, taken: bool) -> None:
    data = b"%PDF-" + b"\0" * (MOST_BYTES - 10 + extra) + b"%%EOF"
    path = file(tmp_path, "large.pdf", data)
    if taken:
        assert attachments.attach(session, RETURN, 1, [path]).counts["papers"] == 1
        return
    with pytest.raises(BadPaper) as refused:
        attachments.attach(session, RETURN, 1, [path])
    assert refused.value.code == "error.paper_too_large"


@pytest.mark.parametrize("make", [png, jpeg])
@pytest.mark.parametrize(
    ("width", "height", "taken"),
    [
        (8_000, 8_000, True),
        (8_000, 8_001, False),
        (30_000, 1, True),
        (30_001, 1, False),
        (0, 5, False),
        (65_535, 65_535, False),
    ],
)
def test_a_picture_of_too_many_dots_stays_out(
    session: Session,
    tmp_path: Path,
    make: Callable[[int, int], bytes],
    width: int,
    height: int,
    taken: bool,
) -> None:
    path = file(tmp_path, "a.png", make(width, height))
    if taken:
        assert attachments.attach(session, RETURN, 1, [path]).counts["papers"] == 1
        return
    with pytest.raises(BadPaper) as refused:
        attachments.attach(session, RETURN, 1, [path])
    assert refused.value.code == "error.paper_too_many_dots"


@pytest.mark.parametrize(
    "data",
    [
        PNG[:8] + PNG[-12:],
        JPEG[:2] + b"\xff\xda\0\2" + JPEG[2:],
        b"\xff\xd8" + b"\xff" * 5000 + b"\xff\xd9",
        b"\xff\xd8\xff\xe0\0\0" * 3 + b"\xff\xd9",
        b"\xff\xd8\xff\xc0\xff\xff\xff\xd9",
    ],
)
def test_a_picture_that_hides_its_size_stays_out(
    session: Session, tmp_path: Path, data: bytes
) -> None:
    with pytest.raises(BadPaper):
        attachments.attach(session, RETURN, 1, [file(tmp_path, "a.png", data)])


@pytest.mark.skipif(os.name != "posix", reason="such names are of posix systems")
def test_no_name_and_no_pipe_stops_it(session: Session, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"\xff\xfe.png")
    odd.write_bytes(PNG)
    attachments.attach(session, RETURN, 1, [odd])
    assert attachments.papers(session.conn, RETURN, 1)[0].name == "??.png"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadPaper):
        attachments.attach(session, RETURN, 1, [tmp_path / "pipe"])


@pytest.mark.parametrize(
    ("name", "media", "copy"),
    [
        ("正面.png", "image/png", "7-正面.png"),
        ("run.exe", "image/jpeg", "7-run.jpg"),
        ("bill.pdf.bat", "application/pdf", "7-bill.pdf.pdf"),
        ("..\\..\\x.pdf", "application/pdf", "7-x.pdf"),
        ("../../x.pdf", "application/pdf", "7-x.pdf"),
        ("a:b|c\x01.pdf", "text/html", "7-b_c.bin"),
        ("😀" * 300 + ".png", "image/png", "7-" + "😀" * 57 + ".png"),
    ],
)
def test_a_copy_is_named_after_what_it_is(name: str, media: str, copy: str) -> None:
    assert copy_name(Attachment(7, "photo", name, media, 1, "")) == copy


def test_same_bytes_are_one_paper_and_kept_once(session: Session, tmp_path: Path) -> None:
    path = file(tmp_path, "a.png", PNG)
    attachments.attach(session, RETURN, 1, [path])
    again = attachments.attach(session, RETURN, 1, [path])
    assert again.counts == {"papers": 0, "same": 1}
    assert len(session.history()) == 1
    attachments.attach(session, RETURN, 2, [path])
    assert session.conn.execute("SELECT count(*) FROM attachment_content").fetchone() == (1,)


def test_undo_and_redo_bring_papers_back_exactly(session: Session, tmp_path: Path) -> None:
    attachments.attach(session, RETURN, 1, [file(tmp_path, "a.png", PNG)])
    with_one = whole(session)
    (first,) = attachments.papers(session.conn, RETURN, 1)
    attachments.detach(session, first.id)
    session.undo()
    assert whole(session) == with_one
    assert attachments.paper(session.conn, first.id) == PNG
    session.undo()
    assert attachments.papers(session.conn, RETURN, 1) == []
    session.redo()
    assert whole(session) == with_one
    session.redo()
    assert attachments.papers(session.conn, RETURN, 1) == []
    with pytest.raises(BadPaper):
        attachments.paper(session.conn, first.id)


def test_bytes_go_when_no_undo_can_want_them(session: Session, tmp_path: Path) -> None:
    attachments.attach(session, RETURN, 1, [file(tmp_path, "a.png", PNG)])
    (first,) = attachments.papers(session.conn, RETURN, 1)
    attachments.detach(session, first.id)
    attachments.attach(session, RETURN, 1, [file(tmp_path, "b.pdf", PDF)])
    assert whole(session)[1] == [PNG, PDF]  # undo could still bring the picture back
    with session.call("export", border=True):
        pass
    attachments.attach(session, RETURN, 1, [file(tmp_path, "c.jpg", JPEG)])
    assert whole(session)[1] == [PDF, JPEG]


def test_nothing_to_take_off_is_no_step(session: Session) -> None:
    assert attachments.detach(session, 7).counts == {"papers": 0}
    assert session.history() == []
