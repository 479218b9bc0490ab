"""The clock of a replay: inverted, with the word that says what it is."""

from datetime import datetime, tzinfo
from gettext import gettext as _

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.view import formats, ink
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens


class ReplayClock(QWidget):
    """Hidden while the console is live."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day, self._time = "", ""
        self.hide()

    @property
    def words(self) -> str:
        return f"{_('REPLAY')} {self._day} {self._time}"

    def show_time(self, at: datetime | None, zone: tzinfo) -> None:
        self.setVisible(at is not None)
        if at is None:
            return
        before = self.sizeHint()
        self._day, self._time = formats.short_date(at, zone), formats.clock(at, zone)
        self.setAccessibleName(self.words)
        if self.sizeHint() != before:
            self.setFixedSize(self.sizeHint())
        self.update()

    def _parts(self) -> tuple[tuple[str, int, int], ...]:
        return (
            (_("REPLAY"), scale.METADATA_PX, scale.SEMIBOLD),
            (self._day, scale.SECONDARY_PX, scale.REGULAR),
            (self._time, scale.CLOCK_PX, scale.SEMIBOLD),
        )

    def sizeHint(self) -> QSize:
        width = sum(ink.width_of(said, ink.sans(size, weight)) + scale.SPACE_8 for said, size, weight in self._parts())
        return QSize(round(width) + scale.SPACE_8, scale.DENSE_ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, box = QPainter(self), tokens(), QRectF(self.rect())
        painter.fillRect(box, colour(palette.focus))
        box.adjust(scale.SPACE_8, 0, 0, 0)
        for said, size, weight in self._parts():
            font = ink.sans(size, weight)
            ink.write(painter, box, said, font, palette.canvas)
            box.adjust(ink.width_of(said, font) + scale.SPACE_8, 0, 0, 0)
