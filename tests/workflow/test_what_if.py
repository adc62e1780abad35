"""What if over the store: a list as a question, the company's situation, nothing changed."""

from __future__ import annotations

from pathlib import Path

from app.text import LANGUAGES, text
from app.workflow.what_if import State, Way, WhatIf
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.importer import compiled_imports, importing_company


def test_list_is_compared_and_advised_without_a_trace(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        session.conn.execute("PRAGMA synchronous = OFF")
        importing_company(session)
        compiled_imports(session)
        before = dump(session.conn)
        asking = WhatIf(session.conn)
        question = asking.question_of_list(1)
        assert question is not None
        assert question.is_paid
        assert asking.split(question).reason.code == "split_not_needed"
        assert [option.way for option in asking.compare(question)] == list(Way)
        advice = {each.option.way: each for each in asking.advise(question)}
        states = {c.code: c.state for c in advice[Way.BONDED].conditions}
        assert states["book"] is State.MET
        assert states["list_unknown"] is State.UNKNOWN
        assert states["rates"] is State.MISSING
        zone = next(c for c in advice[Way.BONDED].conditions if c.code == "zone")
        said = {each: text("advice.zone", each, **dict(zone.values)) for each in LANGUAGES}
        assert "综合保税区" in said["zh_CN"]
        assert "cities" in said["en"]
        assert "cities" not in said["zh_CN"]
        assert dump(session.conn) == before
