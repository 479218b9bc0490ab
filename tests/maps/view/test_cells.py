"""Crowds of points counted by cells."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maps.place import Place
from maps.view.painters.cells import cells_of
from maps.viewport import Viewport, place_to_mercator

HERE = Place(19.4326, -99.1332)
VIEW = Viewport.around(HERE, 5_000, 1_600, 1_000)


def crowd(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng, (x_m, y_m) = np.random.default_rng(seed), place_to_mercator(HERE)
    return x_m + rng.normal(0, 150, 25_000), y_m + rng.normal(0, 150, 25_000)


@given(st.integers(0, 2**32 - 1), st.integers(-200, 200), st.integers(-200, 200))
def test_that_every_point_is_counted_once_and_cells_stay_put_while_dragged(seed: int, dx_px: int, dy_px: int) -> None:
    x_m, y_m = crowd(seed)
    still, dragged = cells_of(VIEW, x_m, y_m), cells_of(VIEW.panned(dx_px, dy_px), x_m, y_m)
    assert int(still.count.sum()) == len(x_m)
    assert sorted(still.count) == sorted(dragged.count)
    assert np.allclose(np.sort(still.x_px + dx_px), np.sort(dragged.x_px), atol=1e-3)
