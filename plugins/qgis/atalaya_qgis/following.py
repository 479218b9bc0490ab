"""Paints again what has changed, and no more often than the map can be drawn.

A repaint that comes while the map is being drawn would begin it anew, and with news every moment it would never end:
what is due waits until the map is still.
"""

from time import monotonic

from qgis.core import QgsProject, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from .group import COUNT_PROPERTY, CityGroup
from .layers import VIEW_PROPERTY
from .views import VIEWS
from .wake import News, Wake

SOON_MS = 150
AGE_MS = 5_000
"""Marks of units age though nothing is heard: they are painted again this often."""


class Following(QObject):
    """`changed(topics)` after news; `linked(bool, str)`; `anew()` when the store is another than it was."""

    changed = pyqtSignal(object)
    linked = pyqtSignal(bool, str)
    anew = pyqtSignal()

    def __init__(self, group: CityGroup, canvas: QgsMapCanvas, least_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.group, self._canvas, self._least_ms = group, canvas, least_ms
        self._due: set[str] = set()
        self._painted_s = 0.0
        self._wake = Wake(group.place)
        self._wake.told.connect(self._take)
        self._wake.linked.connect(self.linked)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._paint)
        self._age = QTimer(self)
        self._age.setInterval(AGE_MS)
        self._age.timeout.connect(lambda: self._want({"map_unit"}))

    def start(self) -> None:
        self._wake.start()
        self._age.start()

    def stop(self) -> None:
        self._age.stop()
        self._timer.stop()
        self._wake.stop()

    def _take(self, news: News) -> None:
        if news.anew:
            self.anew.emit()
            return
        self._want({name for name, view in VIEWS.items() if view.moves_with & news.topics})
        self.changed.emit(news.topics)

    def _want(self, views: set[str]) -> None:
        self._due |= views
        if self._due and not self._timer.isActive():
            since_ms = (monotonic() - self._painted_s) * 1000
            self._timer.start(max(SOON_MS, round(self._least_ms - since_ms)))

    def _paint(self) -> None:
        if self._canvas.isDrawing():
            self._timer.start(SOON_MS)
            return
        due, self._due = self._due, set()
        self._painted_s = monotonic()
        for layer in self.group.layers():
            if layer.customProperty(VIEW_PROPERTY) in due:
                repaint(layer)

    def paint_all(self) -> None:
        """Asked for by hand."""
        self._want(set(VIEWS))


def repaint(layer: QgsVectorLayer) -> None:
    """Its rows are read again; a number beside its name is counted again."""
    layer.reload()
    layer.triggerRepaint()
    row = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    if row is not None and row.customProperty(COUNT_PROPERTY):
        layer.countSymbolFeatures(True)
