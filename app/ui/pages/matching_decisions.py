"""What a person decides on the matching page: asked about in a sheet where that is needed, then
done as one undoable job each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject

from app.queries.matching import owner_of
from app.ui.jobs import Work
from app.ui.pages.base import BasePage
from app.ui.pages.matching_correct import CorrectSheet
from app.ui.pages.matching_link import LinkSheet
from app.ui.pages.matching_sheets import AcceptSheet, ReasonSheet
from app.ui.pages.matching_tolerance import ToleranceSheet
from app.values.finding import DocumentKind
from app.workflow.correcting import Correction, Place, correct, correctable
from app.workflow.match import accept_suggestion, exclude, match, reconsider
from app.workflow.outcome import Outcome
from app.workflow.reviewing import (
    Explanation,
    Suggestion,
    accept_as_they_are,
    link_document,
    note,
)
from app.workflow.suggesting import accept_all
from app.workflow.tolerance import read_profile, save_profile


class Decisions(QObject):
    """The sheets of a page and the jobs behind them; `number_of` gives the number of an order."""

    def __init__(self, page: BasePage, number_of: Callable[[int], str]) -> None:
        super().__init__(page)
        self.context, self._say, self._number_of = page.context, page.say, number_of
        language = self.context.language
        self.accept_sheet = AcceptSheet(page, language)
        self.accept_sheet.accepted.connect(self._accept_chosen)
        self.as_is_sheet = ReasonSheet(page, "as_is", language)
        self.as_is_sheet.given.connect(self._accept_as_is)
        self.exclude_sheet = ReasonSheet(page, "exclude", language)
        self.exclude_sheet.given.connect(self._exclude)
        self.correct_sheet = CorrectSheet(page, language, self.context.codes)
        self.correct_sheet.given.connect(self._correct)
        self.link_sheet = LinkSheet(page, self.context)
        self.link_sheet.given.connect(self._link)
        self.tolerance_sheet = ToleranceSheet(page, language)
        self.tolerance_sheet.given.connect(self._set_tolerances)

    def is_asking(self) -> bool:
        """Whether a sheet lies over the page."""
        sheets = (
            self.accept_sheet,
            self.as_is_sheet,
            self.exclude_sheet,
            self.correct_sheet,
            self.link_sheet,
            self.tolerance_sheet,
        )
        return any(sheet.isVisible() for sheet in sheets)

    def _run(self, name: str, work: Work, words: str) -> None:
        self.context.workspace.run(
            f"action.match_{name}", work, lambda _outcome: self.context.notify(words)
        )

    def run_matching(self) -> None:
        """Judge what changed since the last time."""
        on = self.context.today()

        def done(outcome: Outcome) -> None:
            counts = {name: f"{outcome.counts.get(name, 0):,}" for name in ("matched", "exception")}
            self.context.notify(self._say("match.done", **counts))

        self.context.workspace.run(
            "action.match_run",
            lambda session, progress: match(session, on=on, progress=progress),
            done,
        )

    # accepting

    def accept(self, suggestion: Suggestion) -> None:
        """Do what is suggested."""
        on, count = self.context.today(), f"{len(suggestion.order_ids):,}"
        self._run(
            "accept",
            lambda session, progress: accept_suggestion(
                session, suggestion, on=on, progress=progress
            ),
            self._say("match.accepted", count=count),
        )

    def ask_to_accept(self, chosen: Sequence[Suggestion]) -> None:
        """Show what accepting these would do."""
        if chosen:
            self.accept_sheet.ask(chosen, self._number_of)
        else:
            self.context.notify(self._say("match.nothing_suggested"))

    def _accept_chosen(self) -> None:
        chosen, on = self.accept_sheet.chosen, self.context.today()
        count = len({order for each in chosen for order in each.order_ids})
        self._run(
            "accept_alike",
            lambda session, progress: accept_all(session, chosen, on=on, progress=progress),
            self._say("match.accepted", count=f"{count:,}"),
        )

    def _accept_as_is(self, reason: str) -> None:
        orders, on = self.as_is_sheet.orders, self.context.today()
        self._run(
            "accept_as_is",
            lambda session, _progress: accept_as_they_are(session, orders, reason=reason, on=on),
            self._say("match.accepted", count=f"{len(orders):,}"),
        )

    # leaving out, taking back

    def _exclude(self, reason: str) -> None:
        orders, on = self.exclude_sheet.orders, self.context.today()
        self._run(
            "exclude",
            lambda session, progress: exclude(
                session, orders, reason=reason, on=on, progress=progress
            ),
            self._say("match.excluded", count=f"{len(orders):,}"),
        )

    def reconsider(self, order_ids: Iterable[int]) -> None:
        """Withdraw what was decided about these orders."""
        orders, on = list(order_ids), self.context.today()
        self._run(
            "reconsider",
            lambda session, progress: reconsider(session, orders, on=on, progress=progress),
            self._say("match.reconsidered", count=f"{len(orders):,}"),
        )

    # correcting, linking, noting

    def ask_for_corrections(self, of: Explanation) -> None:
        """Show the fields of an order's documents."""
        none: list[Place] = []
        places = self.context.workspace.read(lambda conn: correctable(conn, of.order_id), none)
        self.correct_sheet.ask(of.order_id, of.order_no, places)

    def _correct(self, order_id: int, corrections: list[Correction], reason: str) -> None:
        codes, on = self.context.codes, self.context.today()
        self._run(
            "correct",
            lambda session, _progress: correct(
                session, order_id, corrections, reason=reason, codes=codes, on=on
            ),
            self._say("match.corrections_kept", count=f"{len(corrections):,}"),
        )

    def ask_for_link(self, of: Explanation) -> None:
        """Offer the unlinked documents, beginning with the kind the order lacks."""
        numbers = next(row for row in of.comparisons if row.field == "number")
        has_waybill_only = bool(numbers.waybill) and not numbers.payment
        kind = DocumentKind.PAYMENT if has_waybill_only else DocumentKind.WAYBILL
        self.link_sheet.ask(of.order_id, of.order_no, kind)

    def _link(self, kind: DocumentKind, document_id: int, number: str) -> None:
        order_id, on = self.link_sheet.order_id, self.context.today()
        self._run(
            "link",
            lambda session, _progress: link_document(session, kind, document_id, order_id, on=on),
            self._say("match.linked", number=number),
        )

    def note(self, orders: Sequence[int], owner: str, comment: str) -> bool:
        """Keep owner and comment with these orders; False when neither says anything new."""
        before = self.context.workspace.read(lambda conn: owner_of(conn, orders[0]), "")
        changed = owner if owner != before else None
        if changed is None and not comment:
            return False
        self._run(
            "note",
            lambda session, _progress: note(session, orders, owner=changed, comment=comment),
            self._say("match.noted"),
        )
        return True

    # the profile

    def ask_for_tolerances(self) -> None:
        """Show the tolerance profile."""
        none: dict[str, str] = {}
        if record := self.context.workspace.read(read_profile, none):
            self.tolerance_sheet.ask(record)

    def _set_tolerances(self, record: dict[str, str]) -> None:
        on = self.context.today()
        self._run(
            "tolerance",
            lambda session, _progress: save_profile(session, record, on=on),
            self._say("match.tolerance_kept"),
        )
