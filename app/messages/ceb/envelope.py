"""The transport wrapping of the exchange platform: a business message as base64 in DxpMsg.

Needed only by companies that do not use the official client folder. DxpRep is the platform's
answer to a wrapping; DxpMsgSv goes between nodes and is only met when reading other people's
files. Names keep the official spelling (CreatTime, RecevierId).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.messages.ceb.forms import problem_of
from app.messages.ceb.parsing import UnreadableMessage, local_name, parse, text_of
from app.messages.ceb.spec import node
from app.values.errors import AppError

DXP_NAMESPACE = "http://www.chinaport.gov.cn/dxp"
MOST_RECEIVERS = 5
MOST_KEYS = 5


@dataclass(frozen=True, slots=True)
class DxpHead:
    """Who sends what to whom (TransInfo). `created`: yyyy-mm-ddThh:mm:ss; `message_type`:
    "CEB603Message"; one to five receivers."""

    message_id: str
    sender_id: str
    receiver_ids: tuple[str, ...]
    created: str
    message_type: str


@dataclass(frozen=True, slots=True)
class DxpExtras:
    """AddInfo. `keys`: (name, value), at most five; `encoding` of the payload, "" = not text."""

    file_name: str = ""
    card_no: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    encoding: str = ""
    mapping_id: str = ""


@dataclass(frozen=True, slots=True)
class DxpMessage:
    """A wrapped message; `data` is the complete business XML."""

    head: DxpHead
    data: bytes
    extras: DxpExtras | None = None
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class DxpNodeMessage:
    """A wrapped message between two nodes of the platform (DxpMsgSv)."""

    message_id: str
    part: str
    sent_at: str
    end_node: str
    start_node: str
    inner: DxpMessage


@dataclass(frozen=True, slots=True)
class DxpResult:
    """What became of a message at one receiver."""

    receiver_id: str
    code: str
    info: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DxpAnswer:
    """One answer of the platform; `code` as in status_codes.csv, kind exchange."""

    code: str
    noticed_on: str
    original: DxpHead
    node_id: str = ""
    info: str = ""
    results: tuple[DxpResult, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class DxpResponse:
    """The platform's answers to one receiver (DxpRep)."""

    receiver_id: str
    answers: tuple[DxpAnswer, ...]
    home_node: str = ""


class BadEnvelope(AppError):
    """A value does not fit the wrapping, or its payload cannot be unpacked."""

    code = "messages.bad_envelope"


# --- writing --------------------------------------------------------------------------------


def write_dxp(message: DxpMessage | DxpNodeMessage | DxpResponse) -> bytes:
    """The wrapping as a file, unsigned. Raises BadEnvelope for a value that does not fit."""
    if isinstance(message, DxpMessage):
        root = _root("DxpMsg")
        _write_message(root, message)
    elif isinstance(message, DxpNodeMessage):
        root = _root("DxpMsgSv")
        _write_node_message(root, message)
    else:
        root = _root("DxpRep")
        _write_response(root, message)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _write_message(root: etree._Element, message: DxpMessage) -> None:
    _write_head(_add(root, "TransInfo"), message.head)
    _add(root, "Data").text = base64.b64encode(message.data).decode()
    if message.extras is None:
        return
    extras, parent = message.extras, _add(root, "AddInfo")
    _put(parent, "DxpMsg", "AddInfo", FileName=extras.file_name, IcCard=extras.card_no)
    if len(extras.keys) > MOST_KEYS:
        raise BadEnvelope(field="DxpMsg.BizKey", value=len(extras.keys))
    if extras.keys:
        keys = _add(parent, "BizKey")
        for name, value in extras.keys:
            key = _add(keys, "Key")
            key.set("name", name)
            key.text = _checked("DxpMsg", "AddInfo", "BizKey/Key", value)
    if extras.encoding:
        _add(parent, "IsText").set("Encode", extras.encoding)
    _put(parent, "DxpMsg", "AddInfo", RecMapId=extras.mapping_id)


def _write_head(parent: etree._Element, head: DxpHead) -> None:
    _put(parent, "DxpMsg", "TransInfo", CopMsgId=head.message_id, SenderId=head.sender_id)
    if not 1 <= len(head.receiver_ids) <= MOST_RECEIVERS:
        raise BadEnvelope(field="DxpMsg.ReceiverId", value=len(head.receiver_ids))
    receivers = _add(parent, "ReceiverIds")
    for one in head.receiver_ids:
        text = _checked("DxpMsg", "TransInfo", "ReceiverIds/ReceiverId", one)
        _add(receivers, "ReceiverId").text = text
    _put(parent, "DxpMsg", "TransInfo", CreatTime=head.created, MsgType=head.message_type)


def _write_node_message(root: etree._Element, message: DxpNodeMessage) -> None:
    parent = _add(root, "SvNo")
    parent.set("Ver", "1.0")
    ids = {"MsgId": message.message_id, "SubMsgId": message.part, "SendTime": message.sent_at}
    nodes = {"EndNode": message.end_node, "StaNode": message.start_node}
    _put(parent, "DxpMsgSv", "SvNo", **ids, **nodes)
    inner = _add(root, "DxpMsg")
    inner.set("ver", "1.0")
    _write_message(inner, message.inner)


