"""Units: an arrowhead along the heading, filled by status, with the code beside it; old positions hollow and grey."""

import math
from gettext import gettext as _

from PySide6.QtCore import QPointF

from maps.layer import UnitFill, UnitMarks
from maps.view.painters.painter import PointPainter
from maps.view.scene import Scene, onscreen
from maps.view.theme import fonts, scale
from maps.view.theme.marks import paint_unit
from maps.viewport import Viewport

STALE_AFTER_S = 60.0
"""A vehicle in service reports at least twice a minute."""
_CODES_UP_TO = 60
"""More units in view than this show their letter alone."""


class UnitPainter(PointPainter[UnitMarks]):
    @property
    def ids(self) -> tuple[str, ...]:
        return self.layer.ids

    def words(self, index: int) -> tuple[str, ...]:
        status = {
            UnitFill.FREE: _("Available"),
            UnitFill.ON_THE_WAY: _("On the way"),
            UnitFill.AT_THE_PLACE: _("At the place"),
            UnitFill.OUT_OF_SERVICE: _("Out of service"),
        }[UnitFill(int(self.layer.fill[index]))]
        return self.layer.codes[index], status, _("position {age} ago").format(age=short_age(self.layer.age_s[index]))

    def settle(self, scene: Scene) -> None:
        if scene.room is None:
            return
        x_px, y_px = self.pixels(scene.viewport)
        for index, words in self._labels(scene.viewport):
            at = QPointF(float(x_px[index]), float(y_px[index]))
            size = scene.label_size(words)
            scene.room.settle((self.layer.name, self.layer.ids[index]), size, at, scale.UNIT_LABEL_GAP_PX)

    def corner_near(self, viewport: Viewport, x_px: float, y_px: float, reach_px: float) -> tuple[float, float] | None:
        """Nothing is drawn to what moves."""
        del viewport, x_px, y_px, reach_px

    def paint(self, scene: Scene) -> None:
        x_px, y_px = self.pixels(scene.viewport)
        for index, words in self._labels(scene.viewport):
            self._paint_one(scene, index, float(x_px[index]), float(y_px[index]), words)

    def _labels(self, viewport: Viewport) -> list[tuple[int, str]]:
        """Who is in view and what is written beside each: the code, with its age when that is old."""
        seen = onscreen(viewport, *self.pixels(viewport), scale.UNIT_PX * 2).tolist()
        words = self.layer.codes if len(seen) <= _CODES_UP_TO else self.layer.letters
        return [(index, self._aged(index, words[index])) for index in seen]

    def _aged(self, index: int, words: str) -> str:
        age_s = float(self.layer.age_s[index])
        return words if age_s <= STALE_AFTER_S else f"{words} · {short_age(age_s)}"

    def _paint_one(self, scene: Scene, index: int, x_px: float, y_px: float, words: str) -> None:
        age_s, palette = float(self.layer.age_s[index]), scene.palette
        stale = not age_s <= STALE_AFTER_S
        chosen = scene.chosen(self.layer.name) == self.layer.ids[index]
        settled = scene.room and scene.room.place_of((self.layer.name, self.layer.ids[index]))
        if settled:
            scene.leader(x_px, y_px, settled, scale.UNIT_LABEL_GAP_PX)
        scene.label(
            words,
            settled.left() if settled else x_px + scale.UNIT_LABEL_GAP_PX,
            settled.center().y() if settled else y_px,
            palette.text3 if stale else palette.text,
            fonts.sans(scale.METADATA_PX, scale.SEMIBOLD if chosen else scale.MEDIUM),
        )
        heading = float(self.layer.heading_deg[index])
        paint_unit(
            scene.painter,
            QPointF(x_px, y_px),
            None if math.isnan(heading) else heading - scene.viewport.bearing_deg,
            _shown(UnitFill(int(self.layer.fill[index])), stale=stale),
            palette.text3 if stale else palette.text,
            palette,
        )
        if chosen:
            scene.ring(x_px, y_px, scale.UNIT_PX * 0.8, palette.focus)


def _shown(fill: UnitFill, *, stale: bool) -> UnitFill:
    """An old position hollows its mark; out of service it stays."""
    return UnitFill.FREE if stale and fill is not UnitFill.OUT_OF_SERVICE else fill


def short_age(age_s: float) -> str:
    """12 s, 4 min, 3 h, 2 d."""
    if not math.isfinite(age_s):
        return "?"
    for limit, divisor, unit in ((90, 1, "s"), (5_400, 60, "min"), (172_800, 3_600, "h")):
        if age_s < limit:
            return f"{age_s / divisor:.0f} {unit}"
    return f"{age_s / 86_400:.0f} d"
