"""What a camera's picture of a place is good for, by how many pixels fall on a metre there: the classes of IEC 62676-4.

The standard's own figures are millimetres a pixel: 40, 16, 8 and 4.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64] | NDArray[np.float32]


class Dori(IntEnum):
    """In rising order; `UNSEEN` is ground that no pixel shows, `SEEN` ground that is shown too small for any of it."""

    UNSEEN = 0
    SEEN = 1
    DETECT = 2
    OBSERVE = 3
    RECOGNISE = 4
    IDENTIFY = 5


LEAST_PX_PER_M: dict[Dori, float] = {
    Dori.DETECT: 25.0,
    Dori.OBSERVE: 62.5,
    Dori.RECOGNISE: 125.0,
    Dori.IDENTIFY: 250.0,
}
_STEPS = np.array(list(LEAST_PX_PER_M.values()))


def classes_of(px_per_m: Floats) -> NDArray[np.uint8]:
    """The class of each value, 0 where it is 0 or not a number."""
    known = np.nan_to_num(px_per_m, nan=0.0)
    return np.where(known > 0, np.searchsorted(_STEPS, known, side="right") + 1, 0).astype(np.uint8)


def class_of(px_per_m: float) -> Dori:
    return Dori(int(classes_of(np.array([px_per_m]))[0]))
