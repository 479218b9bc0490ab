"""Workspace 1, Operation: what needs me at the left, where it is in the middle, who goes at the right.

One selection is the same everywhere. Below 1600 pixels the context folds to a rail and opens over the map; below 1280
the list does too.
"""

from gettext import gettext as _

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from desktop.services import map_layers
from desktop.view.cards import OWN_TITLES
from desktop.view.context.panel import ContextPanel
from desktop.view.desk import Desk
from desktop.view.left_panel import ALARMS, INCIDENTS, LeftPanel
from desktop.view.rail import Rail
from desktop.view.room import Room, RoomSlot
from desktop.view.rows import AlarmRow, alarm_row, incident_row
from desktop.view.selection import FEATURES, Chosen, Selection, point_of
from desktop.view.situation import Topic
from desktop.view.unit_ways import UnitWays, Ways
from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.pile import Hit
from maps.view.theme import scale
from maps.viewport import Viewport

_SHOWN = frozenset(
    {Topic.ALARMS, Topic.INCIDENTS, Topic.ASSETS, Topic.PHOTOS, Topic.CAMERAS, Topic.ANNOTATIONS, Topic.PLANNING}
)
"""What the context may show."""
_NEAR_M = 800.0
_FAR_RATIO = 4.0
_NOT_CHOSEN = OWN_TITLES | {map_layers.SIGHTINGS, map_layers.DISTRICTS, "plan.sites", "planning.point"}
"""Places of plans, and what only lies under the rest."""
_LAYER_OF = {
    Chosen.ALARM: map_layers.ALARMS,
    Chosen.INCIDENT: map_layers.INCIDENTS,
    Chosen.PHOTO: map_layers.PHOTO_FOOTPRINTS,
    Chosen.ANNOTATION: map_layers.ANNOTATIONS,
}
_CHOSEN_OF = {layer: chosen for chosen, layer in _LAYER_OF.items()}


