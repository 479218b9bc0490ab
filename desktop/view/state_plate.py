"""What a panel shows when it has nothing, waits, or has lost something: one line what, one line why, one button.

Bars of grey stand for rows that are still being read, from 300 ms on; a panel is never blank and never only a spinner.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.view import ink
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say

_BARS = ((0.62, 0.40), (0.48, 0.30), (0.70, 0.36), (0.54, 0.44))
"""Lengths of the two lines of a row that is still being read, as parts of the width."""


@dataclass(frozen=True, slots=True)
class Plate:
    """`what` would be here or is lost, `why`, and what the button does; no button without words."""

    what: str
    why: str
    button: str = ""
    act: Callable[[], None] | None = None


class StatePlate(QWidget):
    """Centred in its panel, at the top third."""

    def __init__(self, plate: Plate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what, self._why, self._button = QLabel(self), QLabel(self), QPushButton(self)
        self._act: Callable[[], None] | None = None
        self._what.setFont(ink.sans(scale.BODY_PX, scale.MEDIUM))
        say(self._why, tone="text2").setFont(ink.sans(scale.SECONDARY_PX))
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.SPACE_24, scale.SPACE_24, scale.SPACE_24, scale.SPACE_24)
        column.setSpacing(scale.SPACE_8)
        column.addStretch(1)
        for label in (self._what, self._why):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(scale.SPACE_8)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self._button.clicked.connect(self._do)
        self.show_plate(plate)

    def show_plate(self, plate: Plate) -> None:
        self._what.setText(plate.what)
        self._why.setText(plate.why)
        self._button.setText(plate.button)
        self._button.setVisible(bool(plate.button))
        self._act = plate.act

    def _do(self) -> None:
        if self._act is not None:
            self._act()


class LoadingRows(QWidget):
    """Grey bars where rows will be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = False
        QTimer.singleShot(scale.SKELETON_AFTER_MS, self, self._show_bars)

    def _show_bars(self) -> None:
        self._shown = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self._shown:
            return
        painter, width = QPainter(self), self.width() - scale.PANEL_PADDING_PX * 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tokens().selected))
        for number in range(self.height() // scale.ROW_PX):
            upper, lower = _BARS[number % len(_BARS)]
            for line, part in enumerate((upper, lower)):
                top = number * scale.ROW_PX + scale.SPACE_8 + line * (scale.SPACE_12 + scale.SPACE_8)
                bar = QRectF(scale.PANEL_PADDING_PX, top, width * part, scale.SPACE_12)
                painter.drawRoundedRect(bar, scale.RADIUS_PX, scale.RADIUS_PX)


class LostPlate(QWidget):
    """At the top of a panel: what is lost, since when, what still goes on. The rest of the panel stays as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="plate")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._what, self._why = QLabel(self), QLabel(self)
        self._what.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
        say(self._why, tone="text2").setFont(ink.sans(scale.SECONDARY_PX))
        self._why.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.SPACE_12, scale.SPACE_8, scale.SPACE_12, scale.SPACE_8)
        column.setSpacing(scale.SPACE_4)
        column.addWidget(self._what)
        column.addWidget(self._why)
        self.hide()

    def show_loss(self, what: str, why: str) -> None:
        self._what.setText(what)
        self._why.setText(why)
        self.setAccessibleName(what)
        self.setVisible(bool(what))
