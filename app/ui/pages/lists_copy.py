"""Begins a new list like one there is."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.fields import Flow
from app.ui.pages.base import BasePage
from app.workflow.list_form import read
from app.workflow.unsaved import NEW, Unsaved


def begin_copy(page: BasePage, unsaved: Unsaved, list_ids: Sequence[int]) -> Flow | None:
    """Keep what a list like the first of these begins with as the new one that is not saved yet;
    its flow. None, and said why: nothing is chosen, or another new list was begun."""
    list_id = list_ids[0] if list_ids else NEW
    found = page.context.workspace.read(lambda conn: read(conn, list_id), None)
    if found is None:
        page.context.notify(page.say("lists.nothing_selected"))
        return None
    if NEW in unsaved.ids():
        page.context.notify(page.say("list.copy_waits"))
        return None
    unsaved.keep(NEW, found.as_new())
    return found.flow
