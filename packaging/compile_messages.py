"""Compile the message specification into `resources/ceb`, in our own layout.

Usage: python packaging/compile_messages.py ../shared/reference/ceb [target folder]

The reference holds the official specification 202205 (PDF and schema) as four csv files; this
script adds what the program needs and the official text does not say: which document a message
is about, our state names, how far along a status is, and which explanation fits an error code.
Run it again whenever the reference changes; a test compares its output with what is committed.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

Row = dict[str, str]

# message → (document it is about, field that holds the number people know it by)
SUBJECTS = {
    "303 311": ("order", "orderNo"),
    "304 312": ("order", "orderNo"),
    "403 404": ("payment", "orderNo"),
    "411 412": ("payment", "payTransactionId"),
    "505 506 511 512": ("waybill", "logisticsNo"),
    "513 514": ("waybill_status", "logisticsNo"),
    "507 508": ("arrival", "copNo"),
    "509 510": ("departure", "copNo"),
    "603 604 621 622": ("declaration_list", "copNo"),
    "605 606 623 624": ("cancel_request", "copNo"),
    "607 608": ("master_bill_list", "copNo"),
    "213 214": ("goods_return", "coElNo"),
    "215 216": ("return_tally", "coElNo"),
    "625 626": ("goods_return", "copNo"),
    "701 702": ("summary_application", "copNo"),
    "711 712": ("delivery", "copNo"),
    "792": ("summary_result", "sumNo"),
    "816 818": ("tax_bill", "taxNo"),
    "900": ("message", "oriCopMsgId"),
}

# The PDF allows 20 characters, the schema 60: write no more than the PDF (SOURCES.md, section 2).
SHORTER_IN_PDF = {("CEB625", "buyerIdNumber"): "20"}

# Names misprinted in the PDF or seen in use → the right name (SOURCES.md, section 3).
MISPRINTS = {
    "consigneeDitrict": "consigneeDistrict",
    "consingee": "consignee",
    "agengName": "agentName",
    "declagAgentCode": "declAgentCode",
    "InvtRefound": "InvtRefund",
    "InvtRefoundHead": "InvtRefundHead",
    "InvtRefoundList": "InvtRefundList",
    "InvtRefoundReturn": "InvtRefundReturn",
    "logisticsNo": "logisticNo",  # only where logisticNo is a field: CEB816
    "actualPaid": "acturalPaid",  # the misspelling is the official name
}

# status → (our state, how far along: breaks ties between receipts of one moment)
STATES = {
    "1": ("saved", 10),
    "2": ("declaring", 20),
    "<0": ("failed", 25),
    "4": ("send_failed", 25),
    "3": ("sent", 30),
    "120": ("accepted", 40),
    "400": ("awaiting_arrival", 45),
    "600": ("suspended", 45),
    "300": ("in_review", 50),
    "399": ("reviewed", 60),
    "500": ("inspection", 65),
    "501": ("detained", 70),
    "502": ("detained", 70),
    "503": ("detained", 70),
    "505": ("detained", 70),
    "599": ("detained", 70),
    "800": ("released", 80),
    "99": ("rejected", 85),
    "100": ("rejected", 85),
    "700": ("returned_abroad", 85),
    "899": ("cleared", 90),
}

# Where "terminal" depends on the document (D): the receipts for which the status is the last one.
ENDS_HERE = {
    "120": "304 312 404 412 506 512 514",
    "399": "506 508 510 606 608 624 626 702 712 216 312 412 512",
    "800": "214",
}

# First pattern found in the official text of an error decides which explanation fits.
ERROR_TOPICS = (
    ("company_code", "无效企业"),
    ("stale", "旧报文"),
    ("system", "核增个人|新增个人|查询个人限额|更新状态时|系统异常|系统发生|系统错误|回执解析失败"),
    ("limit", "限额"),
    ("too_many", "超过限制"),
    ("signature", "验签|签名|加签"),
    ("permission", "没有权限|证书"),
    ("line_numbers", "gnum|重复商品序号"),
    ("empty", "表体|不能为空|清单为空|申请单为空"),
    ("goods", "备案|参数库|第二数量"),
    ("reason", "撤单原因"),
    ("pre_no", "预录入号应由"),
    ("duplicate", "已存在|已经申报过|多条"),
    ("status_conflict", "状态不符|不符合|状态不是"),
    ("not_found", "不存在|未找到|查无此数据|不正确"),
    ("check_failed", "校验|解析失败|企业内部编号"),
    ("retry", "重试|失败"),
)
GOODS_FIRST = re.compile("未备案|备案库|参数库|第二数量|商品编号为")

EXCHANGE_TOPICS = {"0": "format", "1": "security", "2": "receiver", "3": "system", "4": "other"}


def read(folder: Path, name: str) -> list[Row]:
    """The rows of a reference file."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(path: Path, rows: Iterable[Row]) -> None:
    """Write rows of one shape as UTF-8 csv with plain line ends."""
    first, *rest = rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerows([first, *rest])


