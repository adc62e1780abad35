"""The sheet of a company's filing (企业备案表): codes, qualifications, the way it has gone."""

from __future__ import annotations

from app.documents.paper import FilingPaper
from app.printing.form import Column, Fields, Form, Row, Table
from app.printing.setting import Setting

SIGNATURE_HEIGHT = 26.0


def filing_sheet(paper: FilingPaper, setting: Setting) -> Form:
    """One company in one role."""
    title, subtitle = setting.titles("filing_sheet")
    code = paper.record["credit_code"] or paper.record["customs_code"]
    return Form(
        title,
        subtitle,
        number=code,
        qr=code,
        mark=setting.mark("filing", paper.status),
        foot=setting.foot,
        blocks=(_record(paper, setting), _steps(paper, setting), _signed(setting)),
    )


def _record(paper: FilingPaper, setting: Setting) -> Fields:
    cell, say, record = setting.cell, setting.words.say, paper.record
    return Fields(
        (
            (cell("name", record["name"], 8), cell("role", say(f"role.{record['role']}"), 4)),
            (
                cell("credit_code", record["credit_code"], 6, is_code=True),
                cell("customs_code", record["customs_code"], 6, is_code=True),
            ),
            (cell("aliases", "、".join(paper.aliases), 12),),
            (
                cell("dxp_id", record["dxp_id"], 6, is_code=True),
                cell("valid_until", record["valid_until"], 6, is_code=True),
            ),
            (
                cell("company_licence_no", record["licence_no"], 6, is_code=True),
                cell("licence_until", record["licence_until"], 6, is_code=True),
            ),
            (
                cell("pilot_zone", record["pilot_zone"], 4),
                cell("customs_grade", _grade(record["customs_grade"], setting), 4),
                cell("graded_on", record["graded_on"], 4, is_code=True),
            ),
            (cell("filing_status", say(f"filing.{paper.status}"), 12),),
            (cell("note", record["note"], 12),),
        )
    )


def _grade(grade: str, setting: Setting) -> str:
    return setting.words.say(f"grade.{grade}") if grade else ""


def _steps(paper: FilingPaper, setting: Setting) -> Table:
    say = setting.words.say
    return Table(
        (
            Column(say("printing.column.day"), 24, is_code=True),
            Column(say("printing.column.step"), 28),
            Column(say("printing.column.note"), 90),
            Column(say("printing.column.by"), 30),
        ),
        [
            Row((step.happened_on, say(f"filing.{step.kind}"), step.note, step.actor))
            for step in paper.steps
        ],
    )


def _signed(setting: Setting) -> Fields:
    cells = setting.cell("stamp", "", 6), setting.cell("signature", "", 6)
    return Fields((cells,), SIGNATURE_HEIGHT)
