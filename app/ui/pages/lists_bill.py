"""Asks under which bill the chosen lists travel, for their master bill list (清单总分单), and what
came into the site under a bill (入库明细单)."""

from __future__ import annotations

from collections.abc import Collection

from app.ui.pages.base import BasePage
from app.ui.widgets.code_box import TableFinder, offers_of
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.record_form import Editor, FieldSpec
from app.workflow.bill_form import CAME_IN, FIELDS, agreed, came_in, keep_bill, keep_delivery
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.typed import Typed

_SPECS = tuple(
    FieldSpec(name, label=f"list.{name}", is_wide=name == "bill_no")
    for name in ("bill_no", *(field for field in FIELDS if field != "bill_no"))
)
_CODES = {"customs_office": "customs_office", "transport_mode": "transport_mode"}
_CAME_IN = tuple(
    FieldSpec(
        name,
        Editor.CODE if name in _CODES else Editor.TEXT,
        label="" if name.startswith("operator") else f"list.{name}",
        is_wide=name in ("bill_no", "note", "unload_location"),
    )
    for name in CAME_IN
)


def ask_bill(page: BasePage, list_ids: Collection[int]) -> None:
    """Open the sheet for these lists, filled with what all of them say."""
    if not list_ids:
        page.context.notify(page.say("lists.nothing_selected"))
        return
    on = page.context.today()

    def keep(session: Session, typed: Typed) -> Outcome:
        return keep_bill(session, typed, list_ids, on=on)

    nothing: dict[str, str] = {}
    known = page.context.workspace.read(lambda conn: agreed(conn, list_ids), nothing)
    sheet = EntrySheet(page, "master_bill", _SPECS, keep, params={"count": f"{len(list_ids):,}"})
    sheet.ask(known, focus=next((spec.name for spec in _SPECS if not known.get(spec.name)), ""))


def ask_delivery(page: BasePage, list_ids: Collection[int]) -> None:
    """Open the sheet for parcels that came in; the first of these lists names their bill."""
    on, codes = page.context.today(), page.context.codes

    def keep(session: Session, typed: Typed) -> Outcome:
        return keep_delivery(session, typed, on=on)

    nothing: dict[str, str] = {}
    known = page.context.workspace.read(lambda conn: came_in(conn, list_ids), nothing)
    finders = {name: TableFinder(offers_of(codes, table)) for name, table in _CODES.items()}
    EntrySheet(page, "delivery", _CAME_IN, keep, finders=finders).ask(known)
