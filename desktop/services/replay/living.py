"""Which rows of the tape still matter: the last word on each thing that is not over.

A State made of these rows alone is the one made of the whole tape. A key frame keeps their numbers and not what they
say: what retention erases is erased for a replay too.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from desktop.domain import events
from desktop.services.picture_state import CAMERA_STATES
from desktop.storage.journal import JournalRow

Key = tuple[str, str]
"""A kind of thing and its id."""
ALARM, INCIDENT, ASSET, UNIT = "alarm", "incident", "asset", "unit"
CAMERA, CAMERA_STATE, BASE_MAP, MEDIA, NODE = "camera", "camera state", "base map", "media", "node"
OVER = frozenset({"alarm.closed", "alarm.false", "incident.closed"})
"""Steps after which nothing is left to show, as far as a row without its payload can say."""
_NODE_STEPS = frozenset({"started", "stopped"})


def told_of(row: JournalRow) -> Iterator[tuple[Key, bool]]:
    """What a row is the last word on; False: and that the thing is over."""
    if row.event is None:
        yield from _of_tombstone(row)
    elif (tell := _TOLD.get(type(row.event))) is not None:
        yield from tell(row.event)


def _of_tombstone(row: JournalRow) -> Iterator[tuple[Key, bool]]:
    """Its kind and subject are in the chain for ever."""
    tag = row.kind.partition(".")[0]
    if tag in {ALARM, INCIDENT, UNIT}:
        yield (tag, row.subject), row.kind not in OVER


def _of_alarm(event: events.AlarmEvent) -> Iterator[tuple[Key, bool]]:
    yield (ALARM, event.alarm.id), event.alarm.is_open


def _of_incident(event: events.IncidentEvent) -> Iterator[tuple[Key, bool]]:
    yield (INCIDENT, event.incident.id), event.incident.is_open


def _of_assets(event: events.AssetEvent) -> Iterator[tuple[Key, bool]]:
    """A removal goes on to matter: the row that it cancels may live by another thing it tells of."""
    if event.step == "removed" and event.asset_id:
        yield (ASSET, event.asset_id), True
    for asset in event.assets:
        yield (ASSET, asset.id), True
        yield (UNIT, asset.id), False  # its status is written in its attributes


def _of_unit(event: events.UnitEvent) -> Iterator[tuple[Key, bool]]:
    yield (UNIT, event.unit_id), True


def _of_camera(event: events.CameraEvent) -> Iterator[tuple[Key, bool]]:
    if event.step in CAMERA_STATES:
        yield (CAMERA_STATE, event.camera_id), True
    elif event.camera is not None or event.step == "removed":
        yield (CAMERA, event.camera_id), True


def _of_city(event: events.CityEvent) -> Iterator[tuple[Key, bool]]:
    if event.step == "imported":
        yield (BASE_MAP, event.name), True


def _of_media(event: events.MediaEvent) -> Iterator[tuple[Key, bool]]:
    if event.step == "indexed":
        yield (MEDIA, event.media_id), True


def _of_node(event: events.NodeEvent) -> Iterator[tuple[Key, bool]]:
    if event.step in _NODE_STEPS:
        yield (NODE, ""), True


_TOLD: dict[type[Any], Callable[[Any], Iterator[tuple[Key, bool]]]] = {
    events.AlarmEvent: _of_alarm,
    events.IncidentEvent: _of_incident,
    events.AssetEvent: _of_assets,
    events.UnitEvent: _of_unit,
    events.CameraEvent: _of_camera,
    events.CityEvent: _of_city,
    events.MediaEvent: _of_media,
    events.NodeEvent: _of_node,
}


class Living:
    """Thread: one."""

    def __init__(self, rows: Iterable[JournalRow] = ()) -> None:
        self._last: dict[Key, int] = {}
        self.take(rows)

    def take(self, rows: Iterable[JournalRow]) -> None:
        """In their order."""
        for row in rows:
            for key, lives in told_of(row):
                if lives:
                    self._last[key] = row.seq
                else:
                    self._last.pop(key, None)

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset(self._last)

    @property
    def seqs(self) -> tuple[int, ...]:
        """Ascending."""
        return tuple(sorted(set(self._last.values())))
