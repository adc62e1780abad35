"""税款说明: the whole working of the taxes of a list, every step with the law it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTextEdit

from app.documents.tax_sheet import TaxLine, TaxSheet, WorkStep
from app.printing.tax_working import ground_words
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.lists_taxes import signed
from app.ui.values import yuan
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column

_HEADS = ("line", "goods", "dutiable", "duty", "consumption", "vat", "total", "official")


class WorkingPane(QFrame):
    """The card in place of the form."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("list.working")
        self.setProperty("role", "card")
        self._context = context
        self._taxes: TaxSheet | None = None
        self._own_no = ""
        self._title = QLabel(self)
        self._title.setProperty("role", "card-title")
        self.text = QTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setObjectName("working.text")
        self.text.setProperty("role", "plain")
        context.language.bind(self.text, self.text.setAccessibleName, "action.lists_working")
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(self._title)
        head.addStretch(1)
        for what in ("print_working", "close_working"):
            head.addWidget(ActionButton(context.actions[f"action.lists_{what}"], "link"))
        layout = card_column(self)
        layout.addLayout(head)
        layout.addWidget(self.text, 1)
        context.language.follow(self, self._repaint)
        context.theme.changed.connect(self._repaint)

    def begin(self) -> None:
        """Put the keyboard here."""
        self._repaint()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_sheet(self, taxes: TaxSheet | None, own_no: str) -> None:
        """Tell these taxes; None = they cannot be told yet."""
        self._taxes, self._own_no = taxes, own_no
        if self.isVisible():
            self._repaint()

    def _say(self, key: str, /, **params: object) -> str:
        return escape(self._context.language.text(key, "text", **params))

    def _repaint(self) -> None:
        say = self._context.language.text
        self._title.setText(f"{say('action.lists_working')}  {self._own_no}".rstrip())
        at = self.text.verticalScrollBar().value()
        self.text.document().setDefaultStyleSheet(self._style())
        taxes = self._taxes
        self.text.setHtml("".join(self._parts(taxes)) if taxes else self._say("list.tax_unknown"))
        self.text.verticalScrollBar().setValue(at)

    def _style(self) -> str:
        tokens = self._context.theme.tokens
        return (
            f"body {{ color: {tokens.text}; }} h4 {{ margin: 14px 0 4px 0; }}"
            f"p {{ margin: 4px 0 0 0; }} .law {{ color: {tokens.text_muted}; margin-left: 16px; }}"
            f"th {{ color: {tokens.text_muted}; font-weight: normal; padding: 2px 14px 4px 0; }}"
            f"td {{ padding: 2px 14px 2px 0; }} .bad {{ color: {tokens.ink('bad')}; }}"
        )

    def _parts(self, taxes: TaxSheet) -> Iterable[str]:
        yield self._table(taxes)
        for each in taxes.unsettled:
            key = f"tax.missing_{each.kind}"
            said = self._say(key, value=each.what, expected=each.hint, line=each.line_no)
            yield f"<p class='bad'>{said}</p>"
        if taxes.official is not None:
            yield f"<p>{self._bill(taxes)}</p>"
        yield f"<h4>{self._say('list.working.list')}</h4>"
        yield from map(self._step, taxes.steps)
        for line in taxes.lines:
            head = self._say("list.tax_line", line=line.line_no, name=line.goods_name)
            yield f"<h4>{head}  {escape(line.hs_code)}</h4>"
            yield from map(self._step, line.steps)

    def _bill(self, taxes: TaxSheet) -> str:
        amount = signed(taxes.difference)
        told = [self._say("list.working.bill", no=taxes.tax_no, at=taxes.billed_at, amount=amount)]
        told += [
            self._say(
                "list.tax_deviation" if each.line_no else "list.tax_deviation_whole",
                line=each.line_no,
                tax_key=f"tax.tax.{each.tax}",
                amount=signed(each.amount),
                cause_key=f"tax_cause.{each.cause}",
            )
            for each in taxes.deviations
        ]
        return "<br>".join(told)

    def _table(self, taxes: TaxSheet) -> str:
        has_bill = taxes.official is not None
        heads = _HEADS if has_bill else _HEADS[:-1]
        cells = (
            f"<th align='{'left' if at < 2 else 'right'}'>{self._say(f'list.working.{name}')}</th>"
            for at, name in enumerate(heads)
        )
        rows = [f"<tr>{''.join(cells)}</tr>"]
        rows += [self._row(line, has_bill=has_bill) for line in taxes.lines]
        sums = (taxes.estimate.duty, taxes.estimate.consumption, taxes.estimate.vat)
        amounts = [taxes.dutiable, *sums, taxes.estimate.total]
        amounts += [taxes.official.total] if taxes.official else []
        total = "".join(f"<td align='right'><b>{yuan(each)}</b></td>" for each in amounts)
        rows.append(f"<tr><td></td><td><b>{self._say('list.working.sum')}</b></td>{total}</tr>")
        return f"<table cellspacing='0'>{''.join(rows)}</table>"

    @staticmethod
    def _row(line: TaxLine, *, has_bill: bool) -> str:
        taxes = line.estimate
        amounts = [line.dutiable, taxes.duty, taxes.consumption, taxes.vat, taxes.total]
        amounts += [line.official.total if line.official else None] if has_bill else []
        cells = "".join(f"<td align='right'>{yuan(each)}</td>" for each in amounts)
        return f"<tr><td>{line.line_no}</td><td>{escape(line.goods_name)}</td>{cells}</tr>"

    def _step(self, step: WorkStep) -> str:
        code = self._context.language.code
        laws = "".join(
            f"<p class='law'>{escape(ground_words(each, code))}</p>" for each in step.grounds
        )
        return f"<p>{self._say(step.key, **step.params)}</p>{laws}"
