"""The simulated customs office: judges each document by itself and against what is on file.

Documents are judged in the order they come. Orders must be on file before their list; a waybill
only when its carrier files here at all (a carrier that files by itself is not seen in our outbox).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from app.messages.ceb.reader import ReadDocument, ReadMessage
from app.messages.ceb.spec import spec
from app.simulator.answers import refusal_of, seconds_until
from app.simulator.archive import NEW, Archive, Key, goods_of, key_of
from app.simulator.checks import faults_of
from app.simulator.clock import seconds_between
from app.simulator.fault import Fault, fault
from app.simulator.goods import goods_faults
from app.simulator.imports import import_list_faults
from app.simulator.returns import return_faults, tally_faults
from app.simulator.summary import Summaries
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

_ORDER_TYPES = {"9610": "E", "1210": "E", "9710": "B", "9810": "W"}  # C06


@dataclass(frozen=True, slots=True)
class Ruling:
    """The office's word on one document; `fault` None = in order. `pre_no` and `decl_no` are the
    numbers the e-port and customs gave it."""

    message: str
    document: ReadDocument
    fault: Fault | None
    pre_no: str = ""
    decl_no: str = ""


class Office:
    """Judges messages one after another and remembers them."""

    def __init__(self) -> None:
        self._archive = Archive()
        self.summaries = Summaries(self._archive)
        self._relations: dict[str, Callable[[ReadDocument, Key], Iterator[Fault]]] = {
            EXPORT.payment: self._payment_faults,
            EXPORT.list: self._list_faults,
            EXPORT.cancel: self._cancel_faults,
            MASTER_BILL: self._bill_faults,
            IMPORT.list: self._import_list_faults,
            IMPORT.cancel: self._cancel_faults,
            DELIVERY: self._delivery_faults,
            EXPORT.back: partial(return_faults, self._archive, EXPORT),
            IMPORT.back: partial(return_faults, self._archive, IMPORT),
            TALLY: partial(tally_faults, self._archive),
            SUMMARY: self.summaries.faults,
        }

    def judge(self, read: ReadMessage) -> list[Ruling]:
        """Rule on every document of a message."""
        count, most = len(read.documents), spec(read.message).most_documents
        too_many = fault("too_many", value=count, expected=most) if count > most else None
        return [self._rule(read.message, document, too_many) for document in read.documents]

    def _rule(self, message: str, document: ReadDocument, too_many: Fault | None) -> Ruling:
        found = too_many or next(self._faults(message, document), None)
        filed = self._archive.file(message, document, refusal_of(found, message) if found else "")
        decl_no = filed.decl_no
        if message == SUMMARY:
            decl_no = self.summaries.sum_no(filed.app_time[:8], key_of(message, document)[:2])
        if found is None:
            self._follow(message, document, decl_no)
        return Ruling(message, document, found, filed.pre_no, decl_no)

    def _follow(self, message: str, document: ReadDocument, decl_no: str) -> None:
        """Tell the desk for summaries what it builds on."""
        if message == EXPORT.list:
            self.summaries.note_list(document, decl_no)
        elif message == SUMMARY:
            self.summaries.take_part(document, key_of(message, document))

    def _faults(self, message: str, document: ReadDocument) -> Iterator[Fault]:
        key = key_of(message, document)
        yield from faults_of(message, document)
        yield from self._sequence_faults(message, document, key)
        if message in self._relations:
            yield from self._relations[message](document, key)

    def _sequence_faults(self, message: str, document: ReadDocument, key: Key) -> Iterator[Fault]:
        """N04-N08: one document a number, and changes newer than what they change."""
        head, before = document.head, self._archive.find(message, key)
        guid, at, number = head.get("guid", ""), head.get("appTime", ""), spec(message).number
        named = {"field": number, "value": head.get(number, "")}
        if self._archive.owner_of_guid(guid) not in (None, (message, key)):
            yield fault("guid_repeated", value=guid)
        if before and at <= before.app_time:
            yield fault("older", value=at, expected=before.app_time)
        if head.get("appType") == NEW:
            if before and before.stands:
                yield fault("number_taken", **named)
        elif before is None or before.refusal.startswith("-"):
            yield fault("nothing_to_change", **named)
        elif self._is_settled(message, key, at):
            yield fault("state", **named)

    def _is_settled(self, message: str, key: Key, at: str) -> bool:
        """An order is settled by its list, a list by its release or cancellation, a return by
        what customs said to it."""
        trade = trade_of(message)
        if message == trade.order:
            return self._archive.list_of_order(trade, key) is not None
        before = self._archive.find(message, key)
        if before is None or message not in (trade.list, trade.back):
            return False
        age = seconds_between(before.app_time, at)
        return before.is_withdrawn or (before.stands and age >= seconds_until("released"))

    def _payment_faults(self, document: ReadDocument, _: Key) -> Iterator[Fault]:
        """T21."""
        order = key_of(EXPORT.order, document)
        if self._archive.standing(EXPORT.order, order) is None:
            yield fault("order_missing", value=order[1], expected=order[0])

    def _list_faults(self, document: ReadDocument, key: Key) -> Iterator[Fault]:
        yield from self._order_faults(document, key)
        yield from self._parcel_faults(EXPORT, document, key)

    def _import_list_faults(self, document: ReadDocument, key: Key) -> Iterator[Fault]:
        yield from import_list_faults(self._archive, document)
        named = key_of(IMPORT.order, document)
        if (holder := self._archive.list_of_order(IMPORT, named)) not in (None, key):
            yield fault("order_taken", value=named[1], expected=holder[-1] if holder else "")
        yield from self._parcel_faults(IMPORT, document, key)

    def _parcel_faults(self, trade: Trade, document: ReadDocument, key: Key) -> Iterator[Fault]:
        """T03, T23: the parcel's waybill is on file, and no other list has it."""
        waybill = key_of(trade.waybill, document)
        is_filed = self._archive.standing(trade.waybill, waybill) is not None
        if self._archive.files_here(trade, waybill[0]) and not is_filed:
            yield fault("waybill_missing", value=waybill[1], expected=waybill[0])
        holder = self._archive.list_of_waybill(trade, waybill)
        if holder not in (None, key):
            yield fault("waybill_taken", value=waybill[1], expected=holder[-1] if holder else "")

    def _order_faults(self, document: ReadDocument, key: Key) -> Iterator[Fault]:
        """T19, T20, T25, C06, A04: the list repeats its order, which came first."""
        head, named = document.head, key_of(EXPORT.order, document)
        order = self._archive.standing(EXPORT.order, named)
        if order is None or order.app_time > head.get("appTime", ""):
            yield fault("order_missing", value=named[1], expected=named[0])
            return
        if head.get("ebcCode") != order.seller:
            yield fault("seller", value=head.get("ebcCode", ""), expected=order.seller)
        mode = head.get("tradeMode", "")
        if _ORDER_TYPES.get(mode) != order.order_type:
            yield fault("mode", value=mode, expected=order.order_type)
        yield from goods_faults(goods_of(document), order.goods)
        holder = self._archive.list_of_order(EXPORT, named)
        if holder not in (None, key):
            yield fault("order_taken", value=named[1], expected=holder[-1] if holder else "")

    def _cancel_faults(self, document: ReadDocument, _: Key) -> Iterator[Fault]:
        """R01: the list exists, and is neither refused, cancelled nor cleared."""
        number = document.head.get("invtNo", "")
        filed = self._archive.list_of_number(number)
        if filed is None:
            yield fault("list_missing", value=number)
            return
        age = seconds_between(filed.app_time, document.head.get("appTime", ""))
        if not filed.stands or age >= seconds_until("cleared"):
            yield fault("state", field="invtNo", value=number)

    def _bill_faults(self, document: ReadDocument, key: Key) -> Iterator[Fault]:
        """T24: each parcel has its list, and stands on one bill once."""
        yield from self._parcels(EXPORT, MASTER_BILL, document, key)

    def _delivery_faults(self, document: ReadDocument, key: Key) -> Iterator[Fault]:
        yield from self._parcels(IMPORT, DELIVERY, document, key)

    def _parcels(
        self, trade: Trade, message: str, document: ReadDocument, key: Key
    ) -> Iterator[Fault]:
        carrier = document.head.get("logisticsCode", "")
        seen: set[str] = set()
        for number, line in enumerate(document.lines, 1):
            parcel = line.get("logisticsNo", "")
            if self._archive.list_of_waybill(trade, (carrier, parcel)) is None:
                yield fault("parcel_unknown", line=number, value=parcel)
            if parcel in seen or self._archive.bill_of_parcel(message, parcel) not in (None, key):
                yield fault("parcel_twice", line=number, value=parcel)
            seen.add(parcel)
