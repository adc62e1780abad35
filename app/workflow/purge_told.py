"""What a purge would do, and what came of it, in words: the same in the window and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.legal.citation import citation
from app.legal.parameters import Parameters, ParameterValue
from app.text import text
from app.workflow.outcome import Outcome
from app.workflow.purge import Preview

NAMES_SHOWN = 6


def about(preview: Preview, language: str) -> list[str]:
    """What is taken, what stays and why, what holds the data afterwards, that there is no way
    back."""
    return [*_taken(preview, language), *_left(preview, language), text("purge.final", language)]


def rows(preview: Preview, language: str) -> list[tuple[str, int]]:
    """What is taken, counted."""
    return [
        (text(f"count.purge.{name}", language), count) for name, count in preview.counts.items()
    ]


def _taken(preview: Preview, language: str) -> Iterator[str]:
    key = "purge.by_person" if preview.request.person else "purge.by_age"
    yield text(key, language, before=preview.before)
    if preview.papers:
        names = _few(
            [f"{number} {text(f'paper_kind.{kind}', language)}" for number, kind in preview.papers],
            language,
        )
        yield text("purge.papers", language, count=len(preview.papers), names=names)
    if preview.is_empty:
        yield text("purge.nothing", language)
    if preview.under_way:
        yield text("purge.under_way", language, count=f"{preview.under_way:,}")
    if preview.kept_by_law:
        yield text("purge.kept_by_law", language, count=f"{preview.kept_by_law:,}")
    if preview.request.even_kept:
        yield text("purge.even_kept", language)
    yield from (_law(value, language) for value in preview.law)


def _law(value: ParameterValue, language: str) -> str:
    cited, known = citation(value, language), Parameters().parameter(value.id)
    said = text(
        "legal.citation",
        language,
        doc=cited.doc,
        period=cited.period,
        confidence=text(f"legal.confidence.{cited.confidence}", language),
        checked_on=cited.checked_on,
    )
    title = known.title_zh if language == "zh_CN" else known.title_en
    return text("purge.law", language, title=title, years=value.value, citation=said)


def _left(preview: Preview, language: str) -> Iterator[str]:
    left = preview.left
    key = "purge.backups" if left.backups else "purge.first_backup"
    yield text(key, language, count=len(left.backups), until=left.until)
    if left.copies:
        names = _few([each.name for each in left.copies], language)
        yield text("purge.copies", language, names=names)
    yield text("purge.files", language, count=f"{left.message_files:,}")


def _few(names: Sequence[str], language: str) -> str:
    shown = text("cli.comma", language).join(names[:NAMES_SHOWN])
    return text("purge.and_more", language, names=shown) if len(names) > NAMES_SHOWN else shown


def done(outcome: Outcome, language: str) -> list[str]:
    """What was cleared, and what could not be."""
    counts = outcome.counts
    cleared = [
        f"{text(f'count.purge.{name}', language)} {count:,}"
        for name, count in counts.items()
        if count and name not in ("compacted", "fixed")
    ]
    if not cleared:
        return [text("purge.done_nothing", language)]
    lines = [text("purge.done", language, counts=text("cli.comma", language).join(cleared))]
    if counts.get("compacted") == 0:
        lines.append(text("purge.not_compacted", language))
    if counts.get("fixed"):
        lines.append(text("purge.fixed", language, count=counts["fixed"]))
    return lines
