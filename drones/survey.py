"""A folder of photos as a whole: every photo with its pose, the refused ones with their reason, `locate` within it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from drones import block, photo, terrain
from drones.block import Adjustment
from drones.photo import Photo, PhotoError
from drones.pose import Pose, footprint, locate
from drones.poses import KeptPose, PoseShelf
from drones.terrain import Standing
from maps.heights import HeightGrid
from maps.place import Place

GPS_ERROR_M = 2.5
"""What a drone's own GPS is worth without correction, one sigma."""
RTK_GPS_ERROR_M = 0.1
GIMBAL_ERROR_SHARE = 0.08
"""Yaw and tilt of an unadjusted photo: 4 to 5 degrees of the distance from the point below."""
LARGEST_BLOCK = 24
"""`locate` adjusts at most this many photos around its own."""


HeightsOf = Callable[[Photo], HeightGrid]
"""Who reads the heights around a photo: the map worker."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A photo with the best pose known of it."""

    photo: Photo
    pose: Pose
    adjusted: bool

    @property
    def ring(self) -> tuple[Place, ...]:
        return footprint(self.pose)


@dataclass(frozen=True, slots=True)
class Survey:
    placed: tuple[Placed, ...]
    refused: tuple[tuple[str, str], ...]
    """File name and reason."""


@dataclass(frozen=True, slots=True)
class Located:
    place: Place
    error_m: float


def read(folder: Path, shelf: PoseShelf, on_progress: Callable[[int, int], None] | None = None) -> Survey:
    """Every photo of the folder that can be placed; raises PhotoError when there is no folder or no photo in it."""
    paths = photo.find(folder)
    if not paths:
        message = f"{folder}: there is no photo (JPEG or TIFF) in it"
        raise PhotoError(message)
    placed: list[Placed] = []
    refused: list[tuple[str, str]] = []
    for i, path in enumerate(paths):
        try:
            placed.append(_placed(photo.read(path), shelf))
        except PhotoError as error:
            refused.append((path.name, str(error)))
        if on_progress:
            on_progress(i + 1, len(paths))
    return Survey(tuple(placed), tuple(refused))


def _placed(one: Photo, shelf: PoseShelf) -> Placed:
    kept = shelf.get(one.sha256)
    return Placed(one, kept.pose if kept else Pose.of(one), kept is not None)


def refine(photos: Sequence[Photo], shelf: PoseShelf) -> Adjustment:
    """Adjust the block and keep the poses of the photos that match another."""
    adjustment = block.adjust(photos)
    if adjustment.held_out:
        for one, pose in zip(photos, adjustment.poses, strict=True):
            unfitted = 0.0 if adjustment.is_fitted else GIMBAL_ERROR_SHARE * pose.height_m
            shelf.keep(one.sha256, KeptPose(pose, max(adjustment.after_m, unfitted)))
    return adjustment


def locate_pixel(
    path: Path, x_px: float, y_px: float, shelf: PoseShelf, heights_of: HeightsOf | None = None
) -> Located:
    """The ground of a pixel, on a plane or on the heights around the photo.

    A photo without an adjusted pose is adjusted with its neighbours of the same folder first. Raises PhotoError,
    AboveHorizonError, HeightsUnknownError; ValueError when the pixel lies outside the photo.
    """
    one = photo.read(path)
    if not (0 <= x_px < one.width_px and 0 <= y_px < one.height_px):
        message = f"{path.name} has {one.width_px} x {one.height_px} pixels: {x_px:.0f},{y_px:.0f} is not one of them"
        raise ValueError(message)
    kept = shelf.get(one.sha256) or _adjusted_with_neighbours(one, shelf)
    pose = kept.pose if kept else Pose.of(one)
    standing = terrain.stand(one, pose, heights_of(one)) if heights_of else Standing(pose, None, 0.0)
    place = locate(standing.pose, x_px, y_px, standing.surface)
    away = place.distance_m(pose.place)
    spread = kept.error_m if kept else GIMBAL_ERROR_SHARE * max(pose.height_m, away)
    slid = standing.error_m * away / standing.pose.height_m
    own = RTK_GPS_ERROR_M if one.has_rtk else GPS_ERROR_M
    return Located(place, round(math.hypot(own, spread, slid), 2))


def _adjusted_with_neighbours(one: Photo, shelf: PoseShelf) -> KeptPose | None:
    """The nearest photos of the folder decide the turn and the tilt; None when there are none that match."""
    others: list[Photo] = []
    for path in photo.find(one.path.parent):
        try:
            others.append(photo.read(path))
        except PhotoError:
            continue
    nearest = sorted(others, key=lambda other: one.place.distance_m(other.place))[:LARGEST_BLOCK]
    if len(nearest) < 2:
        return None
    refine(sorted(nearest, key=lambda other: other.path.name), shelf)
    return shelf.get(one.sha256)
