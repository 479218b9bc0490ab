"""How far it is from one place to another, for planning: the straight line until the road graph gives ways."""

import numpy as np
from numpy.typing import NDArray

from maps.place import Place
from maps.plane import LocalPlane

Floats = NDArray[np.float64]
MOST_PAIRS = 5_000_000


def metres(centre: Place, lat_deg: Floats, lon_deg: Floats) -> Floats:
    """(n, 2) east and north of the centre."""
    return np.column_stack(LocalPlane(centre).from_degrees(lat_deg, lon_deg))


def pairs_within(of: Floats, to: Floats, reach_m: float) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Indexes of pairs of points (n, 2) and (m, 2) that lie within reach, and how far each is."""
    from scipy.spatial import KDTree  # noqa: PLC0415 - planning alone needs it, and it takes its time to load

    if not len(of) or not len(to):
        return np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0)
    found = KDTree(of).sparse_distance_matrix(KDTree(to), reach_m, output_type="ndarray")
    return found["i"].astype(np.intp), found["j"].astype(np.intp), found["v"].astype(np.float64)


def nearest(of: Floats, to: Floats) -> tuple[NDArray[np.intp], Floats]:
    """For each point of the first, which of the second is nearest and how far; infinite without any."""
    from scipy.spatial import KDTree  # noqa: PLC0415 - as above

    if not len(to):
        return np.zeros(len(of), np.intp), np.full(len(of), np.inf)
    far_m, index = KDTree(to).query(of)
    return np.asarray(index, np.intp), np.asarray(far_m, np.float64)
