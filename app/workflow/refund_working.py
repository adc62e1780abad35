"""How the refund of a piece of an export is worked out, step by step with its sources."""

from __future__ import annotations

import sqlite3
from datetime import date

from app.legal.parameters import Parameters
from app.legal.trace import Trace, step
from app.refund.export_refund import refund_of_net
from app.refund.rates import Exported
from app.values.codes import key_from_number
from app.values.decimals import decimal_from_e5, round_half_up, text_from_e5
from app.workflow.purchases import rates_of
from app.workflow.refunds import StepShown, in_words

_PIECE = """
SELECT coalesce(l.sku, z.sku), coalesce(l.hs_code, z.hs_code),
    coalesce(d.export_date, b.export_date), p.vat_rate_e5, m.base_e5
FROM refund_match m
CROSS JOIN purchase_invoice_line p ON p.id = m.purchase_invoice_line_id
LEFT JOIN declaration_line l ON l.id = m.declaration_line_id
LEFT JOIN declaration_list d ON d.id = l.declaration_list_id
LEFT JOIN b2b_line z ON z.id = m.b2b_line_id
LEFT JOIN b2b_shipment b ON b.id = z.b2b_shipment_id
WHERE m.id = ?
"""


def piece_trace(conn: sqlite3.Connection, piece_id: int) -> Trace:
    """The working of a piece by the rates as they are stated now; empty when its rate is not
    known, or the piece is gone."""
    row = conn.execute(_PIECE, (piece_id,)).fetchone()
    if row is None:
        return ()
    sku, code, written, vat, base = row
    law, day, invoice_rate = Parameters(), date.fromisoformat(written), decimal_from_e5(vat)
    export = Exported(key_from_number(sku), code, day, invoice_rate)
    rate = rates_of(conn, law).of(export)
    if rate is None:
        return ()
    percent = f"{text_from_e5(int(rate.rate.scaleb(5)) * 100)}%"
    key = "refund.step.rate" if rate.transition is None else "refund.step.rate_transition"
    refund = refund_of_net(
        round_half_up(decimal_from_e5(base)),  # kept in whole fen
        invoice_rate=invoice_rate,
        refund_rate=rate.rate,
        day=day,
        law=law,
    )
    return (step(key, *rate.bases, day=day.isoformat(), rate=percent), *refund.trace)


def piece_working(conn: sqlite3.Connection, piece_id: int, language: str) -> list[StepShown]:
    """The same in words."""
    return [in_words(each, language) for each in piece_trace(conn, piece_id)]
