"""The table itself: rows of 28 pixels painted by a delegate, worked by keys alone."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from desktop.view import ink
from desktop.view.layers.table.filter_header import FilterHeader
from desktop.view.layers.table.table_model import Index, TableModel
from maps.view.theme import scale
from maps.view.theme.focus import OWN_RING
from maps.view.theme.palette import colour, tokens

_BAR_RATIOS = (0.7, 0.5, 0.6, 0.4)


class CellDelegate(QStyledItemDelegate):
    """A grey bar where a cell is on its way; the selected row has its bar at the left."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box, state = QRectF(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        palette, text = tokens(), index.data()
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(box, colour(palette.selected))
        if text is None:
            width = box.width() * _BAR_RATIOS[(index.row() + index.column()) % len(_BAR_RATIOS)]
            bar = QRectF(box.left() + scale.SPACE_8, box.center().y() - 4, width - scale.SPACE_16, scale.SPACE_8)
            painter.fillRect(bar, colour(palette.selected))
        else:
            align = index.data(Qt.ItemDataRole.TextAlignmentRole) or ink.LEFT
            inner = box.adjusted(scale.SPACE_8, 0, -scale.SPACE_8, 0)
            font = ink.sans(scale.SECONDARY_PX)
            short = ink.metrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            ink.write(painter, inner, short, font, palette.text, align)
        ink.separator(painter, box.left(), box.right(), box.bottom())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ink.focus_ring(painter, box)
        painter.restore()


class TableView(QTableView):
    """`act(name)`: sort, filter, zoom, statistics, move_left, move_right, copy, leave."""

    act = Signal(str)

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = FilterHeader(self)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setProperty(OWN_RING, "cell")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setMinimumSectionSize(scale.WALL_ROW_PX)
        rows.setDefaultSectionSize(scale.WALL_ROW_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = _SAME.get(Qt.Key(event.key()), Qt.Key(event.key()))
        name = QKeySequence(int(key) | int(modifiers.value)).toString(QKeySequence.SequenceFormat.PortableText)
        if name in KEYS:
            self.act.emit(KEYS[name])
        elif modifiers & Qt.KeyboardModifier.ControlModifier and key not in _WALKS:
            event.ignore()
        elif key in _WALKS or key == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


_SAME = {Qt.Key.Key_Enter: Qt.Key.Key_Return}
_WALKS = frozenset(
    {
        *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
        *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_A),
    }
)
KEYS = {
    "O": "sort",
    "F": "filter",
    "Return": "zoom",
    "E": "statistics",
    "Alt+Left": "move_left",
    "Alt+Right": "move_right",
    "Ctrl+C": "copy",
    "H": "hide",
}
"""Of the table while it has the focus; the window knows nothing of them."""
