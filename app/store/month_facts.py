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
    *("duty_e5", "vat_e5", "consumption_e5", "tax_state", "automatic", "was_refused"),
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


_ANSWERS = "FROM receipt r WHERE r.document_kind = 'declaration_list' AND r.document_id = d.id"
_WAS_REFUSED = f"""EXISTS (SELECT 1 {_ANSWERS}
    AND (r.status_code IN ({_codes(_REFUSED)}) OR r.status_code GLOB '-[0-9]*'))"""
_WAS_STOPPED = f"EXISTS (SELECT 1 {_ANSWERS} AND r.status_code IN ({_codes(_STOPPED)}))"
_FIRST_SENT = """(SELECT min(i.app_time) FROM message_item i
    WHERE i.document_kind = 'declaration_list' AND i.document_id = d.id)"""
_SECONDS = "CAST(strftime('%s', {}) AS INTEGER)"
_WAITED = f"{_SECONDS.format('d.released_at')} - {_SECONDS.format(_FIRST_SENT)}"
_MINUTES = f"iif(d.stage = 'released' AND {_WAITED} >= 0, ({_WAITED}) / 60, NULL)"
_WAS_RETURNED = """EXISTS (SELECT 1 FROM goods_return_state v
    WHERE v.declaration_list_id = d.id AND v.state = 'accepted')"""

# Amount at scale 5 times rate at scale 8, half up to the fen, in 64 bits: the amount is taken apart
# at a million, so that no product is too long for a list below a hundred thousand million.
_HIGH = "d.total_e5 / 1000000 * r.cny_e8"
_FEN = f"""({_HIGH} / 100000 + ({_HIGH} % 100000 * 1000000 + d.total_e5 % 1000000 * r.cny_e8
    + 50000000000) / 100000000000)"""
_CNY = f"iif(d.currency = 'CNY', (d.total_e5 + 500) / 1000, {_FEN}) * 1000"

_BILL = "(SELECT {} FROM list_bill b WHERE b.id = d.id)"
_ESTIMATE = "(SELECT {} FROM tax_estimate e WHERE e.id = d.id)"
_ALL = "{0}.duty_e5 + {0}.vat_e5 + {0}.consumption_e5"
_BILLED = _BILL.format(f"{_ALL.format('b')} NOT NULL")
_ESTIMATED = _ESTIMATE.format(f"{_ALL.format('e')} NOT NULL")


def _tax(name: str) -> str:
    of_bill, of_estimate = _BILL.format(f"b.{name}"), _ESTIMATE.format(f"e.{name}")
    return f"iif(d.flow = 'import', iif({_BILLED}, {of_bill}, {of_estimate}), NULL) AS {name}"


def _key(name: str) -> str:
    return "d.platform_name AS platform" if name == "platform" else f"d.{name}"


_COLUMNS = f"""d.id, {", ".join(map(_key, KEYS))}, d.line_count AS lines, d.pieces, d.total_e5 AS value_e5,
{_CNY} AS value_cny_e5, d.gross_weight_e5, d.net_weight_e5,
{_tax("duty_e5")}, {_tax("vat_e5")}, {_tax("consumption_e5")},
CASE WHEN d.flow <> 'import' THEN 0 WHEN {_BILLED} THEN 1 WHEN {_ESTIMATED} THEN 2 ELSE 3 END
    AS tax_state,
d.stage = 'released' AND NOT {_WAS_STOPPED} AND NOT {_WAS_REFUSED} AS automatic,
{_WAS_REFUSED} AS was_refused, {_WAS_RETURNED} AS was_returned, {_MINUTES} AS minutes
"""

FACTS = f"""
SELECT {_COLUMNS}
FROM (SELECT d.*, (SELECT m.month FROM list_month m WHERE m.id = d.id) AS month,
    (SELECT x.stage FROM list_stage x WHERE x.id = d.id) AS stage, s.released_at
    FROM {{lists}} LEFT JOIN declaration_status s ON s.id = d.id) d
LEFT JOIN exchange_rate r ON r.currency = d.currency AND r.month = d.month
"""
"""The facts of `lists`, a table expression that brings `declaration_list d`: id, KEYS, PARTS."""
