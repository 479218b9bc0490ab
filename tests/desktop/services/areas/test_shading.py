"""An indicator over areas: counted, divided by people, cut into classes, with caution."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from desktop.domain.alarm import Alarm, Priority
from desktop.domain.asset import Asset
from desktop.domain.events import IncidentEvent
from desktop.domain.incident import Incident
from desktop.domain.space import Space
from desktop.services.areas.indicators import Indicator, IndicatorBook, Per, UnknownIndicatorError
from desktop.services.areas.shading import Question, Shading, Shadings, as_csv, layer_of
from desktop.storage import alarms, assets, incidents, journal, reports, spaces
from desktop.storage.reports import Report
from desktop.storage.store import Store
from maps.classes import Cut

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
KIND = "neighbourhood"


@pytest.fixture
def busy(town: Store, plan: Any) -> Store:
    """Eight incidents in the first colonia, one in the second; one of each is older than a week."""
    places = [plan.inside(0)] * 8 + [plan.inside(1)]
    with town.write() as connection:
        for number, place in enumerate(places):
            at = NOW - timedelta(days=20 if number in {0, 8} else 2)
            incident = Incident(f"i{number}", f"F-{number}", "30101", Priority.LOW, place, at, "ana")
            incidents.put(connection, incident)
            if number in {1, 2}:
                arrived = at + timedelta(minutes=10 * number)
                journal.append(connection, IncidentEvent("arrived", incident, "ana"), "test", arrived)
        lamp = Asset("lamp", "luminaire", "L-1", "", plan.inside(1))
        assets.put(connection, [lamp])
        alarms.put(connection, Alarm("a1", "silence", Priority.LOW, "lamp", "", None, NOW - timedelta(days=1)))
        alarms.put(connection, Alarm("a2", "fill", Priority.LOW, "x", "", plan.inside(2), NOW - timedelta(days=1)))
        reports.put(connection, Report("r1", "app", "Bache", "Bache", NOW - timedelta(hours=1), plan.inside(2)))
    return town


def ask(store: Store, indicator: str, **more: Any) -> Shading:
    return Shadings(store, now=lambda: NOW).ask(Question(indicator, KIND, **more))


def values(shading: Shading) -> list[float | None]:
    return [row.value for row in shading.rows]


def test_that_what_happened_is_counted_by_area_within_the_span(busy: Store) -> None:
    assert values(ask(busy, "incidents", span=timedelta(days=7))) == [7, 0, 0]
    assert values(ask(busy, "incidents", span=None)) == [8, 1, 0]
    assert values(ask(busy, "reports")) == [0, 0, 1]


def test_that_an_alarm_without_a_place_counts_where_its_source_is(busy: Store) -> None:
    assert values(ask(busy, "alarms")) == [0, 1, 1]
    assert values(ask(busy, "outages")) == [0, 1, 0]


def test_that_a_count_is_divided_by_a_thousand_people_with_caution_where_few_live(busy: Store) -> None:
    shading = ask(busy, "incidents", span=None, per=Per.THOUSAND)
    assert values(shading) == [2.0, 5.0, None]
    assert [row.caution for row in shading.rows] == [False, True, False]
    assert shading.rows[2].step == -1


def test_that_a_mean_is_never_divided_by_people(busy: Store) -> None:
    shading = ask(busy, "response_min", span=timedelta(days=7), per=Per.THOUSAND)
    assert values(shading) == [15.0, None, None]
    assert not any(row.caution for row in shading.rows)


def test_that_figures_and_what_follows_from_them_are_indicators(town: Store) -> None:
    assert values(ask(town, "figure.population")) == [4000.0, 200.0, None]
    density = values(ask(town, "density_km2"))
    assert density[0] == pytest.approx(4000 / 1.136, rel=0.01)


def test_that_spaces_count_by_their_state(town: Store, plan: Any) -> None:
    with town.write() as connection:
        assets.put(
            connection,
            [Asset("p1", "park", "PQ-1", "", plan.inside(0)), Asset("p2", "park", "PQ-2", "", plan.inside(0))],
        )
        spaces.replace(connection, [Space("p1", "park", condition=2, inspected_at=NOW), Space("p2", "park")])
    assert values(ask(town, "space_condition"))[0] == 2.0
    assert values(ask(town, "overdue_inspections")) == [1, 0, 0]


def test_that_classes_can_be_cut_again_without_counting_again(busy: Store) -> None:
    shading = ask(busy, "incidents", span=None, cut=Cut.EQUAL, classes=2)
    assert shading.edges == (0, 4, 8)
    again = shading.again(Cut.QUANTILE, 3)
    assert again.edges[0] == 0
    assert again.edges[-1] == 8
    assert values(again) == values(shading)


def test_that_others_add_indicators_of_their_own(town: Store) -> None:
    book = IndicatorBook().with_more(Indicator("pets", "", lambda _scope: np.array([1.0, 2.0, np.nan]), has_span=False))
    assert values(Shadings(town, book).ask(Question("pets", KIND))) == [1.0, 2.0, None]
    assert "pets" in {indicator.name for indicator in book.every(("population",))}


def test_that_an_unknown_indicator_lists_the_known(town: Store) -> None:
    with pytest.raises(UnknownIndicatorError, match="incidents"):
        ask(town, "happiness")


def test_that_the_map_gets_a_layer_with_its_classes(busy: Store) -> None:
    shading = ask(busy, "incidents", span=None, per=Per.THOUSAND, cut=Cut.EQUAL, classes=2)
    layer = layer_of(shading, ["a", "b", "c"], ["2", "5", ""])
    assert layer.step.tolist() == [0, 1, -1]
    assert layer.steps == 2
    assert layer.caution.tolist() == [False, True, False]
    assert [len(parts) for parts in layer.parts] == [1, 1, 1]


def test_that_the_table_leaves_as_csv_and_no_name_is_a_formula(town: Store, plan: Any) -> None:
    with town.write() as connection:
        assets.put(connection, [plan.square(4, "=1+1", '@cmd "x", y')])
    lines = as_csv(ask(town, "figure.population")).splitlines()
    assert lines[0] == "kind,code,name,population,figure.population,per_1000,caution"
    assert lines[1].startswith("neighbourhood,010010001,Colonia Centro,4000,4000,,")
    assert "\n" not in lines[4]
    assert lines[4].startswith('neighbourhood,\'=1+1,"\'@cmd ""x"", y"')


def test_that_only_kinds_that_are_there_are_offered(town: Store) -> None:
    assert Shadings(town).kinds() == (KIND,)
