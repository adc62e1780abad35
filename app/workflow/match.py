"""The matching stage: judge what changed, and the decisions a person makes about exceptions.

Every decision is one undoable call that ends with judging the orders it touched again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

from app.bonded.sql.demand import Source, fill_short
from app.matching.law import payment_days
from app.matching.profile import SETTING, profile_from_setting
from app.matching.reasons import BLOCKING, Flag
from app.matching.sql.candidates import is_anything_changed
from app.matching.sql.decide import (
    Unlinkable,
    accept_differences,
    exclude_orders,
    make_link,
    withdraw_decisions,
)
from app.matching.sql.imports import BONDED, ImportTerms
from app.matching.sql.judge import Terms
from app.matching.sql.run import run
from app.matching.suggestion import Link, Suggestion
from app.queries.matching import state_counts
from app.store.session import Call, Session
from app.store.settings import get_company, get_setting, set_setting
from app.values.codes import hash_from_name
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.values.progress import SILENT, Progress
from app.workflow.outcome import Changes, Outcome

UPTO = "match.upto"  # {"call": all calls up to this one were judged, "terms": by these terms}
_ORDERS = Changes(frozenset({DocumentKind.ORDER}))
_ALL = Changes(frozenset({DocumentKind.ORDER, DocumentKind.PAYMENT, DocumentKind.WAYBILL}))


class NothingToAccept(AppError):
    """None of the orders has the difference that was to be accepted or excluded."""

    code = "error.not_an_exception"


class CannotLink(AppError):
    """The document belongs to another order, or one of them is gone."""

    code = "error.cannot_link"


def match(
    session: Session,
    selection: Iterable[int] | None = None,
    *,
    on: date,
    progress: Progress = SILENT,
) -> Outcome:
    """Judge every order whose documents changed since the last time, and those of `selection`; all
    of them when profile or law changed. One undoable call; none when there is nothing to judge.

    `on` stands in for orders that state no date. Counts: compared, changed, lapsed (acceptances
    whose difference is another now), then the orders by state. Raises BadProfile, Cancelled."""
    chosen = list(selection or ())
    terms = _terms(session, on)
    since = _judged_upto(session, terms)
    if since and not chosen and not is_anything_changed(session.conn, since):
        return _outcome(session)
    with session.call("match") as call:
        counts = _judge(call, terms, since, again=chosen, progress=progress)
    return _outcome(session, counts, _ORDERS)


def accept(
    session: Session,
    order_ids: Iterable[int],
    flags: Flag,
    *,
    reason: str,
    on: date,
    progress: Progress = SILENT,
    evidence: Mapping[str, str] | None = None,
) -> Outcome:
    """Accept the differences `flags` of these orders as they are now. Raises NothingToAccept, and
    where persons are set up NeedsWitness for what would hold an order back."""
    orders = list(order_ids)
    if flags & BLOCKING:
        session.identity.admit("override")
    with session.call("accept", orders=len(orders), flags=int(flags), reason=reason) as call:
        if not accept_differences(
            call.conn, call.id, orders, flags=flags, reason=reason, evidence=evidence or {}
        ):
            raise NothingToAccept
        counts = _judge_again(call, session, on, progress)
    return _outcome(session, counts, _ORDERS)


def accept_suggestion(
    session: Session, suggestion: Suggestion, *, on: date, progress: Progress = SILENT
) -> Outcome:
    """Do what a suggestion says, for all of its orders alike; for one of them, hand in
    `suggestion.only(order_id)`. Raises NothingToAccept, CannotLink."""
    if suggestion.links:
        return link(session, suggestion.links, on=on, progress=progress)
    return accept(
        session,
        suggestion.order_ids,
        suggestion.flags,
        reason=str(suggestion.kind),
        on=on,
        progress=progress,
        evidence=suggestion.params,
    )


def exclude(
    session: Session,
    order_ids: Iterable[int],
    *,
    reason: str,
    on: date,
    progress: Progress = SILENT,
) -> Outcome:
    """Leave these orders out of everything that follows. Raises NothingToAccept."""
    orders = list(order_ids)
    with session.call("exclude", orders=len(orders), reason=reason) as call:
        if not exclude_orders(call.conn, call.id, orders, reason=reason):
            raise NothingToAccept
        counts = _judge_again(call, session, on, progress)
    return _outcome(session, counts, _ORDERS)


def reconsider(
    session: Session, order_ids: Iterable[int], *, on: date, progress: Progress = SILENT
) -> Outcome:
    """Withdraw what was decided about these orders. Raises NothingToAccept."""
    orders = list(order_ids)
    with session.call("reconsider", orders=len(orders)) as call:
        if not withdraw_decisions(call.conn, orders):
            raise NothingToAccept
        counts = _judge_again(call, session, on, progress)
    return _outcome(session, counts, _ORDERS)


def link(
    session: Session, links: Iterable[Link], *, on: date, progress: Progress = SILENT
) -> Outcome:
    """Tie unlinked payments or waybills to orders by hand. Raises CannotLink."""
    made = list(links)
    with session.call("link", links=[asdict(each) for each in made]) as call:
        for each in made:
            try:
                make_link(call.conn, call.id, each)
            except Unlinkable as error:
                raise CannotLink(number=error) from error
        counts = _judge_again(call, session, on, progress)
    return _outcome(session, {"linked": len(made), **counts}, _ALL)


def _terms(session: Session, on: date) -> Terms:
    profile = profile_from_setting(get_setting(session.conn, SETTING))
    imports = _import_terms(session.conn)
    return Terms(profile, payment_days(profile.customs_mode), on.isoformat(), imports)


def _import_terms(conn: sqlite3.Connection) -> ImportTerms:
    company = get_company(conn)
    return ImportTerms(
        is_bonded=company.import_mode in BONDED, also_direct=bool(company.departure_country)
    )


def _fingerprint(terms: Terms) -> int:
    return hash_from_name(repr((terms.profile, terms.payment_days, terms.imports)))


def _judged_upto(session: Session, terms: Terms) -> int:
    """The last call whose documents were judged by these terms; 0: judge everything."""
    upto = get_setting(session.conn, UPTO, {})
    return int(upto["call"]) if upto.get("terms") == _fingerprint(terms) else 0


def _judge(
    call: Call, terms: Terms, since: int, *, again: Iterable[int], progress: Progress
) -> dict[str, int]:
    call.conn.executemany(
        "INSERT OR IGNORE INTO match_touched SELECT id FROM orders WHERE id = ?",
        ((order_id,) for order_id in again),
    )
    fill_short(call.conn, stock_source(call.conn))
    done = run(call.conn, terms, call_id=call.id, since=since, progress=progress)
    set_setting(call.conn, UPTO, {"call": call.id, "terms": _fingerprint(terms)})
    counts = {"compared": done.compared, "changed": done.changed}
    if done.lapsed:
        counts["lapsed"] = done.lapsed
    call.outcome.update(counts)
    return counts


def stock_source(conn: sqlite3.Connection) -> Source | None:
    """The book bonded goods are sold from; None when the company sells none."""
    terms = _import_terms(conn)
    if not terms.is_bonded:
        return None
    return Source(get_company(conn).account_book_no, terms.also_direct)


def is_judged(conn: sqlite3.Connection) -> bool:
    """Whether matching has ever run: before, nothing needs to be judged again."""
    return bool(get_setting(conn, UPTO, {}))


def judge_within(call: Call, session: Session, *, on: date) -> None:
    """Judge what a call of another stage changed in orders and waybills, as part of that call."""
    _judge_again(call, session, on, SILENT)


def _judge_again(call: Call, session: Session, on: date, progress: Progress) -> dict[str, int]:
    terms = _terms(session, on)
    return _judge(call, terms, _judged_upto(session, terms), again=(), progress=progress)


def _outcome(
    session: Session, counts: Mapping[str, int] | None = None, changes: Changes | None = None
) -> Outcome:
    states = {name: count for name, count in asdict(state_counts(session.conn)).items() if count}
    return Outcome("match", {**(counts or {}), **states}, changes=changes or Changes())
