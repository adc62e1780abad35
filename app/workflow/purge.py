"""Clearing personal data (清除个人信息): of what is old enough, or of one person who asks for it.

What the law wants kept stays unless somebody says otherwise, what is under way always stays, and
amounts, goods, numbers and days are never touched: no figure changes. It cannot be undone, and it
takes two persons where persons are set up. Backups made before still hold the data; so do files
outside the data file. Both are told, neither is touched.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.closing.sql.log import log_hash
from app.legal.parameters import Parameters, ParameterValue
from app.store import purging
from app.store.errors import NeedsWitness, StoreError
from app.store.month_closes import MonthClose, closes
from app.store.purge_choice import Chosen, Person, choose, counts, papers
from app.store.rotation import Keep
from app.store.session import Call, Session
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.values.period import Month
from app.values.progress import SILENT, Progress
from app.values.words import Words
from app.workflow.backups import Backup, Reason, before
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt
from app.workflow.unsaved import mask_drafts

__all__ = [
    "CUSTOMS_YEARS", "LAW", "Left", "Person", "Preview", "Request", "UnfitRequest", "Words", "look",
    "purge", "usual_months",
]  # fmt: skip

_log = logging.getLogger(__name__)

VERB = "purge"
CUSTOMS_YEARS, ACCOUNT_YEARS = "personal.keep.customs.years", "personal.keep.accounts.years"
LAW = (CUSTOMS_YEARS, ACCOUNT_YEARS)
_KINDS = ("orders", "payment", "waybill", "declaration_list", "goods_return")
_MONTHS_OF_A_YEAR = 12
Elsewhere = Callable[[Words], int]


class UnfitRequest(AppError):
    """What is asked for names nobody, or everybody."""

    code = "error.purge_unnamed"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be cleared: older than so many `months`, or of one `person`. `even_kept`: also
    what the law still wants kept."""

    months: int | None = None
    person: Person | None = None
    even_kept: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """What holds the data after a purge as before: backups (each with the day by which it is gone
    if work goes on as now; `until` is that of the one made before the purge), copies of the file
    beside it, message files of the documents concerned."""

    backups: tuple[tuple[Backup, date], ...]
    copies: tuple[Path, ...]
    message_files: int
    until: date


@dataclass(frozen=True, slots=True)
class Preview:
    """What a purge would do: rows by table, papers (of which
    document, what kind), what stays because it
    is under way or because of the law, and what is left elsewhere. `law`: what says how long."""

    request: Request
    before: str
    counts: dict[str, int]
    papers: tuple[tuple[str, str], ...]
    under_way: int
    kept_by_law: int
    law: tuple[ParameterValue, ...]
    left: Left

    @property
    def is_empty(self) -> bool:
        """There is no document to clear."""
        return not any(self.counts.values())


def usual_months(on: date) -> int:
    """How old what is cleared has to be at least: as long as customs wants papers kept."""
    years = Parameters().decimal_at(CUSTOMS_YEARS, on)
    return int(years) * _MONTHS_OF_A_YEAR


def look(
    session: Session, request: Request, *, on: date, backups: Sequence[Backup] = ()
) -> Preview:
    """What a purge would do; changes nothing. Raises UnfitRequest, Forbidden, NotSignedIn."""
    _require_fit(request)
    law = Parameters()
    with suppress(NeedsWitness):  # whether somebody is known here is told to few
        session.identity.admit(VERB)
    chosen = _choose(session.conn, request, on)
    return Preview(
        request,
        _before(request, on),
        counts(session.conn, chosen),
        tuple(papers(session.conn, chosen)),
        chosen.under_way,
        chosen.kept_by_law,
        tuple(law.value_at(each, on) for each in LAW),
        Left(
            tuple((each, _gone_by(each.at.date())) for each in backups),
            tuple(_copies(session.path)),
            _message_files(session.conn, chosen),
            _gone_by(on),
        ),
    )


def purge(
    session: Session,
    request: Request,
    *,
    on: date,
    elsewhere: Elsewhere | None = None,
    progress: Progress = SILENT,
) -> Outcome:
    """Clear it. `elsewhere` masks the same words in what only the caller knows (the views a window
    keeps) and says how many. Counts: rows by table, papers, findings, texts, drafts, fixed (signed
    entries that name a person and cannot be changed), compacted. Raises UnfitRequest, Forbidden,
    NeedsWitness, CannotWrite, StoreError."""
    _require_fit(request)
    session.identity.admit(VERB)
    before(session, Reason.PURGE)
    outcome = Outcome(VERB)
    progress.step("progress.purging")
    by = "person" if request.person else "age"
    told = {"by": by, "before": _before(request, on), "even_kept": request.even_kept}
    with attempt(session, VERB, **told) as trial:
        words = _clear(trial.call, request, on, outcome)
        trial.changed = any(n for name, n in outcome.counts.items() if name != "fixed")
        trial.call.is_border = trial.call.is_final = True
        trial.call.outcome |= outcome.counts
        # inside the step: what lies beside the file goes with it, or nothing does
        outcome.counts["drafts"] = mask_drafts(session.path, words)
        outcome.counts["drafts"] += elsewhere(words) if elsewhere else 0
    if trial.changed:
        progress.step("progress.compacting")
        outcome.counts["compacted"] = int(_compact(session))
        outcome.changes = Changes(frozenset(DocumentKind(kind) for kind in _KINDS))
    return outcome


