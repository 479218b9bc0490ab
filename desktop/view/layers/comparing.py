"""Two states of the layers side by side: which layers are on which side, and the divider between them.

The page in the panel has a box for either side of each layer; Esc leaves, and the map is as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.layer_tree import LayerTree
from desktop.domain.map_layer import LayerEntry
from desktop.services.layer_view import LayerView, OwnLook, arrangement, shown_entry
from desktop.view import ink
from desktop.view.layers import words
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.icon_button import IconButton
from desktop.view.layers.row_delegate import paint_box
from desktop.view.row_list import ROW_ROLE, Index, RowModel
from maps.symbology import AsItIs, Bands, OneBand
from maps.view.swipe import SwipeBar
from maps.view.theme import scale
from maps.view.theme.focus import OWN_RING
from maps.view.theme.palette import tokens
from maps.view.theme.style import say

_PICTURES = (AsItIs, Bands, OneBand)


@dataclass(frozen=True, slots=True)
class Sides:
    """Ids of the layers that are seen left and right of the divider."""

    left: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()

    def switched(self, entry_id: str, *, right: bool) -> "Sides":
        side = self.right if right else self.left
        changed = side - {entry_id} if entry_id in side else side | {entry_id}
        return replace(self, right=changed) if right else replace(self, left=changed)


def first_sides(tree: LayerTree, view: LayerView, entries: Sequence[LayerEntry], chosen: LayerEntry | None) -> Sides:
    """What is seen now on both; of two pictures (dates) one each; a chosen layer only right when there is no second."""
    seen = [entry for entry in entries if shown_entry(tree, view, entry).visible]
    everywhere = frozenset(entry.id for entry in seen)
    pictures = [entry for entry in entries if isinstance(entry.symbology, _PICTURES)]
    if len(pictures) >= 2:
        over = chosen if chosen in pictures else pictures[0]
        under = next(entry for entry in pictures if entry is not over)
        return Sides((everywhere - {over.id}) | {under.id}, (everywhere - {under.id}) | {over.id})
    alone = chosen or (seen[0] if seen else None)
    return Sides(everywhere - ({alone.id} if alone is not None else set()), everywhere)


def side_view(tree: LayerTree, view: LayerView, entries: Sequence[LayerEntry], shown: frozenset[str]) -> LayerView:
    """The operator's view with exactly these layers, whatever their groups say."""
    own = dict(view.own)
    for entry in entries:
        own[entry.id] = replace(own.get(entry.id, OwnLook()), visible=entry.id in shown)
        if entry.id in shown:
            for group in tree.ancestors(entry):
                own[group.id] = replace(own.get(group.id, OwnLook()), visible=True)
    return LayerView(own)


def side_name(entries: Sequence[LayerEntry], mine: frozenset[str], other: frozenset[str]) -> str:
    """What only this side has."""
    names = [words.title(entry) for entry in entries if entry.id in mine and entry.id not in other]
    return " + ".join(names[:3]) + (" …" if len(names) > 3 else "") if names else _("Without")


@dataclass(frozen=True, slots=True)
class SideRow:
    id: str
    title: str
    left: bool
    right: bool


class SideModel(RowModel[SideRow]):
    def said(self, row: SideRow) -> str:
        sides = [said for said, on in ((_("left"), row.left), (_("right"), row.right)) if on]
        return f"{row.title}: {', '.join(sides) or _('hidden')}"


class SideDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(scale.LIST_MIN_PX, scale.DENSE_ROW_PX)

    def boxes(self, box: QRectF) -> tuple[QRectF, QRectF]:
        side, top = scale.CHECK_BOX_PX, box.center().y() - scale.CHECK_BOX_PX / 2
        right = QRectF(box.right() - scale.SPACE_16 - side, top, side, side)
        return right.translated(-scale.SIDE_COLUMN_PX, 0), right

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: SideRow = index.data(ROW_ROLE)
        box, state = QRectF(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            ink.selected_ground(painter, box)
        left, right = self.boxes(box)
        paint_box(painter, left, checked=row.left, faint=False)
        paint_box(painter, right, checked=row.right, faint=False)
        name = box.adjusted(scale.PANEL_PADDING_PX, 0, 0, 0)
        name.setRight(left.left() - scale.SPACE_12)
        lit = tokens().text if row.left or row.right else tokens().text3
        ink.write_name(painter, name, row.title, ink.sans(), lit)
        if state & QStyle.StateFlag.State_HasFocus:
            ink.focus_ring(painter, box)
        painter.restore()


class SideList(QListView):
    """`switched(id, right)`: left and right arrows, or a press on a box."""

    switched = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sides, self._delegate = SideModel(), SideDelegate(self)
        self.setModel(self.sides)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setProperty(OWN_RING, "row")
        self.setAccessibleName(_("Layers left and right of the divider"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row: SideRow | None = self.currentIndex().data(ROW_ROLE)
        if row is not None and event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.switched.emit(row.id, event.key() == Qt.Key.Key_Right)
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        row: SideRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        for box, right in zip(self._delegate.boxes(QRectF(self.visualRect(index))), (False, True), strict=True):
            if box.adjusted(-8, -8, 8, 8).contains(event.position()):
                self.switched.emit(row.id, right)


class ComparePage(QWidget):
    """`left` when it is done."""

    left = Signal()
    switched = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = SideList(self)
        back = IconButton("unfold", _("Back to the layers (Esc)"), self)
        title = QLabel(_("Compare"), self)
        title.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        head = QHBoxLayout()
        head.setContentsMargins(scale.SPACE_8, scale.SPACE_4, scale.PANEL_PADDING_PX, scale.SPACE_4)
        head.addWidget(back)
        head.addWidget(title, 1)
        for said in (_("Left"), _("Right")):
            label = say(QLabel(said, self), tone="text2")
            label.setFont(ink.sans(scale.METADATA_PX))
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setFixedWidth(scale.SIDE_COLUMN_PX)
            head.addWidget(label)
        note = say(QLabel(self), tone="text2")
        note.setText(_("Left and right arrows switch a layer on that side. F6 goes to the divider; Esc leaves."))
        note.setWordWrap(True)
        note.setMargin(scale.SPACE_12)
        note.setFont(ink.sans(scale.METADATA_PX))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(note)
        back.clicked.connect(self.leave)
        self.list.switched.connect(self.switched)

    def leave(self) -> None:
        self.left.emit()


class Comparing(QObject):
    """One comparison at a time; `ended` when it is over."""

    ended = Signal()

    def __init__(self, layers: LayerDesk) -> None:
        super().__init__(layers)
        self._layers = layers
        self.sides = Sides()
        self.page: ComparePage | None = None
        self.bar: SwipeBar | None = None
        layers.changed.connect(self._show)

    @property
    def is_on(self) -> bool:
        return self.bar is not None

    def start(self, chosen: LayerEntry | None) -> ComparePage:
        layers = self._layers
        is_file = chosen is not None and chosen.source is not None
        self.sides = first_sides(layers.tree, layers.view, layers.file_entries, chosen if is_file else None)
        self.page, self.bar = ComparePage(), SwipeBar(layers.canvas)
        self.page.left.connect(self.stop)
        self.page.switched.connect(self._switch)
        self.bar.moved.connect(lambda _px: self._split())
        self._show()
        return self.page

    def stop(self) -> None:
        if self.bar is None:
            return
        self.bar.end()
        self.page = self.bar = None
        self._layers.canvas.split(None)
        self._layers.arrange()
        self.ended.emit()

    def _switch(self, entry_id: str, right: bool) -> None:  # noqa: FBT001 - a slot
        self.sides = self.sides.switched(entry_id, right=right)
        self._show()

    def _show(self) -> None:
        if self.page is None or self.bar is None:
            return
        entries, sides = self._layers.file_entries, self.sides
        rows = [SideRow(one.id, words.title(one), one.id in sides.left, one.id in sides.right) for one in entries]
        before = self.page.list.currentIndex().row()
        self.page.list.sides.put(rows)
        if rows:
            self.page.list.setCurrentIndex(self.page.list.sides.index(min(max(before, 0), len(rows) - 1)))
        self.bar.set_names(side_name(entries, sides.left, sides.right), side_name(entries, sides.right, sides.left))
        self._split()

    def _split(self) -> None:
        layers = self._layers
        if self.bar is None:
            return
        left, right = (
            arrangement(layers.tree, side_view(layers.tree, layers.view, layers.file_entries, shown))
            for shown in (self.sides.left, self.sides.right)
        )
        layers.canvas.arrange(left)
        layers.canvas.split(right, self.bar.line_px)
