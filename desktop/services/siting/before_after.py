"""What a plan changes, as layers of the map: how the city is served as it stands, and with what is proposed.

Of cameras what all of them see together; of the others the ground within their reach. Any thread but Qt's.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.domain.site_plan import Answer, Question, Site, SiteKind
from desktop.services.coverage.book import Coverage
from desktop.services.coverage.surroundings import Ground, Surveyor, around
from desktop.storage import assets, base_maps, settings
from desktop.storage.store import Store
from maps.layer import CoverageTiles, Layer, Outlines, SiteMarks, SiteState
from maps.mosaic import Mosaic, mosaic_of
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewshed import Viewshed
from video.camera import Camera, Mount
from video.coverage import coverage_of, standpoint

MARKS, REACH, SEEN, SQUARE = "plan.sites", "plan.reach", "plan.seen", "plan.square"
_CORNERS = 36
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class BeforeAfter:
    """Both sides of a plan; `existing` are sites of its kind. A mosaic only where the plan is of cameras."""

    existing: tuple[Place, ...]
    before: Mosaic | None = None
    after: Mosaic | None = None


Look = Callable[[Camera], Viewshed]


def looking(ground: Ground, surveyor: Surveyor) -> Look:
    """Calculates what a camera would see; raises SurveyError."""

    def look(camera: Camera) -> Viewshed:
        stand = standpoint(camera)
        assert stand is not None, "a proposed camera has a mount"
        surroundings = around(ground, surveyor, *stand)
        return coverage_of(camera, surroundings.grid, is_terrain=surroundings.is_terrain)

    return look


def before_after(
    question: Question, answer: Answer, existing: Sequence[Place], coverage: Coverage | None, look: Look
) -> BeforeAfter:
    if question.kind is not SiteKind.CAMERA or coverage is None:
        return BeforeAfter(tuple(existing))
    proposed = [look(camera) for camera in proposed_cameras(question, answer)]
    lat_deg = coverage.mosaic.lat_deg or question.centre.lat_deg
    after = mosaic_of((*coverage.viewsheds.values(), *proposed), lat_deg)
    return BeforeAfter(tuple(existing), coverage.mosaic, after)


def sides_of(
    store: Store, data: Path, surveyor: Surveyor, question: Question, answer: Answer, coverage: Coverage | None
) -> BeforeAfter:
    """With what the store holds now."""
    with store.read() as connection:
        ground = Ground.of(base_maps.every(connection), data, settings.every(connection))
        existing = [asset.place for asset in assets.every(connection, question.asset_kind) if asset.place]
    half_m = question.side_m / 2 + question.served_m
    near = [place for place in existing if question.centre.distance_m(place) <= half_m * math.sqrt(2)]
    return before_after(question, answer, near, coverage, looking(ground, surveyor))


def proposed_cameras(question: Question, answer: Answer) -> list[Camera]:
    """As they would hang."""
    model, made = question.camera, list[Camera]()
    for site in answer.sites:
        heading = site.heading_deg or 0.0
        mount = Mount(site.place, model.height_m, heading, model.fov_deg, question.served_m)
        size = model.width_px, round(model.width_px * 9 / 16)
        made.append(Camera(f"plan-{site.rank}", f"{site.rank}", "", mount, frame_px=size))
    return made


def layers(question: Question, answer: Answer, sides: BeforeAfter, words: Sequence[str], *, after: bool) -> list[Layer]:
    """Of one side, bottom first. `words` are the cards of the proposed sites, by rank."""
    mosaic = sides.after if after else sides.before
    proposed = [site.place for site in answer.sites] if after else []
    under: list[Layer] = [CoverageTiles(SEEN, mosaic)] if mosaic is not None else []
    if question.kind is not SiteKind.CAMERA:
        under.append(reach([*sides.existing, *proposed], question.served_m))
    return [*under, square(question), marks(answer.sites if after else (), sides.existing, words)]


def reach(places: Sequence[Place], reach_m: float) -> Outlines:
    """Circles: ways are straight lines."""
    turn = np.linspace(0, 2 * math.pi, _CORNERS, endpoint=False)
    rings = tuple(_ring(place, reach_m * np.cos(turn), reach_m * np.sin(turn)) for place in places)
    ids = tuple(f"{REACH}.{number}" for number in range(len(places)))
    return Outlines(REACH, ids, tuple("" for _ in ids), rings, "reach", np.zeros(len(ids), np.bool_))


def square(question: Question) -> Outlines:
    """The part of the city that is asked about."""
    half_m = question.side_m / 2
    ring = _ring(question.centre, half_m * np.array([-1.0, 1, 1, -1]), half_m * np.array([-1.0, -1, 1, 1]))
    return Outlines(SQUARE, (SQUARE,), ("",), (ring,), "square", np.zeros(1, np.bool_))


def _ring(centre: Place, east_m: Floats, north_m: Floats) -> Floats:
    plane = LocalPlane(centre)
    places = [plane.to_place(east, north) for east, north in zip(east_m.tolist(), north_m.tolist(), strict=True)]
    return np.array([(at.lat_deg, at.lon_deg) for at in places], np.float64)


def marks(
    sites: Sequence[Site], existing: Sequence[Place], words: Sequence[str], candidates: Sequence[Place] = ()
) -> SiteMarks:
    """Proposed by rank, candidates as rings, and what is there already."""
    places = [*existing, *candidates, *(site.place for site in sites)]
    states = [SiteState.FIXED] * len(existing) + [SiteState.CANDIDATE] * len(candidates)
    states += [SiteState.CHOSEN] * len(sites)
    kinds = ("there", len(existing)), ("candidate", len(candidates))
    ids = [f"{kind}-{number}" for kind, count in kinds for number in range(count)]
    return SiteMarks(
        name=MARKS,
        ids=(*ids, *(f"site-{site.rank}" for site in sites)),
        labels=(*("" for _ in ids), *(str(site.rank) for site in sites)),
        titles=(*("" for _ in ids), *words[: len(sites)]),
        lat_deg=np.array([at.lat_deg for at in places], np.float64),
        lon_deg=np.array([at.lon_deg for at in places], np.float64),
        state=np.array(states, np.uint8),
    )
