"""Evidence that clears the fog: what told of which ground, when, and how long that holds.

Each kind of source ages in its own time: a live camera holds for seconds, a flown street for weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.place import Place
from maps.plane import LocalPlane
from maps.viewshed import Viewshed

Floats = NDArray[np.float64]
Clear = NDArray[np.float64]
HOUR_S, DAY_S = 3_600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Ageing:
    """Evidence holds whole until it is `fresh_s` old, then fades, and is worth nothing at `gone_s`."""

    fresh_s: float
    gone_s: float

    def clear(self, age_s: Floats) -> Clear:
        """1 where it holds, 0 where it is gone; a time yet to come counts as now."""
        return np.clip((self.gone_s - np.maximum(age_s, 0.0)) / max(self.gone_s - self.fresh_s, 1e-9), 0.0, 1.0)


AGEING: dict[str, Ageing] = {
    "camera": Ageing(10.0, 300.0),
    "sensor": Ageing(HOUR_S, 12 * HOUR_S),
    "unit": Ageing(15 * 60.0, 4 * HOUR_S),
    "photo": Ageing(7 * DAY_S, 90 * DAY_S),
    "inspection": Ageing(2 * DAY_S, 30 * DAY_S),
    "report": Ageing(HOUR_S, 12 * HOUR_S),
}
"""Of our own kinds; a sensor's own period comes before this."""


@dataclass(frozen=True, slots=True, eq=False)
class Discs:
    """Circles on the ground, n of one radius."""

    lat_deg: Floats
    lon_deg: Floats
    radius_m: float

    def holds(self, place: Place) -> NDArray[np.bool_]:
        east_m, north_m = LocalPlane(place).from_degrees(self.lat_deg, self.lon_deg)
        return np.hypot(east_m, north_m) <= self.radius_m

    def __len__(self) -> int:
        return len(self.lat_deg)


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Outlines on the ground, each (k, 2) lat, lon."""

    rings: tuple[Floats, ...]

    def holds(self, place: Place) -> NDArray[np.bool_]:
        near = [_near(ring, place) and _holds(ring, place) for ring in self.rings]
        return np.array(near, np.bool_)

    def __len__(self) -> int:
        return len(self.rings)


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """What cameras see of the ground."""

    viewsheds: tuple[Viewshed, ...]

    def holds(self, place: Place) -> NDArray[np.bool_]:
        lat_deg, lon_deg = np.array([place.lat_deg]), np.array([place.lon_deg])
        return np.array([viewshed.at(lat_deg, lon_deg)[0][0] > 0 for viewshed in self.viewsheds], np.bool_)

    def __len__(self) -> int:
        return len(self.viewsheds)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """n pieces of one kind: whose each is, when it was true (seconds since 1970), and how it ages."""

    kind: str
    sources: tuple[str, ...]
    at_s: Floats
    fresh_s: Floats
    gone_s: Floats
    ground: Discs | Rings | Views

    @classmethod
    def of(cls, kind: str, sources: Sequence[str], at_s: Sequence[float], ground: Discs | Rings | Views) -> "Evidence":
        """Ageing as its kind does."""
        ageing = AGEING[kind]
        count = len(at_s)
        times = np.array(at_s, np.float64)
        return cls(kind, tuple(sources), times, np.full(count, ageing.fresh_s), np.full(count, ageing.gone_s), ground)

    def clear(self, now_s: float) -> Clear:
        """Of each piece, 0 to 1."""
        age_s = np.maximum(now_s - self.at_s, 0.0)
        return np.clip((self.gone_s - age_s) / np.maximum(self.gone_s - self.fresh_s, 1e-9), 0.0, 1.0)


def _near(ring: Floats, place: Place) -> bool:
    south, west = ring.min(axis=0)
    north, east = ring.max(axis=0)
    return bool(south <= place.lat_deg <= north and west <= place.lon_deg <= east)


def _holds(ring: Floats, place: Place) -> bool:
    return bool(shapely.contains_xy(shapely.Polygon(ring[:, ::-1]), place.lon_deg, place.lat_deg))
