"""A return request as a form holds it: words typed by a person, read into a draft and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal

from app.documents.returning import Condition, ReasonKind
from app.returns.case import Refunded
from app.returns.faults import Wish
from app.values.decimals import decimal_from_e5, e5_from_decimal, text_from_e5
from app.workflow.return_cases import Original
from app.workflow.return_drafts import ReturnDraft, Way
from app.workflow.typed import BadEntry, Typed, day, number

__all__ = ["BadEntry", "blank_words", "draft_from_words", "remaining_words", "words_from_draft"]

YES = "1"
WAY_TEXTS = tuple(
    each.name
    for each in fields(Way)
    if each.name not in ("gross_weight", "volume", "overseas_warehouse_id")
)
_NUMBERS = ("gross_weight", "volume")


def blank_words(today: date) -> dict[str, str]:
    """A form nobody has typed into."""
    return {
        "reason_kind": ReasonKind.NO_REASON.value,
        "condition": Condition.SEALED.value,
        "reason": "",
        "applied_on": today.isoformat(),
        "refunded": Refunded.NOT_SAID.value,
        "certificate": "",
        "left_area": "",
        "via_centre": "",
        "note": "",
        **dict.fromkeys((*WAY_TEXTS, *_NUMBERS), ""),
    }


def draft_from_words(
    list_id: int, words: Typed, quantities: Mapping[int, str], *, warehouse_id: int | None = None
) -> ReturnDraft:
    """What was typed as a draft; lines without a quantity are left out. Raises BadEntry with the
    field, "qty.<line>" for a quantity."""
    way = Way(
        **{name: words[name].strip() for name in WAY_TEXTS},
        gross_weight=_number(words, "gross_weight"),
        volume=_number(words, "volume"),
        overseas_warehouse_id=warehouse_id,
    )
    return ReturnDraft(
        list_id,
        tuple(
            Wish(line_no, number({f"qty.{line_no}": text}, f"qty.{line_no}"))
            for line_no, text in quantities.items()
            if text.strip()
        ),
        ReasonKind(words["reason_kind"]),
        Condition(words["condition"]),
        reason=words["reason"],
        applied_on=_day(words, "applied_on"),
        way=way,
        left_area=_day(words, "left_area"),
        refunded=Refunded(words["refunded"]),
        certificate=words["certificate"],
        via_centre=words["via_centre"] == YES,
        note=words["note"],
    )


def _number(words: Typed, field: str) -> Decimal | None:
    return number(words, field) if words[field].strip() else None


def _day(words: Typed, field: str) -> date | None:
    return day(words, field) if words[field].strip() else None


def words_from_draft(draft: ReturnDraft) -> tuple[dict[str, str], dict[int, str]]:
    """A draft as the form shows it: words by field, quantities by line."""
    words = blank_words(draft.applied_on or date.min)
    words |= {
        "reason_kind": draft.reason_kind.value,
        "condition": draft.condition.value,
        "reason": draft.reason,
        "applied_on": draft.applied_on.isoformat() if draft.applied_on else "",
        "refunded": draft.refunded.value,
        "certificate": draft.certificate,
        "left_area": draft.left_area.isoformat() if draft.left_area else "",
        "via_centre": YES if draft.via_centre else "",
        "note": draft.note,
        **{name: getattr(draft.way, name) for name in WAY_TEXTS},
        **{name: _text(getattr(draft.way, name)) for name in _NUMBERS},
    }
    return words, {wish.line_no: _text(wish.qty) for wish in draft.wishes}


def _text(value: Decimal | None) -> str:
    return "" if value is None else text_from_e5(e5_from_decimal(value))


def remaining_words(original: Original) -> dict[int, str]:
    """All that is left of a list, as the form begins."""
    return {
        line.line_no: _text(decimal_from_e5(line.left_e5)) if line.left_e5 > 0 else ""
        for line in original.lines
    }
