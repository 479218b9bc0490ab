"""A real survey: photos placed from their headers, adjusted to one another, and a pixel found on the ground."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from drones import block, matching, photo, survey
from drones.photo import Photo, PhotoError
from drones.pose import Pose
from drones.poses import PoseShelf
from video.cv import cv2

Shared = Callable[[str], Path]


@pytest.fixture(scope="session")
def photos(shared: Shared) -> list[Photo]:
    return [photo.read(path) for path in photo.find(shared("drones/survey"))]


@pytest.fixture(scope="session")
def few(photos: list[Photo]) -> list[Photo]:
    """Two photos of each leg that share ground."""
    return [one for one in photos if one.path.stem in {"DJI_0020", "DJI_0021", "DJI_0032", "DJI_0033"}]


def test_that_every_photo_of_the_survey_is_placed(shared: Shared, tmp_path: Path) -> None:
    found = survey.read(shared("drones/survey"), PoseShelf(tmp_path))
    assert len(found.placed) == 9
    assert not found.refused
    one = found.placed[0]
    assert one.photo.place.lat_deg == pytest.approx(46.842607, abs=1e-5)
    assert one.photo.place.lon_deg == pytest.approx(-91.994560, abs=1e-5)
    assert one.photo.height_m == pytest.approx(39.8)
    assert one.pose.gsd_cm == pytest.approx(1.7, abs=0.1)
    assert len(one.ring) == 5


def test_that_a_photo_is_found_around_the_point_below_it(photos: list[Photo]) -> None:
    for one in photos:
        pose = Pose.of(one)
        middle = survey.locate(pose, one.width_px / 2, one.height_px / 2)
        assert middle.distance_m(one.place) < 0.2


def test_that_the_adjusted_block_puts_the_same_ground_at_the_same_place(few: list[Photo], tmp_path: Path) -> None:
    shelf = PoseShelf(tmp_path)
    adjustment = survey.refine(few, shelf)
    assert adjustment.turned == (False,) * len(few)
    assert adjustment.held_out > 20
    assert adjustment.after_m < 0.3 < adjustment.before_m
    assert shelf.get(few[0].sha256) is not None


def test_that_a_spot_seen_from_both_legs_is_located_within_three_metres(few: list[Photo], tmp_path: Path) -> None:
    there, back = few[1], few[3]
    (pair,) = matching.pairs([there, back], [matching.features(there), matching.features(back)])
    shelf = PoseShelf(tmp_path)
    survey.refine(few, shelf)
    for (ax, ay), (bx, by) in zip(pair.pixels_a[::8], pair.pixels_b[::8], strict=True):
        on_a = survey.locate_pixel(there.path, ax, ay, shelf)
        on_b = survey.locate_pixel(back.path, bx, by, shelf)
        assert on_a.place.distance_m(on_b.place) < 3.0
        assert 2.0 < on_a.error_m < 4.0


def test_that_photos_turned_half_round_are_told_by_their_matches(few: list[Photo], tmp_path: Path) -> None:
    turned: list[Photo] = []
    for one in few:
        if one.path.stem in {"DJI_0032", "DJI_0033"}:
            path = tmp_path / one.path.name
            cv2.imwrite(str(path), cv2.imread(str(one.path))[::-1, ::-1])
            one = replace(one, path=path)  # noqa: PLW2901
        turned.append(one)
    adjustment = block.adjust(turned)
    assert adjustment.turned == (False, False, True, True)
    assert adjustment.before_m > 10
    assert adjustment.after_m < 0.3


def test_that_a_photo_without_exif_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "plain.jpg"
    cv2.imwrite(str(path), np.full((60, 80, 3), 90, np.uint8))
    with pytest.raises(PhotoError, match=r"does not say|no GPS"):
        photo.read(path)


def test_that_what_is_no_photo_is_refused_and_the_others_stay(shared: Shared, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    shutil.copy(shared("drones/survey/DJI_0018.JPG"), folder)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe1 nothing more")
    (folder / "empty.JPG").touch()
    found = survey.read(folder, PoseShelf(tmp_path / "poses"))
    assert [placed.photo.path.name for placed in found.placed] == ["DJI_0018.JPG"]
    assert sorted(name for name, _ in found.refused) == ["broken.jpg", "empty.JPG"]


def test_that_a_pixel_outside_the_photo_is_refused(shared: Shared, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="4000 x 2250"):
        survey.locate_pixel(shared("drones/survey/DJI_0018.JPG"), 5000, 10, PoseShelf(tmp_path))


def test_that_a_spoiled_pose_file_is_made_again(few: list[Photo], tmp_path: Path) -> None:
    (tmp_path / f"{few[0].sha256}.json").write_text("{not json")
    assert PoseShelf(tmp_path).get(few[0].sha256) is None
