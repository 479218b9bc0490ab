"""The acts on what is selected, by key or button: each asks a service and shows what came of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from gettext import gettext as _
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain import cnie
from desktop.domain.alarm import Alarm, FalseCode
from desktop.domain.incident import CloseCode, Incident
from desktop.domain.operator import Operator
from desktop.services import undoing
from desktop.services.hush import hush
from desktop.services.incidents import UnknownUnitError
from desktop.services.undo import Undoable
from desktop.view import words
from desktop.view.alarm_list import next_waiting
from desktop.view.choice_dialog import Choice, ChoiceDialog, matching
from desktop.view.desk import Desk, Services
from desktop.view.operation import Operation
from desktop.view.page.desk import PageDesk
from desktop.view.rows import alarm_row
from desktop.view.selection import Chosen

WRITER = "console"
SHELVES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=8))


class Acts(QObject):
    """`done(words)` for what deserves a line of its own: an export, a silence."""

    done = Signal(str)
    silenced = Signal(object)

    def __init__(self, desk: Desk, operation: Operation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._operation = desk, operation
        self.pages: PageDesk | None = None
        self.dialog: ChoiceDialog | None = None

    # what is selected

    @property
    def alarm(self) -> Alarm | None:
        chosen = self._operation.selection
        return self._desk.situation.alarms.get(chosen.id) if chosen.kind is Chosen.ALARM else None

    @property
    def incident(self) -> Incident | None:
        """The selected one, or that of the selected alarm."""
        chosen, incidents = self._operation.selection, self._desk.situation.incidents
        if chosen.kind is Chosen.INCIDENT:
            return incidents.get(chosen.id)
        alarm = self.alarm
        return incidents.get(alarm.incident_id or "") if alarm else None

    def _on_alarm(
        self, deed: Callable[[Services, Operator, Alarm], Any], then: Callable[[Any], None] | None = None
    ) -> None:
        alarm = self.alarm
        if alarm is None:
            self._desk.refused.emit(_("Choose an alarm first."))
            return
        self._desk.act(self, lambda services, operator: deed(services, operator, alarm), then or _nothing)

    def _on_incident(
        self, deed: Callable[[Services, Operator, Incident], Any], then: Callable[[Any], None] | None = None
    ) -> None:
        incident = self.incident
        if incident is None:
            self._desk.refused.emit(_("Choose an incident first."))
            return
        self._desk.act(self, lambda services, operator: deed(services, operator, incident), then or _nothing)

    def _on_incident_undoably(
        self, deed: Callable[[Services, Operator, Incident], tuple[Incident, Undoable | None]]
    ) -> None:
        incident = self.incident
        if incident is None:
            self._desk.refused.emit(_("Choose an incident first."))
            return
        self._desk.act_undoably(self, lambda services, operator: deed(services, operator, incident), _nothing)

    # alarms

    def acknowledge(self) -> None:
        self._on_alarm(lambda s, operator, alarm: s.alarms.acknowledge(alarm.id, operator, alarm.version))

    def claim(self) -> None:
        self._on_alarm(lambda s, operator, alarm: s.alarms.claim(alarm.id, operator, alarm.version))

    def next_alarm(self) -> None:
        chosen = self._operation.selection
        row = next_waiting(self._operation.left.rows, chosen.id)
        if row is None:
            self._desk.refused.emit(_("No alarm waits for an answer."))
        else:
            self._operation.show_alarm(row.id)

    def silence(self) -> None:
        self._desk.act(
            self, lambda services, operator: hush(services.store, WRITER, operator), self._hushed, in_replay=True
        )

    def _hushed(self, span: timedelta) -> None:
        self.silenced.emit(span)
        self.done.emit(_("Silenced for {n} min; alarms still come in.").format(n=span.seconds // 60))

    def mark_false(self) -> None:
        if self.alarm is None:
            self._desk.refused.emit(_("Choose an alarm first."))
            return
        choices = [Choice(code.value, words.false_code(code)) for code in FalseCode]
        self._choose(_("Mark the alarm as false"), _("Why was it false?"), choices, self._false_with)

    def _false_with(self, code: str) -> None:
        self._on_alarm(lambda s, operator, alarm: s.alarms.mark_false(alarm.id, operator, FalseCode(code)))

    def shelve(self) -> None:
        if self.alarm is None:
            self._desk.refused.emit(_("Choose an alarm first."))
            return
        self._open(ChoiceDialog(_("Shelve the alarm"), _("Reason"), _shelf_choices, self._operation.window()))
        dialog = self.dialog
        if dialog is not None:
            dialog.chosen.connect(lambda minutes: self._shelve_for(int(minutes), dialog.field.text()))

    def _shelve_for(self, minutes: int, reason: str) -> None:
        alarm, situation = self.alarm, self._desk.situation
        if alarm is None:
            return
        span, name = timedelta(minutes=minutes), alarm_row(alarm, situation.assets, situation.people).title

        def shelve(services: Services, operator: Operator) -> tuple[Alarm, Undoable]:
            shelved = services.alarms.shelve(alarm.id, operator, span, reason, alarm.version)
            return shelved, undoing.of_shelving(services.alarms, shelved, name)

        self._desk.act_undoably(self, shelve, _nothing)

    # incidents

    def open_incident(self) -> None:
        """Of an alarm that has one already, even one that is over, the incident is shown."""
        chosen, situation = self._operation.selection, self._desk.situation
        alarm = situation.past_alarms.get(chosen.id) if chosen.kind is Chosen.ALARM else None
        if alarm is None or not (alarm.may_join or alarm.incident_id):
            self._desk.refused.emit(_("Choose an alarm first."))
        elif alarm.incident_id is not None:
            self._operation.show_incident(alarm.incident_id)
        else:
            title = alarm_row(alarm, situation.assets, situation.people).title
            self._desk.act(self, lambda s, who: s.incidents.open_from_alarm(alarm.id, who, title=title), self._opened)

    def _opened(self, incident: Incident) -> None:
        """It is shown at once; the picture brings it a moment later, the same."""
        situation = self._desk.situation
        situation.incidents.setdefault(incident.id, incident)
        situation.past_incidents.setdefault(incident.id, incident)
        self._operation.show_incident(incident.id)

    def dispatch(self) -> None:
        """The unit that is shown as proposed; else the best one known to the service."""
        self.dispatch_unit(self._operation.context.proposed_unit)

    def dispatch_unit(self, unit_id: str) -> None:
        def send(services: Services, operator: Operator, incident: Incident) -> tuple[Incident, Undoable | None]:
            chosen = unit_id or _best(services, incident)
            sent = services.incidents.assign_unit(incident.id, chosen, operator)
            if sent == incident:
                return sent, None
            unit = self._desk.situation.assets.get(chosen)
            return sent, undoing.of_dispatch(services.incidents, sent, chosen, unit.code if unit else chosen)

        self._on_incident_undoably(send)

    def change_type(self) -> None:
        if self.incident is None:
            self._desk.refused.emit(_("Choose an incident first."))
            return
        dialog = ChoiceDialog(_("Type of the incident"), _("Code or words"), _type_choices, self._operation.window())
        self._open(dialog)
        dialog.chosen.connect(self._type_with)

    def _type_with(self, code: str) -> None:
        def retype(services: Services, operator: Operator, case: Incident) -> tuple[Incident, Undoable]:
            typed = services.incidents.set_type(case.id, code, operator)
            return typed, undoing.of_typing(services.incidents, case, typed)

        self._on_incident_undoably(retype)

    def close_incident(self) -> None:
        if self.incident is None:
            self._desk.refused.emit(_("Choose an incident first."))
            return
        choices = [Choice(code.value, words.close_code(code), code.value) for code in CloseCode]
        self._choose(_("Close the incident"), _("How did it end?"), choices, self._close_with)

    def _close_with(self, code: str) -> None:
        self._on_incident(lambda s, operator, case: s.incidents.close(case.id, CloseCode(code), operator))

    def export_map(self) -> None:
        """Of the incident; where none is chosen, of what the map shows."""
        incident = self.incident
        if self.pages is None:
            self._desk.refused.emit(_("The map worker is not running."))
        elif incident is not None:
            self.pages.open_incident(incident)
        else:
            self.pages.open_view(self._operation.canvas.viewport)

    def open_atlas(self) -> None:
        if self.pages is not None:
            self.pages.open_atlas()

    def choose_template(self, number: int) -> None:
        if self.pages is not None:
            self.pages.choose(number)

    def turn_page(self, step: int) -> None:
        if self.pages is not None:
            self.pages.turn(step)

    def write_page(self) -> None:
        if self.pages is not None:
            self.pages.write()

    # dialogs

    def _choose(self, title: str, hint: str, choices: Sequence[Choice], then: Callable[[str], None]) -> None:
        dialog = ChoiceDialog(title, hint, lambda text: matching(choices, text), self._operation.window())
        self._open(dialog)
        dialog.chosen.connect(then)

    def _open(self, dialog: ChoiceDialog) -> None:
        self.dialog = dialog
        dialog.destroyed.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None


def _nothing(_answer: object) -> None:
    """The picture brings what has changed."""


def _best(services: Services, incident: Incident) -> str:
    proposals = services.dispatch.propose(incident.place, 1)
    if not proposals:
        raise UnknownUnitError
    return proposals[0].unit.id


def _type_choices(text: str) -> list[Choice]:
    return [Choice(kind.code, kind.name, kind.code, words.priority(kind.priority)) for kind in cnie.matching(text, 60)]


def _shelf_choices(reason: str) -> list[Choice]:
    """The text is the reason; without one no time can be taken."""
    why_not = "" if reason.strip() else _("Type a reason first.")
    return [
        Choice(str(span.seconds // 60), _("For {time}").format(time=_span_words(span)), why_not=why_not)
        for span in SHELVES
    ]


def _span_words(span: timedelta) -> str:
    hours = span.seconds // 3600
    return f"{hours} h" if hours else f"{span.seconds // 60} min"
