"""商品备案: the articles, their goods codes, and what each still lacks for a declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame

from app.queries.master_uses import Use, goods_uses
from app.queries.masters import GAPS, NO_VAT, READY, Step, goods_by_sku, goods_table, history
from app.queries.table import Table
from app.reference.hs import LINE_DIGITS, hs_line
from app.reference.search import Offer
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.jobs import Work
from app.ui.pages.goods_codes import GoodsCodeFinder
from app.ui.pages.goods_positive import PositiveSheet
from app.ui.pages.goods_tables import TablesSheet
from app.ui.pages.goods_taxes import Article, TaxPanel
from app.ui.pages.lists_rate import RateSheet
from app.ui.pages.master_page import NEW, NONE, MasterPage
from app.ui.widgets.code_box import Finder, TableFinder, offers_of
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.step_panel import StepList
from app.values.codes import key_from_number
from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.goods_taxes import GoodsTaxes, is_importing, judge_article
from app.workflow.masters import Record, blank_goods, read_goods, remove_goods, save_goods
from app.workflow.masters_checks import NO_TARIFF, tariff_of
from app.workflow.opening import Query
from app.workflow.outcome import Changes

JUDGING_PAUSE_MS = 120
CONTENT_UNITS = ("", "ml", "l", "g", "kg", "piece")  # as in the schema
BASIS = "basis"  # why this code: asked on the form, kept with the classification


class Page(MasterPage):
    """Articles at the left; at the right the chosen one with what the tariff says of its code."""

    key = "goods"
    chip_column = "readiness"
    widths = MappingProxyType(
        {"sku": 116, "goods_name": 170, "hs_code": 104, "readiness": 132, "gaps": 60}
    )
    tones = MappingProxyType(
        {"readiness": {READY: "good", **dict.fromkeys((*GAPS, NO_VAT), "warn")}}
    )
    specs = (
        FieldSpec("sku", section="goods"),
        FieldSpec("barcode"),
        FieldSpec("goods_name", is_wide=True),
        FieldSpec("goods_name_en", is_wide=True),
        FieldSpec("hs_code", Editor.CODE, is_wide=True, section="classification"),
        FieldSpec(BASIS, is_wide=True),
        FieldSpec("goods_spec", Editor.LONG, is_wide=True),
        FieldSpec("brand"),
        FieldSpec("origin", Editor.CODE),
        FieldSpec("declared_unit", Editor.CODE, section="quantities"),
        FieldSpec("net_weight", Editor.NUMBER),
        FieldSpec("statutory_unit_1", Editor.CODE),
        FieldSpec("statutory_factor_1", Editor.NUMBER),
        FieldSpec("statutory_unit_2", Editor.CODE),
        FieldSpec("statutory_factor_2", Editor.NUMBER),
        FieldSpec("gross_weight", Editor.NUMBER),
        FieldSpec("license_no", section="permits"),
        FieldSpec("refund_wanted", Editor.CHOICE, ("", "1", "0"), "refund_wanted"),
        FieldSpec("note", Editor.LONG, is_wide=True),
        FieldSpec("record_no", section="imports", is_wide=True),
        FieldSpec("content_qty", Editor.NUMBER),
        FieldSpec("content_unit", Editor.CHOICE, CONTENT_UNITS, "content_unit"),
    )

    def __init__(self, context: Context) -> None:
        self._judging = Asker(context.workspace.path)
        context.workspace.closing.connect(self._judging.close)
        self._imports = False
        self._pause = QTimer(singleShot=True, interval=JUDGING_PAUSE_MS)
        super().__init__(context)
        self._pause.setParent(self)
        self._pause.timeout.connect(self._ask_judgement)
        context.workspace.closing.connect(self._pause.stop)

    def make_finders(self) -> Mapping[str, Finder]:
        """Units and countries from their tables, goods codes from tariff and memory."""
        codes = self.context.codes
        units = self.unit_finder = TableFinder(offers_of(codes, "unit"))
        self.hs_finder = GoodsCodeFinder(self.context.workspace, codes, self._goods_name)
        return {
            "hs_code": self.hs_finder,
            "origin": TableFinder(offers_of(codes, "country")),
            **dict.fromkeys(("declared_unit", "statutory_unit_1", "statutory_unit_2"), units),
        }

    def _goods_name(self) -> str:
        return self.record()["goods_name"]

    def make_table(self) -> Table:
        """Articles, judged by the tariff lines they name."""
        codes = self.context.codes
        tariff = self.context.workspace.read(lambda conn: tariff_of(conn, codes), NO_TARIFF)
        imports = self.context.workspace.read(is_importing, False)
        return goods_table(tariff, imports_on=self.context.today() if imports else None)

    def blank(self) -> Record:
        """A new article; why it has its code is not part of what is kept with it."""
        return {**blank_goods(), BASIS: ""}

    def record_of(self, key: int) -> Query[Record | None]:
        """The record of an article."""
        return lambda conn: (record := read_goods(conn, key)) and {**record, BASIS: ""}

    def key_of(self, number: str) -> Query[int | None]:
        """By its number."""
        return lambda conn: goods_by_sku(conn, key_from_number(number))

    def caption(self, record: Record) -> str:
        """Number and name."""
        return " · ".join(filter(None, [record["sku"], record["goods_name"]]))

    def saving(self, key: int, record: Record) -> Work:
        """Keep the article."""
        basis, on = record[BASIS].strip(), self.context.today()
        plain = {name: text for name, text in record.items() if name != BASIS}
        return lambda session, _progress: save_goods(
            session, key or None, plain, on=on, basis=basis
        )

    def uses_of(self, keys: Sequence[int]) -> Query[list[Use]]:
        """Orders, lists and books."""
        return lambda conn: goods_uses(conn, keys)

    def removing(self, keys: Sequence[int]) -> Work:
        """Delete articles."""
        return lambda session, _progress: remove_goods(session, keys)

    def concerns(self, changes: Changes) -> bool:
        """Lists say which codes were used before."""
        return not changes.kinds or DocumentKind.GOODS in changes.kinds

    # judging: in the background, for it looks into all lists

    def judge(self, key: int, record: Record) -> None:
        """After a pause in typing; what the code means shows at once."""
        self.form.cell("hs_code").set_hint(self._meaning(record["hs_code"]))
        self._pause.start()

    def _ask_judgement(self) -> None:
        key, record, codes = self.shown_key(), self.record(), self.context.codes
        if key < NEW:
            return
        day = self.context.today() if self._imports else None
        self._judging.ask(
            lambda conn: judge_article(conn, codes, record, goods_id=key, imports_on=day),
            lambda judged: self._show_judgement(key, *judged),
        )

    def _show_judgement(self, key: int, findings: list[Finding], taxes: GoodsTaxes | None) -> None:
        if key != self.shown_key():
            return
        self.taxes.show_taxes(taxes)
        self.show_findings(findings)
        open_ones = sum(finding.severity is not Severity.NOTE for finding in findings)
        if open_ones:
            self.show_status(self.say("masters.to_look_at", count=open_ones), "warn")
        else:
            self.show_status(self.say("readiness.ready"), "good")

    def _meaning(self, code: str) -> str:
        codes, language = self.context.codes, self.context.language
        line = hs_line(code, codes) if len(code) >= LINE_DIGITS else None
        if line is None:
            return ""
        units = [
            f"{unit} {offer.name(language.code)}"
            for unit in (line["statutory_unit_1"], line["statutory_unit_2"])
            if (offer := self.unit_finder.by_code(unit))
        ]
        name = Offer(code, line.name_zh, line.name_en).name(language.code)
        return self.say("masters.code_means", name=name, units=" + ".join(units))

    # what was decided

    def _make_side(self) -> QFrame:
        side = super()._make_side()
        actions = self.context.actions
        self.taxes = TaxPanel(
            self.context.language,
            actions["action.goods_state_rate"],
            actions["action.goods_positive"],
        )
        self.form.append(self.taxes)
        self.steps = StepList("masters.section.verdicts", self.context.language)
        self.form.append(self.steps)
        return side

    def _add_actions(self) -> None:
        super()._add_actions()
        for what, shortcut, icon, do in (
            ("state_rate", "Ctrl+T", "edit", self.state_rate),
            ("positive", "Ctrl+Shift+G", "list", self.show_positive_list),
            ("tables", "Ctrl+Shift+O", "import", self.show_code_tables),
        ):
            spec = ActionSpec(f"action.goods_{what}", shortcut, icon)
            self.context.actions.add(self, spec, do)

    def state_rate(self) -> None:
        """State a rate of the article on the form: the first one that is not known."""
        if self.shown_key() == NONE:
            return
        record, day = self.record(), self.context.today()
        missing = self.taxes.missing
        kind = missing[0] if missing else "vat"
        sheet = RateSheet(self, self.context, Article.of(record), day.isoformat(), kind)
        sheet.ask(self.refresh)

    def show_positive_list(self) -> None:
        """The editions of the list of goods of retail import, and a new one."""
        PositiveSheet(self, self.context).ask(self.refresh)

    def show_code_tables(self) -> None:
        """Take in an official file of a code table, the tariff first."""
        TablesSheet(self, self.context).ask(self.refresh)

    def record_shown(self) -> None:
        """The codes it was given, when and by whom."""
        key = self.shown_key()
        self._imports = self.context.workspace.read(is_importing, False)
        self.form.show_section("imports", self._imports)
        self.taxes.setVisible(self._imports and key >= NEW)
        self.show_status("", "muted")
        self.steps.setVisible(key > NEW)
        if key > NEW:
            none: list[Step] = []
            steps = self.context.workspace.read(
                lambda conn: history(conn, DocumentKind.GOODS, key), none
            )
            self.steps.show_steps(
                steps, lambda step: self.say("masters.classified", code=step.code)
            )
