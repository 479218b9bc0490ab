"""The panel itself: title and meta line on top, the context of the selection, its two buttons pinned at the bottom."""

from gettext import gettext as _

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.alarm import AlarmState
from desktop.domain.annotation import Annotation
from desktop.domain.asset import Asset
from desktop.domain.incident import Incident
from desktop.storage.media import Media
from desktop.view import words
from desktop.view.actions import BY_ID
from desktop.view.context.alarm import AlarmContext
from desktop.view.context.annotation import AnnotationContext
from desktop.view.context.asset import AssetContext
from desktop.view.context.incident import IncidentContext
from desktop.view.context.photo import PhotoContext
from desktop.view.context.point import PointContext
from desktop.view.context.sections import Line
from desktop.view.context.space import SpaceContext
from desktop.view.desk import Desk
from desktop.view.key_button import KeyButton
from desktop.view.rows import AlarmRow, type_name
from desktop.view.state_plate import Plate, StatePlate
from maps.place import Place
from maps.view.shape_words import kind_name
from maps.view.theme import scale
from maps.view.theme.style import say

_BUTTONS = {
    "alarm": ("incident.open", "alarm.false"),
    "incident": ("incident.dispatch", "incident.export"),
    "space": ("space.inspect", "space.sheet"),
    "annotation": ("map.describe",),
}


