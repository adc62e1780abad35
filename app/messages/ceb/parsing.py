"""Bytes of a file → a safe element tree, as leniently as the format allows.

Hardened: no DTD, no entities, no network, no huge trees, a limit of size. Encodings in use are
accepted whether declared rightly or not; a broken file gives what stands before the break.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.values.errors import AppError

MOST_BYTES = 32 * 1024 * 1024  # a message of 100 lists has 300 kB; a tree takes ten times its text

_HARDENED: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "utf-16": "utf-16",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    ("<?".encode("utf-16-le"), "utf-16-le"),
    ("<?".encode("utf-16-be"), "utf-16-be"),
)
_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
_DOCUMENT_TYPE = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)")


class UnreadableMessage(AppError):
    """Nothing in the file can be read as a message."""

    code = "messages.not_xml"


class EmptyFile(UnreadableMessage):
    """The file has no content."""

    code = "messages.empty_file"


class TooLarge(UnreadableMessage):
    """The file is larger than any message can be."""

    code = "messages.too_large"


class ForbiddenXml(UnreadableMessage):
    """The file carries a document type or entities, which no message needs."""

    code = "messages.forbidden_xml"


@dataclass(slots=True)
class Parsed:
    """A root element and its children that are whole.

    `wrong_encoding`: (declared, used) when the file is not in the encoding it states.
    `break_line`: line at which the file stops being XML (0 = whole), `break_reason` why.
    """

    root: etree._Element
    children: list[etree._Element]
    wrong_encoding: tuple[str, str] | None = None
    bare_ampersand: bool = False
    break_line: int = 0
    break_reason: str = ""


def parse(data: bytes) -> Parsed:
    """Read a file. Raises UnreadableMessage and its subclasses."""
    if not data.strip(b"\0\t\r\n "):
        raise EmptyFile
    if len(data) > MOST_BYTES:
        raise TooLarge(size=len(data) // 1024**2, most=MOST_BYTES // 1024**2)
    text, wrong_encoding = _decode(data)
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    if _DOCUMENT_TYPE.match(text):
        raise ForbiddenXml
    parsed = _parse_text(text)
    parsed.wrong_encoding = wrong_encoding
    return parsed


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def row_of(element: Any) -> int:
    """The line of the file an element begins in; 0 = not known."""
    return int(element.sourceline or 0)


def text_of(element: etree._Element) -> str:
    """All text inside an element; "" when it is blank."""
    text = element.text or "" if len(element) == 0 else "".join(map(str, element.itertext()))
    return "" if text.isspace() else text


def _decode(data: bytes) -> tuple[str, tuple[str, str] | None]:
    stated = next((codec for mark, codec in _MARKS if data.startswith(mark)), "")
    declared = ""
    if not stated:
        found = _ENCODING.match(data)
        declared = found[1].decode().lower() if found else "utf-8"
        stated = _CODECS.get(declared, "")
    for codec in dict.fromkeys((stated, "utf-8", "gb18030")):
        if not codec:
            continue
        try:
            # not final: a file cut inside a character is a broken file, not another encoding
            text = codecs.getincrementaldecoder(codec)().decode(data)
        except UnicodeError:
            continue
        return text, None if codec == stated else (declared or stated, codec)
    raise UnreadableMessage


def _parse_text(text: str) -> Parsed:
    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(**_HARDENED))
        return Parsed(root, list(root))
    except etree.XMLSyntaxError as error:
        repaired = _BARE_AMPERSAND.sub("&amp;", text) if "<![CDATA[" not in text else text
        if repaired != text:
            parsed = _parse_text(repaired)
            parsed.bare_ampersand = True
            return parsed
        return _parse_until_break(text, error)


def _parse_until_break(text: str, error: etree.XMLSyntaxError) -> Parsed:
    parser = etree.XMLPullParser(("start", "end"), **_HARDENED)
    try:
        parser.feed(text.encode())
        parser.close()
    except etree.XMLSyntaxError:
        pass  # the same break as before; what was read until then is in the events
    events: list[tuple[str, Any]] = list(parser.read_events())
    if not events:
        raise UnreadableMessage from error
    root = events[0][1]
    whole = [one for event, one in events if event == "end" and one.getparent() is root]
    return Parsed(root, whole, break_line=error.lineno or 0, break_reason=error.msg or "")
