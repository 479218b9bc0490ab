"""Planning in the window: its map modes, its rooms, its imports and exports, as the rows of the action table ask."""

from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.config import Settings
from desktop.domain.area import AREA_KINDS
from desktop.domain.operator import Operator
from desktop.services.areas.outlines import Outlines
from desktop.services.siting.before_after import marks
from desktop.services.spaces.register import Spaces
from desktop.view import faults
from desktop.view.areas.figures_dialog import FiguresDialog
from desktop.view.areas.room import AreasRoom
from desktop.view.ask import Ask
from desktop.view.desk import Desk, Services
from desktop.view.operation import Operation
from desktop.view.planning import words
from desktop.view.planning.dialog import PlanDialog
from desktop.view.planning.engine import PlanningEngine
from desktop.view.planning.import_dialog import ImportDialog
from desktop.view.planning.legend import MapLegend
from desktop.view.planning.modes import MapModes
from desktop.view.planning.tools import Tools
from desktop.view.room import Room
from desktop.view.selection import Chosen, Selection, point, point_of
from desktop.view.siting.press import Imprint, export
from desktop.view.siting.room import SitesRoom
from desktop.view.spaces.room import SpacesRoom
from desktop.view.spaces.sheet_dialog import SheetDialog
from maps.place import Place
from maps.survey import Survey
from maps.worker_client import MapWorker

WRITER = "console"
_POINT = "planning.point"


