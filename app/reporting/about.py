"""First sheet: whose workbook this is, of which month, and what it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.reporting.cells import Kind
from app.reporting.lists import columns
from app.reporting.sheet import Sheet
from app.reporting.words import Words
from app.shipped import custom_files
from app.values.period import Month
from app.version import VERSION

_COLUMNS = (("about", Kind.TEXT, 20, False), ("about_value", Kind.TEXT, 90, False))


@dataclass(frozen=True, slots=True)
class About:
    """What the first sheet says; `month` None = everything in the file."""

    company: str
    company_code: str
    month: Month | None
    made_at: datetime
    file: Path
    is_masked: bool


def about_sheet(about: About, words: Words) -> Sheet:
    """Label and value, one a row; the last rows say what to keep in mind."""
    period = str(about.month) if about.month else words.say("report.about.all_months")
    privacy = "report.about.masked" if about.is_masked else "report.about.revealed"
    rows = [
        (words.say("report.about.company"), f"{about.company} {about.company_code}".strip()),
        (words.say("report.about.month"), period),
        (words.say("report.about.made_at"), about.made_at.strftime("%Y-%m-%d %H:%M:%S")),
        (words.say("report.about.file"), about.file.name),
        (words.say("report.about.program"), f"Sandan 三单通 {VERSION}"),
        *((words.say("report.about.custom"), name) for name in custom_files()),
        (words.say("report.about.mind"), words.say("report.about.not_filed")),
        (words.say("report.about.mind"), words.say("report.about.currencies")),
        (words.say("report.about.mind"), words.say(privacy)),
    ]
    return Sheet(words.title("about"), columns(_COLUMNS, words), rows, len(rows))
