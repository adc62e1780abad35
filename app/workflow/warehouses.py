"""Overseas warehouses and the freight home from them: typed or pasted, changed, taken out. Each is
one undoable call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from app.reference.codes import Codes
from app.store import warehouses as store
from app.store.session import Session
from app.store.warehouses import TariffRow, Warehouse
from app.values.decimals import e5_from_decimal, text_from_e5
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt
from app.workflow.typed import BadEntry, Typed, day, number, said

__all__ = [
    "KINDS", "TARIFF_FIELDS", "TariffRow", "Warehouse", "WarehouseRefused",
    "drop_tariff", "drop_warehouse", "pasted_tariffs", "save_tariff", "save_warehouse",
    "tariff_record", "tariffs", "warehouse_record", "warehouses",
]  # fmt: skip

KINDS = ("batch", "parcel")
TARIFF_FIELDS = (
    *("kind", "site_code", "base", "per_kg", "per_m3", "per_piece"),
    *("most_kg", "most_m3", "most_pieces", "transit_days", "valid_from", "valid_until", "source"),
)
"""The fields of a tariff, in the order they are pasted."""

_CHANGES = Changes(frozenset({DocumentKind.OVERSEAS_WAREHOUSE, DocumentKind.RETURN_BATCH}))

warehouses, tariffs = store.warehouses, store.tariffs


class WarehouseRefused(AppError):
    """A warehouse or its freight cannot be kept or taken out like this."""

    code = "error.warehouse_taken"


def save_warehouse(
    session: Session, warehouse_id: int | None, typed: Typed, codes: Codes
) -> Outcome:
    """Keep a warehouse (None = a new one). Counts: warehouses. Raises BadEntry, and
    WarehouseRefused when its code is another one's."""
    country = codes.recognise("country", said(typed, "country"))
    if not country:
        raise BadEntry("error.bad_country_entry", field="country", given=typed["country"])
    rest = {name: typed[name].strip() for name in ("city", "operator", "note")}
    warehouse = Warehouse(said(typed, "code"), said(typed, "name"), country, **rest)
    outcome = Outcome("warehouse", {"warehouses": 0})
    with (
        _taken("error.warehouse_taken", number=warehouse.code),
        attempt(session, "warehouse") as trial,
    ):
        kept = store.put_warehouse(session.conn, trial.call.id, warehouse_id, warehouse)
        trial.changed = kept is not None
        trial.call.outcome["id"] = kept
    return _told(outcome, "warehouses", trial.changed)


def drop_warehouse(session: Session, warehouse_id: int) -> Outcome:
    """Take a warehouse out with its freight. Counts: warehouses. Raises WarehouseRefused while
    returns, batches or shipments name it."""
    outcome = Outcome("warehouse_drop", {"warehouses": 0})
    with _taken("error.warehouse_used"), attempt(session, "warehouse_drop") as trial:
        trial.changed = store.drop_warehouse(session.conn, warehouse_id)
    return _told(outcome, "warehouses", trial.changed)


def save_tariff(
    session: Session, tariff_id: int | None, warehouse_id: int, *typed: Typed
) -> Outcome:
    """Keep freight of a warehouse (None = new; then several may come, as pasted). Counts: tariffs.
    Raises BadEntry, and WarehouseRefused when there is one of its kind from that day."""
    rows = [_tariff(warehouse_id, each) for each in typed]
    outcome = Outcome("return_tariff", {"tariffs": 0})
    with _taken("error.tariff_taken"), attempt(session, "return_tariff") as trial:
        kept = [store.put_tariff(session.conn, trial.call.id, tariff_id, row) for row in rows]
        count = sum(each is not None for each in kept)
        trial.changed = count > 0
    return _told(outcome, "tariffs", count)


def drop_tariff(session: Session, tariff_id: int) -> Outcome:
    """Take freight out. Counts: tariffs."""
    outcome = Outcome("tariff_drop", {"tariffs": 0})
    with attempt(session, "tariff_drop") as trial:
        trial.changed = store.drop_tariff(session.conn, tariff_id)
    return _told(outcome, "tariffs", trial.changed)


# As forms show and take them


def warehouse_record(warehouse: Warehouse) -> dict[str, str]:
    """A warehouse as texts."""
    return asdict(warehouse)


