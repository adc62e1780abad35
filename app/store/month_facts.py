"""What one declaration list brings into the totals of its month: where it counts, and how much.

One SELECT says it all; totals kept up call by call and totals counted anew both read it.
"""

from __future__ import annotations

from app.documents.status import Status, code_meanings

KEYS = (
    *("month", "flow", "stage", "customs_mode", "country", "platform", "customs_office"),
    "currency",
)
"""The columns of month_total a list is placed by."""

GOODS_KEYS = (
    *("month", "flow", "stage", "customs_mode", "country", "currency", "heading", "unit"),
)
CLEARANCE_KEYS = ("month", "flow", "customs_mode", "customs_office", "minutes")

PARTS = (
    *("lines", "pieces", "value_e5", "value_cny_e5", "gross_weight_e5", "net_weight_e5"),
    *("duty_e5", "vat_e5", "consumption_e5", "refund_e5", "tax_state", "automatic", "was_refused"),
    *("was_returned", "minutes"),
)
"""The columns of month_list."""

# A column of month_total, and what a row of month_list adds to it.
_MEASURES = {
    "lists": "1",
    **{name: f"{{0}}.{name}" for name in ("lines", "pieces", "value_e5")},
    "value_cny_e5": "coalesce({0}.value_cny_e5, 0)",
    "rateless": "{0}.value_cny_e5 IS NULL",
    "gross_weight_e5": "{0}.gross_weight_e5",
    "net_weight_e5": "coalesce({0}.net_weight_e5, 0)",
    "weightless": "{0}.net_weight_e5 IS NULL",
    **{name: f"coalesce({{0}}.{name}, 0)" for name in ("duty_e5", "vat_e5", "consumption_e5")},
    "billed": "{0}.tax_state = 1",
    "estimated": "{0}.tax_state = 2",
    "taxless": "{0}.tax_state = 3",
    "refund_e5": "coalesce({0}.refund_e5, 0)",
    "refundable": "{0}.refund_e5 NOT NULL",
    **{name: f"{{0}}.{name}" for name in ("automatic", "was_refused", "was_returned")},
}
MEASURES = tuple(_MEASURES)
"""The columns of month_total that are added up."""


def as_measures(row: str) -> str:
    """What a row of month_list adds to each of MEASURES, as columns of a SELECT."""
    return ", ".join(f"{sql.format(row)} AS {name}" for name, sql in _MEASURES.items())


# A person at customs looked at the list; customs or the e-port refused it.
_STOPPED = (Status.SUSPENDED, Status.IN_REVIEW, Status.INSPECTION, Status.DETAINED)
_REFUSED = (Status.REJECTED, Status.FAILED, Status.SEND_FAILED)


def _codes(statuses: tuple[Status, ...]) -> str:
    wanted = (code for code, meant in code_meanings().items() if meant.status in statuses)
    return ", ".join(f"'{code}'" for code in sorted(wanted))


_FIRST_SENT = """(SELECT min(i.app_time) FROM message_item i
    WHERE i.document_kind = 'declaration_list' AND i.document_id = d.id)"""
_SECONDS = "CAST(strftime('%s', {}) AS INTEGER)"

SIGHTS = ("month", "stage", "seconds", "answers", "was_returned", "tax_bill_id", "refund_e5")
SIGHTED = f"""
SELECT d.id, m.month, m.stage,
    iif(s.released_at <> '', {_SECONDS.format("s.released_at")}
        - {_SECONDS.format(_FIRST_SENT)}, NULL) AS seconds,
    (SELECT coalesce(max(r.status_code IN ({_codes(_STOPPED)}))
            + 2 * max(r.status_code IN ({_codes(_REFUSED)}) OR r.status_code GLOB '-[0-9]*'), 0)
        FROM receipt r WHERE r.document_kind = 'declaration_list' AND r.document_id = d.id)
        AS answers,
    EXISTS (SELECT 1 FROM goods_return_state v
        WHERE v.declaration_list_id = d.id AND v.state = 'accepted') AS was_returned,
    iif(d.flow = 'import', (SELECT b.tax_bill_id FROM list_bill b
        WHERE b.id = d.id AND b.total_e5 NOT NULL), NULL) AS tax_bill_id,
    iif(d.flow = 'export' AND EXISTS (SELECT 1 FROM refund_match), (SELECT sum(p.refund_e5)
        FROM declaration_line l CROSS JOIN refund_match p ON p.export_key = l.id
        WHERE l.declaration_list_id = d.id), NULL) AS refund_e5
FROM {{lists}} CROSS JOIN list_month m ON m.id = d.id
LEFT JOIN declaration_status s ON s.id = d.id
"""
"""What stands elsewhere about `lists` (a table expression that brings `declaration_list d`), looked
up once: id, SIGHTS. `seconds` = from the first message to the release; `answers` = bits: 1 somebody
at customs looked at it, 2 it was refused; `tax_bill_id` = of the official bill that has amounts;
`refund_e5` = what is estimated to come back of the purchases behind it."""

# Amount at scale 5 times rate at scale 8, half up to the fen, in 64 bits: the amount is taken apart
# at a million, so that no product is too long for a list below a hundred thousand million.
_HIGH = "d.total_e5 / 1000000 * r.cny_e8"
_FEN = f"""({_HIGH} / 100000 + ({_HIGH} % 100000 * 1000000 + d.total_e5 % 1000000 * r.cny_e8
    + 50000000000) / 100000000000)"""
_CNY = f"iif(d.currency = 'CNY', (d.total_e5 + 500) / 1000, {_FEN}) * 1000"

_IS_IMPORT = "d.flow = 'import'"
_TAXES = ("duty_e5", "vat_e5", "consumption_e5")
_ESTIMATED = "e.duty_e5 + e.vat_e5 + e.consumption_e5 NOT NULL"


def _key(name: str) -> str:
    if name == "platform":
        return "d.platform_name AS platform"
    return f"{'x' if name in SIGHTS else 'd'}.{name}"


def _tax(name: str) -> str:
    estimated = f"iif({_ESTIMATED}, e.{name}, NULL)"  # all of them or none: a part is no tax
    return f"iif({_IS_IMPORT}, iif(x.tax_bill_id NOT NULL, t.{name}, {estimated}), NULL) AS {name}"


FACTS = f"""
SELECT d.id, {", ".join(map(_key, KEYS))}, d.line_count AS lines, d.pieces,
    d.total_e5 AS value_e5, {_CNY} AS value_cny_e5, d.gross_weight_e5, d.net_weight_e5,
    {", ".join(map(_tax, _TAXES))}, x.refund_e5,
    CASE WHEN NOT {_IS_IMPORT} THEN 0 WHEN x.tax_bill_id NOT NULL THEN 1
        WHEN {_ESTIMATED} THEN 2 ELSE 3 END AS tax_state,
    x.stage = 'released' AND x.answers = 0 AS automatic, x.answers >= 2 AS was_refused,
    x.was_returned, iif(x.stage = 'released' AND x.seconds >= 0, x.seconds / 60, NULL) AS minutes
FROM {{sighted}} x CROSS JOIN declaration_list d ON d.id = x.id
LEFT JOIN exchange_rate r ON r.currency = d.currency AND r.month = x.month
LEFT JOIN tax_bill t ON t.id = x.tax_bill_id
LEFT JOIN tax_estimate e ON e.id = x.id
"""
"""What each list brings, from what was looked up: id, KEYS, PARTS."""
