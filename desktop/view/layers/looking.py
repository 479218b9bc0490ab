"""What lies under a click in layers of sources: a source of the map's list, shown in the context, drawn in white."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QObject, Signal

from desktop.view.layers import words
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.feature_context import FeatureContext, title_of
from desktop.view.operation import Operation
from desktop.view.selection import FEATURES, Chosen, Selection
from maps.layer_facts import Found, Identified
from maps.place import Place
from maps.view.covering import upright
from maps.view.identify import Click, Give
from maps.view.identify import Identified as Named
from maps.view.pile import Hit


class Looking(QObject):
    """`table_wanted(Found)`; `shown(Found)` for the feature whose attributes are seen."""

    table_wanted = Signal(object)
    shown = Signal(object)

    def __init__(self, layers: LayerDesk, operation: Operation) -> None:
        super().__init__(operation)
        self._layers, self._operation = layers, operation
        self.context = FeatureContext()
        self._found: dict[str, Found] = {}
        self.is_paused = False
        """A click means something else now: a place for a point of a plan."""
        operation.canvas.identifier.add_source(self._look)
        operation.canvas.clicked.connect(self._click)
        operation.selected.connect(self._follow)
        self.context.table_wanted.connect(self.table_wanted)

    def pause(self, paused: bool) -> None:  # noqa: FBT001 - a slot
        self.is_paused = paused

    def _look(self, click: Click, give: Give) -> None:
        """Features of all layers that are seen there, topmost first."""
        stack = self._layers.arrangement.stack
        if self.is_paused or not stack:
            return
        view = upright(click.viewport)
        at = view.pixel_of_metres(*click.viewport.metres_at(click.x_px, click.y_px))

        def told(answer: object) -> None:
            if isinstance(answer, Identified):
                give(self._named(answer.found))

        self._layers.worker.tables.identify(stack, view, at, self._layers.relay.wrap(told))

    def _named(self, found: Sequence[Found]) -> list[Named]:
        self._found = {f"{one.layer_id}/{one.feature_id}": one for one in found}
        return [
            Named(Hit(FEATURES, hit_id, Place(one.lat_deg, one.lon_deg)), (title_of(one), self._layer_title(one)))
            for hit_id, one in self._found.items()
        ]

    def _layer_title(self, found: Found) -> str:
        entry = self._layers.tree.entries.get(found.layer_id)
        return words.title(entry) if entry is not None else _("Layer")

    def _click(self, hit: Hit) -> None:
        found = self._found.get(hit.id) if hit.layer == FEATURES else None
        if found is not None:
            self._show(found)
        elif not hit.id and not self.is_paused and self._operation.selection.kind is Chosen.FEATURE:
            self._operation.select(Selection())

    def _show(self, found: Found) -> None:
        self._operation.feature_place = Place(found.lat_deg, found.lon_deg)
        self._operation.select(Selection(Chosen.FEATURE, f"{found.layer_id}/{found.feature_id}"))
        self.context.show_found(found)
        self._operation.context.show_other(title_of(found), self._layer_title(found), self.context)
        self._operation.show_context()
        self._layers.select_features(found.layer_id, (found.feature_id,) if found.feature_id >= 0 else ())
        self.shown.emit(found)

    def _follow(self, selection: Selection) -> None:
        """Something else was chosen: nothing of a layer is white any more."""
        if selection.kind is not Chosen.FEATURE and self._layers.selected:
            self._layers.select_features("", ())
