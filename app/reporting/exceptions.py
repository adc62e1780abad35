"""Sheet of everything that needs a look: differences found in matching, findings of the stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.reporting.cells import Kind
from app.reporting.lists import columns
from app.reporting.sheet import Sheet
from app.reporting.words import Words
from app.text import finding_text
from app.values.finding import Finding, Provenance
from app.values.personal import masked

_COLUMNS = (
    ("severity", Kind.TEXT, 8, False),
    ("stage", Kind.TEXT, 12, False),
    ("number", Kind.CODE, 24, False),
    ("exception_line", Kind.COUNT, 6, False),
    ("what", Kind.TEXT, 60, False),
    ("fix", Kind.TEXT, 60, False),
    ("field", Kind.TEXT, 20, False),
    ("value", Kind.TEXT, 20, False),
    ("expected", Kind.TEXT, 20, False),
    ("decision", Kind.TEXT, 10, False),
    ("rule", Kind.CODE, 14, False),
    ("file", Kind.TEXT, 28, False),
    ("file_sheet", Kind.TEXT, 14, False),
    ("file_row", Kind.COUNT, 8, False),
    ("file_column", Kind.TEXT, 16, False),
)
_NOWHERE = Provenance("")


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding, the stage that made it (a verb of the pipeline), and what was decided about it:
    "open", "accepted" or "excluded"."""

    stage: str
    finding: Finding
    decision: str = "open"


def exception_sheet(
    issues: Iterable[Issue], count: int, words: Words, *, reveal: bool = False
) -> Sheet:
    """One row an issue; `reveal` shows ID and phone numbers in full."""
    rows = _rows(issues, words, reveal=reveal)
    return Sheet(words.title("exceptions"), columns(_COLUMNS, words), rows, count)


def _rows(issues: Iterable[Issue], words: Words, *, reveal: bool) -> Iterator[Sequence[object]]:
    for issue in issues:
        finding = issue.finding if reveal else masked(issue.finding)
        place = finding.provenance or _NOWHERE
        yield (
            words.say(f"report.severity.{finding.severity}"),
            words.say(f"stage.{issue.stage}"),
            finding.number,
            finding.line_no or None,
            finding_text(finding, words.language),
            finding_text(finding, words.language, "fix"),
            *(finding.field, finding.value, finding.expected),
            words.say(f"report.decision.{issue.decision}"),
            *(finding.rule, place.file, place.sheet, place.row or None, place.column),
        )
