"""A State as rows of the tape tell it, for any moment: the same value that the live picture keeps.

Alarms, incidents, assets, units and cameras come from what the rows carry. A row of a photo or a base map says when it
came; what it is the store says today. Settings and names of people are always today's: a replay is read by today's
people in today's zone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.domain import events
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.unit import UnitStatus, asset_of, unit_of
from desktop.services.picture_state import Changed, State
from desktop.services.replay import living
from desktop.services.replay.living import Key, told_of
from desktop.storage.base_maps import BaseMap
from desktop.storage.journal import JournalRow
from desktop.storage.media import Media
from video.camera import Camera

_ON_INCIDENT = frozenset({UnitStatus.ON_THE_WAY, UnitStatus.AT_THE_PLACE})


@dataclass(frozen=True, slots=True)
class Today:
    """The store's present, and what of it no row tells of: that stands in a replay as it stands today.

    So do the layers of files and the figures of planning.
    """

    state: State
    assets: Mapping[str, Asset]
    cameras: Mapping[str, Camera]
    base_maps: Mapping[str, BaseMap]
    media: Mapping[str, Media]

    @classmethod
    def of(cls, present: State, told: frozenset[Key]) -> "Today":
        """`told`: what the tape has a last word on at its head."""
        return cls(
            state=present,
            assets={
                id_: _unsent(asset) if (living.UNIT, id_) in told else asset
                for id_, asset in present.assets.items()
                if (living.ASSET, id_) not in told
            },
            cameras={id_: one for id_, one in present.cameras.items() if (living.CAMERA, id_) not in told},
            base_maps={one.name: one for one in present.base_maps if (living.BASE_MAP, one.name) not in told},
            media={id_: one for id_, one in present.media.items() if (living.MEDIA, id_) not in told},
        )


@dataclass(slots=True)
class Retold:
    """`erased`: the things whose last word retention has taken away."""

    today: Today
    state: State = field(default_factory=State)
    erased: set[Key] = field(default_factory=set[Key])
    dark: bool = False
    """No node ran, as the tape says."""

    @classmethod
    def before_all(cls, today: Today) -> "Retold":
        state = State(
            assets=dict(today.assets),
            cameras=dict(today.cameras),
            base_maps=tuple(today.base_maps.values()),
            media=dict(today.media),
            settings=today.state.settings,
            people=today.state.people,
            layer_entries=today.state.layer_entries,
            planning=today.state.planning,
        )
        return cls(today, state)

    def take(self, rows: Iterable[JournalRow]) -> Changed:
        """In their order; says what they changed as `State.take` and `read_again` would."""
        rows = tuple(rows)
        changed = self.state.take(rows)
        for row in rows:
            self._mind_erased(row)
            tell = _TELL.get(type(row.event))
            if tell is not None:
                tell(self, row.event)
        self._drop_erased()
        for asset_id in changed.asset_ids:
            if (asset := self.state.assets.get(asset_id)) is not None:
                changed.assets[asset_id] = asset
        return changed

    def _mind_erased(self, row: JournalRow) -> None:
        for key, lives in told_of(row):
            if row.event is None and lives:
                self.erased.add(key)
            else:
                self.erased.discard(key)

    def _drop_erased(self) -> None:
        """What they were is not known any more, only that they were."""
        for kind, id_ in self.erased:
            if kind == living.ALARM:
                self.state.alarms.pop(id_, None)
            elif kind == living.INCIDENT:
                self.state.incidents.pop(id_, None)

    # what State cannot take from a row without asking the store

    def take_assets(self, event: events.AssetEvent) -> None:
        if event.step == "removed":
            self.state.assets.pop(event.asset_id, None)
        self.state.assets.update({asset.id: asset for asset in event.assets})

    def take_unit(self, event: events.UnitEvent) -> None:
        asset, status = self.state.assets.get(event.unit_id), UnitStatus(event.step)
        if asset is not None and asset.kind == AssetKind.UNIT:
            incident_id = event.incident_id if status in _ON_INCIDENT else None
            self.state.assets[asset.id] = _with_status(asset, status, incident_id)

    def take_camera(self, event: events.CameraEvent) -> None:
        if event.step == "removed":
            self.state.cameras.pop(event.camera_id, None)
        elif event.camera is not None:
            self.state.cameras[event.camera_id] = event.camera

    def take_city(self, event: events.CityEvent) -> None:
        named = {one.name: one for one in self.today.state.base_maps}
        if event.step == "imported" and event.name in named:
            known = {one.name for one in self.state.base_maps} | {event.name}
            self.state.base_maps = tuple(one for name, one in named.items() if name in known)

    def take_media(self, event: events.MediaEvent) -> None:
        one = self.today.state.media.get(event.media_id)
        if event.step == "indexed" and one is not None:
            self.state.media[one.id] = one

    def take_node(self, event: events.NodeEvent) -> None:
        if event.step in {"started", "stopped"}:
            self.dark = event.step == "stopped"


_TELL: dict[type[Any], Callable[[Retold, Any], None]] = {
    events.AssetEvent: Retold.take_assets,
    events.UnitEvent: Retold.take_unit,
    events.CameraEvent: Retold.take_camera,
    events.CityEvent: Retold.take_city,
    events.MediaEvent: Retold.take_media,
    events.NodeEvent: Retold.take_node,
}


def _with_status(asset: Asset, status: UnitStatus, incident_id: str | None) -> Asset:
    return asset_of(asset, replace(unit_of(asset), status=status, incident_id=incident_id))


def _unsent(asset: Asset) -> Asset:
    """As a unit stands before the first word on it."""
    return _with_status(asset, UnitStatus.FREE, None)
