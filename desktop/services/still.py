"""The city as it stands at one moment, without following it: base maps and the layers of the map, for a picture."""

from dataclasses import dataclass
from datetime import datetime

from desktop.services.clock import ticks_s
from desktop.services.picture import code_title
from desktop.services.picture_layers import PictureLayers
from desktop.services.picture_state import State
from desktop.services.sighting_trails import GONE_S, SightingTrails
from desktop.storage import observations, sightings
from desktop.storage.base_maps import BaseMap
from desktop.storage.store import Store
from maps.layer import Layer
from maps.place import Place

_NEWEST_SIGHTINGS = 5000


@dataclass(frozen=True, slots=True)
class Still:
    """What a picture of the map is made of; the base maps first below."""

    base_maps: tuple[BaseMap, ...]
    layers: tuple[Layer, ...]
    is_exercise: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the picture shows: `width_m` of ground across at the centre; `style` is night or day."""

    centre: Place
    width_m: float
    width_px: int
    height_px: int
    style: str


def take(store: Store, now: datetime) -> Still:
    """Raises a StoreError."""
    state, trails = State(), SightingTrails()
    with store.read() as connection:
        state.read_all(connection)
        state.advance(observations.changes(connection, 0))
        newest = sightings.after(connection, sightings.head(connection) - _NEWEST_SIGHTINGS, _NEWEST_SIGHTINGS)
    trails.see([row for row in newest if abs((now - row.at).total_seconds()) <= GONE_S])
    return Still(
        base_maps=state.base_maps,
        layers=tuple(PictureLayers(code_title, ticks_s).every(state, trails, now)),
        is_exercise=bool(state.settings.get("exercise", False)),
    )
