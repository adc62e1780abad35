"""Who may do what: the four roles, and the least role of every act, in one table.

An act is a verb of the workflow, or something that writes nothing but shows personal data. Whatever
is not in the table nobody may do once persons are set up: a new verb has to be entered here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """A role may do what the ones before it may; its text is "role.<role>"."""

    PRINTER = "printer"  # 打单员: looks and prints
    CLERK = "clerk"  # 单证员: the daily work
    MANAGER = "manager"  # 主管: decides, closes, sees personal data
    ADMINISTRATOR = "administrator"  # 管理员: persons, settings


_ORDER = tuple(Role)

_ACTS: Mapping[Role, tuple[str, ...]] = {
    Role.PRINTER: ("print", "password", "undo", "redo"),
    Role.CLERK: (
        *("import", "match", "accept", "exclude", "reconsider", "link", "correct", "note"),
        *("precheck", "lists", "enter", "edit", "change", "cancel", "bill", "delivery"),
        *("export", "receive", "status", "handover", "report", "returns_excel", "template"),
        *("party", "party_step", "goods", "goods_rate", "rate", "assess", "balance"),
        *("book_item", "stock", "stock_lock", "stock_release", "stock_batches"),
        *("returns", "return_change", "return_withdraw", "return_arrive", "return_refund"),
        *("return_lapse", "return_certificate", "attach", "detach", "return_tally", "return_grade"),
        *("return_plan", "return_move", "return_fix", "return_place"),
        *("batch_fix", "batch_ship", "batch_arrive", "batch_freight"),
        *("remittance", "remittance_give", "summary", "summary_again", "export_preset"),
        *("purchase_invoice", "refund_match", "b2b_shipment", "b2b_declared", "b2b_sale"),
        "print_personal",  # forms for customs and carriers carry buyers' names and numbers
    ),
    Role.MANAGER: (
        "override",  # accepting what would hold an order back
        *("reveal", "export_personal", "tolerance", "company", "book", "official_balance"),
        *("party_delete", "goods_delete", "remittance_drop", "warehouse", "warehouse_drop"),
        *("return_terms", "return_tariff", "tariff_drop", "return_check", "return_settle"),
        *("summary_withdraw", "summary_nil", "summary_hold", "tax_payment", "guarantee"),
        *("refund_profile", "refund_rate", "refund_claim", "refund_money", "refund_month"),
        "export_tax",
        *("month_target", "month_close", "month_reopen", "positive_list", "reference"),
        *("purge", "restore"),  # neither of the two can be undone
    ),
    Role.ADMINISTRATOR: ("settings", "training", "person", "encrypt"),
}

LEAST: Mapping[str, Role] = {act: role for role, acts in _ACTS.items() for act in acts}
"""The least role of every act."""

WITNESSED = frozenset({"override", "month_reopen", "purge"})
"""Acts that take two persons: the second one agrees with a password of their own."""


def may(role: Role, act: str) -> bool:
    """Whether a role may do this."""
    least = LEAST.get(act)
    return least is not None and _ORDER.index(role) >= _ORDER.index(least)
