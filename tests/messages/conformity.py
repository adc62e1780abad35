"""Two independent judges of written messages, both made from the csv tables alone: a checker of
our own, and an XML schema."""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from functools import cache
from xml.etree import ElementTree

from lxml import etree

from app import resources

CEB = "http://www.chinaport.gov.cn/ceb"
XS = "http://www.w3.org/2001/XMLSchema"
Row = dict[str, str]


@cache
def _fields() -> dict[tuple[str, str], list[Row]]:
    table: dict[tuple[str, str], list[Row]] = {}
    with (resources.root() / "ceb/fields.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault((row["message"], row["node"]), []).append(row)
    return table


@cache
def _messages() -> dict[str, dict[str, object]]:
    return tomllib.loads((resources.root() / "ceb/messages.toml").read_text(encoding="utf-8"))


# --- our own checker ------------------------------------------------------------------------


def faults(message: str, data: bytes) -> list[str]:
    """What in a written message does not conform to the field tables."""
    table = _messages()[message]
    root = ElementTree.fromstring(data)
    found: list[str] = []
    if root.tag != f"{{{CEB}}}{message}Message":
        found.append(f"root {root.tag}")
    for document in root.findall(f"{{{CEB}}}{table['document']}"):
        head = document.find(f"{{{CEB}}}{table['head']}") if table["head"] else document
        assert head is not None
        found += _node_faults(_fields()[message, _name(head)], head)
        if table["line"]:
            for line in document.findall(f"{{{CEB}}}{table['line']}"):
                found += _node_faults(_fields()[message, _name(line)], line)
    return found


def _name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(f"{{{CEB}}}")


def _node_faults(rows: list[Row], element: ElementTree.Element) -> list[str]:
    names = [_name(child) for child in element]
    order = [row["name"] for row in rows]
    found = [] if names == [name for name in order if name in names] else [f"order {names}"]
    for row in rows:
        text = element.findtext(f"{{{CEB}}}{row['name']}")
        if text is None:
            if row["required"] == "must":
                found.append(f"missing {row['name']}")
        elif not _fits(row, text):
            found.append(f"{row['name']}: {text}")
    return found


def _fits(row: Row, text: str) -> bool:
    most = int(row["max_length"] or 10**6)
    if row["type"] == "text":
        return int(row["min_length"] or 0) <= len(text) <= most
    exponent = Decimal(text).normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    digits = len(text.strip("+-").replace(".", "").lstrip("0"))
    return -exponent <= int(row["decimals"] or 0) and digits <= most


# --- the schema -----------------------------------------------------------------------------


@cache
def schema(message: str) -> etree.XMLSchema:
    """The XML schema of a message."""
    table = _messages()[message]
    parts = [
        _element(str(table["document"]), _document_type(message, table), table["most_documents"])
    ]
    if table["flow"] == "declare":
        parts += [
            _element("BaseTransfer", _sequence(_fields()["COMMON", "BaseTransfer"]), 1),
            _element("BaseSubscribe", _sequence(_fields()["COMMON", "BaseSubscribe"]), 5, 0),
            _element("ExtendMessage", _extension_type(), 1, 0),
        ]
    attributes = "".join(
        f'<xs:attribute name="{row["name"]}" use="required">{_simple(row)}</xs:attribute>'
        for row in _fields()["COMMON", "@"]
    )
    body = (
        f"<xs:complexType><xs:sequence>{''.join(parts)}</xs:sequence>{attributes}</xs:complexType>"
    )
    text = (
        f'<xs:schema xmlns:xs="{XS}" targetNamespace="{CEB}" elementFormDefault="qualified">'
        f'<xs:element name="{message}Message">{body}</xs:element></xs:schema>'
    )
    return etree.XMLSchema(etree.fromstring(text))


def _document_type(message: str, table: dict[str, object]) -> str:
    head, line = str(table["head"]), str(table["line"])
    if not head:
        return _sequence(_fields()[message, str(table["document"])])
    parts = _element(head, _sequence(_fields()[message, head]), 1)
    if line:
        rows = _fields()[message, line]
        parts += _element(line, _sequence(rows), table["most_lines"], table["fewest_lines"])
    return f"<xs:complexType><xs:sequence>{parts}</xs:sequence></xs:complexType>"


def _sequence(rows: list[Row]) -> str:
    fields = "".join(
        f'<xs:element name="{row["name"]}" minOccurs="{int(row["required"] == "must")}">'
        f"{_simple(row)}</xs:element>"
        for row in rows
    )
    return f"<xs:complexType><xs:sequence>{fields}</xs:sequence></xs:complexType>"


def _extension_type() -> str:
    rows = _fields()["COMMON", "ExtendMessage"][:-1]
    fields = "".join(
        f'<xs:element name="{row["name"]}">{_simple(row)}</xs:element>' for row in rows
    )
    wild = '<xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/>'
    message = f"<xs:complexType mixed='true'><xs:sequence>{wild}</xs:sequence></xs:complexType>"
    fields += f'<xs:element name="Message">{message}</xs:element>'
    return f"<xs:complexType><xs:sequence>{fields}</xs:sequence></xs:complexType>"


def _element(name: str, body: str, most: object, fewest: object = 1) -> str:
    limit = most or "unbounded"
    return f'<xs:element name="{name}" minOccurs="{fewest}" maxOccurs="{limit}">{body}</xs:element>'


def _simple(row: Row) -> str:
    facets = []
    base = {"text": "string", "int": "integer", "decimal": "decimal"}[row["type"]]
    if row["type"] == "text":
        facets += [("minLength", row["min_length"]), ("maxLength", row["max_length"])]
        facets += [("enumeration", row["form"][1:] if row["form"].startswith("=") else "")]
    else:
        facets += [("totalDigits", row["max_length"]), ("fractionDigits", row["decimals"])]
    limits = "".join(f'<xs:{name} value="{value}"/>' for name, value in facets if value)
    return (
        f'<xs:simpleType><xs:restriction base="xs:{base}">{limits}</xs:restriction></xs:simpleType>'
    )
