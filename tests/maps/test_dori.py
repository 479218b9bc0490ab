"""The classes of IEC 62676-4 by pixels per metre."""

import math

import numpy as np
import pytest

from maps.dori import LEAST_PX_PER_M, Dori, class_of, classes_of


@pytest.mark.parametrize(
    ("px_per_m", "level"),
    [
        (0.0, Dori.UNSEEN),
        (math.nan, Dori.UNSEEN),
        (0.1, Dori.SEEN),
        (24.9, Dori.SEEN),
        (25.0, Dori.DETECT),
        (62.4, Dori.DETECT),
        (62.5, Dori.OBSERVE),
        (125.0, Dori.RECOGNISE),
        (250.0, Dori.IDENTIFY),
        (9000.0, Dori.IDENTIFY),
    ],
)
def test_that_a_class_begins_at_its_own_figure(px_per_m: float, level: Dori) -> None:
    assert class_of(px_per_m) is level


def test_that_the_figures_are_the_standards_millimetres_a_pixel() -> None:
    assert [1000 / least for least in LEAST_PX_PER_M.values()] == [40, 16, 8, 4]


def test_that_many_are_classed_as_one_is() -> None:
    values = np.linspace(0, 300, 61)
    assert [Dori(int(one)) for one in classes_of(values)] == [class_of(float(value)) for value in values]
