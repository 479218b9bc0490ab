"""The road file that comes with a city file: from OpenStreetMap with its relations, from lines, or none."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from maps.place import Place
from maps.roads.graph import RoadGraph
from maps.roads.graph_file import open_graph, road_file_of
from maps.roads.net import RoadNet
from maps.roads.profile import PROFILES
from maps.roads.router import NoWayError, Route, Router
from maps.sources.city_file import CityFileError
from maps.sources.city_import import CityFacts, import_city
from maps.sources.osm_roads import read_osm_roads
from maps.sources.reading import UnreadableMapError

Shared = Callable[[str], Path]
NODES = {1: (0, 0), 2: (0, 1), 3: (0, 2), 4: (1, 1), 5: (-1, 1), 6: (0, 3)}
"""Rows and columns of a thousandth of a degree; 2 is the crossing."""


def place(row: float, column: float) -> Place:
    return Place(47.0 + row / 1000, 9.0 + column / 1000)


def osm(
    path: Path,
    ways: dict[int, tuple[list[int], dict[str, str]]],
    extra: str = "",
    without: tuple[int, ...] = (),
    node_tags: dict[int, dict[str, str]] | None = None,
) -> Path:
    def tags(some: dict[str, str]) -> str:
        return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in some.items())

    def node(id_: int) -> str:
        at = place(*NODES[id_])
        said = tags((node_tags or {}).get(id_, {}))
        return f'<node id="{id_}" version="1" lat="{at.lat_deg:.7f}" lon="{at.lon_deg:.7f}">{said}</node>'

    def way(id_: int) -> str:
        refs, some = ways[id_]
        corners = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        return f'<way id="{id_}" version="1">{corners}{tags(some)}</way>'

    nodes = "".join(node(id_) for id_ in NODES if id_ not in without)
    lines = "".join(way(id_) for id_ in ways)
    path.write_text(f'<?xml version="1.0"?><osm version="0.6" generator="test">{nodes}{lines}{extra}</osm>')
    return path


CROSS = {
    10: ([1, 2], {"highway": "residential", "name": "Oeste"}),
    11: ([2, 3], {"highway": "residential", "name": "Este"}),
    12: ([2, 4], {"highway": "residential", "name": "Norte"}),
    13: ([5, 2], {"highway": "residential", "name": "Sur"}),
}


def restriction(
    kind: str, from_way: int, to_way: int, *, more: str = "", via: str = '<member type="node" ref="2" role="via"/>'
) -> str:
    return (
        f'<relation id="1" version="1"><member type="way" ref="{from_way}" role="from"/>{via}'
        f'<member type="way" ref="{to_way}" role="to"/><tag k="type" v="restriction"/>'
        f'<tag k="restriction" v="{kind}"/>{more}</relation>'
    )


def imported(source: Path) -> CityFacts:
    return import_city(source, source.with_suffix(".gpkg"), lambda _: None)


def graph_of(source: Path) -> RoadGraph:
    imported(source)
    return open_graph(road_file_of(source.with_suffix(".gpkg")))


def route(source: Path, one: Place, other: Place, profile: str = "car") -> Route:
    return Router(RoadNet(graph_of(source), PROFILES[profile])).route(one, other)


def test_that_ways_of_openstreetmap_join_by_their_nodes(tmp_path: Path) -> None:
    found = route(osm(tmp_path / "x.osm", CROSS), place(0, 0.2), place(0.8, 1))
    assert [step.street for step in found.steps][:2] == ["Oeste", "Norte"]


def test_that_a_bridge_does_not_join_the_street_beneath(tmp_path: Path) -> None:
    over = {
        10: ([1, 3], {"highway": "residential", "name": "Debajo"}),
        11: ([5, 4], {"highway": "residential", "name": "Puente", "bridge": "yes"}),
    }
    with pytest.raises(NoWayError):
        route(osm(tmp_path / "x.osm", over), place(0, 0.2), place(0.8, 1))


@pytest.mark.parametrize(
    ("relation", "profile", "is_obeyed"),
    [
        (restriction("no_left_turn", 10, 12), "car", True),
        (restriction("only_straight_on", 10, 11), "car", True),
        (restriction("no_left_turn", 10, 12, more='<tag k="except" v="emergency"/>'), "emergency", False),
        (restriction("no_left_turn", 10, 12), "foot", False),
        (restriction("no_left_turn", 10, 12, via='<member type="way" ref="13" role="via"/>'), "car", False),
    ],
)
def test_that_turn_restrictions_hold_for_whom_they_are_meant(
    tmp_path: Path, relation: str, profile: str, is_obeyed: bool
) -> None:
    source = osm(tmp_path / "x.osm", CROSS, relation)
    found = route(source, place(0, 0.2), place(0.8, 1), profile)
    assert (found.metres > 200) == is_obeyed


def test_that_the_facts_tell_what_was_left_out(tmp_path: Path) -> None:
    ways = {**CROSS, 14: ([3, 6], {"highway": "residential", "maxspeed": "-5"})}
    via_way = restriction("no_left_turn", 10, 12, via='<member type="way" ref="13" role="via"/>')
    facts = imported(osm(tmp_path / "x.osm", ways, via_way)).roads
    assert facts is not None
    assert (facts.pieces, facts.restrictions, facts.restrictions_through_ways, facts.strange_speeds) == (5, 0, 1, 1)


def test_that_a_bollard_stops_cars_and_a_locked_gate_no_fire_engine(tmp_path: Path) -> None:
    bollard = osm(tmp_path / "a.osm", CROSS, node_tags={2: {"barrier": "bollard"}})
    with pytest.raises(NoWayError):
        route(bollard, place(0, 0.2), place(0, 1.8))
    gate = osm(tmp_path / "b.osm", CROSS, node_tags={2: {"barrier": "gate", "access": "private"}})
    with pytest.raises(NoWayError):
        route(gate, place(0, 0.2), place(0, 1.8))
    assert route(gate, place(0, 0.2), place(0, 1.8), "emergency").metres < 130


def test_that_an_extract_cut_at_the_border_keeps_what_lies_within(tmp_path: Path) -> None:
    source = osm(tmp_path / "x.osm", {10: ([1, 2, 3, 6], {"highway": "residential"})}, without=(6,))
    assert graph_of(source).segments == 1


def test_that_lines_of_any_layer_join_where_corners_are_the_same(tmp_path: Path) -> None:
    lines = [
        ([9.0, 47.0], [9.001, 47.0], "Uno"),
        ([9.001, 47.0], [9.001, 47.001], "Dos"),
        ([9.0005, 46.999], [9.0005, 47.001], "Puente"),
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"highway": "residential", "name": name},
            "geometry": {"type": "LineString", "coordinates": [a, b]},
        }
        for a, b, name in lines
    ]
    source = tmp_path / "x.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = route(source, place(0, 0.2), place(0.8, 1))
    assert [step.street for step in found.steps][:2] == ["Uno", "Dos"]
    with pytest.raises(NoWayError):
        route(source, place(0, 0.2), place(0.8, 0.5))


def test_that_a_map_without_ways_has_no_road_file_and_takes_an_old_one_away(tmp_path: Path) -> None:
    source = osm(tmp_path / "x.osm", CROSS)
    imported(source)
    assert road_file_of(tmp_path / "x.gpkg").exists()
    osm(source, {10: ([1, 2], {"waterway": "river"})})
    assert imported(source).roads is None
    assert not road_file_of(tmp_path / "x.gpkg").exists()


def test_that_a_city_file_that_cannot_be_written_leaves_the_old_roads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = osm(tmp_path / "x.osm", CROSS)
    imported(source)
    before = road_file_of(tmp_path / "x.gpkg").read_bytes()
    osm(source, {10: CROSS[10], 11: CROSS[11]})

    def full(*_: object) -> None:
        raise CityFileError

    monkeypatch.setattr("maps.sources.city_import.write_city_file", full)
    with pytest.raises(CityFileError):
        imported(source)
    assert road_file_of(tmp_path / "x.gpkg").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_that_a_damaged_extract_is_said_so(tmp_path: Path, shared: Shared) -> None:
    whole = shared("maps/poa_osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableMapError):
        read_osm_roads(cut)


def test_that_a_real_city_hangs_together(shared: Shared, tmp_path: Path) -> None:
    _, crossings = read_osm_roads(shared("maps/liechtenstein-latest.osm.pbf"))
    assert len(crossings.restrictions) == 3
    assert len(crossings.barriers) > 20
    facts = import_city(shared("maps/poa_osm.pbf"), tmp_path / "poa.gpkg", lambda _: None).roads
    assert facts is not None
    assert facts.pieces > 25_000
    assert facts.largest_part > 0.98
    router = Router(RoadNet(open_graph(tmp_path / "poa.roads"), PROFILES["car"]))
    found = router.route(Place(-30.0346, -51.2177), Place(-30.0700, -51.1700))
    assert 6 < found.metres / 1000 < 9
    assert 8 < found.seconds / 60 < 20
    assert any("Avenida" in step.street for step in found.steps)
