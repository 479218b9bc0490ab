"""A live camera in a rectangle: its newest picture with the boxes of that very picture, and how old it is.

It reads the camera's frame slot when its clock says so, never waits, and says the truth: a picture that stands still
goes grey within two seconds.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from maps.view.theme import scale
from maps.view.theme.palette import VIDEO_BACKDROP, VIDEO_PLATE, VIDEO_PLATE_OPACITY, colour
from video.camera import Camera
from video.frame_slot import SlotFrame, SlotReader
from video.view import tile_paint, words
from video.view.tile_clock import TileClock
from video.view.tile_reading import TileReading, read_tile

_ASPECT = (16, 9)
_SHARPNESS = 2
"""Pixels of the source kept for each of the screen: fewer shimmer when they are scaled down."""


class VideoTile(QWidget):
    """`chosen(camera_id)` on a click; `opened(camera_id)` on a double click or Enter."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, camera: Camera, slots: Path, clock: TileClock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = camera
        self._clock = clock
        self._reader = SlotReader(slots, camera.id)
        self._frame: SlotFrame | None = None
        self._image: QImage | None = None
        self._arrival_age_s = 0.0
        self._source = ""
        self._reading = read_tile(camera, None, None, 0.0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._say()

    @property
    def camera(self) -> Camera:
        return self._camera

    @property
    def reading(self) -> TileReading:
        """What it shows now."""
        return self._reading

    def set_source(self, words_of_source: str) -> None:
        """Say where the pictures really come from, as a generated scene; empty for a real camera."""
        self._source = words_of_source
        self._read()

    def sizeHint(self) -> QSize:
        return QSize(scale.VIDEO_WIDTH_PX, self.heightForWidth(scale.VIDEO_WIDTH_PX))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return width * _ASPECT[1] // _ASPECT[0]

    def look(self) -> None:
        """Take the newest frame, if any; the clock calls it while the tile is seen."""
        self._reader.watch()
        frame = self._reader.newest(round(_SHARPNESS * self.width() * self.devicePixelRatioF()))
        if frame is not None:
            self._take(frame)
        self._read()

    def _take(self, frame: SlotFrame) -> None:
        self._frame = frame
        height, width = frame.pixels.shape[:2]
        self._image = QImage(frame.pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self._arrival_age_s = frame.age_s()
        self._describe()
        self.update()

    def _read(self) -> None:
        before = self._reading
        self._reading = read_tile(self._camera, self._reader.status(), self._frame, self._arrival_age_s, self._source)
        if self._reading == before:
            return
        if self._reading.grey != before.grey or self._reading.below != before.below:
            self._say()
        self.update()

    def _say(self) -> None:
        """Tell a screen reader; ages that only tick are not announced."""
        self.setAccessibleName(self._reading.spoken)
        self._describe()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def _describe(self) -> None:
        """What is in the picture, for a screen reader that asks."""
        count = len(self._frame.boxes) if self._frame is not None and not self._reading.grey else 0
        said = words.seen(count) if count else ""
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.join(self)

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.leave(self)
        super().hideEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DeferredDelete:
            self._clock.leave(self)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._camera.id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.chosen.emit(self._camera.id)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self._camera.id)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, colour(VIDEO_BACKDROP))
        if self._image is not None and self._frame is not None:
            self._paint_picture(painter, self._image, self._frame, area)
        tile_paint.paint_plate(painter, area, self._reading)
        tile_paint.paint_notices(painter, area, self._reading.notices)
        if self._reading.grey:
            tile_paint.paint_middle(painter, area, self._reading)
            tile_paint.paint_stale_edge(painter, area)

    def _paint_picture(self, painter: QPainter, image: QImage, frame: SlotFrame, area: QRectF) -> None:
        place = tile_paint.fitted(frame.width_px, frame.height_px, area)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._reading.grey:
            painter.drawImage(place, image.convertToFormat(QImage.Format.Format_Grayscale8))
            painter.fillRect(place, colour(VIDEO_PLATE, VIDEO_PLATE_OPACITY))
            return
        painter.drawImage(place, image)
        tile_paint.BoxPainter(painter, place, (frame.width_px, frame.height_px)).paint(frame.boxes)
