"""The scale bar, the flight between views, and counts that fit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.place import Place
from maps.view.flight import between, is_far
from maps.view.furniture import scale_bar
from maps.view.painters.assets import camera_number
from maps.view.painters.cells import short_count
from maps.view.painters.units import short_age
from maps.view.theme import scale
from maps.viewport import Viewport

VIEWS = st.builds(
    Viewport.around,
    st.builds(Place, st.floats(-80, 80), st.floats(-179, 179)),
    st.floats(20, 5_000_000),
    st.integers(300, 4_000),
    st.integers(300, 3_000),
)


@given(VIEWS)
def test_that_the_scale_bar_is_round_true_and_fits(view: Viewport) -> None:
    bar = scale_bar(view)
    leading = bar.length_m / 10 ** math.floor(math.log10(bar.length_m) + 1e-9)
    assert any(leading == pytest.approx(step) for step in (1, 2, 5))
    assert bar.length_px * view.ground_m_per_px == pytest.approx(bar.length_m)
    assert scale.SCALE_BAR_MAX_PX / 2.5 - 1e-6 <= bar.length_px <= scale.SCALE_BAR_MAX_PX * 1.0001


def test_that_lengths_are_said_in_the_unit_people_use() -> None:
    words = [scale_bar(Viewport.around(Place(0, 0), width_m, 1_000, 800)).words for width_m in (5, 1_700, 40_000)]
    assert words == ["50 cm", "200 m", "2 km"]


@given(VIEWS, VIEWS, st.floats(0, 1))
def test_that_a_flight_stays_between_and_ends_at_its_goal(start: Viewport, goal: Viewport, part: float) -> None:
    view = between(start, goal, part)
    low, high = sorted((start.scale, goal.scale))
    assert low * 0.999 <= view.scale <= high * 1.001
    assert between(start, goal, 1.0) == goal


def test_that_only_a_near_place_is_flown_to() -> None:
    here = Viewport.around(Place(19.43, -99.13), 2_000, 1_600, 1_000)
    assert not is_far(here, here.panned(2_000, 0))
    assert is_far(here, here.panned(6_000, 0))


def test_that_codes_counts_and_ages_fit_where_they_are_written() -> None:
    assert [camera_number(code) for code in ("C-04", "C-11", "PTZ-112", "Norte")] == ["C4", "C11", "112", "Nor"]
    assert [short_count(count) for count in (7, 999, 1_250, 45_600)] == ["7", "999", "1.2k", "45k"]
    assert [short_age(age) for age in (12, 300, 7_200, 400_000, math.nan)] == ["12 s", "5 min", "2 h", "5 d", "?"]
