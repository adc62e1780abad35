"""Summary declarations at the simulated office: which lists may be applied for, and the customs
entries that are made of them once every part of an application is there.

The office merges by the fields the rule names (R25) as the flags of the application say (M10, M11),
and tells of each entry twice: first without, then with its number (M12).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from sys import intern

from app.messages.ceb.reader import ReadDocument
from app.messages.ceb.spec import spec
from app.messages.ceb.writer import Document, document_from_names
from app.simulator.answers import ResultStep, result_steps, seconds_until
from app.simulator.archive import Archive, Key
from app.simulator.checks import amount
from app.simulator.clock import time_after
from app.simulator.fault import Fault, fault
from app.simulator.numbers import Numbers, guid_of

RESULT = "CEB792"

_SUMMARY_LIST = "B"
_BY_PRODUCER, _BY_NAME = "2", "1"
_HEAD = ("customsCode", "ebcCode", "trafMode", "country", "portCode", "ownerCode")
_ITEM = ("country", "gcode", "currency")
_PARTIES = ("agentCode", "agentName", "ebcCode", "ebcName", "declAgentCode", "declAgentName")
_NUMBER_DIGITS = 9


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a list, as far as merging asks."""

    gnum: str
    code: str
    name: str
    key: tuple[str, ...]


@dataclass(slots=True)
class _List:
    """A list on file that may be summarised. `application` holds it, () = none."""

    declarant: str
    head: tuple[str, ...]
    waybill: str
    gross: Decimal
    net: Decimal
    lines: tuple[_Line, ...]
    cleared: str
    application: Key = ()


@dataclass(slots=True)
class _Application:
    """Parts that came in, by their number, and the lists they name."""

    parts: dict[int, ReadDocument] = field(default_factory=dict)
    is_settled: bool = False


