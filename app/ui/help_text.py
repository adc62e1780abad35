"""Help as limited rich text: headings, paragraphs, small tables. Whatever is put in is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from PySide6.QtGui import QAction, QKeySequence

from app.ui.language import Language
from app.ui.shortcuts import KEYS, PRINTING
from app.ui.theme import Theme
from app.workflow import help_topics

GLOSSARY, SHORTCUTS = "glossary", "shortcuts"


def style(theme: Theme) -> str:
    """The style sheet of help in the theme's colours."""
    tokens = theme.tokens
    return (
        f"body {{ color: {tokens.text}; }} h3 {{ margin: 0 0 6px 0; }}"
        f"h4 {{ color: {tokens.text_muted}; margin: 12px 0 2px 0; font-weight: normal; }}"
        f"p {{ margin: 0 0 6px 0; }} td {{ padding: 2px 10px 2px 0; }}"
        f".muted {{ color: {tokens.text_muted}; }} a {{ color: {tokens.accent}; }}"
    )


def field_page(name: str, label: str, language: Language, on: date) -> str:
    """Meaning, form, example, rules and place on the wire of one field."""
    topic = help_topics.field_topic(name, language.code, on=on)
    parts = [_heading(label or name), _paragraph(topic.meaning)]
    if topic.wire is not None:
        demanded = language.text(topic.wire.required)
        parts.append(_section(language.text("help.form"), f"{topic.wire.form} · {demanded}"))
    if topic.example:
        parts.append(_section(language.text("help.example"), topic.example))
    if topic.laws:
        parts.append(f"<h4>{escape(language.text('help.rules'))}</h4>")
    for law in topic.laws:
        parts.append(_paragraph(f"{law.title}  {law.value}".rstrip()))
        parts.append(f"<p class='muted'>{escape(law.source)}</p>")
    if topic.wire is not None:
        where = language.text("help.wire_text", name=topic.wire.name, place=topic.wire.place)
        parts.append(_section(language.text("help.wire"), where))
    return "".join(parts)


def page_page(key: str, language: Language, actions: Iterable[QAction]) -> str:
    """What a page is for, and its keys."""
    paragraphs = help_topics.page_topic(key, language.code)
    return (
        _heading(language.text(f"page.{key}"))
        + "".join(_paragraph(one) for one in paragraphs)
        + _keys(language.text("help.shortcuts"), actions)
    )


def glossary_page(typed: str, language: Language) -> str:
    """The terms that fit what was typed; all when nothing was."""
    fitting = help_topics.find_terms(typed, language.code)
    if not fitting:
        return _paragraph(language.text("help.no_term", typed=typed))
    return _heading(language.text("help.glossary")) + "".join(
        f"<p><b>{escape(term.zh)}</b>  {escape(term.en)}"
        f"{'  <code>' + escape(term.wire) + '</code>' if term.wire else ''}"
        f"<br><span class='muted'>{escape(term.note)}</span></p>"
        for term in fitting
    )


def shortcuts_page(language: Language, page: str, anywhere: Iterable[QAction]) -> str:
    """Every key there is: those of the page in front, of the window, then of all other pages."""
    others = [key for key in KEYS if key != page]
    return (
        _heading(language.text("help.shortcuts"))
        + _keys_of(page, language)
        + _keys(language.text("help.keys_anywhere"), anywhere)
        + "".join(_keys_of(key, language) for key in others)
    )


def _keys_of(page: str, language: Language) -> str:
    """The keys of a page that may not have been opened yet."""
    title = language.text("help.keys_printing" if page == PRINTING else f"page.{page}")
    rows = ((QKeySequence(key), language.text(name)) for name, key in KEYS.get(page, {}).items())
    return _table(title, rows)


def _keys(title: str, actions: Iterable[QAction]) -> str:
    rows = ((action.shortcut(), action.text()) for action in actions)
    return _table(title, ((key, text) for key, text in rows if not key.isEmpty()))


def _table(title: str, keys: Iterable[tuple[QKeySequence, str]]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    rows = [
        f"<tr><td>{escape(key.toString(native))}</td><td>{escape(text)}</td></tr>"
        for key, text in keys
    ]
    return f"<h4>{escape(title)}</h4><table>{''.join(rows)}</table>" if rows else ""


def _heading(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _section(title: str, text: str) -> str:
    return f"<h4>{escape(title)}</h4>{_paragraph(text)}"
