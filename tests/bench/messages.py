"""Lists × 3 lines checked and written as messages, beside ElementTree building the same unchecked.

Both get the same rows (amounts as whole numbers at scale 5, as the store keeps them) and take turns
block by block. Peak memory is that of a fresh process that only writes.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

from app.messages.ceb.columns import Values
from app.messages.ceb.spec import NAMESPACE, NodeSpec, spec
from app.messages.ceb.transfer import Transfer
from app.messages.ceb.writer import Document, document_from_names, iter_messages
from app.values.decimals import UNIT, text_from_e5

LIST = spec("CEB603")
SENDER = Transfer("4401119999", "测试申报有限公司", "DXPENT0000000001")
GUID = "0" * 36
BLOCK = 10_000
LINES = 3
SKUS = 5_000
TARGET = 3.0


def run(size: int) -> None:
    """Write `size` lists both ways and print seconds, ratio and memory."""
    documents = lists()
    ours = theirs = size_written = 0.0
    for start in range(0, size, BLOCK):
        block = list(islice(documents, min(BLOCK, size - start)))
        if start == 0:
            _assert_same(block[:100])
        started = time.perf_counter()
        size_written += sum(map(len, _written(block)))
        ours += time.perf_counter() - started
        started = time.perf_counter()
        for at in range(0, len(block), LIST.most_documents):
            _with_element_tree(block[at : at + LIST.most_documents])
        theirs += time.perf_counter() - started
    print(f"{size:,} lists x {LINES} lines, {size_written / 1e6:.0f} MB of XML")
    print(f"  checked and written  {ours:6.2f} s  {size / ours:8,.0f} lists/s")
    print(f"  ElementTree          {theirs:6.2f} s  {size / theirs:8,.0f} lists/s")
    print(f"  ratio {theirs / ours:.2f} (target {TARGET}); peak memory {_peak_memory(size)} MB")


def lists(seed: int = 1) -> Iterator[Document]:
    """An endless invented month: numbers and amounts differ from list to list, goods repeat."""
    rng = random.Random(seed)
    number = 0
    while True:
        number += 1
        weight = rng.randrange(5_000, 3 * UNIT)
        head = HEAD | {
            "guid": f"{rng.getrandbits(144):036X}",
            "orderNo": f"TB{number:012d}",
            "logisticsNo": f"LP{number:015d}CN",
            "copNo": f"C2611{number:010d}",
            "country": rng.choice(("502", "304", "303", "116")),
            "freight": rng.randrange(10 * UNIT),
            "grossWeight": weight,
            "netWeight": weight - 2_000,
        }
        yield document_from_names(LIST, head, [_line(rng, no) for no in range(1, LINES + 1)])


HEAD = {
    "appType": "1",
    "appTime": "20261101083000",
    "appStatus": "2",
    "customsCode": "5141",
    "ebpCode": "4401119991",
    "ebpName": "测试平台有限公司",
    "logisticsCode": "4401119992",
    "logisticsName": "测试物流有限公司",
    "ieFlag": "E",
    "portCode": "5141",
    "ieDate": "20261102",
    "statisticsFlag": "A",
    "agentCode": "4401119999",
    "agentName": "测试申报有限公司",
    "ebcCode": "4401119993",
    "ebcName": "测试电商 & 贸易有限公司",
    "ownerCode": "4401119993",
    "ownerName": "测试电商 & 贸易有限公司",
    "tradeMode": "9610",
    "trafMode": "5",
    "POD": "3104",
    "fCurrency": "142",
    "fFlag": "3",
    "insuredFee": 0,
    "iCurrency": "142",
    "iFlag": "3",
    "wrapType": "2",
    "packNo": 1,
}


def _line(rng: random.Random, number: int) -> dict[str, str | int]:
    sku, count, price = rng.randrange(SKUS), rng.randrange(1, 5), rng.randrange(100, 50_000) * 1_000
    return {
        "gnum": number,
        "itemNo": f"SKU{sku:05d}",
        "itemName": f"测试商品 {sku}",
        "gcode": "3926909090",
        "gname": f"塑料制品 {sku % 300}",
        "gmodel": f"无品牌|型号 {sku}|均码",
        "barCode": "无",
        "country": "502",
        "currency": "142",
        "qty": count * UNIT,
        "qty1": count * UNIT,
        "unit": "011",
        "unit1": "011",
        "price": price,
        "totalPrice": price * count,
    }


def _written(documents: list[Document]) -> Iterator[bytes]:
    messages = iter_messages(LIST, documents, SENDER, scaled=LIST.decimals, guid=lambda: GUID)
    for message in messages:
        assert not message.findings
        yield message.data


def _with_element_tree(documents: list[Document]) -> bytes:
    """The peer: no check of any kind, prefix written literally, which spares it the namespaces."""
    root = ElementTree.Element("ceb:CEB603Message", guid=GUID, version="1.0")
    root.set("xmlns:ceb", NAMESPACE)
    assert LIST.line is not None
    for head, lines in documents:
        document = ElementTree.SubElement(root, "ceb:Inventory")
        _add_row(document, LIST.head, head)
        for line in lines:
            _add_row(document, LIST.line, line)
    sender = ElementTree.SubElement(root, "ceb:BaseTransfer")
    values = (SENDER.cop_code, SENDER.cop_name, "DXP", SENDER.dxp_id)
    for name, value in zip(("copCode", "copName", "dxpMode", "dxpId"), values, strict=True):
        ElementTree.SubElement(sender, f"ceb:{name}").text = value
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _add_row(parent: ElementTree.Element, node: NodeSpec, row: Values) -> None:
    element = ElementTree.SubElement(parent, f"ceb:{node.name}")
    for (tag, is_scaled), value in zip(PEER_COLUMNS[node.name], row, strict=True):
        if value is not None:
            text = text_from_e5(value) if is_scaled and isinstance(value, int) else str(value)
            ElementTree.SubElement(element, tag).text = text


PEER_COLUMNS = {
    node.name: [
        (f"ceb:{field.name}", f"{node.name}.{field.name}" in LIST.decimals) for field in node.fields
    ]
    for node in (LIST.head, LIST.line)
    if node is not None
}


def _assert_same(documents: list[Document]) -> None:
    def canonical(data: bytes) -> str:
        return ElementTree.canonicalize(data.decode(), strip_text=True)

    [ours] = _written(documents)
    assert canonical(ours) == canonical(_with_element_tree(documents))


def _peak_memory(size: int) -> int:
    """MB at most in a fresh process that writes `size` lists."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_write_and_measure, (size,))


def _write_and_measure(size: int) -> int:
    messages = iter_messages(LIST, islice(lists(), size), SENDER, scaled=LIST.decimals)
    assert sum(message.count for message in messages) == size
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
