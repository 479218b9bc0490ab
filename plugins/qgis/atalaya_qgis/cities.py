"""The cities that are open: shown, followed, framed where they are an exercise, found again in a saved project."""

from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsProject
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from . import group
from .channel import Extent
from .companion import show
from .exercise import ExerciseFrame
from .following import Following
from .group import CityGroup
from .layers import VIEW_PROPERTY
from .look import City, StoreProblem, look
from .opening import Opening
from .place import Place
from .settings import Settings
from .words import tr


class Cities(QObject):
    """`changed()` when there are more or fewer; `opened(Place)`; `note(words)`; `warn(words, details)`."""

    changed = pyqtSignal()
    opened = pyqtSignal(object)
    note = pyqtSignal(str)
    warn = pyqtSignal(str, str)

    def __init__(self, iface: QgisInterface, chosen: Callable[[], Settings], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._iface, self._chosen = iface, chosen
        self._opening = Opening(self)
        self._exercises: set[str] = set()
        self._resuming: set[str] = set()
        self._first_view: Extent | None = None
        self._is_live = True
        self.frame: ExerciseFrame | None = None
        self.followings: dict[str, Following] = {}
        self._opening.found.connect(self._show)
        self._opening.refused.connect(self._refuse)
        for signal in self._signals_of_project():
            signal.connect(self._on_project)

    @staticmethod
    def _signals_of_project() -> tuple[object, ...]:
        project = QgsProject.instance()
        return project.readProject, project.cleared, project.layersRemoved

    def end_threads(self) -> None:
        """QGIS does not unload its plugins when it ends, and a thread of Python would keep it from ending."""
        for following in self.followings.values():
            following.stop()
        self.followings.clear()

    def end(self) -> None:
        """The layers stay in the project, as they are now."""
        self._is_live = False
        for signal in self._signals_of_project():
            signal.disconnect(self._on_project)
        self.end_threads()
        self._exercises.clear()
        self._show_frame()

    # opening

    def open(self, place: Place, view: Extent | None = None) -> None:
        """Look at it beside the window; then it is shown, or said why not."""
        self._first_view = view
        self._opening.open(place)

    def _show(self, city: City) -> None:
        if not self._is_live:
            return
        self._mark_exercise(city)
        if city.place.name in self._resuming:
            self._resuming.discard(city.place.name)
            return
        bridge = self._iface.layerTreeCanvasBridge()
        bridge.setAutoSetupOnFirstLayer(False)  # it would take the projection of the first layer, and zoom to it
        made = group.build(QgsProject.instance(), city, self._chosen().dress)
        QTimer.singleShot(0, lambda: bridge.setAutoSetupOnFirstLayer(True))
        self._follow(made)
        self._zoom_to(made)
        self.opened.emit(city.place)

    def _mark_exercise(self, city: City) -> None:
        if city.is_exercise:
            self._exercises.add(city.place.name)
            self.note.emit(tr("{city} is an exercise: nothing in it is real.", city=city.name))
        else:
            self._exercises.discard(city.place.name)
        self._show_frame()

    def _refuse(self, problem: StoreProblem) -> None:
        self._resuming.clear()
        self.warn.emit(tr("The store cannot be opened."), problem.words)

    def _zoom_to(self, made: CityGroup) -> None:
        view, self._first_view = self._first_view or _whole(made), None
        if view is not None:
            show(self._iface.mapCanvas(), view)

    # following

    def _follow(self, made: CityGroup) -> None:
        self._unfollow(made.place.name)
        following = Following(made, self._iface.mapCanvas(), self._chosen().refresh_ms, self)
        following.linked.connect(lambda up, why: self._on_link(made, up, why))
        following.anew.connect(lambda: self.open(made.place))
        following.changed.connect(lambda topics: self._on_news(made, topics))
        self.followings[made.place.name] = following
        following.start()
        self.changed.emit()

    def _unfollow(self, name: str) -> None:
        following = self.followings.pop(name, None)
        if following is not None:
            following.stop()
            following.deleteLater()

    def _on_project(self, *_: object) -> None:
        QTimer.singleShot(0, self.follow_project)

    def follow_project(self) -> None:
        """Groups of a project that was saved with them are followed again; those that are gone, no longer."""
        if not self._is_live:
            return
        there = {found.place.name: found for found in group.find(QgsProject.instance())}
        for name in [name for name in self.followings if name not in there]:
            self._unfollow(name)
            self._exercises.discard(name)
        for name, found in there.items():
            if name not in self.followings:
                self._resume(found)
        self._show_frame()
        self.changed.emit()

    def _resume(self, found: CityGroup) -> None:
        """The layers stay as the project has them; the store is looked at, to say what is wrong with it."""
        self._resuming.add(found.place.name)
        self._follow(found)
        self.open(found.place)

    def _on_link(self, made: CityGroup, up: bool, why: str) -> None:
        if up:
            self.note.emit(tr("{store} can be read again.", store=made.place.name))
        else:
            self.warn.emit(tr("{store} cannot be read: what is shown may be old.", store=made.place.name), why)

    def _on_news(self, made: CityGroup, topics: frozenset[str]) -> None:
        """Assets of a kind that had no layer get one."""
        if "asset" not in topics:
            return
        try:
            city = look(made.place)
        except StoreProblem:
            return
        for kind in sorted(set(city.kinds) - made.kinds() - {"camera"}):
            group.add_kind(QgsProject.instance(), made, kind, self._chosen().dress)

    def refresh(self) -> None:
        for following in self.followings.values():
            following.paint_all()

    def open_again(self) -> None:
        """In another look."""
        for following in list(self.followings.values()):
            self.open(following.group.place)
        if self.frame is not None:
            self.frame.wear(self._chosen().dress)

    def folders(self) -> list[Path]:
        """Data folders of what is open on this machine."""
        found = [following.group.place.data for following in self.followings.values()]
        return [folder for folder in found if folder is not None]

    def _show_frame(self) -> None:
        """Over the map, as long as a store of an exercise is shown."""
        if self._exercises and self.frame is None:
            self.frame = ExerciseFrame(self._iface.mapCanvas(), self._chosen().dress)
        elif not self._exercises and self.frame is not None:
            self.frame.go()
            self.frame = None


def _whole(made: CityGroup) -> Extent | None:
    """All that stands in the city: a unit may be far away."""
    box = None
    for layer in made.layers():
        if layer.customProperty(VIEW_PROPERTY) == "map_unit":
            continue
        seen = layer.extent()
        if layer.isValid() and not seen.isNull() and not seen.isEmpty():
            box = seen if box is None else box
            box.combineExtentWith(seen)
    return None if box is None else Extent(box.yMinimum(), box.xMinimum(), box.yMaximum(), box.xMaximum())
