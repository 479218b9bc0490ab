"""For whom the page is: three rows, each with its key and what it leaves out."""

from gettext import gettext as _

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop.services.export.template import Template
from desktop.view import ink
from desktop.view.actions import BY_ID
from desktop.view.keys import shown_key
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens

ACTIONS = {
    Template.REPORT: "page.report",
    Template.PRESS: "page.press",
    Template.PROSECUTOR: "page.prosecutor",
}


def template_words(template: Template) -> tuple[str, str]:
    """Its name, and what its reader gets."""
    known = {
        Template.REPORT: (_("Report"), _("all that is known, for those who act")),
        Template.PRESS: (_("Press"), _("no address, name, unit or note; a block of 100 m")),
        Template.PROSECUTOR: (_("Prosecutor"), _("every row with its proof, and who had the data")),
    }
    return known[template]


class TemplateRow(QAbstractButton):
    """Chosen: the ground and bar of a selection, and its words for a screen reader."""

    def __init__(self, template: Template, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.template = template
        self._name, self._gets = template_words(template)
        self._key = shown_key(BY_ID[ACTIONS[template]].key)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self._name}: {self._gets}")
        self.setToolTip(f"{self._name} ({self._key})")

    def sizeHint(self) -> QSize:
        return QSize(scale.LIST_MIN_PX, scale.ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, box = QPainter(self), tokens(), QRectF(self.rect())
        if self.isChecked():
            ink.selected_ground(painter, box)
        elif self.underMouse():
            painter.fillRect(box, colour(palette.raised))
        inner = box.adjusted(scale.SPACE_16, scale.SPACE_4, -scale.SPACE_12, -scale.SPACE_4)
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2)
        name = ink.sans(scale.BODY_PX, scale.SEMIBOLD if self.isChecked() else scale.MEDIUM)
        live = self.isEnabled()
        ink.write(painter, upper, self._name, name, palette.text if live else palette.text3)
        ink.write(painter, upper, self._key, ink.mono(scale.METADATA_PX), palette.text2, ink.RIGHT)
        lower = upper.translated(0, upper.height())
        ink.write_name(
            painter, lower, self._gets, ink.sans(scale.SECONDARY_PX), palette.text2 if live else palette.text3
        )


class TemplateRows(QWidget):
    """`chosen(Template)` by key, click or Space."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._group = QButtonGroup(self)
        self._rows = {template: TemplateRow(template, self) for template in Template}
        for row in self._rows.values():
            self._group.addButton(row)
            column.addWidget(row)
            row.clicked.connect(lambda _checked=False, one=row: self.chosen.emit(one.template))
        self._rows[Template.REPORT].setChecked(True)

    @property
    def template(self) -> Template:
        return next(template for template, row in self._rows.items() if row.isChecked())

    def choose(self, template: Template) -> None:
        """As by its key."""
        row = self._rows[template]
        row.setFocus(Qt.FocusReason.ShortcutFocusReason)
        row.click()
