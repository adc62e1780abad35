"""The route finder: asks only what decides, and says what each step rests on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import text
from app.legal.parameters import Confidence
from app.refund.route import ANSWERS, Export, Outcome, Question, Route, find_route
from tests.helpers.imports import LAW

Q = Question
TODAY = date(2026, 11, 21)
DEFAULTS = {
    Q.ROLE: "seller",
    Q.GOODS: "refundable",
    Q.WAIVED: "no",
    Q.TAXPAYER: "general",
    Q.CLAIMED: "no",
    Q.DECLARATION: "entry",
    Q.COMPANY: "trading",
    Q.INVOICE: "special",
    Q.FILING: "yes",
    Q.MONEY: "in",
    Q.ZONE: "yes",
    Q.ZONE_RECORDS: "yes",
    Q.ZONE_CUSTOMS: "yes",
}


def walk(
    *, exported: date = date(2026, 5, 1), today: date = TODAY, **given: str
) -> tuple[Route, list[Question]]:
    """Answer whatever is asked; the end of the dialogue and what was asked on the way."""
    wanted = {**DEFAULTS, **{Q(name): answer for name, answer in given.items()}}
    answers: dict[Question, str] = {}
    while True:
        route = find_route(answers, Export(exported, today), LAW)
        if route.question is None:
            return route, list(answers)
        assert route.question not in answers
        answers[route.question] = wanted[route.question]


@pytest.mark.parametrize(
    ("given", "outcome", "asked"),
    [
        ({}, Outcome.REFUND, 9),
        ({"role": "platform"}, Outcome.NOT_OURS, 1),
        ({"role": "agent"}, Outcome.NOT_OURS, 1),
        ({"goods": "zero_rate"}, Outcome.DOMESTIC, 2),
        ({"goods": "exempt"}, Outcome.EXEMPT, 2),
        ({"waived": "refund"}, Outcome.EXEMPT, 3),
        ({"waived": "exemption"}, Outcome.DOMESTIC, 3),
        ({"taxpayer": "small_scale"}, Outcome.EXEMPT, 4),
        ({"company": "production"}, Outcome.REFUND, 8),
        ({"invoice": "ordinary"}, Outcome.EXEMPT, 7),
        ({"invoice": "none"}, Outcome.NO_INVOICE, 10),
        ({"invoice": "none", "zone": "no"}, Outcome.DOMESTIC, 8),
        ({"invoice": "none", "zone_records": "no"}, Outcome.DOMESTIC, 9),
        ({"invoice": "none", "zone_customs": "no"}, Outcome.DOMESTIC, 10),
        ({"declaration": "simplified"}, Outcome.EXEMPT, 6),
        ({"declaration": "simplified", "invoice": "none"}, Outcome.NO_INVOICE, 9),
        ({"filing": "no"}, Outcome.EXEMPT, 8),
        ({"money": "late"}, Outcome.EXEMPT, 9),
    ],
)
def test_the_way_is_found_with_no_question_too_many(
    given: dict[str, str], outcome: Outcome, asked: int
) -> None:
    route, questions = walk(**given)  # type: ignore[arg-type]
    assert route.outcome is outcome
    assert len(questions) == asked


@pytest.mark.parametrize(
    ("exported", "today", "outcome"),
    [
        ("2026-01-31", "2029-01-31", Outcome.REFUND),
        ("2026-01-31", "2029-02-01", Outcome.DOMESTIC),
        ("2025-12-31", "2026-04-30", Outcome.REFUND),
        ("2025-12-31", "2026-05-01", Outcome.REFUND),  # a late claim stayed possible
        ("2014-01-01", "2015-01-01", Outcome.REFUND),
        ("2013-12-31", "2014-01-10", Outcome.UNKNOWN),
    ],
)
def test_the_days_of_the_law_decide(exported: str, today: str, outcome: Outcome) -> None:
    route, _ = walk(exported=date.fromisoformat(exported), today=date.fromisoformat(today))
    assert route.outcome is outcome


def test_a_claim_made_in_time_stays_a_claim() -> None:
    route, _ = walk(exported=date(2026, 1, 31), today=date(2029, 2, 1), claimed="yes")
    assert route.outcome is Outcome.REFUND


@pytest.mark.parametrize(("day", "outcome"), [
    ("2018-09-30", Outcome.DOMESTIC), ("2018-10-01", Outcome.NO_INVOICE),
])  # fmt: skip
def test_the_exemption_without_invoice_began_in_october_2018(day: str, outcome: Outcome) -> None:
    exported = date.fromisoformat(day)
    route, _ = walk(exported=exported, today=exported, invoice="none")
    assert route.outcome is outcome


def test_what_was_never_read_says_so() -> None:
    taxed, _ = walk(invoice="none", zone="no")
    assert taxed.confidence is Confidence.LOW
    assert taxed.open_questions == ("O1",)
    assert all(basis.doc for step in taxed.steps for basis in step.bases)


def test_an_answer_nobody_offered_is_refused() -> None:
    with pytest.raises(ValueError, match="role"):
        find_route({Q.ROLE: "king"}, Export(TODAY, TODAY), LAW)


@given(
    st.fixed_dictionaries({q: st.sampled_from(ANSWERS[q]) for q in Question}),
    st.dates(date(2014, 1, 1), date(2027, 12, 31)),
)
def test_every_dialogue_ends_and_reads_in_both_languages(
    answers: dict[Question, str], exported: date
) -> None:
    given = {question.value: answer for question, answer in answers.items()}
    route, _ = walk(exported=exported, **given)  # type: ignore[arg-type]
    assert route.outcome is not None
    for language in text.LANGUAGES:
        assert text.text(f"refund.outcome.{route.outcome}", language)
        for step in route.steps:
            assert "{" not in text.text(step.key, language, **step.params)


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_question_and_answer_has_words(language: str) -> None:
    for question, answers in ANSWERS.items():
        assert text.text(f"refund.question.{question}", language)
        for answer in answers:
            assert text.text(f"refund.answer.{question}.{answer}", language)
