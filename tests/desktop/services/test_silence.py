"""Silent devices: one alarm each, one for many of a parent, none while nobody could hear."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.alarm import Alarm, AlarmState, Priority
from desktop.domain.asset import Asset
from desktop.domain.observation import Observation
from desktop.services.alarms import Alarms
from desktop.services.silence import GROUP_ABOVE, GROUP_DETAIL, Silence, judge
from desktop.storage import alarms as rows
from desktop.storage import assets, observations
from desktop.storage.store import Store
from maps.place import Place

PLAZA = Place(22.7709, -102.5832)
LAMPS = [f"lamp-{number}" for number in range(8)]


class City:
    """Devices that speak when the test says, and the rule that listens."""

    def __init__(self, store: Store, clock: Any) -> None:
        self.store, self.clock, self.count = store, clock, 0
        with store.write() as connection:
            assets.put(connection, [Asset("cabinet-1", "cabinet", "G-1", "Cabinet", PLAZA)])
            assets.put(connection, [_lamp(lamp) for lamp in LAMPS])
            assets.put(connection, [Asset("meter-1", "meter", "M-1", "Meter", PLAZA)])
        self.alarms = Alarms(store, "node", clock)
        self.rule = Silence(store, self.alarms, clock, clock.ticks)

    def speak(self, *devices: str) -> None:
        self.count += 1
        now = self.clock.now
        with self.store.write() as connection:
            observations.add(
                connection,
                [Observation(device, "power_w", 54.0, now, now, f"{device}{self.count}") for device in devices],
            )
        self.rule.check()

    def pass_s(self, seconds: float) -> None:
        self.clock.go(seconds)
        self.rule.check()

    def open_alarms(self) -> dict[tuple[str, str], Alarm]:
        with self.store.read() as connection:
            return {(alarm.source_id, alarm.detail): alarm for alarm in rows.open_alarms(connection)}


def _lamp(name: str) -> Asset:
    return Asset(name, "luminaire", name, name, PLAZA, "cabinet-1", attributes={"report_period_s": 20})


@pytest.fixture
def city(store: Store, clock: Any) -> City:
    return City(store, clock)


def test_that_a_device_that_goes_silent_raises_once_and_returns_when_it_speaks(city: City) -> None:
    city.speak("lamp-1", "lamp-2")
    city.clock.go(50)
    city.speak("lamp-2")
    assert city.open_alarms() == {}
    city.pass_s(20)
    ((key, alarm),) = city.open_alarms().items()
    assert (key, alarm.kind, alarm.place, alarm.priority) == (("lamp-1", ""), "silence", PLAZA, Priority.LOW)
    city.pass_s(20)
    assert city.open_alarms() == {key: alarm}
    city.speak("lamp-1", "lamp-2")
    assert city.open_alarms()[key].state is AlarmState.RETURNED


def test_that_a_device_that_falls_silent_again_needs_an_answer_again(city: City) -> None:
    city.speak("lamp-1")
    city.pass_s(61)
    city.speak("lamp-1")
    city.pass_s(61)
    assert city.open_alarms()["lamp-1", ""].state is AlarmState.UNACKNOWLEDGED


def test_that_a_device_without_a_period_of_its_own_has_its_quantitys(city: City) -> None:
    city.speak("meter-1", "unregistered")
    city.pass_s(3599)
    assert city.open_alarms() == {}
    city.pass_s(2)
    assert set(city.open_alarms()) == {("meter-1", ""), ("unregistered", "")}


def test_that_a_device_never_heard_is_not_called_silent(city: City) -> None:
    city.pass_s(100_000)
    assert city.open_alarms() == {}


def test_that_many_of_one_parent_are_one_alarm_on_it(city: City) -> None:
    city.speak(*LAMPS)
    city.pass_s(61)
    ((key, alarm),) = city.open_alarms().items()
    assert key == ("cabinet-1", GROUP_DETAIL)
    assert alarm.priority is Priority.MEDIUM
    city.speak(*LAMPS)
    assert city.open_alarms()[key].state is AlarmState.RETURNED


def test_that_single_alarms_are_hidden_when_their_parent_speaks_for_them_and_come_back(city: City) -> None:
    city.speak(*LAMPS)
    city.clock.go(30)
    city.speak(*LAMPS[2:])
    city.pass_s(31)
    assert set(city.open_alarms()) == {("lamp-0", ""), ("lamp-1", "")}
    city.pass_s(31)
    states = {key: alarm.state for key, alarm in city.open_alarms().items()}
    city.pass_s(1)
    states = {key: alarm.state for key, alarm in city.open_alarms().items()}
    assert states == {
        ("cabinet-1", GROUP_DETAIL): AlarmState.UNACKNOWLEDGED,
        ("lamp-0", ""): AlarmState.SUPPRESSED,
        ("lamp-1", ""): AlarmState.SUPPRESSED,
    }
    city.speak(*LAMPS[1:])
    city.pass_s(1)
    states = {key: alarm.state for key, alarm in city.open_alarms().items()}
    assert states == {
        ("cabinet-1", GROUP_DETAIL): AlarmState.RETURNED,
        ("lamp-0", ""): AlarmState.UNACKNOWLEDGED,
    }


def test_that_nobody_is_silent_while_the_link_is_down_nor_a_period_after(city: City) -> None:
    city.speak(*LAMPS)
    city.rule.link_lost()
    city.pass_s(10_000)
    assert city.open_alarms() == {}
    city.rule.link_back()
    city.pass_s(59)
    assert city.open_alarms() == {}
    city.pass_s(2)
    assert set(city.open_alarms()) == {("cabinet-1", GROUP_DETAIL)}


def test_that_a_new_node_waits_a_period_and_neither_doubles_nor_forgets(city: City) -> None:
    city.speak(*LAMPS, "meter-1")
    city.pass_s(3601)
    before = city.open_alarms()
    assert set(before) == {("cabinet-1", GROUP_DETAIL), ("meter-1", "")}
    city.rule = Silence(city.store, city.alarms, city.clock, city.clock.ticks)
    city.pass_s(1)
    assert city.open_alarms() == before
    city.pass_s(62)
    assert city.open_alarms() == before
    city.speak("meter-1", *LAMPS)
    assert {alarm.state for alarm in city.open_alarms().values()} == {AlarmState.RETURNED}


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.sampled_from(["p", "q", None])), st.booleans())
def test_that_every_silent_device_is_spoken_for_exactly_once(parents: dict[str, str | None], grouped: bool) -> None:
    known = {device: parent for device, parent in parents.items() if parent}
    verdict = judge(parents, known, {"p"} if grouped else ())
    assert verdict.single | verdict.hidden == set(parents)
    assert not verdict.single & verdict.hidden
    assert sum(verdict.groups.values()) == len(verdict.hidden)
    assert all(count > GROUP_ABOVE for parent, count in verdict.groups.items() if not (grouped and parent == "p"))
