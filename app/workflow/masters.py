"""Saving what a person entered about companies, articles and the own company: one undoable call
each. What a record says is judged by `masters_checks` first; a blocking finding saves nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from app.documents.fields import GOODS_FIELDS, FieldType
from app.documents.filing import FilingStatus
from app.intake.times import date_reader
from app.legal.parameters import Parameters
from app.queries.master_uses import goods_uses, party_uses
from app.store.events import Event, add_events
from app.store.masters import (
    GOODS_RECORD,
    PARTY_RECORD,
    Record,
    delete_goods,
    delete_parties,
    goods_numbered,
    party_named,
    read_goods,
    read_party,
    write_goods,
    write_party,
)
from app.store.session import Session
from app.store.settings import IMPORT_MODES, TRADES, CompanyProfile, get_company, set_company
from app.values.codes import clean_code
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = [
    "FLAG_ON",
    "IMPORT_MODES",
    "TRADES",
    "MasterRefused",
    "Record",
    "Saved",
    "blank_goods",
    "blank_party",
    "company_profile",
    "company_record",
    "grades_on",
    "read_goods",
    "read_party",
    "record_step",
    "remove_goods",
    "remove_parties",
    "save_company",
    "save_goods",
    "save_party",
    "tidy_goods",
    "tidy_party",
    "trades_of",
]

CLASSIFIED = "classified"  # event: an article was given its goods code
FLAG_ON = "1"

_PARTY_CODES = ("customs_code", "credit_code", "dxp_id", "licence_no")
PARTY_DATES = ("valid_until", "licence_until", "graded_on")
_GOODS_TEXT = {field.name for field in GOODS_FIELDS if field.type is FieldType.TEXT}


class MasterRefused(AppError):
    """Another record stands where this one would have to."""

    code = "error.party_exists"


@dataclass(slots=True)
class Saved(Outcome):
    """What saving one record answers: also its id."""

    id: int = 0


def blank_party() -> Record:
    """A new company's record."""
    return {**dict.fromkeys(PARTY_RECORD, ""), "role": "seller"}


def blank_goods() -> Record:
    """A new article's record."""
    return dict.fromkeys(GOODS_RECORD, "")


def tidy_party(record: Record) -> Record:
    """A company's record as it is kept: spaces trimmed, codes cleaned, dates in ISO form; what is
    no date stays as written."""
    tidy = {name: text.strip() for name, text in record.items()}
    tidy |= {name: clean_code(tidy[name]).upper() for name in _PARTY_CODES}
    return tidy | {name: _iso(tidy[name]) for name in PARTY_DATES}


def tidy_goods(record: Record) -> Record:
    """An article's record as it is kept: texts trimmed, codes and numbers in half-width."""
    return {
        name: text.strip() if name in _GOODS_TEXT else clean_code(text).replace(",", "")
        for name, text in record.items()
    }


def _iso(text: str) -> str:
    reading = date_reader("")(text)
    return text if reading.remark else str(reading.value)


def save_party(session: Session, party_id: int | None, record: Record) -> Saved:
    """File a company (None = a new one). Findings: names that belong to another company. Raises
    MasterRefused when another company has this role and name."""
    record = tidy_party(record)
    twin = party_named(session.conn, record["role"], record["name"])
    if twin and twin[0] != party_id:
        if twin[1] or party_id is not None:
            raise MasterRefused(name=record["name"])
        party_id = twin[0]  # met in a file before: this is its filing
    before = read_party(session.conn, party_id) if party_id else None
    saved = Saved("party")
    with attempt(session, "party", name=record["name"]) as trial:
        saved.id, found = write_party(session.conn, trial.call.id, party_id, record)
        for finding in found:
            saved.add(finding)
        is_new_filing = twin is not None and not twin[1]
        trial.changed = is_new_filing or read_party(session.conn, saved.id) != before
    if trial.changed:
        saved.changes = Changes(frozenset({DocumentKind.PARTY}))
    return saved


def record_step(
    session: Session, party_id: int, status: FilingStatus, *, happened_on: date, note: str = ""
) -> Outcome:
    """Note that a company's filing came to a status on a day; who and when is kept with it."""
    with session.call("party_step", status=status) as call:
        detail = {"note": note} if note else {}
        event = Event(DocumentKind.PARTY, party_id, status, happened_on.isoformat(), detail=detail)
        add_events(session.conn, call.id, [event])
    return Outcome("party_step", changes=Changes(frozenset({DocumentKind.PARTY})))


