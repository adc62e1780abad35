"""What a person types about B2B exports, read: heads, lines, declarations, sales."""

from __future__ import annotations

from dataclasses import replace

from app.queries.b2b import Shipment, sales_of, shipment, shipment_id
from app.reference.codes import Codes
from app.store.b2b import ShipmentRow
from app.store.session import Session
from app.store.warehouses import warehouses
from app.values.decimals import decimal_from_e5, e5_from_decimal, text_from_e5
from app.workflow.b2b import (
    MODES,
    WAREHOUSE_MODE,
    BadShipment,
    ShipmentLine,
    note_declared,
    note_sale,
    save_shipment,
)
from app.workflow.b2b_list import Way, make_list
from app.workflow.outcome import Outcome
from app.workflow.typed import BadEntry, Typed, day, number, said
from app.workflow.warehouses import save_warehouse

__all__ = ["MODES", "TEXTS", "keep_head", "keep_line", "record_of"]

CODES = {
    "b2b_country": "country", "currency": "currency", "b2b_port": "port",
    "port_office": "customs_office", "transport_mode": "transport_mode", "wrap_type": "packaging",
    "transaction_mode": "transaction_mode",
}  # fmt: skip
"""Fields that hold a code, and the table it is of."""
YES, NO = YES_NO = ("yes", "no")
_COLUMNS = {"b2b_port": "destination_port", "b2b_country": "country"}
TEXTS = ("buyer_name", "transport_name", "bill_no", "license_no", "note")
AMOUNTS = {"gross_weight": "gross_weight_e5", "net_weight": "net_weight_e5"}
FLAGS = ("", "A", "B")
"""申报业务类型 of a list; "" = not said yet."""
PLACE_FIELDS = ("code", "name", "country", "city", "operator")
FREIGHT = {"b2b_freight": "freight_e5", "b2b_insured": "insured_e5"}


def keep_head(session: Session, typed: Typed, codes: Codes) -> Outcome:
    """Keep the head of a ticket; with a first line for a new one."""
    head = _head(session, typed, codes)
    there = shipment_id(session.conn, head.own_no)
    found = None if there is None else shipment(session.conn, there)
    if found is not None:
        return save_shipment(session, head, _lines(found))
    return save_shipment(session, head, [_typed_line(typed)])


def _head(session: Session, typed: Typed, codes: Codes) -> ShipmentRow:
    mode = said(typed, "customs_mode")
    number_ = typed["order_no"].strip()
    if mode == WAREHOUSE_MODE and not number_:
        raise BadEntry(field="order_no")
    values: dict[str, object] = {name: typed[name].strip() for name in TEXTS}
    for field, table in CODES.items():
        values[_COLUMNS.get(field, field)] = _code(typed, field, table, codes)
    for field, column in {**AMOUNTS, **FREIGHT}.items():
        text = typed[field].strip()
        absent = None if field in AMOUNTS else 0
        values[column] = e5_from_decimal(number(typed, field)) if text else absent
    return replace(
        ShipmentRow(said(typed, "b2b_no"), mode, "", ""),
        order_no=number_,
        overseas_warehouse_id=_warehouse(session, typed, mode),
        pieces=_pieces(typed),
        needs_inspection=int(typed["needs_inspection"] == YES),
        **values,  # type: ignore[arg-type]
    )


def _code(typed: Typed, field: str, table: str, codes: Codes) -> str:
    text = typed[field].strip()
    if not text and field not in ("b2b_country", "currency"):
        return ""
    code = codes.recognise(table, said(typed, field))
    if not code:
        raise BadEntry("error.bad_code_entry", field=field, given=text)
    return str(code)


def _warehouse(session: Session, typed: Typed, mode: str) -> int | None:
    text = typed["warehouse"].strip()
    if not text or mode != WAREHOUSE_MODE:
        return None
    for id_, each in warehouses(session.conn).items():
        if text in (each.code, each.name, f"{each.code} {each.name}"):
            return id_
    raise BadEntry("error.bad_code_entry", field="warehouse", given=text)


def _pieces(typed: Typed) -> int | None:
    text = typed["pieces"].strip()
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise BadEntry("error.bad_number_entry", field="pieces", given=text)
    return int(text)


def _typed_line(typed: Typed) -> ShipmentLine:
    return ShipmentLine(said(typed, "sku"), number(typed, "qty"), number(typed, "price"))


def _lines(found: Shipment) -> list[ShipmentLine]:
    return [
        ShipmentLine(
            sku=line.sku,
            qty=decimal_from_e5(line.declared_qty_e5),
            price=decimal_from_e5(line.price_e5),
            hs_code=line.hs_code,
            goods_name=line.goods_name,
            unit=line.declared_unit,
        )
        for _id, line in found.lines
    ]


def keep_place(session: Session, place_id: int | None, typed: Typed, codes: Codes) -> Outcome:
    """Keep an overseas warehouse."""
    fields = {name: typed[f"place_{name}"] for name in PLACE_FIELDS}
    return save_warehouse(session, place_id, {**fields, "note": typed["note"]}, codes)


def keep_line(session: Session, ticket_id: int, typed: Typed) -> Outcome:
    """Add a line to a ticket."""
    found = _found(session, ticket_id)
    return save_shipment(session, found.head, [*_lines(found), _typed_line(typed)])


def drop_line(session: Session, ticket_id: int, line_no: int) -> Outcome:
    """Take a line of a ticket out; the others move up."""
    found = _found(session, ticket_id)
    kept = [line for at, line in enumerate(_lines(found), start=1) if at != line_no]
    if any(each.line_no >= line_no for each in sales_of(session.conn, ticket_id)):
        raise BadShipment(field="sold_on")
    return save_shipment(session, found.head, kept)


def keep_list(session: Session, ticket_id: int, typed: Typed) -> Outcome:
    """Make the list of a ticket."""
    way = Way(
        said(typed, "platform_name"),
        said(typed, "carrier_name"),
        said(typed, "waybill_no"),
        said(typed, "statistics_flag"),
    )
    return make_list(session, ticket_id, way, on=day(typed, "export_date"))


def keep_declared(session: Session, ticket_id: int, typed: Typed) -> Outcome:
    """Note what customs' paper says."""
    has_left = bool(typed["export_date"].strip())
    return note_declared(
        session,
        ticket_id,
        declared_on=day(typed, "declared_on"),
        export_date=day(typed, "export_date") if has_left else None,
        entry_no=typed["entry_no"],
    )


def keep_sale(session: Session, line_id: int, typed: Typed) -> Outcome:
    """Note goods sold abroad."""
    sold_on, reference = day(typed, "sold_on"), typed["sale_reference"]
    return note_sale(session, line_id, number(typed, "qty"), sold_on, reference)


def _found(session: Session, ticket_id: int) -> Shipment:
    found = shipment(session.conn, ticket_id)
    if found is None:
        raise BadShipment(field="b2b_no")
    return found


def record_of(found: Shipment) -> dict[str, str]:
    """A ticket as texts, by the names of the form."""
    head = found.head
    scaled = {
        field: text_from_e5(value) if (value := getattr(head, column)) else ""
        for field, column in {**AMOUNTS, **FREIGHT}.items()
    }
    return {
        "b2b_no": head.own_no,
        "customs_mode": head.customs_mode,
        "order_no": head.order_no,
        "warehouse": found.warehouse,
        "pieces": "" if head.pieces is None else str(head.pieces),
        "needs_inspection": YES if head.needs_inspection else NO,
        **{name: str(getattr(head, name)) for name in TEXTS},
        **{field: str(getattr(head, _COLUMNS.get(field, field))) for field in CODES},
        **scaled,
    }
