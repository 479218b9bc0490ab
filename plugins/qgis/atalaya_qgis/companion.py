"""The map of QGIS and the map of the console, showing each other places."""

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .channel import Channel, Extent

DEGREES = "EPSG:4326"


class NoPlaceError(ValueError):
    """What the map shows is no part of the world: its projection says nothing there."""


class Companion(QObject):
    """`follows(bool)`: whether this map follows the console's. `shown()` when the console asked for a view once."""

    follows = pyqtSignal(bool)
    shown = pyqtSignal()

    def __init__(self, channel: Channel, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._channel, self._canvas = channel, canvas
        self.is_following = False
        channel.view.connect(self._show)
        channel.following.connect(self._set_following)
        channel.linked.connect(lambda up: None if up else self._set_following(False))

    def zoom_console(self) -> None:
        """Raises NoPlaceError."""
        self._channel.show_view(extent_of(self._canvas))

    def follow(self, on: bool) -> None:
        """The console says whether it is so; until then nothing changes."""
        self._channel.follow(on)

    def _set_following(self, on: bool) -> None:
        if on != self.is_following:
            self.is_following = on
            self.follows.emit(on)

    def _show(self, extent: Extent) -> None:
        show(self._canvas, extent)
        if not self.is_following:
            self.shown.emit()


def _transform(source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem) -> QgsCoordinateTransform:
    return QgsCoordinateTransform(source, target, QgsProject.instance())


def show(canvas: QgsMapCanvas, extent: Extent) -> None:
    """All of it; what this map's projection cannot show is left alone."""
    east = extent.east + 360.0 if extent.east < extent.west else extent.east
    to_map = _transform(QgsCoordinateReferenceSystem(DEGREES), canvas.mapSettings().destinationCrs())
    try:
        box = to_map.transformBoundingBox(QgsRectangle(extent.west, extent.south, east, extent.north))
    except QgsCsException:
        return
    if box.isFinite() and not box.isEmpty():
        canvas.setExtent(box)
        canvas.refresh()


def extent_of(canvas: QgsMapCanvas) -> Extent:
    """What the map shows, in degrees. Raises NoPlaceError."""
    to_degrees = _transform(canvas.mapSettings().destinationCrs(), QgsCoordinateReferenceSystem(DEGREES))
    try:
        box = to_degrees.transformBoundingBox(canvas.extent())
    except QgsCsException as error:
        raise NoPlaceError(str(error)) from error
    edges = (box.yMinimum(), box.xMinimum(), box.yMaximum(), box.xMaximum())
    south, west, north, east = (
        _within(edge, limit) for edge, limit in zip(edges, (90.0, 180.0, 90.0, 180.0), strict=True)
    )
    if not box.isFinite() or south >= north or west >= east:
        raise NoPlaceError(box.toString())
    return Extent(south, west, north, east)


def _within(degrees: float, limit: float) -> float:
    return max(-limit, min(limit, degrees))
