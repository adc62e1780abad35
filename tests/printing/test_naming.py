"""File names any system takes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.printing.kinds import Subject
from app.printing.naming import DEFAULT, LONGEST, MOST_BYTES, file_name, unknown_places


def test_whatever_is_printed_has_a_usual_name() -> None:
    assert set(DEFAULT) == {*Subject}


def test_places_are_filled() -> None:
    assert file_name("{own_no}_{order_no}", {"own_no": "SD1", "order_no": "T-1"}) == "SD1_T-1"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("A/B:C", "A_B_C"),
        ("..", "_"),
        ("con", "_con"),
        ("LPT1", "_LPT1"),
        ("a\tb", "a_b"),
        ("..\\..\\x", "x"),
        ("/etc/x", "etc_x"),
        ("C:\\x", "C__x"),
        ("con .txt", "_con .txt"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("COM²", "_COM²"),
        ("CONIN$", "_CONIN$"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\ud800b", "ab"),
        ("\u200b", "_"),
        ("{order_no}", "{order_no}"),
    ],
)
def test_what_a_system_refuses_is_replaced(number: str, name: str) -> None:
    assert file_name("{own_no}", {"own_no": number}) == name


def test_unknown_places_are_named() -> None:
    assert unknown_places("{own_no}_{ordre}_{}", ["own_no"]) == ["", "ordre"]


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_every_value_makes_a_safe_name(value: str) -> None:
    name = file_name("{own_no}", {"own_no": value})
    assert 0 < len(name) <= LONGEST + 1
    assert len(name.encode()) <= MOST_BYTES + 1
    assert not set(name) & set('<>:"/\\|?*\n\t')
    assert not name.endswith((".", " "))
