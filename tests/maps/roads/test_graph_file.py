"""The road file: what was written is what is read, and what is cut or damaged is said so and never followed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.roads.graph import RoadGraph
from maps.roads.graph_file import RoadFileError, open_graph, road_file_of, write_graph

from .town import grid_town


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roads") / "town.roads"
    write_graph(grid_town(4).graph(), path)
    return path


def refusal(content: bytes, folder: Path) -> str:
    path = folder / "bad.roads"
    path.write_bytes(content)
    with pytest.raises(RoadFileError) as refused:
        open_graph(path)
    assert "bad.roads" in str(refused.value)
    return refused.value.code


def test_that_a_graph_comes_back_as_it_was_written(written: Path) -> None:
    graph, again = grid_town(4).graph(), open_graph(written)
    for name in RoadGraph.__dataclass_fields__:
        one, other = getattr(graph, name), getattr(again, name)
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)
    assert (again.names, again.facts) == (graph.names, graph.facts)
    assert again.segments == 24
    assert again.facts.largest_part == 1.0
    assert not again.edge_m.flags.writeable or again.edge_m is not graph.edge_m


def test_that_arrays_of_an_open_file_cannot_be_written(written: Path) -> None:
    graph = open_graph(written)
    with pytest.raises(ValueError, match="read-only"):
        graph.turn_to[0] = 5


def test_that_a_file_cut_anywhere_is_refused(written: Path, tmp_path: Path) -> None:
    whole = written.read_bytes()
    for length in (0, 4, 8, 27, 60, len(whole) // 2, len(whole) - 1):
        assert refusal(whole[:length], tmp_path) == "cut", length


def test_that_what_is_no_road_file_or_of_a_newer_program_is_told_apart(written: Path, tmp_path: Path) -> None:
    whole = written.read_bytes()
    assert refusal(b"SQLite format 3\0" + bytes(200), tmp_path) == "not_roads"
    assert refusal(whole[:8] + b"\x63" + whole[9:], tmp_path) == "newer"
    with pytest.raises(RoadFileError) as missing:
        open_graph(tmp_path / "nowhere.roads")
    assert missing.value.code == "missing"


@given(st.integers(0, 10_000_000), st.integers(1, 255))
def test_that_no_changed_byte_is_followed(
    written: Path, tmp_path_factory: pytest.TempPathFactory, place: int, change: int
) -> None:
    whole = bytearray(written.read_bytes())
    whole[place % len(whole)] ^= change
    path = tmp_path_factory.getbasetemp() / "changed.roads"
    path.write_bytes(bytes(whole))
    try:
        open_graph(path)
    except RoadFileError as error:
        assert error.code in {"cut", "damaged", "newer", "not_roads"}  # noqa: PT017 - the padding may be changed unseen


def test_that_indices_that_lead_nowhere_are_refused(tmp_path: Path) -> None:
    graph = grid_town(3).graph()
    turn_to = graph.turn_to.copy()
    turn_to[3] = graph.edges
    write_graph(replace(graph, turn_to=turn_to), tmp_path / "bad.roads")
    with pytest.raises(RoadFileError, match="damaged"):
        open_graph(tmp_path / "bad.roads")


def test_that_a_road_file_lies_beside_its_city_file() -> None:
    assert road_file_of(Path("/data/city-x.gpkg")) == Path("/data/city-x.roads")
