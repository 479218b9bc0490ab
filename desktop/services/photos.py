"""Drone photos of the store: a folder is indexed, each photo becomes a footprint on the map."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import MappingProxyType

from desktop.domain.events import MediaEvent
from desktop.domain.operator import Operator
from desktop.services.permit import permit
from desktop.storage import journal
from desktop.storage import media as rows
from desktop.storage.media import Media
from desktop.storage.store import Store
from drones import survey
from drones.poses import PoseShelf
from drones.survey import Placed

PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Indexed:
    """How many photos are on the map now, and which were left out with the reason."""

    count: int
    refused: tuple[tuple[str, str], ...]


class Photos:
    """Use cases of photos. Thread: any but Qt's; a folder of a thousand takes seconds, adjusting it minutes."""

    def __init__(self, store: Store, data: Path, zone: tzinfo = UTC, writer: str = "console") -> None:
        self._store, self._zone, self._writer = store, zone, writer
        self._shelf = PoseShelf(data / "poses")

    def index(
        self, folder: Path, by: Operator, on_progress: Callable[[int, int], None] | None = None, *, refine: bool = False
    ) -> Indexed:
        """Read every photo of a folder and keep it; raises PhotoError for an empty folder, NotPermittedError.

        The same photo again replaces its row: its id comes from its content.
        """
        permit(self._store, self._writer, by, "photo.index")
        found = survey.read(folder.resolve(), self._shelf, on_progress)
        if refine:
            survey.refine([placed.photo for placed in found.placed], self._shelf)
            found = survey.read(folder.resolve(), self._shelf)
        self._keep(found.placed, by)
        return Indexed(len(found.placed), found.refused)

    def _keep(self, placed: Sequence[Placed], by: Operator) -> None:
        kept = [_media(one, self._zone) for one in placed]
        with self._store.write() as connection:
            rows.put(connection, kept)
            for one in kept:
                event = MediaEvent("indexed", one.id, one.path, one.sha256, by.login)
                journal.append(connection, event, self._writer)


def _media(placed: Placed, zone: tzinfo) -> Media:
    photo, pose = placed.photo, placed.pose
    attributes = {
        "camera": photo.camera,
        "alt_m": round(photo.alt_m, 2),
        "height_m": round(pose.height_m, 2),
        "yaw_deg": round(pose.yaw_deg % 360, 2),
        "pitch_deg": round(pose.pitch_deg, 2),
        "gsd_cm": round(pose.gsd_cm, 3),
        "adjusted": placed.adjusted,
    }
    return Media(
        id=f"photo-{photo.sha256[:16]}",
        kind=PHOTO,
        path=str(photo.path),
        sha256=photo.sha256,
        taken_at=_aware(photo.taken_at, zone),
        place=pose.place,
        footprint=placed.ring,
        attributes=MappingProxyType(attributes),
    )


def _aware(taken_at: datetime | None, zone: tzinfo) -> datetime | None:
    """A camera's clock that names no zone is taken to show the city's."""
    if taken_at is None or taken_at.tzinfo is not None:
        return taken_at
    return taken_at.replace(tzinfo=zone).astimezone(UTC)
