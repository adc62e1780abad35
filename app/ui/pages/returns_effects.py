"""退货后: what a return changes, in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy

from app.ui import metrics
from app.ui.context import Context
from app.ui.values import scaled, yuan
from app.ui.widgets.card import card_column
from app.ui.widgets.label import word_label
from app.values.decimals import e5_from_decimal
from app.workflow.return_effects import (
    Allowance,
    Basis,
    Effects,
    Hold,
    Refund,
    StockEffect,
    TaxEffect,
)

Line = tuple[str, str, Basis | None]
"""What is changed, how, and whose figure it is (None = no figure of anybody)."""


class EffectsBox(QFrame):
    """A box with one line for each effect; hidden without effects."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("returns.effects")
        self.setProperty("role", "notice")
        self._context = context
        self._effects: Effects | None = None
        self.title = word_label(context.language, "return_effects.title", "card-title", self)
        self.note = word_label(context.language, "return_effects.note", "label", self, wraps=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.CARD_GAP)
        self._grid.setVerticalSpacing(metrics.INNER_GAP // 2)
        self._grid.setColumnStretch(1, 1)
        layout = card_column(self)
        layout.addWidget(self.title)
        layout.addLayout(self._grid)
        layout.addWidget(self.note)
        context.language.follow(self, lambda: self.show_effects(self._effects))

    def show_effects(self, effects: Effects | None) -> None:
        """Show these; None hides the box."""
        self._effects = effects
        self.setVisible(effects is not None)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if effects is None:
            return
        for row, (what, how, basis) in enumerate(self._lines(effects)):
            name = QLabel(what, self)
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            mark = self._say(f"tax_basis.{basis}") if basis is Basis.ESTIMATE else ""
            value = QLabel(f"{how}　{mark}" if mark else how, self)
            value.setObjectName(f"returns.effect.{row}")
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(value, row, 1)

    def lines(self) -> list[str]:
        """What stands in the box, a line each."""
        return (
            [f"{what} {how}" for what, how, _ in self._lines(self._effects)]
            if self._effects
            else []
        )

    def _say(self, key: str, **given: str) -> str:
        return self._context.language.text(key, **given)

    def _lines(self, effects: Effects) -> Iterator[Line]:
        say = self._say
        if effects.tax is not None:
            yield say("return_effects.tax"), self._tax(effects.tax), effects.tax.basis
            basis = effects.hold.basis if effects.hold else None
            yield say("return_effects.hold"), self._hold(effects.hold), basis
            yield say("return_effects.allowance"), self._allowance(effects.allowance), None
            stock = "\n".join(map(self._stock, effects.stock))
            yield say("return_effects.stock"), stock or say("return_effects.stock.none"), None
        if effects.refund is not None:
            yield say("return_effects.refund"), self._refund(effects.refund), None
        key = "expected" if effects.is_expected else "both"
        months = say(
            f"return_effects.months.{key}",
            origin=str(effects.origin or "—"),
            correction=str(effects.correction),
        )
        yield say("return_effects.months"), months, None

    def _tax(self, tax: TaxEffect) -> str:
        if tax.total is None:
            return self._say("return_effects.tax.unknown")
        return self._say(f"return_effects.tax.{tax.change}", amount=yuan(tax.total))

    def _hold(self, hold: Hold | None) -> str:
        if hold is None:
            return self._say("return_effects.hold.none")
        amount = yuan(hold.amount)
        if hold.window is None:
            return self._say("return_effects.hold.amount", amount=amount)
        window = {"first": str(hold.window.first), "last": str(hold.window.last)}
        return self._say("return_effects.hold.window", amount=amount, **window)

    def _allowance(self, allowance: Allowance | None) -> str:
        if allowance is None:
            return self._say("return_effects.allowance.none")
        given = {"year": str(allowance.year), "before": yuan(allowance.before)}
        if allowance.value is None:
            return self._say("return_effects.allowance.unknown", **given)
        if not allowance.value:
            return self._say("return_effects.allowance.same", **given)
        given |= {"value": yuan(allowance.value), "after": yuan(allowance.after)}
        return self._say("return_effects.allowance.change", **given)

    def _stock(self, stock: StockEffect) -> str:
        given = {"record_no": stock.record_no, "goods": stock.goods_name}
        if stock.qty is None:
            return self._say("return_effects.stock.unknown", **given)
        entry = self._context.codes.lookup("unit", stock.unit)
        is_english = self._context.language.code == "en"
        unit = (entry.name_en if is_english else entry.name_zh) if entry else stock.unit
        return self._say("return_effects.stock.change", qty=quantity(stock.qty), unit=unit, **given)

    def _refund(self, refund: Refund) -> str:
        return self._say(
            f"return_effects.refund.{refund.state}",
            amount=yuan(refund.amount),
            certificate=refund.certificate,
        )


def quantity(value: Decimal) -> str:
    """A quantity with thousands separators and no needless decimals."""
    return scaled(e5_from_decimal(value))
