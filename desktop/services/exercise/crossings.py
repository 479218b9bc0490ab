"""The streets of the generated town cut where they meet, so that its road graph joins them there and nowhere else."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from desktop.services.exercise.city import Street

_STUB_M = 4.0
"""Streets are drawn a little over the one that they end at: what sticks out is no street."""
_ON_M = 0.5


def cut(streets: Sequence[Street]) -> Iterator[Street]:
    """Every street piece by piece; corners of pieces that meet are the very same numbers."""
    lines = np.array([street.line for street in streets], dtype=object)
    pieces = shapely.get_parts(shapely.union_all(lines))
    pieces = pieces[~_stubs(pieces)]
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    tree = shapely.STRtree(lines)
    owner = np.full(len(pieces), -1)
    of_piece, of_street = tree.query(middles, predicate="dwithin", distance=_ON_M)
    owner[of_piece[::-1]] = of_street[::-1]  # where two run on each other the first one has the piece
    for piece, street in zip(pieces, owner.tolist(), strict=True):
        if street >= 0:
            yield Street(streets[street].name, streets[street].rank, piece)


def _stubs(pieces: np.ndarray) -> np.ndarray:
    """Short pieces of which one end meets nothing."""
    ends = np.concatenate((shapely.get_point(pieces, 0), shapely.get_point(pieces, -1)))
    _, index, count = np.unique(shapely.get_coordinates(ends), axis=0, return_inverse=True, return_counts=True)
    alone = (count[index] == 1).reshape(2, -1).any(axis=0)
    return alone & (shapely.length(pieces) < _STUB_M)