class Summaries:
    """The desk for summary declarations."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lists: dict[str, _List] = {}
        self._applications: defaultdict[Key, _Application] = defaultdict(_Application)
        self._numbers = Numbers()

    def note_list(self, document: ReadDocument, decl_no: str) -> None:
        """Remember a list in order; simplified ones (汇总统计) are never summarised (R26)."""
        head = document.head
        if head.get("statisticsFlag") != _SUMMARY_LIST:
            self._lists.pop(decl_no, None)
            return
        lines = tuple(
            _Line(
                intern(str(line.get("gnum", ""))),
                intern(str(line.get("gcode", ""))),
                intern(str(line.get("gname", ""))),
                tuple(intern(str(line.get(name, ""))) for name in _ITEM),
            )
            for line in document.lines
        )
        self._lists[decl_no] = _List(
            head.get("agentCode", ""),
            tuple(intern(str(head.get(name, ""))) for name in _HEAD),
            head.get("logisticsNo", ""),
            amount(head, "grossWeight"),
            amount(head, "netWeight"),
            lines,
            time_after(head.get("appTime", ""), seconds_until("cleared"), 0)[:14],
        )

    def faults(self, document: ReadDocument, key: Key) -> Iterator[Fault]:
        """Each list named is on file, cleared, and in no other application."""
        at = document.head.get("appTime", "")
        for number in _named(document):
            found, filed = self._lists.get(number), self._archive.list_of_number(number)
            if found is None or filed is None or not filed.stands:
                yield fault("list_missing", value=number)
            elif found.cleared > at:
                yield fault("state", field="invtNo", value=number)
            elif found.application not in ((), key[:2]):
                yield fault("summarised", value=number, expected=found.application[-1])

    def take_part(self, document: ReadDocument, key: Key) -> None:
        """Put a part in order on file; its lists belong to it."""
        application = self._applications[key[:2]]
        application.parts[int(amount(document.head, "msgSeqNo"))] = document
        for number in self._lists_of(document):
            self._lists[number].application = key[:2]

    def results(self, keys: Iterable[Key]) -> dict[str, list[Document]]:
        """The results of those of these applications that are whole by now, by step."""
        by_step: dict[str, list[Document]] = {}
        for key in dict.fromkeys(key[:2] for key in keys):
            application = self._applications[key]
            if not application.is_settled and _is_whole(application):
                application.is_settled = True
                for step in result_steps():
                    entries = self._entries(application, key, step)
                    by_step.setdefault(step.name, []).extend(entries)
        return by_step

    def _lists_of(self, document: ReadDocument) -> list[str]:
        """The lists an application takes: those named, or those cleared in its period (C11)."""
        head = document.head
        if not head.get("startTime"):
            return _named(document)
        return [
            number
            for number, one in self._lists.items()
            if head["startTime"] <= one.cleared <= head.get("endTime", "")
            and not one.application
            and (one.declarant, *one.head[:2])
            == tuple(head.get(name) for name in ("agentCode", "customsCode", "ebcCode"))
        ]

    def _entries(self, application: _Application, key: Key, step: ResultStep) -> Iterator[Document]:
        last = max(application.parts.values(), key=lambda part: part.head.get("appTime", ""))
        groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for number, one in self._lists.items():
            if one.application == key:
                groups[_group_of(one, last)].append(number)
        for group, numbers in sorted(groups.items()):
            yield self._entry(last, (*key, *group), numbers, step)

    def _entry(
        self, part: ReadDocument, key: Key, numbers: list[str], step: ResultStep
    ) -> Document:
        head, lists = part.head, [self._lists[number] for number in numbers]
        office, day = head.get("customsCode", ""), head.get("appTime", "")[:8]
        values = {name: head[name] for name in (*_PARTIES, "customsCode") if name in head} | {
            "guid": guid_of(RESULT, step.name, *key),
            "sumNo": self.sum_no(day, key[:2]),
            "opDate": time_after(head.get("appTime", ""), step.seconds, 0),
            "declSeqNo": self._number(f"Y{day}", key),
            "decState": step.state,
            "grossWeight": f"{sum(one.gross for one in lists):f}",
            "netWeight": f"{sum(one.net for one in lists):f}",
            "msgCount": "1",
            "msgSeqNo": "1",
        }
        if step.is_numbered:
            values |= {
                "decTmpNo": self._number(f"D{day}", key),
                "decPreNo": self._number(f"{office}{day[:4]}1", key),
                "entryId": self._number(f"{office}{day[:4]}0", key),
            }
        return document_from_names(spec(RESULT), values, _entry_lines(part, numbers, lists))

    def sum_no(self, day: str, key: Key) -> str:
        """The number customs gives an application: one for all its parts."""
        return self._number(f"S{day}", key)

    def _number(self, stem: str, key: Key) -> str:
        return self._numbers.kept(stem, _NUMBER_DIGITS, key)


def _named(document: ReadDocument) -> list[str]:
    return [line.get("invtNo", "") for line in document.lines]


def _is_whole(application: _Application) -> bool:
    """All parts are there (C14)."""
    counts = {int(amount(part.head, "msgCount")) for part in application.parts.values()}
    return len(counts) == 1 and set(application.parts) == set(range(1, counts.pop() + 1))


def _group_of(one: _List, part: ReadDocument) -> tuple[str, ...]:
    return one.head if part.head.get("summaryFlag") == _BY_PRODUCER else one.head[:-1]


def _entry_lines(
    part: ReadDocument, numbers: list[str], lists: list[_List]
) -> list[dict[str, str]]:
    """The lines of an entry: each line of a list with the number of its item."""
    by_name = part.head.get("itemNameFlag") == _BY_NAME
    items: dict[tuple[str, ...], int] = {}
    lines = []
    for number, one in zip(numbers, lists, strict=True):
        for line in one.lines:
            item = items.setdefault((*line.key, line.name if by_name else ""), len(items) + 1)
            lines.append(
                {
                    "invtNo": number,
                    "logisticsNo": one.waybill,
                    "gseqno": str(item),
                    "gnum": line.gnum,
                    "gcode": line.code,
                }
            )
    return lines
