"""Settings: how the window looks, who works at this computer, backups, exchange rates, clearing
personal data."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.looks import Look, looks
from app.ui.metrics import CARD_GAP, CARD_MARGINS, INNER_GAP
from app.ui.navigation import OPERATOR
from app.ui.pages.base import BasePage
from app.ui.pages.settings_backups import BackupsCard
from app.ui.pages.settings_diagnostics import DiagnosticsCard
from app.ui.pages.settings_encryption import EncryptionCard
from app.ui.pages.settings_persons import PersonsCard
from app.ui.pages.settings_purge import PurgeCard
from app.ui.pages.settings_rates import RatesCard
from app.ui.widgets.first_place import begin_at
from app.workflow.outcome import Changes
from app.workflow.persons import has_persons

COLUMNS = 3
MOST_NAME = 40  # as the name has to stand on paper


class Page(BasePage):
    """Every choice acts at once and is remembered."""

    key = "settings"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        card = QFrame(self)
        card.setProperty("role", "card")
        self._grid = QGridLayout(card)
        self._grid.setContentsMargins(*CARD_MARGINS)
        self._grid.setHorizontalSpacing(CARD_GAP)
        self._grid.setVerticalSpacing(INNER_GAP)
        theme, language = context.theme, context.language
        self.operator = self._make_operator()
        self._boxes = {look: self._box(look) for look in looks(language, theme)}
        self.rates = RatesCard(context, self)
        self.backups = BackupsCard(context, self)
        self.persons = PersonsCard(context, self)
        self.encryption = EncryptionCard(context, self)
        self.body.addWidget(card)
        self.body.addWidget(self.persons)
        self.body.addWidget(self.encryption)
        self.body.addWidget(self.backups, 1)
        self.body.addWidget(self.rates, 1)
        self.purge = PurgeCard(context, self)
        self.diagnostics = DiagnosticsCard(context, self)
        self.body.addWidget(self.purge)
        self.body.addWidget(self.diagnostics)
        context.workspace.actor_changed.connect(self.operator.setText)
        for follow in (theme.changed, language.changed):
            follow.connect(self._show_choices)
        self._show_choices()
        begin_at(self, self.operator)

    def refresh(self) -> None:
        """Read the rates and the backups again."""
        self.rates.refresh()
        self.backups.refresh()
        self.persons.refresh()
        self.encryption.refresh()
        is_manned = self.context.workspace.read(has_persons, otherwise=False)
        self.operator.setReadOnly(is_manned)  # the name of who signed in
        self.operator.setText(self.context.workspace.actor)

    def concerns(self, changes: Changes) -> bool:
        """Only rates are in the data file, and a change of them names no documents."""
        return not changes.kinds

    def show_document(self, number: str) -> None:
        """Go to the "operator", to the "rates", to the "backups" or to the "encryption"."""
        if number == "rates":
            self.rates.begin_new()
        elif number == "encryption":
            self.encryption.show_here()
        elif number == "backups":
            self.backups.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.operator.setFocus(Qt.FocusReason.OtherFocusReason)
            self.operator.selectAll()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """What the cards need at this width: Qt's own leaves out that texts wrap, and the cards
        would squeeze their fields instead of letting the page scroll."""
        least, layout = super().minimumSizeHint(), self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return least
        return least.expandedTo(QSize(0, layout.totalMinimumHeightForWidth(self.width())))

    # building

    def _make_operator(self) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setMaxLength(MOST_NAME)
        edit.setText(self.context.workspace.actor)
        edit.editingFinished.connect(self._take_operator)
        edit.setProperty("help", "operator")
        self.context.language.bind(
            edit, edit.setPlaceholderText, "settings.operator", part="placeholder"
        )
        self.context.language.bind(edit, edit.setToolTip, "settings.operator", part="hint")
        self._place("operator", edit)
        return edit

    def _take_operator(self) -> None:
        if self.operator.isReadOnly():
            return
        name = self.operator.text().strip()
        self.context.options.setValue(OPERATOR, name)
        self.context.workspace.set_actor(name)

    def _box(self, look: Look) -> QComboBox:
        box, language = QComboBox(self), self.context.language
        for value in look.values:
            box.addItem("", value)

        def name_items() -> None:
            for at, value in enumerate(look.values):
                box.setItemText(at, look.caption(value, language))

        language.follow(box, name_items)
        name_items()
        box.activated.connect(lambda _index: look.choose(str(box.currentData())))
        self._place(look.name, box)
        return box

    def _place(self, name: str, field: QWidget) -> None:
        """Under its label, in the next free place."""
        field.setObjectName(f"settings.{name}")
        label = QLabel(self)
        label.setProperty("role", "label")
        label.setBuddy(field)
        language = self.context.language
        language.bind(label, label.setText, f"settings.{name}")
        language.bind(field, field.setAccessibleName, f"settings.{name}")
        row, column = divmod(self._grid.count() // 2, COLUMNS)
        self._grid.addWidget(label, 2 * row, column)
        self._grid.addWidget(field, 2 * row + 1, column)
        self._grid.setColumnStretch(column, 1)

    def _show_choices(self) -> None:
        """Follow what was switched by a key."""
        for look, box in self._boxes.items():
            box.setCurrentIndex(box.findData(look.current()))
