"""Small consistent documents, put into a store the way files bring them.

`make_…` gives rows as intake yields them (values in FIELDS order, no row number); `put_…` loads
them in one call. Money, weights and quantities are written as text: `make_order(total="12.50")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.documents.fields import FIELDS, FileKind
from app.store.database import create
from app.store.documents import load_rows
from app.store.files import FileRecord, add_file
from app.store.loading import Load, Tally
from app.store.session import Session
from app.values.decimals import e5_from_decimal
from app.values.finding import Finding
from tests.helpers.clock import FixedClock

Values = tuple[Any, ...]

PLATFORM = "测试平台"
PROVIDER = "测试支付"
CARRIER = "测试物流"


def make_session(
    tmp_path: Path, name: str = "test", clock: Callable[[], datetime] | None = None
) -> Session:
    """A new data file in `tmp_path`, open; close it, or leave that to the end of the test."""
    path = tmp_path / f"{name}.sandan"
    path.write_bytes(empty_file())
    return Session.open(path, clock=clock or FixedClock(), actor="测试员")


@cache
def empty_file() -> bytes:
    """A data file nobody has used: made once, because making one takes longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sandan"
        create(path).close()
        return path.read_bytes()


def make_row(kind: FileKind, **given: Any) -> Values:
    """A row of a kind: text for scaled fields is turned into whole numbers; the rest is absent."""
    fields = FIELDS[kind]
    unknown = given.keys() - {f.name for f in fields}
    if unknown:
        raise TypeError(f"{kind} has no field {sorted(unknown)}")
    return tuple(_cell(f.type.is_scaled, f.type.is_number, given.get(f.name)) for f in fields)


def _cell(is_scaled: bool, is_number: bool, value: Any) -> Any:
    if value is None:
        return None if is_number else ""
    return e5_from_decimal(Decimal(value)) if is_scaled else value


def make_order(
    order_no: str = "T-1001",
    *,
    total: str | None = "12.50",
    lines: Iterable[dict[str, Any]] | None = None,
    **given: Any,
) -> list[Values]:
    """An order as its rows. Without `lines` it has one line of one piece over `total`; a line is a
    dictionary of line fields (sku, goods_name, qty, price, line_total …)."""
    head = {
        "platform": PLATFORM,
        "order_no": order_no,
        "shop": "测试店铺",
        "ordered_at": "2026-11-03T10:00:00",
        "buyer_name": "Test Buyer 01",
        "consignee": "Test Buyer 01",
        "consignee_address": "1 Test Street, Testtown",
        "country": "USA",
        "currency": "USD",
        **given,
    }
    if lines is None:
        lines = [{"price": total}]
    return [make_row(FileKind.ORDER, **head, **make_line(**line)) for line in lines]


def make_line(**given: Any) -> dict[str, Any]:
    """A goods line for `make_order`; quantity 1 unless said."""
    return {"sku": "SKU-001", "goods_name": "测试商品", "unit": "011", "qty": "1", **given}


def make_payment(order_no: str = "T-1001", *, amount: str = "12.50", **given: Any) -> Values:
    """A payment that pays `make_order(order_no)` in full."""
    return make_row(
        FileKind.PAYMENT,
        **{
            "provider": PROVIDER,
            "pay_no": f"PAY-{order_no}",
            "platform": PLATFORM,
            "order_no": order_no,
            "pay_kind": "payment",
            "payer_name": "Test Buyer 01",
            "amount": amount,
            "currency": "USD",
            "paid_at": "2026-11-03T10:05:00",
            **given,
        },
    )


def make_waybill(order_no: str = "T-1001", *, weight: str = "0.5", **given: Any) -> Values:
    """A waybill that carries `make_order(order_no)`."""
    return make_row(
        FileKind.WAYBILL,
        **{
            "carrier": CARRIER,
            "waybill_no": f"WB{order_no}",
            "platform": PLATFORM,
            "order_no": order_no,
            "consignee": "Test Buyer 01",
            "country": "USA",
            "gross_weight": weight,
            "pieces": 1,
            "goods_info": "测试商品",
            "shipped_at": "2026-11-04T08:00:00",
            **given,
        },
    )


def make_goods(sku: str = "SKU-001", **given: Any) -> Values:
    """A goods master row: plastic household ware, declared by the piece."""
    return make_row(
        FileKind.GOODS,
        **{
            "sku": sku,
            "goods_name": "测试商品",
            "hs_code": "3924100000",
            "goods_spec": "塑料制|家用",
            "origin": "CHN",
            "declared_unit": "011",
            "statutory_unit_1": "035",
            "statutory_factor_1": "0.4",
            "net_weight": "0.4",
            "gross_weight": "0.45",
            **given,
        },
    )


def make_party(role: str, name: str, **given: Any) -> Values:
    """A filed company."""
    return make_row(FileKind.PARTY, role=role, name=name, **given)


@dataclass(slots=True)
class Put:
    """What a `put_…` did."""

    tally: Tally = field(default_factory=Tally)
    findings: list[Finding] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """The codes of the findings."""
        return [finding.code for finding in self.findings]


def put(
    session: Session, kind: FileKind, rows: Iterable[Values], *, first_row: int = 2, name: str = ""
) -> Put:
    """Load rows as one file in one call; row numbers count from `first_row`."""
    numbered = [(number, *row) for number, row in enumerate(rows, first_row)]
    return put_numbered(session, kind, numbered, name=name)


def put_numbered(
    session: Session, kind: FileKind, rows: Iterable[Values], *, name: str = ""
) -> Put:
    """Load rows that carry their row number in front."""
    result = Put()
    name = name or f"{kind}.csv"
    with session.call("import", name=name) as call:
        file_id = add_file(call, FileRecord(name=name, sha256=f"{call.id:064x}", size=0, kind=kind))
        load = Load(
            session.conn, call.id, file_id=file_id, file_name=name, report=result.findings.append
        )
        load_rows(load, kind, rows)
    result.tally = load.tally
    return result


def put_orders(session: Session, orders: Iterable[list[Values]]) -> Put:
    """Load orders made by `make_order`."""
    return put(session, FileKind.ORDER, [row for rows in orders for row in rows])


def put_payments(session: Session, payments: Iterable[Values]) -> Put:
    """Load payments made by `make_payment`."""
    return put(session, FileKind.PAYMENT, payments)


def put_waybills(session: Session, waybills: Iterable[Values]) -> Put:
    """Load waybills made by `make_waybill`."""
    return put(session, FileKind.WAYBILL, waybills)


def put_goods(session: Session, goods: Iterable[Values]) -> Put:
    """Load goods made by `make_goods`."""
    return put(session, FileKind.GOODS, goods)


def put_parties(session: Session, parties: Iterable[Values]) -> Put:
    """Load companies made by `make_party`."""
    return put(session, FileKind.PARTY, parties)


def company(session: Session) -> None:
    """File every company the other builders name."""
    put_parties(
        session,
        [
            make_party("platform", PLATFORM, customs_code="9999960001", credit_code=""),
            make_party("payment", PROVIDER, customs_code="9999960002"),
            make_party("carrier", CARRIER, customs_code="9999960003"),
            make_party("seller", "测试电商企业", customs_code="9999960004"),
            make_party(
                "declarant", "测试申报企业", customs_code="9999960005", dxp_id="DXPTEST0001"
            ),
            make_party("producer", "测试生产企业", customs_code="9999960006"),
        ],
    )
