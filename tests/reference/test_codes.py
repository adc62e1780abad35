"""The shipped rows together with the user's own."""

from __future__ import annotations

from datetime import date

import pytest

from app.reference.codes import Codes, Override
from app.reference.tables import Origin, Trust, UnknownTable, table

MXN = Override(
    "currency",
    "MXN",
    {"name_zh": "墨西哥比索", "legacy_code": "429"},
    "币制表.csv",
    date(2026, 11, 1),
)
RENAMED = Override("country", "TUR", {"name_zh": "土耳其共和国"}, "国别表.csv", date(2026, 11, 1))


def test_without_own_rows_the_shipped_ones_answer() -> None:
    codes = Codes()
    assert codes.lookup("currency", "USD") == table("currency").entry("USD")
    assert list(codes.entries("unit")) == list(table("unit").entries())
    assert not codes.contains("currency", "MXN")


def test_an_added_row_is_found_marked_and_recognised() -> None:
    codes = Codes([MXN])
    entry = codes.lookup("currency", "MXN")
    assert entry is not None
    assert (entry.origin, entry.trust, entry.source) == (Origin.USER, Trust.HIGH, "币制表.csv")
    assert codes.contains("currency", "MXN")
    assert [codes.recognise("currency", text) for text in ("mxn", "墨西哥比索", "429")] == [
        "MXN"
    ] * 3


def test_an_own_row_wins_and_keeps_the_columns_it_does_not_state() -> None:
    codes = Codes([RENAMED])
    entry = codes.lookup("country", "TUR")
    assert entry is not None
    assert (entry.name_zh, entry["alpha2"], entry.origin) == ("土耳其共和国", "TR", Origin.USER)


def test_entries_show_each_code_once_new_ones_last() -> None:
    codes = Codes([MXN, RENAMED])
    countries = list(codes.entries("country"))
    assert len(countries) == len(table("country").rows)
    assert [entry.code for entry in codes.entries("currency")][-1] == "MXN"


def test_own_rows_do_not_leak_into_another_company() -> None:
    Codes([MXN])
    assert Codes().recognise("currency", "MXN") is None


def test_a_row_of_an_unknown_table_is_an_error() -> None:
    with pytest.raises(UnknownTable):
        Codes([Override("planets", "1", {}, "x.csv", date(2026, 11, 1))])
