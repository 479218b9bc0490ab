"""What tags say of driving, for OpenStreetMap's ways and the columns of Mexican road layers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.roads.graph import CAR, COUNTERFLOW, DESTINATION, EMERGENCY, FOOT, ROUNDABOUT, TRUCK, VEHICLES
from maps.sources.road_tags import ROAD_KEYS, WayRules, rules_of

ALL = VEHICLES | FOOT


def rules(**tags: str) -> WayRules:
    found = rules_of({key.replace("__", ":"): value for key, value in tags.items()})
    assert found is not None
    return found


def test_that_a_plain_street_is_for_all_both_ways() -> None:
    assert (rules(highway="residential").forward, rules(highway="residential").backward) == (ALL, ALL)


@pytest.mark.parametrize("value", ["yes", "true", "1"])
def test_that_against_a_one_way_one_walks_or_was_told(value: str) -> None:
    assert rules(highway="primary", oneway=value).backward == FOOT | COUNTERFLOW
    assert rules(highway="primary", oneway="-1").forward == FOOT | COUNTERFLOW
    assert rules(highway="primary", oneway="no").backward == ALL


def test_that_motorways_and_roundabouts_are_one_way_though_nobody_says_so() -> None:
    assert not rules(highway="motorway").backward & VEHICLES
    ring = rules(highway="tertiary", junction="roundabout")
    assert not ring.backward & VEHICLES
    assert ring.forward & ROUNDABOUT


@pytest.mark.parametrize(
    ("tags", "forward"),
    [
        ({"highway": "footway"}, FOOT),
        ({"highway": "footway", "access": "yes"}, FOOT),
        ({"highway": "pedestrian"}, EMERGENCY | FOOT),
        ({"highway": "service", "access": "private"}, EMERGENCY),
        ({"highway": "service", "access": "no"}, 0),
        ({"highway": "service", "access": "customers"}, ALL | DESTINATION),
        ({"highway": "residential", "motor_vehicle": "destination"}, ALL | DESTINATION),
        ({"highway": "residential", "hgv": "no"}, ALL & ~TRUCK),
        ({"highway": "residential", "access": "no", "motorcar": "yes"}, CAR),
        ({"highway": "service", "service": "emergency_access"}, EMERGENCY | FOOT),
        ({"highway": "track", "motor_vehicle": "agricultural"}, EMERGENCY | FOOT),
        ({"highway": "path", "emergency": "yes"}, EMERGENCY | FOOT),
        ({"highway": "busway"}, EMERGENCY),
        ({"route": "ferry"}, ALL),
        ({"route": "ferry", "motor_vehicle": "no"}, EMERGENCY | FOOT),
    ],
)
def test_that_each_goes_where_the_tags_let_it(tags: dict[str, str], forward: int) -> None:
    found = rules_of(tags)
    assert (found.forward if found else 0) == forward


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "proposed"},
        {"highway": "construction"},
        {"highway": "bus_stop"},
        {"waterway": "river"},
        {"highway": "pedestrian", "area": "yes"},
        {"fclass": "river"},
    ],
)
def test_that_what_is_no_way_is_none(tags: dict[str, str]) -> None:
    assert rules_of(tags) is None


def test_that_posted_limits_hold_by_direction_and_absurd_ones_are_counted() -> None:
    found = rules(highway="primary", maxspeed="60", maxspeed__backward="40")
    assert (found.forward_kmh, found.backward_kmh) == pytest.approx((51.0, 34.0))
    odd = rules(highway="primary", maxspeed="-5")
    assert odd.has_strange_speed
    assert odd.forward_kmh == rules(highway="primary").forward_kmh
    assert rules(highway="primary_link").forward_kmh < rules(highway="primary").forward_kmh


def test_that_road_axes_of_mexican_authorities_are_understood() -> None:
    axis = rules(tipovial="Avenida", sentido="Un sentido", velocidad="40")
    assert (axis.road_class, axis.backward) == ("secondary", FOOT | COUNTERFLOW)
    assert axis.forward_kmh == pytest.approx(34.0)
    assert rules(tipo_vial="Callejón").road_class == "living_street"
    assert rules(tipovial="Corredor", circula="Dos sentidos").backward == ALL
    assert rules(fclass="residential", oneway="T").forward == FOOT | COUNTERFLOW
    assert rules(fclass="residential", oneway="B").backward == ALL


@given(st.dictionaries(st.sampled_from(sorted(ROAD_KEYS)), st.text(max_size=12)))
def test_that_no_tags_break_it(tags: dict[str, str]) -> None:
    found = rules_of(tags)
    assert found is None or 0 <= found.forward < 256
