"""How high buildings are, as OpenStreetMap and cadastres write it."""

import math

import numpy as np
import pytest

from maps.sources.building_heights import STOREY_M, heights_of


def height(**columns: str | None) -> float:
    return float(heights_of({key: np.array([text], dtype=object) for key, text in columns.items()}, 1)[0])


@pytest.mark.parametrize(
    ("text", "metres"),
    [("12", 12.0), ("12.5 m", 12.5), ("12,5", 12.5), (" 9m ", 9.0), ("40 ft", 12.192), ("40'", 12.192)],
)
def test_that_heights_are_read_as_they_are_written(text: str, metres: float) -> None:
    assert height(height=text) == pytest.approx(metres)


@pytest.mark.parametrize("text", ["tall", "", "-3", "0", "1e9", "99999", "12;14", None, "nan"])
def test_that_what_is_no_height_is_unknown(text: str | None) -> None:
    assert math.isnan(height(height=text))


def test_that_storeys_stand_in_for_metres_and_not_before_them() -> None:
    assert height(**{"building:levels": "4"}) == 4 * STOREY_M
    assert height(**{"building:levels": "4", "height": "20"}) == 20.0
    assert height(niveles="2") == 2 * STOREY_M
