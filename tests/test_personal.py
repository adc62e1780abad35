"""Numbers of private persons are hidden where findings are shown; words of the program are not."""

from __future__ import annotations

import pytest

from app.text import finding_text
from app.values.finding import Finding, Provenance, Severity
from app.values.personal import is_personal, masked


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("buyer_id_no", True), ("payer_phone", True), ("CEB621.buyerIdNumber", True),
        ("CEB411.telephone", True), ("订购人证件号码", True), ("buyer_reg_no", True),
        ("订购人注册号", True), ("buyer_id_type", False), ("order_no", False),
        ("record_no", False), ("海关注册编码", False),
    ],
)  # fmt: skip
def test_fields_of_persons_are_known(field: str, expected: bool) -> None:
    assert is_personal(field) is expected


def test_values_are_masked_and_words_stay() -> None:
    finding = Finding(
        "precheck.id_number",
        Severity.BLOCKING,
        number="SDI1",
        field="CEB621.buyerIdNumber",
        value="110101199001010008",
        expected="110101199001010007",
        provenance=Provenance("a.csv", "", 2, "证件号码"),
        params=(("why_key", "precheck_id.check"), ("other", "13800000001")),
    )
    shown = masked(finding)
    assert (shown.value, shown.expected) == ("110*************08", "110*************07")
    assert dict(shown.params) == {"why_key": "precheck_id.check", "other": "138******01"}
    assert "—" not in finding_text(shown, "zh_CN")


@pytest.mark.parametrize(
    ("field", "column", "expected"),
    [
        ("buyer_name", "", "测**"), ("CEB621.buyerName", "", "测**"), ("", "收货人", "测**"),
        ("consignee_address", "", "测**"), ("CEB505.consigneeAddress", "", "测**"),
        ("CEB603.ebcName", "", "测试买家"), ("", "收货人国别", "测试买家"),
    ],
)  # fmt: skip
def test_names_and_addresses_are_masked_too(field: str, column: str, expected: str) -> None:
    place = Provenance("a.csv", "", 2, column)
    finding = Finding("x", Severity.NOTE, field=field, value="测试买家", provenance=place)
    assert masked(finding).value == expected


def test_other_findings_are_shown_as_they_are() -> None:
    finding = Finding("precheck.hs_form", Severity.BLOCKING, field="CEB621.gcode", value="12345678")
    assert masked(finding) is finding
