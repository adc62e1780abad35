"""What the simulator finds wrong with a document."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `name` finds status and text in `resources/simulator/answers.toml`, `params` fill
    the text's placeholders."""

    name: str
    params: dict[str, str] = field(default_factory=dict)


def fault(name: str, /, **params: object) -> Fault:
    """A fault with its placeholders."""
    return Fault(name, {key: str(value) for key, value in params.items()})
