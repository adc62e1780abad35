"""What a person looking through exceptions asks and decides, beyond the suggestions."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from app.matching.explain import Comparison, Explanation, Level, explain
from app.matching.reasons import REASONS, Flag, Reason
from app.matching.sql.documents import NoSuchOrder
from app.matching.suggest import suggestions
from app.matching.suggestion import Kind, Link, Suggestion
from app.queries import matching as queries
from app.queries.matching import ASSIGNED, COMMENTED, open_flags
from app.queries.table import Table
from app.store.events import Event, add_events
from app.store.session import Session
from app.values.finding import DocumentKind
from app.workflow.match import accept, link
from app.workflow.outcome import Changes, Outcome

__all__ = ["Comparison", "Explanation", "Level", "Reason", "Suggestion"]

_NAMES = {int(reason.flag): reason.key for reason in REASONS}


def open_table() -> Table:
    """The orders with something to decide."""
    return queries.open_table(_NAMES)


def decided_table() -> Table:
    """The orders about which something was decided."""
    return queries.decided_table()


def explanation_of(conn: sqlite3.Connection, order_id: int) -> Explanation | None:
    """Why an order agrees or not; None when it is gone or was never matched."""
    try:
        return explain(conn, order_id)
    except NoSuchOrder:
        return None


def is_suggestion(reason: str) -> bool:
    """Whether a decision's reason is a suggestion that was accepted; else a person wrote it."""
    return reason in set(Kind)


Suggested = Mapping[int, tuple[Suggestion, ...]]


def suggestions_by_order(conn: sqlite3.Connection) -> Suggested:
    """Order → what is suggested for it; several when both money and persons are in question."""
    found: dict[int, list[Suggestion]] = defaultdict(list)
    for suggestion in suggestions(conn):
        for order_id in suggestion.order_ids:
            found[order_id].append(suggestion)
    return {order_id: tuple(several) for order_id, several in found.items()}


def among(suggested: Suggested, order_ids: Iterable[int]) -> list[Suggestion]:
    """What is suggested for these orders, each kind once and for them only. What links a document
    to several orders at once stays whole."""
    chosen = list(order_ids)
    wanted = set(chosen)
    found: dict[int, Suggestion] = {}
    for order_id in chosen:
        for suggestion in suggested.get(order_id, ()):
            found.setdefault(id(suggestion), suggestion)
    return [
        each
        if each.links
        else replace(each, order_ids=tuple(o for o in each.order_ids if o in wanted))
        for each in found.values()
    ]


def accept_as_they_are(
    session: Session, order_ids: Iterable[int], *, reason: str, on: date
) -> Outcome:
    """Accept every open difference of these orders. Raises NothingToAccept."""
    orders = list(order_ids)
    flags = Flag(open_flags(session.conn, orders))
    return accept(session, orders, flags, reason=reason, on=on)


def link_document(
    session: Session, kind: DocumentKind, document_id: int, order_id: int, *, on: date
) -> Outcome:
    """Tie one unlinked payment or waybill to an order. Raises CannotLink."""
    return link(session, [Link(kind, document_id, order_id)], on=on)


def note(
    session: Session, order_ids: Iterable[int], *, owner: str | None = None, comment: str = ""
) -> Outcome:
    """Say who looks after these orders (None: unchanged, "": nobody), or keep a comment."""
    orders = list(order_ids)
    with session.call("note", orders=len(orders)) as call:
        events = []
        for order_id in orders:
            if owner is not None:
                detail = {"owner": owner}
                events.append(_event(order_id, ASSIGNED, call.time, detail))
            if comment:
                events.append(_event(order_id, COMMENTED, call.time, {"note": comment}))
        add_events(session.conn, call.id, events)
    return Outcome("match", changes=Changes(frozenset({DocumentKind.ORDER})))


def _event(order_id: int, kind: str, at: str, detail: Mapping[str, str]) -> Event:
    return Event(DocumentKind.ORDER, order_id, kind, at, detail=detail)
