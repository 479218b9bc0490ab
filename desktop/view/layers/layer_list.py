"""The list of the panel: rows of a tree, painted; a click on a box switches, a drag orders, keys do all of it too."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop.domain.layer_tree import LayerTree
from desktop.view.actions import LAYER_ACTIONS
from desktop.view.layers.row_delegate import LayerDelegate, Part
from desktop.view.layers.rows import ClassRow, LayerRow, PanelRow
from desktop.view.row_list import ROW_ROLE, RowModel
from maps.view.theme.focus import OWN_RING

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-atalaya-layer"
_KEYS = {action.key: action.id.partition(".")[2] for action in LAYER_ACTIONS if action.is_local and action.key}
_SAME = {Qt.Key.Key_Enter: Qt.Key.Key_Return, Qt.Key.Key_Backspace: Qt.Key.Key_Delete}
_NO_PARENT = QModelIndex()


class LayerModel(RowModel[PanelRow]):
    """`dropped(id, before_id, into)`: a row was let go before another one, or on a group."""

    dropped = Signal(str, str, bool)
    renamed = Signal(str, str)

    def said(self, row: PanelRow) -> str:
        return row.spoken

    def flags(self, index: Index) -> Qt.ItemFlag:
        kept = super().flags(index) | Qt.ItemFlag.ItemIsDropEnabled
        if isinstance(index.data(ROW_ROLE), LayerRow):
            return kept | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsEditable
        return kept

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole:
            row = super().data(index, ROW_ROLE)
            return row.title if isinstance(row, LayerRow) else None
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = index.data(ROW_ROLE)
        if role != Qt.ItemDataRole.EditRole or not isinstance(row, LayerRow):
            return False
        self.renamed.emit(row.id, str(value).strip())
        return True

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        row = indexes[0].data(ROW_ROLE) if indexes else None
        carried.setData(MIME, QByteArray(row.id.encode() if isinstance(row, LayerRow) else b""))
        return carried

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        del action, row, column, parent
        return data.hasFormat(MIME)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Told, and never done by the view: the tree decides what may lie where."""
        del action, column
        moved = bytes(data.data(MIME).data()).decode()
        under = parent.data(ROW_ROLE) if parent.isValid() else None
        if isinstance(under, LayerRow):
            self.dropped.emit(moved, under.id, under.entry.is_group)
        else:
            before = next((one for one in self.rows[max(0, row) :] if isinstance(one, LayerRow)), None)
            self.dropped.emit(moved, before.id if before is not None and row >= 0 else "", False)  # noqa: FBT003 - Qt's emit
        return False


def drop_place(tree: LayerTree, moved_id: str, target_id: str, *, into: bool) -> tuple[str, int]:
    """Parent and place for a row that was let go before another one, on a group, or under all (no target)."""
    if into:
        return target_id, 0
    if not target_id:
        return "", len(tree.children())
    parent_id = next((group.id for group in tree.ancestors(tree.get(target_id))), "")
    others = [one.id for one in tree.children(parent_id) if one.id != moved_id]
    return parent_id, others.index(target_id) if target_id in others else len(others)


class LayerList(QListView):
    """`act(id)` for keys, boxes and painted words; `chosen(row)` follows the current row; `menu_wanted(point)`."""

    act = Signal(str)
    chosen = Signal(object)
    unfolded = Signal(str, bool)
    menu_wanted = Signal(object)

    def __init__(self, model: LayerModel, delegate: LayerDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._delegate, self._current_id = model, delegate, ""
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setProperty(OWN_RING, "row")
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.selectionModel().currentChanged.connect(self._follow_current)

    @property
    def current(self) -> PanelRow | None:
        row: PanelRow | None = self.currentIndex().data(ROW_ROLE)
        return row

    def put(self, rows: Sequence[PanelRow]) -> None:
        """New rows; the current one stays current, or the one that takes its place does."""
        number, bar = self.currentIndex().row(), self.verticalScrollBar().value()
        kept = self._current_id
        self._model.put(rows)
        place = self._model.place_of(kept)
        if place is None and rows:
            place = min(max(number, 0), len(rows) - 1)
        if place is not None:
            self.setCurrentIndex(self._model.index(place))
            self.verticalScrollBar().setValue(bar)
        self.scheduleDelayedItemsLayout()

    def choose(self, row_id: str) -> None:
        place = self._model.place_of(row_id)
        self._current_id = row_id
        if place is not None:
            self.setCurrentIndex(self._model.index(place))

    def rename(self) -> None:
        self.edit(self.currentIndex())

    def _follow_current(self, current: QModelIndex) -> None:
        row: PanelRow | None = current.data(ROW_ROLE) if current.isValid() else None
        if row is not None:
            self._current_id = row.id
        self.chosen.emit(row)

    # hands

    def event(self, event: QEvent) -> bool:
        """A key of this list is not the window's while it has the focus."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _name(event) in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, name = _key(event), _name(event)
        plain = not _modifiers(event)
        if plain and key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._fold_or_walk(opens=key == Qt.Key.Key_Right)
        elif name in _KEYS:
            self.act.emit(_KEYS[name])
        elif plain and key == Qt.Key.Key_Menu:
            self._ask_menu()
        elif plain and key in _WALKING:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _fold_or_walk(self, *, opens: bool) -> None:
        """As in every tree: right opens, left closes or goes up to the parent."""
        row = self.current
        if isinstance(row, LayerRow) and row.is_open is not None and row.is_open != opens:
            self.unfolded.emit(row.id, opens)
        elif not opens and row is not None:
            above = self._model.rows[: self.currentIndex().row()]
            parent = next((one for one in reversed(above) if one.depth < row.depth), None)
            if parent is not None:
                self.choose(parent.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row: PanelRow | None = index.data(ROW_ROLE)
        part = self._delegate.part_at(self.visualRect(index), row, event.position()) if row is not None else Part.NONE
        if event.button() is not Qt.MouseButton.LeftButton or part in {Part.NONE, Part.NAME}:
            super().mousePressEvent(event)
            return
        self.setCurrentIndex(index)
        if part is Part.CARET and isinstance(row, LayerRow):
            self.unfolded.emit(row.id, not row.is_open)
        else:
            self.act.emit("toggle" if part is Part.BOX else "remedy")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row: PanelRow | None = index.data(ROW_ROLE)
        if row is not None and self._delegate.part_at(self.visualRect(index), row, event.position()) is Part.NAME:
            self.act.emit("properties")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._ask_menu()
        event.accept()

    def _ask_menu(self) -> None:
        box = self.visualRect(self.currentIndex())
        if isinstance(self.current, LayerRow | ClassRow):
            self.menu_wanted.emit(self.viewport().mapToGlobal(box.bottomLeft()))


_WALKING = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End}
)


def _key(event: QKeyEvent) -> Qt.Key:
    return _SAME.get(Qt.Key(event.key()), Qt.Key(event.key()))


def _modifiers(event: QKeyEvent) -> Qt.KeyboardModifier:
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def _name(event: QKeyEvent) -> str:
    """As the action table writes it."""
    pressed = QKeySequence(int(_key(event)) | int(_modifiers(event).value))
    return pressed.toString(QKeySequence.SequenceFormat.PortableText)
