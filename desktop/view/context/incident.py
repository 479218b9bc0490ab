"""The context of an incident: folio, type, state, who is on it, what has happened; its map can be exported."""

from gettext import gettext as _

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.incident import Incident
from desktop.view import formats, words
from desktop.view.context.alarm import CameraNow
from desktop.view.context.sections import Timeline, UnitRows, Value, ValueRows, heading, units_words
from desktop.view.desk import Desk
from desktop.view.reading import IncidentReading, read_incident
from desktop.view.rows import type_name
from desktop.view.unit_ways import Ways
from maps.view.theme import scale


class IncidentContext(QWidget):
    """`unit_proposed(unit_id)` when the first free unit is known, `ways_known(Ways)` with it.

    `note` is a draft until it is written.
    """

    unit_proposed = Signal(str)
    unit_wanted = Signal(str)
    ways_known = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._incident = desk, None
        self.camera, self.facts, self.units = CameraNow(desk, self), ValueRows(self), UnitRows(self)
        self.camera.hide()
        self.timeline = Timeline(lambda: desk.zone, lambda: desk.now, self)
        self.note = QLineEdit(self)
        self.note.setPlaceholderText(_("Write in the timeline…"))
        self.note.setAccessibleName(_("Note"))
        self.note.textEdited.connect(self._keep_draft)
        self.note.returnPressed.connect(self._write_note)
        self._write = QPushButton(_("Write down"), self)
        self._write.clicked.connect(self._write_note)
        self._units_head = heading(_("Units"), self)
        self.units.pressed_row.connect(self._want_unit)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        column.addWidget(self.camera)
        column.addWidget(self.facts)
        column.addSpacing(scale.SPACE_8)
        column.addWidget(self._units_head)
        column.addWidget(self.units)
        column.addSpacing(scale.SPACE_8)
        column.addWidget(heading(_("Timeline"), self))
        row = QHBoxLayout()
        row.setSpacing(scale.SPACE_8)
        row.addWidget(self.note, 1)
        row.addWidget(self._write)
        column.addLayout(row)
        column.addWidget(self.timeline)
        column.addStretch(1)

    def show_incident(self, incident: Incident) -> None:
        known, self._incident = self._incident, incident
        self._show_facts(incident)
        fresh = known is None or known.id != incident.id
        if fresh:
            self.units.show_proposals(())
            self.timeline.show_moments((), self._desk.situation.person)
            self.note.clear()
            self.camera.show_only("")
            self._read_draft(incident.id)
        if fresh or known != incident:
            self._desk.ask(
                self,
                lambda services: read_incident(services.store, incident, services.dispatch),
                self._show_reading,
            )

    def meta(self, incident: Incident) -> str:
        at = formats.moment(incident.opened_at, self._desk.now, self._desk.zone)
        return f"{words.priority(incident.priority)} · {incident.folio} · {at}"

    def _show_facts(self, incident: Incident) -> None:
        assets = self._desk.situation.assets
        units = [assets[unit].code if unit in assets else unit for unit in incident.unit_ids]
        place = self._desk.written(incident.place)
        self.facts.show_values(
            (
                Value(_("Type"), f"{incident.type_code} {type_name(incident.type_code)}"),
                Value(_("State"), words.incident_state(incident.state)),
                Value(_("Units"), ", ".join(units) or _("none")),
                Value(_("Opened by"), self._desk.situation.person(incident.opened_by)),
                Value(_("Place"), place),
            )
        )

    def _show_reading(self, reading: IncidentReading) -> None:
        incident = self._incident
        if incident is None or reading.incident_id != incident.id:
            return
        if reading.alarms and not self.camera.camera_id:
            self.camera.show_near(reading.alarms[0])
        free = [row for row in reading.proposals if row.unit.id not in incident.unit_ids]
        self.units.show_proposals(free)
        self._units_head.setText(units_words(free))
        if incident.is_open:
            self.ways_known.emit(Ways(incident.id, incident.place, reading.sent, free[0] if free else None))
        for widget in (self.units, self._units_head):
            widget.setVisible(bool(free) and incident.is_open)
        self.timeline.show_moments(reading.moments, self._desk.situation.person)
        self.unit_proposed.emit(free[0].unit.id if free else "")

    def _want_unit(self, number: int) -> None:
        self.unit_wanted.emit(self.units.proposals[number].unit.id)

    def _read_draft(self, incident_id: str) -> None:
        operator = self._desk.operator
        if operator is not None:
            self._desk.ask(
                self,
                lambda services: (incident_id, services.drafts.read(operator, f"note.{incident_id}")),
                lambda answer: self._show_draft(*answer),
            )

    def _show_draft(self, incident_id: str, text: str) -> None:
        if self._incident is not None and self._incident.id == incident_id and not self.note.text():
            self.note.setText(text)

    def _keep_draft(self, text: str) -> None:
        if self._incident is not None:
            subject = f"note.{self._incident.id}"
            self._desk.act(
                self, lambda services, operator: services.drafts.save(operator, subject, text), lambda _answer: None
            )

    def _write_note(self) -> None:
        text, incident = self.note.text().strip(), self._incident
        if not text or incident is None:
            return
        subject = f"note.{incident.id}"

        def write(_answer: object) -> None:
            self.note.clear()
            self._desk.act(
                self, lambda services, operator: services.drafts.forget(operator, subject), lambda _answer: None
            )

        self._desk.act(self, lambda services, operator: services.incidents.note(incident.id, text, operator), write)
