"""What the solver is to meet, as small as it can be said: points that the same options serve are one want.

For covering a want is met by any option that serves it. For the shortest way a want is a place and a distance, met by
what is within it or by what meets the next shorter distance: as many as the bands of distance that are told apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.services.siting import ways
from desktop.services.siting.options import Options

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]
FARTHEST_RATIO = 4.0
"""Beyond so many times the reach a way counts no longer: nobody walks it."""
BANDS_IN_REACH = 8
CELLS_IN_REACH = 4
MOST_PAIRS = 30_000
"""Of places and candidates within the farthest way: with more of them places are taken together. So many are solved
to a thousandth in ten seconds on one core."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The demand as it stands: what each point is worth, whether it is served, and how far it is to what serves it."""

    xy_m: Floats
    worth: Floats
    served: NDArray[np.bool_]
    far_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Wants:
    """`after` is the want whose being met meets this one too, -1 for none; links say which option meets which want."""

    gain: Floats
    after: Indexes
    link_want: Indexes
    link_site: Indexes
    usual_gain: float
    """What an option gains on average alone: what the cost of one site is weighed against."""
    is_coarse: bool = False
    """Places were taken together more than the reach asks for, so that it could be solved."""


def covering(options: Options, worth: Floats) -> Wants:
    site = np.repeat(np.arange(len(options)), [len(some) for some in options.serves])
    point = np.concatenate([np.empty(0, np.intp), *options.serves])
    kept = worth[point] > 0
    site, point = site[kept], point[kept]
    usual = float(worth[point].sum() / max(1, len(options)))
    order = np.lexsort((site, point))
    site, point = site[order], point[order]
    different, first = np.unique(point, return_index=True)
    sets = np.split(site, first[1:]) if len(different) else []
    known: dict[bytes, int] = {}
    member = np.array([known.setdefault(some.tobytes(), len(known)) for some in sets], np.intp)
    gain = np.bincount(member, worth[different], minlength=len(known)).astype(np.float64)
    shown = [sets[index] for index in np.unique(member, return_index=True)[1]] if len(member) else []
    want = np.repeat(np.arange(len(shown)), [len(some) for some in shown])
    linked = np.concatenate([np.empty(0, np.intp), *shown]).astype(np.intp)
    return Wants(gain, np.full(len(gain), -1, np.intp), want, linked, usual)


def nearing(places: Floats, state: Standing, reach_m: float) -> Wants:
    """Ways are told apart by an eighth of the reach; so are places, or more coarsely where there are too many."""
    band_m = reach_m / BANDS_IN_REACH
    cells, point, site, far_m, is_coarse = _paired(places, state, reach_m)
    band = np.maximum(np.ceil(far_m / band_m), 1).astype(np.intp)
    now = np.ceil(cells.far_m / band_m).astype(np.intp)
    kept = (band < now[point]) & (cells.worth[point] > 0)
    point, site, band = point[kept], site[kept], band[kept]
    rows, link_want = np.unique(np.column_stack([point, band]), axis=0, return_inverse=True)
    owner, level = rows[:, 0], rows[:, 1]
    same = np.concatenate([[False], owner[1:] == owner[:-1]]) if len(rows) else np.empty(0, np.bool_)
    after = np.where(same, np.arange(len(rows)) - 1, -1).astype(np.intp)
    last = np.concatenate([~same[1:], [True]]) if len(rows) else np.empty(0, np.bool_)
    ends = np.where(last, now[owner], np.concatenate([level[1:], [0]]) if len(rows) else 0)
    whole = max(float(state.worth @ state.far_m), 1e-12)
    gain = cells.worth[owner] * (ends - level) * band_m / whole
    usual = float(gain.sum() / max(1, len(places)))
    return Wants(gain, after, link_want.ravel().astype(np.intp), site, usual, is_coarse)


def _paired(places: Floats, state: Standing, reach_m: float) -> tuple[Standing, Indexes, Indexes, Floats, bool]:
    """The demand in cells, small enough to be solved; pairs of a cell and a candidate, and how far each is."""
    fine_m = side_m = reach_m / CELLS_IN_REACH
    while True:
        cells = _gathered(state, side_m)
        point, site, far_m = ways.pairs_within(cells.xy_m, places, reach_m * FARTHEST_RATIO)
        if len(point) <= MOST_PAIRS or len(cells.xy_m) < 50:
            return cells, point, site, far_m, side_m > fine_m
        side_m *= 1.4


def _gathered(state: Standing, side_m: float) -> Standing:
    """Points of a cell at their common middle, each by its worth."""
    grid = np.floor(state.xy_m / side_m).astype(np.int64)
    _, of = np.unique(grid, axis=0, return_inverse=True)
    of = of.ravel()
    worth = np.bincount(of, state.worth).astype(np.float64)
    share = np.maximum(worth, 1e-300)
    middle = np.column_stack([np.bincount(of, state.worth * state.xy_m[:, axis]) / share for axis in (0, 1)])
    far_m = np.bincount(of, state.worth * state.far_m) / share
    kept = worth > 0
    return Standing(middle[kept], worth[kept], np.zeros(int(kept.sum()), np.bool_), far_m[kept])
