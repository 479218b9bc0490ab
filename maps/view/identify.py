"""What lies under a click: where it is several things, all of them in a small list at the pointer.

The first is chosen at once, as ever. A second click at the same spot, or Tab, walks to the next; a press on a row takes
that one; Enter goes into it; Esc, a click elsewhere or a moved map puts the list away. The list takes no focus.

Sources of other layers (files, services) add theirs by `Identifier.add_source`: each is asked with the click and may
answer at once or later, on the Qt thread.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from maps.view.pile import Hit
from maps.view.theme import fonts, scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say
from maps.viewport import Viewport


@dataclass(frozen=True, slots=True)
class Identified:
    """A thing under a click and its words: what it is, then more about it."""

    hit: Hit
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Click:
    """Where on which view; `number` tells one click from the next."""

    number: int
    viewport: Viewport
    x_px: float
    y_px: float


Give = Callable[[Sequence[Identified]], None]
Source = Callable[[Click, Give], None]
"""Asked with a click; hands over what lies there, at once or later, once."""


class Identifier(QObject):
    """`chosen(Hit)` for each thing that is walked to, `entered(Hit)` for the one that is gone into."""

    chosen = Signal(object)
    entered = Signal(object)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._sources: list[Source] = []
        self._click: Click | None = None
        self._count = 0
        self.found: list[Identified] = []
        self.current = 0
        self.list = HitList(canvas)
        self.list.pressed_row.connect(self._go_to)

    def add_source(self, source: Source) -> None:
        """Ask this one too, with every click from now on."""
        self._sources.append(source)

    @property
    def is_open(self) -> bool:
        return self.list.isVisible()

    def click(self, viewport: Viewport, at: QPointF, here: Sequence[Identified]) -> None:
        """A click of the hand: the next of the same spot, or what lies at another one."""
        if self._is_same_spot(viewport, at):
            self.step(1)
            return
        self.put_away()
        self._count += 1
        self._click = Click(self._count, viewport, at.x(), at.y())
        self.found, self.current = list(here), 0
        self._choose()
        for source in self._sources:
            source(self._click, lambda more, click=self._click: self._take(click, more))
        self._show()

    def _is_same_spot(self, viewport: Viewport, at: QPointF) -> bool:
        click = self._click
        if click is None or not self.is_open or viewport != click.viewport:
            return False
        return math.dist((click.x_px, click.y_px), (at.x(), at.y())) <= scale.DRAG_FROM_PX

    def _take(self, click: Click, more: Sequence[Identified]) -> None:
        """An answer to an older click comes too late."""
        if click is not self._click or not more:
            return
        was_bare = not self.found
        self.found += more
        if was_bare:
            self._choose()
        self._show()

    def _show(self) -> None:
        click = self._click
        if click is not None and len(self.found) > 1:
            self.list.show_rows(self.found, self.current, QPoint(round(click.x_px), round(click.y_px)))

    def step(self, by: int) -> None:
        if self.found:
            self._go_to((self.current + by) % len(self.found))

    def _go_to(self, number: int) -> None:
        self.current = number
        self._choose()
        self._show()

    def _choose(self) -> None:
        if self.found:
            self.chosen.emit(self.found[self.current].hit)

    def enter(self) -> None:
        hit = self.found[self.current].hit
        self.put_away()
        self.entered.emit(hit)

    def put_away(self) -> bool:
        """Whether the list was open."""
        was_open = self.is_open
        self.list.hide()
        self._click, self.found = None, []
        return was_open

    def key(self, key: Qt.Key, *, shift: bool) -> bool:
        """Whether the key was the list's; only while it is open."""
        if not self.is_open:
            return False
        if key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            self.step(-1 if shift or key == Qt.Key.Key_Backtab else 1)
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.enter()
        elif key == Qt.Key.Key_Escape:
            self.put_away()
        else:
            return False
        return True


class HitList(QWidget):
    """Painted rows beside the pointer, in sight whole; more than twelve are told by a last line."""

    pressed_row = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        say(self, surface="plate")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._rows: Sequence[Identified] = ()
        self._current = self._first = 0
        self.hide()

    def show_rows(self, rows: Sequence[Identified], current: int, at: QPoint) -> None:
        self._rows, self._current = rows, current
        seen = min(len(rows), scale.IDENTIFY_ROWS)
        self._first = min(max(0, current - seen + 1), len(rows) - seen)
        size = QSize(scale.IDENTIFY_WIDTH_PX, (seen + 1) * scale.WALL_ROW_PX + scale.SPACE_8)
        self.setGeometry(*self._corner(at, size), size.width(), size.height())
        self.setAccessibleName("; ".join(" · ".join(row.words) for row in rows))
        self.setAccessibleDescription(" · ".join(rows[current].words))
        self.show()
        self.raise_()
        self.update()

    def _corner(self, at: QPoint, size: QSize) -> tuple[int, int]:
        """Right of the pointer and below it, or where there is room."""
        room, gap = self._room, scale.SPACE_16
        left = at.x() + gap if at.x() + gap + size.width() <= room.width() else at.x() - gap - size.width()
        top = min(at.y() + gap, room.height() - size.height() - scale.SPACE_8)
        return max(scale.SPACE_8, left), max(scale.SPACE_8, top)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        row = int((event.position().y() - scale.SPACE_4) // scale.WALL_ROW_PX) - 1 + self._first
        if self._first <= row < len(self._rows):
            self.pressed_row.emit(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, palette = QPainter(self), tokens()
        box = QRectF(scale.BORDER_PX, scale.SPACE_4, self.width() - 2 * scale.BORDER_PX, scale.WALL_ROW_PX)
        inner = box.adjusted(scale.SPACE_12, 0, -scale.SPACE_12, 0)
        small = fonts.sans(scale.METADATA_PX)
        count = ngettext("{n} thing here", "{n} things here", len(self._rows)).format(n=len(self._rows))
        _write(painter, inner, f"{count} · {_('Tab: next')}", small, palette.text3)
        shown = self._rows[self._first : self._first + scale.IDENTIFY_ROWS]
        for number, row in enumerate(shown, start=self._first):
            box.translate(0, scale.WALL_ROW_PX)
            if number == self._current:
                painter.fillRect(box, colour(palette.selected))
                bar = QRectF(box.left(), box.top(), scale.SELECTED_BAR_PX, box.height())
                painter.fillRect(bar, colour(palette.text))
            self._paint_row(painter, box.adjusted(scale.SPACE_12, 0, -scale.SPACE_12, 0), row)

    def _paint_row(self, painter: QPainter, box: QRectF, row: Identified) -> None:
        palette, name, *more = tokens(), *row.words
        small = fonts.sans(scale.METADATA_PX)
        aside = QFontMetricsF(small).elidedText(
            more[0] if more else "", Qt.TextElideMode.ElideRight, box.width() * 0.45
        )
        _write(painter, box, aside, small, palette.text2, right=True)
        room = box.width() - QFontMetricsF(small).horizontalAdvance(aside) - scale.SPACE_8
        body = fonts.sans(scale.SECONDARY_PX, scale.MEDIUM)
        _write(
            painter, box, QFontMetricsF(body).elidedText(name, Qt.TextElideMode.ElideMiddle, room), body, palette.text
        )


def _write(painter: QPainter, box: QRectF, words: str, font: QFont, token: str, *, right: bool = False) -> None:
    painter.setFont(font)
    painter.setPen(colour(token))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, words)
