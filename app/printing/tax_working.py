"""税款说明 on paper: what an import list costs, and every step that led there with its law."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.documents.paper import TaxPaper
from app.documents.tax_sheet import Ground, TaxLine, TaxSheet, WorkStep
from app.printing.columns import Columns
from app.printing.form import Align, Block, Cell, Column, Fields, Form, Row, Table, Total
from app.printing.setting import Setting
from app.printing.words import MONEY_DECIMALS, UNKNOWN, Words, money
from app.text import text
from app.values.decimals import e5_from_decimal
from app.values.personal import masked_name


def tax_working(paper: TaxPaper, setting: Setting) -> Form:
    """Head, the taxes of each line, the working; a list without taxes says so."""
    title, subtitle = setting.titles("tax_working")
    blocks: tuple[Block, ...] = (_head(paper, setting),)
    if paper.taxes is not None:
        blocks += (_amounts(paper.taxes, setting.words), _working(paper.taxes, setting.words))
    return Form(
        title,
        subtitle,
        number=paper.own_no,
        qr=paper.own_no,
        mark=setting.mark("list", paper.status),
        foot=setting.foot,
        blocks=blocks,
    )


def _head(paper: TaxPaper, setting: Setting) -> Fields:
    cell, taxes = setting.cell, paper.taxes
    words = setting.words
    rows: list[tuple[Cell, ...]] = [
        (
            cell("order_no", paper.order_no, 4, is_code=True),
            cell("decl_no", paper.decl_no, 4, is_code=True),
            cell("buyer", paper.buyer_name if setting.reveal else masked_name(paper.buyer_name), 4),
        )
    ]
    if taxes is None:
        rows.append((cell("taxes", words.say("printing.no_taxes"), 12),))
        return Fields(tuple(rows))
    channel = words.say(f"tax.channel.{taxes.channel}") if taxes.channel else UNKNOWN
    rows += [
        (
            cell("law_day", taxes.day, 2, is_code=True),
            cell("channel", channel, 6),
            cell("dutiable", _yuan(taxes.dutiable), 2, is_code=True),
            cell("tax_estimate", _yuan(taxes.estimate.total), 2, is_code=True),
        )
    ]
    if taxes.official is not None:
        rows.append(
            (
                cell("tax_no", taxes.tax_no, 4, is_code=True),
                cell("billed_at", taxes.billed_at, 4, is_code=True),
                cell("tax_official", _yuan(taxes.official.total), 2, is_code=True),
                cell("tax_difference", _yuan(taxes.difference), 2, is_code=True),
            )
        )
    return Fields(tuple(rows))


def _yuan(amount: Decimal | None) -> str:
    return money(_e5(amount))


def _e5(amount: Decimal | None) -> int | None:
    return None if amount is None else e5_from_decimal(amount)


def _amounts(taxes: TaxSheet, words: Words) -> Table:
    column = Columns(words).figure
    has_bill = taxes.official is not None
    columns = [
        column("line_no", 9, Align.CENTRE),
        column("hs_code", 24, Align.LEFT),
        column("goods_name", 50, Align.LEFT),
        *(column(name, 21) for name in ("dutiable", "duty", "consumption", "vat", "tax_total")),
    ]
    sums = [taxes.dutiable, *_three(taxes.estimate), taxes.estimate.total]
    if taxes.official is not None:
        columns.append(column("tax_official", 21))
        sums.append(taxes.official.total)
    totals = tuple(Total(at, _e5(each), MONEY_DECIMALS) for at, each in enumerate(sums, 3))
    rows = [_amount_row(line, has_bill=has_bill) for line in taxes.lines]
    return Table(tuple(columns), rows, totals)


def _three(taxes: object) -> tuple[Decimal | None, ...]:
    return tuple(getattr(taxes, name) for name in ("duty", "consumption", "vat"))


def _amount_row(line: TaxLine, *, has_bill: bool) -> Row:
    amounts = [line.dutiable, *_three(line.estimate), line.estimate.total]
    if has_bill:
        amounts.append(line.official.total if line.official else None)
    return Row(
        (str(line.line_no), line.hs_code, line.goods_name, *map(_yuan, amounts)),
        {at: _e5(each) for at, each in enumerate(amounts, 3)},
    )


def _working(taxes: TaxSheet, words: Words) -> Table:
    columns = (
        Column(words.say("printing.column.line_no"), 9, Align.CENTRE),
        Column(words.say("printing.column.working"), 90),
        Column(words.say("printing.column.grounds"), 87),
    )
    return Table(columns, list(_steps(taxes, words)))


def _steps(taxes: TaxSheet, words: Words) -> Iterator[Row]:
    for each in taxes.unsettled:
        key = f"tax.missing_{each.kind}"
        said = words.say(key, value=each.what, expected=each.hint, line=each.line_no)
        yield Row((str(each.line_no or ""), said, ""))
    for step in taxes.steps:
        yield _step("", step, words)
    for line in taxes.lines:
        for step in line.steps:
            yield _step(str(line.line_no), step, words)


def _step(number: str, step: WorkStep, words: Words) -> Row:
    grounds = "\n".join(ground_words(each, words.language) for each in step.grounds)
    return Row((number, words.say(step.key, **step.params), grounds))


def ground_words(ground: Ground, language: str) -> str:
    """What a step rests on, in a sentence: title, figure, document, since when, how sure."""
    about = [text("tax_sheet.since", language, day=ground.from_)] if ground.from_ else []
    about.append(text(f"legal.confidence.{ground.confidence}", language))
    if ground.checked_on:
        about.append(text("tax_sheet.checked", language, day=ground.checked_on))
    return text(
        "tax_sheet.ground",
        language,
        title=f"{ground.title[language]} {ground.value[language]}".rstrip(),
        doc=ground.doc[language],
        about=text("tax_sheet.joined", language).join(about),
    )
