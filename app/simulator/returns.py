"""What requests of returns are compared with: the original list, its release, and what went back
before. The office works out terms and quantities by itself; it knows nothing of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from app.legal.parameters import Parameters
from app.legal.windows import months_later
from app.messages.ceb.reader import ReadDocument
from app.messages.ceb.spec import spec
from app.simulator.answers import seconds_until
from app.simulator.archive import LINE_FIELDS, Archive, Filed, Key, Lines
from app.simulator.checks import amount
from app.simulator.clock import seconds_between, time_after
from app.simulator.fault import Fault, fault
from app.simulator.trade import EXPORT, IMPORT, Trade

_APPLY_DAYS = "import.cbec.return.apply.days"
_MONTHS = "export.return.customs.max"
_QUANTITIES = ("qty", "qty1", "qty2")
_WORDS = ("gname", "gmodel", "unit", "unit1", "unit2")
_MODES, _HOME, _COMES_IN = ("9661", "1261"), ("CHN", "142"), "I"  # R10


def return_faults(
    archive: Archive, trade: Trade, document: ReadDocument, key: Key
) -> Iterator[Fault]:
    """R02-R08, R10: most basic first."""
    head, number = document.head, document.head.get("invtNo", "")
    if head.get("preNo"):
        yield fault("pre_no", value=head["preNo"])
    if trade is EXPORT:
        yield from _coming_in(head)
    filed = archive.list_of_return(trade, number)
    if filed is None:
        yield fault("list_missing", value=number)
        return
    at = head.get("appTime", "")
    if not filed.stands or seconds_between(filed.app_time, at) < seconds_until("released"):
        yield fault("not_released", value=number)
        return
    yield from _in_time(trade, filed, at)
    yield from _original(head, filed)
    before = [other.lines for other in archive.returns_of(number, key)]
    for place, line in enumerate(document.lines, 1):
        yield from _line_faults(trade, place, line, filed.lines, before)


def tally_faults(archive: Archive, document: ReadDocument, _: Key) -> Iterator[Fault]:
    """R10, and what is tallied was announced."""
    head, number = document.head, document.head.get("invtNo", "")
    if head.get("ieFlag") != _COMES_IN:
        yield fault("coming_in", field="ieFlag", value=head.get("ieFlag", ""))
    if not archive.returns_of(number, ()):
        yield fault("return_missing", value=number)


def _coming_in(head: Mapping[str, str]) -> Iterator[Fault]:
    is_right = {
        "country": head.get("country") not in _HOME,
        "ieFlag": head.get("ieFlag") == _COMES_IN,
        "tradeMode": head.get("tradeMode", _MODES[0]) in _MODES,
    }
    for name, right in is_right.items():
        if not right:
            yield fault("coming_in", field=name, value=head.get(name, ""))


def _in_time(trade: Trade, filed: Filed, at: str) -> Iterator[Fault]:
    """R06, R44: counted from the day of release."""
    released = date.fromisoformat(time_after(filed.app_time, seconds_until("released"), 0)[:8])
    last = _last_day(trade, released)
    if last and date.fromisoformat(at[:8]) > last:
        yield fault("too_late", value=at[:8], expected=f"{last:%Y%m%d}")


@cache
def _last_day(trade: Trade, released: date) -> date | None:
    law = Parameters()
    if trade is IMPORT:
        return released + timedelta(days=law.whole_at(_APPLY_DAYS, released))
    return months_later(released, law.whole_at(_MONTHS, released))


def _original(head: Mapping[str, str], filed: Filed) -> Iterator[Fault]:
    """R08: platform and seller are those of the list."""
    wanted = {"ebpCode": filed.said.get("ebpCode", ""), "ebcCode": filed.seller}
    for name, expected in wanted.items():
        if head.get(name) != expected:
            yield fault("not_original", field=name, value=head.get(name, ""), expected=expected)


def _line_faults(
    trade: Trade, place: int, line: Mapping[str, str], listed: Lines, before: list[Lines]
) -> Iterator[Fault]:
    number = line.get("gnum", "")
    original = _named(listed, number)
    if not original or line.get("gcode") != original["gcode"]:
        yield fault("line_missing", line=place, value=f"{number} {line.get('gcode', '')}")
        return
    known = _fields(trade.back)
    for name in _WORDS:
        if name in known and line.get(name, "") != original[name]:
            yield fault(
                "not_original", field=name, value=line.get(name, ""), expected=original[name]
            )
    for name in _QUANTITIES:
        earlier = (_named(lines, number) for lines in before)
        left = amount(original, name) - sum((amount(one, name) for one in earlier), Decimal(0))
        if name in known and amount(line, name) > left:
            yield fault("too_much", line=place, field=name, value=line.get(name), expected=left)


def _named(lines: Lines, number: str) -> dict[str, str]:
    """A line of a list or return by field; empty when there is none."""
    return dict(zip(LINE_FIELDS, lines[number], strict=True)) if number in lines else {}


@cache
def _fields(message: str) -> frozenset[str]:
    node = spec(message).line
    return frozenset(node.position) if node else frozenset()
