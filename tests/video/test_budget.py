"""Turns within a budget: who is watched goes first, nobody is ever blind, the processor is not overspent."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.budget import DetectorBudget, Rate, Waiting


def run(cores: float, cost_s: float, pressing: int, others: int, seconds: float = 20.0) -> tuple[Counter[str], float]:
    """Cameras with five frames a second each; gives analyses by camera and the processor spent."""
    clock_s, spent_s, done = 0.0, 0.0, Counter[str]()
    budget = DetectorBudget(cores, clock_s)
    names = [f"pressing {n}" for n in range(pressing)] + [f"other {n}" for n in range(others)]
    analysed_s = dict.fromkeys(names, -1.0)
    fresh_s = dict.fromkeys(names, 0.0)
    while clock_s < seconds:
        waiting = [
            Waiting(name, analysed_s[name], name.startswith("pressing")) for name in names if fresh_s[name] <= clock_s
        ]
        chosen = budget.next_one(waiting, clock_s)
        if chosen is None:
            clock_s += 0.01
            continue
        name = chosen.camera_id
        clock_s += cost_s
        budget.spend(cost_s, pressing=chosen.pressing)
        spent_s += cost_s
        analysed_s[name], fresh_s[name] = clock_s, max(fresh_s[name] + 0.2, clock_s)
        done[name] += 1
    return done, spent_s / seconds


def test_that_without_want_every_camera_has_its_full_rate() -> None:
    done, _ = run(cores=1.0, cost_s=0.02, pressing=1, others=3)
    assert min(done.values()) >= 90


def test_that_a_watched_camera_keeps_its_rate_when_others_must_wait() -> None:
    done, _ = run(cores=0.5, cost_s=0.03, pressing=1, others=20)
    assert done["pressing 0"] >= 90
    others = [count for name, count in done.items() if name.startswith("other")]
    assert len(others) == 20
    assert max(others) - min(others) <= 2, "they take turns"


@given(cores=st.floats(0.2, 1.0), others=st.integers(1, 30), cost_s=st.floats(0.005, 0.1))
def test_that_unwatched_cameras_never_cost_more_than_the_budget(cores: float, others: int, cost_s: float) -> None:
    _, spent_cores = run(cores, cost_s, pressing=0, others=others, seconds=30.0)
    assert spent_cores <= cores * 1.1 + 0.05


@given(pressing=st.integers(1, 8), others=st.integers(1, 8))
def test_that_no_camera_is_blind_whatever_is_watched(pressing: int, others: int) -> None:
    done, _ = run(cores=0.5, cost_s=0.02, pressing=pressing, others=others, seconds=30.0)
    assert len(done) == pressing + others


def test_that_a_rate_is_what_was_reached() -> None:
    rate = Rate()
    for number in range(100):
        rate.add(number * 0.2)
    assert rate.per_second(100 * 0.2) == pytest.approx(5.0, rel=0.01)


def test_that_a_rate_falls_when_nothing_comes() -> None:
    rate = Rate()
    for number in range(20):
        rate.add(number * 0.2)
    assert rate.per_second(6.0) < 4.0
    assert rate.per_second(20.0) == 0.0
