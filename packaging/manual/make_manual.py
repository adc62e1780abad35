"""The printed manual, from the help of the window and its pictures: one PDF a language.

Usage: QT_QPA_PLATFORM=offscreen python packaging/manual/make_manual.py FOLDER [PICTURES]
PICTURES is what packaging/screenshots.py wrote; without it the manual has no pictures.
"""

from __future__ import annotations

import html
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QSizeF, QUrl
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QApplication

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from app.text import LANGUAGES, text  # noqa: E402 - the checkout must be on the path first
from app.ui.fonts import load_fonts  # noqa: E402
from app.ui.navigation import PAGES  # noqa: E402
from app.ui.shortcuts import KEYS  # noqa: E402
from app.version import RULES_CHECKED, VERSION  # noqa: E402
from app.workflow.help_topics import glossary, page_topic, page_topics  # noqa: E402

MARGIN_MM = 18
DPI = 150
POINTS = 10
WIDTH_PX = round((210 - 2 * MARGIN_MM) / 25.4 * DPI)
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
    document.setPageSize(QSizeF(WIDTH_PX, round((297 - 2 * MARGIN_MM) / 25.4 * DPI)))
    document.setHtml("".join(_parts(language, pictures, document)))
    writer = QPdfWriter(str(target))
    writer.setResolution(DPI)
    writer.setTitle(_words(language)["title"])
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
    document.documentLayout().setPaintDevice(writer)
    document.print_(writer)
    return document.pageCount()


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
        yield f"<p><img src='{key}' width='{WIDTH_PX}'></p>"


def _picture(key: str, language: str, pictures: Path | None) -> QImage | None:
    """With the exports of a month, else with imports."""
    if pictures is None:
        return None
    for kind in ("imports", "month") if key in ("taxes", "limits", "book") else ("month",):
        image = QImage(str(pictures / f"{key}-{kind}-{language}-light.png"))
        if not image.isNull():
            return image
    return None


def _keys(words: dict[str, Any], language: str) -> str:
    rows = []
    for page in PAGES:
        own = KEYS.get(page.key, {})
        if own:
            rows.append(
                f"<tr><th colspan='2'>{_plain(text(f'page.{page.key}', language))}</th></tr>"
            )
        rows += [
            f"<tr><td>{_plain(key)}</td><td>{_plain(text(action, language))}</td></tr>"
            for action, key in own.items()
        ]
    return f"<table><tr><th>{words['key']}</th><th>{words['what']}</th></tr>{''.join(rows)}</table>"


def _plain(words: str) -> str:
    return html.escape(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
