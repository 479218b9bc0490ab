"""The plugin as QGIS holds it: its menu and bar, its windows, the cities that are open, the console beside it."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from qgis.core import QgsApplication
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, QObject, QTimer, QTranslator, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QFontDatabase, QIcon
from qgis.PyQt.QtWidgets import QAction, QToolBar
from qgis_plugin_tools.tools.custom_logging import setup_logger, teardown_logger
from qgis_plugin_tools.tools.i18n import setup_translation
from qgis_plugin_tools.tools.messages import MessageBarLogger
from qgis_plugin_tools.tools.resources import metadata_config, plugin_path

from . import settings
from .acts import Act, acts
from .channel import Extent
from .cities import Cities
from .console_link import ConsoleLink
from .dialogs.about import AboutDialog
from .dialogs.open_store import OpenStoreDialog
from .dialogs.settings_dialog import SettingsDialog
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
        self._say = MessageBarLogger(LOGGER)
        self.settings = settings.load()
        self.cities = Cities(iface, lambda: self.settings, self)
        self.console = ConsoleLink(iface, self)

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

    def initGui(self) -> None:
        setup_logger(LOGGER, self._iface)
        for font in sorted((RESOURCES / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(font))
        self._make_acts()
        for part in (self.cities, self.console):
            part.changed.connect(self._enable)
            part.note.connect(self._note)
            part.warn.connect(self._warn)
        self.cities.opened.connect(self._remember)
        QCoreApplication.instance().aboutToQuit.connect(self._end_threads)
        self._seek_console()
        self.cities.follow_project()
        QTimer.singleShot(0, self._open_as_told)

    def unload(self) -> None:
        QCoreApplication.instance().aboutToQuit.disconnect(self._end_threads)
        self.cities.end()
        self.console.end()
        for act in self._acts.values():
            self._iface.removePluginMenu(MENU, act)
            act.deleteLater()
        self._acts.clear()
        if self._bar is not None:
            self._iface.mainWindow().removeToolBar(self._bar)
            self._bar.deleteLater()
            self._bar = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        teardown_logger(LOGGER)

    def _end_threads(self) -> None:
        self.cities.end_threads()
        self.console.end()

    # menu and bar

    def _make_acts(self) -> None:
        self._bar = self._iface.addToolBar(MENU)
        self._bar.setObjectName("AtalayaToolBar")
        for row in acts():
            act = QAction(_icon(row.icon), row.words, self._iface.mainWindow())
            act.setObjectName(f"atalaya_{row.id}")
            act.setCheckable(row.checkable)
            act.triggered.connect(lambda on=False, row=row: row.do(self, bool(on)))
            self._acts[row.id] = act
            self._iface.addPluginToMenu(MENU, act)
            if row.in_bar:
                self._bar.addAction(act)
        self._enable()

    def _enable(self) -> None:
        there = {"": True, "city": bool(self.cities.followings), "console": self.console.is_linked}
        for row in acts() if self._acts else ():
            self._acts[row.id].setEnabled(there[row.needs])
            self._acts[row.id].setToolTip(row.words if there[row.needs] else _why_not(row))
            if row.checkable:
                self._acts[row.id].setChecked(self.console.is_following)

    def act(self, act_id: str) -> QAction:
        return self._acts[act_id]

    # stores

    def _open_as_told(self) -> None:
        """The console starts QGIS with the store and the view in the environment."""
        told = self._environment.get("ATALAYA_QGIS_STORE", "")
        if not told or not self._acts:
            return
        try:
            place = parse(told, self._environment.get("ATALAYA_QGIS_DATA", ""))
        except BadAddressError:
            self._warn(tr("The console named no store that can be opened."))
            return
        self.cities.open(place, _extent(self._environment.get("ATALAYA_QGIS_VIEW", "")))

    def ask_for_store(self) -> None:
        proposed = settings.proposed_store(self.settings)
        dialog = OpenStoreDialog(proposed, self.settings.data_folder, self._iface.mainWindow())
        dialog.chosen.connect(self.cities.open)
        dialog.open()

    def _remember(self, place: Place) -> None:
        folder = str(place.data or "") if isinstance(place, ServerStore) else self.settings.data_folder
        self.settings = replace(self.settings, last_store=place.name, data_folder=folder)
        settings.save(self.settings)
        self._seek_console()

    def _seek_console(self) -> None:
        if self.settings.links_console:
            self.console.seek(settings.data_folders(self.settings, self.cities.folders()))
        else:
            self.console.end()

    # windows

    def ask_for_settings(self) -> None:
        dialog = SettingsDialog(self.settings, self._iface.mainWindow())
        dialog.chosen.connect(self.take_settings)
        dialog.open()

    def take_settings(self, chosen: Settings) -> None:
        """Stores that are open are shown again in the new look."""
        before, self.settings = self.settings, chosen
        settings.save(chosen)
        if (before.theme, before.refresh_ms) != (chosen.theme, chosen.refresh_ms):
            self.cities.open_again()
        self._seek_console()

    def show_help(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(help_page())))

    def show_about(self) -> None:
        AboutDialog(metadata_config()["general"]["version"], self._iface.mainWindow()).open()

    def _note(self, words: str) -> None:
        self._say.info(words, duration=NOTE_S)

    def _warn(self, words: str, details: str = "") -> None:
        self._say.warning(words.rstrip(".") if details else words, details, duration=PROBLEM_S)


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


def _extent(words: str) -> Extent | None:
    """`south,west,north,east`."""
    try:
        edges = [float(word) for word in words.split(",")]
        return Extent(*edges) if len(edges) == 4 else None
    except ValueError:
        return None
