"""A plan laid on the ground by pairs of points: exact when they are, with honest residuals when they are not."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maps.source import ControlPoint, Plan, PlanFit
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import degrees_of
from maps.sources.plan_fit import fit_plan
from maps.viewport import to_mercator

ORIGIN = np.column_stack(to_mercator(np.array([19.43]), np.array([-99.13])))[0]
CORNERS = np.array([(0.0, 0.0), (1000.0, 0.0), (1000.0, 700.0), (0.0, 700.0), (400.0, 300.0)])
PARTS = st.floats(-1.0, 1.0)


def points(pixels: np.ndarray, metres: np.ndarray) -> tuple[ControlPoint, ...]:
    lon, lat = degrees_of(metres + ORIGIN)
    return tuple(
        ControlPoint(float(x), float(y), float(b), float(a)) for (x, y), a, b in zip(pixels, lon, lat, strict=True)
    )


@given(st.lists(PARTS, min_size=6, max_size=6))
def test_that_an_affine_plan_is_found_exactly(parts: list[float]) -> None:
    matrix = np.array([[parts[0], parts[1]], [parts[2], parts[3]]])
    assume(abs(np.linalg.det(matrix)) > 0.05)
    metres = CORNERS @ matrix.T + np.array(parts[4:]) * 100
    fit = fit_plan(Plan(points(CORNERS, metres)))
    assert max(fit.residuals_m) < 1e-3
    assert np.allclose(fit.to_pixels(metres + ORIGIN), CORNERS, atol=0.05)


@given(st.floats(-2e-4, 2e-4), st.floats(-2e-4, 2e-4))
def test_that_a_photo_of_a_plan_from_the_side_is_found_exactly(tilt_x: float, tilt_y: float) -> None:
    weight = 1 + CORNERS @ np.array([tilt_x, tilt_y])
    metres = CORNERS * np.array([0.2, -0.2]) / weight[:, None]
    fit = fit_plan(Plan(points(CORNERS, metres), PlanFit.HOMOGRAPHY))
    assert max(fit.residuals_m) < 1e-3
    assert np.allclose(fit.to_metres(CORNERS), metres + ORIGIN, atol=0.01)


def test_that_a_point_set_wrong_has_the_largest_residual() -> None:
    metres = CORNERS * np.array([0.2, -0.2])
    metres[4] += 5.0
    fit = fit_plan(Plan(points(CORNERS, metres)))
    assert int(np.argmax(fit.residuals_m)) == 4
    assert 1.0 < fit.residuals_m[4] < 7.1


LINE = np.array([(0.0, 0.0), (10.0, 10.0), (20.0, 20.0)])


@pytest.mark.parametrize("pixels", [CORNERS[:2], LINE, np.full((4, 2), 5.0), LINE * np.nan])
def test_that_too_few_or_points_on_a_line_are_refused(pixels: np.ndarray) -> None:
    plan = Plan(points(pixels, np.nan_to_num(pixels) * 0.2))
    with pytest.raises(LayerFaultError) as refused:
        fit_plan(plan)
    assert refused.value.code == "no_points"
