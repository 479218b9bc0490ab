"""What was found under a click in layers of sources: one feature's attributes, and the others to choose from."""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from desktop.view import ink
from desktop.view.choice_dialog import Choice, ChoiceDelegate, ChoiceModel
from desktop.view.context.sections import PaintedRows
from desktop.view.layers.table.table_model import cell_text
from maps.layer_facts import Found
from maps.view.theme import scale
from maps.view.theme.focus import OWN_RING
from maps.view.theme.palette import tokens
from maps.view.theme.style import say

_MOST_SEEN = 6
_NAME_RATIO = 0.4


class AttributeRows(PaintedRows):
    """Name left, value right; what is too long is in the tooltip of its row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(scale.WALL_ROW_PX, parent)
        self._pairs: Sequence[tuple[str, str]] = ()
        self.setMouseTracking(True)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs
        self.setAccessibleName("; ".join(f"{name} {value}" for name, value in pairs))
        self.changed()

    def count(self) -> int:
        return len(self._pairs)

    def paint_row(self, painter: QPainter, box: QRectF, number: int) -> None:
        name, value = self._pairs[number]
        palette, font = tokens(), ink.sans(scale.SECONDARY_PX)
        names, values = QRectF(box), QRectF(box)
        names.setWidth(box.width() * _NAME_RATIO)
        values.setLeft(names.right() + scale.SPACE_12)
        ink.write_name(painter, names, name, font, palette.text2)
        short = ink.metrics(font).elidedText(value, Qt.TextElideMode.ElideRight, values.width())
        ink.write(painter, values, short, font, palette.text, ink.RIGHT)
        ink.separator(painter, box.left(), box.right(), box.bottom() - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y() // scale.WALL_ROW_PX)
        self.setToolTip(": ".join(self._pairs[number]) if 0 <= number < len(self._pairs) else "")
        super().mouseMoveEvent(event)


class FeatureContext(QWidget):
    """`chosen(Found)` for the one whose attributes are shown; `table_wanted(Found)` for its row in the table."""

    chosen = Signal(object)
    table_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Sequence[Found] = ()
        self._names: Sequence[str] = ()
        self.list, self._model = QListView(self), ChoiceModel()
        self._several, self.values = say(QLabel(self), tone="text2"), AttributeRows(self)
        self._table = QPushButton(_("Show in the attribute table"), self)
        self._several.setFont(ink.sans(scale.SECONDARY_PX))
        self.list.setModel(self._model)
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setProperty(OWN_RING, "row")
        self.list.setAccessibleName(_("What lies here"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        for widget in (self._several, self.list, self.values, self._table):
            column.addWidget(widget)
        column.addStretch(1)
        self.list.selectionModel().currentChanged.connect(lambda current, _before: self._show(current.row()))
        self._table.clicked.connect(self._want_table)

    def show_found(self, found: Sequence[Found], names: Sequence[str], *, more: bool) -> None:
        """Topmost first; `names` are those of their layers."""
        self._found, self._names = found, names
        choices = [Choice(str(number), title_of(one), names[number]) for number, one in enumerate(found)]
        self._model.put(choices)
        several = len(found) > 1
        said = ngettext("{n} thing lies here", "{n} things lie here", len(found)).format(n=len(found))
        self._several.setText(said + (_(", and more") if more else ""))
        for widget in (self._several, self.list):
            widget.setVisible(several)
        self.list.setFixedHeight(min(len(found), _MOST_SEEN) * scale.DENSE_ROW_PX)
        self.list.setCurrentIndex(self._model.index(0))
        self._show(0)

    @property
    def current(self) -> Found | None:
        number = max(0, self.list.currentIndex().row())
        return self._found[number] if number < len(self._found) else None

    def step(self, by: int) -> None:
        if self._found:
            number = (max(0, self.list.currentIndex().row()) + by) % len(self._found)
            self.list.setCurrentIndex(self._model.index(number))

    def _show(self, number: int) -> None:
        if not 0 <= number < len(self._found):
            return
        found = self._found[number]
        self.values.show_pairs(
            [(name, " ".join(cell_text(cell).split())) for name, cell in zip(found.columns, found.cells, strict=False)]
        )
        self._table.setVisible(found.feature_id >= 0)
        self.chosen.emit(found)

    def _want_table(self) -> None:
        if self.current is not None:
            self.table_wanted.emit(self.current)


def title_of(found: Found) -> str:
    if found.title:
        return found.title
    return _("Feature {n}").format(n=found.feature_id) if found.feature_id >= 0 else _("Value of the raster")
