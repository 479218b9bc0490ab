"""Where a found thing leads: a thing is chosen and shown, a view is taken, a place of the city is marked."""

from PySide6.QtCore import QObject

from desktop.domain.found import Found, FoundKind
from desktop.domain.incident import Incident
from desktop.view.desk import Desk
from desktop.view.map_tools.belt import ToolBelt
from desktop.view.operation import Operation
from desktop.view.selection import Chosen, Selection
from maps.place import Place

_CHOSEN = {
    FoundKind.ASSET: Chosen.ASSET,
    FoundKind.CAMERA: Chosen.ASSET,
    FoundKind.UNIT: Chosen.ASSET,
    FoundKind.INCIDENT: Chosen.INCIDENT,
    FoundKind.PHOTO: Chosen.PHOTO,
    FoundKind.ANNOTATION: Chosen.ANNOTATION,
}


class Going(QObject):
    def __init__(self, desk: Desk, operation: Operation, belt: ToolBelt) -> None:
        super().__init__(operation)
        self._desk, self._operation, self._belt = desk, operation, belt

    def go(self, found: Found) -> None:
        canvas = self._operation.canvas
        canvas.take_mark_off()
        if found.kind in _CHOSEN:
            self._choose(found)
        if found.place is None:
            return
        if found.kind is FoundKind.BOOKMARK:
            canvas.show_view(found.place, found.width_m, found.bearing_deg)
        elif found.kind in _CHOSEN or found.kind is FoundKind.CITY:
            canvas.show_whole(self._where_it_is(found) or found.place, found.width_m)
        else:
            self._belt.show_found(found, found.place)

    def _choose(self, found: Found) -> None:
        """A closed incident is not in the picture: it is fetched first."""
        if found.kind is FoundKind.INCIDENT and found.id not in self._desk.situation.past_incidents:
            self._desk.ask(self, lambda services: services.incidents.find(found.id), self._show_incident)
            return
        self._operation.select(Selection(_CHOSEN[found.kind], found.id))
        self._operation.show_context()

    def _show_incident(self, incident: Incident) -> None:
        self._desk.situation.past_incidents.setdefault(incident.id, incident)
        self._operation.select(Selection(Chosen.INCIDENT, incident.id))
        self._operation.show_context()

    def _where_it_is(self, found: Found) -> Place | None:
        """A unit is where its last fix says."""
        fix = self._desk.situation.positions.get(found.id)
        return fix.place if fix is not None else None
