"""What planning asks of a real map worker, of a small made city and of real extracts."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from maps.place import Place
from maps.plane import LocalPlane
from maps.survey import Survey, SurveyError
from maps.viewport import Viewport
from maps.worker_client import MapWorker

HERE = Place(22.77, -102.34)
PLANE = LocalPlane(HERE)
BOX = Viewport.around(HERE, 800.0, 100, 100).bounds_m


def lonlat(east_m: float, north_m: float) -> list[float]:
    place = PLANE.to_place(east_m, north_m)
    return [place.lon_deg, place.lat_deg]


def square(east_m: float, north_m: float, side_m: float) -> dict[str, object]:
    corners = [(0, 0), (side_m, 0), (side_m, side_m), (0, side_m), (0, 0)]
    return {"type": "Polygon", "coordinates": [[lonlat(east_m + x, north_m + y) for x, y in corners]]}


def feature(geometry: dict[str, object], **tags: str) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": tags}


def line(*points: tuple[float, float]) -> dict[str, object]:
    return {"type": "LineString", "coordinates": [lonlat(*point) for point in points]}


def point(east_m: float, north_m: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": lonlat(east_m, north_m)}


FEATURES = [
    feature(square(20, 20, 10), building="yes", height="9"),
    feature(square(-40, 20, 10), building="yes", **{"building:levels": "2"}),
    feature(square(20, -40, 10), building="house"),
    feature(line((-300, 0), (300, 0)), highway="primary", name="Av. Hidalgo"),
    feature(line((0, -300), (0, 300)), highway="residential", name="Calle Juárez"),
    feature(line((100, -50), (100, 50)), highway="footway"),
    feature(square(200, 200, 60), leisure="park", name="Parque Morelos", opening_hours="Mo-Su 06:00-22:00"),
    feature(square(-200, 200, 30), leisure="pitch", access="private"),
    feature(square(-300, 200, 30), leisure="playground"),
    feature(point(210, 210), amenity="bench"),
    feature(point(220, 210), amenity="bench"),
    feature(point(230, 230), natural="tree"),
    feature(point(900, 900), amenity="bench"),
]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("survey") / "town.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return path


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survey]:
    with MapWorker(tmp_path_factory.mktemp("run"), draws=False) as worker:
        yield Survey(worker)


@pytest.fixture(scope="module")
def city(source: Path, survey: Survey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("city") / "city.gpkg"
    survey._worker.import_city(source, target)
    return target


def test_that_buildings_stand_where_and_as_high_as_the_file_says(survey: Survey, city: Path) -> None:
    grid = survey.buildings([city], HERE, 60.0, 0.5, 6.5)
    spots = np.array([(25, 25), (-35, 25), (25, -35), (0, 0), (18, 25), (32, 25)], np.float64)
    assert grid.at(spots[:, 0], spots[:, 1]).tolist() == [9.0, 6.0, 6.5, 0.0, 0.0, 0.0]


def test_that_streets_come_point_by_point_with_their_names(survey: Survey, city: Path) -> None:
    ground = survey.ground([city], BOX, 10.0)
    assert ground.names.tolist() == ["Av. Hidalgo", "Calle Juárez"]
    assert np.bincount(ground.street).tolist() == [60, 60]
    along = ground.street_lon_deg[ground.street == 0]
    assert (np.diff(along) > 0).all()
    assert ground.ranks.tolist() == [1, 3]


def test_that_crossings_are_where_streets_cross_though_they_share_no_corner(survey: Survey, city: Path) -> None:
    ground = survey.ground([city], BOX, 10.0)
    assert len(ground.crossing_lat_deg) == 1
    assert Place(ground.crossing_lat_deg[0], ground.crossing_lon_deg[0]).distance_m(HERE) < 0.5


def test_that_buildings_are_measured_in_square_metres_of_ground(survey: Survey, city: Path) -> None:
    assert survey.ground([city], BOX, 10.0).building_m2 == pytest.approx(np.full(3, 100.0), rel=0.01)


def test_that_public_spaces_come_with_what_stands_in_them(survey: Survey, source: Path) -> None:
    found = {space.kind: space for space in survey.spaces(source)}
    assert set(found) == {"park", "playground", "tree"}  # the court is private
    park = found["park"]
    assert (park.name, park.opening_hours) == ("Parque Morelos", "Mo-Su 06:00-22:00")
    assert park.inventory == {"benches": 2, "trees": 1}
    assert len(park.rings) == 1
    assert Place(park.lat_deg, park.lon_deg).distance_m(PLANE.to_place(230, 230)) < 1.0
    assert not found["tree"].rings


def test_that_a_space_keeps_its_id_from_reading_to_reading(survey: Survey, source: Path) -> None:
    assert survey.spaces(source) == survey.spaces(source)


def test_that_a_city_file_that_is_gone_is_told(survey: Survey, tmp_path: Path) -> None:
    with pytest.raises(SurveyError) as told:
        survey.buildings([tmp_path / "gone.gpkg"], HERE, 50.0, 0.5, 6.0)
    assert told.value.code == "missing"


def test_that_a_file_that_is_no_map_is_told_and_leaves_nothing_behind(survey: Survey, tmp_path: Path) -> None:
    page = tmp_path / "page.geojson"
    page.write_text("<html>sign in first</html>")
    with pytest.raises(SurveyError) as told:
        survey.areas(page)
    assert told.value.code == "not_a_map"


@pytest.mark.shared("maps/mexico/Ciudad de México.json")
def test_that_inegis_keys_and_names_of_areas_are_read(survey: Survey, shared: Callable[[str], Path]) -> None:
    areas = {area.code: area for area in survey.areas(shared("maps/mexico/Ciudad de México.json"))}
    assert len(areas) == 16
    assert areas["09017"].name == "Venustiano Carranza"
    assert areas["09017"].keys["nom_ent"] == "Ciudad de México"
    assert all(area.rings and len(area.rings[0]) >= 3 for area in areas.values())


@pytest.mark.shared("maps/liechtenstein-latest.osm.pbf")
def test_that_a_real_extract_has_municipalities_and_parks(survey: Survey, shared: Callable[[str], Path]) -> None:
    source = shared("maps/liechtenstein-latest.osm.pbf")
    assert {"Vaduz", "Schaan", "Balzers"} <= {area.name for area in survey.areas(source)}
    kinds = {space.kind for space in survey.spaces(source)}
    assert {"park", "playground", "court", "cemetery", "tree"} <= kinds