class Operation(QWidget):
    """`selected(Selection)` whenever it changes."""

    selected = Signal(object)

    def __init__(self, desk: Desk, canvas: MapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.canvas = desk, canvas
        self.selection = Selection()
        self.feature_place: Place | None = None
        """Where the chosen feature of a layer lies."""
        self.left, self.context = LeftPanel(desk, self), ContextPanel(desk, self)
        self.slot = RoomSlot(self.left, self)
        self._left_rail = Rail(_("Show the list"), "alarm", self)
        self._right_rail = Rail(_("Show the context"), "unfold", self)
        self.splitter = self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._ways = UnitWays(desk, canvas, self)
        self._folded = {"left": False, "right": False}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.slot.setMinimumWidth(scale.LIST_MIN_PX)
        self.slot.setMaximumWidth(scale.LIST_MAX_PX)
        self.context.setMinimumWidth(scale.CONTEXT_MIN_PX)
        self.context.setMaximumWidth(scale.CONTEXT_MAX_PX)
        self.canvas.setMinimumWidth(scale.LIST_MIN_PX)
        for widget in (self.slot, self.canvas, self.context):
            self._splitter.addWidget(widget)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(scale.BORDER_PX)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([scale.LIST_WIDTH_PX, scale.WINDOW_PX[0], scale.CONTEXT_WIDTH_PX])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left_rail)
        row.addWidget(self._splitter, 1)
        row.addWidget(self._right_rail)
        self._left_rail.hide()
        self._right_rail.hide()

    def _connect(self) -> None:
        self.left.alarm_chosen.connect(lambda id_: self.select(Selection(Chosen.ALARM, id_)))
        self.left.incident_chosen.connect(lambda id_: self.select(Selection(Chosen.INCIDENT, id_)))
        self.left.entered.connect(self.show_context)
        self.canvas.clicked.connect(self._choose_hit)
        self.canvas.activated.connect(lambda _hit: self.show_context())
        self._left_rail.unfold.connect(lambda: self._slide("left"))
        self._right_rail.unfold.connect(lambda: self._slide("right"))
        self.context.ways_known.connect(self._show_ways)
        self._desk.told.connect(self._follow)

    # what is known

    def alarm_rows(self) -> list[AlarmRow]:
        situation = self._desk.situation
        return [alarm_row(alarm, situation.assets, situation.people) for alarm in situation.alarms.values()]

    def _follow(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.ALARMS, Topic.ASSETS}:
            self.left.show_alarms(self.alarm_rows())
        if topics & {Topic.INCIDENTS, Topic.ASSETS}:
            self.left.show_incidents([incident_row(one) for one in self._desk.situation.incidents.values()])
        if Topic.LINK in topics:
            self.left.show_link()
        if topics & _SHOWN:
            self.show_chosen()
        if self.slot.room is not None:
            self.slot.room.follow(topics)

    # the selection

    def select(self, selection: Selection) -> None:
        """Choose a thing everywhere; the map stays where it is."""
        if (selection.kind, selection.id) != (self.selection.kind, self.selection.id):
            self._ways.clear()
        self.selection = selection
        self._mark_on_map()
        self.left.alarms.choose(selection.id if selection.kind is Chosen.ALARM else "")
        self.left.incidents.choose(selection.id if selection.kind is Chosen.INCIDENT else "")
        if self.slot.room is not None:
            self.slot.room.choose(selection.id if selection.kind is Chosen.ASSET else "")
        self.show_chosen()
        self.selected.emit(selection)

    def _mark_on_map(self) -> None:
        kind, chosen = self.selection.kind, self.selection.id
        if kind in {Chosen.NOTHING, Chosen.FEATURE, Chosen.POINT}:
            self.canvas.select("", None)
            return
        self.canvas.select(_LAYER_OF.get(kind) or self._asset_layer(chosen), chosen)

    def _asset_layer(self, asset_id: str) -> str:
        asset = self._desk.situation.assets.get(asset_id)
        if asset is None:
            return map_layers.CAMERA_FOOTPRINTS
        return map_layers.UNITS if asset.kind == "unit" else map_layers.asset_layer_name(asset.kind)

    def fly_to_selection(self) -> None:
        """To the middle of what is seen of the map; from far away it comes closer."""
        place = self._place_of_selection()
        if place is None:
            return
        seen_m = self.canvas.viewport.ground_m_per_px * self.canvas.width()
        width_m = _NEAR_M if seen_m > _FAR_RATIO * _NEAR_M else seen_m
        turned_deg = self.canvas.viewport.bearing_deg
        goal = Viewport.around(place, width_m, self.canvas.width(), self.canvas.height(), turned_deg)
        self.canvas.fly_to(goal.panned(-self._covered_px() / 2, 0).centre, width_m)

    def _covered_px(self) -> int:
        """How much of the map's right a slid panel covers, less what one covers at its left."""
        right = scale.CONTEXT_WIDTH_PX if self._folded["right"] and self.context.isVisible() else 0
        return right - (scale.LIST_WIDTH_PX if self._folded["left"] and self.slot.isVisible() else 0)

    def _place_of_selection(self) -> Place | None:
        situation, chosen = self._desk.situation, self.selection
        if chosen.kind is Chosen.FEATURE:
            return self.feature_place
        if chosen.kind is Chosen.POINT:
            return point_of(chosen.id)
        if chosen.kind is Chosen.ALARM and chosen.id in situation.alarms:
            return situation.place_of(situation.alarms[chosen.id])
        if chosen.kind is Chosen.ANNOTATION and chosen.id in situation.annotations:
            return situation.annotations[chosen.id].middle
        known = {
            Chosen.INCIDENT: situation.incidents,
            Chosen.ASSET: situation.assets,
            Chosen.PHOTO: situation.media,
        }.get(chosen.kind, {})
        found = known.get(chosen.id)
        fix = situation.positions.get(chosen.id)
        return fix.place if fix else found.place if found else None

    def _choose_hit(self, hit: Hit) -> None:
        if hit.id and hit.layer != FEATURES and hit.layer not in _NOT_CHOSEN:
            self.select(Selection(_CHOSEN_OF.get(hit.layer, Chosen.ASSET), hit.id))
            self._open_if_folded()

    def show_chosen(self) -> None:
        """The context of what is chosen, as it is now; what has closed stays until something else is chosen."""
        situation, chosen = self._desk.situation, self.selection
        if chosen.kind is Chosen.FEATURE:
            return  # its own page shows it
        if chosen.kind is Chosen.ALARM and chosen.id in situation.past_alarms:
            self.context.show_alarm(alarm_row(situation.past_alarms[chosen.id], situation.assets, situation.people))
        elif chosen.kind is Chosen.INCIDENT and chosen.id in situation.past_incidents:
            self.context.show_incident(situation.past_incidents[chosen.id])
        elif chosen.kind is Chosen.ASSET and chosen.id in situation.assets:
            self.context.show_asset(situation.assets[chosen.id])
        elif chosen.kind is Chosen.POINT:
            self.context.show_point(point_of(chosen.id))
        elif chosen.kind is Chosen.PHOTO and chosen.id in situation.media:
            self.context.show_photo(situation.media[chosen.id])
        elif chosen.kind is Chosen.ANNOTATION and chosen.id in situation.annotations:
            self.context.show_annotation(situation.annotations[chosen.id])
        else:
            self.context.show_nothing()

    def _show_ways(self, ways: Ways) -> None:
        """Of what is still selected: an answer may come late."""
        if ways.subject_id == self.selection.id:
            self._ways.show_ways(ways)

    # folding

    def fold(self, window_width: int) -> None:
        """As the window's width asks; what was slid open closes."""
        wanted = {
            "left": window_width < scale.LIST_FOLDS_BELOW_PX,
            "right": window_width < scale.CONTEXT_FOLDS_BELOW_PX,
        }
        if wanted != self._folded:
            self._folded = wanted
            self._dock(self.slot, self._left_rail, 0, folded=wanted["left"])
            self._dock(self.context, self._right_rail, self._splitter.count(), folded=wanted["right"])
            self._share_out()

    def _dock(self, panel: QWidget, rail: Rail, place: int, *, folded: bool) -> None:
        rail.setVisible(folded)
        if folded:
            panel.setParent(self)
            panel.hide()
        else:
            self._splitter.insertWidget(place, panel)
            self._splitter.setStretchFactor(self._splitter.indexOf(panel), 0)
            panel.show()

    def _share_out(self) -> None:
        """To each its own width, the rest to the map."""
        sizes = self._splitter.sizes()
        for panel, width in (
            (self.slot, scale.LIST_WIDTH_PX),
            (self.canvas, self.width()),
            (self.context, scale.CONTEXT_WIDTH_PX),
        ):
            if (place := self._splitter.indexOf(panel)) >= 0:
                sizes[place] = width
        self._splitter.setSizes(sizes)

    def _slide(self, side: str) -> None:
        """Open a folded panel over the map, or close it."""
        panel = self.slot if side == "left" else self.context
        if not self._folded[side]:
            return
        panel.setVisible(not panel.isVisible())
        self._place_slid()

    def _place_slid(self) -> None:
        rail = scale.CONTEXT_RAIL_PX
        if self._folded["left"] and self.slot.isVisible():
            self.slot.setGeometry(QRect(rail, 0, scale.LIST_WIDTH_PX, self.height()))
            self.slot.raise_()
        if self._folded["right"] and self.context.isVisible():
            width = scale.CONTEXT_WIDTH_PX
            self.context.setGeometry(QRect(self.width() - rail - width, 0, width, self.height()))
            self.context.raise_()

    def _open_if_folded(self) -> None:
        if self._folded["right"] and not self.context.isVisible():
            self._slide("right")

    def show_context(self) -> None:
        if self.selection.kind is not Chosen.NOTHING:
            self._open_if_folded()

    def close_slid(self) -> bool:
        """Esc: put away what was slid open, or the room that is open; says whether anything was."""
        for side, panel in (("right", self.context), ("left", self.slot)):
            if self._folded[side] and panel.isVisible():
                panel.hide()
                return True
        return self.slot.close_room()

    def show_list(self, tab: int) -> None:
        """Bring the list to the front, as from the strip."""
        self.slot.close_room()
        self.left.show_tab(tab)
        self._open_slot()

    def _open_slot(self) -> None:
        if self._folded["left"] and not self.slot.isVisible():
            self._slide("left")

    def open_room(self, room: Room) -> None:
        """Before the lists; Esc brings them back."""
        self.slot.open(room)
        self._open_slot()
        room.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_alarm(self, alarm_id: str) -> None:
        self._show(Selection(Chosen.ALARM, alarm_id))

    def show_incident(self, incident_id: str) -> None:
        self._show(Selection(Chosen.INCIDENT, incident_id))

    def _show(self, selection: Selection) -> None:
        """From the strip, the band or a key: list, context and map follow."""
        self.show_tab_of(selection.kind)
        self.select(selection)
        self._open_if_folded()
        self.fly_to_selection()

    def show_tab_of(self, kind: Chosen) -> None:
        self.left.show_tab(INCIDENTS if kind is Chosen.INCIDENT else ALARMS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_slid()

    def dress(self) -> None:
        if self.slot.room is not None:
            self.slot.room.dress()
        self._left_rail.dress()
        self._right_rail.dress()
