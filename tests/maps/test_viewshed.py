"""Lines of sight over made ground: shadows have the length that similar triangles give them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.heights import HeightGrid
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewshed import cells_around, flat, line_of_sight, viewshed_of

HERE = Place(22.77, -102.34)
STEP_M = 0.5
EAST_M, NORTH_M = cells_around(161, STEP_M)
ALL = np.ones(EAST_M.shape, np.bool_)


def walled(height_m: float, near_m: float = 10.0, far_m: float = 12.0) -> HeightGrid:
    """A wall across the north, 2 m deep."""
    heights = np.where((near_m <= NORTH_M) & (far_m >= NORTH_M), height_m, 0.0).astype(np.float32)
    return HeightGrid(HERE, heights, STEP_M)


def to_the_north(seen: np.ndarray) -> dict[float, bool]:
    """Whether seen by metres straight north of the eye."""
    middle = len(seen) // 2
    return {(middle - row) * STEP_M: bool(seen[row, middle]) for row in range(middle)}


def test_that_flat_ground_is_seen_to_its_end() -> None:
    assert line_of_sight(flat(HERE, 40.0, STEP_M), 5.0, ALL).all()


@pytest.mark.parametrize(("eye_m", "wall_m"), [(6.0, 3.0), (6.0, 4.0), (9.0, 3.0), (5.0, 2.0)])
def test_that_a_wall_throws_the_shadow_of_similar_triangles(eye_m: float, wall_m: float) -> None:
    seen = to_the_north(line_of_sight(walled(wall_m), eye_m, ALL))
    ends_m = 12.0 * eye_m / (eye_m - wall_m)
    assert all(seen[at] for at in seen if 1.0 <= at < 10.0)
    assert not any(seen[at] for at in seen if 12.5 <= at < ends_m - STEP_M)
    assert all(seen[at] for at in seen if at > ends_m + STEP_M)


def test_that_a_wall_higher_than_the_eye_hides_all_behind_it() -> None:
    seen = to_the_north(line_of_sight(walled(7.0), 6.0, ALL))
    assert not any(seen[at] for at in seen if at > 12.0)


def test_that_a_person_behind_a_low_wall_is_seen_before_the_feet_are() -> None:
    at_feet = to_the_north(line_of_sight(walled(1.5), 5.0, ALL))
    at_chest = to_the_north(line_of_sight(walled(1.5), 5.0, ALL, target_m=1.4))
    assert not at_feet[14.0]
    assert at_chest[14.0]


def test_that_what_the_eye_hangs_on_hides_nothing() -> None:
    heights = np.where(np.hypot(EAST_M, NORTH_M) <= 0.7, 30.0, 0.0).astype(np.float32)
    seen = line_of_sight(HeightGrid(HERE, heights, STEP_M), 6.0, np.hypot(EAST_M, NORTH_M) > 1.0)
    assert np.count_nonzero(seen) == np.count_nonzero(np.hypot(EAST_M, NORTH_M) > 1.0)


def test_that_unknown_heights_are_not_seen_and_hide_nothing() -> None:
    heights = np.where((NORTH_M >= 10) & (NORTH_M <= 12), np.nan, 0.0).astype(np.float32)
    seen = to_the_north(line_of_sight(HeightGrid(HERE, heights, STEP_M), 6.0, ALL))
    assert not seen[11.0]
    assert seen[20.0]


@settings(max_examples=25)
@given(st.integers(0, 2**31), st.floats(3, 12), st.floats(0.5, 6))
def test_that_who_looks_from_higher_sees_no_less_of_the_ground(seed: int, eye_m: float, more_m: float) -> None:
    """Of ground: the top of a high wall may go out of sight behind nothing, the ground may not."""
    dice = np.random.default_rng(seed)
    heights = np.zeros((81, 81), np.float32)
    for row, column in dice.integers(0, 78, (12, 2)):
        heights[row : row + 3, column : column + 3] = dice.uniform(1, 8)
    surface, ground = HeightGrid(HERE, heights, STEP_M), heights == 0
    low, high = line_of_sight(surface, eye_m, ground), line_of_sight(surface, eye_m + more_m, ground)
    assert not (low & ~high).any()


def test_that_only_what_is_wanted_is_answered() -> None:
    wanted = np.abs(np.degrees(np.arctan2(EAST_M, NORTH_M))) < 30
    seen = line_of_sight(walled(3.0), 6.0, wanted)
    assert not (seen & ~wanted).any()
    assert (seen == (line_of_sight(walled(3.0), 6.0, ALL) & wanted)).mean() > 0.995


def test_that_a_viewshed_tells_of_a_place_by_its_cell() -> None:
    density = np.where(NORTH_M > 0, 30.0, 0.0).astype(np.float32)
    viewshed = viewshed_of(HERE, STEP_M, density, (NORTH_M < -10) & (EAST_M < 20))
    plane = LocalPlane(HERE)
    places = [plane.to_place(*at) for at in ((5.0, 20.0), (0.0, -20.0), (0.0, -5.0), (500.0, 0.0))]
    px_per_m, hidden = viewshed.at(np.array([p.lat_deg for p in places]), np.array([p.lon_deg for p in places]))
    assert px_per_m.tolist() == [30.0, 0.0, 0.0, 0.0]
    assert hidden.tolist() == [False, True, False, False]
    assert viewshed.bounds_m == (-40.0, -40.0, 40.0, 40.0)


def test_that_of_a_viewshed_only_what_is_looked_at_is_kept() -> None:
    sector = (np.abs(np.degrees(np.arctan2(EAST_M, NORTH_M))) < 30) & (NORTH_M < 20) & (NORTH_M > 5)
    viewshed = viewshed_of(HERE, STEP_M, np.where(sector, 50.0, 0.0), np.zeros(sector.shape, np.bool_))
    assert viewshed.px_per_m.size < sector.size / 8
    place = LocalPlane(HERE).to_place(2.0, 15.0)
    assert viewshed.at(np.array([place.lat_deg]), np.array([place.lon_deg]))[0].tolist() == [50.0]
    assert viewshed.at(np.array([HERE.lat_deg]), np.array([HERE.lon_deg]))[0].tolist() == [0.0]


def test_that_who_looks_at_nothing_has_an_empty_viewshed() -> None:
    viewshed = viewshed_of(HERE, STEP_M, np.zeros(ALL.shape), ~ALL)
    assert viewshed.at(np.array([HERE.lat_deg]), np.array([HERE.lon_deg]))[0].tolist() == [0.0]
