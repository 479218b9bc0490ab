"""Which layers of the map a change touches, made anew and no others: a lamp's alarm does not redraw the cameras."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.asset import AssetKind
from desktop.domain.closure import Closure
from desktop.services import map_layers, street_layers
from desktop.services.clock import Ticks
from desktop.services.map_layers import TitleOf
from desktop.services.picture_state import Changed, State
from desktop.services.sighting_trails import SightingTrails
from maps.layer import Layer, MarkState

UNIT_AGE_S = 5.0
"""Marks of units age though nothing is heard: they are made anew this often."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What the polls brought."""

    units: bool = False
    sightings: bool = False


class PictureLayers:
    """Thread: one. `title_of` gives an alarm's words for the card under the pointer."""

    def __init__(self, title_of: TitleOf, ticks: Ticks) -> None:
        self._title_of, self._ticks = title_of, ticks
        self._unit_tick = float("-inf")
        self._in_force: tuple[Closure, ...] = ()

    def every(self, state: State, trails: SightingTrails, now: datetime) -> list[Layer]:
        assets = state.assets.values()
        return [
            *map_layers.marks_by_kind(assets, mark_states(state)).values(),
            map_layers.districts(assets),
            _footprints(state),
            map_layers.photo_footprints(state.media.values()),
            street_layers.geofence_outlines(state.geofences),
            self._closures(state, now),
            map_layers.drawings(state.annotations.values()),
            map_layers.alarm_marks(state.alarms.values(), state.assets, self._title_of),
            map_layers.incident_marks(state.incidents.values()),
            self._unit_marks(state, now),
            trails.marks(now),
        ]

    def touched(
        self, state: State, changed: Changed, moved: Moved, trails: SightingTrails, now: datetime
    ) -> list[Layer]:
        if "assets" in changed.again:
            return self.every(state, trails, now)
        layers = _asset_layers(state, changed)
        if changed.alarms or changed.asset_ids:
            layers.append(map_layers.alarm_marks(state.alarms.values(), state.assets, self._title_of))
        if changed.annotations:
            layers.append(map_layers.drawings(state.annotations.values()))
        if changed.incidents:
            layers.append(map_layers.incident_marks(state.incidents.values()))
        if "media" in changed.again:
            layers.append(map_layers.photo_footprints(state.media.values()))
        layers += self._street_layers(state, changed, now)
        if self._units_are_due(changed, moved):
            layers.append(self._unit_marks(state, now))
        if moved.sightings:
            layers.append(trails.marks(now))
        return layers

    def _units_are_due(self, changed: Changed, moved: Moved) -> bool:
        touched = any(asset.kind == AssetKind.UNIT for asset in changed.assets.values())
        return moved.units or touched or self._ticks() - self._unit_tick >= UNIT_AGE_S

    def _street_layers(self, state: State, changed: Changed, now: datetime) -> list[Layer]:
        """Zones, and closed streets: those begin and end by the clock too."""
        layers: list[Layer] = []
        if "geofences" in changed.again:
            layers.append(street_layers.geofence_outlines(state.geofences))
        if tuple(street_layers.in_force(state.closures, now)) != self._in_force:
            layers.append(self._closures(state, now))
        return layers

    def _closures(self, state: State, now: datetime) -> Layer:
        self._in_force = tuple(street_layers.in_force(state.closures, now))
        return street_layers.closure_paths(self._in_force)

    def _unit_marks(self, state: State, now: datetime) -> Layer:
        self._unit_tick = self._ticks()
        units = [asset for asset in state.assets.values() if asset.kind == AssetKind.UNIT]
        return map_layers.unit_marks(units, state.positions, now)


def mark_states(state: State) -> dict[str, MarkState]:
    """By what alarms say, and by the cameras' own word."""
    offline = {id_: MarkState.STALE for id_, status in state.camera_states.items() if status != "online"}
    return offline | map_layers.states_of(state.alarms.values())


def _asset_layers(state: State, changed: Changed) -> list[Layer]:
    """The kinds whose marks an alarm or a change touched; and the cameras' footprints."""
    touched = changed.asset_ids | set(changed.camera_states)
    touched |= {alarm.source_id for alarm in changed.alarms.values()}
    kinds = {asset.kind for id_ in touched if (asset := state.assets.get(id_)) is not None} - {AssetKind.UNIT}
    layers: list[Layer] = []
    if kinds:
        layers += map_layers.marks_by_kind(state.assets.values(), mark_states(state), kinds).values()
    if "cameras" in changed.again or touched & set(state.cameras):
        layers.append(_footprints(state))
    return layers


def _footprints(state: State) -> Layer:
    stale = [id_ for id_, look in mark_states(state).items() if look is not MarkState.CALM]
    return map_layers.camera_footprints(state.cameras.values(), stale)
