"""The strokes of a tile: picture, boxes with their labels, plates. Every colour and size comes from the theme.

A tile is dark in both themes, so the dark tokens are used in both.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from maps.view.theme import fonts, scale
from maps.view.theme.marks import Look, paint_mark, priority_mark
from maps.view.theme.palette import (
    DARK,
    VIDEO_PLATE,
    VIDEO_PLATE_OPACITY,
    VIDEO_TEXT,
    colour,
    priority_colours,
)
from video.frame_slot import SlotBox
from video.view import words
from video.view.tile_reading import TileReading

_LABEL_PX = scale.METADATA_PX
_PAD_PX = scale.SPACE_8


def fitted(width_px: float, height_px: float, area: QRectF) -> QRectF:
    """The largest rectangle of that shape within the area, in its middle."""
    if width_px <= 0 or height_px <= 0:
        return area
    ratio = min(area.width() / width_px, area.height() / height_px)
    size_x, size_y = width_px * ratio, height_px * ratio
    return QRectF(area.center().x() - size_x / 2, area.center().y() - size_y / 2, size_x, size_y)


class BoxPainter:
    """Draws the boxes of one frame into the rectangle its picture fills; labels never lie on each other."""

    def __init__(self, painter: QPainter, picture: QRectF, source_px: tuple[int, int]) -> None:
        self._painter = painter
        self._picture = picture
        self._ratio = picture.width() / max(1, source_px[0])
        self._font = fonts.sans(_LABEL_PX, scale.MEDIUM)
        self._metrics = QFontMetricsF(self._font)
        self._taken: list[QRectF] = []

    def paint(self, boxes: Sequence[SlotBox]) -> None:
        """Draw those of alarms last and on top, but give them the first choice of room for a label."""
        calm = [box for box in boxes if not box.priority]
        alarmed = sorted((box for box in boxes if box.priority), key=lambda box: box.priority)
        self._painter.save()
        self._painter.setClipRect(self._picture)
        for box in (*calm, *reversed(alarmed)):
            self._paint_frame(box)
        for box in (*alarmed, *sorted(calm, key=lambda box: -box.score)):
            self._paint_label(box)
        self._painter.restore()

    def _place(self, box: SlotBox) -> QRectF:
        x1, y1, x2, y2 = (side_px * self._ratio for side_px in box.box)
        return QRectF(x1, y1, x2 - x1, y2 - y1).translated(self._picture.topLeft())

    def _paint_frame(self, box: SlotBox) -> None:
        self._painter.setPen(QPen(_box_colour(box), scale.TILE_BOX_PEN_PX))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(self._place(box))

    def _paint_label(self, box: SlotBox) -> None:
        text = f"{words.class_word(box.class_name)} {box.score:.2f}"
        mark_px = float(scale.PLATE_MARK_PX + scale.SPACE_4) if box.priority else 0.0
        width = self._metrics.horizontalAdvance(text) + scale.SPACE_8 + mark_px
        label = self._room_for(self._place(box), width, self._metrics.height())
        if label is None:
            return
        self._taken.append(label)
        self._painter.fillRect(label, colour(VIDEO_PLATE))
        if box.priority:
            middle = QPointF(label.left() + scale.SPACE_4 + scale.PLATE_MARK_PX / 2, label.center().y())
            paint_mark(self._painter, middle, priority_mark(box.priority), Look.FILLED, scale.PLATE_MARK_PX, DARK)
        self._painter.setFont(self._font)
        self._painter.setPen(colour(VIDEO_TEXT))
        words_rect = label.adjusted(scale.SPACE_4 + mark_px, 0, 0, 0)
        self._painter.drawText(words_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _room_for(self, box: QRectF, width: float, height: float) -> QRectF | None:
        """Above the box, else below it; None where another label lies: its box is seen without words."""
        left = min(max(box.left(), self._picture.left()), self._picture.right() - width)
        top = self._picture.top() + scale.TILE_PLATE_PX
        for y in (box.top() - height, box.bottom()):
            label = QRectF(left, y, width, height)
            inside = y >= top and label.bottom() <= self._picture.bottom()
            if inside and not any(label.intersects(other) for other in self._taken):
                return label
        return None


def _box_colour(box: SlotBox) -> QColor:
    return colour(priority_colours(DARK, box.priority)[2] if box.priority else VIDEO_TEXT)


def paint_plate(painter: QPainter, area: QRectF, reading: TileReading) -> None:
    """The plate at the top: the name gives way, age and rate never."""
    plate = QRectF(area.left(), area.top(), area.width(), scale.TILE_PLATE_PX)
    painter.fillRect(plate, colour(VIDEO_PLATE, VIDEO_PLATE_OPACITY))
    font = fonts.sans(scale.METADATA_PX, scale.MEDIUM)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(colour(VIDEO_TEXT))
    inner = plate.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, reading.right)
    room = inner.width() - metrics.horizontalAdvance(reading.right) - scale.SPACE_8
    name = metrics.elidedText(reading.name, Qt.TextElideMode.ElideMiddle, max(0.0, room))
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)


def paint_notices(painter: QPainter, area: QRectF, notices: Sequence[str]) -> None:
    """Plates at the foot, the first lowest."""
    font = fonts.sans(scale.METADATA_PX, scale.SEMIBOLD)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    bottom = area.bottom() - scale.SPACE_4
    for notice in notices:
        room = area.width() - 2 * scale.SPACE_4 - 2 * _PAD_PX
        text = metrics.elidedText(notice, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text) + 2 * _PAD_PX
        plate = QRectF(area.left() + scale.SPACE_4, bottom - scale.TILE_PLATE_PX, width, scale.TILE_PLATE_PX)
        painter.fillRect(plate, colour(VIDEO_PLATE, VIDEO_PLATE_OPACITY))
        painter.setPen(colour(VIDEO_TEXT))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
        bottom = plate.top() - scale.SPACE_4


def paint_middle(painter: QPainter, area: QRectF, reading: TileReading) -> None:
    """The age of a picture that is no longer live, and what is the matter."""
    count, body = fonts.sans(scale.COUNT_PX, scale.SEMIBOLD), fonts.sans(scale.SECONDARY_PX)
    inner = area.adjusted(scale.SPACE_16, scale.TILE_PLATE_PX, -scale.SPACE_16, -scale.SPACE_4)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    painter.setFont(body)
    needed = painter.boundingRect(inner, flags, reading.below)
    head_px = QFontMetricsF(count).height() if reading.middle else 0.0
    top = max(inner.top(), inner.center().y() - (head_px + needed.height()) / 2)
    painter.setPen(colour(VIDEO_TEXT))
    painter.drawText(QRectF(inner.left(), top + head_px, inner.width(), inner.bottom() - top), flags, reading.below)
    painter.setFont(count)
    painter.drawText(QRectF(inner.left(), top, inner.width(), head_px), flags, reading.middle)


def paint_stale_edge(painter: QPainter, area: QRectF) -> None:
    """A dashed edge: what is old looks old."""
    pen = QPen(colour(DARK.text3), scale.BORDER_PX)
    pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
