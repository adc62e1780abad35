"""Numbers of private persons, as they are shown unless somebody asks for all of it."""

from __future__ import annotations

import re
from dataclasses import replace

from app.values.finding import Finding

SHOWN = 3  # characters that stay at the beginning; at the end two
_PERSONAL_FIELD = re.compile(
    r"(?i:phone|mobile)|(?i:\bid|_id)[ _](?i:no|number)\b|Id(?:No|Number)\b|证件|身份证|电话|手机"
    r"|buyer_reg_no|buyerRegNo|订购人注册号"
)
_NAMING_FIELD = re.compile(
    r"(?:buyer|payer)_name|(?:buyer|payer|consignee)Name|^consignee(?:_address|_district)?$"
    r"|[.]consignee(?:Address|Addr|District)?$|收货地址|收件地址"
    r"|^(?:订购人|付款人|支付人|收货人|收件人)(?:姓名|名称)?$"
)
_OF_THE_PROGRAM = re.compile(r"^label_|_key$|^(?:column|row|length)$")


def masked_number(text: str) -> str:
    """ "13800000001" → "138******01"; short ones vanish altogether."""
    hidden = len(text) - SHOWN - 2
    if hidden < SHOWN:
        return "*" * len(text)
    return f"{text[:SHOWN]}{'*' * hidden}{text[-2:]}"


def masked_name(text: str) -> str:
    """ "Test Buyer" → "T**": the first character tells rows apart, no more."""
    return f"{text[:1]}**" if text else ""


def is_personal(field: str) -> bool:
    """Whether a field ("buyer_id_no", "CEB303.buyerTelephone") holds such a number."""
    return bool(_PERSONAL_FIELD.search(field))


def names_somebody(field: str) -> bool:
    """Whether a field ("buyer_name", "CEB303.consignee") holds a person's name or address."""
    return bool(_NAMING_FIELD.search(field))


def masked_field(field: str, value: object) -> object:
    """A value of a record as it is shown unless somebody asks: by the name of its field."""
    if not isinstance(value, str):
        return value
    if is_personal(field):
        return masked_number(value)
    return masked_name(value) if names_somebody(field) else value


def masked(finding: Finding) -> Finding:
    """The finding with its values masked when they are numbers, names or addresses of persons;
    parameters that are words of the program stay."""
    column = finding.provenance.column if finding.provenance else ""
    if is_personal(finding.field) or is_personal(column):
        mask = masked_number
    elif names_somebody(finding.field) or names_somebody(column):
        mask = masked_name
    else:
        return finding
    return replace(
        finding,
        value=mask(finding.value),
        expected=mask(finding.expected),
        params=tuple(
            (name, value if _OF_THE_PROGRAM.search(name) else mask(value))
            for name, value in finding.params
        ),
    )
