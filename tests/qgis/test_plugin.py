"""The plugin as a person uses it in QGIS: opening, following, frames and messages."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from atalaya_qgis import group, settings
from atalaya_qgis.companion import extent_of
from atalaya_qgis.dialogs.about import AboutDialog
from atalaya_qgis.dialogs.open_store import OpenStoreDialog
from atalaya_qgis.dialogs.settings_dialog import SettingsDialog
from atalaya_qgis.place import FileStore, ServerStore
from atalaya_qgis.plugin import AtalayaPlugin, help_page
from conftest import City, start
from qgis.core import Qgis, QgsProject, QgsSettings
from qgis.PyQt.QtWidgets import QDialogButtonBox

Until = Callable[..., None]


@pytest.fixture
def plugin(qgis_iface: Any, qgis_new_project: Any, environment: dict[str, str], tmp_path: Path) -> Iterator[Any]:

    settings = QgsSettings()
    settings.remove("/Atalaya")
    settings.setValue("locale/userLocale", "en")
    environment.setdefault("XDG_DATA_HOME", str(tmp_path))
    made = AtalayaPlugin(qgis_iface, environment)
    made.initGui()
    yield made
    made.unload()


def told(qgis_iface: Any, level: Any = Qgis.MessageLevel.Warning) -> list[str]:
    return qgis_iface.messageBar().get_messages(level)


def file_store(city: City) -> Any:

    return FileStore(city.file)


def layer(name: str) -> Any:
    return QgsProject.instance().mapLayersByName(name)[0]


@pytest.fixture
def opened(plugin: Any, city: City, until: Until) -> Any:
    plugin.cities.open(file_store(city))
    until(lambda: plugin.cities.followings, what="the store is open")
    return plugin


def test_that_a_store_opens_as_a_group_and_an_exercise_is_framed(opened: Any, qgis_iface: Any, city: City) -> None:
    assert layer("Open alarms").featureCount() == len(city.facts["map_alarm"])
    assert opened.cities.frame is not None
    assert opened.cities.frame.size() == qgis_iface.mapCanvas().size()
    assert any("is an exercise" in words for words in told(qgis_iface, Qgis.MessageLevel.Info))
    assert opened.settings.last_store == str(city.file)


def test_that_the_map_shows_the_city(opened: Any, qgis_iface: Any, until: Until) -> None:

    until(lambda: -103 < extent_of(qgis_iface.mapCanvas()).west < -102)
    assert QgsProject.instance().crs().authid() == "EPSG:3857"


def test_that_a_problem_is_said_in_the_message_bar(plugin: Any, qgis_iface: Any, tmp_path: Path, until: Until) -> None:

    plugin.cities.open(FileStore(tmp_path / "gone.sqlite"))
    until(lambda: told(qgis_iface))
    assert "The store cannot be opened" in told(qgis_iface)[0]
    assert "There is no file" in told(qgis_iface)[0]
    assert not plugin.cities.followings


def test_that_a_new_alarm_appears_by_itself(opened: Any, city: City, until: Until) -> None:
    alarms = layer("Open alarms")
    before = alarms.featureCount()
    painted: list[bool] = []
    alarms.repaintRequested.connect(lambda *_: painted.append(True))
    city.act("raise")
    until(lambda: alarms.featureCount() == before + 1, what="the alarm is on the map")
    assert painted


def test_that_a_unit_that_moves_is_painted_and_the_lamps_are_not(opened: Any, city: City, until: Until) -> None:
    painted: Counter[str] = Counter()
    for name in ("Units", "Luminaires"):
        layer(name).repaintRequested.connect(lambda *_, name=name: painted.update([name]))
    city.act("move")
    until(lambda: painted["Units"], within_s=4.0, what="the units are painted: they age every 5 s")
    assert painted["Luminaires"] == 0
    places = {row["id"]: row.geometry().asPoint() for row in layer("Units").getFeatures()}
    assert any(at.y() == pytest.approx(22.80) for at in places.values())


def test_that_a_kind_of_asset_that_was_imported_gets_its_layer(opened: Any, city: City, until: Until) -> None:
    city.act("import")
    until(lambda: QgsProject.instance().mapLayersByName("Hydrant"), what="the new kind has a layer")
    assert layer("Hydrant").featureCount() == 1


def test_that_a_store_that_was_replaced_is_shown_anew(opened: Any, city: City, template: City, until: Until) -> None:
    city.act("raise")
    fresh = city.data / "fresh.sqlite"
    fresh.write_bytes(template.file.read_bytes())
    for ending in ("-wal", "-shm"):
        city.file.with_name(city.file.name + ending).unlink(missing_ok=True)
    before = layer("Open alarms").id()
    fresh.replace(city.file)
    until(lambda: layer("Open alarms").id() != before, what="the group was made anew")
    assert layer("Open alarms").featureCount() == len(city.facts["map_alarm"])


def test_that_a_store_that_goes_away_is_said_once_and_its_return_too(
    opened: Any, city: City, qgis_iface: Any, until: Until
) -> None:
    away = city.file.with_name("away.sqlite")
    city.file.rename(away)
    until(lambda: any("may be old" in words for words in told(qgis_iface)), what="it is said that the store is away")
    away.rename(city.file)
    until(
        lambda: any("again" in words for words in told(qgis_iface, Qgis.MessageLevel.Info)), what="and that it is back"
    )
    assert sum("may be old" in words for words in told(qgis_iface)) == 1


def test_that_a_saved_project_is_followed_again_with_its_own_looks(
    opened: Any, city: City, qgis_iface: Any, tmp_path: Path, until: Until
) -> None:
    layer("Open alarms").setOpacity(0.5)
    file = tmp_path / "city.qgz"
    assert QgsProject.instance().write(str(file))
    QgsProject.instance().clear()
    until(lambda: not opened.cities.followings, what="a project that was closed is not followed")
    assert opened.cities.frame is None
    assert QgsProject.instance().read(str(file))
    until(lambda: opened.cities.followings and opened.cities.frame is not None, what="it is followed and framed again")
    assert layer("Open alarms").opacity() == 0.5
    before = layer("Open alarms").featureCount()
    city.act("raise")
    until(lambda: layer("Open alarms").featureCount() == before + 1, what="news come to the project that was read")


def test_that_a_group_that_was_removed_is_not_followed(opened: Any, until: Until) -> None:

    group.remove(QgsProject.instance(), group.find(QgsProject.instance())[0])
    until(lambda: not opened.cities.followings)
    assert opened.cities.frame is None
    assert not opened.act("refresh").isEnabled()


def test_that_another_look_dresses_the_open_store_anew(opened: Any, until: Until) -> None:
    before = layer("Open alarms").id()
    opened.take_settings(replace(opened.settings, theme="night"))
    until(lambda: layer("Open alarms").id() != before)
    assert opened.settings.theme == "night"
    assert QgsSettings().value("/Atalaya/theme") == "night"


class TestAsTheConsoleStartsIt:
    @pytest.fixture
    def environment(self, city: City) -> dict[str, str]:
        return {
            "ATALAYA_QGIS_STORE": str(city.file),
            "ATALAYA_QGIS_DATA": str(city.data),
            "ATALAYA_QGIS_VIEW": "22.770,-102.350,22.775,-102.340",
        }

    def test_that_the_store_and_the_view_of_the_console_are_shown(
        self, plugin: Any, qgis_iface: Any, until: Until
    ) -> None:

        until(lambda: plugin.cities.followings)
        shown = extent_of(qgis_iface.mapCanvas())
        assert shown.south <= 22.770 + 1e-6
        assert shown.north >= 22.775 - 1e-6
        assert (shown.west + shown.east) / 2 == pytest.approx(-102.345, abs=1e-4)


def test_that_the_dialog_names_what_it_needs(plugin: Any, qgis_parent: Any, city: City) -> None:

    dialog = OpenStoreDialog(str(city.file), "", qgis_parent)
    chosen: list[Any] = []
    dialog.chosen.connect(chosen.append)
    assert dialog.place() == FileStore(city.file)
    dialog.server_kind.click()
    dialog.open_button.click()
    assert not chosen
    assert "host and the database" in dialog.complaint.text()
    dialog.host.setText("db.city.mx")
    dialog.database.setText("c5")
    dialog.secrets.setUsername("ana")
    dialog.open_button.click()
    assert chosen == [ServerStore("db.city.mx", "c5", user="ana")]


def test_that_settings_are_kept_and_bounded(plugin: Any, qgis_parent: Any) -> None:

    dialog = SettingsDialog(plugin.settings, qgis_parent)
    dialog.chosen.connect(plugin.take_settings)
    dialog.theme.setCurrentIndex(dialog.theme.findData("night"))
    dialog.refresh_ms.setValue(2000)
    dialog.links_console.setChecked(False)
    dialog.findChild(QDialogButtonBox).accepted.emit()
    kept = settings.load()
    assert (kept.theme, kept.refresh_ms, kept.links_console) == ("night", 2000, False)
    QgsSettings().setValue("/Atalaya/refresh_ms", "nonsense")
    assert settings.load().refresh_ms == settings.DEFAULT_REFRESH_MS


def test_that_the_help_is_in_the_language_of_the_screen(plugin: Any) -> None:

    assert help_page().name == "en.html"
    assert help_page().read_text(encoding="utf-8").startswith("<!doctype html>")


def test_that_about_names_the_licence(plugin: Any, qgis_parent: Any) -> None:

    dialog = AboutDialog("0.1.0", qgis_parent)
    assert "Affero" in dialog.words.text()
    assert "0.1.0" in dialog.words.text()


def test_that_a_real_node_writes_while_qgis_reads_and_neither_harms_the_other(
    plugin: Any, city: City, qgis_iface: Any, until: Until
) -> None:
    """Thousands of messages into the store, the map drawn again and again, the node killed once in between."""
    other = start("node", city.data, 1500)
    first = other.hear()
    assert first["pid"]
    plugin.cities.open(file_store(city))
    until(lambda: plugin.cities.followings)
    canvas, drawn = qgis_iface.mapCanvas(), [0]
    canvas.resize(800, 500)
    canvas.mapCanvasRefreshed.connect(lambda: drawn.__setitem__(0, drawn[0] + 1))
    units, moved = layer("Units"), set()

    def look() -> int:
        moved.update((row["id"], row.geometry().asWkt(6)) for row in units.getFeatures())
        sum(1 for _ in layer("Luminaires").getFeatures())
        return len(moved)

    until(lambda: drawn[0] >= 6 and look() > 40, what="the map follows the units")
    other.say("kill")
    assert other.hear()["pid"] != first["pid"]
    seen = look()
    until(lambda: look() > seen + 20, what="the map follows after the node was killed")
    other.say("stop")
    after = other.hear()
    other.end()
    assert after["integrity"] == "ok"
    assert (after["lost"], after["doubled"], after["flaw"], after["complaints"]) == (0, 0, "", [])
    assert after["sent"] > 3000
    assert after["wal_mb"] < 100, "a reader kept the log from being folded"
    assert not [words for words in told(qgis_iface) if "cannot be read" in words]
