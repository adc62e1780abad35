"""The packing list of a batch of returns as a record to print."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchPaperLine:
    """A return in the batch; sizes at scale 5, None = not known. `freight_e5` is its share of the
    freight in CNY, None = the freight is not known."""

    line_no: int
    own_no: str
    list_own_no: str
    waybill_no: str
    goods: str
    qty_e5: int
    weight_e5: int | None
    volume_e5: int | None
    freight_e5: int | None


@dataclass(frozen=True, slots=True)
class BatchPaper:
    """A batch with what is in it. Sums are None where one of the parts is not known; the freight is
    an estimate unless `is_paid`."""

    id: int
    batch_no: str
    state: str
    warehouse: str
    country: str
    site_code: str
    customs_mode: str
    ship_by: str
    shipped_on: str
    bill_no: str
    transport_name: str
    qty_e5: int
    weight_e5: int | None
    volume_e5: int | None
    freight_e5: int | None
    is_paid: bool
    lines: tuple[BatchPaperLine, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        return {"batch_no": self.batch_no}
