"""Which ground a camera saw at a moment: its ring is in the journal with every configuration."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from desktop.domain.events import CameraEvent
from desktop.storage import cameras, journal
from desktop.storage.store import Store
from maps.place import NotOnEarthError, Place
from video.camera import Camera
from video.footprint import footprint_of

Floats = NDArray[np.float64]
_DECIMALS = 7


@dataclass(frozen=True, slots=True)
class KnownFootprint:
    """The ring of a camera from a moment on, until the next one."""

    since: datetime
    ring: tuple[Place, ...]


def configured(camera: Camera, by: str) -> CameraEvent:
    """The journal's row of a configuration, with the ground that it sees."""
    ring = tuple((round(lat, _DECIMALS), round(lon, _DECIMALS)) for lat, lon in footprint_of(camera).tolist())
    return CameraEvent("configured", camera.id, by, ring, camera)


def history(store: Store, camera_id: str) -> list[KnownFootprint]:
    """Oldest first. A camera configured before rings were kept has none for that time."""
    with store.read() as connection:
        rows = journal.of_subject(connection, camera_id, None, "camera.configured")
    return [
        KnownFootprint(row.at, _places(row.event.footprint))
        for row in rows
        if isinstance(row.event, CameraEvent) and row.event.footprint
    ]


def at(store: Store, camera_id: str, moment: datetime) -> tuple[Place, ...]:
    """The ring it had then; what it sees now where the journal has none so old."""
    known = [one for one in history(store, camera_id) if one.since <= moment]
    if known:
        return known[-1].ring
    with store.read() as connection:
        camera = cameras.get(connection, camera_id)
    return _places(tuple(map(tuple, footprint_of(camera).tolist()))) if camera is not None else ()


def _places(ring: tuple[tuple[float, ...], ...]) -> tuple[Place, ...]:
    try:
        return tuple(Place(lat, lon) for lat, lon in ring)
    except NotOnEarthError:  # a calibration off its projection, written by an older program
        return ()
