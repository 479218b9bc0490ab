"""A sheet of paper: its size, where map and bar lie on it, and what ground its map shows at a round scale. No Qt.

Lengths on paper are millimetres; pixels are those of the page, 1/96 inch. What an exercise adds (a hatched edge, a
plate above the map) takes room of its own: nothing of the map lies under it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from maps.place import Place
from maps.viewport import Viewport, place_from_mercator, place_to_mercator

PX_PER_MM = 96 / 25.4
MARGIN_MM = 10.0
HATCH_MM = 8 / PX_PER_MM
PLATE_MM = 8.0
BAND_MM = 5.0
_BAR_MM, _TITLE_ROW_MM = 50.0, 42.0
_MEASURE_MM, _ORIGIN_MM, _CODE_MM = 46.0, 53.0, 31.0
_TITLE_SHARE = 0.42
_TWO_ROWS_BELOW_MM = 230.0
"""A narrow bar has its title and code above the rest."""
RATIOS = tuple(round(step * 10**power) for power in range(2, 7) for step in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5))
"""Of a scale 1 : n, from 1 : 100 to 1 : 7 500 000."""
NARROWEST_M = 400.0
CLEAR_PX = (56.0, 68.0, 116.0, 52.0)
"""Left, top, right, bottom of the map: what must be seen keeps clear of it, with its mark and label."""
FILLED_RATIO = 0.7
"""Of what is left, as much may be filled; the rest is the surroundings."""
AREA_CLEAR_PX, AREA_FILLED_RATIO = (20.0, 20.0, 20.0, 20.0), 0.96
"""Of outlines, whose names lie within."""
_FARTHEST_LAT_DEG = 84.0


class Paper(StrEnum):
    A4 = "A4"
    A3 = "A3"


_LONG_SHORT_MM = {Paper.A4: (297.0, 210.0), Paper.A3: (420.0, 297.0)}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper, from its upper left."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float

    @property
    def bottom_mm(self) -> float:
        return self.top_mm + self.height_mm

    def inset(self, by_mm: float) -> "Box":
        return Box(self.left_mm + by_mm, self.top_mm + by_mm, self.width_mm - 2 * by_mm, self.height_mm - 2 * by_mm)

    def above(self, height_mm: float) -> "Box":
        """Its upper part."""
        return Box(self.left_mm, self.top_mm, self.width_mm, height_mm)

    def below(self, height_mm: float) -> "Box":
        """What is left under its upper part."""
        return Box(self.left_mm, self.top_mm + height_mm, self.width_mm, self.height_mm - height_mm)

    def columns(self, *widths_mm: float) -> list["Box"]:
        lefts = (self.left_mm + sum(widths_mm[:number]) for number in range(len(widths_mm)))
        return [Box(left, self.top_mm, width, self.height_mm) for left, width in zip(lefts, widths_mm, strict=True)]


@dataclass(frozen=True, slots=True)
class Cells:
    """The parts of the bar."""

    title: Box
    legend: Box
    measure: Box
    origin: Box
    code: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    paper: Paper = Paper.A4
    landscape: bool = True
    is_exercise: bool = False
    has_grid: bool = False
    """A band around the map bears the grid's values."""

    @property
    def size_mm(self) -> tuple[float, float]:
        long, short = _LONG_SHORT_MM[self.paper]
        return (long, short) if self.landscape else (short, long)

    @property
    def page(self) -> Box:
        """Inside the margins: its edge is hatched in an exercise."""
        return Box(0, 0, *self.size_mm).inset(MARGIN_MM)

    @property
    def plate(self) -> Box:
        """Where an exercise says so; without height where it is none."""
        inner = self.page.inset(HATCH_MM) if self.is_exercise else self.page
        return inner.above(PLATE_MM if self.is_exercise else 0.0)

    @property
    def content(self) -> Box:
        """All but the marks of an exercise."""
        inner = self.page.inset(HATCH_MM) if self.is_exercise else self.page
        return inner.below(self.plate.height_mm)

    @property
    def bar(self) -> Box:
        high = _TITLE_ROW_MM + _BAR_MM if self._is_narrow else _BAR_MM
        return self.content.below(self.content.height_mm - high)

    @property
    def band(self) -> Box:
        """The map with the band of its grid."""
        return self.content.above(self.content.height_mm - self.bar.height_mm)

    @property
    def map(self) -> Box:
        return self.band.inset(BAND_MM) if self.has_grid else self.band

    @property
    def cells(self) -> Cells:
        bar = self.bar
        if self._is_narrow:
            title, code = bar.above(_TITLE_ROW_MM).columns(bar.width_mm - _CODE_MM, _CODE_MM)
            rest = bar.width_mm - _MEASURE_MM - _ORIGIN_MM
            legend, measure, origin = bar.below(_TITLE_ROW_MM).columns(rest, _MEASURE_MM, _ORIGIN_MM)
            return Cells(title, legend, measure, origin, code)
        rest = bar.width_mm - _MEASURE_MM - _ORIGIN_MM - _CODE_MM
        title_mm = rest * _TITLE_SHARE
        widths_mm = title_mm, rest - title_mm, _MEASURE_MM, _ORIGIN_MM, _CODE_MM
        title, legend, measure, origin, code = bar.columns(*widths_mm)
        return Cells(title, legend, measure, origin, code)

    @property
    def _is_narrow(self) -> bool:
        return self.content.width_mm < _TWO_ROWS_BELOW_MM

    @property
    def map_px(self) -> tuple[int, int]:
        """Whole pixels; the map is drawn in these and laid over its box."""
        return round(self.map.width_mm * PX_PER_MM), round(self.map.height_mm * PX_PER_MM)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the map of a sheet shows: `ratio` 1 : n, true at the centre; `angle_deg` is up's heading, 0 for north."""

    centre: Place
    ratio: float
    sheet: Sheet
    angle_deg: float = 0.0

    @property
    def viewport(self) -> Viewport:
        width_px, height_px = self.sheet.map_px
        return Viewport.around(self.centre, self.width_m, width_px, height_px)

    @property
    def width_m(self) -> float:
        return self.ratio * self.sheet.map_px[0] / PX_PER_MM / 1_000

    def shows(self, place: Place, margin_px: float = 0.0) -> bool:
        """Whether it lies on the map, or so near that its mark does."""
        viewport = self.viewport
        x_px, y_px = viewport.pixel_of(place)
        across = -margin_px <= x_px <= viewport.width_px + margin_px
        return across and -margin_px <= y_px <= viewport.height_px + margin_px

    def shows_clearly(self, place: Place) -> bool:
        """Away from the edges, with its mark and its label."""
        viewport = self.viewport
        x_px, y_px = viewport.pixel_of(place)
        left, top, right, bottom = CLEAR_PX
        return left <= x_px <= viewport.width_px - right and top <= y_px <= viewport.height_px - bottom


