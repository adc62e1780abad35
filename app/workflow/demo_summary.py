"""The summary declaration of the invented companies: in the demonstration, and in the days of the
sample."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.store.session import Session
from app.values.period import Month
from app.workflow.export import export
from app.workflow.summary import compare, expected_entries, summarise

if TYPE_CHECKING:
    from app.workflow.demo import Demonstration

_FROM_DAY = 5  # of the month: by then the last lists of the month before are cleared

_ENTRIES = "SELECT count(*), count(nullif(entry_no, '')) FROM summary_entry"
_NUMBERS = "SELECT DISTINCT own_no FROM summary_application"


def show_summary(show: Demonstration, month: Month) -> None:
    """Apply for the cleared lists of the month; customs answers twice, and nothing differs from
    what was expected."""
    session, place = show.session, show.place
    with show.timed("summary"):
        outcome = summarise(session, month, on=show.clock.now.date(), progress=show.progress)
        export(session, outbox=place.outbox, progress=show.progress)
        show.hear()
    entries, numbered = session.conn.execute(_ENTRIES).fetchone()
    own_nos = [own_no for (own_no,) in session.conn.execute(_NUMBERS)]
    differing = [finding.code for own_no in own_nos for finding in compare(session.conn, own_no)]
    show.is_exact &= not differing and entries == outcome.counts.get("groups", 0)
    names = ("applications", "parts", "lists")
    counts = {name: outcome.counts.get(name, 0) for name in names}
    show.told("summary", **counts, entries=entries, numbered=numbered, differing=len(differing))


def summarise_in_time(session: Session, day: date) -> None:
    """Apply for the lists of the month before, once it is time and as long as there are any."""
    month = Month.of(day).previous
    if day.day >= _FROM_DAY and expected_entries(session.conn, month):
        summarise(session, month, on=day)
