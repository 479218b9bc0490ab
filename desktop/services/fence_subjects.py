"""Whom geofences watch: units by their newest fix, and what calibrated cameras see, each with a number for the engine.

A unit keeps its number for as long as the node lives. An object of a camera is gone when it was not seen for a while;
its number is given to another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from desktop.domain.geofence import Watched
from desktop.domain.observation import Position
from desktop.storage.sightings import SightingRow
from maps.place import Place

Floats = NDArray[np.float64]
GONE_S = 4.0
"""Longer than a tracker coasts over a passer-by."""
MOST_SUBJECTS = 200_000


@dataclass(slots=True)
class Subject:
    """`source_id` is the asset of an alarm: the unit, or the camera that sees it."""

    id: str
    source_id: str
    what: Watched
    kind: str
    place: Place | None
    at: datetime


class Subjects:
    """Thread: one."""

    def __init__(self) -> None:
        self.known: list[Subject | None] = []
        self._number: dict[str, int] = {}
        self._free: list[int] = []

    def number_of(self, subject_id: str) -> int | None:
        return self._number.get(subject_id)

    def hear(self, fixes: Iterable[Position], kinds: Mapping[str, str]) -> None:
        """`kinds` of the units; a fix of what is no unit is nobody's."""
        for fix in fixes:
            kind = kinds.get(fix.device_id)
            if kind is not None:
                self._put(Subject(fix.device_id, fix.device_id, Watched.UNITS, kind, fix.place, fix.at))

    def see(self, rows: Iterable[SightingRow]) -> None:
        for row in rows:
            if row.place is not None and row.track is not None:
                name = f"{row.camera_id}/{row.track}"
                self._put(Subject(name, row.camera_id, Watched.SIGHTINGS, row.class_name, row.place, row.at))

    def forget_gone(self, now: datetime) -> None:
        """Objects that no camera sees any more: their place is nowhere."""
        for number, one in enumerate(self.known):
            if one is None or one.what is Watched.UNITS:
                continue
            if one.place is None:
                self._release(number)  # the look before this one has told that it left
            elif (now - one.at).total_seconds() > GONE_S:
                one.place = None

    def keep_units(self, kinds: Mapping[str, str]) -> None:
        """A unit that is no more is nowhere."""
        for one in self.known:
            if one is not None and one.what is Watched.UNITS and one.id not in kinds:
                one.place = None

    def places(self) -> tuple[Floats, Floats]:
        """Latitudes and longitudes by number; NaN for nobody and for who is gone."""
        lat, lon = np.full(len(self.known), np.nan), np.full(len(self.known), np.nan)
        for number, one in enumerate(self.known):
            if one is not None and one.place is not None:
                lat[number], lon[number] = one.place.lat_deg, one.place.lon_deg
        return lat, lon

    def _put(self, subject: Subject) -> None:
        number = self._number.get(subject.id)
        if number is not None:
            self.known[number] = subject
        elif self._free:
            number = self._free.pop()
            self.known[number], self._number[subject.id] = subject, number
        elif len(self.known) < MOST_SUBJECTS:
            self._number[subject.id] = len(self.known)
            self.known.append(subject)

    def _release(self, number: int) -> None:
        one = self.known[number]
        if one is not None:
            del self._number[one.id]
        self.known[number] = None
        self._free.append(number)
