"""Areas as values with all their rings, and which area a point lies in. Vectorised; any thread."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from desktop.domain.area import AREA_KINDS
from desktop.domain.asset import Asset
from desktop.storage import areas as area_rows
from desktop.storage import assets as asset_rows
from maps.place import Place
from maps.plane import LocalPlane

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Area:
    """`rings` are its parts, the asset's own outline first."""

    id: str
    kind: str
    code: str
    name: str
    rings: tuple[tuple[Place, ...], ...]

    @property
    def shown_name(self) -> str:
        return self.name or self.code


def read_areas(connection: Connection, kinds: Iterable[str] = AREA_KINDS) -> tuple[Area, ...]:
    """Every area of the kinds, by kind and code."""
    parts = area_rows.every_part(connection)
    found = (asset for kind in kinds for asset in asset_rows.every(connection, kind))
    return tuple(_area(asset, parts.get(asset.id, [])) for asset in found if len(asset.outline) >= 3)


def area_of(asset: Asset) -> Area:
    """Of an asset alone: its outline."""
    return _area(asset, [])


def _area(asset: Asset, more: Sequence[tuple[Place, ...]]) -> Area:
    return Area(asset.id, asset.kind, asset.code, asset.name, (asset.outline, *more))


def ring_array(ring: Sequence[Place]) -> Floats:
    return np.array([(at.lat_deg, at.lon_deg) for at in ring], np.float64).reshape(-1, 2)


class AreaIndex:
    """Finds the areas of points; areas may lie over one another (a colonia in a sector)."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.areas = tuple(areas)
        shapes = [shapely.Polygon(ring_array(ring)[:, ::-1]) for area in areas for ring in area.rings]
        self._owner = np.repeat(np.arange(len(areas)), [len(area.rings) for area in areas])
        self._shapes = np.array([shape if shape.is_valid else shape.buffer(0) for shape in shapes], dtype=object)
        self._tree = shapely.STRtree(self._shapes)

    def pairs(self, lat_deg: Floats, lon_deg: Floats) -> tuple[Indexes, Indexes]:
        """Indexes of areas and of the points that lie in them, pair by pair."""
        if not len(lat_deg) or not len(self._shapes):
            return np.empty(0, np.intp), np.empty(0, np.intp)
        point, shape = self._tree.query(shapely.points(lon_deg, lat_deg), predicate="intersects")
        return self._owner[shape], point

    def counts(self, lat_deg: Floats, lon_deg: Floats) -> NDArray[np.intp]:
        """How many of the points lie in each area."""
        area, _ = self.pairs(lat_deg, lon_deg)
        return np.bincount(area, minlength=len(self.areas))

    def means(self, lat_deg: Floats, lon_deg: Floats, values: Floats) -> Floats:
        """The mean of the values of the points in each area; not a number where there is none."""
        area, point = self.pairs(lat_deg, lon_deg)
        count = np.bincount(area, minlength=len(self.areas))
        total = np.bincount(area, values[point], minlength=len(self.areas))
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    @property
    def square_m(self) -> Floats:
        """Ground of each area."""
        return np.array([sum(_square_m(ring) for ring in area.rings) for area in self.areas], np.float64)


def _square_m(ring: Sequence[Place]) -> float:
    corners = ring_array(ring)
    east_m, north_m = LocalPlane(Place(*corners.mean(axis=0).tolist())).from_degrees(corners[:, 0], corners[:, 1])
    return abs(float(east_m @ np.roll(north_m, -1) - north_m @ np.roll(east_m, -1))) / 2
