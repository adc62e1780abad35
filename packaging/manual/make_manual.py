"""The printed manual, from the help of the window and its pictures: one PDF a language.

Usage: QT_QPA_PLATFORM=offscreen python packaging/manual/make_manual.py FOLDER [PICTURES]
PICTURES is what packaging/screenshots.py wrote; without it the manual has no pictures.
"""

from __future__ import annotations

import html
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QApplication

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from app.text import LANGUAGES, text  # noqa: E402 - the checkout must be on the path first
from app.ui.application import Program  # noqa: E402
from app.ui.fonts import load_fonts  # noqa: E402
from app.ui.navigation import PAGES  # noqa: E402
from app.ui.shortcuts import KEYS, PRINTING  # noqa: E402
from app.version import RULES_CHECKED, VERSION  # noqa: E402
from app.workflow.help_topics import glossary, page_topic, page_topics  # noqa: E402
from app.workflow.opening import open_session  # noqa: E402

MARGIN_MM = 18
DPI = 150
POINTS = 9.5
WIDTH_MM = 210 - 2 * MARGIN_MM
HEIGHT_MM = 297 - 2 * MARGIN_MM
FOOT_MM = 9  # of the lower margin, for the number of the page
PICTURE_PX = round(150 / 25.4 * 96)  # two go on a page; HTML counts 96 an inch on any paper
WIDE_QUOTES = str.maketrans("“”‘’", "\"\"''")  # the Chinese face makes them as wide as a character
FROM_IMPORTS = ("taxes", "limits", "book", "returns")  # pages an exporter's month leaves empty
CHAPTER = 2  # the level of its heading
OBJECT = "\ufffc"  # stands for a picture in the text of a document
STYLE = """
h1 { font-size: 24pt; } h2 { font-size: 15pt; margin-top: 14px; margin-bottom: 6px; }
h3 { font-size: 12pt; margin-top: 12px; margin-bottom: 4px; }
p { line-height: 130%; margin-top: 0; margin-bottom: 6px; }
td, th { padding: 2px 10px 2px 0; text-align: left; } .tight { padding: 1px 10px 1px 0; }
.small { color: #5b6778; font-size: 9pt; }
"""


