"""The declaration list of a 9710 or 9810 export (R24, channel by list): made of the ticket as if it
were entered by hand. From there on it is a list like every other: checked, written with its order
(types B and W), tied to its receipts, cancelled. It bears the number of its ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.declaration.draft import Draft
from app.queries.b2b import Shipment, shipment
from app.refund.channel import Channel
from app.store.b2b import ShipmentLineRow
from app.store.session import Session
from app.values.decimals import text_from_e5
from app.values.errors import AppError
from app.workflow.b2b import BadShipment, check_unlisted, declared_how
from app.workflow.list_form import Saved, save


class NoList(AppError):
    """A ticket no list can be made of: it goes by a full declaration, or is declared already."""

    code = "error.b2b_no_list"


@dataclass(frozen=True, slots=True)
class Way:
    """What a ticket does not say of its list. `statistics_flag`: 申报业务类型, "A" or "B"; the
    specification does not say which one 9710 and 9810 take, so it is never assumed."""

    platform: str
    carrier: str
    waybill_no: str
    statistics_flag: str


def make_list(session: Session, ticket_id: int, way: Way, *, on: date) -> Saved:
    """Make order, waybill and list of a ticket, exported on a day: one undoable call. Raises
    NoList, Listed, BadShipment for what its head lacks, EditRefused for numbers that are taken."""
    ticket = shipment(session.conn, ticket_id)
    if ticket is None:
        raise BadShipment(field="b2b_no")
    check_unlisted(session.conn, ticket_id)
    how = declared_how(session.conn, ticket, on)
    if how.choice.channel is not Channel.LIST or ticket.declared_on:
        raise NoList(number=ticket.head.own_no)
    return save(session, None, draft_of(ticket, way, on), on=on)


def draft_of(ticket: Shipment, way: Way, on: date) -> Draft:
    """The form of the list of a ticket; what it does not say is left to the program. Raises
    BadShipment for what no list can lack."""
    head = ticket.head
    for field, is_there in (
        ("order_no", head.order_no),
        ("gross_weight", head.gross_weight_e5),
        ("pieces", head.pieces),
        ("statistics_flag", way.statistics_flag),
    ):
        if not is_there:
            raise BadShipment(field=field)
    cells: dict[str, str | None] = {
        "order_no": head.order_no,
        "platform_name": way.platform,
        "carrier_name": way.carrier,
        "waybill_no": way.waybill_no,
        "statistics_flag": way.statistics_flag,
        "export_date": on.isoformat(),
        "gross_weight": _scaled(head.gross_weight_e5),
        "net_weight": _scaled(head.net_weight_e5),
        "pieces": str(head.pieces),
        "freight": _scaled(head.freight_e5),
        "freight_currency": head.currency,
        "insured": _scaled(head.insured_e5),
        "insured_currency": head.currency,
    }
    for name in (
        *("country", "currency", "destination_port", "customs_office", "port_office"),
        *("transport_mode", "transport_name", "bill_no", "license_no", "wrap_type", "note"),
    ):
        cells[name] = getattr(head, name) or None
    return Draft(cells, tuple(_line(line) for _id, line in ticket.lines), (0,) * len(ticket.lines))


def _line(line: ShipmentLineRow) -> dict[str, str | None]:
    return {
        "sku": line.sku,
        "goods_name": line.goods_name,
        "goods_spec": line.goods_spec or None,
        "hs_code": line.hs_code or None,
        "declared_unit": line.declared_unit or None,
        "declared_qty": text_from_e5(line.declared_qty_e5),
        "price": text_from_e5(line.price_e5),
        "line_total": text_from_e5(line.line_total_e5),
    }


def _scaled(value_e5: int | None) -> str | None:
    return None if value_e5 is None else text_from_e5(value_e5)
