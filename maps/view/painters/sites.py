"""Places of a plan: candidates as small rings, the chosen as plates with their rank, what is there as squares."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from maps.layer import SiteMarks, SiteState
from maps.view.painters.painter import PointPainter
from maps.view.scene import Scene, onscreen
from maps.view.theme import fonts, scale
from maps.view.theme.palette import colour


class SitePainter(PointPainter[SiteMarks]):
    @property
    def ids(self) -> tuple[str, ...]:
        return self.layer.ids

    def words(self, index: int) -> tuple[str, ...]:
        return tuple(self.layer.titles[index].split("\n"))

    def paint(self, scene: Scene) -> None:
        x_px, y_px = self.pixels(scene.viewport)
        seen = onscreen(scene.viewport, x_px, y_px, scale.SITE_PLATE_PX)
        chosen = self.index_of(scene.chosen(self.layer.name))
        for state in (SiteState.FIXED, SiteState.CANDIDATE, SiteState.CHOSEN):
            for index in seen[self.layer.state[seen] == state].tolist():
                at = QPointF(float(x_px[index]), float(y_px[index]))
                _PAINT[state](scene, at, self.layer.labels[index])
                if index == chosen:
                    scene.ring(at.x(), at.y(), scale.SITE_PLATE_PX / 2 + scale.FOCUS_GAP_PX + 2, scene.palette.focus)


def _paint_candidate(scene: Scene, at: QPointF, label: str) -> None:
    del label
    half = scale.SITE_RING_PX / 2
    scene.painter.setPen(QPen(colour(scene.palette.text), scale.TRAIL_PEN_PX))
    scene.painter.setBrush(colour(scene.palette.halo))
    scene.painter.drawEllipse(at, half, half)


def _paint_fixed(scene: Scene, at: QPointF, label: str) -> None:
    del label
    half = scale.SITE_RING_PX / 2
    scene.painter.setPen(Qt.PenStyle.NoPen)
    scene.painter.setBrush(colour(scene.palette.text2))
    scene.painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))


def _paint_chosen(scene: Scene, at: QPointF, label: str) -> None:
    half = scale.SITE_PLATE_PX / 2
    box = QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)
    scene.painter.setPen(QPen(colour(scene.palette.halo), scale.FOCUS_GAP_PX))
    scene.painter.setBrush(colour(scene.palette.text))
    scene.painter.drawRoundedRect(box, scale.RADIUS_PX, scale.RADIUS_PX)
    scene.painter.setFont(fonts.sans(scale.SECONDARY_PX, scale.SEMIBOLD))
    scene.painter.setPen(colour(scene.palette.halo))
    scene.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)


_PAINT = {
    SiteState.CANDIDATE: _paint_candidate,
    SiteState.FIXED: _paint_fixed,
    SiteState.CHOSEN: _paint_chosen,
}