def tariff_record(row: TariffRow) -> dict[str, str]:
    """Freight as texts, by the names of TARIFF_FIELDS."""
    record = {"kind": row.kind, "site_code": row.site_code, "source": row.source}
    for name in ("base", "per_kg", "per_m3", "per_piece", "most_kg", "most_m3"):
        value = getattr(row, f"{name}_e5")
        record[name] = "" if value is None else text_from_e5(value)
    record["most_pieces"] = "" if row.most_pieces is None else str(row.most_pieces)
    record |= {"transit_days": str(row.transit_days), "valid_from": row.valid_from}
    return record | {"valid_until": row.valid_until}


def pasted_tariffs(text: str) -> list[dict[str, str]]:
    """Rows copied from a worksheet, one a line, cells apart by tabs in the order of TARIFF_FIELDS;
    what is missing at the end is blank. Raises BadEntry for a row with more cells."""
    records = []
    for line in filter(str.strip, text.splitlines()):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(TARIFF_FIELDS):
            raise BadEntry("error.tariff_cells", field="kind", given=line)
        cells += [""] * (len(TARIFF_FIELDS) - len(cells))
        records.append(dict(zip(TARIFF_FIELDS, cells, strict=True)))
    return records


def _tariff(warehouse_id: int, typed: Typed) -> TariffRow:
    if typed["kind"] not in KINDS:
        raise BadEntry(field="kind")
    until = day(typed, "valid_until").isoformat() if typed["valid_until"].strip() else ""
    row = TariffRow(
        warehouse_id,
        typed["site_code"].strip(),
        typed["kind"],
        base_e5=_amount(typed, "base"),
        per_kg_e5=_amount(typed, "per_kg"),
        per_m3_e5=_amount(typed, "per_m3"),
        per_piece_e5=_amount(typed, "per_piece"),
        most_kg_e5=_cap(typed, "most_kg"),
        most_m3_e5=_cap(typed, "most_m3"),
        most_pieces=_pieces(typed),
        transit_days=_whole(typed, "transit_days"),
        valid_from=day(typed, "valid_from").isoformat(),
        valid_until=until,
        source=said(typed, "source"),
    )
    if until and until < row.valid_from:
        raise BadEntry("error.tariff_days", field="valid_until")
    return row


def _amount(typed: Typed, field: str) -> int:
    """An amount of nought or more; only the base must be said."""
    if field != "base" and not typed[field].strip():
        return 0
    return e5_from_decimal(_at_least(typed, field, Decimal(0)))


def _cap(typed: Typed, field: str) -> int | None:
    if not typed[field].strip():
        return None
    return e5_from_decimal(_at_least(typed, field, Decimal("0.00001")))


def _pieces(typed: Typed) -> int | None:
    if not typed["most_pieces"].strip():
        return None
    count = _whole(typed, "most_pieces")
    if count == 0:
        raise BadEntry("error.bad_number_entry", field="most_pieces", given=typed["most_pieces"])
    return count


def _whole(typed: Typed, field: str) -> int:
    value = _at_least(typed, field, Decimal(0))
    if value != int(value):
        raise BadEntry("error.bad_number_entry", field=field, given=typed[field])
    return int(value)


def _at_least(typed: Typed, field: str, least: Decimal) -> Decimal:
    value = number(typed, field)
    if value < least:
        raise BadEntry("error.bad_number_entry", field=field, given=typed[field])
    return value


def tariff_at(
    rows: Iterable[TariffRow], warehouse_id: int, site_code: str, kind: str, on: date
) -> TariffRow | None:
    """The freight on offer on a day: to that site, else to any; the one that began last."""
    today = on.isoformat()
    found = [
        row
        for row in rows
        if (row.overseas_warehouse_id, row.kind) == (warehouse_id, kind)
        and row.site_code in (site_code, "")
        and row.valid_from <= today
        and (not row.valid_until or today <= row.valid_until)
    ]
    return max(found, key=lambda row: (row.site_code != "", row.valid_from), default=None)


@contextmanager
def _taken(code: str, **params: str) -> Iterator[None]:
    """The store's own rules as a refusal."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise WarehouseRefused(code, **params) from error


def _told(outcome: Outcome, counted: str, count: int) -> Outcome:
    outcome.counts[counted] = int(count)
    if count:
        outcome.changes = _CHANGES
    return outcome
