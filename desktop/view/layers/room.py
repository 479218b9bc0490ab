"""The layers of the map put together for one console: desk, panel and what it opens, and their place in the window."""

from collections.abc import Callable, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.config import InitialLayer
from desktop.domain.map_layer import LayerEntry
from desktop.domain.operator import Operator, Role
from desktop.services.cities import nearest
from desktop.services.initial_layers import Begun, add_initial
from desktop.services.layer_adding import Wish, add_layers
from desktop.services.layers import Layers
from desktop.view.desk import Desk
from desktop.view.layers import words
from desktop.view.layers.adding.add_dialog import AddDialog
from desktop.view.layers.amending import AmendDialog, ColumnsDialog, CrsDialog, SignInDialog, amended
from desktop.view.layers.comparing import Comparing
from desktop.view.layers.desk import WRITER, LayerDesk, Undoable
from desktop.view.layers.drop import DropTarget
from desktop.view.layers.facts import LayerFacts, whole_of
from desktop.view.layers.foot_place import FootPlace
from desktop.view.layers.look.page import LookPage
from desktop.view.layers.looking import Looking
from desktop.view.layers.panel import LayersPanel
from desktop.view.layers.plan.plan_page import PlanPage
from desktop.view.layers.plan.planning import Planning
from desktop.view.layers.plan.storeys import Storeys
from desktop.view.layers.side_place import SidePlace
from desktop.view.layers.styles import LayerFiles
from desktop.view.layers.tabling import Tabling
from desktop.view.layers.undo_bar import UndoBar
from maps.layer import Layer
from maps.layer_facts import Extent
from maps.place import Place
from maps.source import Plan, Source, SourceKind
from maps.view.canvas import MapCanvas
from maps.view.theme import scale
from maps.viewport import Viewport
from maps.worker_client import MapWorker

if TYPE_CHECKING:
    from desktop.view.window import ConsoleWindow


MACHINE = Operator("machine", "machine", "machine", Role.ADMIN)
"""Whoever may write this machine's configuration is its administrator."""


