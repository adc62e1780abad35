"""Texts name fields as people know them, in the language asked for."""

from __future__ import annotations

from app.text import field_label, finding_text
from app.values.finding import Finding, Severity


def test_finding_names_the_field_as_people_know_it() -> None:
    finding = Finding(
        "intake.column_missing", Severity.BLOCKING, field="pay_no", rule="payment.pay_no"
    )
    assert "支付交易编号" in finding_text(finding, "zh_CN")
    assert "Payment number" in finding_text(finding, "en")


def test_field_of_the_wire_stays_as_it_is() -> None:
    assert field_label("CEB603.gcode", "zh_CN") == "CEB603.gcode"
