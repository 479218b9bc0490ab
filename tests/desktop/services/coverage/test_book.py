"""The coverage of the city: viewsheds kept and made again only when something changed, and who sees a point best."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from desktop.services.coverage.book import Coverage, CoverageBook, Sight
from desktop.services.coverage.surroundings import Ground
from desktop.storage.base_maps import BaseMap
from maps.dori import Dori
from maps.heights import HeightGrid
from maps.place import Place
from maps.plane import LocalPlane
from maps.survey import SurveyError
from maps.viewshed import cells_around, flat
from maps.worker_client import HeightsError
from maps.worker_queue import WorkerFault
from video.camera import Camera, CameraZone, Mount

HERE = Place(22.77, -102.34)
PLANE = LocalPlane(HERE)
CITY = BaseMap("City", "city.gpkg", HERE, 4000.0, imported_at=datetime(2026, 1, 1, tzinfo=UTC))


class Survey:
    """A wall 8 m high, 10 m north of wherever is asked."""

    def __init__(self, fails: str = "") -> None:
        self.asked: list[Place] = []
        self._fails = fails

    def buildings(
        self, cities: Sequence[Path], centre: Place, reach_m: float, step_m: float, default_m: float
    ) -> HeightGrid:
        del cities, default_m
        self.asked.append(centre)
        if self._fails:
            raise SurveyError(WorkerFault(self._fails))
        grid = flat(centre, reach_m, step_m)
        east_m, north_m = cells_around(len(grid.heights_m), step_m)
        wall = (np.abs(north_m - 11) <= 1) & (np.abs(east_m) <= 4)
        return HeightGrid(centre, np.where(wall, 8.0, 0.0).astype(np.float32), step_m)

    def surface(self, source: Path, centre: Place, reach_m: float) -> HeightGrid:
        self.asked.append(centre)
        if source.name == "elsewhere.tif":
            raise HeightsError(WorkerFault("elsewhere"))
        grid = flat(centre, reach_m, 0.5)
        return HeightGrid(centre, grid.heights_m + np.float32(2100.0), 0.5)


def camera(name: str, east_m: float, north_m: float, heading_deg: float, range_m: float = 50.0) -> Camera:
    mount = Mount(PLANE.to_place(east_m, north_m), 6.0, heading_deg, 70.0, range_m)
    return Camera(name, name, "file", mount, frame_px=(1920, 1080))


def sight_of_a(coverage: Coverage) -> Sight:
    """Of the camera before whose eye the wall stands, at a place behind it."""
    return next(sight for sight in coverage.sights(PLANE.to_place(0.0, 20.0)) if sight.camera_id == "a")


CAMERAS = (camera("a", 0, 0, 0), camera("b", 0, 40, 180), camera("c", 300, 0, 90))


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground((CITY,), tmp_path)


def test_that_who_sees_a_point_is_ranked_by_sight_then_by_what_stands_between(tmp_path: Path, ground: Ground) -> None:
    coverage = CoverageBook(Survey(), tmp_path / "kept").coverage(CAMERAS, ground)
    point = PLANE.to_place(0.0, 20.0)  # b looks south over its own wall's other side; before a stands the wall
    sights = coverage.sights(point)
    assert [sight.camera_id for sight in sights][-1] == "c"
    assert sight_of_a(coverage).is_hidden
    assert not sight_of_a(coverage).sees
    near = PLANE.to_place(0.0, 6.0)
    best = coverage.who_sees(near)[0]
    assert (best.camera_id, best.sees, best.level >= Dori.DETECT) == ("a", True, True)
    assert best.distance_m == pytest.approx(6.0, abs=0.1)


def test_that_a_dark_camera_comes_after_one_that_is_live(tmp_path: Path, ground: Ground) -> None:
    two = (camera("far", 0, -30, 0), camera("near", 0, 0, 0))
    coverage = CoverageBook(Survey(), tmp_path / "kept").coverage(two, ground)
    point = PLANE.to_place(0.0, 5.0)
    assert [sight.camera_id for sight in coverage.who_sees(point) if sight.sees][:1] == ["near"]
    dark = coverage.sights(point, offline=("near",))
    assert [sight.is_live for sight in dark if sight.sees] in ([True, False], [False])


def test_that_nothing_is_calculated_twice_not_even_after_a_new_start(tmp_path: Path, ground: Ground) -> None:
    survey = Survey()
    book = CoverageBook(survey, tmp_path / "kept")
    first = book.coverage(CAMERAS, ground)
    assert book.coverage(CAMERAS, ground) is first
    again = CoverageBook(survey, tmp_path / "kept").coverage(CAMERAS, ground)
    assert len(survey.asked) == 3
    assert again.mosaic.seen_m2 == first.mosaic.seen_m2
    zoned = replace(CAMERAS[0], zones=(CameraZone("z", ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0))),), url="other")
    CoverageBook(survey, tmp_path / "kept").coverage((zoned, *CAMERAS[1:]), ground)
    assert len(survey.asked) == 3


def test_that_a_camera_that_turns_or_a_city_that_is_imported_anew_is_calculated_again(
    tmp_path: Path, ground: Ground
) -> None:
    survey = Survey()
    book = CoverageBook(survey, tmp_path / "kept")
    book.coverage(CAMERAS, ground)
    book.coverage((camera("a", 0, 0, 45), *CAMERAS[1:]), ground)
    assert len(survey.asked) == 4
    newer = Ground((replace(CITY, imported_at=datetime(2026, 2, 1, tzinfo=UTC)),), tmp_path)
    book.coverage(CAMERAS, newer)
    assert len(survey.asked) == 7


def test_that_a_spoilt_file_is_made_anew(tmp_path: Path, ground: Ground) -> None:
    survey, kept = Survey(), tmp_path / "kept"
    CoverageBook(survey, kept).coverage(CAMERAS, ground)
    for file in kept.glob("*.npz"):
        file.write_bytes(b"PK\x03\x04 no longer")
    CoverageBook(survey, kept).coverage(CAMERAS, ground)
    assert len(survey.asked) == 6


def test_that_without_a_map_nothing_hides_and_that_is_not_kept(tmp_path: Path) -> None:
    survey = Survey()
    coverage = CoverageBook(survey, tmp_path / "kept").coverage(CAMERAS, Ground((), tmp_path))
    assert coverage.bare == {"a", "b", "c"}
    assert coverage.sights(PLANE.to_place(0.0, 20.0))[0].sees
    assert not list((tmp_path / "kept").glob("*.npz"))
    broken = CoverageBook(Survey("damaged"), tmp_path / "kept").coverage(CAMERAS, Ground((CITY,), tmp_path))
    assert broken.bare == {"a", "b", "c"}


def test_that_a_surface_model_comes_before_buildings_where_it_has_the_place(tmp_path: Path) -> None:
    settings = {"coverage.surface_model": "dsm.tif", "coverage.building_height_m": 9.0}
    modelled = Ground.of((CITY,), tmp_path, settings)
    assert modelled.building_m == 9.0
    coverage = CoverageBook(Survey(), tmp_path / "a").coverage(CAMERAS, modelled)
    assert sight_of_a(coverage).sees
    elsewhere = Ground.of((CITY,), tmp_path, {"coverage.surface_model": "elsewhere.tif"})
    walled = CoverageBook(Survey(), tmp_path / "b").coverage(CAMERAS, elsewhere)
    assert sight_of_a(walled).is_hidden


def test_that_a_camera_without_a_place_is_nowhere(tmp_path: Path, ground: Ground) -> None:
    coverage = CoverageBook(Survey(), tmp_path / "kept").coverage((Camera("x", "X", "file"),), ground)
    assert not coverage.places
    assert coverage.sights(HERE) == []


def test_that_progress_ends_at_the_whole(tmp_path: Path, ground: Ground) -> None:
    told: list[float] = []
    CoverageBook(Survey(), tmp_path / "kept").coverage(CAMERAS, ground, told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1.0])
