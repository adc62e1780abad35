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
from itertools import zip_longest
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QSizeF, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
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
POINTS = 10
WIDTH_MM = 210 - 2 * MARGIN_MM
PICTURE_PX = round(WIDTH_MM / 25.4 * 96)  # HTML counts 96 an inch on any paper
WIDE_QUOTES = str.maketrans("“”‘’", "\"\"''")  # the Chinese face makes them as wide as a character
FROM_IMPORTS = ("taxes", "limits", "book", "returns")  # pages an exporter's month leaves empty
OBJECT = "\ufffc"  # stands for a picture in the text of a document
STYLE = """
h1 { font-size: 24pt; } h2 { font-size: 15pt; } h3 { font-size: 12pt; }
p, li { line-height: 140%; } td, th { padding: 3px 10px 3px 0; text-align: left; }
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


def write(target: Path, language: str, pictures: Path | None) -> int:
    """Write the manual of a language; how many pages it has."""
    document = QTextDocument()
    document.setDefaultFont(QFont(load_fonts().ui, POINTS))
    document.setDefaultStyleSheet(STYLE)
    document.setPageSize(QSizeF(WIDTH_MM, 297 - 2 * MARGIN_MM) / 25.4 * DPI)
    words = "".join(_parts(language, pictures, document))
    document.setHtml(words.translate(WIDE_QUOTES) if language == "en" else words)
    writer = QPdfWriter(str(target))
    writer.setResolution(DPI)
    writer.setTitle(_words(language)["title"])
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
    document.documentLayout().setPaintDevice(writer)
    keep_together(document)
    document.print_(writer)
    return document.pageCount()


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


def _parts(language: str, pictures: Path | None, document: QTextDocument) -> Iterator[str]:
    words = _words(language)
    yield f"<h1>{words['title']}</h1><h2>{words['subtitle']}</h2>"
    yield f"<p class='small'>{words['version'].format(version=VERSION, day=RULES_CHECKED)}</p>"
    for chapter in words["chapter"]:
        yield f"<h2>{_plain(chapter['title'])}</h2>"
        yield "".join(f"<p>{_plain(line)}</p>" for line in chapter["text"])
    yield f"<h2 style='page-break-before: always'>{words['pages']}</h2>"
    for spec in PAGES:
        yield from _page(spec.key, spec.shortcut, language, pictures, document)
    yield f"<h2 style='page-break-before: always'>{words['keys']}</h2>"
    yield _keys(words, language)
    yield f"<h2 style='page-break-before: always'>{words['words']}</h2>"
    yield "".join(
        f"<p><b>{_plain(term.zh)}</b> · {_plain(term.en)}</p>" for term in glossary(language)
    )


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


def _keys(words: dict[str, Any], language: str) -> str:
    parts = [_key_table(words["anywhere"], _window_keys(language))]
    for page in (*(spec.key for spec in PAGES), PRINTING):
        own = [(key, text(action, language)) for action, key in KEYS.get(page, {}).items()]
        if own:
            title = "help.keys_printing" if page == PRINTING else f"page.{page}"
            parts.append(_key_table(text(title, language), own))
    return "".join(parts)


def _key_table(title: str, keys: list[tuple[str, str]]) -> str:
    """Keys and what they do in two columns, the first half at the left."""
    half = (len(keys) + 1) // 2
    pairs = zip_longest(keys[:half], keys[half:], fillvalue=("", ""))
    rows = (f"<tr>{_key_cells(*left)}{_key_cells(*right)}</tr>" for left, right in pairs)
    return f"<h3>{_plain(title)}</h3><table width='100%'>{''.join(rows)}</table>"


def _key_cells(key: str, what: str) -> str:
    return f"<td width='20%'>{_plain(key)}</td><td width='30%'>{_plain(what)}</td>"


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
