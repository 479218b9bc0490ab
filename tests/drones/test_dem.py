"""Pixels of real obliques over real relief, against orthophotos and reconstruction made from the same flight."""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st

from drones import block, photo, survey, terrain
from drones.block import Adjustment
from drones.lens import Lens
from drones.photo import Photo
from drones.pose import Pose, locate, metres_from, offset
from drones.poses import PoseShelf
from maps.heights import HeightGrid
from maps.place import Place
from maps.worker_client import HeightsError, MapWorker
from video.cv import cv2

Shared = Callable[[str], Path]
FLIGHT = "drones/p4rtk"
ZONE = "EPSG:32651"
LENS = Lens(-0.0011, 0.0063, -0.267, 0.112, 0.0009, 0.0001, -0.033)


@pytest.fixture(scope="module")
def worker() -> Iterator[MapWorker]:
    with MapWorker(draws=False) as started:
        yield started


@pytest.fixture
def heights_of(worker: MapWorker, shared: Shared) -> Callable[[Photo], HeightGrid]:
    dsm = shared(f"{FLIGHT}/odm_dem/dsm.tif")
    return lambda one: worker.heights(dsm, one.place, terrain.reach_m(one))


@pytest.fixture
def alone(shared: Shared, tmp_path: Path) -> Path:
    """The photo without neighbours: its own pose, as the drone wrote it."""
    (tmp_path / "photos").mkdir()
    link = tmp_path / "photos" / "100_0005_0018.tif"
    link.symlink_to(shared(f"{FLIGHT}/images/100_0005_0018.tif"))
    return link


