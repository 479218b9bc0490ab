"""A dossier's values as layers of the map, bottom to top as the painters rank them."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.services import map_layers
from desktop.services.export.dossier import Dossier, SubjectKind
from desktop.view.rows import alarm_row
from maps.layer import Layer, MarkState, Outlines
from video.camera import Camera


def layers_of(dossier: Dossier, now: datetime) -> Iterator[Layer]:
    """`now` is when it is printed: a unit's position has its age."""
    known = dossier.by_id
    states = {asset_id: MarkState(state) for asset_id, state in dossier.marks.items()}
    yield from _areas(dossier)
    yield from map_layers.marks_by_kind(dossier.assets, states).values()
    if dossier.cameras:
        views = [Camera(view.id, view.name, "", view.mount) for view in dossier.cameras]
        yield map_layers.camera_footprints(views, [id_ for id_, state in states.items() if state is not MarkState.CALM])
    if dossier.units:
        fixes = {fix.device_id: fix for fix in dossier.fixes}
        yield map_layers.unit_marks(dossier.units, fixes, now)
    if dossier.incidents and not any(area.role == "block" for area in dossier.areas):
        yield map_layers.incident_marks(dossier.incidents)
    if dossier.alarms:
        yield map_layers.alarm_marks(dossier.alarms, known, _alarm_title)


def _areas(dossier: Dossier) -> Iterator[Layer]:
    """Those with names, and the blocks in which something lies that is not shown."""
    for role in sorted({area.role for area in dossier.areas}):
        shown = [area for area in dossier.areas if area.role == role]
        yield Outlines(
            name=f"areas.{role}",
            ids=tuple(f"{role}-{number}" for number in range(len(shown))),
            titles=tuple(area.name for area in shown),
            rings=tuple(np.array([(place.lat_deg, place.lon_deg) for place in area.ring]) for area in shown),
            role="page" if dossier.kind is SubjectKind.OVERVIEW else role,
            stale=np.zeros(len(shown), np.bool_),
        )


def _alarm_title(alarm: Alarm, asset: Asset | None) -> str:
    return alarm_row(alarm, {asset.id: asset} if asset else {}, {}).title
