"""What an assessment gives people to settle: a channel that is closed, rates that are missing."""

from __future__ import annotations

from collections.abc import Iterator

from app.tax.assess import Assessment
from app.tax.regimes.channel import Channel
from app.values.finding import DocumentKind, Finding, Severity


def findings(assessed: Assessment, document: DocumentKind, number: str) -> list[Finding]:
    """The findings of one order or list; `number` is what people know it by."""
    return [*_channel(assessed, document, number), *_missing(assessed, document, number)]


def _channel(assessed: Assessment, document: DocumentKind, number: str) -> Iterator[Finding]:
    limits = assessed.limits
    if limits is None or assessed.channel in (None, Channel.CBEC, Channel.ARTICLES):
        return
    over_annual = assessed.used_before + assessed.dutiable > limits.annual_yuan
    limit = limits.annual if over_annual else limits.single
    value = assessed.used_before + assessed.dutiable if over_annual else assessed.dutiable
    is_open = assessed.channel is not None and assessed.channel.is_admissible
    yield Finding(
        code=f"tax.over_{assessed.channel}",
        severity=Severity.NOTE if is_open else Severity.BLOCKING,
        document=document,
        number=number,
        value=str(value),
        expected=str(limit.value),
        rule=limit.id,
    )


def _missing(assessed: Assessment, document: DocumentKind, number: str) -> Iterator[Finding]:
    for missing in assessed.missing:
        yield Finding(
            code=f"tax.missing_{missing.kind}",
            severity=Severity.DOUBTFUL,
            document=document,
            number=number,
            line_no=missing.line_no,
            value=missing.what,
            expected=missing.hint,
        )