def ortho_matches(photo_path: Path, ortho_path: Path) -> list[tuple[float, float, Place]]:
    """Pixels of the photo and the places that the orthophoto gives the same features."""
    with rasterio.open(ortho_path) as ortho:
        picture = np.moveaxis(ortho.read(out_shape=(3, ortho.height // 2, ortho.width // 2)), 0, 2)
        transform = ortho.transform
    finder = cv2.SIFT.create(3000)
    points_a, words_a = finder.detectAndCompute(cv2.imread(str(photo_path), cv2.IMREAD_GRAYSCALE), None)
    points_b, words_b = finder.detectAndCompute(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), None)
    pairs = cv2.BFMatcher().knnMatch(words_a, words_b, k=2)
    good = [one for one, other in pairs if one.distance < 0.7 * other.distance]
    pixels = np.array([points_a[one.queryIdx].pt for one in good])
    ground = np.array([points_b[one.trainIdx].pt for one in good])
    _, inside = cv2.findHomography(pixels, ground, cv2.RANSAC, 25.0)
    to_degrees = pyproj.Transformer.from_crs(ZONE, "EPSG:4326", always_xy=True)
    found: list[tuple[float, float, Place]] = []
    for (x, y), (column, row), kept in zip(pixels, ground, inside.ravel(), strict=True):
        if kept:
            lon, lat = to_degrees.transform(*rasterio.transform.xy(transform, 2 * row + 0.5, 2 * column + 0.5))
            found.append((float(x), float(y), Place(lat, lon)))
    return found


@pytest.mark.parametrize("name", ["100_0005_0018", "100_0005_0136"])
def test_that_pixels_lie_where_the_orthophoto_has_them(
    name: str, shared: Shared, heights_of: Callable[[Photo], HeightGrid]
) -> None:
    path = shared(f"{FLIGHT}/images/{name}.tif")
    one = photo.read(path)
    standing = terrain.stand(one, Pose.of(one), heights_of(one))
    matches = ortho_matches(path, shared(f"{FLIGHT}/{name}_ORTHO.tif"))
    assert len(matches) > 40
    misses = [place.distance_m(locate(standing.pose, x, y, standing.surface)) for x, y, place in matches]
    assert np.median(misses) < 2.5
    assert np.percentile(misses, 90) < 5.0


def test_that_pixels_lie_where_the_reconstruction_has_them(
    shared: Shared, heights_of: Callable[[Photo], HeightGrid]
) -> None:
    misses: list[float] = []
    for name, shot, camera in shots(shared):
        one = photo.read(shared(f"{FLIGHT}/images/{name}.tif"))
        grid = heights_of(one)
        standing = terrain.stand(one, Pose.of(one), grid)
        for x in (300.0, 684.0, 1100.0):
            for y in (200.0, 456.0, 800.0):
                truth = reconstructed(shot, camera, (x, y), one, grid)
                misses.append(truth.distance_m(locate(standing.pose, x, y, standing.surface)))
    assert np.median(misses) < 2.5
    assert np.percentile(misses, 80) < 5.0


Shot = dict[str, list[float]]


def shots(shared: Shared) -> Iterator[tuple[str, Shot, dict[str, float]]]:
    (whole,) = json.loads(shared(f"{FLIGHT}/opensfm/reconstruction.json").read_text())
    for name, shot in whole["shots"].items():
        yield name, shot, whole["cameras"][shot["camera"]]


def reconstructed(
    shot: Shot, camera: dict[str, float], pixel: tuple[float, float], one: Photo, grid: HeightGrid
) -> Place:
    """OpenSfM's own camera, whose world is the grid of the zone; its ray goes down to the same heights."""
    turn, _ = cv2.Rodrigues(np.array(shot["rotation"]))
    width = camera["width"]
    matrix = np.array(
        [
            [camera["focal_x"] * width, 0, width / 2 - 0.5 + camera["c_x"] * width],
            [0, camera["focal_y"] * width, camera["height"] / 2 - 0.5 + camera["c_y"] * width],
            [0, 0, 1],
        ]
    )
    bends = np.array([camera[key] for key in ("k1", "k2", "p1", "p2", "k3")])
    x, y = cv2.undistortPoints(np.array([[pixel]]), matrix, bends)[0, 0]
    ray = turn.T @ np.array([x, y, 1.0])
    centre = -turn.T @ np.array(shot["translation"])
    to_degrees = pyproj.Transformer.from_crs(ZONE, "EPSG:4326", always_xy=True)
    zone = pyproj.Transformer.from_crs("EPSG:4326", ZONE, always_xy=True)
    corner = np.floor(np.array(zone.transform(one.place.lon_deg, one.place.lat_deg)) - centre[:2] + 0.5)
    at = centre + ray * np.arange(60.0, 300.0, 0.1)[:, None]
    lons, lats = to_degrees.transform(at[:, 0] + corner[0], at[:, 1] + corner[1])
    away = np.array([metres_from(grid.centre, Place(lat, lon)) for lat, lon in zip(lats, lons, strict=True)])
    first = int(np.flatnonzero(at[:, 2] <= grid.at(away[:, 0], away[:, 1]))[0])
    return Place(lats[first], lons[first])


def test_that_heights_bring_an_oblique_pixel_nearer_the_truth_and_the_error_says_what_is_left(
    alone: Path, heights_of: Callable[[Photo], HeightGrid], tmp_path: Path
) -> None:
    flat = survey.locate_pixel(alone, 684, 200, PoseShelf(tmp_path))
    risen = survey.locate_pixel(alone, 684, 200, PoseShelf(tmp_path), heights_of)
    assert flat.place.distance_m(risen.place) > 3.0
    assert 2.0 < risen.error_m < 20.0


def grid_of(height_m: float, side: int = 201, step_m: float = 5.0) -> HeightGrid:
    return HeightGrid(Place(24.68, 120.95), np.full((side, side), height_m, np.float32), step_m)


def high(shared: Shared) -> Photo:
    return replace(photo.read(shared(f"{FLIGHT}/images/100_0005_0018.tif")), place=Place(24.68, 120.95))


def test_that_rtk_stands_on_its_altitude_and_other_photos_on_their_height_over_take_off(shared: Shared) -> None:
    fixed = high(shared)
    by_altitude = terrain.stand(fixed, Pose.of(fixed), grid_of(90.0))
    assert by_altitude.pose.height_m == pytest.approx(fixed.alt_m - 90.0)
    loose = replace(fixed, has_rtk=False)
    by_height = terrain.stand(loose, Pose.of(loose), grid_of(90.0))
    assert by_height.pose.height_m == loose.height_m
    assert by_height.error_m > by_altitude.error_m


def test_that_heights_over_another_zero_are_not_taken_for_relief(shared: Shared) -> None:
    fixed = high(shared)
    over_the_geoid = terrain.stand(fixed, Pose.of(fixed), grid_of(60.0))
    assert over_the_geoid.pose.height_m == fixed.height_m


def test_that_a_dem_with_a_hole_under_the_camera_says_so(shared: Shared) -> None:
    fixed = high(shared)
    with pytest.raises(terrain.HeightsUnknownError, match="covers the flight"):
        terrain.stand(fixed, Pose.of(fixed), grid_of(math.nan))


def test_that_a_photo_is_not_placed_on_another_country(worker: MapWorker, shared: Shared) -> None:
    with pytest.raises(HeightsError, match="elsewhere"):
        worker.heights(shared(f"{FLIGHT}/odm_dem/dsm.tif"), Place(22.77, -102.34), 500.0)


def test_that_a_fit_in_which_all_cameras_sink_to_the_ground_is_not_believed(shared: Shared) -> None:
    before = [Pose.of(photo.read(path)) for path in photo.find(shared(f"{FLIGHT}/images"))]
    nudged = [replace(pose, place=offset(pose.place, 1.0, -2.0), height_m=pose.height_m * 1.1) for pose in before]
    sunk = [replace(pose, height_m=8.0) for pose in before]
    astray = [*before[1:], replace(before[0], place=offset(before[0].place, 27.0, 0.0))]
    assert block._is_believable(before, nudged)
    assert not block._is_believable(before, sunk)
    assert not block._is_believable([*before[1:], before[0]], astray)


def test_that_poses_without_a_fit_are_kept_with_the_error_of_the_gimbal(
    shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = photo.read(shared(f"{FLIGHT}/images/100_0005_0018.tif"))
    unfitted = Adjustment((Pose.of(one),), (False,), 4.0, 3.9, 117, is_fitted=False)
    monkeypatch.setattr(block, "adjust", lambda _photos: unfitted)
    shelf = PoseShelf(tmp_path)
    survey.refine([one], shelf)
    kept = shelf.get(one.sha256)
    assert kept is not None
    assert kept.error_m == pytest.approx(survey.GIMBAL_ERROR_SHARE * one.height_m)


def test_that_exif_which_gdal_kept_is_read(shared: Shared) -> None:
    one = photo.read(shared(f"{FLIGHT}/images/100_0005_0142.tif"))
    assert one.place.lat_deg == pytest.approx(24.67986947, abs=1e-7)
    assert one.alt_m == pytest.approx(186.44)
    assert one.focal_px == pytest.approx(912, abs=1)
    assert one.has_rtk
    assert one.lens is not None
    assert one.lens.k1 == pytest.approx(-0.267, abs=0.001)


@given(st.floats(-0.7, 0.7), st.floats(-0.5, 0.5))
def test_that_a_lens_bends_back_what_it_straightened(x: float, y: float) -> None:
    bent = LENS.bent(*LENS.straight(np.array([x]), np.array([y])))
    assert (bent[0][0], bent[1][0]) == pytest.approx((x, y), abs=1e-6)


@given(st.floats(-89, 89), st.floats(-3000, 3000), st.floats(-3000, 3000))
def test_that_metres_away_are_metres_of_the_ellipsoid(lat: float, east: float, north: float) -> None:
    here = Place(lat, 10.0)
    if abs(lat) < 80:
        there = offset(here, east, north)
        _, _, metres = pyproj.Geod(ellps="WGS84").inv(10.0, lat, there.lon_deg, there.lat_deg)
        assert metres == pytest.approx(math.hypot(east, north), rel=3e-3, abs=0.01)
