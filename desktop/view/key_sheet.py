"""F1: every key of the action table on one sheet, by place."""

from gettext import gettext as _

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.view import ink
from desktop.view.actions import ACTIONS, Action, Where
from desktop.view.keys import shown_key
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say

_ROW_PX = scale.WALL_ROW_PX
_COLUMN_PX = scale.DIALOG_WIDE_PX // 2


class KeyColumn(QWidget):
    """The keys of some places, one under the other."""

    def __init__(self, places: tuple[Where, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups = [(place, [a for a in ACTIONS if a.where is place and a.key]) for place in places]
        self.setAccessibleName(
            "; ".join(f"{a.label}: {shown_key(a.key)}" for _place, rows in self._groups for a in rows)
        )

    def sizeHint(self) -> QSize:
        rows = sum(len(group) + 1 for _place, group in self._groups)
        return QSize(_COLUMN_PX, rows * _ROW_PX + scale.GROUP_GAP_PX * (len(self._groups) - 1))

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
    width = ink.width_of(key, font) + scale.SPACE_8 * 2
    cap = QRectF(line.right() - width, line.top() + scale.SPACE_4 / 2, width - 1, line.height() - scale.SPACE_4)
    painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
    painter.setBrush(colour(palette.raised))
    painter.drawRoundedRect(cap, scale.RADIUS_PX, scale.RADIUS_PX)
    ink.write(painter, cap, key, font, palette.text, ink.CENTRE)
    words = line.adjusted(0, 0, -width - scale.SPACE_12, 0)
    ink.write_name(painter, words, action.label, ink.sans(), palette.text2)


class KeySheet(QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        head = QLabel(_("Keys"), self)
        head.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        note = say(QLabel(self), tone="text2")
        note.setText(_("Single letters act where a list, the map or a picture has the focus, never in a text field."))
        note.setFont(ink.sans(scale.SECONDARY_PX))
        columns = QHBoxLayout()
        columns.setSpacing(scale.SPACE_32)
        for places in ((Where.EVERYWHERE,), (Where.ALARMS, Where.INCIDENT, Where.PAGE), (Where.MAP,), (Where.LAYERS,)):
            columns.addWidget(KeyColumn(places, self), 0, Qt.AlignmentFlag.AlignTop)
        close = say(QPushButton(_("Close"), self), role="primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(note, 1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.SPACE_24, scale.SPACE_24, scale.SPACE_24, scale.SPACE_16)
        column.setSpacing(scale.SPACE_16)
        column.addWidget(head)
        column.addLayout(columns)
        column.addStretch(1)
        column.addLayout(foot)
