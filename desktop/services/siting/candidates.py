"""Places where a site could stand: marked by hand, on a grid, along streets or at crossings."""

import numpy as np
from numpy.typing import NDArray

from desktop.domain.site_plan import MOST_CANDIDATES, Aim, Question, QuestionRefusedError, Take
from desktop.services.siting import ways
from maps.city_ground import CityGround
from maps.plane import LocalPlane

Floats = NDArray[np.float64]
_STREET_M = 35.0
"""A place of the grid farther from any street than this is inside a block: nothing is put up there."""


def candidates(question: Question, ground: CityGround) -> Floats:
    """(n, 2) east and north of the question's centre. Raises QuestionRefusedError where there is none or too many."""
    streets = ways.metres(question.centre, ground.street_lat_deg, ground.street_lon_deg)
    found = _apart(_within(_TAKEN[question.take](question, ground, streets), question), question)
    if not len(found):
        raise QuestionRefusedError("no candidate lies in that part of the city. Choose another, or mark some")
    if len(found) > MOST_CANDIDATES:
        words = f"{len(found)} candidates, and {MOST_CANDIDATES} is the most: choose a smaller part, or lay them apart"
        raise QuestionRefusedError(words)
    return found


def _marked(question: Question, ground: CityGround, streets: Floats) -> Floats:
    del ground, streets
    plane = LocalPlane(question.centre)
    return np.array([plane.from_place(place) for place in question.marked], np.float64).reshape(-1, 2)


def _grid(question: Question, ground: CityGround, streets: Floats) -> Floats:
    """Moved to the street nearby."""
    del ground
    along = np.arange(-question.side_m / 2, question.side_m / 2 + 1, question.spacing_m)
    points = np.array(np.meshgrid(along, along)).reshape(2, -1).T.astype(np.float64)
    index, far_m = ways.nearest(points, streets)
    near = far_m <= max(_STREET_M, question.spacing_m / 2)
    return streets[index[near]] if len(streets) else points


def _streets(question: Question, ground: CityGround, streets: Floats) -> Floats:
    del question, ground
    return streets


def _crossings(question: Question, ground: CityGround, streets: Floats) -> Floats:
    del streets
    return ways.metres(question.centre, ground.crossing_lat_deg, ground.crossing_lon_deg)


_TAKEN = {Take.MARKED: _marked, Take.GRID: _grid, Take.STREETS: _streets, Take.CROSSINGS: _crossings}


def _within(points: Floats, question: Question) -> Floats:
    """Of marked ones all: who marked them meant them."""
    if question.take is Take.MARKED:
        return points
    return points[(np.abs(points) <= question.side_m / 2).all(axis=1)]


def _apart(points: Floats, question: Question) -> Floats:
    """One of those that lie closer together than the spacing, in their order; of marked ones each that is its own."""
    spacing_m = 1.0 if question.take is Take.MARKED else _least_m(question)
    cells: dict[tuple[int, int], list[int]] = {}
    kept: list[int] = []
    for index, (x, y) in enumerate(points.tolist()):
        column, row = int(x // spacing_m), int(y // spacing_m)
        near = (one for i in (-1, 0, 1) for j in (-1, 0, 1) for one in cells.get((column + i, row + j), ()))
        if all(np.hypot(x - points[one, 0], y - points[one, 1]) >= spacing_m for one in near):
            cells.setdefault((column, row), []).append(index)
            kept.append(index)
    return points[kept]


def _least_m(question: Question) -> float:
    """Crossings of a dual carriageway are one; for the shortest ways a third of the reach makes no difference."""
    wanted_m = 25.0 if question.take is Take.CROSSINGS else question.spacing_m * 0.9
    return max(wanted_m, question.served_m / 3) if question.aim is Aim.DISTANCE else wanted_m
