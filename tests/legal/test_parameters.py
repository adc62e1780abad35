"""Values of the law on both sides of the days they change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app import resources
from app.legal.parameters import Confidence, NotInForce, Parameters, UnknownParameter, _read

PARAMETERS = Parameters()


@pytest.mark.parametrize(
    ("parameter_id", "day", "value"),
    [
        ("vat.rate.standard", date(2018, 4, 30), "0.17"),
        ("vat.rate.standard", date(2018, 5, 1), "0.16"),
        ("vat.rate.standard", date(2019, 3, 31), "0.16"),
        ("vat.rate.standard", date(2019, 4, 1), "0.13"),
        ("import.cbec.limit.single", date(2018, 12, 31), "2000"),
        ("import.cbec.limit.single", date(2019, 1, 1), "5000"),
        ("export.vat.refund.rate.battery", date(2026, 12, 31), "0.06"),
        ("export.vat.refund.rate.battery", date(2027, 1, 1), "0"),
        ("export.9610.summary.deadline.day", date(2018, 12, 31), "10"),
        ("export.9610.summary.deadline.day", date(2019, 1, 1), "15"),
    ],
)
def test_a_number_changes_on_its_day(parameter_id: str, day: date, value: str) -> None:
    assert PARAMETERS.decimal_at(parameter_id, day) == Decimal(value)


def test_before_the_first_value_is_an_error_naming_the_first_day() -> None:
    with pytest.raises(NotInForce, match="begins on 2020-07-01") as caught:
        PARAMETERS.value_at("export.b2b.list_channel.limit", date(2020, 6, 30))
    error = caught.value
    assert (error.law_id, error.day) == ("export.b2b.list_channel.limit", date(2020, 6, 30))
    assert (error.first, error.ended) == (date(2020, 7, 1), None)
    assert isinstance(error, LookupError)


def test_after_the_end_is_an_error_naming_the_last_day() -> None:
    assert PARAMETERS.whole_at("export.return.tax.months", date(2027, 12, 31)) == 6
    with pytest.raises(NotInForce, match="ended on 2027-12-31") as caught:
        PARAMETERS.value_at("export.return.tax.months", date(2028, 1, 1))
    assert caught.value.ended == date(2027, 12, 31)


def test_an_unknown_parameter_is_an_error_of_its_own() -> None:
    with pytest.raises(UnknownParameter, match=r"vat\.rate\.imaginary"):
        PARAMETERS.value_at("vat.rate.imaginary", date(2026, 1, 1))


def test_a_value_carries_its_days_source_and_confidence() -> None:
    value = PARAMETERS.value_at("vat.rate.standard", date(2018, 6, 1))
    assert (value.from_, value.to) == (date(2018, 5, 1), date(2019, 3, 31))
    assert value.source.doc == "财税〔2018〕32号"
    assert value.source.urls[0].startswith("https://")
    assert value.confidence is Confidence.HIGH
    assert PARAMETERS.value_at("vat.rate.standard", date(2026, 1, 1)).to is None


def test_low_confidence_is_carried() -> None:
    value = PARAMETERS.value_at("export.9610.simplified.limit", date(2026, 11, 21))
    assert value.confidence is Confidence.LOW


def test_values_have_the_type_of_their_kind() -> None:
    day = date(2026, 11, 21)
    assert PARAMETERS.value_at("export.cbec.payment_document_required", day).value is False
    assert PARAMETERS.text_at("import.cbec.order.currency", day) == "142"
    assert PARAMETERS.whole_at("export.b2b.simplified.hs_digits", day) == 6
    assert PARAMETERS.list_at("export.9610.summary.key.item", day) == (
        "final_destination",
        "hs10",
        "currency",
    )
    assert PARAMETERS.value_at("export.cbec.refund.since", day).value == date(2014, 1, 1)


def test_asking_for_another_type_is_an_error() -> None:
    day = date(2026, 11, 21)
    with pytest.raises(TypeError):
        PARAMETERS.decimal_at("export.cbec.payment_document_required", day)
    with pytest.raises(TypeError):
        PARAMETERS.decimal_at("import.cbec.order.currency", day)
    with pytest.raises(TypeError):
        PARAMETERS.whole_at("export.cbec.payment_document_required", day)
    with pytest.raises(TypeError):
        PARAMETERS.text_at("vat.rate.standard", day)


def test_only_the_files_asked_for_are_read_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    load, read = resources.load_toml, list[str]()

    def watched(name: str) -> dict[str, Any]:
        read.append(name)
        return load(name)

    monkeypatch.setattr(resources, "load_toml", watched)
    _read.cache_clear()
    for _ in range(2):
        Parameters().value_at("vat.rate.standard", date(2026, 1, 1))
    assert read == ["rules/vat/rate.standard.toml"]
