"""The desk of the layers: the tree as this operator sees it, how its layers fare, the acts on it and their undo.

Everything that shows or changes layers works with this one object, on the Qt thread; the store and the map worker are
asked through `Desk` and answer here. The canvas is told what to paint whenever the tree, the view or a preview changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.layer_tree import LayerActError, LayerTree, LiveLayer, TreeChange
from desktop.domain.map_layer import BadLayerError, EntryKind, LayerEntry, drawn_layer
from desktop.domain.operator import Operator
from desktop.services.layer_view import LayerView, arrangement, kept_of, shown_entry, view_of
from desktop.services.layers import Layers, seen_by
from desktop.services.personal import Personal
from desktop.services.secrets import SecretBook
from desktop.view.ask import Ask, Relay
from desktop.view.desk import Desk
from desktop.view.layers import words
from desktop.view.layers.unsettled import Unsettled
from desktop.view.situation import Topic
from maps.arrangement import Arrangement
from maps.layer import (
    AlarmMarks,
    Annotations,
    AssetMarks,
    IncidentMarks,
    Layer,
    Paths,
    PointCloud,
    SightingMarks,
    UnitMarks,
)
from maps.layer_facts import LayerNews
from maps.layer_preparing import Preparation, prepared_as
from maps.source import Source
from maps.stack import Selection, StackLayer
from maps.view.canvas import MapCanvas
from maps.worker_client import MapWorker

WRITER = "console"
_MARKS = (AlarmMarks, AssetMarks, IncidentMarks, PointCloud, SightingMarks, UnitMarks, Paths, Annotations)
_SETTLES_AFTER_MS = 2_500
_MOST_UNDONE = 100


@dataclass(frozen=True, slots=True)
class Undoable:
    """What can be taken back: words for the bar, and the act that counters it."""

    words: str
    undo: Callable[[], None]


class LayerDesk(QObject):
    """`changed` tree or view, `fared` news of layers, `undoable(Undoable)` after each act."""

    changed = Signal()
    fared = Signal()
    undoable = Signal(object)
    personal_read = Signal()

    def __init__(self, desk: Desk, canvas: MapCanvas, worker: MapWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self.canvas, self.worker = desk, canvas, worker
        self.relay, self.files = Relay(self), Ask(self, "layer-files")
        self.tree, self.view = LayerTree([]), LayerView()
        self.personal: dict[str, Any] = {}
        self.news: dict[str, LayerNews] = {}
        self.preparations: dict[str, Preparation] = {}
        self.selected: dict[str, tuple[int, ...]] = {}
        self._previews: dict[str, LayerEntry] = {}
        self._extra: tuple[StackLayer, ...] = ()
        self._unsettled, self._live = Unsettled(), dict[str, LiveLayer]()
        self._history: list[Undoable] = []
        self._settle = QTimer(self, singleShot=True, interval=_SETTLES_AFTER_MS)
        self._settle.timeout.connect(self._settle_acts)
        canvas.news.connect(self._take_news)
        worker.layers.watch(self.relay.wrap(self._take_preparation))
        desk.told.connect(self._follow)
        desk.seated.connect(self._take_operator)

    # what is known

    def see_layer(self, layer: Layer) -> None:
        """A live layer that the map shows: it is an entry of the tree."""
        if layer.name not in self._live:
            self._live[layer.name] = LiveLayer(layer.name, is_outline=not isinstance(layer, _MARKS))
            self._rebuild()

    def _follow(self, topics: frozenset[Topic]) -> None:
        if Topic.LAYERS in topics:
            self._unsettled.take(self.desk.situation.layer_entries)
            self._rebuild()

    def _settle_acts(self) -> None:
        self._unsettled.settle()
        self._rebuild()

    def _take_operator(self, operator: Operator | None) -> None:
        self.personal, self.view = {}, LayerView()
        self._history.clear()
        self._rebuild()
        if operator is not None:
            self.desk.ask(self, lambda services: Personal(services.store).every(operator), self._take_personal)

    def _take_personal(self, values: Mapping[str, Any]) -> None:
        self.personal, self.view = dict(values), view_of(values)
        self.personal_read.emit()
        self._rebuild()

    def _rebuild(self) -> None:
        entries = seen_by(self._unsettled.entries, self.desk.operator)
        self.tree = LayerTree(entries, self._live.values())
        self.news = {entry_id: news for entry_id, news in self.news.items() if entry_id in self.tree.entries}
        self._previews = {known: entry for known, entry in self._previews.items() if known in self.tree.entries}
        self.arrange()
        self._read_secrets()
        self.changed.emit()

    @property
    def shown_tree(self) -> LayerTree:
        """With what is being tried out."""
        if not self._previews:
            return self.tree
        entries = {**{one.id: one for one in self.tree.entries.values()}, **self._previews}
        return LayerTree(entries.values(), self._live.values())

    @property
    def arrangement(self) -> Arrangement:
        return arrangement(self.shown_tree, self.view)

    def arrange(self) -> None:
        """Tell the canvas."""
        chosen = tuple(Selection(layer_id, ids) for layer_id, ids in self.selected.items() if ids)
        self.canvas.arrange(self.arrangement, chosen)

    def preview(self, entry: LayerEntry | None, entry_id: str = "") -> None:
        """Paint an entry as it might become; None paints the entry `entry_id` as it is."""
        if entry is not None:
            self._previews[entry.id] = entry
        elif self._previews.pop(entry_id, None) is None:
            return
        self.arrange()

    def select_features(self, layer_id: str, ids: Sequence[int]) -> None:
        """Features drawn in white, of one layer at a time."""
        wanted = {layer_id: tuple(ids)} if ids else {}
        if wanted != self.selected:
            self.selected = wanted
            self.arrange()

    def drawn(self, entry: LayerEntry) -> StackLayer:
        """The layer of a source as the map worker knows it."""
        shown = shown_entry(self.tree, self.view, entry)
        return drawn_layer(entry, opacity=shown.opacity, limits=shown.limits)

    # secrets of services

    @property
    def secrets(self) -> SecretBook | None:
        """None in a program that was given none."""
        book = self.worker.layers.places.secrets
        return book if isinstance(book, SecretBook) else None

    def _read_secrets(self) -> None:
        """Those that sources name, once; the layers are drawn anew when one is known."""
        book = self.secrets
        sources = (entry.source for entry in self.tree.entries.values() if entry.source is not None)
        names = [] if book is None else book.unread(source.credentials for source in sources)
        if book is not None and names:
            read = book.read
            self.files(self, lambda: read(names), self._secrets_read, self.say_fault)

    def _secrets_read(self, any_known: bool) -> None:  # noqa: FBT001 - an answer
        if any_known:
            self.canvas.redraw_layers()

    def say_fault(self, fault: Exception) -> None:
        self.desk.refused.emit(words.refusal(fault))

    # how layers fare

    def _take_news(self, news: Sequence[LayerNews]) -> None:
        self.news.update((one.id, one) for one in news)
        self.fared.emit()

    def _take_preparation(self, change: Preparation) -> None:
        self.preparations[change.source.key] = change
        if change.is_over:
            self.canvas.redraw_layers()
        self.fared.emit()

    def retry(self, source: Source) -> None:
        """A person wants it tried again."""
        self.worker.layers.forgive(source)
        self.preparations.pop(prepared_as(source).key, None)
        self.canvas.redraw_layers()
        self.fared.emit()

    def stop_preparing(self, source: Source) -> None:
        """Its conversion or overviews are given up until somebody wants it tried again."""
        stop = self.worker.layers.preparations.stop
        self.files(self, lambda: stop(source), lambda _done: None, self.say_fault)

    # who may what

    @property
    def may_configure(self) -> bool:
        operator = self.desk.operator
        return operator is not None and operator.may_do("layer.configure")

    def may_change(self, entry: LayerEntry) -> bool:
        operator = self.desk.operator
        return operator is not None and (entry.owner == operator.id if entry.owner else self.may_configure)

    @property
    def owner_of_new(self) -> str:
        """New entries of who may not configure are their own."""
        operator = self.desk.operator
        return operator.id if operator is not None and not self.may_configure else ""

    # acts

    def try_act(self, make: Callable[[], TreeChange]) -> bool:
        """Make a change from the tree and do it; what the tree does not allow is said."""
        try:
            change = make()
        except (LayerActError, BadLayerError) as error:
            self.desk.refused.emit(words.refusal(error))
            return False
        self.do(change)
        return True

    def do(self, change: TreeChange) -> None:
        """Seen at once; taken back when the service refuses it."""
        if not change.steps:
            return
        number = self._unsettled.begin(change)
        self._rebuild()

        def written(answer: TreeChange) -> None:
            self._unsettled.written(number, answer)
            self._settle.start()
            self._remember(words.done(change), lambda: self._counter(answer))
            self._rebuild()

        def failed(fault: Exception) -> None:
            self._unsettled.failed(number)
            self._rebuild()
            self.desk.refused.emit(words.refusal(fault))

        if self.desk.services is None or self.desk.operator is None:
            failed(LayerActError("nobody"))
            return
        self.desk.act(self, lambda s, operator: Layers(s.store, WRITER).apply(change, operator), written, failed)

    def change(self, entry: LayerEntry, act: str) -> bool:
        """The entry with other values."""
        return self.try_act(lambda: self.tree.changed(entry, act))

    def _counter(self, written: TreeChange) -> None:
        """The service decides on the tree as it is then; the picture brings what came of it."""
        self.desk.act(
            self,
            lambda services, operator: Layers(services.store, WRITER).take_back(written, operator),
            lambda _undone: None,
            self.say_fault,
        )

    def _remember(self, said: str, undo: Callable[[], None]) -> None:
        undoable = Undoable(said, undo)
        self._history = [*self._history[-_MOST_UNDONE + 1 :], undoable]
        self.undoable.emit(undoable)

    @property
    def has_done(self) -> bool:
        """Something of layers can be taken back."""
        return bool(self._history)

    def undo(self) -> bool:
        """Take back the last act on layers; says whether there was one."""
        if not self._history:
            return False
        self._history.pop().undo()
        return True

    # an operator's own view

    def show(self, entry: LayerEntry, *, visible: bool) -> None:
        """For this operator alone."""
        if entry.is_always_shown:
            self.desk.refused.emit(_("Alarms and incidents are always shown."))
            return
        before = self.view
        self._look(self.view.shown(entry, visible=visible), [entry.id])
        self._remember(words.switched(entry, visible=visible), lambda: self._look(before, [entry.id]))

    def fade(self, entry: LayerEntry, opacity: float) -> None:
        """For this operator alone."""
        if entry.is_always_shown:
            self.desk.refused.emit(_("Alarms and incidents are always shown."))
            return
        before = self.view
        self._look(self.view.faded(entry, opacity), [entry.id])
        self._remember(words.faded(entry, opacity), lambda: self._look(before, [entry.id]))

    def try_opacity(self, entry: LayerEntry, opacity: float) -> None:
        """While a slider moves: painted, not kept."""
        if not entry.is_always_shown:
            self.preview(replace(self.tree.get(entry.id), opacity=opacity))

    def show_only(self, shown: Sequence[LayerEntry], among: Sequence[LayerEntry]) -> None:
        """For this operator alone: of some entries these, and no others."""
        before, view, ids = self.view, self.view, [entry.id for entry in among]
        for entry in among:
            view = view.shown(entry, visible=entry in shown)
        self._look(view, ids)
        if shown:
            self._remember(words.switched(shown[0], visible=True), lambda: self._look(before, ids))

    def look_as_the_city(self) -> None:
        """Forget every own switch."""
        before, ids = self.view, list(self.view.own)
        if ids:
            self._look(LayerView(), ids)
            self._remember(_("The city's view of the layers"), lambda: self._look(before, ids))

    def show_for_all(self, entry: LayerEntry, *, visible: bool) -> None:
        """The city's own switch; who pressed it sees it as all do."""
        if self.change(replace(entry, visible=visible), "shown"):
            self._look(self.view.shown(replace(entry, visible=visible), visible=visible), [entry.id])

    def _look(self, view: LayerView, ids: Sequence[str]) -> None:
        """Only what `ids` name changes of the view there is: other switches may have been pressed since."""
        own = {known: look for known, look in self.view.own.items() if known not in ids}
        own |= {known: look for known, look in view.own.items() if known in ids}
        self.view = LayerView(own)
        self._previews = {known: one for known, one in self._previews.items() if known not in ids}
        self.keep({subject: value for known in ids for subject, value in kept_of(self.view, known).items()})
        self.arrange()
        self.changed.emit()

    def keep(self, values: Mapping[str, Any]) -> None:
        """How this operator wants to see something, for the next time."""
        self.personal.update(values)
        self.desk.act(
            self, lambda services, operator: Personal(services.store).keep(operator, values), lambda _done: None
        )

    def close(self) -> None:
        self.files.close()

    @property
    def file_entries(self) -> list[LayerEntry]:
        return [entry for entry, _depth in self.tree.walk() if entry.kind is EntryKind.FILE]