def save_goods(
    session: Session, goods_id: int | None, record: Record, *, on: date, basis: str = ""
) -> Saved:
    """Keep an article (None = a new one). A goods code that is new is noted with the day, the
    person and the `basis` they gave. Raises MasterRefused when another article has its number."""
    record = tidy_goods(record)
    twin = goods_numbered(session.conn, record["sku"])
    if twin is not None and twin != goods_id:
        raise MasterRefused("error.goods_exists", sku=record["sku"])
    before = read_goods(session.conn, goods_id) if goods_id else None
    saved = Saved("goods")
    with attempt(session, "goods", sku=record["sku"]) as trial:
        saved.id = write_goods(session.conn, trial.call.id, goods_id, record)
        trial.changed = read_goods(session.conn, saved.id) != before
        if record["hs_code"] and record["hs_code"] != (before or {}).get("hs_code"):
            event = Event(
                DocumentKind.GOODS,
                saved.id,
                CLASSIFIED,
                on.isoformat(),
                record["hs_code"],
                detail={"note": basis} if basis else {},
            )
            add_events(session.conn, trial.call.id, [event])
    if trial.changed:
        saved.changes = Changes(frozenset({DocumentKind.GOODS}))
    return saved


def remove_parties(session: Session, ids: Iterable[int]) -> Outcome:
    """Delete those of these companies that no document names, in one undoable call. Counts:
    "deleted", "kept"."""
    return _remove(session, "party_delete", DocumentKind.PARTY, ids)


def remove_goods(session: Session, ids: Iterable[int]) -> Outcome:
    """Delete those of these articles that no document names, in one undoable call. Counts:
    "deleted", "kept"."""
    return _remove(session, "goods_delete", DocumentKind.GOODS, ids)


def _remove(session: Session, verb: str, kind: DocumentKind, ids: Iterable[int]) -> Outcome:
    find, delete = _REMOVING[kind]
    outcome = Outcome(verb)
    found = find(session.conn, ids)
    free = [each.id for each in found if not each.uses]
    outcome.counts = {"deleted": len(free), "kept": len(found) - len(free)}
    if free:
        with session.call(verb, count=len(free)) as call:
            delete(session.conn, free)
            call.outcome["deleted"] = len(free)
        outcome.changes = Changes(frozenset({kind}))
    return outcome


_REMOVING = {
    DocumentKind.PARTY: (party_uses, delete_parties),
    DocumentKind.GOODS: (goods_uses, delete_goods),
}


def company_record(conn: sqlite3.Connection) -> Record:
    """The own company's settings as a form shows them; a switch is "1" or "", and which ways it
    trades is said also when only its modes tell."""
    profile = get_company(conn)
    record = {
        name: (FLAG_ON if value else "") if isinstance(value, bool) else value
        for name, value in asdict(profile).items()
    }
    return record | {"trades": trades_of(profile)}


def company_profile(record: Record) -> CompanyProfile:
    """The settings a form shows."""
    given: dict[str, Any] = {
        field.name: record[field.name] == FLAG_ON
        if isinstance(field.default, bool)
        else record[field.name].strip()
        for field in fields(CompanyProfile)
    }
    return CompanyProfile(**given)


def save_company(session: Session, record: Record) -> Outcome:
    """Keep the own company's settings; those the record does not name stay as they are."""
    outcome = Outcome("company")
    with attempt(session, "company") as trial:
        profile = company_profile({**company_record(session.conn), **record})
        trial.changed = set_company(session.conn, profile)
    if trial.changed:
        outcome.changes = Changes(frozenset({DocumentKind.PARTY}))
    return outcome


def trades_of(profile: CompanyProfile) -> str:
    """Which ways a company trades: "export", "import" or "both"."""
    return next(name for name, flows in TRADES.items() if flows == profile.flows)


def grades_on(day: date) -> tuple[str, ...]:
    """The credit grades customs gives on a day, best first. Raises NotInForce before the first."""
    return tuple(str(grade) for grade in Parameters().list_at("company.credit.grades", day))
