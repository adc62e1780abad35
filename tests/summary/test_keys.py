"""The merge keys of the law, by day and by the flags of the message."""

from __future__ import annotations

from datetime import date

import pytest

from app.legal.parameters import NotInForce, Parameters
from app.summary.keys import Keys, keys_on

PARAMETERS = Parameters()


def keys(day: date, *, summary_flag: str = "2", item_name_flag: str = "") -> Keys:
    return keys_on(day, PARAMETERS, summary_flag=summary_flag, item_name_flag=item_name_flag)


def test_since_2019_the_head_has_five_fields_and_the_item_three() -> None:
    found = keys(date(2019, 1, 1))
    assert found.head == {
        *("seller_code", "transport_mode", "producer_code", "country", "port_office")
    }
    assert found.item == {"country", "hs_code", "currency"}


def test_the_day_before_2019_producer_and_destination_were_not_asked() -> None:
    found = keys(date(2018, 12, 31))
    assert "producer_code" not in found.head
    assert found.item == {"hs_code", "currency"}
    assert (
        PARAMETERS.value_at("export.9610.summary.key.head", date(2018, 12, 31)).confidence == "low"
    )


def test_before_there_was_a_rule_there_are_no_keys() -> None:
    with pytest.raises(NotInForce):
        keys(date(2016, 4, 7))


def test_the_flag_of_consignors_leaves_the_producer_out() -> None:
    assert "producer_code" not in keys(date(2026, 11, 1), summary_flag="1").head


def test_the_flag_of_names_adds_the_goods_name() -> None:
    assert "goods_name" in keys(date(2026, 11, 1), item_name_flag="1").item
