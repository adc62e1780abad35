"""Everything about returns to Excel: where to, and with whose names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.queries.returns_export import requests
from app.ui.pages.base import BasePage
from app.ui.widgets.export_sheet import ExportSheet
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.returns_excel import SHEETS, export_returns

_FOLDER = "report/folder"  # where the workbook went last


def ask_returns_excel(page: BasePage) -> None:
    """Ask where to, then write all requests with all that belongs to them; yield and return rates
    are those of this year."""
    context = page.context
    count = context.workspace.read(lambda conn: len(requests(conn)), 0)
    if not count:
        context.notify(page.say("table.export.nothing"))
        return
    today = context.today()
    name = f"{page.say('report.sheet.returns')} {today.isoformat()}.xlsx"
    folder = str(context.options.value(_FOLDER, ""))
    path = Path(folder or context.workspace.path.parent) / name
    sheet = ExportSheet(page, context.language, path, personal=True)
    sheet.accepted.connect(lambda: _write(page, sheet.path, today, reveal=sheet.reveal))
    sheet.ask(count, SHEETS, about="returns_excel.about")


def _write(page: BasePage, path: Path, today: date, *, reveal: bool) -> None:
    period = (date(today.year, 1, 1), today)
    language = page.context.language.code

    def work(session: Session, progress: Progress) -> Outcome:
        return export_returns(
            session,
            path,
            period=period,
            language=language,
            on=session.clock(),
            reveal=reveal,
            progress=progress,
        )

    def done(outcome: Outcome) -> None:
        page.context.options.setValue(_FOLDER, str(path.parent))
        count = f"{outcome.counts['requests']:,}"
        page.context.notify(page.say("returns_excel.done", count=count, name=path.name))

    page.context.workspace.jobs.run("verb.returns_excel", work, done)
