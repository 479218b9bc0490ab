"""The layers on the map in the order they are painted, and what lies under a pixel."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from maps.arrangement import Arrangement, LivePart
from maps.layer import Layer
from maps.place import Place
from maps.stack import scale_denominator
from maps.view.painters import LayerPainter, painter_of, rank_of
from maps.view.painters.alarms import AlarmPainter
from maps.view.painters.cloud import CloudPainter
from maps.view.theme import scale
from maps.viewport import Viewport, place_from_mercator

AnyPainter = LayerPainter[Layer]


@dataclass(frozen=True, slots=True)
class Hit:
    """What was clicked or hovered; `layer` and `id` are empty on bare ground."""

    layer: str
    id: str
    place: Place


class Pile:
    """Sorted once per change: by the painters' own order, or as an arrangement has it. Hidden ones are not in it."""

    def __init__(self) -> None:
        self._painters: dict[str, AnyPainter] = {}
        self._order: tuple[AnyPainter, ...] = ()
        self._arrangement = Arrangement()
        self._live: dict[str, LivePart] = {}
        self.heat_from = scale.CLUSTER_FROM_POINTS

    def put(self, layer: Layer) -> None:
        painter = painter_of(layer)
        if isinstance(painter, CloudPainter):
            painter.heat_from = self.heat_from
        self._painters[layer.name] = painter
        self._sort()

    def remove(self, name: str) -> bool:
        gone = self._painters.pop(name, None) is not None
        self._sort()
        return gone

    def arrange(self, arrangement: Arrangement) -> None:
        self._arrangement, self._live = arrangement, arrangement.live
        self._sort()

    def _sort(self) -> None:
        """Layers that the arrangement does not name keep their places among those that it does."""
        shown = (one for one in self._painters.values() if one.layer.name not in self._arrangement.hidden)
        ranked = sorted(shown, key=lambda painter: rank_of(painter.layer))
        named = {name: number for number, name in enumerate(self._live)}
        known = iter(sorted((one for one in ranked if one.layer.name in named), key=lambda one: named[one.layer.name]))
        self._order = tuple(next(known) if one.layer.name in named else one for one in ranked)

    def __iter__(self) -> Iterator[AnyPainter]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)

    def get(self, name: str) -> AnyPainter | None:
        return self._painters.get(name)

    @property
    def order(self) -> tuple[AnyPainter, ...]:
        return self._order

    @property
    def known(self) -> tuple[AnyPainter, ...]:
        """All there are, hidden ones too."""
        return tuple(self._painters.values())

    def opacity_of(self, name: str) -> float:
        part = self._live.get(name)
        return 1.0 if part is None else part.opacity

    def in_scale(self, name: str, viewport: Viewport) -> AnyPainter | None:
        """The layer's painter, if it is shown at the scale of the view."""
        part, painter = self._live.get(name), self._painters.get(name)
        if part is None or painter is None or name in self._arrangement.hidden:
            return None if name in self._arrangement.hidden else painter
        return painter if part.limits.hold(scale_denominator(viewport.ground_m_per_px)) else None

    def marks(self, viewport: Viewport) -> Iterator[AnyPainter]:
        """What is painted over the ground in every frame, first below."""
        ground = {part.name for part in self._arrangement.ground if isinstance(part, LivePart)}
        for painter in self._order:
            if painter.layer.name not in ground and self.in_scale(painter.layer.name, viewport) is not None:
                yield painter

    def stamped(self, viewport: Viewport) -> tuple[AnyPainter, ...]:
        """Those that write dots into the ground."""
        return tuple(one for one in self.marks(viewport) if type(one).stamp is not LayerPainter.stamp)

    def pulsing_pixels(self, viewport: Viewport) -> list[tuple[float, float]]:
        alarms = (painter for painter in self._order if isinstance(painter, AlarmPainter) and painter.pulses)
        return [place for painter in alarms for place in painter.pulsing_pixels(viewport)]

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> Hit:
        """The nearest thing; of two as near, the one on top."""
        found: tuple[float, AnyPainter, int] | None = None
        for painter in reversed(self._order):
            seen = self.in_scale(painter.layer.name, viewport)
            under = None if seen is None else painter.hit(viewport, x_px, y_px)
            if under is not None and (found is None or under[1] < found[0]):
                found = under[1], painter, under[0]
        ground = viewport.place_at(x_px, y_px)
        if found is None:
            return Hit("", "", ground)
        _, painter, index = found
        return Hit(painter.layer.name, painter.identity(index), ground)

    def hits(self, viewport: Viewport, x_px: float, y_px: float) -> list[tuple[Hit, tuple[str, ...]]]:
        """All that lies there with its own words, the nearest first; of those as near, the one on top."""
        ground = viewport.place_at(x_px, y_px)
        found = [
            (off_px, Hit(painter.layer.name, painter.identity(index), ground), painter.words(index))
            for painter in reversed(self._order)
            for index, off_px in painter.hits(viewport, x_px, y_px)
        ]
        found.sort(key=lambda one: one[0])
        return [(hit, words) for _off, hit, words in found]

    def corner_near(self, viewport: Viewport, x_px: float, y_px: float, reach_px: float) -> Place | None:
        """The corner of anything on the map that is nearest to the pixel."""
        near = (painter.corner_near(viewport, x_px, y_px, reach_px) for painter in self._order)
        corners = [corner for corner in near if corner is not None]
        apart = [math.dist(viewport.pixel_of_metres(*corner), (x_px, y_px)) for corner in corners]
        return place_from_mercator(*corners[apart.index(min(apart))]) if corners else None
