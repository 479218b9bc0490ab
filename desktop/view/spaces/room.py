"""The register of public spaces: filtered by kind, condition and what is due; on the map by condition."""

from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from desktop.domain.space import BEST, SPACE_KINDS, WORST
from desktop.view.actions import BY_ID
from desktop.view.planning import words
from desktop.view.planning.fields import Picker, form, labelled, side_by_side
from desktop.view.planning.legend import LegendRow, Section
from desktop.view.planning.tools import Tools
from desktop.view.room import Room
from desktop.view.situation import Topic
from desktop.view.spaces.rows import LAYER, STEPS, SpaceRow, counted, layer_of, most_pressing, row_of, space_list
from desktop.view.state_plate import Plate, StatePlate
from maps.view.plan_legend import step_sample
from maps.view.theme import scale
from maps.view.theme.palette import tokens

_SECTION = "spaces"
_AGAIN_MS = 60_000
"""What is open now, and what is due, changes with the hour."""
_ANY, _NEVER = 0, -1
_EMPTY, _NONE_FIT, _ROWS = 0, 1, 2


class SpacesRoom(Room):
    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(_("Public spaces"), parent)
        self._tools, self._desk = tools, tools.desk
        kinds = [(_("All kinds"), ""), *((_(words.SPACE_KINDS[kind]), str(kind)) for kind in SPACE_KINDS)]
        grades = [(words.condition(grade), grade) for grade in range(WORST, BEST + 1)]
        self.kind = Picker(kinds)
        self.condition = Picker([(_("Any"), _ANY), *grades, (words.condition(None), _NEVER)])
        self.overdue, self.open_now = QCheckBox(_("Overdue only")), QCheckBox(_("Open now"))
        self.list = space_list(self)
        self._stack = QStackedWidget(self)
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._is_in = False
        self.shown: list[SpaceRow] = []
        self._lay_out()
        for picker in (self.kind, self.condition):
            picker.currentIndexChanged.connect(self.fill)
        for box in (self.overdue, self.open_now):
            box.toggled.connect(self.fill)
        self._again.timeout.connect(self.fill)
        self.list.row_chosen.connect(self._choose_row)
        self.list.row_entered.connect(self._go_to)

    def _lay_out(self) -> None:
        fields = QWidget(self)
        form(
            fields,
            side_by_side(labelled(_("Kind"), self.kind), labelled(_("Condition"), self.condition)),
            side_by_side(self.overdue, self.open_now),
        )
        self.column.addWidget(fields)
        empty = Plate(
            _("No public space is registered."),
            _("Parks, plazas, playgrounds, courts, markets, cemeteries and trees can be taken from the map."),
            BY_ID["space.import"].label,
            lambda: self.act_wanted.emit("space.import"),
        )
        none = Plate(_("No public space fits."), _("Choose other kinds, or clear a box above."))
        for page in (StatePlate(empty, self), StatePlate(none, self), self.list):
            self._stack.addWidget(page)
        self.column.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_8, scale.PANEL_PADDING_PX, scale.SPACE_12)
        button = QPushButton(BY_ID["space.import"].label, self)
        button.clicked.connect(lambda: self.act_wanted.emit("space.import"))
        foot.addWidget(button)
        self.column.addLayout(foot)

    def first_focus(self) -> QWidget:
        return self.list if self._stack.currentIndex() == _ROWS else self.kind

    def enter(self) -> None:
        self._is_in = True
        self.fill()
        self._again.start()

    def leave(self) -> None:
        self._is_in = False
        self._again.stop()
        self._tools.canvas.remove_layer(LAYER)
        self._tools.legend.remove_section(_SECTION)

    def follow(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.PLANNING, Topic.ASSETS}:
            self.fill()

    def choose(self, asset_id: str) -> None:
        self.list.choose(asset_id)
        self._mark(asset_id)

    def dress(self) -> None:
        self.fill()

    def rows(self) -> list[SpaceRow]:
        """All of the register."""
        situation, now, zone = self._desk.situation, self._desk.now, self._desk.zone
        known = ((situation.assets.get(space.id), space) for space in situation.planning.spaces.values())
        return [row_of(asset, space, now, zone) for asset, space in known if asset is not None]

    def _fits(self, row: SpaceRow) -> bool:
        kind, condition = self.kind.currentData(), self.condition.currentData()
        wanted = None if condition == _NEVER else condition
        return (
            (not kind or row.asset.kind == kind)
            and (condition == _ANY or row.space.condition == wanted)
            and (not self.overdue.isChecked() or row.is_overdue)
            and (not self.open_now.isChecked() or row.is_open is True)
        )

    def fill(self, *_said: object) -> None:
        if not self._is_in:
            return
        every = self.rows()
        self.shown = shown = sorted(filter(self._fits, every), key=most_pressing)
        self.list.put(shown)
        self._stack.setCurrentIndex(_ROWS if shown else _NONE_FIT if every else _EMPTY)
        self.note.setText(f"{len(shown)} / {len(every)}" if every else "")
        self._tools.canvas.set_layer(layer_of(shown))
        self._tools.legend.show_section(_SECTION, self._section(shown))

    def _section(self, shown: list[SpaceRow]) -> Section:
        palette, counts = tokens(), counted(shown)
        rows = [
            LegendRow(words.condition(grade), step_sample(grade - WORST, STEPS, palette), str(counts.get(grade, 0)))
            for grade in range(WORST, BEST + 1)
        ]
        if counts.get(None):
            rows.append(LegendRow(words.condition(None), step_sample(-1, STEPS, palette), str(counts[None])))
        late = sum(row.is_overdue for row in shown)
        overdue = ngettext("{n} inspection overdue", "{n} inspections overdue", late).format(n=late)
        return Section(_("Condition of public spaces"), tuple(rows), (overdue,))

    def _choose_row(self, space_id: str) -> None:
        self.asset_chosen.emit(space_id)
        self._mark(space_id)

    def _mark(self, space_id: str) -> None:
        if space_id:
            self._tools.canvas.select(LAYER, space_id)

    def _go_to(self, space_id: str) -> None:
        self._choose_row(space_id)
        asset = self._desk.situation.assets.get(space_id)
        if asset is not None and asset.place is not None:
            reach_m = max([60.0, *(asset.place.distance_m(corner) for corner in asset.outline)])
            self._tools.canvas.show_whole(asset.place, 4 * reach_m)
