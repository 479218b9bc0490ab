"""Which area a point lies in."""

from typing import Any

import numpy as np
import pytest

from desktop.services.areas.places import AreaIndex, area_of, read_areas
from desktop.storage import areas
from desktop.storage.store import Store
from maps.place import Place

OUTSIDE = Place(23.5, -102.5)


def columns(*places: Place) -> tuple[np.ndarray, np.ndarray]:
    return np.array([at.lat_deg for at in places]), np.array([at.lon_deg for at in places])


def test_that_points_are_counted_in_the_area_they_lie_in(plan: Any) -> None:
    index = AreaIndex([area_of(asset) for asset in plan.areas])
    assert index.counts(*columns(plan.inside(0), plan.inside(1), plan.inside(1), OUTSIDE)).tolist() == [1, 2, 0]
    assert index.counts(*columns()).tolist() == [0, 0, 0]


def test_that_a_point_counts_in_every_area_over_it(plan: Any) -> None:
    index = AreaIndex([area_of(plan.areas[0]), area_of(plan.square(0, "S1", "Sector 1", "sector"))])
    assert index.counts(*columns(plan.inside(0))).tolist() == [1, 1]


def test_that_means_are_of_the_points_inside_and_nothing_where_there_are_none(plan: Any) -> None:
    index = AreaIndex([area_of(asset) for asset in plan.areas])
    found = index.means(*columns(plan.inside(0), plan.inside(0), plan.inside(1)), np.array([2.0, 4.0, 9.0]))
    assert found[:2].tolist() == [3.0, 9.0]
    assert np.isnan(found[2])


def test_that_areas_are_measured_in_square_metres_of_ground(plan: Any) -> None:
    assert AreaIndex([area_of(plan.areas[0])]).square_m[0] == pytest.approx(1_026 * 1_107, rel=0.01)


def test_that_an_area_of_two_parts_is_one(town: Store, plan: Any) -> None:
    island = plan.square(7, "", "").outline
    with town.write() as connection:
        areas.put_parts(connection, plan.areas[0].id, [island])
    with town.read() as connection:
        index = AreaIndex(read_areas(connection))
    assert index.counts(*columns(plan.inside(0), plan.inside(7))).tolist() == [2, 0, 0]


def test_that_an_outline_that_crosses_itself_still_finds_its_points(plan: Any) -> None:
    ring = plan.areas[0].outline
    bow = plan.square(0, "x", "bow")
    crossed = type(bow)(bow.id, bow.kind, bow.code, bow.name, bow.place, outline=(ring[0], ring[2], ring[1], ring[3]))
    assert AreaIndex([area_of(crossed)]).counts(*columns(plan.inside(0), OUTSIDE)).sum() <= 1
