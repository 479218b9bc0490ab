"""One chip of the alarm strip: mark, name, age. A click or Enter shows the alarm; it never acknowledges."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.view import formats, ink, words
from desktop.view.beat import Beat
from desktop.view.rows import AlarmRow
from maps.view.theme import scale
from maps.view.theme.marks import Look, paint_mark
from maps.view.theme.palette import Palette, colour, priority_colours, tokens
from maps.view.theme.pulse import pulse_opacity


class AlarmChip(QAbstractButton):
    """Empty and unseen until it is given a row."""

    pressed_alarm = Signal(str)

    def __init__(self, beat: Beat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._beat = beat
        self.row: AlarmRow | None = None
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(scale.CHIP_HEIGHT_PX)
        self.setMaximumWidth(scale.CHIP_WIDTH_PX)
        self.hide()
        self.clicked.connect(self._say_chosen)
        beat.second.connect(self.update)
        beat.pulsed.connect(self._pulse)

    def sizeHint(self) -> QSize:
        return QSize(scale.CHIP_WIDTH_PX, scale.CHIP_HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(scale.CHIP_WIDTH_PX // 2, scale.CHIP_HEIGHT_PX)

    @property
    def is_loud(self) -> bool:
        """A priority 1 that stands and that nobody has acknowledged: the one solid area of the screen."""
        return self.row is not None and self.row.is_loud

    def show_row(self, row: AlarmRow | None) -> None:
        if row is not None and row != self.row:
            alarm = row.alarm
            said = f"{words.priority(alarm.priority)}: {row.title}, {words.alarm_state(alarm.state)}"
            self.setAccessibleName(said)
            self.setToolTip(said)
        self.row = row
        self.setVisible(row is not None)
        self.update()

    def _say_chosen(self) -> None:
        if self.row is not None:
            self.pressed_alarm.emit(self.row.id)

    def _pulse(self) -> None:
        if self.is_loud and self.isVisible():
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self.row is None:
            return
        painter, palette = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, palette)
        look = Look.ON_FILL if self.is_loud else self.row.look
        centre = QPointF(scale.CHIP_MARK_X_PX + scale.LIST_MARK_PX / 2, self.height() / 2)
        paint_mark(painter, centre, self.row.mark, look, scale.LIST_MARK_PX, palette)
        self._paint_words(painter, palette, self.row)

    def _paint_ground(self, painter: QPainter, palette: Palette) -> None:
        row = self.row
        assert row is not None
        fill, _ink, edge = priority_colours(palette, row.alarm.priority)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.is_loud:
            painter.setPen(QPen(colour(fill), scale.BORDER_PX))
            painter.setBrush(colour(fill, pulse_opacity()))
        else:
            painter.setPen(QPen(colour(edge if row.alarm.needs_answer else palette.border), scale.BORDER_PX))
            painter.setBrush(colour(palette.selected if self.underMouse() else palette.panel))
        painter.drawRoundedRect(box, scale.RADIUS_PX, scale.RADIUS_PX)

    def _paint_words(self, painter: QPainter, palette: Palette, row: AlarmRow) -> None:
        waits = row.alarm.needs_answer
        token = palette.p1_ink if self.is_loud else palette.text if waits else palette.text2
        font = ink.sans(scale.BODY_PX, scale.SEMIBOLD if waits else scale.REGULAR)
        age = formats.age((self._beat.now - row.since).total_seconds())
        age_font = ink.sans(scale.BODY_PX, scale.SEMIBOLD if self.is_loud else scale.REGULAR)
        left = scale.CHIP_MARK_X_PX + scale.LIST_MARK_PX + scale.SPACE_12
        box = QRectF(self.rect()).adjusted(left, 0, -scale.SPACE_12, 0)
        ink.write(painter, box, age, age_font, token if self.is_loud else palette.text2, ink.RIGHT)
        box.setRight(box.right() - ink.width_of(age, age_font) - scale.SPACE_12)
        ink.write_name(painter, box, row.title, font, token)
