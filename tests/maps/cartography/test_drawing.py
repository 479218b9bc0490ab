"""The static map, pixel by pixel, from a small town whose every colour is known; and Mapnik's traps."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from maps.cartography.colours import COLOURS, DAY, NIGHT
from maps.cartography.drawing import Cartographer, Frame, UndrawableError
from maps.place import Place
from maps.sources.city_import import import_city
from maps.viewport import Viewport

MIDDLE = Place(22.77, -102.58)


def square(lat: float, lon: float, half_deg: float) -> list[list[list[float]]]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [[[lon + half_deg * x, lat + half_deg * y] for x, y in corners]]


def polygon(lat: float, lon: float, half_deg: float, **tags: str) -> dict[str, object]:
    shape = {"type": "Polygon", "coordinates": square(lat, lon, half_deg)}
    return {"type": "Feature", "geometry": shape, "properties": tags}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """West of the middle water, east a park with a house in it, an avenue from south to north between them."""
    folder = tmp_path_factory.mktemp("town")
    avenue = {"type": "LineString", "coordinates": [[-102.58, 22.74], [-102.58, 22.80]]}
    features = [
        polygon(22.77, -102.584, 0.003, natural="water"),
        polygon(22.77, -102.576, 0.003, leisure="park"),
        polygon(22.77, -102.576, 0.0005, building="yes"),
        {"type": "Feature", "geometry": avenue, "properties": {"highway": "primary", "name": "Av. Hidalgo"}},
    ]
    source = folder / "town.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    import_city(source, folder / "city.gpkg", lambda _: None)
    return folder / "city.gpkg"


def drawn(city: Path | list[Path], width_m: float, style: str = "night", ratio: float = 1.0) -> NDArray[np.uint8]:
    view = Viewport.around(MIDDLE, width_m, 400, 600)
    frame = Frame(view.frame_m, view.width_px, view.height_px, ratio, style)
    assert frame.ground_m_per_px == pytest.approx(view.ground_m_per_px, rel=1e-3)
    cities = [city] if isinstance(city, Path) else city
    width_px, height_px = frame.device_px
    pixels = np.frombuffer(Cartographer().draw(cities, frame), dtype=np.uint8)
    return pixels.reshape(height_px, width_px, 4)


def colour_at(pixels: NDArray[np.uint8], x_px: int, y_px: int) -> str:
    blue, green, red, alpha = (int(part) for part in pixels[y_px, x_px])
    assert alpha == 255
    return f"#{red:02X}{green:02X}{blue:02X}"


@pytest.mark.parametrize("style", ["night", "day"])
def test_that_each_kind_of_ground_has_the_colour_of_the_design(city: Path, style: str) -> None:
    colours = COLOURS[style]
    pixels = drawn(city, 1200.0, style)
    assert colour_at(pixels, 60, 300) == colours.water
    assert colour_at(pixels, 300, 350) == colours.park
    assert colour_at(pixels, 337, 300) == colours.building
    assert colour_at(pixels, 3, 3) == colours.land


def test_that_an_avenue_runs_over_the_ground(city: Path) -> None:
    column = drawn(city, 1200.0)[:, 200]
    avenue = [int(NIGHT.avenue[i : i + 2], 16) for i in (5, 3, 1)]
    assert (column[:, :3] == avenue).all(axis=1).mean() > 0.5


@pytest.mark.parametrize(("bearing_deg", "water_px"), [(90.0, (200, 440)), (180.0, (340, 300)), (-45.0, (101, 201))])
def test_that_a_turned_map_is_drawn_with_its_bearing_up(
    city: Path, bearing_deg: float, water_px: tuple[int, int]
) -> None:
    view = Viewport.around(MIDDLE, 1200.0, 400, 600, bearing_deg)
    frame = Frame(view.frame_m, 400, 600, 1.0, "night", bearing_deg)
    assert frame.ground_m_per_px == pytest.approx(view.ground_m_per_px, rel=1e-3)
    pixels = np.frombuffer(Cartographer().draw([city], frame), dtype=np.uint8).reshape(600, 400, 4)
    assert view.pixel_of(Place(22.77, -102.584)) == pytest.approx(water_px, abs=60)
    assert colour_at(pixels, *water_px) == NIGHT.water


def test_that_a_street_carries_its_name_in_the_label_colour(city: Path) -> None:
    pixels = drawn(city, 1200.0)
    label = np.array([int(NIGHT.label[i : i + 2], 16) for i in (5, 3, 1)])
    near = np.abs(pixels[:, 180:220, :3].astype(int) - label).max(axis=2) < 30
    assert near.sum() > 20  # strokes thinner than a pixel come near the colour


def test_that_houses_are_grain_from_afar_and_left_out(city: Path) -> None:
    pixels = drawn(city, 4000.0)
    x_px = 200 + round(0.004 * 102_600 / 10.0)
    assert colour_at(pixels, x_px, 300) == NIGHT.park


def test_that_a_screen_of_two_device_pixels_gets_them(city: Path) -> None:
    pixels = drawn(city, 1200.0, ratio=2.0)
    assert pixels.shape == (1200, 800, 4)
    assert colour_at(pixels, 120, 600) == NIGHT.water


def test_that_where_no_city_lies_there_is_land(city: Path) -> None:
    view = Viewport.around(Place(0.0, 0.0), 1000.0, 32, 32)
    pixels = Cartographer().draw([city], Frame(view.frame_m, 32, 32, 1.0, "day"))
    assert pixels == bytes([int(DAY.land[i : i + 2], 16) for i in (5, 3, 1)] + [255]) * 32 * 32


def test_that_the_ground_of_a_second_city_hides_no_name(city: Path, tmp_path: Path) -> None:
    ground = tmp_path / "ground.geojson"
    feature = polygon(22.77, -102.58, 0.02, leisure="park")
    ground.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    import_city(ground, tmp_path / "ground.gpkg", lambda _: None)
    pixels = drawn([city, tmp_path / "ground.gpkg"], 1200.0)
    assert colour_at(pixels, 60, 300) == NIGHT.park
    label = np.array([int(NIGHT.label[i : i + 2], 16) for i in (5, 3, 1)])
    assert (np.abs(pixels[:, :, :3].astype(int) - label).max(axis=2) < 30).sum() > 20


def test_that_a_replaced_city_is_drawn_anew(tmp_path: Path) -> None:
    source, target = tmp_path / "town.geojson", tmp_path / "city.gpkg"
    cartographer = Cartographer()
    view = Viewport.around(MIDDLE, 1200.0, 100, 100)
    pictures: list[bytes] = []
    for tag in ("park", "swimming_pool"):
        feature = polygon(22.77, -102.58, 0.02, leisure=tag)
        source.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        import_city(source, target, lambda _: None)
        pictures.append(cartographer.draw([target], Frame(view.frame_m, 100, 100, 1.0, "night")))
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize("content", [None, b"", b"not a city"])
def test_that_what_is_no_city_file_is_refused(content: bytes | None, tmp_path: Path) -> None:
    target = tmp_path / "city.gpkg"
    if content is not None:
        target.write_bytes(content)
    with pytest.raises(UndrawableError):
        drawn(target, 1000.0)


def test_that_mapnik_leaves_proj_and_gdal_as_they_were() -> None:
    code = """
import os
os.environ.pop("PROJ_LIB", None); os.environ["GDAL_DATA"] = "/was/here"
import maps.cartography.engine
assert "PROJ_LIB" not in os.environ, os.environ["PROJ_LIB"]
assert os.environ["GDAL_DATA"] == "/was/here"
del os.environ["GDAL_DATA"]
from pyproj import Transformer
x, y = Transformer.from_crs("EPSG:4326", "EPSG:32614", always_xy=True).transform(-99.0, 19.0)
assert abs(x - 500000) < 1e-3, x
"""
    environment = {key: value for key, value in os.environ.items() if key not in ("PROJ_LIB", "GDAL_DATA")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60, env=environment
    )
    assert done.returncode == 0, done.stderr
