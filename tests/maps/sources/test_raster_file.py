"""Rasters of any size: right in place and value, bounded when hostile, with overviews of the cache at need."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st

from maps.layer_facts import Question
from maps.layer_messages import Places
from maps.source import Source, SourceKind
from maps.sources import raster_file
from maps.sources.inspection import inspect
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import ToMercator, known_crs
from maps.sources.pyramid import build_pyramid
from maps.sources.raster_file import RasterFile

UTM = "EPSG:32614"
CORNER = (486_000.0, 2_148_800.0)


def raster(path: Path, values: np.ndarray, step_m: float = 1.0, **more: Any) -> Path:
    bands = values if values.ndim == 3 else values[None]
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": bands.shape[2],
        "height": bands.shape[1],
        "count": len(bands),
        "dtype": bands.dtype,
        "crs": UTM,
        "transform": Affine(step_m, 0.0, CORNER[0], 0.0, -step_m, CORNER[1]),
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        **more,
    }
    with rasterio.open(path, "w", **profile) as out:
        out.write(bands)
    return path


def opened(path: Path, places: Places, **more: Any) -> RasterFile:
    return RasterFile(Source(SourceKind.RASTER, str(path), **more), places)


def around(column: float, row: float, half_m: float) -> tuple[float, float, float, float]:
    """A box of Web Mercator around a pixel of a raster with steps of a metre."""
    x, y = ToMercator(known_crs(UTM)).points(np.array([[CORNER[0] + column, CORNER[1] - row]]))[0]
    return x - half_m, y - half_m, x + half_m, y + half_m


@given(st.integers(5, 250), st.integers(5, 250))
def test_that_a_pixel_is_drawn_where_it_lies(column: int, row: int) -> None:
    values = np.zeros((256, 256), dtype=np.uint8)
    values[row - 2 : row + 3, column - 2 : column + 3] = 200
    path = raster(MEMORY / f"{column}-{row}.tif", values)
    part = opened(path, Places(str(MEMORY))).read(around(column + 0.5, row + 0.5, 10.0), (40, 40), (1,))
    assert part is not None
    lit = np.argwhere(part.values[0] > 100)
    assert np.abs(lit.mean(axis=0) - 19.5).max() <= 1.0


@pytest.fixture(autouse=True, scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    global MEMORY  # noqa: PLW0603 - hypothesis takes no fixture of a function
    MEMORY = tmp_path_factory.mktemp("rasters")


MEMORY = Path()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "float32"])
def test_that_nodata_stays_clear_in_every_type(dtype: str, tmp_path: Path, places: Places) -> None:
    values = np.full((256, 256), 9, dtype=dtype)
    values[:, :128] = 7
    path = raster(tmp_path / "a.tif", values, nodata=7)
    part = opened(path, places).read(around(128, 128, 50.0), (100, 100), (1,))
    assert part is not None
    assert part.alpha[50, 10] == 0
    assert part.alpha[50, 90] == 255
    assert part.values[0, 50, 90] == 9


def test_that_not_a_number_is_nowhere(tmp_path: Path, places: Places) -> None:
    values = np.full((256, 256), np.nan, dtype=np.float32)
    values[:, 128:] = 3.5
    part = opened(raster(tmp_path / "a.tif", values), places).read(around(128, 128, 50.0), (100, 100), (1,))
    assert part is not None
    assert part.alpha[50, 10] == 0
    assert part.values[0, 50, 90] == pytest.approx(3.5)


def test_that_an_alpha_band_and_a_mask_of_its_own_stay_clear(tmp_path: Path, places: Places) -> None:
    colours = np.full((4, 256, 256), 100, dtype=np.uint8)
    colours[3, :, :128] = 0
    path = raster(tmp_path / "rgba.tif", colours, photometric="RGB", alpha="YES")
    found = opened(path, places)
    assert (found.alpha_band, found.colour_bands) == (4, 3)
    part = found.read(around(128, 128, 50.0), (100, 100), (1, 2, 3))
    assert part is not None
    assert (part.alpha[50, 10], part.alpha[50, 90]) == (0, 100)


def test_that_what_lies_elsewhere_gives_nothing(tmp_path: Path, places: Places) -> None:
    path = raster(tmp_path / "a.tif", np.ones((64, 64), dtype=np.uint8))
    assert opened(path, places).read((0.0, 0.0, 100.0, 100.0), (10, 10), (1,)) is None


def test_that_a_large_raster_is_shown_from_overviews_of_the_cache(
    tmp_path: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raster_file, "LARGE_PX", 100_000)
    values = np.tile(np.repeat(np.arange(8, dtype=np.uint8) * 30, 128), (1024, 1))
    path, told = raster(tmp_path / "a.tif", values), list[float]()
    source = Source(SourceKind.RASTER, str(path))
    assert RasterFile(source, places).wants_overviews
    made = build_pyramid(source, places, told.append)
    assert told == sorted(told)
    found = RasterFile(source, places)
    assert not found.wants_overviews
    with rasterio.open(made) as copy:
        assert (copy.width, copy.height) == (256, 256)
    west, south, east, north = found.bounds_m()
    part = found.read((west, south, east, north), (64, 64), (1,))
    assert part is not None
    assert abs(int(part.values[0, 32, 4]) - 0) <= 30
    assert abs(int(part.values[0, 32, 60]) - 210) <= 30


def header(width: int, height: int) -> bytes:
    """A TIFF of that size, in one strip, of which nothing follows."""
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 200), (277, 3, 1)]
    tags += [(278, 4, height), (279, 4, 0xFFFFFFFF)]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + entries + b"\0" * 4


def test_that_a_header_of_four_billion_pixels_is_a_fault_in_a_moment(tmp_path: Path, places: Places) -> None:
    path = tmp_path / "huge.tif"
    path.write_bytes(header(65_500, 65_500) + b"\0" * 300)
    with pytest.raises(LayerFaultError) as refused:
        inspect(str(path), Source(SourceKind.RASTER, str(path), crs=UTM), places, {})
    assert refused.value.code == "damaged"


@pytest.mark.parametrize("cut", [100, 3_000, 30_000])
def test_that_a_truncated_raster_is_a_fault(cut: int, tmp_path: Path, places: Places) -> None:
    path = raster(tmp_path / "a.tif", np.random.default_rng(1).integers(0, 255, (512, 512), dtype=np.uint8))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(LayerFaultError):
        opened(path, places).read(around(128, 128, 500.0), (100, 100), (1,))


def test_that_a_raster_without_a_system_asks_and_takes_what_is_said(tmp_path: Path, places: Places) -> None:
    path = raster(tmp_path / "a.tif", np.ones((64, 64), dtype=np.uint8), crs=None)
    (layer,) = inspect(str(path), None, places, {}).sublayers
    assert layer.questions == (Question.CRS,)
    assert UTM in {offer.code for offer in layer.offers}
    said = Source(SourceKind.RASTER, str(path), crs=UTM)
    assert inspect(str(path), said, places, {}).sublayers[0].crs == UTM
    assert opened(path, places, crs=UTM).read(around(32, 32, 10.0), (10, 10), (1,)) is not None


def test_that_a_picture_without_a_place_asks_for_control_points(shared: Callable[[str], Path], places: Places) -> None:
    (layer,) = inspect(str(shared("drones/survey/DJI_0018.JPG")), None, places, {}).sublayers
    assert layer.questions == (Question.CONTROL_POINTS,)
    assert layer.source.kind is SourceKind.PLAN


def test_that_the_orthophoto_and_the_heights_of_a_flight_lie_together(
    shared: Callable[[str], Path], places: Places
) -> None:
    ortho = opened(shared("drones/p4rtk/100_0005_0018_ORTHO.tif"), places).bounds_m()
    heights = opened(shared("drones/p4rtk/odm_dem/dsm.tif"), places).bounds_m()
    assert heights[0] <= ortho[0] + 1 < ortho[2] <= heights[2] + 5
    assert heights[1] <= ortho[1] + 1 < ortho[3] <= heights[3] + 5
