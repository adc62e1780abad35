"""The axis of a chart, the same on the screen and on paper."""

from __future__ import annotations

from collections.abc import Iterator

_UNITS = {"zh_CN": ((10**8, "亿"), (10**4, "万")), "en": ((10**9, "B"), (10**6, "M"), (10**3, "K"))}
_YUAN = 10**5


def nice_step(most: int) -> int:
    """The distance of axis lines: 1, 2 or 5 times a power of ten, giving at most five lines."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * 5 >= most:
                return step * factor
        step *= 10


def axis_steps(most: int) -> Iterator[int]:
    """The values the lines stand at; the last one is the top of the chart."""
    step = nice_step(most)
    return iter(range(0, max(step, -(-most // step) * step) + 1, step))


def short_money(value_e5: int, language: str) -> str:
    """An amount short enough for an axis: "120万"."""
    yuan = value_e5 // _YUAN
    for unit, word in _UNITS.get(language, _UNITS["en"]):
        if abs(yuan) >= unit:
            whole, rest = divmod(yuan, unit)
            tenth = rest * 10 // unit
            return f"{whole:,}.{tenth}{word}" if tenth else f"{whole:,}{word}"
    return f"{yuan:,}"
