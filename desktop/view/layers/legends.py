"""The swatches of layers, asked of the map worker when a row is first painted, and kept until their look changes."""

from dataclasses import dataclass
from gettext import gettext as _

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.domain.map_layer import LayerEntry
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.look.classing import cell_words, step_label
from maps.layer_facts import LayerState
from maps.stack_picture import Legend
from maps.symbology import Categorised, Graduated
from maps.view.theme import scale
from maps.view.theme.palette import tokens

_MOST_KEPT = 600
_MOST_WAITING = 8


@dataclass(frozen=True, slots=True)
class Swatch:
    label: str
    pixmap: QPixmap


class Legends(QObject):
    """`changed` when a legend has come."""

    changed = Signal()

    def __init__(self, layers: LayerDesk, dpr: float = 1.0) -> None:
        super().__init__(layers)
        self._layers, self.dpr = layers, dpr
        self._known: dict[tuple[str, str, float], tuple[Swatch, ...]] = {}
        self._waiting: set[tuple[str, str, float]] = set()

    def swatches(self, entry: LayerEntry) -> tuple[Swatch, ...]:
        """Nothing until they have come, and of a layer that cannot be read."""
        if entry.source is None or self._is_failed(entry):
            return ()
        layer = self._layers.drawn(entry)
        key = (layer.look_key, "night" if tokens().is_dark else "day", self.dpr)
        found = self._known.get(key)
        if found is None and key not in self._waiting and len(self._waiting) < _MOST_WAITING:
            self._waiting.add(key)
            carried = self._layers.relay.wrap(lambda answer: self._take(key, answer))
            self._layers.worker.tables.legend(layer, key[1], self.dpr, carried, scale.SWATCH_PX)
        return found or ()

    def _is_failed(self, entry: LayerEntry) -> bool:
        news = self._layers.news.get(entry.id)
        return news is not None and news.state is LayerState.FAILED

    def _take(self, key: tuple[str, str, float], answer: object) -> None:
        self._waiting.discard(key)
        if len(self._known) >= _MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[key] = _swatches(answer, self.dpr) if isinstance(answer, Legend) else ()
        self.changed.emit()

    def entry(self, entry_id: str) -> LayerEntry | None:
        return self._layers.tree.entries.get(entry_id)

    def forget(self) -> None:
        """Whatever failed may succeed now."""
        self._known = {key: swatches for key, swatches in self._known.items() if swatches}

    def classes(self, entry: LayerEntry) -> tuple[tuple[str, bool | None], ...]:
        """Label and switch of each class, in the legend's order."""
        look = entry.symbology
        if isinstance(look, Categorised):
            found = [(one.label or cell_words(one.value), one.visible) for one in look.categories]
            return (*found, *(((_("All other values"), None),) if look.other is not None else ()))
        if isinstance(look, Graduated):
            return tuple((step_label(step), step.visible) for step in look.steps)
        return tuple((swatch.label, None) for swatch in self.swatches(entry))


def _swatches(legend: Legend, dpr: float) -> tuple[Swatch, ...]:
    made: list[Swatch] = []
    for entry in legend.entries:
        height, width, _channels = entry.pixels.shape
        form = QImage.Format.Format_ARGB32_Premultiplied
        image = QImage(entry.pixels.tobytes(), width, height, width * 4, form)
        pixmap = QPixmap.fromImage(image)  # a copy of its own
        pixmap.setDevicePixelRatio(dpr)
        made.append(Swatch(entry.label, pixmap))
    return tuple(made)
