"""Open incidents: a stem from the place to a plate with the end of the folio and the mark of the priority."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPen

from maps.layer import IncidentMarks
from maps.view.label_room import EAST, NORTH, SOUTH, WEST
from maps.view.painters.painter import Floats, PointPainter
from maps.view.scene import Scene, nearest, onscreen
from maps.view.theme import fonts, scale
from maps.view.theme.marks import Look, priority_mark
from maps.view.theme.palette import colour
from maps.viewport import Viewport

_REACH_PX = 160


class IncidentPainter(PointPainter[IncidentMarks]):
    @property
    def ids(self) -> tuple[str, ...]:
        return self.layer.ids

    def words(self, index: int) -> tuple[str, ...]:
        return (self.layer.folios[index],)

    def settle(self, scene: Scene) -> None:
        if scene.room is None:
            return
        x_px, y_px = self.pixels(scene.viewport)
        for index in onscreen(scene.viewport, x_px, y_px).tolist():
            at = QPointF(float(x_px[index]), float(y_px[index]))
            size = _plate(0, 0, short_folio(self.layer.folios[index])).size()
            key = self.layer.name, self.layer.ids[index]
            scene.room.settle(key, size, at, scale.INCIDENT_STEM_PX, (NORTH, SOUTH, EAST, WEST))

    def paint(self, scene: Scene) -> None:
        x_px, y_px = self.pixels(scene.viewport)
        for index in self._worst_last(scene.viewport, x_px, y_px):
            self._paint_one(scene, index, float(x_px[index]), float(y_px[index]))

    def _paint_one(self, scene: Scene, index: int, x_px: float, y_px: float) -> None:
        painter, palette = scene.painter, scene.palette
        chosen = scene.chosen(self.layer.name) == self.layer.ids[index]
        edge = palette.focus if chosen else palette.text2
        settled = scene.room and scene.room.place_of((self.layer.name, self.layer.ids[index]))
        plate = settled or _plate(x_px, y_px, short_folio(self.layer.folios[index]))
        painter.setPen(QPen(colour(edge), scale.STEM_PEN_PX))
        painter.drawLine(QPointF(x_px, y_px), nearest(plate, x_px, y_px))
        painter.setBrush(colour(edge))
        painter.drawEllipse(QPointF(x_px, y_px), scale.STEM_PEN_PX, scale.STEM_PEN_PX)
        painter.setBrush(colour(palette.raised))
        painter.setPen(QPen(colour(edge), scale.FOCUS_RING_PX if chosen else scale.BORDER_PX))
        painter.drawRoundedRect(plate, scale.RADIUS_PX, scale.RADIUS_PX)
        mark = priority_mark(int(self.layer.priority[index]))
        scene.mark(mark, Look.OUTLINE, plate.left() + scale.SPACE_12, plate.center().y(), scale.PLATE_MARK_PX)
        painter.setFont(_folio_font())
        painter.setPen(colour(palette.text))
        words = plate.adjusted(scale.SPACE_24, 0, 0, 0)
        painter.drawText(
            words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short_folio(self.layer.folios[index])
        )

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        """The plate counts as well as the place."""
        under = self._plates_under(viewport, x_px, y_px)
        return (under[-1], 0.0) if under else super().hit(viewport, x_px, y_px)

    def hits(self, viewport: Viewport, x_px: float, y_px: float) -> list[tuple[int, float]]:
        under = self._plates_under(viewport, x_px, y_px)[::-1]
        near = [found for found in super().hits(viewport, x_px, y_px) if found[0] not in under]
        return [*((index, 0.0) for index in under), *near]

    def _plates_under(self, viewport: Viewport, x_px: float, y_px: float) -> list[int]:
        at_x, at_y = self.pixels(viewport)
        return [
            index
            for index in self._worst_last(viewport, at_x, at_y)
            if _plate(float(at_x[index]), float(at_y[index]), short_folio(self.layer.folios[index])).contains(
                QPointF(x_px, y_px)
            )
        ]

    def _worst_last(self, viewport: Viewport, x_px: Floats, y_px: Floats) -> list[int]:
        """In view, as they are painted: the worst on top."""
        seen = onscreen(viewport, x_px, y_px, _REACH_PX).tolist()
        return sorted(seen, key=lambda index: -int(self.layer.priority[index]))


def short_folio(folio: str) -> str:
    """City and year are the same for all on the map: `ATL-2026-000123` is `000123`."""
    return folio.rsplit("-", 1)[-1]


def _folio_font() -> QFont:
    return fonts.mono(scale.METADATA_PX, scale.MEDIUM)


def _plate(x_px: float, y_px: float, words: str) -> QRectF:
    width = QFontMetricsF(_folio_font()).horizontalAdvance(words) + scale.SPACE_32
    return QRectF(
        x_px - scale.SPACE_12, y_px - scale.INCIDENT_STEM_PX - scale.INCIDENT_PLATE_PX, width, scale.INCIDENT_PLATE_PX
    )
