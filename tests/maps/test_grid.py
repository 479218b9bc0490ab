"""The grid: round steps, few enough to be read, each line where PROJ has it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.grid import GridKind, grid_of, utm_code, utm_zone
from maps.place import Place
from maps.projection import Projection
from maps.sheet import RATIOS, Ground, Paper, Sheet

places = st.builds(Place, st.floats(-78, 78), st.floats(-179.9, 179.9))
grounds = st.builds(
    Ground, places, st.sampled_from(RATIOS[:24]), st.sampled_from([Sheet(), Sheet(Paper.A3, landscape=False)])
)


@given(grounds)
def test_that_degrees_have_round_steps_and_lie_on_the_map(ground: Ground) -> None:
    viewport = ground.viewport
    grid = grid_of(GridKind.GEOGRAPHIC, viewport)
    assert grid is not None
    assert grid.code == "EPSG:4326"
    meridians = [line for line in grid.lines if line.is_meridian]
    assert len(meridians) <= viewport.width_px / 139 + 1
    for line in grid.lines:
        off = line.value / grid.step
        assert abs(off - round(off)) < 1e-6
        assert np.isfinite(line.points).all()
        fixed = line.points[:, 1 if line.is_meridian else 0]
        assert np.allclose((fixed - line.value + 180) % 360 - 180, 0, atol=1e-9)


@given(grounds)
def test_that_utm_lines_are_where_proj_has_them(ground: Ground) -> None:
    viewport = ground.viewport
    grid = grid_of(GridKind.UTM, viewport)
    assert grid is not None
    if grid.kind is GridKind.GEOGRAPHIC:
        return
    plane = Projection(grid.code)
    for line in grid.lines:
        assert line.value % grid.step == pytest.approx(0, abs=1e-6)
        east, north = plane.from_degrees(line.points[:, 0], line.points[:, 1])
        assert np.allclose(east if line.is_meridian else north, line.value, atol=0.01)


def test_that_no_grid_is_none_and_there_is_no_utm_at_the_pole() -> None:
    assert grid_of(GridKind.NONE, Ground(Place(22.77, -102.58), 2500, Sheet()).viewport) is None
    polar = grid_of(GridKind.UTM, Ground(Place(84.5, 0.0), 2500, Sheet()).viewport)
    assert polar is not None
    assert polar.kind is GridKind.GEOGRAPHIC


def test_that_zones_are_those_of_the_places() -> None:
    assert (utm_zone(Place(22.77, -102.58)), utm_code(Place(22.77, -102.58))) == (13, "EPSG:32613")
    assert utm_code(Place(-30.0, -51.2)) == "EPSG:32722"
    assert utm_zone(Place(0.0, 180.0)) == 60
    assert utm_zone(Place(0.0, -180.0)) == 1
