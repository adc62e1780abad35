"""Papers of documents: what is taken, kept once, taken off, and brought back to the last byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.session import Session
from app.values.finding import DocumentKind
from app.workflow import attachments
from app.workflow.attachments import MOST_BYTES, BadPaper, PaperKind, media_of
from tests.helpers.builders import make_session
from tests.helpers.dumps import Dump, dump

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x01" * 50 + b"\xff\xd9"
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
