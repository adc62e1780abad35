"""The one place that holds the program's version."""

VERSION = "0.1.0"

RULES_CHECKED = "2026-11-21"
"""The last day the rules in `resources/rules` were compared with their sources."""
