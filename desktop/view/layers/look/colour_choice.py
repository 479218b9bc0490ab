"""Choosing a colour: first those that are seen by night, by day and by every eye, then any other, with a hint."""

from gettext import gettext as _

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from desktop.view import ink as pen
from maps.cartography.colours import DAY, NIGHT
from maps.cartography.inks import hex_of
from maps.symbology import Ink, Symbol
from maps.view.theme import scale
from maps.view.theme.colour_check import LEAST_CONTRAST, contrast
from maps.view.theme.palette import LAYER_COLOURS, colour, tokens
from maps.view.theme.style import say

SAFE: tuple[Ink, ...] = ("series2", "series3", "series4", "text", "text2", "text3", *LAYER_COLOURS)
NO_INK = ""


def light() -> str:
    return "night" if tokens().is_dark else "day"


def hint(ink: Ink) -> str:
    """What is to be said about how it is seen on the map; empty when nothing is."""
    if ink == NO_INK:
        return ""
    dim = [
        words
        for style, land, words in (
            ("night", NIGHT.land, _("by night")),
            ("day", DAY.land, _("by day")),
        )
        if contrast(hex_of(ink, style), land) < LEAST_CONTRAST
    ]
    return _("Hard to see on the map {when}.").format(when=_(" and ").join(dim)) if dim else ""


class ColourGrid(QWidget):
    """The safe colours; arrows walk, Enter or a click takes one."""

    taken = Signal(str)

    def __init__(self, *, may_be_none: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inks: tuple[Ink, ...] = (*((NO_INK,) if may_be_none else ()), *SAFE)
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Colours that are seen by every eye"))

    def sizeHint(self) -> QSize:
        rows = -(-len(self.inks) // scale.COLOUR_COLUMNS)
        return QSize(scale.COLOUR_COLUMNS * scale.COLOUR_CELL_PX, rows * scale.COLOUR_CELL_PX)

    def show_ink(self, ink: Ink) -> None:
        self.current = self.inks.index(ink) if ink in self.inks else 0
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, side = QPainter(self), scale.COLOUR_CELL_PX
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, ink in enumerate(self.inks):
            box = QRectF(number % scale.COLOUR_COLUMNS * side, number // scale.COLOUR_COLUMNS * side, side, side)
            paint_ink(painter, box.adjusted(4, 4, -4, -4), ink)
            if number == self.current:
                pen.focus_ring(painter, box.adjusted(1, 1, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -scale.COLOUR_COLUMNS,
            Qt.Key.Key_Down: scale.COLOUR_COLUMNS,
        }
        key = Qt.Key(event.key())
        if key in steps:
            goal = self.current + steps[key]
            self.current = goal if 0 <= goal < len(self.inks) else self.current
            self.update()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.taken.emit(self.inks[self.current])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        side, at = scale.COLOUR_CELL_PX, event.position()
        number = int(at.y() // side) * scale.COLOUR_COLUMNS + int(at.x() // side)
        if 0 <= number < len(self.inks):
            self.taken.emit(self.inks[number])


def paint_ink(painter: QPainter, box: QRectF, ink: Ink, opacity: float = 1.0) -> None:
    """A patch of it; a stroke across stands for none."""
    painter.setPen(QPen(colour(tokens().border), scale.BORDER_PX))
    painter.setBrush(colour(hex_of(ink, light()), opacity) if ink else colour(tokens().raised))
    painter.drawRoundedRect(box, scale.RADIUS_PX, scale.RADIUS_PX)
    if not ink:
        painter.drawLine(box.bottomLeft(), box.topRight())


class ColourDialog(QDialog):
    """`chosen(ink)` once."""

    chosen = Signal(str)

    def __init__(self, ink: Ink, *, may_be_none: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.grid, self.code = ColourGrid(may_be_none=may_be_none, parent=self), QLineEdit(self)
        self._hint = say(QLabel(self), tone="text2")
        self._hint.setFont(pen.sans(scale.METADATA_PX))
        self._hint.setWordWrap(True)
        self.code.setPlaceholderText(_("Another one: #RRGGBB"))
        self.code.setAccessibleName(self.code.placeholderText())
        self.code.setText(ink if ink.startswith("#") else "")
        self.grid.show_ink(ink)
        column = QVBoxLayout(self)
        pad = scale.SPACE_12
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(scale.SPACE_8)
        for widget in (self.grid, self.code, self._hint):
            column.addWidget(widget)
        self.setFixedWidth(self.grid.sizeHint().width() + 2 * pad)
        self.grid.taken.connect(self._take)
        self.code.textChanged.connect(self._show_hint)
        self.code.returnPressed.connect(self._take_code)
        self._show_hint()
        self.grid.setFocus()

    def _show_hint(self) -> None:
        typed = typed_ink(self.code.text())
        said = hint(typed) if typed is not None else "" if not self.code.text() else _("Six digits after a #.")
        self._hint.setText(said)
        self._hint.setVisible(bool(said))
        self.adjustSize()

    def _take_code(self) -> None:
        typed = typed_ink(self.code.text())
        if typed is not None:
            self._take(typed)

    def _take(self, ink: Ink) -> None:
        self.chosen.emit(ink)
        self.accept()


def typed_ink(text: str) -> Ink | None:
    """`#RRGGBB`, with or without the sign; None while it is not one."""
    code = "#" + text.strip().lstrip("#").upper()
    try:
        Symbol(colour=code)
    except ValueError:
        return None
    return code


class ColourButton(QToolButton):
    """Shows a colour, and offers others; `chosen(ink)`."""

    chosen = Signal(str)

    def __init__(self, words: str, *, may_be_none: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ink: Ink = "series2"
        self._may_be_none = may_be_none
        self.setAccessibleName(words)
        self.setFixedHeight(scale.BUTTON_PX)
        self.clicked.connect(self.offer)

    def sizeHint(self) -> QSize:
        return QSize(scale.COLOUR_CELL_PX * 2, scale.BUTTON_PX)

    def show_ink(self, ink: Ink) -> None:
        self.ink = ink
        self.setToolTip(ink or _("None"))
        self.update()

    def offer(self) -> None:
        dialog = ColourDialog(self.ink, may_be_none=self._may_be_none, parent=self)
        dialog.chosen.connect(self._take)
        dialog.move(self.mapToGlobal(QPoint(0, self.height() + scale.SPACE_4)))
        dialog.open()

    def _take(self, ink: Ink) -> None:
        self.show_ink(ink)
        self.chosen.emit(ink)

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        super().paintEvent(arg__1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(self.rect()).adjusted(scale.SPACE_8, scale.SPACE_8, -scale.SPACE_8, -scale.SPACE_8)
        paint_ink(painter, inner, self.ink)
