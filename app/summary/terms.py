"""What a company decides about its summary declarations."""

from __future__ import annotations

from dataclasses import dataclass

BY_CONSIGNOR, BY_PRODUCER = "1", "2"
BY_NAME, BY_CLASS = "1", ""


@dataclass(frozen=True, slots=True)
class SummaryTerms:
    """Choices of a company. `summary_flag` (M10): merge by consignor alone, or by producer too;
    `item_name_flag` (M11): by identical goods name, or by the name of the class of goods.

    `lists_per_part`: an application with more lists is split. 2022 texts set no limit, those of
    2018 one of a hundred (N03). `by_period`: customs takes every list cleared in the month, the
    lists are not named (C11). The broker (报关单位) makes the customs entries; "" = the declarant.
    """

    summary_flag: str
    item_name_flag: str
    lists_per_part: int
    by_period: bool
    broker_code: str = ""
    broker_name: str = ""
