"""What a stage answers: counts, findings, and which documents changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.values.finding import DocumentKind, Finding, Severity

SHOWN_FINDINGS = 1000  # the store keeps all of them; an outcome carries the first ones


@dataclass(frozen=True, slots=True)
class Changes:
    """Which kinds of documents changed; screens refresh from it. Empty = nothing to refresh."""

    kinds: frozenset[DocumentKind] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.kinds | other.kinds)


@dataclass(slots=True)
class Outcome:
    """Counts by name ("new", "changed", "same", "bad" …, each with a text key
    "count.<stage>.<name>"), the first findings, how many there were by severity, the changes."""

    stage: str
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    finding_counts: dict[Severity, int] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    written: list[Path] = field(default_factory=list)
    """Files or folders made for the user to open or hand on."""

    def add(self, finding: Finding) -> None:
        """Count a finding and carry it while there is room."""
        severity = finding.severity
        self.finding_counts[severity] = self.finding_counts.get(severity, 0) + 1
        if len(self.findings) < SHOWN_FINDINGS:
            self.findings.append(finding)

    def count(self, name: str, amount: int = 1) -> None:
        """Add to a count."""
        self.counts[name] = self.counts.get(name, 0) + amount

    def include(self, other: Outcome) -> None:
        """Take in what another run of the same stage answers."""
        for name, amount in other.counts.items():
            self.count(name, amount)
        for severity, amount in other.finding_counts.items():
            self.finding_counts[severity] = self.finding_counts.get(severity, 0) + amount
        room = SHOWN_FINDINGS - len(self.findings)
        self.findings += other.findings[:room]
        self.changes |= other.changes
