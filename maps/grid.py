"""The grid of a map: lines of latitude and longitude, or of a UTM zone's metres, at round steps. No Qt, no words."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from maps.place import Place
from maps.projection import OutOfAreaError, Projection
from maps.viewport import Viewport

_CLOSEST_PX = 140.0
"""Between two lines; labels must find room."""
_SECONDS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600)
_SAMPLES = 24
_UTM_LAT_DEG = (-80.0, 84.0)


class GridKind(StrEnum):
    NONE = "none"
    GEOGRAPHIC = "geographic"
    UTM = "utm"


@dataclass(frozen=True, slots=True, eq=False)
class GridLine:
    """`value` in degrees or metres; `is_meridian` where it runs up the map; `points` (k, 2) lat, lon in degrees."""

    value: float
    is_meridian: bool
    points: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """`code` names the coordinate system, as EPSG:32613; `step` in degrees or metres."""

    kind: GridKind
    code: str
    step: float
    lines: tuple[GridLine, ...]


def grid_of(kind: GridKind, viewport: Viewport) -> Grid | None:
    """None where none is wanted. Near the poles, where there is no UTM, degrees take its place."""
    if kind is GridKind.NONE:
        return None
    if kind is GridKind.UTM and _UTM_LAT_DEG[0] < viewport.centre.lat_deg < _UTM_LAT_DEG[1]:
        try:
            return _utm(viewport)
        except OutOfAreaError:
            pass
    return _geographic(viewport)


def utm_zone(place: Place) -> int:
    """1 to 60, six degrees each; the exceptions of Norway and Svalbard are not made."""
    return min(60, int((place.lon_deg + 180.0) // 6.0) + 1)


def utm_code(place: Place) -> str:
    """WGS 84 / UTM of the place's zone and hemisphere."""
    return f"EPSG:{(32600 if place.lat_deg >= 0 else 32700) + utm_zone(place)}"


def _geographic(viewport: Viewport) -> Grid:
    upper, lower = viewport.place_at(0, 0), viewport.place_at(viewport.width_px, viewport.height_px)
    east_deg = (lower.lon_deg - upper.lon_deg) % 360.0 or 360.0
    step = _step_deg(max(east_deg / viewport.width_px, (upper.lat_deg - lower.lat_deg) / viewport.height_px))
    lines = [
        GridLine(
            (value + 180.0) % 360.0 - 180.0,
            is_meridian=True,
            points=np.array([[lower.lat_deg, value], [upper.lat_deg, value]]),
        )
        for value in _multiples(upper.lon_deg, upper.lon_deg + east_deg, step)
    ]
    lines += [
        GridLine(
            value,
            is_meridian=False,
            points=np.array([[value, upper.lon_deg], [value, upper.lon_deg + east_deg]]),
        )
        for value in _multiples(lower.lat_deg, upper.lat_deg, step)
    ]
    return Grid(GridKind.GEOGRAPHIC, "EPSG:4326", step, tuple(lines))


def _step_deg(deg_per_px: float) -> float:
    least = _CLOSEST_PX * deg_per_px * 3600.0
    seconds = next((second for second in _SECONDS if second >= least), 0.0)
    if least < 1.0:
        seconds = _round_up(least)
    return (seconds or 3600.0 * _round_up(least / 3600.0)) / 3600.0


def _utm(viewport: Viewport) -> Grid:
    """Raises OutOfAreaError."""
    code = utm_code(viewport.centre)
    plane = Projection(code)
    corners = [viewport.place_at(x_px, y_px) for x_px, y_px in _edge(viewport)]
    east, north = plane.from_degrees(
        np.array([place.lat_deg for place in corners]), np.array([place.lon_deg for place in corners])
    )
    step = _round_up(_CLOSEST_PX * viewport.ground_m_per_px)
    easts, norths = (float(east.min()), float(east.max())), (float(north.min()), float(north.max()))
    lines = [_utm_line(plane, value, norths, is_meridian=True) for value in _multiples(*easts, step)]
    lines += [_utm_line(plane, value, easts, is_meridian=False) for value in _multiples(*norths, step)]
    return Grid(GridKind.UTM, code, step, tuple(lines))


def _edge(viewport: Viewport) -> list[tuple[float, float]]:
    """The corners and the middles of the sides."""
    across = (0.0, viewport.width_px / 2, float(viewport.width_px))
    down = (0.0, viewport.height_px / 2, float(viewport.height_px))
    return [(x_px, y_px) for x_px in across for y_px in down if (x_px, y_px) != (across[1], down[1])]


def _utm_line(plane: Projection, value: float, span: tuple[float, float], *, is_meridian: bool) -> GridLine:
    along = np.linspace(*span, _SAMPLES)
    fixed = np.full(_SAMPLES, value)
    lat_deg, lon_deg = plane.to_degrees(fixed, along) if is_meridian else plane.to_degrees(along, fixed)
    return GridLine(value, is_meridian, np.column_stack((lat_deg, lon_deg)))


def _multiples(low: float, high: float, step: float) -> Iterator[float]:
    first = math.ceil(low / step - 1e-9)
    for number in range(first, math.floor(high / step + 1e-9) + 1):
        yield number * step


def _round_up(least: float) -> float:
    """1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= least * (1 - 1e-9))
