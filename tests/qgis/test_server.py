"""A store on a PostGIS server, read by a role that may only look at the views, with a password that nobody saves."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from atalaya_qgis.look import StoreProblem, look
from atalaya_qgis.place import ServerStore, parse
from atalaya_qgis.plugin import AtalayaPlugin
from conftest import PASSWORD, City, start
from qgis.core import QgsProject, QgsSettings

Until = Callable[..., None]
pytestmark = pytest.mark.postgis


@pytest.fixture(scope="module")
def facts(server: dict[str, str], template: City) -> dict[str, Any]:
    """The demonstration city, on the server."""
    other = start("city", "carry", template.file, server["address"])
    told = other.hear()
    other.end()
    return told


@pytest.fixture
def place(server: dict[str, str], facts: dict[str, Any]) -> Any:

    return parse(server["reader"])


@pytest.fixture
def plugin(qgis_iface: Any, qgis_new_project: Any) -> Iterator[Any]:

    QgsSettings().remove("/Atalaya")
    QgsSettings().setValue("/Atalaya/links_console", "false")
    made = AtalayaPlugin(qgis_iface, {})
    made.initGui()
    yield made
    made.unload()


def layer(name: str) -> Any:
    return QgsProject.instance().mapLayersByName(name)[0]


def act(server: dict[str, str], deed: str) -> None:
    other = start("city", "act", server["address"], deed)
    assert other.hear() == {"done": deed}
    other.end()


def test_that_a_city_on_a_server_is_shown_whole_and_followed(
    plugin: Any, place: Any, server: dict[str, str], facts: dict[str, Any], until: Until, tmp_path: Any
) -> None:
    plugin.cities.open(place)
    until(lambda: plugin.cities.followings, what="the store is open")
    for name, view in (("Open alarms", "map_alarm"), ("Units", "map_unit"), ("Open incidents", "map_incident")):
        shown = layer(name)
        assert shown.isValid()
        assert shown.readOnly()
        assert {row["id"] for row in shown.getFeatures()} == set(facts[view])
        for row in shown.getFeatures():
            at = row.geometry().asPoint()
            assert (at.y(), at.x()) == pytest.approx(tuple(facts[view][row["id"]]), abs=1e-9)
    assert layer("Luminaires").featureCount() == facts["kinds"]["luminaire"]
    assert not [one.name() for one in QgsProject.instance().mapLayers().values() if not one.isValid()]
    before = layer("Open alarms").featureCount()
    act(server, "raise")
    until(lambda: layer("Open alarms").featureCount() == before + 1, within_s=5.0, what="the channel woke the map")
    painted: list[bool] = []
    layer("Units").repaintRequested.connect(lambda *_: painted.append(True))
    act(server, "move")
    until(lambda: painted, what="positions are looked at now and again: they wake nobody")
    file = tmp_path / "city.qgs"
    assert QgsProject.instance().write(str(file))
    assert PASSWORD not in file.read_text(encoding="utf-8")
    assert PASSWORD not in plugin.settings.last_store


def test_that_a_database_without_a_store_is_said(place: Any) -> None:

    elsewhere = ServerStore(**{**place.__dict__, "database": "postgres"})
    with pytest.raises(StoreProblem) as caught:
        look(elsewhere)
    assert caught.value.code == "not_a_store"


def test_that_a_server_that_does_not_answer_is_said_and_no_password_with_it() -> None:

    with pytest.raises(StoreProblem) as caught:
        look(parse(f"postgresql://ana:{PASSWORD}@127.0.0.1:1/c5".replace(" ", "%20")))
    assert caught.value.code == "unreadable"
    assert PASSWORD not in caught.value.words


def test_that_without_a_driver_that_listens_the_map_follows_all_the_same(
    plugin: Any, place: Any, server: dict[str, str], until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("atalaya_qgis.wake._listen", lambda _place: None)
    plugin.cities.open(place)
    until(lambda: plugin.cities.followings)
    before = layer("Open alarms").featureCount()
    act(server, "raise")
    until(lambda: layer("Open alarms").featureCount() == before + 1, what="the slow look found it")
