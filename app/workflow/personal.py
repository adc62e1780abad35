"""Looking at what names a private person: shown masked until somebody asks, and then noted."""

from __future__ import annotations

from app.store.audit import head
from app.store.session import NOTED, Session
from app.workflow.outcome import Outcome


def note_reveal(session: Session, list_id: int) -> Outcome:
    """Note in the history that the buyer of a list was shown in full, to whom and when. Raises
    LookupError for a list that is not there."""
    row = session.conn.execute(
        "SELECT own_no FROM declaration_list WHERE id = ?", (list_id,)
    ).fetchone()
    if row is None:
        raise LookupError(list_id)
    with session.call(NOTED, list=row[0]):
        pass
    return Outcome(NOTED)


def let_out(session: Session, act: str, what: str) -> int:
    """Before personal data leave the program in full: refuse who may not let them out, and note in
    the audit log that it was done; the number of that entry. `what` names the paper or table, never
    a person. Raises Forbidden, NotSignedIn."""
    session.identity.admit(act)
    session.identity.note(act, what=what)
    noted = head(session.conn)
    return noted.no if noted else 0
