"""What was found under a click in a layer of a source: the feature's attributes, and the way to its row."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.view import ink
from desktop.view.context.sections import PaintedRows
from desktop.view.layers.table.table_model import cell_text
from maps.layer_facts import Found
from maps.view.theme import scale
from maps.view.theme.palette import tokens

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
    """`table_wanted(Found)` for its row in the table."""

    table_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Found | None = None
        self.values = AttributeRows(self)
        self._table = QPushButton(_("Show in the attribute table"), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        for widget in (self.values, self._table):
            column.addWidget(widget)
        column.addStretch(1)
        self._table.clicked.connect(lambda: self.table_wanted.emit(self.found))

    def show_found(self, found: Found) -> None:
        self.found = found
        self.values.show_pairs(
            [(name, " ".join(cell_text(cell).split())) for name, cell in zip(found.columns, found.cells, strict=False)]
        )
        self._table.setVisible(found.feature_id >= 0)


def title_of(found: Found) -> str:
    if found.title:
        return found.title
    return _("Feature {n}").format(n=found.feature_id) if found.feature_id >= 0 else _("Value of the raster")
