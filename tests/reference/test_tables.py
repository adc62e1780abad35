"""Loading and looking up the shipped tables."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.reference.tables import Origin, Trust, UnknownTable, contains, index, table


def test_a_row_is_found_by_its_code() -> None:
    entry = table("country").entry("USA")
    assert entry is not None
    assert (entry.name_zh, entry["alpha2"], entry["legacy_code"]) == ("美国", "US", "502")
    assert entry.origin is Origin.SHIPPED


def test_an_unknown_code_is_nothing_and_an_unknown_table_is_an_error() -> None:
    assert table("country").entry("XXX") is None
    assert not contains("country", "XXX")
    with pytest.raises(UnknownTable):
        table("planets")


def test_a_row_carries_its_own_trust_where_the_list_states_one() -> None:
    trusts = {mode: table("customs_mode").entry(mode) for mode in ("0110", "9610", "9710")}
    assert [entry.trust for entry in trusts.values() if entry] == [
        Trust.HIGH,
        Trust.HIGH,
        Trust.MEDIUM,
    ]


def test_codes_keep_their_leading_zeros_and_case() -> None:
    assert contains("unit", "007")
    assert contains("hs8", "01012100")
    assert table("supervision_document").entry("x") != table("supervision_document").entry("X")


def test_an_unknown_column_is_empty() -> None:
    entry = table("currency").entry("USD")
    assert entry is not None
    assert entry["colour"] == ""


def test_entries_come_in_the_order_of_the_list() -> None:
    codes = [entry.code for entry in table("transport_mode").entries()]
    assert codes[:7] == ["0", "1", "2", "3", "4", "5", "6"]


def test_the_packaging_of_messages_is_the_former_code() -> None:
    entry = table("packaging").entry("22")
    assert entry is not None
    assert entry["legacy_code"] == "2"


def test_a_parent_office_is_an_office() -> None:
    for entry in table("customs_office").entries():
        assert contains("customs_office", entry["parent_code"])


def test_units_of_goods_codes_are_units() -> None:
    for entry in table("hs8").entries():
        assert contains("unit", entry["statutory_unit_1"])
        assert not entry["statutory_unit_2"] or contains("unit", entry["statutory_unit_2"])


def test_importing_the_package_reads_no_table() -> None:
    code = (
        "import app.reference.recognise, app.reference.codes, app.reference.hs\n"
        "from app.reference import tables\n"
        "assert tables.table.cache_info().currsize == 0\n"
        "assert tables.index.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_table_of_the_index_loads() -> None:
    for name, about in index().items():
        assert len(table(name).rows) == about["rows"]
