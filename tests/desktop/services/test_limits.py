"""Limits of measured values: on-delay, dead band, and a lost phase that is not just the day."""

from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.observation import Observation
from desktop.services.alarms import Alarms
from desktop.services.limits import Limits, Watch
from desktop.storage import alarms as alarm_rows
from desktop.storage import assets, observations
from desktop.storage.store import Store
from maps.place import Place

HERE = Place(22.77, -102.34)


def asset(kind: str, number: str = "1") -> Asset:
    return Asset(f"{kind}-{number}", kind, number, "", HERE, attributes=MappingProxyType({}))


def test_that_a_full_container_is_said_once_and_returns_below_its_dead_band() -> None:
    watch, bin_ = Watch(), asset(AssetKind.CONTAINER)
    assert [limit.kind for limit, _ in watch.hear(bin_, {"fill_ratio": 0.93}, 0)[0]] == ["fill"]
    assert watch.hear(bin_, {"fill_ratio": 0.95}, 1) == ([], [])
    assert watch.hear(bin_, {"fill_ratio": 0.85}, 2) == ([], []), "within the dead band nothing happens"
    _, over = watch.hear(bin_, {"fill_ratio": 0.2}, 3)
    assert over == [("fill", bin_.id, "fill_ratio")]


def test_that_a_phase_is_lost_only_while_the_others_burn() -> None:
    watch, cabinet = Watch(), asset(AssetKind.CABINET)
    night = {"current_r_a": 9.0, "current_s_a": 0.0, "current_t_a": 9.1}
    noon = {"current_r_a": 0.0, "current_s_a": 0.0, "current_t_a": 0.0}
    for tick in range(0, 200, 10):
        assert watch.hear(cabinet, noon, tick) == ([], [])
    assert watch.hear(cabinet, night, 200) == ([], [])
    new, _ = watch.hear(cabinet, night, 231)
    assert [key for _, key in new] == [("phase_lost", cabinet.id, "current_s_a")]


@given(st.lists(st.floats(0.82, 0.98), max_size=60))
def test_that_a_value_trembling_above_its_dead_band_raises_at_most_once(values: list[float]) -> None:
    watch, bin_ = Watch(), asset(AssetKind.CONTAINER)
    raised = sum(len(watch.hear(bin_, {"fill_ratio": value}, i)[0]) for i, value in enumerate(values))
    assert raised == (1 if any(value >= 0.9 for value in values) else 0)


def test_that_the_rule_raises_and_returns_in_a_real_store(data: Path) -> None:
    store = Store.open(data / "atalaya.sqlite")
    bin_ = asset(AssetKind.CONTAINER, "44")
    rule = Limits(store, Alarms(store))

    def say(value: float, second: int) -> None:
        at = datetime(2026, 11, 23, 12, 0, second, tzinfo=UTC)
        with store.write() as connection:
            observations.add(connection, [Observation(bin_.id, "fill_ratio", value, at, at, f"k{second}")])
        rule.check()

    with store.write() as connection:
        assets.put(connection, [bin_])
    say(0.95, 1)
    with store.read() as connection:
        (alarm,) = alarm_rows.open_alarms(connection)
    assert (alarm.kind, alarm.source_id, alarm.detail) == ("fill", bin_.id, "fill_ratio")
    say(0.1, 2)
    with store.read() as connection:
        (returned,) = alarm_rows.open_alarms(connection)
    assert returned.state == "returned", "nobody has acknowledged it yet"
    store.close()
