"""From any coordinate system into Web Mercator, in which every map is drawn, and boxes of a view back again.

What lies off the Earth or outside the reach of a projection becomes NaN, to be left out by the caller.
"""

from functools import lru_cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError

from maps.sources.layer_fault import LayerFaultError, one_line
from maps.viewport import MAX_LATITUDE_DEG, MERCATOR_RADIUS_M, to_mercator

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]
Box = tuple[float, float, float, float]
WORLD_M = float(np.pi * MERCATOR_RADIUS_M)
"""Half the width of the square of Web Mercator."""
_EDGE_POINTS = 21


def known_crs(crs: str | None) -> pyproj.CRS:
    """Raises LayerFaultError no_crs: nothing is guessed."""
    try:
        known = pyproj.CRS(crs) if crs else None
    except CRSError:
        known = None
    if known is None or known.is_engineering or "undefined" in known.name.lower():
        raise LayerFaultError("no_crs", str(crs or "")[:200])
    return known


def crs_code(crs: pyproj.CRS) -> str:
    """`EPSG:n` where it has such a code, else its name."""
    authority = crs.to_authority(min_confidence=60)
    return ":".join(authority) if authority else crs.name


class ToMercator:
    """One coordinate system, x east and y north. Any thread."""

    def __init__(self, crs: pyproj.CRS) -> None:
        self.crs = crs
        self._forward, self._back = _transformers(crs.to_wkt())
        code = crs.to_epsg(min_confidence=60)
        self.is_mercator = code == 3857
        self._is_degrees = code in (4326, 4979) or crs.equals("OGC:CRS84", ignore_axis_order=True)

    def points(self, xy: Floats) -> Floats:
        """(n, 2) of the system to (n, 2) of Web Mercator."""
        if self.is_mercator:
            return xy
        if self._is_degrees:
            return _from_degrees(xy[:, 1], xy[:, 0])
        try:
            lon, lat = self._forward.transform(xy[:, 0], xy[:, 1])
        except ProjError as error:
            raise LayerFaultError("damaged", one_line(error)) from error
        return _from_degrees(np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64))

    def geometries(self, shapes: Geometries) -> Geometries:
        flat = shapely.force_2d(shapes)
        if self.is_mercator:
            return np.asarray(flat, dtype=object)
        return np.asarray(shapely.transform(flat, self.points), dtype=object)

    def box_in_source(self, box: Box) -> Box | None:
        """A box of this system that holds all that a box of Web Mercator may show; None: everywhere."""
        if self.is_mercator:
            return box
        lon, lat = _edge_degrees(box)
        if self._is_degrees:
            return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
        x, y = (np.asarray(part, dtype=np.float64) for part in self._back.transform(lon, lat))
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            return None
        pad_x, pad_y = (x.max() - x.min()) * 0.02, (y.max() - y.min()) * 0.02
        return float(x.min() - pad_x), float(y.min() - pad_y), float(x.max() + pad_x), float(y.max() + pad_y)

    def back(self, xy_m: Floats) -> Floats:
        """(n, 2) of Web Mercator to (n, 2) of the system."""
        if self.is_mercator:
            return xy_m
        lon, lat = degrees_of(xy_m)
        x, y = self._back.transform(lon, lat)
        return np.column_stack([np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)])


@lru_cache(maxsize=32)
def _transformers(wkt: str) -> tuple[pyproj.Transformer, pyproj.Transformer]:
    crs = pyproj.CRS(wkt)
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    return to_degrees, pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def _from_degrees(lat: Floats, lon: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        on_earth = (np.abs(lat) <= 90.0) & (np.abs(lon) <= 180.0)
    x, y = to_mercator(np.where(on_earth, lat, np.nan), np.where(on_earth, lon, np.nan))
    return np.column_stack([x, y])


def degrees_of(xy_m: Floats) -> tuple[Floats, Floats]:
    """Longitude, latitude of points of Web Mercator."""
    lon = np.degrees(xy_m[:, 0] / MERCATOR_RADIUS_M)
    return lon, np.degrees(np.arctan(np.sinh(xy_m[:, 1] / MERCATOR_RADIUS_M)))


def _edge_degrees(box: Box) -> tuple[Floats, Floats]:
    """Points along the edges and inside of a box: a curved edge bulges between its corners."""
    west, south, east, north = (max(-WORLD_M, min(WORLD_M, edge)) for edge in box)
    across, up = np.linspace(west, east, _EDGE_POINTS), np.linspace(south, north, _EDGE_POINTS)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    lon, lat = degrees_of(grid)
    return lon, np.clip(lat, -MAX_LATITUDE_DEG, MAX_LATITUDE_DEG)


def warm_up() -> None:
    """Opens PROJ's database, which takes a tenth of a second the first time, before anybody waits for a picture."""
    ToMercator(pyproj.CRS("EPSG:32614")).back(np.array([[-11_000_000.0, 2_200_000.0]]))


def world_copies(box: Box) -> tuple[float, ...]:
    """By how much the world must be shifted to be seen in a box that reaches over its edge: 0 and whole turns."""
    first = int(np.floor((box[0] + WORLD_M) / (2 * WORLD_M)))
    last = int(np.ceil((box[2] + WORLD_M) / (2 * WORLD_M))) - 1
    return tuple(2 * WORLD_M * turn for turn in range(max(first, -2), min(last, 2) + 1)) or (0.0,)
