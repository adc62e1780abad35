"""Keeps ID numbers and phone numbers of private persons out of workbooks that get passed on."""

from __future__ import annotations

import re
from dataclasses import replace

from app.values.finding import Finding
from app.values.personal import masked_number

_PERSONAL_FIELD = re.compile(
    r"(?i:phone|mobile)|(?i:\bid|_id)[ _](?i:no|number)\b|Id(?:No|Number)\b|证件|身份证|电话|手机"
)


def is_personal(field: str) -> bool:
    """Whether a field ("buyer_id_no", "CEB303.buyerTelephone") holds such a number."""
    return bool(_PERSONAL_FIELD.search(field))


def masked(finding: Finding) -> Finding:
    """The finding with its values masked when they are personal numbers."""
    column = finding.provenance.column if finding.provenance else ""
    if not (is_personal(finding.field) or is_personal(column)):
        return finding
    return replace(
        finding,
        value=masked_number(finding.value),
        expected=masked_number(finding.expected),
        params=tuple((name, masked_number(value)) for name, value in finding.params),
    )
