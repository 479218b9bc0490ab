"""What sites are to serve: points along the streets that carry the people who live there and what happened there."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.domain.area import POPULATION, Figure
from desktop.domain.site_plan import Question, Weights
from desktop.services.areas.places import AreaIndex
from desktop.services.siting import ways
from desktop.storage.happenings import Points
from maps.city_ground import CityGround

Floats = NDArray[np.float64]
STEP_M = 15.0
HOME_M, HAPPENED_M = 150.0, 80.0
"""Homes and incidents farther from any street than this belong to none."""
M2_A_HEAD = 30.0
"""Of built ground, where nobody has counted the people: an even spread of homes, said in the answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """n points; `xy_m` east and north of the question's centre. Each stands for `STEP_M` of street."""

    xy_m: Floats
    lat_deg: Floats
    lon_deg: Floats
    people: Floats
    incidents: Floats
    is_guessed: bool
    """Nobody has counted the people: they are spread over what is built."""

    def __len__(self) -> int:
        return len(self.xy_m)

    def worth(self, weights: Weights, uncovered: NDArray[np.bool_]) -> Floats:
        """What serving each point gains, of a whole of 1; only points that nothing serves yet gain anything."""
        parts = (
            (weights.population, self.people),
            (weights.incidents, self.incidents),
            (weights.gaps, uncovered.astype(np.float64)),
        )
        used = [(weight, part / part.sum()) for weight, part in parts if weight > 0 and part.sum() > 0]
        total = sum(weight for weight, _ in used)
        if not used:
            return np.zeros(len(self))
        return np.sum([weight / total * part for weight, part in used], axis=0)


def demand(
    question: Question,
    ground: CityGround,
    index: AreaIndex,
    figures: Mapping[str, Mapping[str, Figure]],
    incidents: Points,
) -> Demand:
    """Of the square that the question names."""
    half_m = question.side_m / 2
    streets = ways.metres(question.centre, ground.street_lat_deg, ground.street_lon_deg)
    inside = (np.abs(streets) <= half_m).all(axis=1)
    xy_m, lat_deg, lon_deg = streets[inside], ground.street_lat_deg[inside], ground.street_lon_deg[inside]
    heads, is_guessed = _heads(ground, index, figures)
    homes = ways.metres(question.centre, ground.building_lat_deg, ground.building_lon_deg)
    happened = ways.metres(question.centre, incidents.lat_deg, incidents.lon_deg)
    return Demand(
        xy_m,
        lat_deg,
        lon_deg,
        _gathered(xy_m, homes, heads, HOME_M),
        _gathered(xy_m, happened, np.ones(len(happened)), HAPPENED_M),
        is_guessed,
    )


def _heads(ground: CityGround, index: AreaIndex, figures: Mapping[str, Mapping[str, Figure]]) -> tuple[Floats, bool]:
    """People of each building: those of its area, by its part of what is built there."""
    counted = np.array([figures.get(area.id, {}).get(POPULATION, None) is not None for area in index.areas], np.bool_)
    if not counted.any():
        return ground.building_m2 / M2_A_HEAD, True
    people = np.array(
        [figures[area.id][POPULATION].value if known else 0.0 for area, known in zip(index.areas, counted, strict=True)]
    )
    area, home = index.pairs(ground.building_lat_deg, ground.building_lon_deg)
    kept = counted[area]
    area, home = area[kept], home[kept]
    _, first = np.unique(home, return_index=True)  # of areas over one another, one: nobody is counted twice
    area, home = area[first], home[first]
    built = np.bincount(area, ground.building_m2[home], minlength=len(people))
    heads = np.zeros(len(ground.building_m2))
    heads[home] = people[area] * ground.building_m2[home] / np.maximum(built[area], 1e-9)
    return heads, False


def _gathered(points: Floats, things: Floats, amount: Floats, reach_m: float) -> Floats:
    """What is nearest to each point, summed."""
    if not len(points) or not len(things):
        return np.zeros(len(points))
    owner, far_m = ways.nearest(things, points)
    near = far_m <= reach_m
    return np.bincount(owner[near], amount[near], minlength=len(points)).astype(np.float64)