def fitted(
    places: Sequence[Place], sheet: Sheet, ratio: float | None = None, narrowest_m: float = NARROWEST_M
) -> Ground:
    """The ground that shows all the places clearly, with surroundings, at the largest round scale; or at `ratio`.

    True within some hundreds of kilometres, over the antimeridian too.
    """
    return _fitted(places, sheet, ratio, narrowest_m, (CLEAR_PX, FILLED_RATIO))


def fitted_area(corners: Sequence[Place], sheet: Sheet, ratio: float | None = None) -> Ground:
    """The ground that shows whole outlines, as large as they may be."""
    return _fitted(corners, sheet, ratio, NARROWEST_M, (AREA_CLEAR_PX, AREA_FILLED_RATIO))


def _fitted(
    places: Sequence[Place],
    sheet: Sheet,
    ratio: float | None,
    narrowest_m: float,
    room: tuple[tuple[float, float, float, float], float],
) -> Ground:
    west, south, east, north = _bounds_m(places)
    width_px, height_px = sheet.map_px
    (left, top, right, bottom), filled = room
    room_px = (width_px - left - right) * filled, (height_px - top - bottom) * filled
    middle = place_from_mercator((west + east) / 2, (south + north) / 2)
    flat = math.cos(math.radians(middle.lat_deg))
    least_m_px = max((east - west) * flat / room_px[0], (north - south) * flat / room_px[1], narrowest_m / width_px)
    chosen = ratio or next_ratio(least_m_px * PX_PER_MM * 1_000)
    m_per_px = chosen / PX_PER_MM / 1_000 / flat
    x_m = (west + east) / 2 + (right - left) / 2 * m_per_px
    y_m = (south + north) / 2 + (top - bottom) / 2 * m_per_px
    return Ground(place_from_mercator(x_m, y_m), float(chosen), sheet)


def next_ratio(least: float) -> float:
    """The round scale that is no larger: 1 : 2 500 for 1 : 2 317."""
    return float(next((ratio for ratio in RATIOS if ratio >= least * (1 - 1e-9)), RATIOS[-1]))


def _bounds_m(places: Sequence[Place]) -> tuple[float, float, float, float]:
    """West, south, east, north in Mercator metres, around the side of the Earth where the first place lies."""
    first = places[0].lon_deg
    turned = ((place.lat_deg, first + (place.lon_deg - first + 180.0) % 360.0 - 180.0) for place in places)
    points = [_mercator(lat_deg, lon_deg) for lat_deg, lon_deg in turned]
    eastings, northings = [x for x, _ in points], [y for _, y in points]
    return min(eastings), min(northings), max(eastings), max(northings)


def _mercator(lat_deg: float, lon_deg: float) -> tuple[float, float]:
    lat_deg = max(-_FARTHEST_LAT_DEG, min(_FARTHEST_LAT_DEG, lat_deg))
    at_zero, y_m = place_to_mercator(Place(lat_deg, 0.0))
    turn_m, _ = place_to_mercator(Place(0.0, 180.0))
    return at_zero + lon_deg / 180.0 * turn_m, y_m
