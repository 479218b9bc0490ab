"""F1: every key of the action table on one sheet, by place."""

import math
from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.view import ink
from desktop.view.actions import ACTIONS, Action, Where
from desktop.view.keys import shown_key
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say

_ROW_PX = scale.WALL_ROW_PX
_EDGE_PX = scale.SPACE_24
_BAR_PX = scale.SPACE_8 + scale.SCROLL_BAR_PX
Group = tuple[Where, tuple[Action, ...]]


def groups() -> list[Group]:
    """Every place that has keys, in the order of the menus: a new place of the table is on the sheet by itself."""
    every = [(place, tuple(action for action in ACTIONS if action.where is place and action.key)) for place in Where]
    return [(place, actions) for place, actions in every if actions]


def _packed(every: Sequence[Group], most_rows: int) -> list[list[Group]]:
    """In columns of at most so many rows, a place never parted; what follows goes under while there is room."""
    columns: list[list[Group]] = []
    for group in every:
        if columns and _rows_of([*columns[-1], group]) <= most_rows:
            columns[-1].append(group)
        else:
            columns.append([group])
    return columns


def _rows_of(every: Sequence[Group]) -> int:
    """With their titles, and the gap between two counted as one more."""
    return sum(len(actions) + 2 for _place, actions in every) - 1


def columns_within(width_px: float) -> list[list[Group]]:
    """As low as the longest place, or lower in number and longer where the window is narrow."""
    every = groups()
    low = max(_rows_of([group]) for group in every)
    for most_rows in range(low, _rows_of(every)):
        columns = _packed(every, most_rows)
        if sum(map(_width_of, columns)) + scale.SPACE_32 * (len(columns) - 1) <= width_px:
            return columns
    return [every]


def _width_of(every: Sequence[Group]) -> float:
    """No label is cut."""
    return max(
        ink.width_of(action.label, ink.sans()) + scale.SPACE_24 + _cap_px(action)
        for _place, actions in every
        for action in actions
    )


def _cap_px(action: Action) -> float:
    return ink.width_of(shown_key(action.key), ink.mono(scale.METADATA_PX)) + scale.SPACE_8 * 2


class KeyColumn(QWidget):
    """The keys of some places, one under the other."""

    def __init__(self, every: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups = every
        self.setAccessibleName("; ".join(f"{a.label}: {shown_key(a.key)}" for _place, rows in every for a in rows))

    def sizeHint(self) -> QSize:
        rows = sum(len(actions) + 1 for _place, actions in self._groups)
        tall = rows * _ROW_PX + scale.GROUP_GAP_PX * (len(self._groups) - 1)
        return QSize(math.ceil(_width_of(self._groups)), tall)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, line = QPainter(self), QRectF(0, 0, self.width(), _ROW_PX)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, actions in self._groups:
            ink.write(painter, line, _(place.value), ink.sans(scale.BODY_PX, scale.SEMIBOLD), tokens().text)
            line.translate(0, _ROW_PX)
            for action in actions:
                _paint_key(painter, line, action)
                line.translate(0, _ROW_PX)
            line.translate(0, scale.GROUP_GAP_PX)


def _paint_key(painter: QPainter, line: QRectF, action: Action) -> None:
    font, key, palette = ink.mono(scale.METADATA_PX), shown_key(action.key), tokens()
    width = _cap_px(action)
    cap = QRectF(line.right() - width, line.top() + scale.SPACE_4 / 2, width - 1, line.height() - scale.SPACE_4)
    painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
    painter.setBrush(colour(palette.raised))
    painter.drawRoundedRect(cap, scale.RADIUS_PX, scale.RADIUS_PX)
    ink.write(painter, cap, key, font, palette.text, ink.CENTRE)
    words = line.adjusted(0, 0, -width - scale.SPACE_12, 0)
    ink.write_name(painter, words, action.label, ink.sans(), palette.text2)


class _Columns(QScrollArea):
    """As large as what it holds; it scrolls, by keys too, only in a window that is smaller."""

    def __init__(self, columns: Sequence[Sequence[Group]], parent: QWidget) -> None:
        super().__init__(parent)
        self._held = held = say(QWidget(self), surface="panel")
        line = QHBoxLayout(held)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(scale.SPACE_32)
        for column in columns:
            line.addWidget(KeyColumn(column, held), 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(held)

    def sizeHint(self) -> QSize:
        return self._held.sizeHint()


class KeySheet(QDialog):
    """Never larger than the window that it belongs to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        room = parent.window().size()
        columns = _Columns(columns_within(room.width() - 2 * _EDGE_PX - _BAR_PX), self)
        head = QLabel(_("Keys"), self)
        head.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE_PX, _EDGE_PX, _EDGE_PX, scale.SPACE_16)
        column.setSpacing(scale.SPACE_16)
        column.addWidget(head)
        column.addWidget(columns, 1)
        column.addLayout(self._foot())
        wanted = self.sizeHint()
        if wanted.height() > room.height():
            wanted += QSize(_BAR_PX, 0)
        else:
            columns.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.resize(wanted.boundedTo(room))

    def _foot(self) -> QHBoxLayout:
        note = say(QLabel(self), tone="text2")
        note.setText(_("Single letters act where a list, the map or a picture has the focus, never in a text field."))
        note.setFont(ink.sans(scale.SECONDARY_PX))
        note.setWordWrap(True)
        close = say(QPushButton(_("Close"), self), role="primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setSpacing(scale.SPACE_16)
        foot.addWidget(note, 1)
        foot.addWidget(close)
        return foot
