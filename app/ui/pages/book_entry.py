"""The small forms of the account book: a book, an item, a move, a lock and its release, customs'
balance."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.ui.widgets.code_box import TableFinder, offers_of
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.record_form import Editor, FieldSpec
from app.workflow.book import (
    MOVES,
    REASONS,
    Book,
    Item,
    lock_stock,
    record_stock,
    release_stock,
    save_book,
    save_item,
    set_official,
)
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.typed import BadEntry, Typed, day, number, said

if TYPE_CHECKING:
    from app.ui.pages.book import Page

BOOK = (
    FieldSpec("account_book"),
    FieldSpec("customs_office", Editor.CODE),
    FieldSpec("area_code"),
    FieldSpec("area_name"),
    FieldSpec("kept_from", Editor.DATE),
    FieldSpec("valid_until", Editor.DATE),
    FieldSpec("note", is_wide=True),
)
ITEM = (
    FieldSpec("account_book"),
    FieldSpec("record_no"),
    FieldSpec("goods_name", is_wide=True),
    FieldSpec("unit", Editor.CODE),
    FieldSpec("hs_code"),
    FieldSpec("sku"),
    FieldSpec("note"),
)
MOVE = (
    FieldSpec("kind", Editor.CHOICE, MOVES, "stock_move"),
    FieldSpec("qty", Editor.NUMBER),
    FieldSpec("moved_on", Editor.DATE),
    FieldSpec("reference"),
    FieldSpec("batch_no"),
    FieldSpec("serial_no"),
    FieldSpec("note", is_wide=True),
)
LOCK = (
    FieldSpec("reason", Editor.CHOICE, REASONS, "stock_reason"),
    FieldSpec("since", Editor.DATE),
    FieldSpec("batch_no"),
    FieldSpec("qty", Editor.NUMBER),
    FieldSpec("note", is_wide=True),
)
RELEASE = (FieldSpec("released_on", Editor.DATE), FieldSpec("why"))
OFFICIAL = (
    FieldSpec("official_qty", Editor.NUMBER),
    FieldSpec("as_of", Editor.DATE),
    FieldSpec("source"),
    FieldSpec("unit", Editor.CODE),
)


class BookEntries:
    """Asks, for the item or the lock in front of `page`."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @property
    def _today(self) -> date:
        return self._page.context.today()

    def _units(self) -> dict[str, TableFinder]:
        return {"unit": TableFinder(offers_of(self._page.context.codes, "unit"))}

    def ask_book(self) -> None:
        """A new account book."""

        def keep(session: Session, typed: Typed) -> int:
            book = Book(
                book_no=said(typed, "account_book"),
                area_code=typed["area_code"].strip(),
                area_name=typed["area_name"].strip(),
                customs_office=typed["customs_office"],
                kept_from=_day_or_blank(typed, "kept_from"),
                valid_until=_day_or_blank(typed, "valid_until"),
                note=typed["note"].strip(),
            )
            return save_book(session, None, book)

        offices = TableFinder(offers_of(self._page.context.codes, "customs_office"))
        EntrySheet(self._page, "book", BOOK, keep, finders={"customs_office": offices}).ask()

    def ask_item(self) -> None:
        """A new goods record number of a book."""
        page, on = self._page, self._today

        def keep(session: Session, typed: Typed) -> int:
            book_id = page.book_id(said(typed, "account_book"))
            if book_id is None:
                raise BadEntry(
                    "error.no_such_book", field="account_book", given=typed["account_book"]
                )
            item = Item(
                book_id,
                said(typed, "record_no"),
                said(typed, "goods_name"),
                said(typed, "unit"),
                typed["sku"].strip(),
                typed["hs_code"].strip(),
                typed["note"].strip(),
            )
            return save_item(session, None, item, on=on)

        numbers = page.book_numbers()
        sheet = EntrySheet(page, "book_item", ITEM, keep, finders=self._units())
        sheet.ask({"account_book": numbers[0] if numbers else ""}, focus="record_no")

    def ask_move(self) -> None:
        """Stock that came in, came back, or is put right."""
        item, on = self._page.pane.item, self._today
        if item is None:
            return

        def keep(session: Session, typed: Typed) -> Outcome:
            return record_stock(
                session,
                item.id,
                typed["kind"],
                number(typed, "qty"),
                moved_on=day(typed, "moved_on"),
                on=on,
                reference=typed["reference"].strip(),
                batch_no=typed["batch_no"].strip(),
                serial_no=typed["serial_no"].strip(),
                note=typed["note"].strip(),
            )

        sheet = EntrySheet(self._page, "book_stock", MOVE, keep)
        sheet.ask({"kind": "in", "moved_on": on.isoformat()}, focus="qty")

    def ask_lock(self) -> None:
        """Stock that must not be sold."""
        item, on = self._page.pane.item, self._today
        if item is None:
            return

        def keep(session: Session, typed: Typed) -> Outcome:
            return lock_stock(
                session,
                item.id,
                typed["reason"],
                since=day(typed, "since"),
                on=on,
                batch_no=typed["batch_no"].strip(),
                qty=number(typed, "qty") if typed["qty"].strip() else None,
                note=typed["note"].strip(),
            )

        sheet = EntrySheet(self._page, "book_lock", LOCK, keep)
        batch = self._page.value("batch_no")
        sheet.ask({"reason": REASONS[0], "since": on.isoformat(), "batch_no": batch})

    def ask_release(self) -> None:
        """Let locked stock be sold again."""
        card, on = self._page.front(), self._today
        if card is None:
            return
        lock_id = card.current_key()

        def keep(session: Session, typed: Typed) -> Outcome:
            released_on = day(typed, "released_on")
            return release_stock(
                session, lock_id, said(typed, "why"), released_on=released_on, on=on
            )

        sheet = EntrySheet(self._page, "book_release", RELEASE, keep)
        sheet.ask({"released_on": on.isoformat()}, focus="why")

    def ask_official(self) -> None:
        """What customs says there is at the end of a day."""
        item, on = self._page.pane.item, self._today
        if item is None:
            return

        def keep(session: Session, typed: Typed) -> Outcome:
            return set_official(
                session,
                item.id,
                number(typed, "official_qty"),
                as_of=day(typed, "as_of"),
                source=said(typed, "source"),
                unit=typed["unit"],
            )

        sheet = EntrySheet(self._page, "book_official", OFFICIAL, keep, finders=self._units())
        source = self._page.say("book.official_source")
        sheet.ask({"as_of": on.isoformat(), "source": source, "unit": item.unit})


def _day_or_blank(typed: Typed, field: str) -> str:
    return day(typed, field).isoformat() if typed[field].strip() else ""
