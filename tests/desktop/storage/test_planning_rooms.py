"""Figures, further outlines, sheets, inspections and plans: kept and read again as they were, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.domain.alarm import Alarm, Priority
from desktop.domain.area import Figure
from desktop.domain.asset import Asset
from desktop.domain.incident import Incident
from desktop.domain.planning import PlanHead
from desktop.domain.space import Inspection, Space
from desktop.storage import alarms, areas, assets, happenings, incidents, plans, spaces
from desktop.storage.plans import StoredPlan
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.place import Place

NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
PLAZA = Place(22.77, -102.58)


def test_that_figures_are_kept_by_area_name_and_day(store: Store) -> None:
    rows = [
        Figure("a", "population", 10.0, "Conteo", date(2010, 6, 1)),
        Figure("a", "population", 12.0, "Censo", date(2020, 3, 15)),
        Figure("b", "households", 3.0, "Censo", date(2020, 3, 15)),
    ]
    with store.write() as connection:
        areas.put_figures(connection, rows)
        areas.put_figures(connection, [replace(rows[1], value=13.0)])
    with store.read() as connection:
        assert areas.newest_figures(connection)["a"]["population"].value == 13.0
        assert [one.value for one in areas.history(connection, "a", "population")] == [10.0, 13.0]
        assert [(head.name, head.count, head.as_of.year, head.source) for head in areas.heads(connection)] == [
            ("households", 1, 2020, "Censo"),
            ("population", 1, 2020, "Censo"),
        ]


def test_that_further_outlines_take_the_place_of_those_before(store: Store) -> None:
    ring = (PLAZA, Place(22.78, -102.58), Place(22.78, -102.57))
    with store.write() as connection:
        areas.put_parts(connection, "a", [ring, ring])
        areas.put_parts(connection, "a", [ring])
    with store.read() as connection:
        assert areas.every_part(connection) == {"a": [ring]}


def test_that_a_sheet_has_versions_and_inspections_their_order(store: Store) -> None:
    sheet = Space("p", "park", {"benches": 3}, "24/7", "Parques", 4, NOON, "vega", 30, "osm-w1")
    with store.write() as connection:
        spaces.put(connection, sheet)
        spaces.put(connection, replace(sheet, condition=2, version=2))
        spaces.add_inspections(
            connection, [Inspection(f"i{n}", "p", NOON + timedelta(days=n), "vega", 3, "ñ", "") for n in range(3)]
        )
    with store.read() as connection:
        assert spaces.get(connection, "p") == replace(sheet, condition=2, version=2)
        assert [one.id for one in spaces.history(connection, "p", 2)] == ["i2", "i1"]
        assert spaces.history(connection, "q") == []
    with pytest.raises(ConflictError), store.write() as connection:
        spaces.put(connection, replace(sheet, version=2))


def test_that_a_plan_is_found_by_name_or_id_and_no_name_is_given_twice(store: Store) -> None:
    plan = StoredPlan("p1", "Cámaras norte", "camera", NOON, "sofia", {"count": 3}, {"sites": []})
    with store.write() as connection:
        plans.add(connection, plan)
        with pytest.raises(ConflictError):
            plans.add(connection, replace(plan, id="p2"))
    with store.read() as connection:
        assert plans.get(connection, "Cámaras norte") == plans.get(connection, "p1") == plan
        assert plans.heads(connection) == (PlanHead("p1", "Cámaras norte", "camera", NOON, "sofia"),)
    with store.write() as connection:
        assert plans.remove(connection, "p1")
        assert not plans.remove(connection, "p1")


def test_that_happenings_are_counted_where_they_or_their_source_are(store: Store) -> None:
    with store.write() as connection:
        assets.put(connection, [Asset("lamp", "luminaire", "L-1", "", PLAZA)])
        alarms.put(connection, Alarm("a1", "silence", Priority.LOW, "lamp", "", None, NOON))
        alarms.put(connection, Alarm("a2", "fill", Priority.LOW, "nobody", "", None, NOON))
        incidents.put(connection, Incident("i1", "F-1", "30101", Priority.LOW, PLAZA, NOON, "ana"))
    until = NOON + timedelta(seconds=1)
    with store.read() as connection:
        assert happenings.alarms(connection, NOON, until).lat_deg.tolist() == [22.77]
        assert len(happenings.alarms(connection, NOON, until, ["fill"]).lat_deg) == 0
        assert happenings.incidents(connection, NOON, until).lon_deg.tolist() == [-102.58]
        assert len(happenings.incidents(connection, until, until + timedelta(days=1)).lat_deg) == 0
        assert len(happenings.reports(connection, NOON, until).lat_deg) == 0
        assert happenings.assets_of(connection, "luminaire").lat_deg.tolist() == [22.77]
