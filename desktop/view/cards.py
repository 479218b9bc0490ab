"""What the card beside a mark of the map says: what it is, where, its state."""

from desktop.domain.annotation import Annotation
from desktop.services import map_layers
from desktop.view import formats
from desktop.view.context.panel import ContextPanel
from desktop.view.desk import Desk
from desktop.view.rows import alarm_row, type_name
from maps.view.pile import Hit
from maps.view.shape_words import kind_name, measured

OWN_TITLES = frozenset({map_layers.GEOFENCES, map_layers.CLOSURES})
"""Layers whose things are told by themselves, not by the situation."""


class Cards:
    def __init__(self, desk: Desk, context: ContextPanel) -> None:
        self._desk, self._context = desk, context

    def words(self, hit: Hit) -> tuple[str, ...] | None:
        """Two or three lines; none of what is not known here, None of what has its own."""
        if hit.layer in OWN_TITLES:
            return None
        situation = self._desk.situation
        if hit.id in situation.alarms:
            return self._alarm(hit.id)
        if hit.id in situation.incidents:
            incident = situation.incidents[hit.id]
            return incident.folio, incident.title or type_name(incident.type_code)
        if hit.id in situation.annotations:
            return self._annotation(situation.annotations[hit.id])
        asset = situation.assets.get(hit.id)
        if asset is not None:
            return (asset.name or asset.code, *self._context.asset.said_of(asset))
        photo = situation.media.get(hit.id)
        return (photo.path.rpartition("/")[2],) if photo else ()

    def _alarm(self, alarm_id: str) -> tuple[str, ...]:
        situation = self._desk.situation
        row = alarm_row(situation.alarms[alarm_id], situation.assets, situation.people)
        return row.title, row.source, self._context.alarm.state_line(row)

    def _annotation(self, annotation: Annotation) -> tuple[str, ...]:
        desk, kind = self._desk, kind_name(annotation.kind)
        at = formats.moment(annotation.changed_at, desk.now, desk.zone)
        lines = (
            annotation.name or kind,
            measured(annotation.shape),
            f"{desk.situation.person(annotation.changed_by)} · {at}",
        )
        return tuple(line for line in lines if line)