# --- messages -------------------------------------------------------------------------------


def subject_of(message: str) -> tuple[str, str]:
    """What a message is about, and the field with its number."""
    for numbers, value in SUBJECTS.items():
        if message.removeprefix("CEB") in numbers.split():
            return value
    return "envelope", ""


def structure_of(text: str) -> tuple[str, int, list[tuple[str, int, int]]]:
    """ "Root > Doc[1..100]{Head[1], List[1..99]}; …" → document, its limit, children with limits;
    0 = no limit."""
    body = text.split(">", 1)[1].split(";", 1)[0].strip()
    match = re.fullmatch(r"(\w+)\[(?:1\.\.)?(\w+)\](?:\{(.*)\})?", body)
    if match is None:
        raise ValueError(text)
    document, limit, inner = match.groups()
    children = []
    for name, low, high in re.findall(r"(\w+)\[(\d+)(?:\.\.(\w+))?\]", inner or ""):
        children.append((name, int(low), count(high or low)))
    return document, count(limit), children


def count(text: str) -> int:
    """A limit; "n" = none = 0."""
    return 0 if text == "n" else int(text)


def signature_of(row: Row) -> str:
    """Where ds:Signature stands relative to ExtendMessage: export before, import after."""
    text = row["structure"]
    if "ds:Signature" not in text:
        return "none"
    if "ExtendMessage" not in text:
        return "last"
    return "before" if text.index("ds:Signature") < text.index("ExtendMessage") else "after"


def message_entry(row: Row) -> dict[str, object]:
    """One table of messages.toml."""
    message = row["message"]
    subject, number = subject_of(message)
    entry: dict[str, object] = {
        "zh": row["name_zh"],
        "en": row["name_en"],
        "sender_zh": row["sender_role_zh"],
        "sender_en": row["sender_role_en"],
        "trade": row["direction"].split()[0],
        "flow": row["flow"].split()[0],
        "subject": subject,
        "number": number,
        "signature": signature_of(row),
        "signed": "required" in (row["signature_xsd"], row["signature_pdf"]),
        "receipts": re.findall(r"CEB\d+|DxpRep", row["receipt_message"]),
        "source": row["source"],
    }
    if message.startswith("CEB"):
        document, limit, children = structure_of(row["structure"])
        head = next((name for name, _, _ in children if "Head" in name), "")
        line = next((child for child in children if "List" in child[0]), ("", 0, 0))
        entry |= {"document": document, "most_documents": limit, "head": head}
        entry |= {"line": line[0], "fewest_lines": line[1], "most_lines": line[2]}
    return entry


