"""The account books: what is there, what was there on a day, how customs differs, and traces."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.cli.answer import Answer, Exit, error_data
from app.cli.context import Context
from app.queries import book
from app.queries.table import View, first_rows
from app.store.session import Session
from app.text import text
from app.values.decimals import text_from_e5
from app.workflow.book import Difference, differences
from app.workflow.facts import codes_of

_MOST = 10_000  # items shown of a day
_NAMED = ("book_no", "record_no", "goods_name")


def show(context: Context, arguments: Namespace) -> Answer:
    """Balances now; or of a day, against customs, or the trace of a number."""
    with context.session() as session:
        if arguments.trace:
            return _trace(session, arguments.trace, context.language)
        if arguments.differences:
            return _differences(session, context.language)
        if arguments.on:
            table = book.balances_table(arguments.on)
            names = [column.name for column in table.columns]
            rows = [
                dict(zip(names, row, strict=True))
                for _, row in first_rows(session.conn, table, View(), _MOST)
            ]
            return _balances(session, rows, ("came_in", "went_out", "balance"), context.language)
        amounts = ("balance", "reserved", "locked", "free")
        stocks = [
            {key.removesuffix("_e5"): value for key, value in asdict(each).items()}
            for each in book.stocks(session.conn)
        ]
        return _balances(session, stocks, amounts, context.language)


def _balances(
    session: Session,
    rows: list[dict[str, Any]],
    amounts: tuple[str, ...],
    language: str,
) -> Answer:
    unit = _units(session)
    told = [row | {name: text_from_e5(row[name]) for name in amounts} for row in rows]
    lines = [
        "  ".join(
            (
                *(str(row[name]) for name in _NAMED),
                *(f"{text(f'column.{name}', language)} {row[name]}" for name in amounts),
                unit(row["unit"]),
            )
        )
        for row in told
    ]
    return Answer({"items": told}, lines or [text("cli.no_book", language)])


def _differences(session: Session, language: str) -> Answer:
    found = differences(session.conn)
    lines, data = [], []
    for each in found:
        item = book.stock(session.conn, each.counted.item_id)
        record_no, name = (item.record_no, item.goods_name) if item else ("", "")
        amounts = {
            "balance": text_from_e5(each.counted.ours_e5),
            "official": text_from_e5(each.counted.official_e5),
            "difference": text_from_e5(each.qty_e5),
        }
        data.append({"record_no": record_no, "as_of": each.counted.as_of, **amounts,
                     "causes": [asdict(cause) for cause in each.causes]})  # fmt: skip
        said = (f"{text(f'column.{key}', language)} {value}" for key, value in amounts.items())
        lines.append("  ".join((record_no, name, each.counted.as_of, *said)))
        lines += _causes(each, language)
    return Answer({"differences": data}, lines or [text("cli.no_differences", language)])


def _causes(difference: Difference, language: str) -> list[str]:
    return [
        "  - "
        + text(
            f"stock_cause.{cause.kind}",
            language,
            numbers=text("cli.comma", language).join(cause.numbers),
        )
        for cause in difference.causes
    ]


def _trace(session: Session, number: str, language: str) -> Answer:
    found = book.trace(session.conn, number)
    if not found.what:
        line = text("cli.no_trace", language, number=number)
        return Answer(error_data("cli.no_trace", line), [line], Exit.USAGE)
    lines = [
        f"<- {one.moved_on}  {one.reference}  {one.record_no}  {one.goods_name}"
        f"  {one.batch_no}  {one.serial_no}  {text_from_e5(one.qty_e5)}"
        for one in found.origins
    ]
    lines += [
        f"-> {one.released_at[:10]}  {one.own_no}  {one.order_no}  {one.record_no}"
        f"  {one.batch_no}  {text_from_e5(one.qty_e5)}  {one.buyer}"
        f"{'' if one.is_certain else '  ' + text('cli.trace_uncertain', language)}"
        for one in found.sales
    ]
    data: dict[str, object] = {
        "what": found.what,
        "origins": [asdict(one) for one in found.origins],
        "sales": [asdict(one) for one in found.sales],
    }
    return Answer(data, lines)


def _units(session: Session) -> Callable[[str], str]:
    codes = codes_of(session.conn)

    def name(code: str) -> str:
        entry = codes.lookup("unit", code)
        return entry["name_zh"] if entry else code

    return name
