"""A block of photos of one flight, adjusted so that the same ground lies at the same place in all of them.

First each photo's turn is decided (DJI photos of a return leg may be upside down and not say so), then yaw, tilt,
position, the common height of the ground and the focal length are fitted to the matches, held by what GPS and gimbal
are worth.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from drones.matching import Pair, features, pairs
from drones.photo import Photo
from drones.pose import Pose, metres_from, offset, rotation
from maps.place import Place

Floats = NDArray[np.float64]
GPS_SIGMA_M, HEIGHT_SIGMA_M, COMMON_HEIGHT_SIGMA_M = 1.5, 0.4, 4.0
YAW_SIGMA_DEG, TILT_SIGMA_DEG, FOCAL_SIGMA = 4.0, 1.2, 0.03
MATCH_SIGMA_M = 0.15
PRIOR_WEIGHT = 0.3
"""Matches weigh more than GPS and gimbal: a pair of photos counts as one good match, whatever its number."""
FURTHEST_MOVE_M, MOST_STRETCH = 10.0, 1.4
"""Beyond these a fit is not believed: six sigmas of the GPS, and what the ground may lie below the take-off point."""
HELD_OUT_EVERY = 5
"""Every fifth match takes no part in the fit: the error is quoted on those."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Poses in the order of the photos; medians in metres over the matches that took no part in the fit."""

    poses: tuple[Pose, ...]
    turned: tuple[bool, ...]
    before_m: float
    after_m: float
    held_out: int
    is_fitted: bool = True
    """False: only the turns are decided; no fit was believed."""


def adjust(photos: Sequence[Photo]) -> Adjustment:
    """Fit the block. Photos that match no other keep the pose that EXIF gives."""
    poses = [Pose.of(photo) for photo in photos]
    found = pairs(photos, [features(photo) for photo in photos])
    if not found:
        return Adjustment(tuple(poses), (False,) * len(poses), math.nan, math.nan, 0, is_fitted=False)
    fitted, held = _split(found)
    before = _disagreement(poses, held)
    turned = decide_turns(poses, found)
    upright = [replace(pose, yaw_deg=pose.yaw_deg + 180.0 * turn) for pose, turn in zip(poses, turned, strict=True)]
    after = _fit(upright, fitted)
    is_fitted = _is_believable(upright, after)
    after = after if is_fitted else upright
    return Adjustment(
        tuple(after),
        tuple(turned),
        float(np.median(before)),
        float(np.median(_disagreement(after, held))),
        len(before),
        is_fitted,
    )


def _is_believable(before: Sequence[Pose], after: Sequence[Pose]) -> bool:
    """No camera went further than its GPS and barometer can be wrong.

    Obliques over relief agree best when all of them sink to the ground: that fit is no pose at all.
    """
    moves_m = [math.hypot(*metres_from(old.place, new.place)) for old, new in zip(before, after, strict=True)]
    shares = [new.height_m / old.height_m for old, new in zip(before, after, strict=True)]
    return max(moves_m) <= FURTHEST_MOVE_M and all(1 / MOST_STRETCH <= share <= MOST_STRETCH for share in shares)


