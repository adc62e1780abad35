"""From a ruling to the receipts customs would send over time, from `resources/simulator`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from app import resources
from app.simulator.clock import time_after
from app.simulator.fault import Fault
from app.simulator.numbers import draw
from app.simulator.trade import EXPORT, IMPORT

_REJECTED = "100"
_LISTS = (EXPORT.list, IMPORT.list)
_OF = 10_000  # shares are stated of so many


@dataclass(frozen=True, slots=True)
class Step:
    """One receipt about one document: when, which status, which words. `is_numbered`: by then
    customs has given a list its number."""

    name: str
    status: str
    time: str
    info: str
    is_numbered: bool


@cache
def _table() -> dict[str, Any]:
    return resources.load_toml("simulator/answers.toml")


@dataclass(frozen=True, slots=True)
class TaxStep:
    """What becomes of a tax bill: its status, so many seconds after the list's appTime."""

    status: str
    seconds: int
    mark: str


@dataclass(frozen=True, slots=True)
class ResultStep:
    """What is told of a customs entry so many seconds after its application's appTime."""

    name: str
    state: str
    seconds: int
    is_numbered: bool


def result_steps() -> list[ResultStep]:
    """The results of a summary application in the order of time."""
    return [ResultStep(name, **step) for name, step in _table()["results"].items()]


def tax_step(name: str) -> TaxStep:
    """A step of a tax bill: billed, summed."""
    step = _table()["taxes"][name]
    return TaxStep(step["status"], int(step["seconds"]), str(_table()["mark"]))


def seconds_until(step: str) -> int:
    """How long after its appTime a document in order reaches a step."""
    return int(_table()["steps"][step]["seconds"])


def refusal_of(fault: Fault, message: str) -> str:
    """The status a fault is refused with: negative from the e-port, else 100 from customs."""
    return str(_table()["faults"][fault.name].get("status", {}).get(message, _REJECTED))


def answerable(message: str) -> bool:
    """Whether the office answers this kind of message."""
    return message in _table()["chains"]


def steps_for(
    message: str, *, fault: Fault | None, guid: str, app_time: str, key: tuple[str, ...], seed: int
) -> Iterator[Step]:
    """The receipts of one document in the order of time. Which lists are looked at more closely
    depends on seed and key alone, not on the other documents."""
    reason = _reason(fault) if fault else ""
    refusal = refusal_of(fault, message) if fault else ""
    for name in _chain(message, refusal, key, seed):
        step = _table()["steps"][name]
        time = time_after(app_time, step["seconds"], draw(seed, name, message, *key) % 1000)
        info = step["info"].format(guid=guid, reason=reason) + _table()["mark"]
        yield Step(name, step["status"] or refusal, time, info, name not in _table()["unnumbered"])


def format_answer() -> tuple[str, str]:
    """Status and words of the answer to a message that cannot be read (CEB900)."""
    answer = _table()["format_answer"]
    return answer["status"], answer["info"] + _table()["mark"]


def _chain(message: str, refusal: str, key: tuple[str, ...], seed: int) -> list[str]:
    if refusal:
        return ["received", "sent", "rejected"] if refusal == _REJECTED else ["refused"]
    chain = list(_table()["chains"][message])
    if message in _LISTS:
        chain[-2:-2] = [name for name in ("review", "inspection") if _is_drawn(name, key, seed)]
    return chain


def _is_drawn(name: str, key: tuple[str, ...], seed: int) -> bool:
    return draw(seed, name, *key) % _OF < int(_table()["shares"][name])


def _reason(fault: Fault) -> str:
    return str(_table()["faults"][fault.name]["info"]).format_map(fault.params)
