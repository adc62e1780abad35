"""By which fields lists and lines are merged on a day: the words of the law as columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.legal.parameters import Parameters
from app.summary.terms import BY_CONSIGNOR, BY_NAME

HEAD_RULE = "export.9610.summary.key.head"
ITEM_RULE = "export.9610.summary.key.item"

# Words of the rules → columns of declaration_list d and declaration_line l.
_HEAD = {
    "consignor": "seller_code",
    "transport_mode": "transport_mode",
    "production_sale_unit": "producer_code",
    "country_of_arrival": "country",
    "exit_customs": "port_office",
}
_ITEM = {"final_destination": "country", "hs10": "hs_code", "currency": "currency"}
_NAME = "goods_name"


@dataclass(frozen=True, slots=True)
class Keys:
    """The columns lists (`head`) and their lines (`item`) must agree in to be merged."""

    head: frozenset[str]
    item: frozenset[str]

    def head_sql(self, column: str) -> str:
        """SQL of a head column: '' where it is not asked."""
        return f"d.{column}" if column in self.head else "''"

    def item_sql(self, column: str) -> str:
        """SQL of a line column: '' where it is not asked."""
        return f"l.{column}" if column in self.item else "''"


HEAD_COLUMNS = tuple(_HEAD.values())


def keys_on(day: date, parameters: Parameters, *, summary_flag: str, item_name_flag: str) -> Keys:
    """The keys in force on a day (R25), narrowed or widened by the flags of the message (M10, M11).
    Raises NotInForce, KeyError for a word of the rules that is not known."""
    head = {_HEAD[str(word)] for word in parameters.list_at(HEAD_RULE, day)}
    item = {_ITEM[str(word)] for word in parameters.list_at(ITEM_RULE, day)}
    if summary_flag == BY_CONSIGNOR:
        head.discard("producer_code")
    if item_name_flag == BY_NAME:
        item.add(_NAME)
    return Keys(frozenset(head), frozenset(item))
