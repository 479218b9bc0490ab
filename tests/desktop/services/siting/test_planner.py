"""A planner's question from end to end on a made town: what is gained, where, and what must be known about it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from desktop.domain.asset import Asset
from desktop.domain.operator import NotPermittedError, Operator
from desktop.domain.site_plan import Aim, Answer, CameraModel, Question, QuestionRefusedError, SiteKind, Take, Weights
from desktop.services.siting.gather import NoMapError
from desktop.services.siting.planner import Planner, Step
from desktop.services.siting.plans import PlanNameError, Plans, UnknownPlanError
from desktop.services.siting.solver import Stop, StoppedError
from desktop.storage import assets
from desktop.storage.store import Store
from maps.dori import Dori
from maps.place import Place
from maps.plane import LocalPlane


@pytest.fixture
def planner(peopled: Store, tmp_path: Any, town: Any, now: datetime) -> Planner:
    return Planner(peopled, tmp_path, town, lambda: now)


def asked(here: Place, kind: SiteKind = SiteKind.CONTAINER, **more: Any) -> Question:
    return Question(kind, here, 700.0, **({"count": 2, "reach_m": 120.0} | more))


def test_that_people_draw_a_site_to_where_they_live(planner: Planner, here: Place) -> None:
    answer = planner.answer(asked(here, weights=Weights(1, 0, 0)))
    assert [site.rank for site in answer.sites] == [1, 2]
    assert all(site.place.lon_deg < here.lon_deg for site in answer.sites)
    assert answer.before.people_ratio == 0.0
    assert answer.after.people_ratio == pytest.approx(sum(site.people for site in answer.sites) / 3000, abs=0.01)
    assert answer.gains[0].name == "Poniente"


def test_that_incidents_draw_it_to_where_things_happen(planner: Planner, here: Place, plane: LocalPlane) -> None:
    answer = planner.answer(asked(here, count=1, weights=Weights(0, 1, 0)))
    assert answer.sites[0].place.distance_m(plane.to_place(255, -290)) < 121
    assert answer.after.incidents_ratio == 1.0
    assert answer.sites[0].incidents == 12


def test_that_what_is_there_already_is_kept_and_gains_nothing_again(
    planner: Planner, peopled: Store, here: Place, plane: LocalPlane
) -> None:
    first = planner.answer(asked(here, count=1, weights=Weights(0, 0, 1)))
    with peopled.write() as connection:
        assets.put(connection, [Asset("r1", "container", "R-1", "", first.sites[0].place)])
    second = planner.answer(asked(here, count=1, weights=Weights(0, 0, 1)))
    assert second.existing == 1
    assert second.before.street_ratio == pytest.approx(first.after.street_ratio)
    assert second.sites[0].place.distance_m(first.sites[0].place) > 100


def test_that_gains_fall_from_rank_to_rank_and_runners_up_follow(planner: Planner, here: Place) -> None:
    answer = planner.answer(asked(here, count=4))
    gains = [site.gain_ratio for site in answer.sites]
    assert gains == sorted(gains, reverse=True)
    assert answer.runners_up
    assert answer.runners_up[0].gain_ratio <= gains[-1] + 1e-6
    assert answer.runners_up[0].rank == 5


def test_that_the_shortest_ways_are_shorter_than_before(planner: Planner, here: Place) -> None:
    answer = planner.answer(
        asked(here, SiteKind.STOP, count=3, aim=Aim.DISTANCE, reach_m=150.0, weights=Weights(1, 0, 0))
    )
    assert answer.before.mean_m is None
    assert answer.after.mean_m is not None
    assert answer.after.mean_m < 130
    assert all(site.place.lon_deg < here.lon_deg + 0.0005 for site in answer.sites)


def test_that_a_camera_gets_a_heading_along_a_street(planner: Planner, here: Place) -> None:
    model = CameraModel(fov_deg=60, width_px=3840, level=Dori.DETECT)
    one = asked(here, SiteKind.CAMERA, count=1, reach_m=90.0, weights=Weights(0, 0, 1), camera=model)
    answer = planner.answer(one)
    heading = answer.sites[0].heading_deg
    assert heading is not None
    assert min(heading % 90, 90 - heading % 90) <= 30
    assert answer.sites[0].street_m > 100
    all_round = replace(model, fov_deg=360)
    dome = planner.answer(
        asked(here, SiteKind.CAMERA, count=1, reach_m=90.0, weights=Weights(0, 0, 1), camera=all_round)
    )
    assert dome.sites[0].heading_deg is None


@pytest.mark.parametrize("take", [Take.CROSSINGS, Take.STREETS, Take.GRID])
def test_that_candidates_come_from_where_they_are_asked(planner: Planner, here: Place, take: Take) -> None:
    answer = planner.answer(asked(here, take=take, spacing_m=50.0))
    expected = {Take.CROSSINGS: 49, Take.STREETS: 100, Take.GRID: 60}[take]
    assert answer.candidates >= expected
    assert len(answer.sites) == 2


def test_that_only_marked_places_are_chosen_where_some_are_marked(
    planner: Planner, here: Place, plane: LocalPlane
) -> None:
    marked = (plane.to_place(-200, 0), plane.to_place(-210, 0), plane.to_place(250, 250))
    answer = planner.answer(asked(here, take=Take.MARKED, marked=marked))
    assert answer.candidates == 3
    for site in answer.sites:
        assert min(site.place.distance_m(place) for place in marked) < 0.5


def test_that_a_budget_buys_as_many_as_it_pays(planner: Planner, here: Place) -> None:
    answer = planner.answer(asked(here, count=None, budget=45_000.0, cost=14_000.0))
    assert len(answer.sites) == 3
    assert answer.cost == 42_000.0


def test_that_guesses_are_said(planner: Planner, store: Store, here: Place) -> None:
    assert set(planner.answer(asked(here)).notes) == {"straight"}
    with store.write() as connection:
        assets.remove(connection, ["west"])
    assert "no_population" in planner.answer(asked(here)).notes


def test_that_it_tells_how_far_it_is_and_stops_when_asked(planner: Planner, here: Place) -> None:
    steps: list[Step] = []
    planner.answer(asked(here), on_step=steps.append)
    assert (steps[0].name, steps[-1].name) == ("gathering", "measuring")
    assert [step.done_ratio for step in steps] == sorted(step.done_ratio for step in steps)
    stop = Stop()
    with pytest.raises(StoppedError):
        planner.answer(asked(here), on_step=lambda _step: stop.press(), stop=stop)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"count": None}, "how many"),
        ({"count": 0}, "sites"),
        ({"count": None, "budget": 1.0}, "money"),
        ({"weights": Weights(0, 0, 0)}, "weight"),
        ({"weights": Weights(-1, 1, 1)}, "below 0"),
        ({"take": Take.MARKED}, "mark"),
        ({"reach_m": 1.0}, "serves"),
    ],
)
def test_that_a_question_that_cannot_be_answered_says_what_to_change(
    planner: Planner, here: Place, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(QuestionRefusedError, match=words):
        planner.answer(asked(here, **more))


def test_that_without_a_map_there_is_nothing_to_plan_on(store: Store, tmp_path: Any, town: Any, here: Place) -> None:
    with pytest.raises(NoMapError):
        Planner(store, tmp_path, town).answer(asked(here))


@pytest.fixture
def answer(planner: Planner, here: Place) -> Answer:
    return planner.answer(asked(here))


def test_that_a_plan_is_kept_under_a_name_as_it_was_made(
    peopled: Store, here: Place, answer: Answer, sofia: Operator, now: datetime
) -> None:
    plans = Plans(peopled, now=lambda: now)
    kept = plans.save("  Dos  contenedores ", asked(here), answer, sofia)
    assert kept.name == "Dos contenedores"
    assert plans.get("Dos contenedores") == kept
    assert [head.name for head in plans.heads()] == ["Dos contenedores"]
    with pytest.raises(PlanNameError, match="already"):
        plans.save("Dos contenedores", asked(here), answer, sofia)
    plans.remove(kept.id, sofia)
    with pytest.raises(UnknownPlanError):
        plans.get("Dos contenedores")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_that_a_plan_needs_a_name(peopled: Store, here: Place, answer: Answer, sofia: Operator, name: str) -> None:
    with pytest.raises(PlanNameError):
        Plans(peopled).save(name, asked(here), answer, sofia)


def test_that_an_operator_keeps_no_plans(peopled: Store, here: Place, answer: Answer, ana: Operator) -> None:
    with pytest.raises(NotPermittedError):
        Plans(peopled).save("x", asked(here), answer, ana)
