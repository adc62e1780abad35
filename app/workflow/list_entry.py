"""A list entered by hand: its order and its waybill are made of what was typed, as if a file had
brought them, and the list is built of them."""

from __future__ import annotations

from datetime import date

from app.declaration.draft import Amounts, Cells, Draft, amounts, cell_value
from app.declaration.fields import IMPORT_HEAD, EditRefused, Kind
from app.declaration.sql.build import build_lists
from app.declaration.sql.project import HOME, project
from app.declaration.sql.status import refresh_touched
from app.declaration.terms import Terms
from app.documents.fields import FIELDS, FileKind, Flow
from app.store.documents import load_rows
from app.store.files import FileRecord, add_file
from app.store.loading import Load
from app.store.session import Call, Session
from app.values.codes import key_from_number
from app.workflow.match import judge_within

ENTRY = "entry"  # the kind of a source file that is none


def enter_list(session: Session, call: Call, draft: Draft, terms: Terms, *, on: date) -> int:
    """Make order, waybill and list of a form without faults, inside a call; the list's id. Raises
    EditRefused when the order or waybill number is taken."""
    conn = session.conn
    order_no, waybill_no = (_code(draft.head, name) for name in ("order_no", "waybill_no"))
    for table, column, number in (
        ("orders", "order_key", order_no),
        ("waybill", "waybill_key", waybill_no),
    ):
        taken = conn.execute(
            f"SELECT 1 FROM {table} WHERE {column} = ?", (key_from_number(number),)
        ).fetchone()
        if taken:
            raise EditRefused("error.number_taken", number=number)
    file_id = add_file(call, FileRecord(name="", sha256="", size=0, kind=ENTRY))
    load = Load(conn, call.id, file_id=file_id, file_name="", report=lambda _finding: None)
    load_rows(load, FileKind.ORDER, _order_rows(draft))
    load_rows(load, FileKind.WAYBILL, [_waybill_row(draft)])
    judge_within(call, session, on=on)
    (order_id,) = conn.execute(
        "SELECT id FROM orders WHERE order_key = ?", (key_from_number(order_no),)
    ).fetchone()
    project(conn, [order_id], terms, on=on, limit=None)
    (list_id,) = build_lists(conn, call.id, terms, on=on, at=call.time)
    refresh_touched(conn, call.id)
    return list_id


def _order_rows(draft: Draft) -> list[tuple[object, ...]]:
    head: dict[str, object] = {
        "platform": _text(draft.head, "platform_name"),
        "flow": draft.flow.value,
        "order_no": _code(draft.head, "order_no"),
        "country": _code(draft.head, "country"),
        "currency": _code(draft.head, "currency"),
    }
    if draft.flow is Flow.IMPORT:
        head |= _buyer(draft.head) | {"country": HOME}
    lines = [_order_line(cells) for cells in draft.lines]
    if draft.flow is Flow.IMPORT:
        lines = [
            line | {"origin": _code(cells, "country")}
            for line, cells in zip(lines, draft.lines, strict=True)
        ]
    return [_row(FileKind.ORDER, number, head | line) for number, line in enumerate(lines, 1)]


def _buyer(head: Cells) -> dict[str, object]:
    """What an import list says of its buyer; until its order says otherwise the buyer receives."""
    buyer: dict[str, object] = {
        name: _text(head, name) if kind is Kind.TEXT else _code(head, name)
        for name, kind in IMPORT_HEAD.items()
        if name.startswith(("buyer_", "consignee_"))
    }
    freight = _text(head, "freight")
    return buyer | {
        "freight": cell_value("freight_e5", Kind.SCALED, freight) if freight else None,
        "consignee": buyer["buyer_name"],
        "consignee_phone": buyer["buyer_phone"],
    }


def _order_line(cells: Cells) -> dict[str, object]:
    counted = amounts(cells)
    assert isinstance(counted, Amounts)  # no faults
    return {
        "sku": _code(cells, "sku"),
        "goods_name": _text(cells, "company_goods_name") or _text(cells, "goods_name"),
        "goods_spec": _text(cells, "goods_spec"),
        "barcode": _code(cells, "barcode"),
        "unit": _code(cells, "declared_unit"),
        "qty": counted.qty,
        "price": counted.price,
        "line_total": counted.total,
    }


def _waybill_row(draft: Draft) -> tuple[object, ...]:
    head = draft.head
    values: dict[str, object] = {
        "carrier": _text(head, "carrier_name"),
        "waybill_no": _code(head, "waybill_no"),
        "platform": _text(head, "platform_name"),
        "order_no": _code(head, "order_no"),
        "country": _code(head, "country"),
        "gross_weight": cell_value("gross_weight_e5", Kind.SCALED, head["gross_weight"] or ""),
        "pieces": cell_value("pieces", Kind.COUNT, head["pieces"] or ""),
        "currency": _code(head, "freight_currency") or _code(head, "currency"),
        "total_package_no": _code(head, "total_package_no"),
    }
    for name in ("freight", "insured"):
        text = _text(head, name)
        values[name] = cell_value(f"{name}_e5", Kind.SCALED, text) if text else None
    return _row(FileKind.WAYBILL, 1, values)


def _row(kind: FileKind, number: int, values: dict[str, object]) -> tuple[object, ...]:
    return (
        number,
        *(values.get(field.name, None if field.type.is_number else "") for field in FIELDS[kind]),
    )


def _text(cells: Cells, name: str) -> str:
    return (cells.get(name) or "").strip()


def _code(cells: Cells, name: str) -> str:
    return str(cell_value(name, Kind.CODE, _text(cells, name)))
