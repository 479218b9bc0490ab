"""The classes of a look in a list: box, colour, label, count; worked by keys and by mouse alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.view import formats, ink
from desktop.view.layers.look.colour_choice import ColourDialog, paint_ink
from desktop.view.layers.row_delegate import paint_box
from desktop.view.row_list import ROW_ROLE, Index, RowModel
from maps.symbology import Symbol
from maps.view.theme import scale
from maps.view.theme.focus import OWN_RING
from maps.view.theme.palette import tokens


@dataclass(frozen=True, slots=True)
class ClassItem:
    """`visible` None: it has no switch. `text` is what is edited: a label, or the upper edge of a step."""

    id: str
    label: str
    symbol: Symbol
    visible: bool | None = True
    count: int | None = None
    text: str = ""


class ClassModel(RowModel[ClassItem]):
    """`edited(id, text)`."""

    edited = Signal(str, str)

    def said(self, row: ClassItem) -> str:
        count = "" if row.count is None else f", {row.count}"
        return f"{row.label}{count}, {_('hidden') if row.visible is False else _('shown')}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole:
            row: ClassItem | None = super().data(index, ROW_ROLE)
            return row.text or row.label if row is not None else None
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row: ClassItem | None = index.data(ROW_ROLE)
        if role != Qt.ItemDataRole.EditRole or row is None:
            return False
        self.edited.emit(row.id, str(value).strip())
        return True


class ClassDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(scale.LIST_MIN_PX, scale.WALL_ROW_PX)

    def check(self, box: QRectF) -> QRectF:
        side = scale.CHECK_BOX_PX
        return QRectF(box.left() + scale.SPACE_4, box.center().y() - side / 2, side, side)

    def patch(self, box: QRectF) -> QRectF:
        width, height = scale.SWATCH_PX
        return QRectF(self.check(box).right() + scale.SPACE_8, box.center().y() - height / 2, width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ClassItem = index.data(ROW_ROLE)
        box, state = QRectF(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        palette = tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            ink.selected_ground(painter, box)
        if row.visible is not None:
            paint_box(painter, self.check(box), checked=row.visible, faint=False)
        paint_ink(painter, self.patch(box), row.symbol.colour, row.symbol.opacity)
        rest = QRectF(self.patch(box).right() + scale.SPACE_8, box.top(), 0, box.height())
        rest.setRight(box.right() - scale.SPACE_8)
        if row.count is not None:
            count, small = formats.amount(float(row.count), 0), ink.sans(scale.METADATA_PX)
            ink.write(painter, rest, count, small, palette.text2, ink.RIGHT)
            rest.setRight(rest.right() - ink.width_of(count, small) - scale.SPACE_8)
        lit = palette.text3 if row.visible is False else palette.text
        ink.write_name(painter, rest, row.label, ink.sans(scale.SECONDARY_PX), lit)
        if state & QStyle.StateFlag.State_HasFocus:
            ink.focus_ring(painter, box)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option, index
        return QLineEdit(parent)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        del index
        box = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        box.setLeft(self.patch(box).right() + scale.SPACE_4)
        editor.setGeometry(box.toAlignedRect())


class ClassList(QListView):
    """`switched(id)`, `coloured(id, ink)`, `removed(id)`, and the model's `edited(id, text)`."""

    switched = Signal(str)
    coloured = Signal(str, str)
    removed = Signal(str)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.classes, self._delegate = ClassModel(), ClassDelegate(self)
        self.setModel(self.classes)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setProperty(OWN_RING, "row")
        self.setAccessibleName(words)
        self.setToolTip(_("Space switches, Enter gives a colour, F2 the words, Delete removes."))
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(scale.WALL_ROW_PX * 4)

    def put(self, items: Sequence[ClassItem]) -> None:
        number = self.currentIndex().row()
        self.classes.put(items)
        if items:
            self.setCurrentIndex(self.classes.index(min(max(number, 0), len(items) - 1)))
        self.setFixedHeight(scale.WALL_ROW_PX * min(max(len(items), 3), 9) + 2 * scale.BORDER_PX)

    @property
    def current(self) -> ClassItem | None:
        row: ClassItem | None = self.currentIndex().data(ROW_ROLE)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.current, Qt.Key(event.key())
        if row is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self.switched.emit(row.id)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._offer_colours(row)
        elif key == Qt.Key.Key_F2:
            self.edit(self.currentIndex())
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit(row.id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row, box = self.current, QRectF(self.visualRect(self.currentIndex()))
        at = event.position()
        if row is None or not box.contains(at):
            return
        if row.visible is not None and self._delegate.check(box).adjusted(-4, -4, 4, 4).contains(at):
            self.switched.emit(row.id)
        elif self._delegate.patch(box).contains(at):
            self._offer_colours(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid():
            self.edit(self.currentIndex())

    def _offer_colours(self, row: ClassItem) -> None:
        dialog = ColourDialog(row.symbol.colour, parent=self)
        dialog.chosen.connect(lambda chosen: self.coloured.emit(row.id, chosen))
        box = self.visualRect(self.currentIndex())
        dialog.move(self.viewport().mapToGlobal(box.bottomLeft() + QPoint(scale.SPACE_24, scale.SPACE_4)))
        dialog.open()
