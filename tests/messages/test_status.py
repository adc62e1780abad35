"""Status codes: meaning, outcome, finality, and the explanation that fits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import resources, text
from app.messages.ceb.status import UNKNOWN_CODE, Outcome, explanation_key, status_of


@pytest.mark.parametrize(
    ("message", "code", "outcome", "state", "terminal"),
    [
        ("CEB604", "1", Outcome.PENDING, "saved", False),
        ("CEB604", "100", Outcome.REJECTED, "rejected", True),
        ("CEB604", "120", Outcome.ACCEPTED, "accepted", False),
        ("CEB304", "120", Outcome.ACCEPTED, "accepted", True),
        ("CEB512", "120", Outcome.ACCEPTED, "accepted", True),
        ("CEB604", "399", Outcome.ACCEPTED, "reviewed", False),
        ("CEB606", "399", Outcome.ACCEPTED, "reviewed", True),
        ("CEB622", "502", Outcome.DETAINED, "detained", False),
        ("CEB604", "800", Outcome.RELEASED, "released", False),
        ("CEB214", "800", Outcome.RELEASED, "released", True),
        ("CEB604", "899", Outcome.CLOSED, "cleared", True),
        ("CEB622", "-621005", Outcome.FAILED, "failed", True),
    ],
)
def test_official_codes(
    message: str, code: str, outcome: Outcome, state: str, terminal: bool
) -> None:
    meaning = status_of(message, code)
    assert (meaning.outcome, meaning.state, meaning.terminal) == (outcome, state, terminal)
    assert meaning.known
    assert meaning.zh
    assert meaning.en


def test_an_unpublished_negative_code_is_a_failure() -> None:
    meaning = status_of("CEB604", "-12345")
    assert (meaning.outcome, meaning.known) == (Outcome.FAILED, False)


@given(st.text(max_size=8))
@settings(max_examples=100, deadline=None)
def test_no_code_is_an_error(code: str) -> None:
    for message in ("CEB604", "CEB816", "CEB792", "DxpRep"):
        assert status_of(message, code).code == code
        assert text.text(explanation_key(message, code, code), "zh_CN")


def test_the_same_number_means_something_else_on_a_tax_bill() -> None:
    assert status_of("CEB816", "1").zh == "已生成"
    assert status_of("CEB604", "1").zh == "电子口岸已暂存"
    assert status_of("CEB816", "800").known is False


def test_answers_of_the_platform_have_their_own_codes() -> None:
    assert status_of("DxpRep", "0001").outcome is Outcome.FAILED
    assert status_of("DxpRep", "4711").known
    assert not status_of("DxpRep", "0500").known


def test_ranks_follow_the_way_of_a_list() -> None:
    way = ["1", "2", "3", "120", "300", "399", "500", "800", "899"]
    ranks = [status_of("CEB604", code).rank for code in way]
    assert ranks == sorted(set(ranks))
    assert status_of("CEB604", "120").rank < status_of("CEB604", "100").rank


def test_the_explanation_is_the_most_telling_one() -> None:
    assert explanation_key("CEB622", "100", "1332") == "messages.info.1332"
    assert explanation_key("CEB622", "100", "999999") == "messages.status.100"
    assert explanation_key("CEB312", "-301014") == "messages.error.stale"
    assert explanation_key("CEB604", "-1") == "messages.status.failed"
    assert explanation_key("CEB604", "100", "-621029") == "messages.error.signature"
    assert explanation_key("CEB604", "nonsense") == "messages.status.unknown"


def test_a_code_printed_twice_keeps_both_texts() -> None:
    assert status_of("CEB622", "-621027").zh.count(" / ") == 1


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_explanation_has_text_cause_and_next_step(language: str) -> None:
    tables = (f"ceb/{kind}_codes.csv" for kind in ("status", "error", "info"))
    named = {row["explanation"] for table in tables for row in resources.iter_csv(table)}
    for key in (named - {""}) | {UNKNOWN_CODE}:
        for part in ("text", "cause", "fix"):
            assert text.text(key, language, part), (key, part)
