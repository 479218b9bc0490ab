"""What hangs under the search field: painted rows, a child of the window above the map, never a window of its own."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.found import Found
from desktop.view import ink
from desktop.view.search.found_words import what
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say


class FoundList(QWidget):
    """Takes no focus; `head` says what the rows are where it is not what was typed."""

    pressed_row = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        say(self, surface="plate")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: Sequence[Found] = ()
        self._head = ""
        self.current = 0
        self.hide()

    def show_rows(self, rows: Sequence[Found], at: QPoint, width: int, head: str = "") -> None:
        self.rows, self.current, self._head = rows, 0, head
        lines = max(1, len(rows))
        wide = max(width, scale.SEARCH_WIDTH_PX)
        left = min(at.x() + (width - wide) // 2, self.window().width() - wide - scale.SPACE_8)
        height = lines * scale.DENSE_ROW_PX + scale.SPACE_8 + self._head_px
        self.setGeometry(max(scale.SPACE_8, left), at.y(), wide, height)
        self._say()
        self.show()
        self.raise_()
        self.update()

    @property
    def _head_px(self) -> int:
        return scale.WALL_ROW_PX if self._head else 0

    def step(self, by: int) -> None:
        if self.rows:
            self.current = (self.current + by) % len(self.rows)
            self._say()
            self.update()

    def _say(self) -> None:
        """The row that Enter takes, to a screen reader."""
        row = self.rows[self.current] if self.rows else None
        self.setAccessibleName(f"{row.name}, {what(row)}" if row is not None else _("Nothing is called like that"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int((event.position().y() - scale.SPACE_4 - self._head_px) // scale.DENSE_ROW_PX)
        if 0 <= row < len(self.rows):
            self.pressed_row.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, palette = QPainter(self), tokens()
        wide = self.width() - 2 * scale.BORDER_PX
        box = QRectF(scale.BORDER_PX, scale.SPACE_4 + self._head_px, wide, scale.DENSE_ROW_PX)
        if self._head:
            head = QRectF(box.left() + scale.SPACE_12, scale.SPACE_4, wide, scale.WALL_ROW_PX)
            ink.write(painter, head, self._head, ink.sans(scale.METADATA_PX), palette.text3)
        if not self.rows:
            inner = box.adjusted(scale.SPACE_12, 0, -scale.SPACE_12, 0)
            ink.write(painter, inner, _("Nothing is called like that"), ink.sans(), palette.text3)
        for number, row in enumerate(self.rows):
            if number == self.current:
                painter.fillRect(box, colour(palette.selected))
                bar = QRectF(box.left(), box.top(), scale.SELECTED_BAR_PX, box.height())
                painter.fillRect(bar, colour(palette.text))
            self._paint_row(painter, box.adjusted(scale.SPACE_12, 0, -scale.SPACE_12, 0), row)
            box.translate(0, scale.DENSE_ROW_PX)

    def _paint_row(self, painter: QPainter, inner: QRectF, row: Found) -> None:
        small = ink.sans(scale.SECONDARY_PX)
        aside = ink.metrics(small).elidedText(what(row), Qt.TextElideMode.ElideRight, inner.width() * 0.5)
        ink.write(painter, inner, aside, small, tokens().text2, ink.RIGHT)
        inner.setRight(inner.right() - ink.width_of(aside, small) - scale.SPACE_12)
        ink.write_name(painter, inner, row.name, ink.sans(), tokens().text)
