"""The plugin as QGIS holds it: its menu and bar, the cities that are open, the console beside it."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, QObject, QTimer, QTranslator, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QFontDatabase, QIcon
from qgis.PyQt.QtWidgets import QAction, QToolBar
from qgis_plugin_tools.tools.custom_logging import setup_logger, teardown_logger
from qgis_plugin_tools.tools.i18n import setup_translation
from qgis_plugin_tools.tools.messages import MessageBarLogger
from qgis_plugin_tools.tools.resources import metadata_config, plugin_path

from . import group, settings
from .acts import Act, acts
from .channel import Channel, Extent
from .companion import Companion, NoPlaceError, show
from .dialogs.about import AboutDialog
from .dialogs.open_store import OpenStoreDialog
from .dialogs.settings_dialog import SettingsDialog
from .exercise import ExerciseFrame
from .following import Following
from .group import CityGroup
from .hand_over import HandOver
from .look import City, StoreProblem, look
from .opening import Opening
from .place import BadAddressError, Place, ServerStore, parse
from .settings import Settings
from .style.dress import RESOURCES
from .words import tr

LOGGER = "atalaya_qgis"
MENU = "Atalaya"
PROBLEM_S, NOTE_S = 0, 6


class AtalayaPlugin(QObject):
    """One a QGIS; every part that it makes ends in `unload`."""

    def __init__(self, iface: QgisInterface, environment: Mapping[str, str] = os.environ) -> None:
        super().__init__()
        self._iface, self._environment = iface, environment
        self._translator = self._translate()
        self._acts: dict[str, QAction] = {}
        self._bar: QToolBar | None = None
        self._frame: ExerciseFrame | None = None
        self._exercises: set[str] = set()
        self._resuming: set[str] = set()
        self.followings: dict[str, Following] = {}
        self.settings = settings.load()
        self.channel = Channel(self)
        self.opening = Opening(self)
        self.companion: Companion | None = None
        self.hand_over: HandOver | None = None
        self._view: Extent | None = None

    @staticmethod
    def _translate() -> QTranslator | None:
        _locale, file = setup_translation()
        if not file:
            return None
        translator = QTranslator()
        translator.load(file)
        QCoreApplication.installTranslator(translator)
        return translator

    # QGIS calls these

    def initGui(self) -> None:  # noqa: N802
        setup_logger(LOGGER, self._iface)
        self._say = MessageBarLogger(LOGGER)
        for font in sorted((RESOURCES / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(font))
        self._make_acts()
        self.companion = Companion(self.channel, self._iface.mapCanvas(), self)
        self.hand_over = HandOver(self.channel, self)
        self._connect()
        self._seek_console()
        QTimer.singleShot(0, self._open_as_told)
        self.follow_project()

    def unload(self) -> None:
        self._disconnect()
        self.channel.stop()
        for following in self.followings.values():
            following.stop()
        self.followings.clear()
        self._show_exercise()
        for act in self._acts.values():
            self._iface.removePluginMenu(MENU, act)
            self._iface.removeToolBarIcon(act)
            act.deleteLater()
        self._acts.clear()
        if self._bar is not None:
            self._bar.deleteLater()
            self._bar = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        teardown_logger(LOGGER)

    def _connect(self) -> None:
        project = QgsProject.instance()
        project.readProject.connect(self._on_project)
        project.cleared.connect(self._on_project)
        project.layersRemoved.connect(self._on_project)
        self.opening.found.connect(self._show_city)
        self.opening.refused.connect(self._refuse)
        self.channel.linked.connect(self._on_console)
        self.channel.layer_taken.connect(lambda name: self._note(tr("The console has the layer {name}.", name=name)))
        self.channel.refused.connect(self._on_refused)
        assert self.companion is not None and self.hand_over is not None
        self.companion.follows.connect(lambda on: self._acts["follow"].setChecked(on))
        self.companion.shown.connect(self._come_forward)
        self.hand_over.failed.connect(lambda words: self._warn(tr("The layer was not sent."), words))

    def _disconnect(self) -> None:
        project = QgsProject.instance()
        for signal in (project.readProject, project.cleared, project.layersRemoved):
            signal.disconnect(self._on_project)

    # menu and bar

    def _make_acts(self) -> None:
        self._bar = self._iface.addToolBar(MENU)
        if self._bar is not None:
            self._bar.setObjectName("AtalayaToolBar")
        for row in acts():
            act = QAction(_icon(row.icon), row.words, self._iface.mainWindow())
            act.setObjectName(f"atalaya_{row.id}")
            act.setCheckable(row.checkable)
            act.triggered.connect(lambda on=False, row=row: row.do(self, bool(on)))
            self._acts[row.id] = act
            self._iface.addPluginToMenu(MENU, act)
            if row.in_bar and self._bar is not None:
                self._bar.addAction(act)
        self._enable()

    def _enable(self) -> None:
        there = {"": True, "city": bool(self.followings), "console": self.channel.is_linked}
        for row in acts():
            self._acts[row.id].setEnabled(there[row.needs])
            self._acts[row.id].setToolTip(row.words if there[row.needs] else _why_not(row))

    def act(self, act_id: str) -> QAction:
        return self._acts[act_id]

    # stores

    def _open_as_told(self) -> None:
        """The console starts QGIS with the store and the view in the environment."""
        told = self._environment.get("ATALAYA_QGIS_STORE", "")
        if not told:
            return
        self._view = _extent(self._environment.get("ATALAYA_QGIS_VIEW", ""))
        try:
            self.open(parse(told, self._environment.get("ATALAYA_QGIS_DATA", "")))
        except BadAddressError:
            self._warn(tr("The console named no store that can be opened."))

    def ask_for_store(self) -> None:
        dialog = OpenStoreDialog(
            settings.proposed_store(self.settings), self.settings.data_folder, self._iface.mainWindow()
        )
        dialog.chosen.connect(self.open)
        dialog.open()

    def open(self, place: Place) -> None:
        """Look at it beside the window; then it is shown, or said why not."""
        self.opening.open(place)

    def _show_city(self, city: City) -> None:
        self._mark_exercise(city)
        if city.place.name in self._resuming:
            self._resuming.discard(city.place.name)
            return
        made = group.build(QgsProject.instance(), city, self.settings.dress)
        self._remember(city.place)
        self._follow(made)
        self._zoom_to(made)
        self._seek_console()

    def _mark_exercise(self, city: City) -> None:
        if city.is_exercise:
            self._exercises.add(city.place.name)
            self._warn(tr("{city} is an exercise: nothing in it is real.", city=city.name), duration=NOTE_S)
        else:
            self._exercises.discard(city.place.name)
        self._show_exercise()

    def _remember(self, place: Place) -> None:
        folder = str(place.data or "") if isinstance(place, ServerStore) else self.settings.data_folder
        self.settings = replace(self.settings, last_store=place.name, data_folder=folder)
        settings.save(self.settings)

    def _refuse(self, problem: StoreProblem) -> None:
        self._resuming.clear()
        self._warn(tr("The store cannot be opened."), problem.words)

    def _zoom_to(self, made: CityGroup) -> None:
        canvas = self._iface.mapCanvas()
        if self._view is not None:
            show(canvas, self._view)
            self._view = None
            return
        box = None
        for layer in made.layers():
            seen = layer.extent()
            if layer.isValid() and not seen.isNull() and not seen.isEmpty():
                box = seen if box is None else box
                box.combineExtentWith(seen)
        if box is not None:
            show(canvas, Extent(box.yMinimum(), box.xMinimum(), box.yMaximum(), box.xMaximum()))

    # following

    def _follow(self, made: CityGroup) -> None:
        self._unfollow(made.place.name)
        following = Following(made, self._iface.mapCanvas(), self.settings.refresh_ms, self)
        following.linked.connect(lambda up, why: self._on_link(made, up, why))
        following.anew.connect(lambda: self.open(made.place))
        following.changed.connect(lambda topics: self._on_news(made, topics))
        self.followings[made.place.name] = following
        following.start()
        self._enable()

    def _unfollow(self, name: str) -> None:
        following = self.followings.pop(name, None)
        if following is not None:
            following.stop()
            following.deleteLater()

    def follow_project(self) -> None:
        """Groups of a project that was saved with them are followed again; those that are gone, no longer."""
        there = {found.place.name: found for found in group.find(QgsProject.instance())}
        for name in [name for name in self.followings if name not in there]:
            self._unfollow(name)
            self._exercises.discard(name)
        for name, found in there.items():
            if name not in self.followings:
                self._resume(found)
        self._show_exercise()
        self._enable()

    def _resume(self, found: CityGroup) -> None:
        """The layers stay as the project has them; the store is looked at, to say what is wrong with it."""
        self._resuming.add(found.place.name)
        self._follow(found)
        self.open(found.place)

    def _on_project(self, *_: object) -> None:
        QTimer.singleShot(0, self.follow_project)

    def _on_link(self, made: CityGroup, up: bool, why: str) -> None:
        if up:
            self._note(tr("{store} can be read again.", store=made.place.name))
        else:
            self._warn(tr("{store} cannot be read: what is shown may be old.", store=made.place.name), why)

    def _on_news(self, made: CityGroup, topics: frozenset[str]) -> None:
        """Assets of a kind that had no layer get one."""
        if "asset" not in topics:
            return
        try:
            city = look(made.place)
        except StoreProblem:
            return
        for kind in sorted(set(city.kinds) - made.kinds() - {"camera"}):
            group.add_kind(QgsProject.instance(), made, kind, self.settings.dress)

    def refresh(self) -> None:
        for following in self.followings.values():
            following.paint_all()

    def _show_exercise(self) -> None:
        """The frame over the map, as long as a store of an exercise is shown."""
        if self._exercises and self._frame is None:
            self._frame = ExerciseFrame(self._iface.mapCanvas(), self.settings.dress)
        elif not self._exercises and self._frame is not None:
            self._frame.go()
            self._frame = None

    # the console

    def _seek_console(self) -> None:
        if not self.settings.links_console:
            self.channel.stop()
            return
        opened = [following.group.place.data for following in self.followings.values()]
        self.channel.start(settings.data_folders(self.settings, [folder for folder in opened if folder is not None]))

    def _on_console(self, up: bool) -> None:
        self._enable()
        self._note(tr("Linked with the console.") if up else tr("The console has gone."))

    def _on_refused(self, why: str) -> None:
        self._warn(tr("The console refused: {why}", why=_refusals().get(why, why)))

    def zoom_console(self) -> None:
        assert self.companion is not None
        try:
            self.companion.zoom_console()
        except NoPlaceError:
            self._warn(tr("This view is no part of the Earth in degrees: zoom in first."))

    def follow_console(self, on: bool) -> None:
        assert self.companion is not None
        self._acts["follow"].setChecked(self.companion.is_following)  # the console decides
        self.companion.follow(on)

    def send_layer(self) -> None:
        assert self.hand_over is not None
        layer = self._iface.activeLayer()
        if not isinstance(layer, QgsVectorLayer) or not layer.isValid() or not layer.isSpatial():
            self._warn(tr("Choose a layer of points, lines or areas in the list first."))
            return
        self._note(tr("{name} is being written…", name=layer.name()))
        self.hand_over.send(layer)

    def _come_forward(self) -> None:
        """The person at the console asked for it."""
        window = self._iface.mainWindow()
        window.raise_()
        window.activateWindow()

    # windows

    def ask_for_settings(self) -> None:
        dialog = SettingsDialog(self.settings, self._iface.mainWindow())
        dialog.chosen.connect(self.take_settings)
        dialog.open()

    def take_settings(self, chosen: Settings) -> None:
        """Stores that are open are shown again in the new look."""
        before, self.settings = self.settings, chosen
        settings.save(chosen)
        if before.theme != chosen.theme or before.refresh_ms != chosen.refresh_ms:
            for following in list(self.followings.values()):
                self.open(following.group.place)
        if self._frame is not None:
            self._frame.wear(chosen.dress)
        self._seek_console()

    def show_help(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(help_page())))

    def show_about(self) -> None:
        AboutDialog(metadata_config()["general"]["version"], self._iface.mainWindow()).open()

    def _note(self, words: str) -> None:
        self._say.info(words, duration=NOTE_S)

    def _warn(self, words: str, details: str = "", duration: int = PROBLEM_S) -> None:
        self._say.warning(words, details, duration=duration)


def help_page() -> Path:
    """In the language of the words on the screen."""
    folder = Path(plugin_path("help"))
    return folder / ("es.html" if tr("Help") == "Ayuda" else "en.html")


def _icon(name: str) -> QIcon:
    own = RESOURCES / name
    return QIcon(str(own)) if own.exists() else QgsApplication.getThemeIcon(f"/{name}")


def _why_not(row: Act) -> str:
    missing = {"city": tr("no store is open"), "console": tr("no console is linked")}
    return f"{row.words} ({missing[row.needs]})"


def _refusals() -> dict[str, str]:
    return {
        "not_signed_in": tr("nobody is signed in there"),
        "bad_view": tr("it cannot show that view"),
        "missing": tr("it does not find the file"),
        "not_a_geopackage": tr("the file is no GeoPackage"),
        "too_large": tr("the file is too large"),
        "empty": tr("the file is empty"),
        "foreign": tr("the file belongs to somebody else"),
        "not_a_file": tr("the file is not a plain file"),
    }


def _extent(words: str) -> Extent | None:
    """`south,west,north,east`."""
    try:
        edges = [float(word) for word in words.split(",")]
        return Extent(*edges) if len(edges) == 4 else None
    except ValueError:
        return None