def _clear(call: Call, request: Request, on: date, outcome: Outcome) -> Words:
    conn, person = call.conn, request.person
    named = (person.id_no, person.name, person.phone) if person else ()
    sound = _sound_closings(conn)
    with ExitStack() as open_:
        open_.enter_context(purging.marked(conn, _choose(conn, request, on)))
        theirs, only_theirs = purging.words_of(conn, filter(None, named))
        outcome.counts |= purging.empty_rows(conn)
        outcome.counts["papers"] = purging.remove_papers(conn)
        outcome.counts["findings"] = purging.empty_findings(conn)
        texts, calls = purging.mask_words(conn, theirs, only_theirs, but_call=call.id)
    outcome.counts["texts"] = texts
    outcome.counts["fixed"] = purging.still_said(conn, only_theirs)
    purging.drop_contents(conn)
    if texts:
        purging.rebuild_search(conn)
    call.outcome |= {"cleared_calls": calls, "log_hashes": _log_hashes(conn, sound, calls)}
    return only_theirs


def _choose(conn: sqlite3.Connection, request: Request, on: date) -> Chosen:
    law_before = "" if request.even_kept else _months_before(on, usual_months(on))
    return choose(conn, before=_before(request, on), person=request.person, law_before=law_before)


def _before(request: Request, on: date) -> str:
    return "" if request.months is None else _months_before(on, request.months)


def _months_before(on: date, months: int) -> str:
    month = Month.of(on)
    for _ in range(months):
        month = month.previous
    last = (month.next.first_day - month.first_day).days
    return month.first_day.replace(day=min(on.day, last)).isoformat()


def _require_fit(request: Request) -> None:
    if request.person is not None and not request.person.is_named:
        raise UnfitRequest(field="id_no")
    if request.person is None and (request.months is None or request.months < 1):
        raise UnfitRequest("error.purge_ageless", field="months")


# closed months: their seal covers the calls, of which some words go


def _sound_closings(conn: sqlite3.Connection) -> list[MonthClose]:
    return [
        each for each in closes(conn) if log_hash(conn, each.log_head) == sealed_log(conn, each)
    ]


def sealed_log(conn: sqlite3.Connection, close: MonthClose) -> str:
    """The hash of the calls a closing covers: as it was signed, or as the last purge left it, which
    says so in its outcome, which the audit log covers."""
    hash_ = close.log_hash
    for (outcome,) in conn.execute("SELECT outcome FROM call WHERE verb = 'purge' ORDER BY id"):
        hash_ = json.loads(outcome).get("log_hashes", {}).get(str(close.id), hash_)
    return hash_


def _log_hashes(
    conn: sqlite3.Connection, sound: Sequence[MonthClose], calls: Sequence[int]
) -> dict[str, str]:
    return {
        str(each.id): log_hash(conn, each.log_head)
        for each in sound
        if any(call_id <= each.log_head for call_id in calls)
    }


# the rest of the bytes


def _compact(session: Session) -> bool:
    """Write the file anew, so that nothing lies in its gaps; what was removed was overwritten
    already. False: another program reads the file just now, or the disk refuses."""
    try:
        session.compact()
    except StoreError as error:
        _log.warning("not written anew: %s", error.code)
        return False
    return True


def _gone_by(made: date) -> date:
    """When the last of the rules that keep a backup lets it go."""
    month = Month.of(made)
    for _ in range(Keep().monthly + 1):
        month = month.next
    return month.first_day


def _copies(data_file: Path) -> list[Path]:
    """What a restore or a newer program put aside."""
    return sorted(
        path
        for pattern in (f"{data_file.stem}.before-*", f"{data_file.stem}.schema-*")
        for path in data_file.parent.glob(pattern)
    )


def _message_files(conn: sqlite3.Connection, chosen: Chosen) -> int:
    found: int = conn.execute(
        "SELECT count(DISTINCT i.message_file_id) FROM json_each(?) k"
        " CROSS JOIN json_each(k.value) d CROSS JOIN message_item i"
        " ON i.document_kind = k.key AND i.document_id = d.value",
        (json.dumps(chosen.ids),),
    ).fetchone()[0]
    return found
