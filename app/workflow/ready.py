"""Which orders agree well enough to be declared: what the matcher found and people decided."""

from __future__ import annotations

from collections.abc import Collection

from app.documents.fields import Flow

# Nothing holds the order up, or a person accepted what did; an excluded one is not declared.
READY_ORDERS = """
SELECT r.id FROM match_result r LEFT JOIN match_decision d ON d.id = r.id
WHERE coalesce(d.action, '') <> 'exclude'
  AND r.blocking & ~coalesce(d.accepted_flags, 0) = 0
"""


def ready_orders(left_out: Collection[Flow] = ()) -> str:
    """The same without the orders of these flows."""
    if not left_out:
        return READY_ORDERS
    flows = ", ".join(f"'{flow}'" for flow in left_out)
    return f"{READY_ORDERS} AND r.id IN (SELECT id FROM orders WHERE flow NOT IN ({flows}))"
