"""The checks in groups: each in exactly one, passed when nothing of it was found."""

from __future__ import annotations

from collections import Counter

from app.documents.fields import Flow
from app.precheck.groups import count, groups, passed
from app.precheck.rules import rules
from app.text import LANGUAGES, keys


def test_every_check_stands_in_exactly_one_group() -> None:
    named = Counter(check for group in groups() for check in group.checks)
    assert set(named) == {rule.check for rule in rules()}
    assert set(named.values()) == {1}


def test_every_group_has_a_name_in_both_languages() -> None:
    for language in LANGUAGES:
        assert {f"precheck_group.{group.name}" for group in groups()} <= keys(language)


def test_a_finding_fails_its_group_only() -> None:
    clean = passed(Flow.IMPORT, "1210", ())
    assert set(clean) - set(passed(Flow.IMPORT, "1210", ["precheck.net_weight"])) == {"weights"}


def test_the_account_book_is_asked_of_bonded_lists_only() -> None:
    assert "book" in passed(Flow.IMPORT, "1210", ())
    assert "book" not in passed(Flow.IMPORT, "9610", ())


def test_exports_are_not_asked_what_only_imports_are() -> None:
    assert not {"limits", "taxes", "positive_list"} & set(passed(Flow.EXPORT, "9610", ()))
    assert count(Flow.EXPORT) < count(Flow.IMPORT)
