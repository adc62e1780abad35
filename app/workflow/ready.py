"""Which orders agree well enough to be declared: what the matcher found and people decided."""

from __future__ import annotations

# Nothing holds the order up, or a person accepted what did; an excluded one is not declared.
READY_ORDERS = """
SELECT r.id FROM match_result r LEFT JOIN match_decision d ON d.id = r.id
WHERE coalesce(d.action, '') <> 'exclude'
  AND r.blocking & ~coalesce(d.accepted_flags, 0) = 0
"""