def _split(found: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Fitted and held-out matches of every pair."""
    fitted, held = [], []
    for pair in found:
        out = np.arange(len(pair.pixels_a)) % HELD_OUT_EVERY == 0
        held.append(replace(pair, pixels_a=pair.pixels_a[out], pixels_b=pair.pixels_b[out]))
        fitted.append(replace(pair, pixels_a=pair.pixels_a[~out], pixels_b=pair.pixels_b[~out]))
    return fitted, held


@dataclass(frozen=True, slots=True, eq=False)
class _Ties:
    """All matches in one table: photo indices (k,) and rays in the cameras' frames (k, 3) for a focal scale of 1."""

    a: NDArray[np.intp]
    b: NDArray[np.intp]
    rays_a: Floats
    rays_b: Floats
    weight: Floats

    @classmethod
    def of(cls, poses: Sequence[Pose], found: Sequence[Pair]) -> "_Ties":
        counts = [len(pair.pixels_a) for pair in found]
        return cls(
            np.repeat([pair.a for pair in found], counts),
            np.repeat([pair.b for pair in found], counts),
            np.vstack([poses[pair.a].camera_rays(pair.pixels_a) for pair in found]),
            np.vstack([poses[pair.b].camera_rays(pair.pixels_b) for pair in found]),
            np.repeat([1 / math.sqrt(count) for count in counts], counts),
        )

    def gaps(self, state: Floats, focal: float) -> Floats:
        """(k, 2) metres between the two ground points of each match; state (n, 6) as in `_state`."""
        turns = np.stack([rotation(*angles) for angles in state[:, :3].tolist()])
        return _grounds(state, turns, self.a, self.rays_a, focal) - _grounds(state, turns, self.b, self.rays_b, focal)


def _grounds(state: Floats, turns: Floats, owner: NDArray[np.intp], rays: Floats, focal: float) -> Floats:
    scaled = rays * (1 / focal, 1.0, 1 / focal)
    ahead = np.einsum("kij,kj->ki", turns[owner], scaled)
    down = np.minimum(ahead[:, 2], -0.02)
    return state[owner, 3:5] - ahead[:, :2] * (state[owner, 5] / down)[:, None]


def _state(poses: Sequence[Pose]) -> Floats:
    """(n, 6): yaw, pitch, roll in degrees; east, north of the first photo and height in metres."""
    origin = poses[0].place
    return np.array([[p.yaw_deg, p.pitch_deg, p.roll_deg, *metres_from(origin, p.place), p.height_m] for p in poses])


def _disagreement(poses: Sequence[Pose], found: Sequence[Pair]) -> Floats:
    """Metres between the two places that each match gets."""
    return np.hypot(*_Ties.of(poses, found).gaps(_state(poses), 1.0).T)


def decide_turns(poses: Sequence[Pose], found: Sequence[Pair]) -> list[bool]:
    """Which photos are upside down: flip the one that helps most, until no flip makes the places agree better."""
    costs = {(pair.a, pair.b): _turn_costs(poses, pair) for pair in found}

    def cost(turns: list[bool]) -> float:
        return sum(table[int(turns[a]), int(turns[b])] for (a, b), table in costs.items())

    best = min(([False] * len(poses), [True] * len(poses)), key=cost)
    improved = True
    while improved:
        flips = [[turn != (i == k) for i, turn in enumerate(best)] for k in range(len(poses))]
        better = min(flips, key=cost)
        improved = cost(better) < cost(best) - 1e-9
        best = better if improved else best
    return best


def _turn_costs(poses: Sequence[Pose], pair: Pair) -> Floats:
    """(2, 2) metres by turn of a and of b, weighted by the number of matches."""
    two = [poses[pair.a], poses[pair.b]]
    tie = _Ties.of(two, [replace(pair, a=0, b=1)])
    state = _state(two)
    table = np.zeros((2, 2))
    for turn_a, turn_b in np.ndindex(2, 2):
        turned = state + np.array([[180.0 * turn_a, 0, 0, 0, 0, 0], [180.0 * turn_b, 0, 0, 0, 0, 0]])
        gaps = np.hypot(*tie.gaps(turned, 1.0).T)
        table[turn_a, turn_b] = float(np.median(gaps)) * math.sqrt(len(gaps))
    return table


def _fit(poses: Sequence[Pose], found: Sequence[Pair]) -> list[Pose]:
    """Least squares over the state of each photo, the common height of the ground and the focal scale."""
    n = len(poses)
    of_one = [YAW_SIGMA_DEG, TILT_SIGMA_DEG, TILT_SIGMA_DEG, GPS_SIGMA_M, GPS_SIGMA_M, HEIGHT_SIGMA_M]
    sigmas = np.r_[np.tile(of_one, n), COMMON_HEIGHT_SIGMA_M, FOCAL_SIGMA]
    ties, start = _Ties.of(poses, found), _state(poses)

    def residuals(shares: Floats) -> Floats:
        state, focal = _changed(start, shares * sigmas)
        return np.r_[(ties.gaps(state, focal) * ties.weight[:, None]).ravel() / MATCH_SIGMA_M, shares * PRIOR_WEIGHT]

    solution = least_squares(residuals, np.zeros(len(sigmas)), loss="soft_l1", max_nfev=30)
    state, focal = _changed(start, solution.x * sigmas)
    return [_posed(pose, row, focal, poses[0].place) for pose, row in zip(poses, state.tolist(), strict=True)]


def _changed(start: Floats, change: Floats) -> tuple[Floats, float]:
    state = start + change[:-2].reshape(start.shape)
    state[:, 5] += change[-2]
    return state, 1.0 + float(change[-1])


def _posed(pose: Pose, row: list[float], focal: float, origin: Place) -> Pose:
    yaw, pitch, roll, east, north, height = row
    return replace(
        pose,
        yaw_deg=yaw,
        pitch_deg=pitch,
        roll_deg=roll,
        place=offset(origin, east, north),
        height_m=height,
        focal_px=pose.focal_px * focal,
    )
