"""The context of an alarm: what and where, its camera now, what to do, who could go, what has happened."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.alarm import Alarm
from desktop.services.coverage.book import Sight
from desktop.view import formats, ink, words
from desktop.view.context.sections import Checklist, Timeline, UnitRows, heading, units_words
from desktop.view.desk import Desk
from desktop.view.reading import AlarmReading, read_alarm
from desktop.view.rows import AlarmRow
from desktop.view.unit_ways import Ways
from maps.place import Place
from maps.view.plan_legend import dori_words
from maps.view.theme import icons, scale
from maps.view.theme.palette import tokens

NEIGHBOURS = 3
NEIGHBOUR_RANGE_M = 1500.0


class CameraNow(QWidget):
    """The picture of one camera, 16:9, and the nearest others; no camera, no picture and no hole."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shown, self._tile = desk, "", None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(scale.SPACE_8)
        self._others = QHBoxLayout()
        self._others.setSpacing(scale.SPACE_8)
        self._buttons = [QPushButton(self) for _number in range(NEIGHBOURS)]
        for button in self._buttons:
            button.setFont(ink.sans(scale.SECONDARY_PX))
            button.clicked.connect(lambda _checked=False, b=button: self.show_camera(b.property("camera_id")))
            self._others.addWidget(button, 1)
        self._column.addLayout(self._others)

    @property
    def camera_id(self) -> str:
        return self._shown

    def show_near(self, alarm: Alarm) -> None:
        """The camera that raised it, else the nearest one; then the next nearest as buttons."""
        cameras = self._desk.situation.cameras
        near = self._best(alarm)
        first = alarm.source_id if alarm.source_id in cameras else (near[0].camera_id if near else "")
        self.show_camera(first)
        self._offer([sight for sight in near if sight.camera_id != first][:NEIGHBOURS])
        self.setVisible(bool(first))

    def show_only(self, camera_id: str) -> None:
        self.show_camera(camera_id)
        self._offer(())
        self.setVisible(bool(camera_id))

    def _best(self, alarm: Alarm) -> list[Sight]:
        """Who sees the place best, then who stands nearest; until the views are known, by distance alone."""
        place = self._desk.situation.place_of(alarm)
        if place is None:
            return []
        sights = self._desk.sights(place) if self._desk.sights is not None else []
        known = {sight.camera_id for sight in sights}
        mounted = ((camera, camera.mount) for camera in self._desk.situation.cameras.values() if camera.id not in known)
        far = [
            Sight(camera.id, mount.place.distance_m(place), 0.0, is_hidden=False, is_live=True)
            for camera, mount in mounted
            if mount is not None
        ]
        cameras = self._desk.situation.cameras
        found = [sight for sight in sights if sight.camera_id in cameras]
        found += sorted(far, key=lambda sight: sight.distance_m)
        return [sight for sight in found if sight.sees or sight.distance_m <= NEIGHBOUR_RANGE_M]

    def _offer(self, sights: Sequence[Sight]) -> None:
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(sights))
            if number < len(sights):
                sight = sights[number]
                camera = self._desk.situation.cameras[sight.camera_id]
                asset = self._desk.situation.assets.get(camera.id)
                button.setText(f"{asset.code if asset else camera.name} · {formats.distance(sight.distance_m)}")
                button.setIcon(icons.icon("eye", tokens()) if sight.sees and icons.are_at_hand() else QIcon())
                button.setToolTip(f"{camera.name} · {self._sight(sight)}")
                button.setAccessibleDescription(self._sight(sight))
                button.setProperty("camera_id", camera.id)

    @staticmethod
    def _sight(sight: Sight) -> str:
        """What its picture of the place is good for."""
        if sight.sees:
            return f"{dori_words(sight.level)} · {sight.px_per_m:.0f} px/m"
        return _("something stands between") if sight.is_hidden else _("looks elsewhere")

    def show_camera(self, camera_id: str) -> None:
        if camera_id == self._shown:
            return
        self._shown = camera_id
        if self._tile is not None:
            self._tile.deleteLater()
            self._tile = None
        if camera_id and self._desk.tile_for is not None:
            self._tile = self._desk.tile_for(camera_id, self)
            self._tile.setFixedHeight(scale.VIDEO_WIDTH_PX * 9 // 16)
            self._column.insertWidget(0, self._tile)


class AlarmContext(QWidget):
    """`unit_proposed(unit_id)` when the first free unit is known, `ways_known(Ways)` with it."""

    unit_proposed = Signal(str)
    ways_known = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._row, self._asked_version = desk, None, 0
        self.camera = CameraNow(desk, self)
        self.checklist, self.units = Checklist(self), UnitRows(self)
        self.timeline = Timeline(lambda: desk.zone, lambda: desk.now, self)
        self.checklist.ticked.connect(self._keep_ticks)
        self._units_head = heading(_("Units"), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        column.addWidget(self.camera)
        column.addSpacing(scale.SPACE_8)
        column.addWidget(heading(_("What to do"), self))
        column.addWidget(self.checklist)
        column.addSpacing(scale.SPACE_8)
        column.addWidget(self._units_head)
        column.addWidget(self.units)
        column.addSpacing(scale.SPACE_8)
        column.addWidget(heading(_("Timeline"), self))
        column.addWidget(self.timeline)
        column.addStretch(1)

    def show_row(self, row: AlarmRow) -> None:
        alarm, known = row.alarm, self._row
        self._row = row
        if known is None or known.id != row.id:
            self.camera.show_near(alarm)
            self.checklist.show_lines(words.checks(alarm.kind), frozenset())
            self.units.show_proposals(())
            self.timeline.show_moments((), self._desk.situation.person)
            self._read_ticks(alarm.id)
        elif known.alarm == alarm:
            return
        place = self._desk.situation.place_of(alarm)
        self._desk.ask(
            self,
            lambda services: (place, read_alarm(services.store, alarm, place, services.dispatch)),
            lambda answer: self._show_reading(*answer),
        )

    def meta(self, row: AlarmRow) -> str:
        at = formats.moment(row.since, self._desk.now, self._desk.zone)
        return " · ".join(part for part in (words.priority(row.alarm.priority), row.source, at) if part)

    def state_line(self, row: AlarmRow) -> str:
        """`hace 00:12 · sin reconocer`."""
        age = formats.age((self._desk.now - row.since).total_seconds())
        return _("{age} ago").format(age=age) + " · " + words.alarm_state(row.alarm.state)

    def _show_reading(self, place: Place | None, reading: AlarmReading) -> None:
        if self._row is None or reading.alarm_id != self._row.id:
            return
        self.units.show_proposals(reading.proposals)
        self._units_head.setText(units_words(reading.proposals))
        if place is not None:
            self.ways_known.emit(Ways(reading.alarm_id, place, (), reading.proposals[0] if reading.proposals else None))
        for widget in (self.units, self._units_head):
            widget.setVisible(bool(reading.proposals))
        self.timeline.show_moments(reading.moments, self._desk.situation.person)
        self.unit_proposed.emit(reading.proposals[0].unit.id if reading.proposals else "")

    def _subject(self, alarm_id: str) -> str:
        return f"checklist.{alarm_id}"

    def _read_ticks(self, alarm_id: str) -> None:
        operator = self._desk.operator
        if operator is not None:
            subject = self._subject(alarm_id)
            self._desk.ask(
                self,
                lambda services: (alarm_id, services.drafts.read(operator, subject)),
                lambda answer: self._show_ticks(*answer),
            )

    def _show_ticks(self, alarm_id: str, text: str) -> None:
        if self._row is not None and self._row.id == alarm_id:
            done = frozenset(int(number) for number in text.split() if number.isdigit())
            self.checklist.show_lines(words.checks(self._row.alarm.kind), done)

    def _keep_ticks(self, done: frozenset[int]) -> None:
        if self._row is None:
            return
        subject, text = self._subject(self._row.id), " ".join(str(number) for number in sorted(done))
        self._desk.act(
            self, lambda services, operator: services.drafts.save(operator, subject, text), lambda _answer: None
        )
