"""进口税率: what is known about the taxes of the article on the form, and where it was read."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from app.ui import metrics
from app.ui.language import Language
from app.ui.values import UNKNOWN
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.label import word_label
from app.ui.widgets.status_badge import paint_as
from app.workflow.goods_taxes import GoodsRate, GoodsTaxes, Verdict
from app.workflow.masters import Record

VERDICT_TONES = {
    Verdict.UNKNOWN: "muted",
    Verdict.OFF: "bad",
    Verdict.CONDITIONAL: "warn",
    Verdict.ON: "good",
}
LIST_MARK = "；"


@dataclass(frozen=True, slots=True)
class Article:
    """The article a rate is stated about."""

    sku: str
    hs_code: str
    goods_name: str

    @classmethod
    def of(cls, record: Record) -> Article:
        """As it stands on the form."""
        return cls(record["sku"], record["hs_code"], record["goods_name"])


class TaxPanel(QFrame):
    """Rates and verdict as lines: what, value, source. Shows; the page asks and keeps."""

    def __init__(self, language: Language, state: QAction, lists: QAction) -> None:
        super().__init__()
        self.setObjectName("goods.taxes")
        self._language = language
        self._taxes: GoodsTaxes | None = None
        title = word_label(language, "goods_taxes.title", "card-title", self)
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(ActionButton(state, "link", self))
        head.addWidget(ActionButton(lists, "link", self))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.CARD_GAP)
        self._grid.setVerticalSpacing(metrics.INNER_GAP)
        self._grid.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.INNER_GAP)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        language.follow(self, lambda: self.show_taxes(self._taxes))

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds of rates shown as not known."""
        return self._taxes.missing if self._taxes else ()

    def show_taxes(self, taxes: GoodsTaxes | None) -> None:
        """Show these; None = not known yet."""
        self._taxes = taxes
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if taxes is None:
            return
        for row, rate in enumerate(taxes.rates):
            self._put_rate(row, rate)
        self._put_verdict(len(taxes.rates), taxes)

    def _put_rate(self, row: int, rate: GoodsRate) -> None:
        say = self._language.text
        self._put(row, 0, say(f"tax.tax.{rate.kind}"), "label")
        if rate.missing:
            value = self._put(row, 1, say("goods_taxes.unknown"))
            paint_as(value, "status", "warn")
            what = say(f"assess.what.{rate.missing}")
            hint = say("goods_taxes.hint", hint=rate.hint) if rate.hint else ""
            self._put(row, 2, f"{say('goods_taxes.missing', what=what)}{hint}", "muted")
            return
        word = say(rate.word) if rate.word else ""
        shown = " ".join(filter(None, [rate.value, word]))
        self._put(row, 1, shown or UNKNOWN).setObjectName(f"goods.rate.{rate.kind}")
        source = dict(rate.source).get(self._language.code, "")
        since = say("goods_taxes.since", day=rate.since) if rate.since else ""
        self._put(row, 2, " · ".join(filter(None, [source, since])), "muted")

    def _put_verdict(self, row: int, taxes: GoodsTaxes) -> None:
        say, ruling = self._language.text, taxes.ruling
        self._put(row, 0, say("goods_taxes.list"), "label")
        verdict = self._put(row, 1, say(f"goods_taxes.verdict.{ruling.verdict}"))
        verdict.setObjectName("goods.verdict")
        paint_as(verdict, "status", VERDICT_TONES[ruling.verdict])
        notes = LIST_MARK.join(note.text for note in ruling.notes)
        unknown = say("goods_taxes.no_edition") if ruling.verdict is Verdict.UNKNOWN else ""
        said = filter(None, [ruling.edition, ruling.name, notes, unknown])
        self._put(row, 2, " · ".join(said), "muted")

    def _put(self, row: int, column: int, words: str, role: str = "") -> QLabel:
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            label.setProperty("role", role)
        if column == 2:
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top = Qt.AlignmentFlag.AlignTop
        align = top | Qt.AlignmentFlag.AlignLeft if column < 2 else top
        self._grid.addWidget(label, row, column, align)
        return label