def _write_response(root: etree._Element, response: DxpResponse) -> None:
    ids = {"RecevierId": response.receiver_id, "AdNodeId": response.home_node}
    _put(root, "DxpRep", "DxpRep", **ids)
    for answer in response.answers:
        parent = _add(root, "Response")
        said = {"NodeId": answer.node_id, "ResponseCode": answer.code, "ResponseInfo": answer.info}
        _put(parent, "DxpRep", "Response", **said)
        results = _add(parent, "Results") if answer.results else parent
        for one in answer.results:
            values = {"RecId": one.receiver_id, "Code": one.code, "Info": one.info}
            _put(_add(results, "Result"), "DxpRep", "Result", **values, Note=one.note)
        _put(parent, "DxpRep", "Response", NoticeTime=answer.noticed_on, Note=answer.note)
        _write_head(_add(parent, "OriHead"), answer.original)


def _root(name: str) -> etree._Element:
    namespaces: Any = {None: DXP_NAMESPACE}
    return etree.Element(_tag(name), {"ver": "1.0"}, namespaces)


def _tag(name: str) -> str:
    return f"{{{DXP_NAMESPACE}}}{name}"


def _add(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, _tag(name))


def _put(parent: etree._Element, message: str, node_name: str, **values: str) -> None:
    for name, value in values.items():
        if _checked(message, node_name, name, value):
            _add(parent, name).text = value


def _checked(message: str, node_name: str, name: str, value: str) -> str:
    spec = node(message, node_name)
    field = spec.fields[spec.position[name]]
    problem = problem_of(field, value)
    if problem is not None:
        raise BadEnvelope(field=f"{message}.{name}", value=value)
    return value


# --- reading --------------------------------------------------------------------------------


def read_dxp(data: bytes) -> DxpMessage | DxpNodeMessage | DxpResponse:
    """Unwrap a file of the exchange platform. Raises UnreadableMessage, BadEnvelope."""
    return dxp_from_element(parse(data).root)


def dxp_from_element(root: etree._Element) -> DxpMessage | DxpNodeMessage | DxpResponse:
    """The same from an element already read."""
    name = local_name(root)
    if name == "DxpMsg":
        return _message(root)
    if name == "DxpMsgSv":
        number = _child(root, "SvNo")
        return DxpNodeMessage(
            message_id=_text(number, "MsgId"),
            part=_text(number, "SubMsgId"),
            sent_at=_text(number, "SendTime"),
            end_node=_text(number, "EndNode"),
            start_node=_text(number, "StaNode"),
            inner=_message(_child(root, "DxpMsg")),
        )
    if name == "DxpRep":
        return response_from_element(root)
    raise UnreadableMessage("messages.not_ceb", root=name)


def response_from_element(root: etree._Element) -> DxpResponse:
    """The platform's answers from a DxpRep element already read."""
    answers = tuple(_answer(one) for one in _children(root, "Response"))
    return DxpResponse(_text(root, "RecevierId"), answers, _text(root, "AdNodeId"))


def _message(root: etree._Element | None) -> DxpMessage:
    payload = "".join(_text(root, "Data").split())
    try:
        data = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadEnvelope(field="DxpMsg.Data", value=payload[:40]) from error
    return DxpMessage(
        _head(_child(root, "TransInfo")),
        data,
        _extras(_child(root, "AddInfo")),
        is_signed=_child(root, "Signature") is not None,
    )


def _head(parent: etree._Element | None) -> DxpHead:
    receivers = _children(_child(parent, "ReceiverIds"), "ReceiverId")
    return DxpHead(
        _text(parent, "CopMsgId"),
        _text(parent, "SenderId"),
        tuple(text_of(one) for one in receivers),
        _text(parent, "CreatTime"),
        _text(parent, "MsgType"),
    )


def _extras(parent: etree._Element | None) -> DxpExtras | None:
    if parent is None:
        return None
    keys = _children(_child(parent, "BizKey"), "Key")
    is_text = _child(parent, "IsText")
    return DxpExtras(
        file_name=_text(parent, "FileName"),
        card_no=_text(parent, "IcCard"),
        keys=tuple((str(key.get("name", "")), text_of(key)) for key in keys),
        encoding=str(is_text.get("Encode", "")) if is_text is not None else "",
        mapping_id=_text(parent, "RecMapId"),
    )


def _answer(parent: etree._Element) -> DxpAnswer:
    results = tuple(
        DxpResult(_text(one, "RecId"), _text(one, "Code"), _text(one, "Info"), _text(one, "Note"))
        for one in _children(_child(parent, "Results"), "Result")
    )
    return DxpAnswer(
        code=_text(parent, "ResponseCode"),
        noticed_on=_text(parent, "NoticeTime"),
        original=_head(_child(parent, "OriHead")),
        node_id=_text(parent, "NodeId"),
        info=_text(parent, "ResponseInfo"),
        results=results,
        note=_text(parent, "Note"),
    )


def _children(parent: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if parent is None else [one for one in parent if local_name(one) == name]


def _child(parent: etree._Element | None, name: str) -> etree._Element | None:
    return next(iter(_children(parent, name)), None)


def _text(parent: etree._Element | None, name: str) -> str:
    found = _child(parent, name)
    return "" if found is None else text_of(found)
