"""Views of the list table: the ready-made ones and those a person keeps under a name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSettings

from app.documents.fields import Flow
from app.queries.table import Comparison, Filter, View
from app.ui.stored_view import entry_of, view_of
from app.values.period import Month

_KEY = "views/lists"


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view with its name; a ready-made one has the name "lists.view.<name>". `columns` is how
    the columns were arranged, "" = as they are."""

    name: str
    view: View
    columns: str = ""
    is_own: bool = False


def ready_made(today: date, *, with_imports: bool = False) -> tuple[NamedView, ...]:
    """The views everybody has; those of the month are of the month of `today`. Who imports too sees
    either flow alone."""
    month = Month.of(today)
    in_month = (
        Filter("decl_export_date", Comparison.AT_LEAST, month.first_day.isoformat()),
        Filter("decl_export_date", Comparison.IS_BELOW, month.next.first_day.isoformat()),
    )
    return (
        NamedView("all", View()),
        NamedView("draft", _where("decl_stage", "draft")),
        NamedView("blocked", _where("decl_check", "blocked")),
        NamedView("awaiting", _where("decl_stage", "awaiting")),
        NamedView("refused", _where("decl_stage", "refused")),
        NamedView("month", View(in_month)),
        *(NamedView(flow, _where("decl_flow", flow)) for flow in Flow if with_imports),
    )


def _where(column: str, value: str) -> View:
    return View((Filter(column, Comparison.IS, value),))


def own_views(options: QSettings, columns: Iterable[str]) -> list[NamedView]:
    """The views a person kept. A condition on a column there is no more is left out."""
    known = set(columns)
    try:
        stored = json.loads(str(options.value(_KEY, "[]")))
        return [_view(entry, known) for entry in stored]
    except (ValueError, KeyError, TypeError):
        return []


def keep_views(options: QSettings, views: Iterable[NamedView]) -> None:
    """Keep exactly these own views."""
    entries = [
        {"name": each.name, "columns": each.columns, **entry_of(each.view)} for each in views
    ]
    options.setValue(_KEY, json.dumps(entries, ensure_ascii=False))


def _view(entry: dict[str, object], known: set[str]) -> NamedView:
    return NamedView(str(entry["name"]), view_of(entry, known), str(entry["columns"]), is_own=True)
