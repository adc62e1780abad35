"""B2B exports: tickets of 9710, 9810 and 0110, how each is declared, what was sold abroad, and the
settlement of refunds at departure. Every change is one undoable call."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.legal.export import Ticket
from app.legal.parameters import Parameters
from app.queries import b2b as query
from app.queries.b2b import PreRefunded, Shipment
from app.reference.hs import tariff_lines
from app.refund.channel import ChannelChoice, b2b_channel, order_letter
from app.refund.departure import PreRefund, Sale, Settlement, settle
from app.store import b2b as store
from app.store.b2b import ShipmentLineRow, ShipmentRow
from app.store.rates import cny_for_one
from app.store.session import Call, Session
from app.store.settings import get_company
from app.values.codes import clean_code, key_from_number
from app.values.decimals import NotExact, decimal_from_e5, e5_from_decimal, round_half_up
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.values.period import Month
from app.workflow.facts import codes_of
from app.workflow.outcome import Changes, Outcome
from app.workflow.purchases import ClaimedAlready, rematched
from app.workflow.rates import HOME
from app.workflow.saving import attempt

WAREHOUSE_MODE = "9810"
MODES = ("9710", WAREHOUSE_MODE, "0110")
KINDS = frozenset({DocumentKind.B2B_SHIPMENT, DocumentKind.REFUND_CLAIM})


class BadShipment(AppError):
    """A ticket or a sale that cannot be kept; `field` names what is wrong with it."""

    code = "error.bad_shipment"


class Listed(AppError):
    """A ticket that is declared by its list (`number`): what is said of it stands there."""

    code = "error.b2b_listed"


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """A line as it is typed; code, name and unit blank = as in the goods master."""

    sku: str
    qty: Decimal
    price: Decimal
    hs_code: str = ""
    goods_name: str = ""
    unit: str = ""


# Tickets


def save_shipment(session: Session, head: ShipmentRow, lines: Sequence[ShipmentLine]) -> Outcome:
    """Keep a ticket, in place of an older state of its number. Raises BadShipment, Listed,
    ClaimedAlready."""
    head = _checked(replace(head, own_no=clean_code(head.own_no)))
    if not lines:
        raise BadShipment(field="sku")
    rows = [_line(session.conn, at, line) for at, line in enumerate(lines, start=1)]
    there = query.shipment_id(session.conn, head.own_no)
    if there is not None:
        check_unlisted(session.conn, there)
    if there is not None and store.is_refund_claimed(session.conn, there):
        raise ClaimedAlready(number=head.own_no)

    def do(call: Call) -> bool:
        before = _articles(call.conn, there)
        changed = store.put_shipment(call.conn, call.id, head, rows)
        return _paired(call, changed, before | {key_from_number(row.sku) for row in rows})

    return _run(session, "b2b_shipment", do)


def _checked(head: ShipmentRow) -> ShipmentRow:
    wanted = {
        "own_no": bool(head.own_no) and len(head.own_no) <= 20,
        "customs_mode": head.customs_mode in MODES,
        "country": bool(head.country),
        "currency": bool(head.currency),
        "warehouse": head.customs_mode == WAREHOUSE_MODE or head.overseas_warehouse_id is None,
        "order_no": head.customs_mode != WAREHOUSE_MODE or bool(head.order_no),
    }
    for field, is_right in wanted.items():
        if not is_right:
            raise BadShipment(field=field)
    return head


def _line(conn: sqlite3.Connection, at: int, line: ShipmentLine) -> ShipmentLineRow:
    sku = clean_code(line.sku)
    known = conn.execute(
        "SELECT hs_code, goods_name, goods_spec, declared_unit FROM goods WHERE sku_key = ?",
        (key_from_number(sku),),
    ).fetchone() or ("", "", "", "")
    name = line.goods_name.strip() or known[1]
    for field, is_right in (
        ("sku", bool(sku)),
        ("goods_name", bool(name)),
        ("qty", line.qty > 0),
        ("price", line.price >= 0),
    ):
        if not is_right:
            raise BadShipment(field=field)
    return ShipmentLineRow(
        line_no=at,
        sku=sku,
        hs_code=clean_code(line.hs_code) or known[0],
        goods_name=name,
        goods_spec=known[2],
        declared_qty_e5=_e5(line.qty, "qty"),
        declared_unit=line.unit or known[3],
        price_e5=_e5(line.price, "price"),
        line_total_e5=e5_from_decimal(round_half_up(line.qty * line.price)),
    )


def _e5(value: Decimal, field: str) -> int:
    try:
        return e5_from_decimal(value)
    except NotExact as error:
        raise BadShipment(field=field) from error


def check_unlisted(conn: sqlite3.Connection, shipment_id: int) -> None:
    """Raise Listed for a ticket that is declared by a list."""
    found = query.list_of(conn, shipment_id)
    if found is not None:
        raise Listed(number=found.own_no)


def drop_shipment(session: Session, shipment_id: int) -> Outcome:
    """Take a ticket out with its sales. Raises Listed, ClaimedAlready."""
    check_unlisted(session.conn, shipment_id)
    if store.is_refund_claimed(session.conn, shipment_id):
        raise ClaimedAlready(number=shipment_id)
    skus = _articles(session.conn, shipment_id)
    return _run(
        session,
        "b2b_shipment",
        lambda call: _paired(call, store.drop_shipment(call.conn, shipment_id), skus),
    )


def note_declared(
    session: Session,
    shipment_id: int,
    *,
    declared_on: date,
    export_date: date | None = None,
    entry_no: str = "",
) -> Outcome:
    """Note what customs' paper says: the day of declaration, the export date, the entry number.
    Raises BadShipment for an export before it was declared, Listed where a list says it,
    ClaimedAlready once it is claimed."""
    check_unlisted(session.conn, shipment_id)
    if export_date is not None and export_date < declared_on:
        raise BadShipment(field="export_date")
    if store.is_refund_claimed(session.conn, shipment_id):
        raise ClaimedAlready(number=shipment_id)
    values = {
        "declared_on": declared_on.isoformat(),
        "export_date": export_date.isoformat() if export_date else "",
        "entry_no": clean_code(entry_no),
    }

    skus = _articles(session.conn, shipment_id)

    def do(call: Call) -> bool:
        return _paired(call, store.set_shipment(call.conn, call.id, shipment_id, **values), skus)

    return _run(session, "b2b_declared", do)


# Sales abroad


def note_sale(
    session: Session, line_id: int, qty: Decimal, sold_on: date, reference: str = ""
) -> Outcome:
    """Note goods sold from a warehouse; one of the same day and report is replaced. Raises
    BadShipment when more is sold than left, or before it left."""
    row = session.conn.execute(
        f"SELECT l.declared_qty_e5, {query.LEFT_ON}, b.customs_mode,"
        " (SELECT coalesce(sum(s.qty_e5), 0) FROM b2b_sale s"
        " WHERE s.b2b_line_id = l.id AND (s.sold_on, s.reference) <> (?, ?))"
        " FROM b2b_line l JOIN b2b_shipment b ON b.id = l.b2b_shipment_id WHERE l.id = ?",
        (sold_on.isoformat(), reference.strip(), line_id),
    ).fetchone()
    if row is None or row[2] != WAREHOUSE_MODE:
        raise BadShipment(field="line_no")
    exported, export_date, _mode, sold = row
    qty_e5 = _e5(qty, "qty")
    if not 0 < qty_e5 <= exported - sold:
        raise BadShipment(field="qty")
    if not export_date or sold_on.isoformat() < export_date:
        raise BadShipment(field="sold_on")
    sale = store.SaleRow(line_id, sold_on.isoformat(), qty_e5, reference.strip())
    return _run(session, "b2b_sale", lambda call: store.put_sale(call.conn, call.id, sale))


def drop_sale(session: Session, sale_id: int) -> Outcome:
    """Take a sale out again."""
    return _run(session, "b2b_sale", lambda call: store.drop_sale(call.conn, sale_id))


# Reading


@dataclass(frozen=True, slots=True)
class DeclaredHow:
    """How a ticket is declared: its channel with the conditions, the letter of its order, its value
    in yuan (None: no customs rate of the month), lines whose code the tariff does not know."""

    choice: ChannelChoice
    order_letter: str
    value_cny: Decimal | None
    unknown_codes: tuple[str, ...]


def declared_how(
    conn: sqlite3.Connection, ticket: Shipment, today: date, law: Parameters | None = None
) -> DeclaredHow:
    """How a ticket is declared by the law of its day of declaration (today, as long as it was
    not). A code the tariff does not know counts as if licence and duty might be due."""
    law = law or Parameters()
    day = date.fromisoformat(ticket.declared_on) if ticket.declared_on else today
    codes = {line.hs_code for _id, line in ticket.lines}
    known = {line.line: line for line in tariff_lines(codes, codes_of(conn))}
    unknown = sorted(code for code in codes if code[:8] not in known)
    value = _value_cny(conn, ticket, day)
    facts = Ticket(
        mode=ticket.head.customs_mode,
        value_cny=value or Decimal(0),
        at_zone_customs=get_company(conn).at_zone_customs,
        needs_licence=bool(ticket.head.license_no or unknown)
        or any(line.has_licence for line in known.values()),
        needs_inspection=bool(ticket.head.needs_inspection),
        has_export_duty=bool(unknown) or any(line.has_duty for line in known.values()),
    )
    choice = b2b_channel(facts, day, law, value_known=value is not None)
    letter = order_letter(ticket.head.customs_mode, day, law)
    return DeclaredHow(choice, letter, value, tuple(unknown))


def _value_cny(conn: sqlite3.Connection, ticket: Shipment, day: date) -> Decimal | None:
    if ticket.head.currency == HOME:
        return ticket.total
    rate = cny_for_one(conn, ticket.head.currency, Month.of(day))
    return None if rate is None else round_half_up(ticket.total * rate)


@dataclass(frozen=True, slots=True)
class LineSettlement:
    """How far a pre-refunded line is settled."""

    of: PreRefunded
    settlement: Settlement


def settlements(
    conn: sqlite3.Connection, today: date, law: Parameters | None = None
) -> list[LineSettlement]:
    """All pre-refunds with what their sales settle (R39); of several for one line the earliest
    takes the earliest sales."""
    law = law or Parameters()
    found, left = [], dict[int, list[tuple[str, int]]]()
    for line in query.pre_refunds(conn):
        id_ = line.b2b_line_id
        if id_ not in left:
            left[id_] = query.sales_to_settle(conn, id_)
        sales, left[id_] = _up_to(left[id_], line.qty_e5)
        given = PreRefund(date.fromisoformat(line.given), line.qty_e5, line.refund_e5)
        found.append(LineSettlement(line, settle(given, sales, today, law)))
    return found


def _up_to(
    sales: Sequence[tuple[str, int]], qty_e5: int
) -> tuple[list[Sale], list[tuple[str, int]]]:
    """The first sales up to a quantity, and what is left of them."""
    taken, rest = list[Sale](), list[tuple[str, int]]()
    for day, qty in sales:
        part = min(qty, qty_e5)
        qty_e5 -= part
        if part:
            taken.append(Sale(date.fromisoformat(day), part))
        if qty > part:
            rest.append((day, qty - part))
    return taken, rest


def to_pay_back(settled: Sequence[LineSettlement]) -> Decimal:
    """What is to be paid back because it was not sold by the border."""
    return decimal_from_e5(sum(each.settlement.back_e5 or 0 for each in settled))


def _articles(conn: sqlite3.Connection, shipment_id: int | None) -> set[str]:
    """The articles of a ticket."""
    rows = conn.execute("SELECT sku FROM b2b_line WHERE b2b_shipment_id = ?", (shipment_id,))
    return {key_from_number(sku) for (sku,) in rows}


def _paired(call: Call, changed: bool, skus: Collection[str]) -> bool:
    if changed:
        rematched(call, skus)
    return changed


def _run(session: Session, verb: str, do: Callable[[Call], bool]) -> Outcome:
    outcome = Outcome(verb, {"changed": 0})
    with attempt(session, verb) as trial:
        trial.changed = do(trial.call)
    if trial.changed:
        outcome.counts["changed"] = 1
        outcome.changes = Changes(KINDS)
    return outcome
