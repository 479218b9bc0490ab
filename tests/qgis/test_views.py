"""The layers of a store: valid, whole, where the city says, and dressed as the console is."""

import math
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from atalaya_qgis import group, layers
from atalaya_qgis.look import look
from atalaya_qgis.place import FileStore
from atalaya_qgis.style.dress import Dress
from qgis.core import QgsFeatureRequest, QgsProject, QgsRectangle, QgsVectorLayer

VIEWS = ("map_alarm", "map_incident", "map_unit", "map_asset", "map_area", "map_camera_view", "map_photo")
DAY_P1, DAY_P3 = "#c2182b", "#0b74b0"


def layers_of(place: Any, theme: str = "day") -> dict[str, QgsVectorLayer]:
    """One layer of each view, by view; those of assets by `map_asset/kind`."""

    wanted = (*layers.live_layers(), *layers.photo_layers(), layers.area_layer())
    wanted += tuple(layers.asset_layer(kind) for kind in layers.asset_kinds(look(place)))
    return {f"{one.view}/{one.kind}" if one.kind else one.view: layers.make(place, one, Dress(theme)) for one in wanted}


@pytest.fixture
def places(request: pytest.FixtureRequest, city: Any) -> Any:

    return FileStore(city.file)


@pytest.mark.usefixtures("qgis_app")
class TestFile:
    def test_that_every_layer_is_valid_and_has_the_rows_of_the_store(self, city: Any, places: Any) -> None:
        made = layers_of(places)
        assert [name for name, layer in made.items() if not layer.isValid()] == []
        for view in ("map_alarm", "map_incident", "map_unit", "map_camera_view", "map_photo"):
            assert {row["id"] for row in made[view].getFeatures()} == set(city.facts[view])
        for kind, count in city.facts["kinds"].items():
            assert made[f"map_asset/{kind}"].featureCount() == count
        assert made["map_area"].featureCount() == len(city.facts["map_area"])
        assert {layer.crs().authid() for layer in made.values()} == {"EPSG:4326"}

    def test_that_everything_lies_where_the_city_says(self, city: Any, places: Any) -> None:
        made = layers_of(places)
        for view in ("map_alarm", "map_incident", "map_unit", "map_photo"):
            for row in made[view].getFeatures():
                lat_deg, lon_deg = city.facts[view][row["id"]]
                at = row.geometry().asPoint()
                assert (at.y(), at.x()) == pytest.approx((lat_deg, lon_deg), abs=1e-9)
        for row in made["map_camera_view"].getFeatures():
            ring = row.geometry().asPolygon()[0][:-1]
            told = city.facts["map_camera_view"][row["id"]]
            assert all(math.dist((at.y(), at.x()), corner) < 3e-9 for at, corner in zip(ring, told, strict=True))

    def test_that_a_unit_far_from_every_asset_is_found_where_it_went(self, places: Any) -> None:
        """A reader that looked it up in the assets' spatial index would miss it."""
        units = layers_of(places)["map_unit"]
        outside = QgsFeatureRequest().setFilterRect(QgsRectangle(-102.31, 22.79, -102.29, 22.81))
        assert len(list(units.getFeatures(outside))) == 1

    def test_that_a_rectangle_gives_the_assets_within_and_no_others(self, city: Any, places: Any) -> None:
        lamps = layers_of(places)["map_asset/luminaire"]
        box = QgsRectangle(-102.345, 22.768, -102.340, 22.773)
        found = {row["id"] for row in lamps.getFeatures(QgsFeatureRequest().setFilterRect(box))}
        told = {
            id_
            for id_, (lat, lon) in city.facts["map_asset"].items()
            if id_.startswith("luminaire") and box.contains(lon, lat)
        }
        assert found == told
        assert found

    def test_that_an_alarm_is_drawn_with_the_shape_of_its_priority_and_answer(self, city: Any, places: Any) -> None:
        alarms = layers_of(places)["map_alarm"]
        drawn = _drawings(alarms)
        assert set(drawn) == {f"{n}-{look}" for n in (1, 2, 3) for look in ("filled", "outline", "slashed")}
        assert set(city.facts["looks"]) <= set(drawn)
        assert len(set(drawn.values())) == 9
        assert DAY_P1 in drawn["1-filled"].lower()
        assert "stroke-linecap" in drawn["2-slashed"]
        parts = {one.value(): one.symbol().symbolLayerCount() for one in alarms.renderer().categories()}
        assert parts["1-filled"] == 3, "the double ring is missing"
        assert {count for value, count in parts.items() if value != "1-filled"} == {1}

    def test_that_the_worst_alarm_is_drawn_last(self, places: Any) -> None:
        made = layers_of(places)
        renderer = made["map_alarm"].renderer()
        assert renderer.orderByEnabled()
        assert [(one.expression().expression(), one.ascending()) for one in renderer.orderBy().list()] == [
            ('"priority"', False)
        ]

    def test_that_night_and_day_have_their_own_drawings(self, places: Any) -> None:
        night, day = layers_of(places, "night")["map_alarm"], layers_of(places)["map_alarm"]
        drawn = [_drawings(layer)["1-filled"] for layer in (night, day)]
        assert drawn[0] != drawn[1]
        assert "#ff6b5e" in drawn[0].lower()

    def test_that_codes_are_shown_as_words(self, places: Any) -> None:
        alarms = layers_of(places)["map_alarm"]
        setup = alarms.editorWidgetSetup(alarms.fields().indexOf("kind"))
        assert setup.type() == "ValueMap"
        assert {"Intrusion": "intrusion"} in setup.config()["map"]
        assert alarms.attributeAlias(alarms.fields().indexOf("raised_at")) == "Raised at"

    def test_that_no_layer_can_be_edited(self, places: Any) -> None:
        for layer in layers_of(places).values():
            assert layer.readOnly()
            assert not layer.startEditing()


