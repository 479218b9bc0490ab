"""Open alarms: the mark of the priority, filled until acknowledged, the worst on top.

Marks that would cover each other become one, the worst of them, with their count. An unacknowledged P1 has a ring that
pulses; with motion reduced, a double ring.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen

from maps.layer import AlarmMarks
from maps.view.painters.painter import MOST_HITS, PointPainter
from maps.view.scene import Scene, onscreen
from maps.view.theme import fonts, scale
from maps.view.theme.marks import Look, priority_mark
from maps.view.theme.palette import colour, priority_colours
from maps.viewport import Viewport

_MERGE_PX = scale.MAP_MARK_PX * 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """`lead` is the worst alarm of each group, the worst group last and so on top; `count` its size.

    `waits` where any of the group is not acknowledged: the mark is filled as long as one waits for somebody.
    """

    scale: float
    lead: NDArray[np.intp]
    count: NDArray[np.intp]
    waits: NDArray[np.bool_]


class AlarmPainter(PointPainter[AlarmMarks]):
    def __init__(self, layer: AlarmMarks) -> None:
        super().__init__(layer)
        self._groups: Groups | None = None
        self._pulsing = (layer.priority == 1) & ~layer.acknowledged & ~layer.returned

    @property
    def ids(self) -> tuple[str, ...]:
        return self.layer.ids

    @property
    def pulses(self) -> bool:
        return bool(self._pulsing.any())

    def words(self, index: int) -> tuple[str, ...]:
        return tuple(self.layer.titles[index].split("\n"))

    def pulsing_pixels(self, viewport: Viewport) -> list[tuple[float, float]]:
        """Where the canvas must paint again while the rings pulse."""
        x_px, y_px = self.pixels(viewport)
        seen = onscreen(viewport, x_px, y_px, scale.P1_RING_RADIUS_PX + scale.P1_RING_PEN_PX)
        return [(float(x_px[index]), float(y_px[index])) for index in seen[self._pulsing[seen]]]

    def paint(self, scene: Scene) -> None:
        x_px, y_px = self.pixels(scene.viewport)
        groups = self.groups(scene.viewport)
        margin = scale.P1_RING_RADIUS_PX + scale.P1_RING_PEN_PX
        near = np.isin(groups.lead, onscreen(scene.viewport, x_px, y_px, margin))
        for group in np.flatnonzero(near).tolist():
            index = int(groups.lead[group])
            self._paint_one(scene, groups, group, float(x_px[index]), float(y_px[index]))

    def _paint_one(self, scene: Scene, groups: Groups, group: int, x_px: float, y_px: float) -> None:
        index, count = int(groups.lead[group]), int(groups.count[group])
        priority = int(self.layer.priority[index])
        if self._pulsing[index]:
            _paint_rings(scene, x_px, y_px)
        if scene.chosen(self.layer.name) == self.layer.ids[index]:
            scene.painter.setBrush(Qt.BrushStyle.NoBrush)
            scene.ring(x_px, y_px, scale.MAP_MARK_PX * 0.75, scene.palette.focus)
        scene.mark(
            priority_mark(priority), self._look(index, waits=bool(groups.waits[group])), x_px, y_px, scale.MAP_MARK_PX
        )
        if count > 1:
            _paint_count(scene, count, priority, x_px, y_px)

    def _look(self, index: int, *, waits: bool) -> Look:
        if self.layer.acknowledged[index]:
            return Look.FILLED if waits else Look.OUTLINE
        return Look.SLASHED if self.layer.returned[index] else Look.FILLED

    def groups(self, viewport: Viewport) -> Groups:
        """Depends on the scale alone: dragging the map merges nothing anew."""
        if self._groups is None or self._groups.scale != viewport.scale:
            self._groups = self._merge(viewport.scale)
        return self._groups

    def _merge(self, m_per_px: float) -> Groups:
        reach_m = _MERGE_PX * m_per_px
        waiting = np.lexsort((np.arange(len(self.x_m)), self.layer.acknowledged, self.layer.priority))
        lead: list[int] = []
        count: list[int] = []
        waits: list[bool] = []
        while len(waiting):
            first = waiting[0]
            off_x, off_y = self.x_m[waiting] - self.x_m[first], self.y_m[waiting] - self.y_m[first]
            near = np.hypot(off_x, off_y) <= reach_m
            near[0] = True
            lead.append(int(first))
            count.append(int(near.sum()))
            waits.append(not self.layer.acknowledged[waiting[near]].all())
            waiting = waiting[~near]
        return Groups(
            m_per_px, np.array(lead[::-1], np.intp), np.array(count[::-1], np.intp), np.array(waits[::-1], np.bool_)
        )

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        """The alarm whose mark is seen: the lead of its group."""
        lead = self.groups(viewport).lead
        if not len(lead):
            return None
        at_x, at_y = viewport.to_pixels(self.x_m[lead], self.y_m[lead])
        off = np.hypot(at_x - x_px, at_y - y_px)
        nearest = int(np.argmin(np.where(np.isnan(off), np.inf, off)))
        return (int(lead[nearest]), float(off[nearest])) if off[nearest] <= scale.MAP_MARK_PX / 2 + 2 else None

    def hits(self, viewport: Viewport, x_px: float, y_px: float) -> list[tuple[int, float]]:
        """Every alarm of the group whose mark is seen, its lead first."""
        seen = self.hit(viewport, x_px, y_px)
        if seen is None:
            return []
        lead, off_px = seen
        off_m = np.hypot(self.x_m - self.x_m[lead], self.y_m - self.y_m[lead])
        members = np.flatnonzero(off_m <= _MERGE_PX * viewport.scale)
        worst = members[np.lexsort((off_m[members], self.layer.acknowledged[members], self.layer.priority[members]))]
        return [(lead, off_px), *((int(index), off_px) for index in worst[:MOST_HITS] if index != lead)]


def _paint_rings(scene: Scene, x_px: float, y_px: float) -> None:
    painter = scene.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    steady = scene.calm_motion or scene.on_paper
    painter.setOpacity(1.0 if steady else scene.pulse)
    scene.ring(x_px, y_px, scale.P1_RING_RADIUS_PX, scene.palette.p1_edge)
    if steady:
        scene.ring(x_px, y_px, scale.P1_RING_RADIUS_PX - scale.REDUCED_RING_GAP_PX, scene.palette.p1_edge)
    painter.setOpacity(1.0)


def _paint_count(scene: Scene, count: int, priority: int, x_px: float, y_px: float) -> None:
    """How many, in a plate at the upper right, edged in the colour of the worst."""
    font, words = fonts.sans(scale.METADATA_PX, scale.SEMIBOLD), str(count)
    width = max(QFontMetricsF(font).horizontalAdvance(words) + scale.SPACE_8, scale.SPACE_16)
    half = scale.MAP_MARK_PX / 2
    plate = QRectF(x_px + half - 4, y_px - half - scale.SPACE_8, width, scale.SPACE_16)
    painter = scene.painter
    painter.setPen(QPen(colour(priority_colours(scene.palette, priority)[2]), scale.BORDER_PX))
    painter.setBrush(colour(scene.palette.raised))
    painter.drawRoundedRect(plate, scale.SPACE_8, scale.SPACE_8)
    painter.setFont(font)
    painter.setPen(colour(scene.palette.text))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