def toml_value(value: object) -> str:
    """A TOML value for the few types used here."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def messages_toml(rows: list[Row]) -> Iterator[str]:
    """The lines of messages.toml."""
    yield "# Made by packaging/compile_messages.py from the specification 202205. Limits: 0 = none."
    yield "# signature = where ds:Signature stands relative to ExtendMessage; we never write it."
    for row in rows:
        yield f"\n[{row['message']}]"
        for key, value in message_entry(row).items():
            yield f"{key} = {toml_value(value)}"
    yield "\n# Names as misprinted in the specification or seen in use, and the right ones."
    yield "[misprints]"
    for wrong, right in MISPRINTS.items():
        yield f"{wrong} = {toml_value(right)}"


# --- fields ---------------------------------------------------------------------------------


def form_of(row: Row) -> str:
    """The form of a text: time, time_ms, date, the listed values as "1|2|3", or the one value the
    schema allows as "=142"."""
    note = row["notes"]
    length = row["max_length"]
    fixed = re.search(r"^fixed (\w+)|XSD text names only (\w)", note)
    if fixed and length in ("1", "3") and row["type"] == "string" and "Dxp" not in row["message"]:
        return "=" + (fixed[1] or fixed[2])
    if length in ("8", "14", "17") and note.startswith("YYYYMMDD"):
        return {"8": "date", "14": "time", "17": "time_ms"}[length]
    if row["message"] == "CEB900" or row["type"] != "string" or length != "1":
        return ""
    if "C1" not in (row["spec_format"], row["xsd_format"]):
        return ""
    return "|".join(re.findall(r"\b(\w)=", note))


def required_of(row: Row) -> str:
    """must = both official texts, should = official sources disagree (mostly: the PDF only), when =
    under a condition, may."""
    if re.search("missing in the 202205 sample|blank =", row["notes"]):
        return "should"
    if row["required"] == "C":
        return "when"
    if row["required"] != "Y":
        return "may"
    is_common = not row["message"].startswith("CEB")
    return "must" if is_common or row["xsd_required"] == "Y" else "should"


def confidence_of(row: Row) -> str:
    """official, conflict (PDF and schema differ), observed (seen in use only)."""
    if re.search(r"S1[5-9]|S20", row["source"]):
        return "observed"
    forms = {row["spec_format"].replace("C1..", "C..").replace("an", "C"), row["xsd_format"]} - {""}
    differs = len(forms) > 1 or (row["xsd_required"] == "Y") != (row["required"] == "Y")
    return "conflict" if differs and row["required"] != "C" else "official"


def field_row(row: Row) -> Row:
    """One row of fields.csv."""
    numeric = row["type"] in ("int", "decimal")
    digits, _, decimals = row["max_length"].partition(",")
    node = "@" if row["section"] == "root attribute" else row["section"]
    return {
        "message": row["message"],
        "node": node,
        "name": row["field"],
        "zh": row["name_zh"],
        "en": row["name_en"],
        "type": row["type"] if numeric else "text",
        "form": form_of(row),
        "min_length": "" if numeric else row["min_length"],
        "max_length": SHORTER_IN_PDF.get((row["message"], row["field"]), digits),
        "decimals": decimals,
        "required": required_of(row),
        "note": row["notes"],
        "source": row["source"],
        "confidence": confidence_of(row),
    }


# --- codes ----------------------------------------------------------------------------------


def receipts_of(text: str) -> str:
    """The receipts a code applies to, as bare numbers; "" = not stated."""
    return " ".join(re.findall(r"\b\d{3}\b", text))


def status_row(row: Row, kind: str) -> Row:
    """One row of status_codes.csv."""
    code = row["code"]
    state, rank = STATES.get(code, ("unknown", 0)) if kind == "status" else ("", 0)
    messages = receipts_of(row["applies_to"])
    ends = ENDS_HERE.get(code, "") if row["terminal"] == "D" else ""
    explanation = f"messages.status.{'failed' if code == '<0' else code}"
    if kind == "exchange":
        explanation = f"messages.exchange.{EXCHANGE_TOPICS[code[0]]}"
    elif kind != "status" or row["outcome"] == "unknown":
        explanation = ""
    return {
        "kind": kind,
        "code": code,
        "zh": row["meaning_zh"],
        "en": row["meaning_en"],
        "outcome": row["outcome"].replace(" ", "_"),
        "state": state,
        "rank": str(rank),
        "ends": "all" if row["terminal"] == "Y" else ends,
        "messages": messages,
        "explanation": explanation,
        "source": row["source"],
        "confidence": code_confidence(row),
        "note": row["notes"],
    }


def code_confidence(row: Row) -> str:
    """official when the specification prints it, otherwise seen in samples or in use."""
    return "official" if re.search(r"\bS[12]\b", row["source"]) else "observed"


def topic_of(text: str) -> str:
    """The explanation that fits the official text of an error."""
    if GOODS_FIRST.search(text):
        return "goods"
    return next(topic for topic, pattern in ERROR_TOPICS if re.search(pattern, text))


def code_row(row: Row) -> Row:
    """One row of error_codes.csv or info_codes.csv."""
    is_info = row["kind"] == "returnInfo code"
    status = re.search(r"\d+", row["outcome"]) if is_info else None
    topic = topic_of(row["meaning_zh"]) if not is_info else ""
    return {
        "code": row["code"],
        "zh": row["meaning_zh"],
        "en": row["meaning_en"],
        "status": status.group() if status else "",
        "messages": receipts_of(row["applies_to"]),
        "explanation": f"messages.info.{row['code']}" if is_info else f"messages.error.{topic}",
        "source": row["source"],
        "confidence": code_confidence(row),
        "note": row["notes"],
    }


def source_rows(text: str) -> Iterator[Row]:
    """The table of source ids in SOURCES.md."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and re.fullmatch(r"S\d+", cells[0]):
            yield {"id": cells[0], "what": cells[1], "address": cells[2], "trust": cells[3]}


def compile_all(reference: Path, target: Path) -> None:
    """Write every file of `resources/ceb`."""
    target.mkdir(parents=True, exist_ok=True)
    messages = read(reference, "messages.csv")
    text = "\n".join(messages_toml(messages)) + "\n"
    (target / "messages.toml").write_text(text, encoding="utf-8", newline="\n")
    fields = [row for row in read(reference, "fields.csv") if row["section"] != "ds:Signature"]
    write_csv(target / "fields.csv", map(field_row, fields))
    codes = read(reference, "status_codes.csv")
    kinds = {"returnStatus": "status", "taxStatus": "tax", "decState": "entry", "dxp": "exchange"}
    statuses = [status_row(row, kinds[row["kind"]]) for row in codes if row["kind"] in kinds]
    write_csv(target / "status_codes.csv", statuses)
    for kind, name in (("error", "error_codes.csv"), ("returnInfo code", "info_codes.csv")):
        write_csv(target / name, [code_row(r) for r in codes if r["kind"] == kind])
    sources = (reference / "SOURCES.md").read_text(encoding="utf-8")
    write_csv(target / "sources.csv", source_rows(sources))


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    compile_all(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else here / "resources/ceb")
