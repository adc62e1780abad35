"""What every form needs besides its document: words, who prints it and when, what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from app import resources
from app.printing.form import Cell
from app.printing.page import Sheet
from app.printing.words import Words
from app.shipped import custom_files
from app.values.personal import masked_number


@dataclass(frozen=True, slots=True)
class Setting:
    """Made once for a batch. `reveal`: ID and phone numbers are written out in full; then `copy_no`
    tells one print from another: the entry of the audit log that notes it (0 = not printed yet).
    `sheet`: what forms are printed on that may be printed on it."""

    words: Words
    operator: str
    printed_at: datetime
    reveal: bool = False
    sheet: Sheet = Sheet.A4
    copy_no: int = 0

    @property
    def foot(self) -> str:
        """Who printed it, and when, which copy; and whether with other law than the program came
        with."""
        at = self.printed_at.strftime("%Y-%m-%d %H:%M")
        key = "printing.foot" if self.operator else "printing.foot_nobody"
        said = [self.words.say(key, operator=self.operator, at=at)]
        if self.copy_no:
            said.append(self.words.say("printing.copy", number=self.copy_no))
        if custom_files():
            said.append(self.words.say("printing.custom"))
        return " · ".join(said)

    def titles(self, kind: str) -> tuple[str, str]:
        """Title and, under it, the same in the other language of the pair."""
        key = f"printing.form.{kind}"
        return self.words.say(key), self.words.other.say(key)

    def mark(self, family: str, status: str) -> str:
        """What is written across a document at this status; "" = nothing."""
        word = _marks()[family][status]
        return self.words.say(f"printing.mark.{word}") if word else ""

    def cell(self, field: str, value: str, span: int, *, is_code: bool = False) -> Cell:
        """A labelled value."""
        return Cell(self.words.say(f"printing.field.{field}"), value, span, is_code)

    def personal(self, number: str) -> str:
        """An ID or phone number, masked unless somebody chose to see it."""
        return number if self.reveal else masked_number(number)


@cache
def _marks() -> dict[str, dict[str, str]]:
    return resources.load_toml("printing/marks.toml")