class LayerRoom(QObject):
    """Made on the Qt thread once the window is there."""

    def __init__(self, desk: Desk, worker: MapWorker, window: "ConsoleWindow") -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._was_last = False
        """Whether an act on layers is the operator's last one."""
        operation = window.operation
        self.layers = LayerDesk(desk, operation.canvas, worker, self)
        self.panel = LayersPanel(self.layers, operation)
        self.place = SidePlace(self.panel, operation.canvas, operation.splitter, operation)
        self.undo_bar, self.facts = UndoBar(window), LayerFacts(self.layers)
        self._drop, self.comparing = DropTarget(window), Comparing(self.layers)
        self.planning, self.storeys = Planning(self.layers), Storeys(self.layers)
        self.files = LayerFiles(self.layers, self.facts, window)
        foot = FootPlace(operation.canvas, operation, self.place.covered_px)
        self.table, self.looking = Tabling(self.layers, operation, foot), Looking(self.layers, operation)
        self._connect()

    def _connect(self) -> None:
        operation = self._window.operation
        self.panel.closed.connect(self.close_panel)
        self.panel.pinned.connect(lambda pinned: self.place.pin(pinned=pinned))
        self.panel.acts.opened.connect(self._open)
        self.layers.undoable.connect(self._show_undo)
        self._desk.done.connect(self._heed_other_act)
        self.layers.personal_read.connect(lambda: self.panel.take_personal(self.layers.personal))
        self.undo_bar.undo_wanted.connect(self.undo)
        self._drop.dropped.connect(self.add_dropped)
        self.table.said.connect(self._window.say)
        self.files.said.connect(self._window.say)
        self.table.fly.connect(self._fly_to)
        self.looking.shown.connect(self.table.show_found)
        self.looking.table_wanted.connect(self.table.open_at)
        self.place.moved.connect(self.table.place.lay_out)
        self.place.moved.connect(self._cover_bar)
        self.place.moved.connect(lambda: operation.canvas.overlays.set_left(self.place.covered_px()))
        self.comparing.ended.connect(self.panel.show_list)
        self.planning.ended.connect(self._end_plan)
        self.planning.awaiting.connect(self.looking.pause)
        self.planning.kept.connect(lambda entry: self._add([entry]))
        self.place.moved.connect(lambda: self.storeys.lay_out(self.place.covered_px()))

    def see_layer(self, layer: Layer) -> None:
        self.layers.see_layer(layer)

    # the panel

    def show_panel(self) -> None:
        """Open it and give it the keyboard; from within itself it is put away."""
        if self.place.is_open and self.panel.isAncestorOf(self._window.focusWidget() or self._window):
            self.close_panel()
            return
        self.place.open()
        self.panel.refresh()
        self.panel.list.setFocus()

    def close_panel(self) -> None:
        had_focus = self.panel.isAncestorOf(self._window.focusWidget() or self._window)
        self.place.close()
        if had_focus:
            self._window.operation.canvas.setFocus()

    def close_slid(self) -> bool:
        """Esc: leave what is open, one thing at a time; says whether anything was."""
        if self.place.is_open and not self.panel.shows_list:
            self.panel.leave_page()
            return True
        if self.comparing.is_on:
            self.comparing.stop()
            return True
        if self.table.is_open:
            self.table.close()
            return True
        if self.place.is_open and not self.place.is_pinned:
            self.close_panel()
            return True
        return False

    def regions(self) -> Sequence[QWidget]:
        """For F6."""
        opened = (self.comparing.bar, self.table.panel)
        return [self.panel, *(widget for widget in opened if widget is not None)]

    def do(self, act: str) -> None:
        self.panel.acts.do(act)

    def undo_if_last(self) -> bool:
        """Ctrl+Z takes back what was done last anywhere; says whether that was an act on layers."""
        if not self._was_last:
            return False
        self.undo()
        return True

    def _heed_other_act(self) -> None:
        self._was_last = False
        self.undo_bar.hide()

    def undo(self) -> None:
        self.undo_bar.hide()
        if not self.layers.undo():
            self._window.say(_("Nothing to undo."))
        self._was_last = self.layers.has_done

    def _show_undo(self, undoable: Undoable) -> None:
        self._was_last = True
        self._window.tools.undoing.put_away()
        self.undo_bar.show_done(undoable, above=self._window.band.height() + self._window.status.height())

    # what the acts open

    def _open(self, act: str, entry: LayerEntry | None) -> None:
        openers: dict[str, Callable[[LayerEntry], object]] = {
            "name_group": self._name_group,
            "zoom": self._zoom,
            "properties": self.show_look,
            "place": self._place_again,
            "crs": self._ask_crs,
            "columns": lambda one: self._ask(ColumnsDialog(self.layers, one, self._window)),
            "sign_in": lambda one: self._ask(SignInDialog(self.layers, one, self._window)),
            "find": self._find_file,
            "retry": lambda one: self.layers.retry(one.source) if one.source is not None else None,
            "save_style": self.files.choose_to_save,
            "load_style": self.files.choose_to_load,
            "save_as": self.files.choose_to_export,
        }
        if act == "add":
            self.add_dialog().open()
        elif act == "table":
            self.table.toggle(entry)
        elif act == "compare":
            self.compare(entry)
        elif act == "plan":
            self._choose_plan()
        elif act in {"level_up", "level_down"}:
            self.storeys.step(1 if act == "level_up" else -1)
        elif entry is not None and act in openers:
            openers[act](entry)

    def _name_group(self, entry: LayerEntry) -> None:
        self.place.open()
        self.panel.choose(entry.id)
        self.panel.list.rename()

    def show_look(self, entry: LayerEntry) -> LookPage | None:
        """The page of a layer in the panel; live layers have the look of the design."""
        if entry.source is None:
            self._window.say(_("Live layers, groups and the base map have the look of the design."))
            return None
        page = LookPage(self.layers, self.facts, entry)
        page.left.connect(self.panel.show_list)
        page.wanted.connect(self._open)
        self.place.open()
        self.panel.show_page(page)
        page.setFocus()
        return page

    def compare(self, entry: LayerEntry | None) -> None:
        """Two states side by side; again leaves."""
        if self.comparing.is_on:
            self.comparing.stop()
            return
        if not self.layers.file_entries:
            self._window.say(_("Add layers first: there is nothing to compare."))
            return
        page = self.comparing.start(entry)
        self.place.open()
        self.panel.show_page(page)
        self._cover_bar()
        page.list.setFocus()

    # floor plans

    def _choose_plan(self) -> None:
        dialog = QFileDialog(self._window, _("Choose an image to lay on the map"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Images") + " (*.png *.jpg *.jpeg *.tif *.tiff *.webp)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.place_plan(Source(SourceKind.PLAN, path, reading=Plan())))
        dialog.open()

    def place_plan(self, source: Source, entry: LayerEntry | None = None) -> PlanPage:
        """Lay an image on the map; that of a layer anew when there is one."""
        self.place.widen(scale.PLAN_WIDTH_PX)
        self.place.open()
        name = words.title(entry) if entry is not None else Path(source.address).stem
        page = self.planning.start(source, name, entry, self.place.covered_px())
        self.panel.show_page(page)
        page.view.setFocus()
        return page

    def _end_plan(self) -> None:
        self.place.widen()
        self.panel.show_list()

    def _place_again(self, entry: LayerEntry) -> None:
        if entry.source is not None:
            self.place_plan(entry.source, entry)

    def _cover_bar(self) -> None:
        if self.comparing.bar is not None:
            self.comparing.bar.set_covered(self.place.covered_px())

    def _zoom(self, entry: LayerEntry) -> None:
        self.facts.extent(entry, self._fly_to)

    def _fly_to(self, extent: Extent | None) -> None:
        if extent is None:
            self._window.say(_("Where the layer lies is not known."))
            return
        place, width_m = whole_of(extent)
        canvas, left, foot = self.layers.canvas, self.place.covered_px(), self.table.place.covered_px()
        wide, tall = max(1, canvas.width() - left), max(1, canvas.height() - foot)
        across_m = width_m * canvas.width() / min(wide, tall)
        turned_deg = canvas.viewport.bearing_deg
        goal = Viewport.around(place, across_m, canvas.width(), canvas.height(), turned_deg)
        canvas.fly_to(goal.panned(left / 2, -foot / 2).centre, across_m)

    # layers that come by themselves

    def begin(self, initial: Sequence[InitialLayer]) -> None:
        """Those of the configuration that this city has never had."""
        services = self._desk.services
        if services is not None and initial:
            store, worker = services.store, self.layers.worker
            self.layers.files(
                self, lambda: add_initial(store, worker, initial, MACHINE), self._begun, self.layers.say_fault
            )

    def _begun(self, begun: Begun) -> None:
        if begun.added:
            self._window.say(_("Layers of the configuration added: {names}").format(names=", ".join(begun.added)))
        for name, why in begun.failed[:1]:
            self._window.say(_("The configuration's layer {name} was not added: {why}").format(name=name, why=why))

    def hand_over(self, path: str, style: str = "", name: str = "") -> None:
        """A file with its QML, from another program beside this one (QGIS): a layer of who sits here."""
        services, operator = self._desk.services, self._desk.operator
        if services is None or operator is None:
            return
        layers, worker, own = Layers(services.store, WRITER), self.layers.worker, not self.layers.may_configure
        wish = Wish(path, name, style=Path(style) if style else None)
        self.layers.files(
            self,
            lambda: add_layers(layers, worker, wish, operator, own=own),
            lambda added: self._window.say(_("Layer added: {name}").format(name=added[0].name)),
            self.layers.say_fault,
        )

    # what a layer must be told

    def _ask(self, dialog: AmendDialog) -> None:
        dialog.answered.connect(amended(self.layers, dialog.entry))
        dialog.open()

    def _ask_crs(self, entry: LayerEntry) -> None:
        self._ask(CrsDialog(self.layers, entry, self._preview(), self._city(), self._window))

    def _find_file(self, entry: LayerEntry) -> None:
        dialog = QFileDialog(self._window, _("Where is {layer} now?").format(layer=words.title(entry)))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.move_source(entry, path))
        dialog.open()

    def move_source(self, entry: LayerEntry, path: str) -> None:
        """The same layer from another file; its look stays."""
        if entry.source is not None:
            amended(self.layers, entry)(msgspec.structs.replace(entry.source, address=path))

    def _preview(self) -> MapCanvas:
        """A small map of the city, for a dialog."""
        preview = MapCanvas(self.layers.worker)
        files, attribution = self.layers.canvas.city
        preview.set_city(files, attribution)
        return preview

    def _city(self) -> Place | None:
        home = nearest(self._desk.situation.base_maps, self.layers.canvas.viewport.centre)
        return home.centre if home is not None else None

    # adding

    def add_dialog(self) -> AddDialog:
        """Made and not yet shown."""
        dialog = AddDialog(self.layers, self.layers.files, self._preview(), self._city(), self._window)
        dialog.added.connect(self._add)
        dialog.to_place.connect(self.place_plan)
        return dialog

    def add_dropped(self, paths: Sequence[str]) -> None:
        """Files that say all that is needed become layers at once; about others the dialog asks."""
        if self._desk.operator is None:
            return
        dialog = self.add_dialog()
        dialog.finding.over.connect(lambda: self._dropped(dialog))
        dialog.look_at(paths)
        self._window.say(_("Looking at what was dropped…"))

    def _dropped(self, dialog: AddDialog) -> None:
        finding = dialog.finding
        if dialog.isVisible():
            return
        is_plain = finding.found and not finding.faults and all(one.question is None for one in dialog.wanted)
        if is_plain and len(dialog.wanted) == len(finding.found):
            dialog.go_on()
        else:
            dialog.open()

    def _add(self, entries: Sequence[LayerEntry]) -> None:
        if self.layers.try_act(lambda: self.layers.tree.added(entries)):
            self.place.open()
            self.panel.choose(entries[0].id)

    def close(self) -> None:
        """Nothing more is asked."""
        self.layers.close()

    def dress(self) -> None:
        self.panel.dress()
