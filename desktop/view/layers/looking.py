"""What lies under a click in layers of sources: asked of the map worker, shown in the context, drawn in white."""

from collections.abc import Callable
from gettext import gettext as _

from PySide6.QtCore import QObject, Signal

from desktop.view.layers import words
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.feature_context import FeatureContext, title_of
from desktop.view.operation import Operation
from desktop.view.selection import FEATURES, Chosen, Selection
from maps.layer_facts import Found, Identified
from maps.place import Place
from maps.view.identify import Click, Give
from maps.view.identify import Identified as Offered
from maps.view.pile import Hit

OnFound = Callable[[Identified], None]


class Looking(QObject):
    """`table_wanted(Found)`; `shown(Found)` for the feature whose attributes are seen."""

    table_wanted = Signal(object)
    shown = Signal(object)

    def __init__(self, layers: LayerDesk, operation: Operation) -> None:
        super().__init__(operation)
        self._layers, self._operation = layers, operation
        self.context = FeatureContext()
        self._turn = 0
        self.is_paused = False
        """A click means something else now: a place for a point of a plan."""
        self._offered: dict[str, Found] = {}
        operation.canvas.clicked.connect(self._click)
        operation.canvas.identifier.add_source(self._offer)
        operation.selected.connect(self._follow)
        self.context.chosen.connect(self._show)
        self.context.table_wanted.connect(self.table_wanted)

    def identify(self, place: Place, on_found: OnFound) -> None:
        """Features of all layers that are seen there, topmost first; at once and empty where no layer is."""
        stack, viewport = self._layers.arrangement.stack, self._layers.canvas.viewport
        if not stack:
            on_found(Identified((), more=False))
            return

        def told(answer: object) -> None:
            on_found(answer if isinstance(answer, Identified) else Identified((), more=False))

        self._layers.worker.tables.identify(stack, viewport, viewport.pixel_of(place), self._layers.relay.wrap(told))

    def pause(self, paused: bool) -> None:  # noqa: FBT001 - a slot
        self.is_paused = paused

    def _click(self, hit: Hit) -> None:
        """A mark that was hit comes first; on bare ground the layers are asked."""
        self._turn += 1
        turn = self._turn
        if hit.layer == FEATURES and hit.id in self._offered:
            self.show_found(Identified((self._offered[hit.id],), more=False))
            return
        if not hit.id and not self.is_paused:
            self.identify(hit.place, lambda found: self._take(turn, found))

    def _offer(self, click: Click, give: Give) -> None:
        """Under marks that were hit: into the list at the pointer."""
        self._offered = {}
        if self._operation.canvas.identifier.found and not self.is_paused:
            place = click.viewport.place_at(click.x_px, click.y_px)
            self.identify(place, lambda answer: give([self._row(found) for found in answer.found]))

    def _row(self, found: Found) -> Offered:
        key, entry = f"{found.layer_id}/{found.feature_id}", self._layers.tree.entries.get(found.layer_id)
        self._offered[key] = found
        title = words.title(entry) if entry is not None else _("Layer")
        return Offered(Hit(FEATURES, key, Place(found.lat_deg, found.lon_deg)), (title_of(found), title))

    def _take(self, turn: int, answer: Identified) -> None:
        if turn != self._turn:
            return
        if answer.found:
            self.show_found(answer)
        elif self._operation.selection.kind is Chosen.FEATURE:
            self._operation.select(Selection())

    def show_found(self, answer: Identified) -> None:
        """The first is chosen; the list in the context leads to the others."""
        tree = self._layers.tree.entries
        names = [words.title(tree[one.layer_id]) if one.layer_id in tree else "" for one in answer.found]
        self.context.show_found(answer.found, names, more=answer.more)
        self._operation.show_context()

    def _show(self, found: Found) -> None:
        entry = self._layers.tree.entries.get(found.layer_id)
        self._operation.feature_place = Place(found.lat_deg, found.lon_deg)
        self._operation.select(Selection(Chosen.FEATURE, f"{found.layer_id}/{found.feature_id}"))
        title = words.title(entry) if entry is not None else _("Layer")
        self._operation.context.show_other(title_of(found), title, self.context)
        self._layers.select_features(found.layer_id, (found.feature_id,) if found.feature_id >= 0 else ())
        self.shown.emit(found)

    def _follow(self, selection: Selection) -> None:
        """Something else was chosen: nothing of a layer is white any more."""
        if selection.kind is not Chosen.FEATURE and self._layers.selected:
            self._layers.select_features("", ())