def main(words: list[str]) -> int:
    """Write the manuals; 0 when all went well."""
    if not words:
        sys.stderr.write(__doc__ or "")
        return 2
    application = QApplication([])
    load_fonts()
    folder = Path(words[0])
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        target = folder / f"sandan-manual-{language}.pdf"
        pages = write(target, language, Path(words[1]) if len(words) > 1 else None)
        sys.stdout.write(f"{target}: {pages} pages\n")
    del application
    return 0


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading stands; `page` counts from 1."""

    level: int
    title: str
    page: int


def write(target: Path, language: str, pictures: Path | None) -> int:
    """Write the manual of a language; how many pages it has."""
    writer = QPdfWriter(str(target))
    writer.setResolution(DPI)
    writer.setTitle(_words(language)["title"])
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM - FOOT_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
    keys = _window_keys(language)
    known: list[Heading] = []
    document = lay_out(writer, language, pictures, keys, known)
    while (found := headings(document)) != known:  # the contents take room of their own
        known = found
        document = lay_out(writer, language, pictures, keys, known)
    print_pages(document, writer)
    return document.pageCount()


def lay_out(
    writer: QPdfWriter,
    language: str,
    pictures: Path | None,
    keys: list[tuple[str, str]],
    known: list[Heading],
) -> QTextDocument:
    """The manual as it stands on the paper of `writer`; `known` headings are its contents."""
    document = QTextDocument()
    document.setDefaultFont(_font(POINTS))
    document.setDefaultStyleSheet(STYLE)
    document.setPageSize(QSizeF(WIDTH_MM, HEIGHT_MM) / 25.4 * DPI)
    words = "".join(_parts(language, pictures, document, keys, known))
    document.setHtml(words.translate(WIDE_QUOTES) if language == "en" else words)
    document.documentLayout().setPaintDevice(writer)
    keep_together(document)
    return document


def _font(points: float) -> QFont:
    font = QFont(load_fonts().ui)
    font.setPointSizeF(points)
    return font


def headings(document: QTextDocument) -> list[Heading]:
    """The headings below the title, in their order."""
    layout, height = document.documentLayout(), document.pageSize().height()
    block, found = document.begin(), []
    while block.isValid():
        if (level := block.blockFormat().headingLevel()) > 1:
            page = int(layout.blockBoundingRect(block).top() // height) + 1
            found.append(Heading(level, block.text(), page))
        block = block.next()
    return found


def print_pages(document: QTextDocument, writer: QPdfWriter) -> None:
    """Paint the pages, each with its number below."""
    size = document.pageSize()
    painter = QPainter(writer)
    painter.setFont(_font(POINTS - 1))
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette = QPalette(Qt.GlobalColor.white)  # black on paper, whatever the window's theme
    foot = QRectF(0, size.height(), size.width(), FOOT_MM / 25.4 * DPI)
    for at in range(document.pageCount()):
        if at:
            writer.newPage()
        context.clip = QRectF(0, at * size.height(), size.width(), size.height())
        painter.save()
        painter.translate(0, -context.clip.top())
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, str(at + 1))
    painter.end()


def keep_together(document: QTextDocument) -> None:
    """A heading whose text or picture would stand on the next page goes there with them."""
    layout, height = document.documentLayout(), document.pageSize().height()
    document.pageCount()  # lays out the whole
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            top = layout.blockBoundingRect(block).top()
            end = _end_of(block, layout)
            if top // height != end // height and end - top < height:
                form = block.blockFormat()
                form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(form)
                document.pageCount()
        block = block.next()


def _end_of(heading: QTextBlock, layout: QAbstractTextDocumentLayout) -> float:
    """Where the picture under a heading ends; without one, its first line of text."""
    block = heading
    while block.blockFormat().headingLevel() and block.next().isValid():
        block = block.next()
    first = block
    while block.isValid() and not block.blockFormat().headingLevel():
        if OBJECT in block.text():
            return layout.blockBoundingRect(block).bottom() - 1
        block = block.next()
    line = first.layout().lineAt(0).rect().bottom() if first.layout().lineCount() else 0.0
    return layout.blockBoundingRect(first).top() + line - 1


def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{language}.toml").read_text(encoding="utf-8"))


def _parts(
    language: str,
    pictures: Path | None,
    document: QTextDocument,
    keys: list[tuple[str, str]],
    known: list[Heading],
) -> Iterator[str]:
    words = _words(language)
    yield f"<h1>{words['title']}</h1><p><big>{words['subtitle']}</big></p>"
    yield f"<p class='small'>{words['version'].format(version=VERSION, day=RULES_CHECKED)}</p>"
    yield from _contents(words, known)
    for at, chapter in enumerate(words["chapter"]):
        yield _heading(chapter["title"], on_new_page=at == 0)
        yield "".join(f"<p>{_plain(line)}</p>" for line in chapter["text"])
    yield _heading(words["pages"], on_new_page=True)
    for spec in PAGES:
        yield from _page(spec.key, spec.shortcut, language, pictures, document)
    yield _heading(words["keys"], on_new_page=True)
    yield _keys(words, language, keys)
    yield _heading(words["words"], on_new_page=True)
    terms = [f"<b>{_plain(term.zh)}</b> · {_plain(term.en)}" for term in glossary(language)]
    yield _two_columns([f"<td width='50%'>{term}</td>" for term in terms])


def _heading(title: str, *, on_new_page: bool) -> str:
    style = " style='page-break-before: always'" if on_new_page else ""
    return f"<h2{style}>{_plain(title)}</h2>"


def _contents(words: dict[str, Any], known: list[Heading]) -> Iterator[str]:
    """Chapters and the pages of the window; the tables of keys are not named one by one."""
    yield f"<p><b>{words['contents']}</b></p><table width='100%'>"
    chapter = ""
    for each in known:
        chapter = each.title if each.level == CHAPTER else chapter
        if each.level == CHAPTER or chapter == words["pages"]:
            indent = "" if each.level == CHAPTER else "&nbsp;" * 6
            name = f"<td class='tight' width='90%'>{indent}{_plain(each.title)}</td>"
            yield f"<tr>{name}<td class='tight' width='10%' align='right'>{each.page}</td></tr>"
    yield "</table>"


def _page(
    key: str, shortcut: str, language: str, pictures: Path | None, document: QTextDocument
) -> Iterator[str]:
    if key not in page_topics():
        return
    yield f"<h3>{_plain(text(f'page.{key}', language))} <span class='small'>{shortcut}</span></h3>"
    yield "".join(f"<p>{_plain(line)}</p>" for line in page_topic(key, language))
    picture = _picture(key, language, pictures)
    if picture is not None:
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(key), picture)
        yield f"<p style='line-height: 100%'><img src='{key}' width='{PICTURE_PX}'></p>"


def _picture(key: str, language: str, pictures: Path | None) -> QImage | None:
    """With the exports of a month, else with imports."""
    if pictures is None:
        return None
    for kind in ("imports", "month") if key in FROM_IMPORTS else ("month",):
        image = QImage(str(pictures / f"{key}-{kind}-{language}-light.png"))
        if not image.isNull():
            return image
    return None


def _keys(words: dict[str, Any], language: str, anywhere: list[tuple[str, str]]) -> str:
    parts = [_key_table(words["anywhere"], anywhere)]
    for page in (*(spec.key for spec in PAGES), PRINTING):
        own = [(key, text(action, language)) for action, key in KEYS.get(page, {}).items()]
        if own:
            title = "help.keys_printing" if page == PRINTING else f"page.{page}"
            parts.append(_key_table(text(title, language), own))
    return "".join(parts)


def _key_table(title: str, keys: list[tuple[str, str]]) -> str:
    """Keys and what they do."""
    cells = [
        f"<td width='18%'>{_plain(key)}</td><td width='32%'>{_plain(what)}</td>"
        for key, what in keys
    ]
    return f"<h3>{_plain(title)}</h3>{_two_columns(cells)}"


def _two_columns(cells: list[str]) -> str:
    """A table of which the first half stands at the left."""
    half = (len(cells) + 1) // 2
    pairs = zip_longest(cells[:half], cells[half:], fillvalue="")
    rows = "".join(f"<tr>{left}{right}</tr>" for left, right in pairs)
    return f"<table width='100%'>{rows}</table>"


def _window_keys(language: str) -> list[tuple[str, str]]:
    """The keys of the window itself, asked of one over an empty data file."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as place:
        os.environ["SANDAN_HOME"] = place
        data_file = Path(place) / "empty.sandan"
        open_session(data_file, create=True).close()
        program = Program(application, language)
        program.open(data_file)
        window = program.window
        assert window is not None
        actions = [each for each in window.actions_.all() if each.parent() is window]
        found = [(each.shortcut().toString(), each.text().replace("&", "")) for each in actions]
        window.close()
    return [(key, what) for key, what in found if key]


def _plain(words: str) -> str:
    return html.escape(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
