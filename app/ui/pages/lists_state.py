"""What stands on the form of one list: what was typed, what is stored, the steps between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.documents.fields import Flow
from app.documents.tax_sheet import TaxSheet
from app.ui.models.history import History
from app.ui.models.line_model import LineRow, Rows
from app.workflow.list_form import Draft, Judged, ListForm

Head = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Head and lines as typed; None = left to the program."""

    head: Head
    rows: Rows
    flow: Flow = Flow.EXPORT

    def draft(self) -> Draft:
        """The same for judging and saving, without rows nobody typed into."""
        rows = self.used_rows()
        return Draft(
            _typed(self.head),
            tuple(_typed(row.cells) for row in rows),
            tuple(row.origin for row in rows),
            self.flow,
        )

    def used_rows(self) -> Rows:
        """The rows the lines of the draft stand in."""
        return tuple(row for row in self.rows if not row.is_blank)


def _typed(cells: Head) -> dict[str, str | None]:
    return {name: text for name, text in cells.items() if text is not None}


def sheet_of(draft: Draft) -> Sheet:
    """The sheet of a draft."""
    return Sheet(
        dict(draft.head),
        tuple(
            LineRow(dict(cells), origin)
            for cells, origin in zip(draft.lines, draft.origins, strict=True)
        ),
        draft.flow,
    )


class Editing:
    """One list being edited; `id` 0 = it is entered anew, with goods going the way of `flow`.
    `base` is what is stored."""

    def __init__(self, form: ListForm | None, kept: Draft | None, flow: Flow = Flow.EXPORT) -> None:
        self.id = form.id if form else 0
        self.form = form or ListForm(0, {}, (), (), ())
        self.base = self.form.draft() if form else Draft({}, (), (), kept.flow if kept else flow)
        self.sheet = sheet_of(kept or self.base)
        self.taxes: TaxSheet | None = None
        self.is_recovered = kept is not None
        self.is_adopted = form is None  # a new list has nothing stored
        self.was_refused = False
        self.own_head: Mapping[str, str] = {}
        self.history: History[Sheet] = History()

    @property
    def flow(self) -> Flow:
        """Which way the goods go."""
        return self.sheet.flow

    @property
    def is_new(self) -> bool:
        """Whether it is entered by hand."""
        return self.id == 0

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from what is stored."""
        return self.sheet.draft() != self.base

    def head_text(self, name: str) -> str:
        """What stands in a field of the head, typed or filled in."""
        typed = self.sheet.head.get(name)
        if typed is not None:
            return typed
        return self.own_head.get(name) or self.form.head.get(name, "")

    def adopt(self, judged: Judged) -> list[int]:
        """Leave to the program every stored cell that holds just what the program would fill in:
        then it follows when the quantity, the article or the day change. Returns the `uid` of the
        row each stored line stands in now, 0 = it was taken out."""
        stored, own = self.base, judged.own_lines
        head = _following(stored.head, stored.head, judged.own_head)
        lines = tuple(
            _following(cells, cells, own[at] if at < len(own) else {}, is_line=True)
            for at, cells in enumerate(stored.lines)
        )
        self.base = Draft(_typed(head), tuple(map(_typed, lines)), stored.origins, stored.flow)
        rows = tuple(
            replace(
                row,
                cells=_following(
                    row.cells, stored.lines[row.origin - 1], own[row.origin - 1], is_line=True
                ),
            )
            if 0 < row.origin <= min(len(stored.lines), len(own))
            else row
            for row in self.sheet.rows
        )
        head = _following(self.sheet.head, stored.head, judged.own_head)
        self.sheet = replace(self.sheet, head=head, rows=rows)
        self.is_adopted = True
        places = {row.origin: row.uid for row in rows}
        return [places.get(origin, 0) for origin in stored.origins]


# What a person ordered is never left to the program: it is what everything else follows from.
_ORDERED = {"sku", "declared_qty", "price", "line_total"}


def _following(
    cells: Head, stored: Head, own: Mapping[str, str], *, is_line: bool = False
) -> dict[str, str | None]:
    kept = _ORDERED if is_line else set()
    return {
        name: None
        if name not in kept and text is not None and text == stored.get(name) == own.get(name)
        else text
        for name, text in cells.items()
    }
