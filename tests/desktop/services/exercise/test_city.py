"""The generated municipality: always the same, and believable in its counts and ground."""

import collections
import json
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.asset import AssetKind
from desktop.services.exercise import blocks, city, feature_file, inventory


@pytest.fixture(scope="module")
def plan() -> city.GroundPlan:
    return city.draw(7)


@pytest.fixture(scope="module")
def ground(plan: city.GroundPlan) -> blocks.Ground:
    return blocks.fill(plan, 7)


@pytest.fixture(scope="module")
def owned(plan: city.GroundPlan, ground: blocks.Ground) -> inventory.Inventory:
    return inventory.own(plan, ground, 7)


def test_that_the_same_seed_draws_the_same_city(plan: city.GroundPlan, owned: inventory.Inventory) -> None:
    again = city.draw(7)
    assert [street.line.wkb for street in again.streets] == [street.line.wkb for street in plan.streets]
    assert inventory.own(again, blocks.fill(again, 7), 7) == owned
    assert city.draw(8).river.wkb != plan.river.wkb


def test_that_the_city_owns_what_the_demonstration_promises(owned: inventory.Inventory) -> None:
    counts = collections.Counter(asset.kind for asset in owned.assets)
    assert counts[AssetKind.LUMINAIRE] == 3000
    assert counts[AssetKind.CABINET] == 60
    assert counts[AssetKind.METER] == 400
    assert counts[AssetKind.DMA] == 6
    assert counts[AssetKind.CONTAINER] == 120
    assert counts[AssetKind.UNIT] == 10
    assert len({asset.id for asset in owned.assets}) == len(owned.assets)


def test_that_every_lamp_hangs_on_a_cabinet_and_every_meter_in_a_district(owned: inventory.Inventory) -> None:
    ids = {asset.id for asset in owned.assets}
    for kind in (AssetKind.LUMINAIRE, AssetKind.METER):
        assert all(asset.parent_id in ids for asset in owned.of(kind))


def test_that_no_building_stands_in_the_river_or_on_another_ones_street(
    plan: city.GroundPlan, ground: blocks.Ground
) -> None:
    assert len(ground.buildings) > 5_000
    assert not any(house.intersects(plan.water) for house in ground.buildings)
    artery = plan.arteries[1].line
    assert not any(house.intersects(artery) for house in ground.buildings)


def test_that_streets_have_a_hierarchy_and_names(plan: city.GroundPlan) -> None:
    ranks = collections.Counter(street.rank for street in plan.streets)
    assert {"trunk", "primary", "secondary", "residential"} <= set(ranks)
    named = sum(bool(street.name) for street in plan.streets)
    assert named > 0.95 * len(plan.streets)


def test_that_metres_and_degrees_are_inverse() -> None:
    for xy in ((0.0, 0.0), (1500.0, -1200.0), (-1800.0, 900.0)):
        np.testing.assert_allclose(feature_file.metres_at(feature_file.place_at(*xy)), xy, atol=1e-6)


def test_that_the_feature_file_carries_osm_tags(plan: city.GroundPlan, ground: blocks.Ground, tmp_path: Path) -> None:
    path = tmp_path / "city.geojson"
    feature_file.write(plan, ground, path)
    tags = [feature["properties"] for feature in json.loads(path.read_text())["features"]]
    for key in ("highway", "building", "natural", "leisure", "place", "waterway"):
        assert any(key in properties for properties in tags), key
