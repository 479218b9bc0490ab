"""Where something is: the place of an incident, of a thing of the city; and to which incident an alarm belongs."""

from collections.abc import Callable
from gettext import gettext as _

from PySide6.QtCore import QObject

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.domain.incident import Incident
from desktop.domain.operator import Operator
from desktop.services import undoing
from desktop.services.asset_places import may_be_moved
from desktop.services.undo import Undoable
from desktop.view import formats
from desktop.view.acts import Acts
from desktop.view.choice_dialog import Choice, ChoiceDialog, matching
from desktop.view.desk import Desk, Services
from desktop.view.operation import Operation
from desktop.view.rows import alarm_row, type_name
from desktop.view.selection import Chosen
from maps.place import Place
from maps.view.tools.pointing import PointTool
from maps.view.tools.tool import Spot

Pointed = Callable[[Place], None]


class Placing(QObject):
    def __init__(self, desk: Desk, operation: Operation, acts: Acts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._operation, self._acts = desk, operation, acts
        self.dialog: ChoiceDialog | None = None

    def _point(self, name: str, then: Pointed) -> None:
        tool = PointTool(name)

        def take(spot: Spot) -> None:
            then(spot.place)

        tool.pointed.connect(take)
        self._operation.canvas.hand.take_up(tool)

    # incidents

    def place_incident(self) -> None:
        incident = self._acts.incident
        if incident is None:
            self._desk.refused.emit(_("Choose an incident first."))
            return
        self._point(_("Place of {folio}").format(folio=incident.folio), lambda place: self._set_place(incident, place))

    def _set_place(self, before: Incident, place: Place) -> None:
        def put(services: Services, operator: Operator) -> tuple[Incident, Undoable]:
            after = services.incidents.set_place(before.id, place, operator, instead_of=before.place)
            return after, undoing.of_placing(services.incidents, before, after)

        self._desk.act_undoably(self, put, _nothing)

    def join(self) -> None:
        """The selected alarm to an open incident: the nearest first."""
        alarm = self._acts.alarm
        if alarm is None or alarm.incident_id is not None:
            self._desk.refused.emit(_("Choose an alarm that is of no incident yet."))
            return
        choices = self._incidents_near(alarm)
        dialog = ChoiceDialog(
            _("Join the alarm to an incident"),
            _("Folio or words"),
            lambda text: matching(choices, text),
            self._operation.window(),
        )
        dialog.chosen.connect(lambda incident_id: self._join(alarm, incident_id))
        self.dialog = dialog
        dialog.destroyed.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _incidents_near(self, alarm: Alarm) -> list[Choice]:
        place = self._desk.situation.place_of(alarm)
        incidents = self._desk.situation.incidents.values()
        off = {one.id: one.place.distance_m(place) if place is not None else 0.0 for one in incidents}
        return [
            Choice(
                one.id,
                f"{one.folio} {one.title or type_name(one.type_code)}",
                formats.distance(off[one.id]) if place is not None else "",
            )
            for one in sorted(incidents, key=lambda one: off[one.id])
        ]

    def _join(self, alarm: Alarm, incident_id: str) -> None:
        situation = self._desk.situation
        name = alarm_row(alarm, situation.assets, situation.people).title

        def put(services: Services, operator: Operator) -> tuple[Alarm, Undoable]:
            joined = services.incidents.join(incident_id, alarm.id, operator)
            return joined, undoing.of_joining(services.incidents, joined, name)

        self._desk.act_undoably(self, put, _nothing)

    # things

    def move_thing(self) -> None:
        chosen = self._operation.selection
        asset = self._desk.situation.assets.get(chosen.id) if chosen.kind is Chosen.ASSET else None
        if asset is None or not may_be_moved(asset):
            self._desk.refused.emit(_("Choose a thing that stands still: a lamp, a meter, a container."))
            return
        name = asset.name or asset.code
        self._point(_("Place of {folio}").format(folio=name), lambda place: self._move(asset, place))

    def _move(self, before: Asset, place: Place) -> None:
        def put(services: Services, operator: Operator) -> tuple[Asset, Undoable]:
            after = services.asset_places.move(before.id, place, operator, instead_of=before.place)
            return after, services.asset_places.undo_of_moving(before, after)

        self._desk.act_undoably(self, put, _nothing)


def _nothing(_answer: object) -> None:
    """The picture brings what has changed."""
