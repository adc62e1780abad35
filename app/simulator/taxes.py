"""Tax bills for import lists the office has released: the bill (CEB816), and later that it was
summed up to be paid (CEB818).

The office does not work out taxes: the amounts are handed to it, and a list without them gets no
bill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from app.messages.ceb.reader import ReadDocument
from app.messages.ceb.spec import spec
from app.messages.ceb.writer import Document, document_from_names
from app.simulator.answers import tax_step
from app.simulator.clock import time_after
from app.simulator.numbers import draw, guid_of

BILL, STATE = "CEB816", "CEB818"


@dataclass(frozen=True, slots=True)
class LineTax:
    """Dutiable value and taxes of one line, in CNY."""

    dutiable: Decimal
    duty: Decimal
    vat: Decimal
    consumption: Decimal


Taxes = Callable[[str], Sequence[LineTax] | None]
"""Own number of a list → the taxes of its lines, in their order; None = not known."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A list with its taxes, to be billed."""

    list: ReadDocument
    decl_no: str
    taxes: Sequence[LineTax]

    @property
    def tax_no(self) -> str:
        """The bill's number: that of its list, and 01."""
        return f"{self.decl_no}01"

    def time_of(self, step: str) -> str:
        """When the bill comes to a step."""
        return time_after(self.list.head.get("appTime", ""), tax_step(step).seconds, 0)

    def document(self) -> Document:
        """The bill itself."""
        head = self.list.head
        copied = ("assureCode", "ebcCode", "logisticsCode", "agentCode", "customsCode", "orderNo")
        values = self._values("billed") | {
            **dict(zip(_WIRE[1:], map(str, self._totals()), strict=True)),
            **{name: head[name] for name in copied if head.get(name)},
            "logisticNo": head.get("logisticsNo"),
            "note": tax_step("billed").mark,
        }
        return document_from_names(spec(BILL), values, list(self._lines()))

    def state(self) -> Document:
        """That the bill was summed up, under which payment book number."""
        head = self.list.head
        month = self.time_of("summed")[:6]
        book = draw("payment book", head.get("agentCode", ""), month) % 10**6
        values = self._values("summed") | {
            "entDutyNo": f"{head.get('customsCode', '')}{month}{book:06d}",
            "assureCode": head.get("assureCode"),
        }
        return document_from_names(spec(STATE), values)

    def _values(self, step: str) -> dict[str, str | None]:
        return {
            "guid": guid_of(step, self.tax_no),
            "returnTime": self.time_of(step),
            "invtNo": self.decl_no,
            "taxNo": self.tax_no,
            "status": tax_step(step).status,
        }

    def _totals(self) -> Iterator[Decimal]:
        for name in _NAMES[1:]:
            yield sum((getattr(line, name) for line in self.taxes), Decimal(0))

    def _lines(self) -> Iterator[dict[str, str]]:
        for line, tax in zip(self.list.lines, self.taxes, strict=True):
            amounts = (str(getattr(tax, name)) for name in _NAMES)
            yield {
                "gnum": line.get("gnum", ""),
                "gcode": line.get("gcode", ""),
                **dict(zip(_WIRE, amounts, strict=True)),
            }


_NAMES = tuple(field.name for field in fields(LineTax))
_WIRE = ("taxPrice", "customsTax", "valueAddedTax", "consumptionTax")
