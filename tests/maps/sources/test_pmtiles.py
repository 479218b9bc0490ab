"""Tiles of one file: found by their place, and nothing in it trusted."""

import contextlib
import gzip
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.layer_facts import Geometry
from maps.layer_messages import Places
from maps.source import Source, SourceKind
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.inspection import inspect
from maps.sources.layer_fault import LayerFaultError
from maps.sources.pmtiles import PmTiles, tile_number, unzipped
from maps.sources.tile_archive import open_vector_tiles
from maps.sources.tile_grid import MOST_TILES, Tile, few_tiles, tiles_over, zoom_for

Shared = Callable[[str], Path]
FLORENCE, WHITNEY = "maps/firenze.pmtiles", "maps/usgs-mt-whitney-8-15-webp-512.pmtiles"


def tile_at(lat: float, lon: float, zoom: int) -> tuple[int, int, int]:
    count = 1 << zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return zoom, int((lon + 180) / 360 * count), int(y * count)


@given(st.integers(0, 6))
def test_that_every_tile_of_a_zoom_has_a_number_of_its_own(zoom: int) -> None:
    side = 1 << zoom
    numbers = sorted(tile_number(zoom, x, y) for x in range(side) for y in range(side))
    first = (4**zoom - 1) // 3
    assert numbers == list(range(first, first + 4**zoom))


NUMBERED = {(0, 0, 0): 0, (1, 0, 0): 1, (1, 0, 1): 2, (1, 1, 1): 3, (1, 1, 0): 4, (12, 3423, 1763): 19_078_479}


@pytest.mark.parametrize(("tile", "number"), NUMBERED.items())
def test_that_numbers_are_those_of_the_specification(tile: tuple[int, int, int], number: int) -> None:
    assert tile_number(*tile) == number


def test_that_a_real_archive_of_pictures_gives_its_tiles(shared: Shared) -> None:
    archive = PmTiles(shared(WHITNEY))
    assert not archive.header.is_vector
    found = archive.tile(*tile_at(36.577, -118.29, 13))
    assert found is not None
    assert found[:4] == b"RIFF"
    assert archive.tile(*tile_at(0.0, 0.0, 13)) is None


def test_that_a_real_archive_of_features_is_a_layer_each(shared: Shared, places: Places) -> None:
    whole, *parts = inspect(str(shared(FLORENCE)), None, places, {}).sublayers
    assert whole.geometry is Geometry.TILES
    assert "OpenStreetMap" in whole.attribution
    assert "<" not in whole.attribution
    assert {part.source.sublayer for part in parts} >= {"roads", "buildings", "water"}
    source = Source(SourceKind.PMTILES, str(shared(FLORENCE)), "buildings")
    table = open_vector_tiles(source, places, FeatureShelf().keep_by)
    batch = table.within((1_252_800.0, 5_430_700.0, 1_253_200.0, 5_431_000.0), (), 10_000)
    assert len(batch.ids) > 100


@given(st.integers(0, 900), st.binary(min_size=1, max_size=8))
def test_that_a_scribbled_archive_is_a_fault_or_tells_nothing(at: int, scribble: bytes) -> None:
    raw = bytearray(SMALL)
    raw[at : at + len(scribble)] = scribble
    path = FOLDER / "scribbled.pmtiles"
    path.write_bytes(raw)
    with contextlib.suppress(LayerFaultError):
        archive = PmTiles(path)
        archive.metadata()
        archive.tile(14, 8704, 5972)


@pytest.fixture(autouse=True, scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, shared: Shared) -> None:
    global SMALL, FOLDER
    SMALL, FOLDER = shared(FLORENCE).read_bytes()[:200_000], tmp_path_factory.mktemp("pmtiles")


SMALL, FOLDER = b"", Path()


def test_that_a_piece_that_unpacks_without_end_is_cut() -> None:
    with pytest.raises(LayerFaultError) as refused:
        unzipped(gzip.compress(b"\0" * (20 << 20)), 1 << 20, "bomb")
    assert refused.value.code == "too_large"


@given(st.floats(-2e7, 2e7), st.floats(-2e7, 2e7), st.floats(10, 4e7), st.integers(0, 22))
def test_that_a_picture_never_needs_more_tiles_than_its_budget(x: float, y: float, width: float, zoom: int) -> None:
    box = (x, y, x + width, y + width * 0.6)
    found = few_tiles(box, zoom, 0)
    assert len(found) <= MOST_TILES
    for tile in found:
        west, south, east, north = tile.box
        assert west <= box[2]
        assert east >= box[0]
        assert south <= box[3]
        assert north >= box[1]


def test_that_tiles_fit_their_scale() -> None:
    assert zoom_for(156543.034, 256, 0, 19) == 0
    assert zoom_for(1.194, 256, 0, 19) == 17
    assert zoom_for(0.0001, 256, 0, 19) == 19
    assert tiles_over((-1.0, -1.0, 1.0, 1.0), 1) == [Tile(1, c, r) for c in (0, 1) for r in (0, 1)]
