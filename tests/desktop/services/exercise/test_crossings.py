"""The generated streets, cut where they meet: nothing lost, nothing sticking out, one town."""

from pathlib import Path

import pytest

from desktop.services.exercise import blocks, city, crossings, feature_file
from maps.roads.graph_file import open_graph
from maps.sources.city_import import import_city


def test_that_no_street_is_lost_and_every_piece_keeps_its_name() -> None:
    plan = city.draw(7)
    pieces = list(crossings.cut(plan.streets))
    whole, cut = (sum(street.line.length for street in some) for some in (plan.streets, pieces))
    assert cut == pytest.approx(whole, rel=0.01)
    assert {street.name for street in pieces} == {street.name for street in plan.streets}


def test_that_the_town_has_a_road_graph_in_one_piece(tmp_path: Path) -> None:
    plan = city.draw(7)
    feature_file.write(plan, blocks.fill(plan, 7), tmp_path / "town.geojson")
    facts = import_city(tmp_path / "town.geojson", tmp_path / "town.gpkg", lambda _: None).roads
    assert facts is not None
    assert facts.largest_part > 0.99
    assert open_graph(tmp_path / "town.roads").segments == facts.pieces > 2500
