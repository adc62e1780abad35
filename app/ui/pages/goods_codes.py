"""Where the goods code field gets its offers: the company's own choices, then the tariff.

The tariff is made ready once, in the background; the field is never blocked by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from app.reference.codes import Codes
from app.reference.hs import LINE_DIGITS, hs_line
from app.reference.search import CodeSearch, Offer
from app.ui.asking import Asker
from app.ui.pinyin import letters
from app.ui.workspace import Workspace
from app.workflow.masters_checks import goods_code_search, suggest_codes


class GoodsCodeFinder:
    """Offers for what was typed; with nothing typed, for the article's name."""

    def __init__(self, workspace: Workspace, codes: Codes, goods_name: Callable[[], str]) -> None:
        self._asker = Asker(workspace.path)
        workspace.closing.connect(self._asker.close)
        self._codes = codes
        self._goods_name = goods_name

    @cached_property
    def _search(self) -> CodeSearch:
        return goods_code_search(self._codes, letters)

    def find(self, typed: str, show: Callable[[Sequence[Offer]], object]) -> None:
        """Look in the background; only the newest question is answered."""
        name = self._goods_name()
        self._asker.ask(lambda conn: suggest_codes(conn, self._search, typed, name), show)

    def by_code(self, code: str) -> Offer | None:
        """The tariff line of a code of eight or ten digits."""
        if len(code) < LINE_DIGITS:
            return None
        line = hs_line(code, self._codes)
        return Offer(code, line.name_zh, line.name_en) if line else None
