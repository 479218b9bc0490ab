"""Rasters of heights: read around a place onto a grid of metres; what gives none is refused by a code."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st
from rasterio.transform import from_origin

from maps.heights import HeightGrid
from maps.place import Place
from maps.sources.heights import LARGEST_SIDE, HeightsRefusedError, read_heights
from maps.worker_client import HeightsError, MapWorker

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")
"""Said of rasterio's own arithmetic, in a process of ours: the map worker's child."""
PLACE = Place(22.77, -102.34)
ZONE = "EPSG:32613"


def slope(path: Path, *, crs: str | None = ZONE, nodata: float | None = None, hole: bool = False) -> Path:
    """A plane that rises 1 m per 10 m to the east and 1 m per 20 m to the north, 2 m cells, 1 km wide."""
    east, north = pyproj.Transformer.from_crs("EPSG:4326", ZONE, always_xy=True).transform(PLACE.lon_deg, PLACE.lat_deg)
    x, y = np.meshgrid(np.arange(-499.0, 500.0, 2.0), np.arange(499.0, -500.0, -2.0))
    heights = (100 + x / 10 + y / 20).astype(np.float32)
    if hole:
        heights[240:260, 240:260] = -9999.0 if nodata is None else nodata
    shape = {"width": heights.shape[1], "height": heights.shape[0], "count": 1, "dtype": "float32"}
    transform = from_origin(east - 500, north + 500, 2, 2)
    with rasterio.open(path, "w", driver="GTiff", crs=crs, transform=transform, nodata=nodata, **shape) as out:
        out.write(heights, 1)
    return path


def grid_of(path: Path, reach_m: float = 300.0) -> HeightGrid:
    read = read_heights(path, PLACE.lat_deg, PLACE.lon_deg, reach_m)
    return HeightGrid(PLACE, read.heights_m, read.step_m)


def test_that_a_slope_keeps_its_heights_and_its_north(tmp_path: Path) -> None:
    grid = grid_of(slope(tmp_path / "dem.tif"))
    convergence = math.radians((PLACE.lon_deg + 105) * math.sin(math.radians(PLACE.lat_deg)))
    for east, north in ((0.0, 0.0), (200.0, 0.0), (0.0, 200.0), (-150.0, -250.0)):
        x = east * math.cos(convergence) - north * math.sin(convergence)
        y = east * math.sin(convergence) + north * math.cos(convergence)
        found = grid.at(np.array([east]), np.array([north]))[0]
        assert found == pytest.approx(100 + x / 10 + y / 20, abs=0.15)


def test_that_what_lies_outside_is_unknown_and_not_zero(tmp_path: Path) -> None:
    grid = grid_of(slope(tmp_path / "dem.tif"), 800.0)
    assert math.isnan(grid.at(np.array([700.0]), np.array([0.0]))[0])
    assert math.isnan(grid.at(np.array([5000.0]), np.array([0.0]))[0])
    assert not math.isnan(grid.at_centre_m)


def test_that_a_hole_in_the_heights_is_unknown(tmp_path: Path) -> None:
    grid = grid_of(slope(tmp_path / "dem.tif", nodata=-9999.0, hole=True))
    assert math.isnan(grid.at_centre_m)
    assert grid.at(np.array([100.0]), np.array([0.0]))[0] == pytest.approx(110, abs=1)


def test_that_a_wide_reach_is_read_coarser_and_never_larger_than_the_cap(tmp_path: Path) -> None:
    read = read_heights(slope(tmp_path / "dem.tif"), PLACE.lat_deg, PLACE.lon_deg, 20_000.0)
    assert read.heights_m.shape[0] <= LARGEST_SIDE + 3
    assert read.step_m > 15


def test_that_the_real_surface_lies_under_the_real_flight(shared: Callable[[str], Path]) -> None:
    read = read_heights(shared("drones/p4rtk/odm_dem/dsm.tif"), 24.67987, 120.95135, 200.0)
    assert read.step_m == pytest.approx(0.8, abs=0.01)
    assert 50 < float(np.nanmin(read.heights_m)) < float(np.nanmax(read.heights_m)) < 150


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: folder / "none.tif", "missing"),
        (lambda folder: written(folder / "words.tif", b"no raster at all"), "not_heights"),
        (lambda folder: written(folder / "cut.tif", slope(folder / "whole.tif").read_bytes()[:3000]), "damaged"),
        (lambda folder: slope(folder / "bare.tif", crs=None), "no_crs"),
        (lambda folder: written(folder / "link.vrt", b"<VRTDataset/>"), "not_heights"),
    ],
)
def test_that_a_bad_file_is_refused_by_its_code(make: Callable[[Path], Path], code: str, tmp_path: Path) -> None:
    with pytest.raises(HeightsRefusedError) as refused:
        read_heights(make(tmp_path), PLACE.lat_deg, PLACE.lon_deg, 300.0)
    assert refused.value.code == code


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_that_a_picture_is_no_dem(shared: Callable[[str], Path]) -> None:
    with pytest.raises(HeightsRefusedError) as refused:
        read_heights(shared("drones/p4rtk/100_0005_0018_ORTHO.tif"), 24.68, 120.951, 100.0)
    assert refused.value.code == "not_heights"


def test_that_heights_come_over_the_worker_as_they_were_read(tmp_path: Path) -> None:
    path = slope(tmp_path / "dem.tif")
    with MapWorker(tmp_path / "run", draws=False) as worker:
        grid = worker.heights(path, PLACE, 300.0)
        np.testing.assert_array_equal(grid.heights_m, grid_of(path).heights_m)
        with pytest.raises(HeightsError) as far:
            worker.heights(path, Place(0.0, 0.0), 300.0)
    assert far.value.code == "elsewhere"


@given(st.floats(-90, 90), st.floats(-90, 90))
def test_that_between_cells_the_height_is_that_of_their_plane(east: float, north: float) -> None:
    x, y = np.meshgrid(np.arange(-100.0, 101.0, 10.0), np.arange(100.0, -101.0, -10.0))
    grid = HeightGrid(PLACE, (x * 0.5 + y * 0.25).astype(np.float32), 10.0)
    assert grid.at(np.array([east]), np.array([north]))[0] == pytest.approx(east * 0.5 + north * 0.25, abs=1e-3)
