"""What an answer follows from: streets and homes of the map, figures and incidents of the store, what stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.domain.site_plan import Question, SiteKind
from desktop.services.areas.places import AreaIndex, read_areas
from desktop.services.cities import nearest
from desktop.services.coverage.book import Coverage
from desktop.services.coverage.surroundings import Ground, Surveyor
from desktop.services.siting import ways
from desktop.services.siting.demand import STEP_M, Demand, demand
from desktop.storage import areas as area_rows
from desktop.storage import assets, base_maps, happenings, settings
from desktop.storage.store import Store
from maps.city_ground import Box, CityGround
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewport import to_mercator

Floats = NDArray[np.float64]
_MARGIN_M = 50.0


class StreetReader(Surveyor, Protocol):
    """What is needed of the map worker: heights, and streets with crossings and buildings."""

    def ground(self, cities: Sequence[Path], box: Box, step_m: float) -> CityGround: ...


class NoMapError(ValueError):
    """Without a base map there are no streets to plan on."""

    def __init__(self) -> None:
        super().__init__("the store has no base map of that place. Import one with: atalaya city import FILE")


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """`existing` (n, 2) are sites of the kind, east and north of the question's centre; `served` what they serve."""

    ground: Ground
    streets: CityGround
    index: AreaIndex
    wanted: Demand
    existing: Floats
    served: NDArray[np.bool_]
    notes: tuple[str, ...]


def gather(
    store: Store, data: Path, reader: StreetReader, question: Question, coverage: Coverage | None, now: datetime
) -> Gathered:
    """Raises NoMapError, SurveyError, a StoreError. `coverage` is what cameras see; only plans of cameras need it."""
    with store.read() as connection:
        known_maps = base_maps.every(connection)
        ground = Ground.of(known_maps, data, settings.every(connection))
        index = AreaIndex(read_areas(connection))
        figures = area_rows.newest_figures(connection)
        incidents = happenings.incidents(connection, now - question.span, now)
        there = [asset.place for asset in assets.every(connection, question.asset_kind) if asset.place]
    city = nearest(known_maps, question.centre)
    if city is None:
        raise NoMapError
    streets = reader.ground([data / city.file], _box(question), STEP_M)
    wanted = demand(question, streets, index, figures, incidents)
    existing = _metres(question, there)
    served = _served(question, wanted, existing, coverage)
    return Gathered(ground, streets, index, wanted, existing, served, _notes(wanted))


def _notes(wanted: Demand) -> tuple[str, ...]:
    notes = ["straight"]
    notes += ["no_population"] if wanted.is_guessed else []
    notes += ["no_incidents"] if wanted.incidents.sum() == 0 else []
    return tuple(notes)


def _served(question: Question, wanted: Demand, existing: Floats, coverage: Coverage | None) -> NDArray[np.bool_]:
    """By cameras: what they show as large as is asked. By the others: what lies within their reach."""
    if question.kind is SiteKind.CAMERA:
        if coverage is None:
            return np.zeros(len(wanted), np.bool_)
        return coverage.mosaic.at(wanted.lat_deg, wanted.lon_deg) >= question.camera.level
    return ways.nearest(wanted.xy_m, existing)[1] <= question.served_m


def _box(question: Question) -> Box:
    half_m, plane = question.side_m / 2 + _MARGIN_M, LocalPlane(question.centre)
    corners = (plane.to_place(-half_m, -half_m), plane.to_place(half_m, half_m))
    x_m, y_m = to_mercator(np.array([at.lat_deg for at in corners]), np.array([at.lon_deg for at in corners]))
    return float(x_m[0]), float(y_m[0]), float(x_m[1]), float(y_m[1])


def _metres(question: Question, places: Sequence[Place]) -> Floats:
    lat = np.array([at.lat_deg for at in places], np.float64)
    lon = np.array([at.lon_deg for at in places], np.float64)
    return ways.metres(question.centre, lat, lon).reshape(-1, 2)
