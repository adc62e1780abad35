"""What the simulated office has on file, and under which numbers it is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.messages.ceb.reader import ReadDocument
from app.simulator.checks import amount
from app.simulator.numbers import Numbers

Key = tuple[str, ...]
Goods = tuple[str, str, str]  # goods number, quantity, total

NEW, CHANGE, DELETE = "1", "2", "3"  # appType

# message → the fields its documents are known by (K01-K05)
KEYS: dict[str, tuple[str, ...]] = {
    "CEB303": ("ebpCode", "orderNo"),
    "CEB403": ("ebcCode", "orderNo", "payNo"),
    "CEB505": ("logisticsCode", "logisticsNo"),
    "CEB603": ("agentCode", "copNo"),
    "CEB605": ("agentCode", "copNo"),
    "CEB607": ("agentCode", "copNo", "msgSeqNo"),
}
_NUMBERED = frozenset({"CEB603", "CEB605", "CEB607"})


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
        self._list_of_order: dict[Key, Key] = {}
        self._list_of_waybill: dict[Key, Key] = {}
        self._list_of_number: dict[str, Key] = {}
        self._bill_of_parcel: dict[str, Key] = {}
        self._carriers: set[str] = set()
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

    def list_of_order(self, order: Key) -> Key | None:
        """The standing list of an order."""
        return self._standing_list(self._list_of_order.get(order))

    def list_of_waybill(self, waybill: Key) -> Key | None:
        """The standing list of a parcel."""
        return self._standing_list(self._list_of_waybill.get(waybill))

    def list_of_number(self, decl_no: str) -> Filed | None:
        """The list with this customs number."""
        key = self._list_of_number.get(decl_no)
        return self._filed["CEB603"][key] if key else None

    def bill_of_parcel(self, waybill_no: str) -> Key | None:
        """The master bill a parcel stands on."""
        return self._bill_of_parcel.get(waybill_no)

    def files_here(self, carrier: str) -> bool:
        """Whether the waybills of a carrier come through this outbox."""
        return carrier in self._carriers

    def file(self, message: str, document: ReadDocument, refusal: str) -> Filed:
        """Put a document on file and number it. A refused one does not displace one that stands:
        that one is returned."""
        key = key_of(message, document)
        before = self.find(message, key)
        if refusal and before and before.stands:
            return before
        filed = _filed(document, refusal)
        if message in _NUMBERED:
            self._give_numbers(message, document, filed, before)
        self._filed[message][key] = filed
        if not refusal:
            self._guids[document.head.get("guid", "")] = (message, key)
            self._index(message, document, filed)
        return filed

    def _standing_list(self, key: Key | None) -> Key | None:
        return key if key and self.standing("CEB603", key) else None

    def _give_numbers(
        self, message: str, document: ReadDocument, filed: Filed, before: Filed | None
    ) -> None:
        key, day = key_of(message, document), filed.app_time[:8]
        earlier = before or filed
        filed.pre_no = earlier.pre_no or self._numbers.pre_no(day, (message, *key))
        if message == "CEB605":
            filed.decl_no = document.head.get("invtNo", "")
        elif message == "CEB603" and not filed.refusal:
            office = document.head.get("customsCode", "")
            filed.decl_no = earlier.decl_no or self._numbers.decl_no(office, day[:4], key)

    def _index(self, message: str, document: ReadDocument, filed: Filed) -> None:
        key = key_of(message, document)
        if message == "CEB505":
            self._carriers.add(key[0])
        elif message == "CEB603":
            self._list_of_order[key_of("CEB303", document)] = key
            self._list_of_waybill[key_of("CEB505", document)] = key
            self._list_of_number[filed.decl_no] = key
        elif message == "CEB605" and (cancelled := self.list_of_number(filed.decl_no)):
            cancelled.is_withdrawn = True
        elif message == "CEB607":
            for line in document.lines:
                self._bill_of_parcel[line.get("logisticsNo", "")] = key
        filed.is_withdrawn = document.head.get("appType") == DELETE


def _filed(document: ReadDocument, refusal: str) -> Filed:
    head = document.head
    is_order = "orderType" in head
    return Filed(
        app_time=head.get("appTime", ""),
        refusal=refusal,
        seller=head.get("ebcCode", ""),
        order_type=head.get("orderType", ""),
        goods=goods_of(document) if is_order else (),
    )