class Planning(QObject):
    """`said(words)` for the toast, `act_wanted(id)` of a row of the action table. On the Qt thread."""

    said = Signal(str)
    act_wanted = Signal(str)

    def __init__(
        self, desk: Desk, operation: Operation, settings: Settings, worker: MapWorker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._operation, self._settings = desk, operation, settings
        self._survey = Survey(worker)
        self.engine = PlanningEngine(desk, settings.data, self._survey, self)
        self.legend = MapLegend(operation.canvas)
        self.modes = MapModes(desk, operation.canvas, self.engine, self.legend, self)
        self._tools = Tools(
            desk, operation.canvas, self.engine, self.legend, settings.data, settings.data / "exports",
            settings.language, worker,
        )  # fmt: skip
        self._pages = Ask(self, "plan pages")
        self._rooms: dict[type[Room], Room] = {}
        self.dialog: PlanDialog | None = None
        desk.sights = self.engine.sights
        self.modes.point_asked.connect(self._show_point)
        self.engine.covered.connect(lambda _coverage: self._refresh_point())
        operation.selected.connect(self._mark_point)
        operation.context.camera_chosen.connect(lambda id_: operation.select(Selection(Chosen.ASSET, id_)))

    # map modes

    def toggle_coverage(self) -> None:
        self.modes.toggle_coverage()

    def toggle_fog(self) -> None:
        self.modes.toggle_fog()

    def ask_middle(self) -> None:
        self.modes.ask_middle()

    def _show_point(self, place: Place) -> None:
        self._operation.select(point(place))
        self._operation.show_context()

    def _refresh_point(self) -> None:
        if self._operation.selection.kind is Chosen.POINT:
            self._operation.select(self._operation.selection)

    def _mark_point(self, selection: Selection) -> None:
        """While a point is what is chosen it is seen where."""
        if selection.kind is Chosen.POINT:
            self._tools.canvas.set_layer(replace(marks((), (), (), (point_of(selection.id),)), name=_POINT))
        else:
            self._tools.canvas.remove_layer(_POINT)

    def dress(self) -> None:
        self.modes.dress()

    # rooms

    def _room(self, kind: type[Room], make: Callable[[], Room]) -> Room:
        room = self._rooms.get(kind)
        if room is None:
            room = self._rooms[kind] = make()
            room.said.connect(self.said)
            room.act_wanted.connect(self.act_wanted)
            room.asset_chosen.connect(lambda id_: self._operation.select(Selection(Chosen.ASSET, id_)))
        return room

    def _areas(self) -> AreasRoom:
        room = self._room(AreasRoom, lambda: AreasRoom(self._tools))
        assert isinstance(room, AreasRoom)
        return room

    def _sites(self) -> SitesRoom:
        room = self._room(SitesRoom, lambda: SitesRoom(self._tools))
        assert isinstance(room, SitesRoom)
        return room

    def open_areas(self) -> None:
        self.engine.want_gaps()
        self._operation.open_room(self._areas())

    def open_spaces(self) -> None:
        self._operation.open_room(self._room(SpacesRoom, lambda: SpacesRoom(self._tools)))

    def open_sites(self) -> None:
        self._operation.open_room(self._sites())

    # areas and spaces

    def export_table(self) -> None:
        self.open_areas()
        self._areas().export()

    def import_figures(self) -> None:
        dialog = FiguresDialog(self.engine, self._operation.window())
        dialog.said.connect(self.said)
        self._open(dialog)

    def import_outlines(self) -> None:
        survey = self._survey

        def deed(services: Services, operator: Operator, path: Path, kind: Any) -> str:
            made = Outlines(services.store, WRITER).import_file(survey, path, kind, operator)
            return _("{new} areas are new, {known} were known.").format(new=made.added, known=made.replaced)

        kinds = [(_(words.AREA_KINDS[kind]), kind) for kind in AREA_KINDS]
        why = _("Areas are known again by their code or their name: figures and incidents stay with them.")
        dialog = ImportDialog(
            _("Import outlines of areas"), why, self.engine, deed, kinds=kinds, parent=self._operation.window()
        )
        dialog.said.connect(self.said)
        self._open(dialog)

    def import_spaces(self) -> None:
        survey = self._survey

        def deed(services: Services, operator: Operator, path: Path, _kind: Any) -> str:
            made = Spaces(services.store, WRITER).import_file(survey, path, operator)
            added = sum(made.added.values())
            return _("{new} public spaces are new, {known} were known.").format(new=added, known=made.known)

        why = _("Parks, plazas, playgrounds, courts, markets, cemeteries and trees. What was entered by hand stays.")
        dialog = ImportDialog(
            _("Take public spaces from a map"), why, self.engine, deed, parent=self._operation.window()
        )
        dialog.said.connect(self.said)
        known = [Path(one.source) for one in self._desk.situation.base_maps if one.source]
        if known:
            dialog.file.show_path(known[-1])
        self._open(dialog)

    def inspect_space(self) -> None:
        if self._chosen_space():
            self._operation.context.space.enter()

    def edit_sheet(self) -> None:
        space_id = self._chosen_space()
        if space_id:
            situation = self._desk.situation
            asset = situation.assets[space_id]
            name = asset.name or asset.code
            self._open(SheetDialog(self._desk, name, situation.planning.spaces[space_id], self._operation.window()))

    def _chosen_space(self) -> str:
        chosen = self._operation.selection
        if chosen.kind is Chosen.ASSET and chosen.id in self._desk.situation.planning.spaces:
            return chosen.id
        self.said.emit(_("Choose a public space first."))
        return ""

    # sites

    def mark_candidate(self) -> None:
        self.open_sites()
        self._sites().mark_middle()

    def run_plan(self) -> None:
        self.open_sites()
        self._sites().calculate()

    def save_plan(self) -> None:
        self._sites().keep()

    def export_plan(self) -> None:
        """Of a kept plan, drawn behind the window."""
        services, operator, printable = self._desk.services, self._desk.operator, self._sites().printable
        if printable is None or services is None or operator is None:
            self.said.emit(_("Save the plan first: only a kept plan leaves the building."))
            return
        store, worker, (plan, sides), imprint = services.store, self._tools.worker, printable, self._imprint()
        self.said.emit(_("The page of '{name}' is being drawn…").format(name=plan.name))
        self._pages(
            self,
            lambda: export(store, worker, plan, sides, operator, imprint),
            lambda file: self.said.emit(_("Plan exported: {path}").format(path=file)),
            lambda fault: self.said.emit(faults.words_of(fault)),
        )

    def _imprint(self) -> Imprint:
        situation, tools = self._desk.situation, self._tools
        city = str(situation.settings.get("city_name", ""))
        return Imprint(
            city, self._desk.zone, self._desk.now, situation.is_exercise, tools.language, tools.data, tools.exports
        )

    # dialogs

    def _open(self, dialog: PlanDialog) -> None:
        self.dialog = dialog
        dialog.destroyed.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def close(self) -> None:
        self._pages.close()
        self.engine.close()
