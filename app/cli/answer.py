"""What a command answers: lines for a person, one object for a machine, and the exit code."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from app.text import error_text, finding_text, keys, text
from app.values.errors import AppError
from app.values.finding import Finding, Severity
from app.values.personal import masked
from app.workflow.outcome import Outcome

SHOWN_LINES = 50


class Exit(IntEnum):
    """How a command ended; shown by `sandan --help`."""

    FINE = 0
    BLOCKED = 1  # done, but something in the data must be put right first
    USAGE = 2
    REFUSED = 3  # the world refused: file, disk, another program; nothing was changed
    BUG = 4
    STOPPED = 130  # Ctrl-C


@dataclass(slots=True)
class Answer:
    """`data` is printed by `--json`, `lines` otherwise."""

    data: dict[str, object] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    exit: Exit = Exit.FINE

    def __or__(self, other: Answer) -> Answer:
        """Both after one another; the worse exit code counts."""
        return Answer(self.data | other.data, self.lines + other.lines, max(self.exit, other.exit))


def answer_from_outcome(outcome: Outcome, language: str) -> Answer:
    """Counts in one line, then the findings."""
    counts = [
        f"{count_name(outcome.stage, name, language)} {number}"
        for name, number in outcome.counts.items()
    ]
    stage = verb_name(outcome.stage, language)
    listed = text("cli.comma", language).join(counts) or text("cli.nothing_to_do", language)
    lines = [text("cli.counts", language, stage=stage, counts=listed)]
    lines += [finding_line(finding, language) for finding in outcome.findings[:SHOWN_LINES]]
    hidden = sum(outcome.finding_counts.values()) - min(len(outcome.findings), SHOWN_LINES)
    if hidden > 0:
        lines.append(text("cli.more_findings", language, number=hidden))
    return Answer(outcome_data(outcome, language), lines, exit_of(outcome))


def exit_of(outcome: Outcome) -> Exit:
    """Blocked when a blocking finding was made or documents were held back for one."""
    blocked = outcome.finding_counts.get(Severity.BLOCKING, 0) or outcome.counts.get("held", 0)
    return Exit.BLOCKED if blocked else Exit.FINE


def outcome_data(outcome: Outcome, language: str) -> dict[str, object]:
    """An outcome as JSON sees it."""
    return {
        "stage": outcome.stage,
        "counts": dict(outcome.counts),
        "finding_counts": {str(grade): n for grade, n in outcome.finding_counts.items()},
        "findings": [finding_data(finding, language) for finding in outcome.findings],
        "changed": sorted(outcome.changes.kinds),
        "written": [str(path) for path in outcome.written],
    }


def finding_data(finding: Finding, language: str) -> dict[str, object]:
    """A finding as JSON sees it, its text and fix in the language asked for; numbers of private
    persons masked."""
    finding = masked(finding)
    place = finding.provenance
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "document": str(finding.document or ""),
        "number": finding.number,
        "line_no": finding.line_no,
        "field": finding.field,
        "value": finding.value,
        "expected": finding.expected,
        "rule": finding.rule,
        "file": place.file if place else "",
        "sheet": place.sheet if place else "",
        "row": place.row if place else 0,
        "column": place.column if place else "",
        "text": finding_text(finding, language),
        "fix": finding_text(finding, language, "fix"),
    }


def finding_line(finding: Finding, language: str) -> str:
    """A finding in one line: how bad, where, what, what to do, which rule; numbers of private
    persons masked."""
    finding = masked(finding)
    parts = [
        text(f"cli.severity.{finding.severity}", language),
        _place(finding, language),
        finding_text(finding, language),
        finding_text(finding, language, "fix"),
        f"({finding.rule})" if finding.rule else "",
    ]
    return "  ".join(part for part in parts if part)


def _place(finding: Finding, language: str) -> str:
    place = finding.provenance
    if place is None:
        return finding.number
    parts = [place.file, place.sheet]
    parts.append(text("cli.row", language, row=place.row) if place.row else "")
    parts.append(text("cli.column", language, column=place.column) if place.column else "")
    return " · ".join(part for part in parts if part)


def answer_from_error(error: AppError, language: str) -> Answer:
    """Why the world refused, and what to do now."""
    title, hint = error_text(error, language)
    return Answer(error_data(error.code, title, hint), [title, hint], Exit.REFUSED)


def error_data(code: str, title: str, hint: str = "") -> dict[str, object]:
    """Why nothing came of it, as JSON sees it."""
    return {"error": {"code": code, "title": title, "hint": hint}}


def count_name(stage: str, name: str, language: str) -> str:
    """What a count of a stage is called: its own text (of rows in a sheet: the sheet's), else the
    one all stages share."""
    candidates = (f"count.{stage}.{name}", f"{stage}.sheet.{name}", f"count.{name}")
    return _first_text(candidates, language) or name


def verb_name(verb: str, language: str) -> str:
    """What a stage or call is called."""
    return text(f"verb.{verb}", language)


def _first_text(candidates: tuple[str, ...], language: str) -> str:
    return next((text(key, language) for key in candidates if key in keys(language)), "")
