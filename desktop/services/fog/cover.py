"""The fog as a grid over the city, and the reason for it at a place. Vectorised numpy, any thread but Qt's."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray

from desktop.services.fog.evidence import Discs, Evidence, Rings
from desktop.services.fog.providers import KINDS, PROVIDERS, Known, Provider
from maps.city_ground import degrees_of
from maps.layer import Fog
from maps.place import Place
from maps.viewport import place_to_mercator, to_mercator
from maps.viewshed import Viewshed

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]
LAYER = "fog"
CELL_M = 5.0
MOST_CELLS = 1_200_000
MARGIN_M = 150.0


@dataclass(frozen=True, slots=True)
class Field:
    """Where the grid lies: its north-western corner and the side of a cell in Mercator metres, rows and columns."""

    west_m: float
    north_m: float
    cell_m: float
    rows: int
    columns: int
    stretch: float
    """Mercator metres to a metre of ground."""

    @classmethod
    def around(cls, lat_deg: Floats, lon_deg: Floats) -> "Field":
        """Over all the points and a margin, in cells as fine as their number allows."""
        x_m, y_m = to_mercator(lat_deg, lon_deg)
        stretch = 1.0 / math.cos(math.radians(float(np.median(lat_deg))))
        margin_m = MARGIN_M * stretch
        west, east = float(x_m.min()) - margin_m, float(x_m.max()) + margin_m
        south, north = float(y_m.min()) - margin_m, float(y_m.max()) + margin_m
        cell_m = max(CELL_M * stretch, math.sqrt((east - west) * (north - south) / MOST_CELLS))
        return cls(west, north, cell_m, math.ceil((north - south) / cell_m), math.ceil((east - west) / cell_m), stretch)


@dataclass(frozen=True, slots=True)
class Told:
    """The best that one kind tells of a place: by whom, how old, and how much it still clears. None: never."""

    kind: str
    source: str
    age_s: float
    clear: float


@dataclass(frozen=True, slots=True, eq=False)
class FogNow:
    """The layer for the map, and the evidence that it was made from."""

    layer: Fog
    evidence: tuple[Evidence, ...]
    at: datetime

    def why(self, place: Place, now: datetime) -> tuple[Told, ...]:
        """What each kind tells of the place, best first; kinds that never told are left out."""
        found = (_told(one, place, now.timestamp()) for one in self.evidence)
        best: dict[str, Told] = {}
        for told in found:
            if told is not None and (told.kind not in best or _order(told) < _order(best[told.kind])):
                best[told.kind] = told
        return tuple(sorted(best.values(), key=_order))

    @property
    def known_ratio(self) -> float:
        """The part of the grid that something fresh tells of."""
        return float(np.mean(self.layer.darkness < 128)) if self.layer.darkness.size else 0.0


def _order(told: Told) -> tuple[float, float, int]:
    return -told.clear, told.age_s, KINDS.index(told.kind) if told.kind in KINDS else len(KINDS)


def fog(known: Known, field: Field, providers: Sequence[Provider] = PROVIDERS) -> FogNow:
    """The fog of this moment over a field."""
    evidence = tuple(one for provider in providers for one in provider(known))
    clear = np.zeros((field.rows, field.columns), np.float32)
    for one in evidence:
        _lay_on(clear, field, one, known.now.timestamp())
    darkness = np.rint((1.0 - np.clip(clear, 0.0, 1.0)) * 255).astype(np.uint8)
    return FogNow(Fog(LAYER, field.west_m, field.north_m, field.cell_m, darkness), evidence, known.now)


def field_of(known: Known, outlines: Iterable[Floats] = ()) -> Field | None:
    """Over the areas of the city; without any, over all that has a place. None where nothing has."""
    rings = [ring for ring in outlines if len(ring)]
    if not rings:
        places = [asset.place for asset in known.assets.values() if asset.place is not None]
        rings = [np.array([(place.lat_deg, place.lon_deg) for place in places])] if places else []
    if not rings:
        return None
    corners = np.vstack(rings)
    return Field.around(corners[:, 0], corners[:, 1])


def _lay_on(clear: Grid, field: Field, one: Evidence, now_s: float) -> None:
    worth = one.clear(now_s)
    if isinstance(one.ground, Discs):
        _discs(clear, field, one.ground, worth)
    elif isinstance(one.ground, Rings):
        for index in np.flatnonzero(worth > 0).tolist():
            _ring(clear, field, one.ground.rings[index], float(worth[index]))
    else:
        for index in np.flatnonzero(worth > 0).tolist():
            _view(clear, field, one.ground.viewsheds[index], float(worth[index]))


def _discs(clear: Grid, field: Field, discs: Discs, worth: Floats) -> None:
    """All at once: the cells of one disc, moved to each place."""
    some = np.flatnonzero(worth > 0)
    if not len(some):
        return
    x_m, y_m = to_mercator(discs.lat_deg[some], discs.lon_deg[some])
    row = np.floor((field.north_m - y_m) / field.cell_m).astype(np.intp)
    column = np.floor((x_m - field.west_m) / field.cell_m).astype(np.intp)
    reach = max(1, math.ceil(discs.radius_m * field.stretch / field.cell_m))
    down, across = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    inside = np.hypot(down, across) * field.cell_m <= max(discs.radius_m * field.stretch, field.cell_m / 2)
    rows, columns = row[:, None] + down[inside], column[:, None] + across[inside]
    kept = (rows >= 0) & (rows < field.rows) & (columns >= 0) & (columns < field.columns)
    values = np.broadcast_to(worth[some, None].astype(np.float32), rows.shape)
    np.maximum.at(clear, (rows[kept], columns[kept]), values[kept])


def _ring(clear: Grid, field: Field, ring: Floats, worth: float) -> None:
    x_m, y_m = to_mercator(ring[:, 0], ring[:, 1])
    box = _box(field, float(x_m.min()), float(y_m.min()), float(x_m.max()), float(y_m.max()))
    if box is None:
        return
    cells_x, cells_y = _cells(field, box)
    inside = shapely.contains_xy(shapely.Polygon(np.column_stack([x_m, y_m])), cells_x, cells_y)
    clear[box] = np.where(inside, np.maximum(clear[box], worth), clear[box])


def _view(clear: Grid, field: Field, viewshed: Viewshed, worth: float) -> None:
    x_m, y_m = place_to_mercator(viewshed.centre)
    west, south, east, north = (part * field.stretch * 1.01 for part in viewshed.bounds_m)
    box = _box(field, x_m + west, y_m + south, x_m + east, y_m + north)
    if box is None or not viewshed.px_per_m.size:
        return
    cells_x, cells_y = _cells(field, box)
    lat_deg, lon_deg = degrees_of(cells_x.ravel(), cells_y.ravel())
    seen = (viewshed.at(lat_deg, lon_deg)[0] > 0).reshape(cells_x.shape)
    clear[box] = np.where(seen, np.maximum(clear[box], worth), clear[box])


def _box(field: Field, west: float, south: float, east: float, north: float) -> tuple[slice, slice] | None:
    """Rows and columns of the grid that a box touches."""
    top = max(0, math.floor((field.north_m - north) / field.cell_m))
    foot = min(field.rows, math.ceil((field.north_m - south) / field.cell_m) + 1)
    left = max(0, math.floor((west - field.west_m) / field.cell_m))
    right = min(field.columns, math.ceil((east - field.west_m) / field.cell_m) + 1)
    return (slice(top, foot), slice(left, right)) if top < foot and left < right else None


def _cells(field: Field, box: tuple[slice, slice]) -> tuple[Floats, Floats]:
    """Mercator x and y of the middles of the cells."""
    rows, columns = np.arange(box[0].start, box[0].stop), np.arange(box[1].start, box[1].stop)
    x_m = field.west_m + (columns.astype(np.float64) + 0.5) * field.cell_m
    y_m = field.north_m - (rows.astype(np.float64) + 0.5) * field.cell_m
    across, up = np.meshgrid(x_m, y_m)
    return across, up


def _told(one: Evidence, place: Place, now_s: float) -> Told | None:
    holds = np.flatnonzero(one.ground.holds(place))
    if not len(holds):
        return None
    worth = one.clear(now_s)[holds]
    best = holds[int(np.lexsort((-one.at_s[holds], -worth))[0])]
    return Told(one.kind, one.sources[best], max(0.0, now_s - float(one.at_s[best])), float(one.clear(now_s)[best]))
