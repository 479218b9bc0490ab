import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.meter import SHORTEST_MS, STEP, Durations, quantile_ms


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200), st.sampled_from([0.5, 0.9, 0.99, 1.0]))
def test_that_a_quantile_is_within_its_class_of_the_true_one(durations_s: list[float], share: float) -> None:
    told = Durations()
    told.add(durations_s)
    ordered = sorted(durations_s)
    true_ms = next(d for n, d in enumerate(ordered, 1) if n >= share * len(ordered)) * 1000
    found_ms = quantile_ms(told.counts, share)
    assert found_ms >= true_ms * 0.999_999
    assert found_ms <= max(true_ms * STEP * 1.000_001, SHORTEST_MS)


def test_that_copies_can_be_subtracted() -> None:
    told = Durations()
    told.add([10.0] * 100)
    before = tuple(told.counts)
    told.add([0.001] * 10)
    assert quantile_ms(told.counts, 0.99, before) == pytest.approx(1.0, rel=0.2)
    assert quantile_ms(told.counts, 0.99) > 9_000


def test_that_no_durations_have_no_quantile() -> None:
    assert quantile_ms(Durations().counts, 0.99) == 0.0
