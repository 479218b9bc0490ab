"""The same spots in two photos: SIFT features, matched both ways and held to one turn and shift of the ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from drones.photo import Photo, PhotoError
from drones.pose import Pose, metres_from
from video.cv import cv2

Floats = NDArray[np.float64]
WORKING_WIDTH_PX = 1400
FEATURES = 4000
RATIO = 0.82
"""Lowe's ratio test (Lowe, Distinctive Image Features from Scale-Invariant Keypoints, 2004, section 7.1)."""
LEAST_MATCHES = 14
AGREE_PX = 30.0
"""Pixels of the source photo by which a match may miss the common turn and shift (relief, lens)."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """`pixels` (n, 2) of the source photo; `words` (n, 128) RootSIFT."""

    pixels: Floats
    words: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Pixels of photo `a` and `b` that show the same ground, (k, 2) each."""

    a: int
    b: int
    pixels_a: Floats
    pixels_b: Floats


def features(photo: Photo) -> Features:
    """Features of a photo, found in a smaller copy; raises PhotoError when it cannot be decoded."""
    picture: MatLike | None = cv2.imread(str(photo.path), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is None:
        message = f"{photo.path.name}: the picture cannot be decoded"
        raise PhotoError(message)
    scale = photo.width_px / WORKING_WIDTH_PX
    size = (WORKING_WIDTH_PX, round(photo.height_px / scale))
    points, words = cv2.SIFT.create(FEATURES, contrastThreshold=0.02).detectAndCompute(
        cv2.resize(picture, size, interpolation=cv2.INTER_AREA), None
    )
    if len(points) < LEAST_MATCHES:  # no words at all where there is no point
        return Features(np.empty((0, 2)), np.empty((0, 128), np.float32))
    rooted = np.sqrt(words / (words.sum(axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    return Features((np.array([point.pt for point in points]) + 0.5) * scale - 0.5, rooted)


def pairs(photos: Sequence[Photo], found: Sequence[Features]) -> list[Pair]:
    """Matches of all photos near enough to share ground."""
    near = [(a, b) for a, b in combinations(range(len(photos)), 2) if _may_overlap(photos[a], photos[b])]
    matched = (_match(a, b, found[a], found[b]) for a, b in near)
    return [pair for pair in matched if pair]


def _may_overlap(a: Photo, b: Photo) -> bool:
    reach = sum(Pose.of(photo).gsd_cm / 100 * photo.width_px for photo in (a, b)) / 2
    return float(np.hypot(*metres_from(a.place, b.place))) < 1.3 * reach


def _match(a: int, b: int, of_a: Features, of_b: Features) -> Pair | None:
    if min(len(of_a.words), len(of_b.words)) < LEAST_MATCHES:
        return None
    likeness = of_a.words @ of_b.words.T
    there, back = _nearest(likeness), _nearest(np.ascontiguousarray(likeness.T))
    mutual = [(i, j) for i, j in there.items() if back.get(j) == i]
    if len(mutual) < LEAST_MATCHES:
        return None
    i, j = np.array(mutual).T
    pixels_a, pixels_b = of_a.pixels[i], of_b.pixels[j]
    _, inside = cv2.estimateAffinePartial2D(pixels_a, pixels_b, ransacReprojThreshold=AGREE_PX, maxIters=5000)
    kept = np.atleast_1d(inside).ravel() == 1  # None, where no common turn was found, is no match at all
    if kept.sum() < LEAST_MATCHES:
        return None
    return Pair(a, b, pixels_a[kept], pixels_b[kept])


def _nearest(likeness: NDArray[np.float32]) -> dict[int, int]:
    """For each row its best column, where the second best is clearly worse. Words have length 1."""
    best = likeness.argmax(axis=1)
    rows = np.arange(len(best))
    first = likeness[rows, best]
    likeness[rows, best] = -1.0
    second = likeness.max(axis=1)
    likeness[rows, best] = first
    clear = np.sqrt(np.maximum(0.0, 2 - 2 * first)) < RATIO * np.sqrt(np.maximum(0.0, 2 - 2 * second))
    return dict(zip(rows[clear].tolist(), best[clear].tolist(), strict=True))
