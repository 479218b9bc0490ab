"""Names of a map file for the search: streets from their pieces, what lies where, and crossings that are none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maps.names import LARGEST_BYTES, MapCrossing, MapName, MapNames, NameKind, NamesUnreadableError, encode, take_names
from maps.place import Place
from maps.sources.city_import import import_city

HERE = Place(22.77, -102.58)
M_LAT, M_LON = 111_195.0, 111_195.0 * 0.9221


def at(east_m: float, north_m: float) -> list[float]:
    return [HERE.lon_deg + east_m / M_LON, HERE.lat_deg + north_m / M_LAT]


def line(name: str, *points_m: tuple[float, float], **tags: str) -> dict[str, Any]:
    geometry = {"type": "LineString", "coordinates": [at(*point) for point in points_m]}
    return {"type": "Feature", "geometry": geometry, "properties": {"highway": "residential", "name": name, **tags}}


def square(name: str, east_m: float, north_m: float, half_m: float, **tags: str) -> dict[str, Any]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    ring = [at(east_m + half_m * x, north_m + half_m * y) for x, y in corners]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "geometry": geometry, "properties": {"name": name, **tags}}


def point(name: str, east_m: float, north_m: float, **tags: str) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": at(east_m, north_m)}
    return {"type": "Feature", "geometry": geometry, "properties": {"name": name, **tags}}


@pytest.fixture
def names(tmp_path: Path) -> Callable[..., MapNames]:
    def read(*features: dict[str, Any], osm: bool = False) -> MapNames:
        if osm:
            for number, feature in enumerate(features):
                feature["properties"]["osm_id"] = str(number)
        source = tmp_path / "map.geojson"
        source.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), "utf-8")
        return import_city(source, tmp_path / "city.gpkg", lambda _: None).names

    return read


Names = Callable[..., MapNames]


def crossings(found: MapNames) -> list[tuple[str, str]]:
    return [(found.names[one.one].name, found.names[one.other].name) for one in found.crossings]


def test_that_pieces_of_one_name_are_one_street_and_a_namesake_far_off_another(names: Names) -> None:
    found = names(
        line("Hidalgo", (0, 0), (100, 0)),
        line("Hidalgo", (100, 0), (200, 0)),
        line("Hidalgo", (350, 0), (400, 0)),  # beyond a square
        line("Hidalgo", (3_000, 0), (3_100, 0)),
    )
    streets = [one for one in found.names if one.kind is NameKind.STREET]
    assert [one.name for one in streets] == ["Hidalgo", "Hidalgo"]
    assert streets[0].width_m == pytest.approx(480, abs=5)
    assert Place(streets[0].lat_deg, streets[0].lon_deg).distance_m(HERE) < 210


def test_that_streets_that_touch_cross_and_those_that_pass_do_not(names: Names) -> None:
    found = names(
        line("Hidalgo", (0, 0), (400, 0)),
        line("Juárez", (100, -100), (100, 100)),
        line("Morelos", (300, 0.5), (300, 100)),  # ends half a metre short
        line("Lejana", (0, 500), (400, 500)),
    )
    assert crossings(found) == [("Hidalgo", "Juárez"), ("Hidalgo", "Morelos")]
    one = found.crossings[0]
    assert Place(one.lat_deg, one.lon_deg).distance_m(Place(*at(100, 0)[::-1])) < 1


def test_that_a_bridge_of_openstreetmap_crosses_nothing_under_it(names: Names) -> None:
    found = names(
        line("Viaducto", (0, 0), (400, 0)),
        line("Juárez", (100, -100), (100, 100)),  # no node in common
        line("Morelos", (400, 0), (400, 100)),
        osm=True,
    )
    assert crossings(found) == [("Viaducto", "Morelos")]


def test_that_the_nodes_of_an_avenue_with_two_lanes_are_one_crossing(names: Names) -> None:
    found = names(
        line("Reforma", (0, 0), (100, 0), (200, 0)),
        line("Reforma", (0, 20), (100, 20), (200, 20)),
        line("Juárez", (100, -100), (100, 0), (100, 20), (100, 100)),
        osm=True,
    )
    assert crossings(found) == [("Reforma", "Juárez")]


def test_that_two_streets_that_meet_twice_have_two_crossings(names: Names) -> None:
    found = names(
        line("Anillo", (0, 0), (0, 300), (300, 300), (300, 0)),
        line("Recta", (-50, 100), (350, 100)),
    )
    assert crossings(found) == [("Anillo", "Recta"), ("Anillo", "Recta")]


def test_that_everything_says_the_colonia_it_lies_in(names: Names) -> None:
    found = names(
        square("Centro", 0, 0, 500, boundary="administrative"),
        square("Municipio", 0, 0, 5_000, boundary="administrative"),
        line("Hidalgo", (0, 0), (100, 0)),
        line("Hidalgo", (3_000, 0), (3_100, 0)),
        point("Primaria Benito Juárez", 50, 50, amenity="school"),
        point("Las Palmas", 200, 200, place="neighbourhood"),
        square("Parque Morelos", -100, -100, 50, leisure="park"),
    )
    near = {(one.name, one.near) for one in found.names}
    assert near >= {
        ("Hidalgo", "Centro"),
        ("Hidalgo", "Municipio"),
        ("Primaria Benito Juárez", "Centro"),
        ("Parque Morelos", "Centro"),
        ("Las Palmas", "Centro"),
        ("Centro", "Municipio"),
    }
    kinds = {one.name: (one.kind, one.what) for one in found.names}
    assert kinds["Las Palmas"] == (NameKind.PLACE, "neighbourhood")
    assert kinds["Primaria Benito Juárez"] == (NameKind.POINT, "school")
    assert kinds["Parque Morelos"] == (NameKind.AREA, "park")


def test_that_a_river_is_named_once_and_a_nameless_line_never(names: Names) -> None:
    found = names(
        line("Hidalgo", (0, 0), (100, 0)),
        {**line("Río Grande", (0, 0), (100, 50)), "properties": {"waterway": "river", "name": "Río Grande"}},
        {**line("Río Grande", (100, 50), (900, 50)), "properties": {"waterway": "river", "name": "Río Grande"}},
        line("", (0, 10), (100, 10)),
    )
    assert sorted(one.name for one in found.names) == ["Hidalgo", "Río Grande"]


def test_that_a_name_as_long_as_a_book_is_cut_and_blanks_are_gathered(names: Names) -> None:
    found = names(line("a  b\n c" + "x" * 5_000, (0, 0), (100, 0)))
    assert found.names[0].name.startswith("a b cxx")
    assert len(found.names[0].name) <= 200


def test_that_names_pass_by_a_file_that_is_gone_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "names"
    street = MapName(NameKind.STREET, "street", "Juárez", 22.77, -102.58, 300.0)
    whole = MapNames((street, street), (MapCrossing(0, 1, 22.77, -102.58),))
    file.write_bytes(encode(whole))
    assert take_names(file) == whole
    assert not file.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 40,
        encode(MapNames((), (MapCrossing(0, 1, 0.0, 0.0),))),
        b'{"names": []}',
    ],
)
def test_that_a_file_that_the_worker_did_not_write_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "names"
    file.write_bytes(content)
    with pytest.raises(NamesUnreadableError):
        take_names(file)
    assert not file.exists()


def test_that_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "names"
    with file.open("wb") as sparse:
        sparse.truncate(LARGEST_BYTES + 1)
    with pytest.raises(NamesUnreadableError):
        take_names(file)


@pytest.mark.shared("maps/liechtenstein-latest.osm.pbf")
def test_that_a_country_has_its_streets_and_crossings(shared: Callable[[str], Path], tmp_path: Path) -> None:
    facts = import_city(shared("maps/liechtenstein-latest.osm.pbf"), tmp_path / "city.gpkg", lambda _: None)
    names = {(one.name, one.near) for one in facts.names.names if one.kind is NameKind.STREET}
    assert ("Städtle", "Vaduz") in names
    met = {frozenset(pair) for pair in crossings(facts.names)}
    assert frozenset({"Äulestrasse", "Rathausgasse"}) in met
    assert len(met) > 1_000
