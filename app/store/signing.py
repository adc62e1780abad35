"""When parcels were signed for (运单状态, CEB513): set on the waybills they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.store.loading import Load
from app.values.codes import key_from_number
from app.values.finding import DocumentKind, Severity


@dataclass(frozen=True, slots=True)
class Signing:
    """One parcel: its place in the file, the carrier's name or code, its number, when."""

    row: int
    carrier: str
    waybill_no: str
    signed_at: str


_KNOWN = "SELECT id, signed_at FROM waybill WHERE waybill_key = ? AND carrier_id = ?"
_SET = "UPDATE waybill SET signed_at = ?, call_id = ? WHERE id = ?"


def load_signings(load: Load, signings: Iterable[Signing]) -> None:
    """Set the time on every row of each waybill; one that is not known is reported and left out."""
    for each in signings:
        carrier = load.party("carrier", each.carrier, each.row)
        key = key_from_number(each.waybill_no)
        rows = load.conn.execute(_KNOWN, (key, carrier)).fetchall()
        if not rows:
            load.tally.left_out += 1
            load.notes.find(
                "store.signed_waybill_unknown",
                Severity.DOUBTFUL,
                row=each.row,
                document=DocumentKind.WAYBILL,
                number=each.waybill_no,
                value=each.waybill_no,
            )
            load.report()
            continue
        changed = [row_id for row_id, known in rows if known != each.signed_at]
        stamp = (each.signed_at, load.call_id)
        load.conn.executemany(_SET, ((*stamp, row_id) for row_id in changed))
        load.tally.changed += bool(changed)
        load.tally.same += not changed
