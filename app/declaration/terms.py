"""What a company's profile puts into every list, and the numbers it gives out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from app.documents.fields import Flow
from app.values.finding import DocumentKind

OWN_NO_LENGTH = 20  # what our own tables hold; the wire would take 30 (CEB603.copNo)
_DIGITS = 7  # ten million lists a month; the month starts again at 1
_LETTERS = {
    DocumentKind.DECLARATION_LIST: "",
    DocumentKind.CANCEL_REQUEST: "C",
    DocumentKind.MASTER_BILL_LIST: "M",
    DocumentKind.DELIVERY: "D",
    DocumentKind.GOODS_RETURN: "T",
    DocumentKind.RETURN_TALLY: "L",
    DocumentKind.SUMMARY_APPLICATION: "S",
}
_IMPORT_LETTER = "I"  # own numbers of import lists stand apart from those of export lists
LONGEST_PREFIX = OWN_NO_LENGTH - len("C2611") - _DIGITS
# Any fixed namespace does; with it a number always gets the same identifier.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_OID, "sandan.declaration")


@dataclass(frozen=True, slots=True)
class Company:
    """A filed company: the code messages carry (10 or 18 characters) and its registered name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """What an import list needs that no document says. Country as the store keeps it. A bonded
    company with a `departure_country` also sells directly: parcels with a bill of lading."""

    customs_mode: str
    customs_office: str
    port_office: str
    transport_mode: str
    assure_code: str
    departure_country: str = ""
    direct_transport_mode: str = ""
    account_book_no: str = ""
    area_code: str = ""
    area_name: str = ""
    site_code: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything a list needs that no document says; codes are those of the wire. Flight and bill
    come with an edit or the master bill list. Office, modes and flags are those of exports;
    `imports` None = the company does not import."""

    declarant: Company
    seller: Company
    producer: Company
    customs_office: str
    port_office: str
    transport_mode: str
    wrap_type: str
    customs_mode: str
    statistics_flag: str
    own_no_prefix: str
    site_code: str = ""
    at_zone_customs: bool = False
    imports: ImportTerms | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A row of own numbers: `stem` + seven digits, counted from 1 each month."""

    name: str
    stem: str

    def number(self, value: int) -> str:
        """The own number of a place in the row."""
        return f"{self.stem}{value:0{_DIGITS}d}"


def series(kind: DocumentKind, prefix: str, day: date, *, flow: Flow = Flow.EXPORT) -> Series:
    """The numbers of one kind of document in the month of a day; `flow` tells lists apart."""
    is_import_list = kind is DocumentKind.DECLARATION_LIST and flow is Flow.IMPORT
    letter = _IMPORT_LETTER if is_import_list else _LETTERS[kind]
    stem = f"{prefix}{letter}{day:%y%m}"
    return Series(f"{kind}:{stem}", stem)


def guid(declarant_code: str, own_no: str) -> str:
    """The identifier of a document, upper case (N06): the same number gives the same one, so a
    message written again is recognised as the same document."""
    return str(uuid.uuid5(_NAMESPACE, f"{declarant_code}/{own_no}")).upper()
