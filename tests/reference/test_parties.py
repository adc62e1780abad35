"""Shape and check digits of company and person numbers. All numbers here are made up."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reference.parties import (
    check_credit_code,
    check_customs_code,
    check_id_number,
    credit_code_check,
)
from app.reference.verdict import VALID, CodeStatus

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODIES = st.text(ALPHABET, min_size=17, max_size=17)
EXAMPLES = Path(__file__).parents[3] / "shared/reference/rules/worked_examples.csv"


@settings(max_examples=100)
@given(BODIES, st.sampled_from(ALPHABET))
def test_exactly_one_last_character_fits_a_credit_code(body: str, last: str) -> None:
    expected = credit_code_check(body)
    verdict = check_credit_code(body + last)
    assert (verdict == VALID) == (last == expected)
    if last != expected:
        assert (verdict.status, verdict.expected) == (CodeStatus.DOUBTFUL, expected)


def test_a_sum_divisible_by_31_gives_digit_zero() -> None:
    assert credit_code_check("0" * 17) == "0"


def test_published_credit_codes_are_valid() -> None:
    if not EXAMPLES.exists():
        pytest.skip("the published examples are not beside the project")
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["topic"] == "company.uscc"]
    assert rows
    for row in rows:
        assert check_credit_code(json.loads(row["inputs_json"])["code"]) == VALID


@pytest.mark.parametrize("text", ["", "91110", "9" * 17, "9" * 19])
def test_a_credit_code_of_another_length_is_malformed(text: str) -> None:
    assert check_credit_code(text).reason == "reference.credit_code_length"


@pytest.mark.parametrize("char", list("IOSVZ-中"))
def test_a_credit_code_never_holds_these_characters(char: str) -> None:
    assert check_credit_code("9" * 17 + char).reason == "reference.credit_code_alphabet"


def test_small_letters_are_the_same_credit_code() -> None:
    body = "91TE0000MA0000000"
    assert check_credit_code((body + credit_code_check(body)).lower()) == VALID


@pytest.mark.parametrize("text", ["3301960001", "44031606FX", "3301W60001"])
def test_customs_codes_may_hold_letters(text: str) -> None:
    assert check_customs_code(text) == VALID


@pytest.mark.parametrize("text", ["", "330196000", "33019600011", "A301960001", "33019600-1"])
def test_a_customs_code_of_another_shape_is_malformed(text: str) -> None:
    assert check_customs_code(text).status is CodeStatus.MALFORMED


def test_an_unlisted_ownership_is_doubtful() -> None:
    assert check_customs_code("33019A0001").status is CodeStatus.DOUBTFUL


def with_check(digits: str) -> str:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]  # printed in GB 11643
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


@settings(max_examples=60)
@given(st.dates(), st.integers(0, 999))
def test_an_identity_number_with_the_printed_weights_is_valid(day: object, serial: int) -> None:
    digits = "000000" + str(day).replace("-", "") + f"{serial:03d}"
    number = with_check(digits)
    assert check_id_number(number) == VALID
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert check_id_number(wrong).expected == number[-1]


def test_an_identity_number_needs_a_real_birthday() -> None:
    assert check_id_number(with_check("00000020260230001")).reason == "reference.id_number_birthday"


@pytest.mark.parametrize("text", ["", "E12345678", "1" * 15, "1" * 16 + "AB", "１" * 18])
def test_other_documents_are_not_identity_numbers(text: str) -> None:
    assert check_id_number(text).status is CodeStatus.MALFORMED