def _drawings(layer: QgsVectorLayer) -> dict[str, str]:
    """The SVG on top of each category's symbol."""
    drawn: dict[str, str] = {}
    for one in layer.renderer().categories():
        symbol = one.symbol()
        mark = symbol.symbolLayer(symbol.symbolLayerCount() - 1)
        drawn[one.value()] = b64decode(mark.path().removeprefix("base64:")).decode()
    return drawn


@pytest.mark.usefixtures("qgis_new_project")
def test_that_a_city_is_a_group_with_its_assets_by_kind_and_its_base_map(city: Any, places: Any) -> None:

    project = QgsProject.instance()
    made = group.build(project, look(places), Dress("day"))
    assert made.node.name() == "San Marcos del Valle · EXERCISE · NOTHING IS REAL"
    names = [child.name() for child in made.node.children()]
    assert names[:5] == ["Open alarms", "Open incidents", "Units", "Cameras", "Views of cameras"]
    assert names[-1] == "Base map: San Marcos del Valle"
    kinds = {child.name() for child in made.node.findGroup("Assets").children()}
    assert kinds == {"Cabinets", "Containers", "Districts of the water network", "Luminaires", "Meters", "Trees"}
    base = [found.layer() for found in made.node.findGroup("Base map: San Marcos del Valle").findLayers()]
    assert [layer.name() for layer in base] == [
        "Names of places",
        "Names of areas",
        "Names of streets",
        "Streets",
        "Ground",
    ]
    assert all(layer.isValid() and layer.featureCount() for layer in base if layer.name() != "Names of places")
    assert project.crs().authid() == "EPSG:3857"
    assert [found.place.name for found in group.find(project)] == [str(city.file)]


@pytest.mark.usefixtures("qgis_new_project")
def test_that_opening_a_city_again_replaces_its_group(city: Any, places: Any) -> None:

    project = QgsProject.instance()
    group.build(project, look(places), Dress("day"))
    count = len(project.mapLayers())
    group.build(project, look(places), Dress("night"))
    assert len(project.mapLayers()) == count
    assert len(group.find(project)) == 1


def test_that_the_store_is_opened_for_reading_alone(qgis_app: Any, city: Any, places: Any, tmp_path: Path) -> None:
    """As the system sees it: no handle of this process on the store's file could write."""
    made = layers_of(places)
    assert sum(1 for layer in made.values() for _ in layer.getFeatures())
    opened = {}
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = descriptor.readlink()
        except OSError:
            continue
        if target == city.file:
            flags = Path(f"/proc/self/fdinfo/{descriptor.name}").read_text().split("flags:")[1].split()[0]
            opened[descriptor.name] = int(flags, 8) & 0o3
    assert opened, "nothing of the store is open: the test looks at the wrong file"
    assert set(opened.values()) == {0}
