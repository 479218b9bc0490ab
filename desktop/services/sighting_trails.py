"""Where the objects that calibrated cameras see are now, and the last metres each has gone."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from desktop.services.map_layers import SIGHTINGS
from desktop.storage.sightings import SightingRow
from maps.layer import SightingMarks
from maps.place import Place

GONE_S = 2.0
"""Not seen for this long: the mark goes, since an old place of a moving thing is no place."""
TRAIL_LENGTH = 20
LEAP_M = 30.0
"""Nothing on a street goes so far between two frames."""


@dataclass(slots=True)
class _Object:
    class_name: str
    at: datetime
    trail: deque[tuple[float, float]] = field(default_factory=lambda: deque[tuple[float, float]](maxlen=TRAIL_LENGTH))


def _is_another(known: _Object, row: SightingRow) -> bool:
    """The tracker began again and gave the number anew: the film starts over, the worker was restarted."""
    gap_s = (row.at - known.at).total_seconds()
    leaped = row.place is not None and row.place.distance_m(Place(*known.trail[-1])) > LEAP_M
    return gap_s > GONE_S or leaped


class SightingTrails:
    """Keeps the objects of now. Thread: one."""

    def __init__(self) -> None:
        self._objects: dict[str, _Object] = {}

    def see(self, rows: Iterable[SightingRow]) -> bool:
        """Take new rows, oldest first; says whether any has a place on the ground."""
        seen = False
        for row in rows:
            if row.place is None or row.track is None:
                continue
            seen = True
            name = f"{row.camera_id}/{row.track}"
            known = self._objects.get(name)
            if known is None or _is_another(known, row):
                known = self._objects[name] = _Object(row.class_name, row.at)
            if row.at >= known.at:
                known.class_name, known.at = row.class_name, row.at
                known.trail.append((row.place.lat_deg, row.place.lon_deg))
        return seen

    def forget_gone(self, now: datetime) -> bool:
        """Drop what has not been seen for a while; says whether anything went."""
        gone = [name for name, one in self._objects.items() if (now - one.at).total_seconds() > GONE_S]
        for name in gone:
            del self._objects[name]
        return bool(gone)

    def marks(self, now: datetime) -> SightingMarks:
        objects = list(self._objects.values())
        ends = np.array([one.trail[-1] for one in objects], dtype=np.float64).reshape(-1, 2)
        return SightingMarks(
            name=SIGHTINGS,
            ids=tuple(self._objects),
            classes=tuple(one.class_name for one in objects),
            lat_deg=np.ascontiguousarray(ends[:, 0]),
            lon_deg=np.ascontiguousarray(ends[:, 1]),
            age_s=np.array([max(0.0, (now - one.at).total_seconds()) for one in objects], dtype=np.float64),
            trail=tuple(np.array(one.trail, dtype=np.float64) for one in objects),
        )
