"""What a person is told about a legal value."""

from __future__ import annotations

from datetime import date

from app import text
from app.legal.citation import citation
from app.legal.parameters import Parameters

PARAMETERS = Parameters()


def test_a_citation_names_the_document_in_the_language_asked_for() -> None:
    value = PARAMETERS.value_at("export.cbec.payment_document_required", date(2026, 1, 1))
    assert citation(value, "zh_CN").doc == "海关总署公告2024年第167号"
    assert citation(value, "en").doc == "GACC 2024 No.167"
    assert citation(value, "en").period == "2024-12-15 –"


def test_a_closed_period_shows_both_days() -> None:
    value = PARAMETERS.value_at("vat.rate.standard", date(2018, 6, 1))
    assert citation(value, "en").period == "2018-05-01 – 2019-03-31"


def test_a_value_without_a_page_has_no_address() -> None:
    value = PARAMETERS.value_at("cit.rate.standard", date(2026, 1, 1))
    assert citation(value, "en").url == ""


def test_the_pieces_fill_the_sentence() -> None:
    value = PARAMETERS.value_at("export.9610.simplified.limit", date(2026, 1, 1))
    cited = citation(value, "zh_CN")
    confidence = text.text(f"legal.confidence.{cited.confidence}", "zh_CN")
    sentence = text.text(
        "legal.citation",
        "zh_CN",
        doc=cited.doc,
        period=cited.period,
        confidence=confidence,
        checked_on=cited.checked_on,
    )
    assert sentence == (
        "海关总署公告2018年第194号（2019-01-01 –），未见原文，使用前请核对，核对日期 2026-11-21"
    )