class ContextPanel(QWidget):
    """`act_wanted(action_id)` when a pinned button is pressed."""

    act_wanted = Signal(str)
    unit_wanted = Signal(str)
    series_chosen = Signal(object)
    camera_chosen = Signal(str)
    ways_known = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Context of the selection"))
        self._desk = desk
        self._title = Line(scale.TITLE_PX, scale.SEMIBOLD, "text", self)
        self._meta = Line(scale.SECONDARY_PX, scale.REGULAR, "text2", self)
        self.alarm, self.incident = AlarmContext(desk, self), IncidentContext(desk, self)
        self.asset, self.photo = AssetContext(desk, self), PhotoContext(desk, self)
        self.space, self.point = SpaceContext(desk, self), PointContext(desk, self)
        self.annotation = AnnotationContext(desk, self)
        self._empty = StatePlate(
            Plate(
                _("Nothing is selected."),
                _("Choose an alarm in the list, or anything on the map, to see all about it and act on it here."),
            ),
            self,
        )
        self._stack = QStackedWidget(self)
        things = (self.alarm, self.incident, self.asset, self.photo, self.annotation, self.space, self.point)
        for page in (self._empty, *things):
            self._stack.addWidget(page)
        self._foot = QWidget(self)
        self._buttons = {kind: self._button_row(kind) for kind in _BUTTONS}
        self.proposed_unit = ""
        self._lay_out()
        self._connect()
        self.show_nothing()

    def _button_row(self, kind: str) -> QWidget:
        row = QWidget(self._foot)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(scale.SPACE_8)
        for number, action_id in enumerate(_BUTTONS[kind]):
            button = KeyButton(BY_ID[action_id], row, role="primary" if number == 0 else "")
            button.setObjectName(action_id)
            say(button, size="dispatch")
            button.setFixedHeight(scale.DISPATCH_BUTTON_PX)
            button.clicked.connect(lambda _checked=False, wanted=action_id: self.act_wanted.emit(wanted))
            line.addWidget(button, 1)
        return row

    def _lay_out(self) -> None:
        pad = scale.PANEL_PADDING_PX
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = say(QWidget(), surface="panel")
        box = QVBoxLayout(inner)
        box.setContentsMargins(pad, scale.SPACE_8, pad, scale.SPACE_8)
        box.addWidget(self._stack)
        scroll.setWidget(inner)
        head = QVBoxLayout()
        head.setContentsMargins(pad, scale.SPACE_12, pad, scale.SPACE_4)
        head.setSpacing(scale.SPACE_4)
        head.addWidget(self._title)
        head.addWidget(self._meta)
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(pad, scale.SPACE_12, pad, scale.SPACE_16)
        for row in self._buttons.values():
            foot.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self.alarm.unit_proposed.connect(self._propose)
        self.incident.unit_proposed.connect(self._propose)
        self.alarm.ways_known.connect(self.ways_known)
        self.incident.ways_known.connect(self.ways_known)
        self.incident.unit_wanted.connect(self.unit_wanted)
        self.asset.series_chosen.connect(self.series_chosen)
        self.point.camera_chosen.connect(self.camera_chosen)
        self.annotation.act_wanted.connect(self.act_wanted)

    def _propose(self, unit_id: str) -> None:
        """The unit that the key D will send stands on the button."""
        self.proposed_unit = unit_id
        unit = self._desk.situation.assets.get(unit_id)
        button = self._foot.findChild(KeyButton, "incident.dispatch")
        if button is not None:
            button.show_words(_("Dispatch {unit}").format(unit=unit.code) if unit else _("Dispatch"))

    def show_nothing(self) -> None:
        self._show("", "", self._empty, "")

    def show_alarm(self, row: AlarmRow) -> None:
        self.alarm.show_row(row)
        alarm = row.alarm
        meta = self.alarm.meta(row)
        over = alarm.state is AlarmState.CLOSED
        self._show(row.title, f"{meta} · {words.alarm_state(alarm.state)}" if over else meta, self.alarm, "alarm")
        self._allow("alarm", allowed=not over)
        opening = self._foot.findChild(KeyButton, "incident.open")
        if opening is not None:
            opening.show_words(_("Show incident") if alarm.incident_id else BY_ID["incident.open"].label)
            opening.setEnabled(alarm.may_join or alarm.incident_id is not None)

    def show_incident(self, incident: Incident) -> None:
        self.incident.show_incident(incident)
        title = incident.title or type_name(incident.type_code)
        self._show(title, self.incident.meta(incident), self.incident, "incident")
        dispatch = self._foot.findChild(KeyButton, "incident.dispatch")
        if dispatch is not None:
            dispatch.setEnabled(incident.is_open)

    def show_asset(self, asset: Asset) -> None:
        """A public space has a page of its own."""
        space = self._desk.situation.planning.spaces.get(asset.id)
        if space is not None:
            self.space.show_space(asset, space)
            self._show(asset.name or asset.code, self.space.meta(asset), self.space, "space")
            return
        self.asset.show_asset(asset)
        self._show(asset.name or asset.code, self.asset.meta(asset), self.asset, "")

    def show_point(self, place: Place) -> None:
        sights = self._desk.sights(place) if self._desk.sights is not None else []
        self.point.show_sights(place, sights)
        self._show(_("Point on the map"), f"{place.lat_deg:.5f}, {place.lon_deg:.5f}", self.point, "")

    def show_other(self, title: str, meta: str, page: QWidget) -> None:
        """A context that is made elsewhere: a feature of a layer."""
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._show(title, meta, page, "")

    def show_photo(self, photo: Media) -> None:
        self.photo.show_photo(photo)
        self._show(photo.path.rpartition("/")[2], self.photo.meta(photo), self.photo, "")

    def show_annotation(self, annotation: Annotation) -> None:
        self.annotation.show_annotation(annotation)
        title = annotation.name or kind_name(annotation.kind)
        self._show(title, self.annotation.meta(annotation), self.annotation, "annotation")

    def _allow(self, kind: str, *, allowed: bool) -> None:
        """What is over can be looked at and no more."""
        for button in self._buttons[kind].findChildren(KeyButton):
            button.setEnabled(allowed)

    def _show(self, title: str, meta: str, page: QWidget, kind: str) -> None:
        self._title.show_text(title)
        self._meta.show_text(meta)
        self._foot.setEnabled(self._desk.replayed_at is None)
        self._stack.setCurrentWidget(page)
        self._foot.setVisible(bool(kind))
        for name, row in self._buttons.items():
            row.setVisible(name == kind)
