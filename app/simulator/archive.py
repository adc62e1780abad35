"""What the simulated office has on file, and under which numbers it is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from sys import intern

from app.messages.ceb.reader import ReadDocument
from app.simulator.checks import amount
from app.simulator.numbers import Numbers
from app.simulator.trade import (
    DELIVERY,
    EXPORT,
    IMPORT,
    MASTER_BILL,
    SUMMARY,
    TALLY,
    Trade,
    trade_of,
)

Key = tuple[str, ...]
Goods = tuple[str, str, str]  # goods number, quantity, total

NEW, CHANGE, DELETE = "1", "2", "3"  # appType

# message → the fields its documents are known by (K01-K05), in the order they must come (T25)
KEYS: dict[str, tuple[str, ...]] = {
    EXPORT.order: ("ebpCode", "orderNo"),
    EXPORT.payment: ("ebcCode", "orderNo", "payNo"),
    EXPORT.waybill: ("logisticsCode", "logisticsNo"),
    EXPORT.list: ("agentCode", "copNo"),
    EXPORT.cancel: ("agentCode", "copNo"),
    MASTER_BILL: ("agentCode", "copNo", "msgSeqNo"),
    IMPORT.order: ("ebpCode", "orderNo"),
    IMPORT.payment: ("payCode", "payTransactionId"),
    IMPORT.waybill: ("logisticsCode", "logisticsNo"),
    IMPORT.list: ("agentCode", "copNo"),
    IMPORT.cancel: ("agentCode", "copNo"),
    DELIVERY: ("operatorCode", "copNo"),
    EXPORT.back: ("agentCode", "coElNo"),
    IMPORT.back: ("agentCode", "copNo"),
    TALLY: ("operatorCode", "coElNo"),
    SUMMARY: ("agentCode", "copNo", "msgSeqNo"),
}
_LISTS = (EXPORT.list, IMPORT.list)
_CANCELS = (EXPORT.cancel, IMPORT.cancel)
_RETURNS = (EXPORT.back, IMPORT.back)
_ABOUT_LISTS = (*_CANCELS, *_RETURNS)
_NUMBERED = frozenset({*_LISTS, *_ABOUT_LISTS, MASTER_BILL, DELIVERY, TALLY, SUMMARY})
_LETTERS = {IMPORT.back: "T", TALLY: "O"}  # of the e-port's numbers; all others B
_WITH_LINES = frozenset({*_LISTS, *_RETURNS})
# What a return is compared with on the lines of its list (R02, R03, R07, R08).
LINE_FIELDS = (
    *("gcode", "gname", "gmodel", "unit", "unit1", "unit2"),
    *("qty", "qty1", "qty2"),
)
# What other documents are compared with (T05-T14, A05).
_COMPARED = (
    *("ebpCode", "orderNo", "buyerName", "buyerIdNumber", "buyerTelephone", "acturalPaid"),
    *("payCode", "payTransactionId", "payerName", "payerIdNumber", "amountPaid"),
    *("consignee", "consigneeTelephone", "consigneeAddress"),
)


Lines = Mapping[str, tuple[str, ...]]
"""gnum → what stands there in LINE_FIELDS."""


def key_of(message: str, document: ReadDocument) -> Key:
    """What a document is known by at customs; also one that another document refers to."""
    return tuple(document.head.get(name, "") for name in KEYS[message])


def goods_of(document: ReadDocument) -> tuple[Goods, ...]:
    """The lines of an order or list in the form in which they are compared."""
    return tuple(
        (line.get("itemNo", ""), _plain(line, "qty"), _plain(line, "totalPrice"))
        for line in document.lines
    )


def _plain(line: Mapping[str, str], name: str) -> str:
    return f"{amount(line, name).normalize():f}"


@dataclass(slots=True)
class Filed:
    """A document on file. `refusal`: the status it was refused with, "" = it stands; a negative one
    means that it never reached customs."""

    app_time: str
    refusal: str = ""
    seller: str = ""
    order_type: str = ""
    goods: tuple[Goods, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)
    pre_no: str = ""
    decl_no: str = ""
    is_withdrawn: bool = False

    @property
    def stands(self) -> bool:
        """Neither refused nor cancelled."""
        return not self.refusal and not self.is_withdrawn


class Archive:
    """Everything filed so far."""

    def __init__(self) -> None:
        self._filed: dict[str, dict[Key, Filed]] = {message: {} for message in KEYS}
        self._guids: dict[str, tuple[str, Key]] = {}
        self._list_of_order: dict[tuple[Trade, Key], Key] = {}
        self._list_of_waybill: dict[tuple[Trade, Key], Key] = {}
        self._list_of_number: dict[str, tuple[str, Key]] = {}
        self._payment_of_order: dict[Key, Key] = {}
        self._bill_of_parcel: dict[tuple[str, str], Key] = {}
        self._returns: defaultdict[str, dict[Key, Filed]] = defaultdict(dict)
        self._carriers: set[tuple[str, str]] = set()
        self._numbers = Numbers()

    def find(self, message: str, key: Key) -> Filed | None:
        """The document of this key, refused ones included."""
        return self._filed[message].get(key)

    def standing(self, message: str, key: Key) -> Filed | None:
        """The document of this key if it stands."""
        filed = self.find(message, key)
        return filed if filed and filed.stands else None

    def owner_of_guid(self, guid: str) -> tuple[str, Key] | None:
        """The message and key of the document that carries this guid."""
        return self._guids.get(guid)

    def list_of_order(self, trade: Trade, order: Key) -> Key | None:
        """The standing list of an order."""
        return self._standing_list(trade, self._list_of_order.get((trade, order)))

    def list_of_waybill(self, trade: Trade, waybill: Key) -> Key | None:
        """The standing list of a parcel."""
        return self._standing_list(trade, self._list_of_waybill.get((trade, waybill)))

    def list_of_number(self, decl_no: str) -> Filed | None:
        """The list with this customs number."""
        place = self._list_of_number.get(decl_no)
        return self._filed[place[0]][place[1]] if place else None

    def list_of_return(self, trade: Trade, decl_no: str) -> Filed | None:
        """The same, if it is a list of this trade."""
        place = self._list_of_number.get(decl_no)
        return self._filed[place[0]][place[1]] if place and place[0] == trade.list else None

    def returns_of(self, decl_no: str, besides: Key) -> list[Filed]:
        """The standing returns of a list, this one left out."""
        found = self._returns[decl_no].items()
        return [filed for key, filed in found if key != besides and filed.stands]

    def payment_of_order(self, order: Key) -> Filed | None:
        """The standing payment of an import order."""
        key = self._payment_of_order.get(order)
        return self.standing(IMPORT.payment, key) if key else None

    def bill_of_parcel(self, message: str, waybill_no: str) -> Key | None:
        """The master bill (or delivery) a parcel stands on."""
        return self._bill_of_parcel.get((message, waybill_no))

    def comes_here(self, message: str) -> bool:
        """Whether documents of this kind come through this outbox at all."""
        return bool(self._filed[message])

    def files_here(self, trade: Trade, carrier: str) -> bool:
        """Whether the waybills of a carrier come through this outbox."""
        return (trade.waybill, carrier) in self._carriers

    def file(self, message: str, document: ReadDocument, refusal: str) -> Filed:
        """Put a document on file and number it. A refused one does not displace one that stands:
        that one is returned."""
        key = key_of(message, document)
        before = self.find(message, key)
        if refusal and before and before.stands:
            return before
        filed = _filed(message, document, refusal)
        if message in _NUMBERED:
            self._give_numbers(message, document, filed, before)
        self._filed[message][key] = filed
        if not refusal:
            self._guids[document.head.get("guid", "")] = (message, key)
            self._index(message, document, filed)
        return filed

    def _standing_list(self, trade: Trade, key: Key | None) -> Key | None:
        return key if key and self.standing(trade.list, key) else None

    def _give_numbers(
        self, message: str, document: ReadDocument, filed: Filed, before: Filed | None
    ) -> None:
        key, day = key_of(message, document), filed.app_time[:8]
        earlier = before or filed
        letter = _LETTERS.get(message, "B")
        filed.pre_no = earlier.pre_no or self._numbers.pre_no(day, (message, *key), letter)
        if message in _ABOUT_LISTS:
            filed.decl_no = document.head.get("invtNo", "")
        elif message in _LISTS and not filed.refusal:
            office, trade = document.head.get("customsCode", ""), trade_of(message)
            filed.decl_no = earlier.decl_no or self._numbers.decl_no(office, day[:4], trade, key)

    def _index(self, message: str, document: ReadDocument, filed: Filed) -> None:
        key, trade = key_of(message, document), trade_of(message)
        if message == trade.waybill:
            self._carriers.add((message, key[0]))
        elif message == IMPORT.payment:
            self._payment_of_order[key_of(IMPORT.order, document)] = key
        elif message in _LISTS:
            self._list_of_order[trade, key_of(trade.order, document)] = key
            self._list_of_waybill[trade, key_of(trade.waybill, document)] = key
            self._list_of_number[filed.decl_no] = (message, key)
        elif message in _CANCELS and (cancelled := self.list_of_number(filed.decl_no)):
            cancelled.is_withdrawn = True
        elif message in _RETURNS:
            self._returns[filed.decl_no][key] = filed
        elif message in (MASTER_BILL, DELIVERY):
            for line in document.lines:
                self._bill_of_parcel[message, line.get("logisticsNo", "")] = key
        filed.is_withdrawn = document.head.get("appType") == DELETE


def _filed(message: str, document: ReadDocument, refusal: str) -> Filed:
    head = document.head
    is_order = "orderType" in head
    return Filed(
        app_time=head.get("appTime", ""),
        refusal=refusal,
        seller=head.get("ebcCode", ""),
        order_type=head.get("orderType", ""),
        goods=goods_of(document) if is_order else (),
        said={name: head[name] for name in _COMPARED if name in head},
        lines=_lines(document) if message in _WITH_LINES and not refusal else {},
    )


def _lines(document: ReadDocument) -> Lines:
    """Shared words are kept once: thousands of lists name the same articles."""
    return {
        line.get("gnum", ""): tuple(intern(str(line.get(name, ""))) for name in LINE_FIELDS)
        for line in document.lines
    }
