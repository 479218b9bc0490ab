"""The solver's choice against every possible one, on problems small enough to try them all."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.site_plan import Aim, Question, SiteKind, Weights
from desktop.services.siting.options import Options
from desktop.services.siting.solve import solved
from desktop.services.siting.solver import NotSolvedError, Stop, StoppedError, problem_of, solve
from desktop.services.siting.wants import Standing
from maps.place import Place

HERE = Place(22.77, -102.58)
REACH_M = 80.0


def instance(seed: int, sites: int = 7, points: int = 25) -> tuple[np.ndarray, Standing, Options]:
    dice = np.random.default_rng(seed)
    places, xy_m = dice.uniform(0, 300, (sites, 2)), dice.uniform(0, 300, (points, 2))
    worth = dice.gamma(1, 1, points)
    far = np.hypot(*(places[:, None, :] - xy_m[None, :, :]).transpose(2, 0, 1))
    serves = tuple(np.flatnonzero(row <= REACH_M) for row in far)
    options = Options(
        np.arange(sites), np.full(sites, np.nan), serves, tuple(far[i][some] for i, some in enumerate(serves))
    )
    standing = Standing(xy_m, worth / worth.sum(), dice.random(points) < 0.2, np.full(points, 4 * REACH_M))
    return places, standing, options


def question(**more: Any) -> Question:
    given = {"count": 2, "reach_m": REACH_M, "cost": 100.0} | more
    return Question(SiteKind.STOP, HERE, 300.0, **given)


def covered(standing: Standing, options: Options, some: tuple[int, ...]) -> float:
    met = np.zeros(len(standing.worth), np.bool_)
    for option in some:
        met[options.serves[option]] = True
    return float(standing.worth[met & ~standing.served].sum())


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_that_no_other_choice_covers_more(seed: int, count: int) -> None:
    places, standing, options = instance(seed)
    found = solved(problem_of(question(count=count), places, options, standing))
    best = max(covered(standing, options, some) for some in itertools.combinations(range(7), count))
    assert len(found["chosen"]) <= count
    assert covered(standing, options, tuple(found["chosen"])) >= best * 0.998 - 1e-9
    assert bool(found["proved"])


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_that_no_other_choice_shortens_the_way_more_than_the_bands_can_tell(seed: int, count: int) -> None:
    places, standing, options = instance(seed, points=12)
    found = solved(problem_of(question(count=count, aim=Aim.DISTANCE), places, options, standing))
    far = np.hypot(*(places[:, None, :] - standing.xy_m[None, :, :]).transpose(2, 0, 1))

    def way_m(some: tuple[int, ...]) -> float:
        return float(standing.worth @ np.minimum(far[list(some)].min(axis=0), standing.far_m))

    best = min(way_m(some) for some in itertools.combinations(range(7), count))
    grain_m = REACH_M / 8 + REACH_M / 4 * 1.5  # a band, and a cell from corner to corner
    assert way_m(tuple(found["chosen"])) <= best + grain_m


def test_that_money_is_not_overspent_and_a_place_holds_one() -> None:
    places, standing, options = instance(3)
    found = solved(problem_of(question(count=None, budget=350.0), places, options, standing))
    assert len(found["chosen"]) == 3
    twice = Options(
        np.concatenate([options.candidate, options.candidate]), np.zeros(14), options.serves * 2, options.far_m * 2
    )
    chosen = solved(problem_of(question(count=5), places, twice, standing))["chosen"]
    assert len({int(twice.candidate[one]) for one in chosen}) == len(chosen)


def test_that_a_site_that_gains_less_than_it_costs_is_left_out() -> None:
    places, standing, options = instance(5)
    free = solved(problem_of(question(count=6), places, options, standing))["chosen"]
    dear = solved(problem_of(question(count=6, weights=Weights(cost=1.2)), places, options, standing))["chosen"]
    assert len(dear) < len(free)


def test_that_the_child_answers_as_the_function_does_and_tells_of_each_better_choice() -> None:
    places, standing, options = instance(11, sites=30, points=200)
    problem = problem_of(question(count=5), places, options, standing)
    told: list[float | None] = []
    answer = solve(problem, Stop(), told.append)
    assert set(answer.chosen) == set(solved(problem)["chosen"].tolist())
    assert answer.is_proved
    assert answer.gap <= 1e-3
    assert told


def test_that_nothing_to_gain_is_answered_at_once() -> None:
    places, standing, options = instance(1)
    full = Standing(standing.xy_m, standing.worth, np.ones(25, np.bool_), standing.far_m)
    answer = solve(problem_of(question(), places, options, full), Stop(), lambda _gap: None)
    assert (answer.chosen, answer.is_proved) == ((), True)


def test_that_a_pressed_stop_ends_the_child() -> None:
    places, standing, options = instance(2)
    stop = Stop()
    stop.press()
    with pytest.raises(StoppedError):
        solve(problem_of(question(), places, options, standing), stop, lambda _gap: None)


def test_that_a_child_that_cannot_read_its_problem_is_told_by_its_last_words() -> None:
    places, standing, options = instance(2)
    problem = problem_of(question(), places, options, standing)
    del problem["cost"]
    with pytest.raises(NotSolvedError, match="cost"):
        solve(problem, Stop(), lambda _gap: None)
