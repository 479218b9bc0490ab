"""The sheet: nothing lies over anything else, and the ground of its map is true, round, and holds what it must."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.place import Place
from maps.projection import geodesic_m
from maps.sheet import (
    CLEAR_PX,
    MARGIN_MM,
    PX_PER_MM,
    RATIOS,
    Box,
    Ground,
    Paper,
    Sheet,
    fitted,
    fitted_area,
    next_ratio,
)

SHEETS = [
    Sheet(paper, landscape, is_exercise, has_grid)
    for paper in Paper
    for landscape in (True, False)
    for is_exercise in (True, False)
    for has_grid in (True, False)
]
sheets = st.sampled_from(SHEETS)
places = st.builds(Place, st.floats(-70, 70), st.floats(-180, 180))


def overlap(one: Box, other: Box) -> bool:
    across = min(one.left_mm + one.width_mm, other.left_mm + other.width_mm) - max(one.left_mm, other.left_mm)
    down = min(one.bottom_mm, other.bottom_mm) - max(one.top_mm, other.top_mm)
    return across > 1e-6 and down > 1e-6


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_that_the_parts_of_a_sheet_lie_beside_each_other_within_the_margins(sheet: Sheet) -> None:
    width, height = sheet.size_mm
    cells = [sheet.cells.title, sheet.cells.legend, sheet.cells.measure, sheet.cells.origin, sheet.cells.code]
    parts = [sheet.band, *cells] + ([sheet.plate] if sheet.is_exercise else [])
    assert not any(overlap(one, other) for one, other in itertools.combinations(parts, 2))
    for part in (*parts, sheet.map):
        assert part.left_mm >= MARGIN_MM - 1e-6
        assert part.top_mm >= MARGIN_MM - 1e-6
        assert part.left_mm + part.width_mm <= width - MARGIN_MM + 1e-6
        assert part.bottom_mm <= height - MARGIN_MM + 1e-6
    assert min(cell.width_mm for cell in cells) >= 30
    assert sheet.map.height_mm > 110


def test_that_a_real_map_reaches_the_margins_and_an_exercise_moves_it_in() -> None:
    assert Sheet().map == Box(10, 10, 277, 140)
    assert Sheet(is_exercise=True).map.top_mm > Sheet().map.top_mm + 8
    assert Sheet(Paper.A3).size_mm == (420, 297)
    assert Sheet(Paper.A4, landscape=False).size_mm == (210, 297)


@given(places, st.lists(st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02)), max_size=5), sheets)
def test_that_whatever_is_to_be_seen_lies_clear_of_edges_and_plates(
    first: Place, offsets: list[tuple[float, float]], sheet: Sheet
) -> None:
    around = [first, *(Place(first.lat_deg + lat, (first.lon_deg + lon + 180) % 360 - 180) for lat, lon in offsets)]
    ground = fitted(around, sheet)
    assert ground.ratio in RATIOS
    viewport = ground.viewport
    left, top, right, bottom = CLEAR_PX
    for place in around:
        x_px, y_px = viewport.pixel_of(place)
        turn_px = 40_075_016.68557849 / viewport.scale
        x_px = (x_px + turn_px / 2) % turn_px - turn_px / 2  # the map over the antimeridian begins on the other side
        assert left - 1 <= x_px <= viewport.width_px - right + 1
        assert top - 1 <= y_px <= viewport.height_px - bottom + 1


@given(places, sheets, st.sampled_from(RATIOS[:25]))
def test_that_a_scale_is_true_at_the_middle(centre: Place, sheet: Sheet, ratio: int) -> None:
    """To a thousandth along the scale bar; the projection's sphere makes north to south 0.7 % shorter at most."""
    ground = Ground(centre, float(ratio), sheet)
    viewport = ground.viewport
    middle_x, middle_y = viewport.width_px / 2, viewport.height_px / 2
    reach = 40.0
    across_m = geodesic_m(viewport.place_at(middle_x - reach, middle_y), viewport.place_at(middle_x + reach, middle_y))
    upward_m = geodesic_m(viewport.place_at(middle_x, middle_y - reach), viewport.place_at(middle_x, middle_y + reach))
    on_paper_m = 2 * reach / PX_PER_MM / 1000
    if across_m < 100_000:
        assert across_m / on_paper_m == pytest.approx(ratio, rel=0.0035)
        assert upward_m / on_paper_m == pytest.approx(ratio, rel=0.0075)


def test_that_a_chosen_scale_is_kept_and_what_no_longer_fits_is_known() -> None:
    plaza, far = Place(22.77, -102.58), Place(22.775, -102.58)
    assert fitted([plaza, far], Sheet()).shows_clearly(far)
    near = fitted([plaza, far], Sheet(), 500)
    assert near.ratio == 500
    assert not near.shows_clearly(far)
    assert not near.shows(far)


def test_that_one_place_has_useful_surroundings() -> None:
    ground = fitted([Place(22.77, -102.58)], Sheet())
    assert 400 <= ground.width_m < 600
    assert ground.ratio == 1500


def test_that_an_outline_fills_its_sheet() -> None:
    ring = [Place(22.77, -102.58), Place(22.77, -102.57), Place(22.78, -102.57), Place(22.78, -102.58)]
    assert fitted_area(ring, Sheet()).ratio < fitted(ring, Sheet()).ratio
    assert all(fitted_area(ring, Sheet()).shows(corner) for corner in ring)


def test_that_the_antimeridian_and_the_poles_give_a_map() -> None:
    ground = fitted([Place(-16.8, 179.999), Place(-16.8, -179.999)], Sheet())
    assert ground.width_m < 2000
    assert fitted([Place(90.0, 0.0)], Sheet()).ratio in RATIOS


@given(st.floats(0.01, 1e9))
def test_that_the_next_round_scale_shows_no_less(least: float) -> None:
    found = next_ratio(least)
    assert found in RATIOS
    assert found >= least * 0.999999 or found == RATIOS[-1]
