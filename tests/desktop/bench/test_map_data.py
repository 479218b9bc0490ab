"""The data of a dragged frame: one file for the console and for QGIS, the same in every run."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from desktop.bench import map_data, map_peer
from desktop.bench.map_data import DataNotWrittenError, DataSet, lat_lon, scatter
from desktop.bench.map_file import write_file
from desktop.bench.map_peer import NotMeasuredError, compare
from maps.place import Place
from maps.sources.city_file import CityFileError, Table, read_city_file, write_city_file
from maps.viewport import Viewport

VADUZ = Place(47.14, 9.521)
WIDTH_M = 5_000.0
COUNTS = (300, 200, 400)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A city file of one area, one street and one place, with their names."""
    square = shapely.box(0, 0, 10, 10)
    names = np.array(["Plaza"], dtype=object)
    tables = (
        Table("area", np.array([square]), {"class": np.array(["park"], dtype=object), "name": names}),
        Table(
            "street",
            np.array([shapely.LineString([(0, 0), (9, 9)])]),
            {
                "class": np.array(["street"], dtype=object), "name": names, "rank": np.array([3], dtype=np.int32),
                "tunnel": np.array([0], dtype=np.int32),
            },
        ),
        Table("place", np.array([shapely.Point(1, 1)]), {"class": np.array(["town"], dtype=object), "name": names}),
        Table(
            "area_label", np.array([shapely.Point(5, 5)]),
            {"class": np.array(["park"], dtype=object), "name": names, "size_m": np.array([10.0])},
        ),
        Table(
            "street_label", np.array([shapely.LineString([(0, 0), (9, 9)])]),
            {"class": np.array(["street"], dtype=object), "name": names},
        ),
    )  # fmt: skip
    write_city_file(tmp_path / "base.gpkg", tables)
    return tmp_path / "base.gpkg"


def test_that_everything_lies_in_the_view_and_is_the_same_in_every_run() -> None:
    made, again = scatter(VADUZ, WIDTH_M, COUNTS), scatter(VADUZ, WIDTH_M, COUNTS)
    west, south, east, north = Viewport.around(VADUZ, WIDTH_M, 1600, 1000).bounds_m
    assert np.array_equal(made.points, again.points)
    assert np.array_equal(made.polygons, again.polygons)
    assert np.all((made.points >= (west, south)) & (made.points <= (east, north)))
    assert (made.polygons.shape, made.segments.shape) == ((200, 5, 2), (400, 2, 2))
    assert np.array_equal(made.polygons[:, 0], made.polygons[:, -1])


def test_that_the_points_in_degrees_are_those_of_the_file() -> None:
    degrees = lat_lon(VADUZ, WIDTH_M)
    assert degrees.shape == (map_data.POINTS, 2)
    assert np.abs(degrees - (VADUZ.lat_deg, VADUZ.lon_deg)).max() < 0.05


def test_that_one_file_holds_the_base_map_and_all_that_was_scattered(base: Path, tmp_path: Path) -> None:
    write_file(base, tmp_path / "frames.gpkg", scatter(VADUZ, WIDTH_M, COUNTS))
    tables = read_city_file(tmp_path / "frames.gpkg")
    assert {name: table.count for name, table in tables.items()} == {
        "area": 201, "street": 401, "place": 1, "point": 300, "area_label": 1, "street_label": 1,
    }  # fmt: skip
    assert list(tables["area"].columns["class"][:2]) == ["park", "building"]
    assert shapely.get_type_id(tables["street"].geometry).tolist() == [1] * 401


def test_that_a_base_that_is_no_city_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CityFileError):
        write_file(tmp_path / "gone.gpkg", tmp_path / "frames.gpkg", scatter(VADUZ, WIDTH_M, COUNTS))
    with pytest.raises(DataNotWrittenError, match="could not be read"):
        map_data.write(tmp_path, tmp_path / "gone.gpkg", VADUZ, WIDTH_M)


def test_that_a_machine_without_qgis_has_our_figures_and_no_ratio(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(folder: Path, city: Path, centre: Place, width_m: float) -> DataSet:
        made = DataSet(folder / "frames.gpkg", folder / "frames.npy")
        write_file(city, made.file, scatter(centre, width_m, COUNTS))
        np.save(made.points, lat_lon(centre, width_m)[:300])
        return made

    monkeypatch.setattr(map_peer.map_data, "write", small)
    monkeypatch.setattr(map_peer, "QGIS_PYTHON", "/nonexistent/python3")
    found = compare(tmp_path, base, VADUZ, WIDTH_M)
    assert found.peers == ()
    assert found.figures["qgis"] == "not installed"
    assert float(found.figures["frame_median_ms"]) > 0.0


def test_that_a_frame_that_cannot_be_drawn_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.save(tmp_path / "frames.npy", np.zeros((1, 2)))
    gone = DataSet(tmp_path / "gone.gpkg", tmp_path / "frames.npy")
    monkeypatch.setattr(map_peer.map_data, "write", lambda *_: gone)
    with pytest.raises(NotMeasuredError, match="drew no picture"):
        compare(tmp_path, tmp_path / "gone.gpkg", VADUZ, WIDTH_M)
