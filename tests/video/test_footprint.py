"""The ring of ground that a camera sees: the frame's border through its homography, or the sector of its mount."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.place import Place
from maps.plane import LocalPlane
from maps.projection import Projection
from video.calibration import GroundPlane, fit
from video.camera import CalibrationPoints, Camera, CameraZone, ControlPoint, Mount
from video.footprint import FULL_HD, footprint_of, frame_of, grain_m, ground_ring, px_per_m_of, sector

FOCAL_PX, WIDTH_PX, HEIGHT_PX, HIGH_M = 800.0, 800, 600, 6.0
EAST, NORTH = 750_000.0, 2_520_000.0
GRID = "EPSG:32613"


def pixel(x: float, y: float, pitch: float) -> tuple[float, float]:
    """Of a pinhole at (0, 0, 6 m) that looks north and down."""
    forward = y * math.cos(pitch) + HIGH_M * math.sin(pitch)
    down = HIGH_M * math.cos(pitch) - y * math.sin(pitch)
    return WIDTH_PX / 2 + FOCAL_PX * x / forward, HEIGHT_PX / 2 + FOCAL_PX * down / forward


def points(pitch: float = 0.5, crs: str = GRID) -> CalibrationPoints:
    ground = [(-4.0, 8.0), (4.0, 8.0), (5.0, 18.0), (-5.0, 18.0), (0.0, 12.0)]
    return CalibrationPoints(crs, tuple(ControlPoint(*pixel(x, y, pitch), x + EAST, y + NORTH) for x, y in ground))


def plane(pitch: float = 0.5) -> GroundPlane:
    return fit(points(pitch))


def polygon(ring: np.ndarray) -> shapely.Polygon:
    return shapely.Polygon(ring - np.array([EAST, NORTH]))


@given(st.floats(0.3, 0.9))
def test_that_the_ring_holds_just_the_ground_that_the_frame_shows(pitch: float) -> None:
    ring = polygon(ground_ring(plane(pitch), (WIDTH_PX, HEIGHT_PX)))
    assert ring.is_valid
    for x, y in np.random.default_rng(0).uniform((-10, 0.5), (10, 25), (60, 2)):
        u, v = pixel(x, y, pitch)
        shown = 2 < u < WIDTH_PX - 2 and 2 < v < HEIGHT_PX - 2
        beyond = not (-2 < u < WIDTH_PX + 2 and -2 < v < HEIGHT_PX + 2)
        fine = grain_m(plane(pitch), (u, v)) < 0.45
        if shown and fine:
            assert ring.contains(shapely.Point(x, y))
        if beyond:
            assert not ring.contains(shapely.Point(x, y))


@given(st.floats(0.28, 0.6), st.floats(0.02, 0.4))
def test_that_no_pixel_of_the_footprint_covers_more_than_the_limit(pitch: float, coarsest_m: float) -> None:
    seen = ground_ring(plane(pitch), (WIDTH_PX, HEIGHT_PX), coarsest_m)
    for x, y in seen - np.array([EAST, NORTH]):
        assert grain_m(plane(pitch), pixel(x, y, pitch)) <= coarsest_m * 1.02


def test_that_the_grain_is_what_a_step_of_one_pixel_takes_on_the_ground() -> None:
    at = pixel(2.0, 15.0, 0.5)
    ground = plane()
    here, below = ground.ground(at), ground.ground((at[0], at[1] + 1))
    assert here is not None
    assert below is not None
    assert math.dist(here, below) == pytest.approx(grain_m(ground, at), rel=0.06)


def test_that_pixels_per_metre_are_those_of_a_pinhole() -> None:
    found = px_per_m_of(plane(), np.array([EAST + 1.0]), np.array([NORTH + 15.0]))
    forward = 15.0 * math.cos(0.5) + HIGH_M * math.sin(0.5)
    assert found[0] == pytest.approx(FOCAL_PX / forward, rel=0.02)


def test_that_a_calibrated_camera_shows_its_true_ground_on_the_map() -> None:
    camera = Camera("c", "C", "file", Mount(Place(0, 0)), points(), frame_px=(WIDTH_PX, HEIGHT_PX))
    ring = footprint_of(camera)
    x, y = Projection(GRID).from_degrees(ring[:, 0], ring[:, 1])
    assert polygon(np.column_stack([x, y])).contains(shapely.Point(0.0, 12.0))
    assert np.ptp(y) < 60


def test_that_without_a_calibration_it_is_the_sector_of_the_mount() -> None:
    mount = Mount(Place(22.77, -102.34), 6.0, 90.0, 60.0, 50.0)
    camera = Camera("c", "C", "file", mount)
    ring = footprint_of(camera)
    assert (ring == sector(mount)).all()
    east_m, _ = LocalPlane(mount.place).from_degrees(ring[:, 0], ring[:, 1])
    assert east_m.max() == pytest.approx(50.0, abs=0.6)
    assert east_m.min() >= -1e-6


@pytest.mark.parametrize("spoilt", [CalibrationPoints("local", points().points), CalibrationPoints(GRID, ())])
def test_that_a_calibration_that_gives_no_ground_leaves_the_sector(spoilt: CalibrationPoints) -> None:
    mount = Mount(Place(22.77, -102.34))
    assert (footprint_of(Camera("c", "C", "file", mount, spoilt)) == sector(mount)).all()


def test_that_a_camera_of_which_nothing_is_known_has_no_footprint() -> None:
    assert len(footprint_of(Camera("c", "C", "file"))) == 0


@pytest.mark.parametrize(
    ("corner", "frame"), [((630, 470), (640, 480)), ((700, 500), (800, 600)), ((5000, 20), (5000, 20))]
)
def test_that_the_frame_is_guessed_from_what_is_marked_in_it(corner: tuple, frame: tuple) -> None:
    zone = CameraZone("z", ((0.0, 0.0), (10.0, 0.0), corner))
    assert frame_of(Camera("c", "C", "file", zones=(zone,))) == frame
    assert frame_of(Camera("c", "C", "file", zones=(zone,), frame_px=(1280, 720))) == (1280, 720)
    assert frame_of(Camera("c", "C", "file")) == FULL_HD
