"""The small forms of the plan: where a return waits, batches shipped, arrived and paid."""

from __future__ import annotations

from app.queries.return_plan import place_of
from app.reference.search import Offer
from app.ui.pages.base import BasePage
from app.ui.widgets.code_box import TableFinder
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.record_form import Editor, FieldSpec
from app.values.decimals import text_from_e5
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.return_batches import arrive_batch, pay_freight, place_return, ship_batch
from app.workflow.return_plan_view import Item, PlanRow
from app.workflow.typed import BadEntry, Typed, day, number
from app.workflow.warehouses import Warehouse, warehouses

PLACE = (
    FieldSpec("warehouse", Editor.CODE),
    FieldSpec("site_code"),
    FieldSpec("gross_weight", Editor.NUMBER),
    FieldSpec("volume", Editor.NUMBER),
)
SHIP = (FieldSpec("shipped_on", Editor.DATE), FieldSpec("bill_no"), FieldSpec("transport"))
ARRIVE = (FieldSpec("arrived_on", Editor.DATE),)
FREIGHT = (FieldSpec("paid_freight", Editor.NUMBER),)


class PlanEntries:
    """Asks, over `page`."""

    def __init__(self, page: BasePage) -> None:
        self._page = page
        self._context = page.context

    def ask_place(self, item: Item) -> None:
        """At which warehouse a return waits, and its size."""
        on = self._context.today()
        nowhere: tuple[int | None, str, int | None, int | None] = (None, "", None, None)
        warehouse, site, weight, volume = self._context.workspace.read(
            lambda conn: place_of(conn, item.id), nowhere
        )
        none: dict[int, Warehouse] = {}
        known = self._context.workspace.read(warehouses, none)
        ids = {each.code: row_id for row_id, each in known.items()}

        def keep(session: Session, typed: Typed) -> Outcome:
            code = typed["warehouse"].strip()
            if code and code not in ids:
                raise BadEntry("error.no_such_warehouse", field="warehouse", given=code)
            words = {**typed, "warehouse": str(ids[code]) if code else ""}
            return place_return(session, item.id, words, on=on)

        finder = TableFinder(Offer(each.code, each.name, each.name) for each in known.values())
        sheet = EntrySheet(self._page, "return_place", PLACE, keep, finders={"warehouse": finder})
        usual = next(iter(ids)) if len(ids) == 1 else ""
        sheet.ask(
            {
                "warehouse": known[warehouse].code if warehouse in known else usual,
                "site_code": site,
                "gross_weight": "" if weight is None else text_from_e5(weight),
                "volume": "" if volume is None else text_from_e5(volume),
            }
        )

    def ask_ship(self, row: PlanRow) -> None:
        """The day a batch left."""
        batch_id = row.batch_id or 0

        def keep(session: Session, typed: Typed) -> Outcome:
            shipped = day(typed, "shipped_on") if typed["shipped_on"].strip() else None
            return ship_batch(
                session,
                batch_id,
                shipped,
                bill_no=typed["bill_no"],
                transport=typed["transport"],
            )

        sheet = EntrySheet(self._page, "batch_ship", SHIP, keep)
        sheet.ask({"shipped_on": self._context.today().isoformat()})

    def ask_arrive(self, row: PlanRow) -> None:
        """The day a batch is back."""
        batch_id = row.batch_id or 0

        def keep(session: Session, typed: Typed) -> Outcome:
            arrived = day(typed, "arrived_on") if typed["arrived_on"].strip() else None
            return arrive_batch(session, batch_id, arrived)

        sheet = EntrySheet(self._page, "batch_arrive", ARRIVE, keep)
        sheet.ask({"arrived_on": self._context.today().isoformat()})

    def ask_freight(self, row: PlanRow) -> None:
        """What the freight came to."""
        batch_id = row.batch_id or 0

        def keep(session: Session, typed: Typed) -> Outcome:
            amount = number(typed, "paid_freight") if typed["paid_freight"].strip() else None
            return pay_freight(session, batch_id, amount)

        paid = row.freight_e5 if row.is_paid else None
        EntrySheet(self._page, "batch_freight", FREIGHT, keep).ask(
            {"paid_freight": "" if paid is None else text_from_e5(paid)}
        )
