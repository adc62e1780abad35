"""What follows the documents of a message: who transmits, who gets a copy, own extensions.

ds:Signature would stand here too (export: before ExtendMessage, import: after it). It is made by
the company's card or client; this program never writes one.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.messages.ceb.columns import Column, columns_of
from app.messages.ceb.spec import node
from app.values.errors import AppError

MOST_SUBSCRIBERS = 5


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who gets a copy (BaseSubscribe). `scope`: ALL, DATA or RET (receipts only)."""

    scope: str
    dxp_address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """ExtendMessage, the sender's own content. `body` is an XML fragment with its namespaces."""

    name: str
    version: str
    body: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Who transmits (BaseTransfer): the company of the client or card, and its exchange id."""

    cop_code: str
    cop_name: str
    dxp_id: str
    note: str = ""
    subscribers: tuple[Subscriber, ...] = ()
    extension: Extension | None = None


class BadTransfer(AppError):
    """The transmitting company's data do not fit the specification: nothing can be written."""

    code = "messages.bad_transfer"


def transfer_text(transfer: Transfer, prefix: str) -> str:
    """BaseTransfer, BaseSubscribe and ExtendMessage as XML. Raises BadTransfer."""
    if len(transfer.subscribers) > MOST_SUBSCRIBERS:
        count = len(transfer.subscribers)
        raise BadTransfer(
            field="BaseSubscribe", label_zh_CN="订阅方", label_en="subscribers", value=count
        )
    sender = (transfer.cop_code, transfer.cop_name, "DXP", transfer.dxp_id, transfer.note or None)
    nodes = [_node_text("BaseTransfer", prefix, sender)]
    for one in transfer.subscribers:
        row = (one.scope, "DXP", one.dxp_address, one.note or None)
        nodes.append(_node_text("BaseSubscribe", prefix, row))
    if transfer.extension is not None:
        nodes.append(_extension_text(transfer.extension, prefix))
    return "".join(nodes)


def _node_text(name: str, prefix: str, row: tuple[str | None, ...]) -> str:
    elements = map(_element, columns_of(node("COMMON", name), prefix), row)
    return f"<{prefix}{name}>{''.join(elements)}</{prefix}{name}>\n"


def _element(column: Column, value: str | None) -> str:
    element, problem = column.render(value)
    if problem is not None:
        field = column.field
        raise BadTransfer(field=field.name, label_zh_CN=field.zh, label_en=field.en, value=value)
    return element


def _extension_text(extension: Extension, prefix: str) -> str:
    from lxml import etree

    name, version, body = columns_of(node("COMMON", "ExtendMessage"), prefix)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        etree.fromstring(f"<{body.field.name}>{extension.body}</{body.field.name}>", parser)
    except etree.XMLSyntaxError as error:
        field = body.field
        raise BadTransfer(
            field=field.name, label_zh_CN=field.zh, label_en=field.en, value=error.msg
        ) from error
    head = _element(name, extension.name) + _element(version, extension.version)
    tag = prefix + body.field.name
    inner = f"{head}<{tag}>{extension.body}</{tag}>"
    return f"<{prefix}ExtendMessage>{inner}</{prefix}ExtendMessage>\n"
