"""Zones: who may draw them, what the journal keeps, and what they raise as units and passers-by come and go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.alarm import Alarm, AlarmState, Priority
from desktop.domain.asset import Asset
from desktop.domain.events import AlarmEvent, CrossingEvent, GeofenceEvent
from desktop.domain.geofence import Crossing, Geofence, GeofenceRefusedError, Span, Watched
from desktop.domain.observation import Position
from desktop.domain.operator import NotPermittedError, Operator
from desktop.services.alarms import Alarms
from desktop.services.fence_watch import FenceRound
from desktop.services.geofences import Geofences, UnknownGeofenceError
from desktop.storage import alarms as alarm_rows
from desktop.storage import assets, geofences, journal, observations, settings, sightings
from desktop.storage.sightings import SightingRow
from desktop.storage.store import Store
from maps.place import Place

from .conftest import Clock

RING = (Place(22.77, -102.59), Place(22.77, -102.58), Place(22.78, -102.58), Place(22.78, -102.59))
SCHOOL = Geofence("", "Escuela", ((RING,),), priority=Priority.HIGH)
INSIDE, OUTSIDE, AT_THE_EDGE = Place(22.775, -102.585), Place(22.775, -102.60), Place(22.775, -102.59004)


class City:
    """A store with units, the round of a node, and a clock."""

    def __init__(self, store: Store, clock: Clock, sofia: Operator) -> None:
        self.store, self.clock, self.sofia = store, clock, sofia
        self.fences = Geofences(store, "test", clock)
        self.round = self.node()
        with store.write() as connection:
            for code, kind in (("P-1", "patrol"), ("S-1", "services")):
                assets.put(connection, [Asset(code, "unit", code, code, None, attributes={"unit_kind": kind})])

    def node(self) -> FenceRound:
        return FenceRound(self.store, Alarms(self.store, "test", self.clock), self.clock, self.clock.ticks, "test")

    def watch(self, *fences: Geofence) -> list[Geofence]:
        kept = self.fences.put(fences, self.sofia)
        self.round.forget_fences()
        self.go()
        return kept

    def go(self, seconds: float = 1.0, **where: Place) -> None:
        """A second passes, units report, the round comes."""
        self.clock.go(seconds)
        now = self.clock.now
        fixes = [Position(code.replace("_", "-"), at, now, now, f"{code}{now}") for code, at in where.items()]
        with self.store.write() as connection:
            observations.add_positions(connection, fixes)
        self.round.check()

    def see(self, track: int, place: Place, class_name: str = "person") -> None:
        self.clock.go(1.0)
        row = SightingRow("cam-1", self.clock.now, track, class_name, 0.9, (0, 0, 1, 1), place)
        with self.store.write() as connection:
            sightings.add(connection, [row])
        self.round.check()

    @property
    def alarms(self) -> list[Alarm]:
        with self.store.read() as connection:
            return alarm_rows.open_alarms(connection)

    @property
    def steps(self) -> list[str]:
        with self.store.read() as connection:
            rows = journal.after(connection, 0, 500)
        return [row.kind for row in rows if isinstance(row.event, AlarmEvent | CrossingEvent)]


@pytest.fixture
def city(store: Store, clock: Clock, sofia: Operator) -> City:
    return City(store, clock, sofia)


def test_that_each_act_on_a_zone_is_a_row_of_the_journal(city: City, store: Store, sofia: Operator) -> None:
    (added,) = city.fences.put([SCHOOL], sofia)
    (changed,) = city.fences.put([replace(SCHOOL, hysteresis_m=25.0)], sofia)
    assert (changed.id, changed.version) == (added.id, 2)
    off = city.fences.turn(added.id, sofia, active=False)
    assert city.fences.turn(added.id, sofia, active=False) == off
    removed = city.fences.remove(added.id, sofia)
    (back,) = city.fences.put([removed], sofia)
    assert back.polygons == SCHOOL.polygons
    with store.read() as connection:
        events = [row.event for row in journal.after(connection, 0, 50) if isinstance(row.event, GeofenceEvent)]
    assert [event.step for event in events] == ["added", "changed", "turned_off", "removed", "added"]
    assert {event.by for event in events} == {"sofia"}
    assert events[1].fence == changed


def test_that_only_a_supervisor_draws_zones(city: City, ana: Operator) -> None:
    with pytest.raises(NotPermittedError):
        city.fences.put([SCHOOL], ana)
    assert city.fences.every() == []
    with pytest.raises(UnknownGeofenceError):
        city.fences.remove("nobody", city.sofia)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "  "}, "name"),
        ({"polygons": ()}, "corners"),
        ({"polygons": ((RING[:2],),)}, "corners"),
        ({"raises": (Crossing.DWELL,)}, "seconds"),
        ({"hysteresis_m": -1.0}, "band"),
        ({"watches": ()}, "whom"),
        ({"schedule": (Span((7,), 0, 60),)}, "schedule"),
    ],
)
def test_that_a_zone_that_says_too_little_is_refused_and_nothing_kept(
    city: City, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(GeofenceRefusedError, match=words):
        city.fences.put([SCHOOL, replace(SCHOOL, **{"name": "Otra", **changes})], city.sofia)  # type: ignore[arg-type]
    assert city.fences.every() == []


def test_that_two_zones_of_one_name_are_refused(city: City) -> None:
    with pytest.raises(GeofenceRefusedError, match="Escuela"):
        city.fences.put([SCHOOL, SCHOOL], city.sofia)


def test_that_a_unit_that_enters_raises_an_alarm_that_returns_when_it_leaves(city: City) -> None:
    city.watch(SCHOOL)
    city.go(P_1=OUTSIDE)
    assert city.alarms == []
    city.go(P_1=INSIDE)
    (alarm,) = city.alarms
    assert (alarm.kind, alarm.source_id, alarm.detail) == ("geofence_enter", "P-1", "Escuela")
    assert (alarm.priority, alarm.place, alarm.raised_at) == (Priority.HIGH, INSIDE, city.clock.now)
    city.go(P_1=OUTSIDE)
    assert city.alarms[0].state is AlarmState.RETURNED
    city.go(P_1=INSIDE)
    assert city.alarms[0].state is AlarmState.UNACKNOWLEDGED
    assert city.steps == ["alarm.raised", "alarm.returned", "alarm.raised_again"]


def test_that_noise_at_the_edge_raises_nothing(city: City) -> None:
    city.watch(SCHOOL)
    city.go(P_1=AT_THE_EDGE)
    for metres in (5, -5, 8, -8, 3):
        city.go(P_1=Place(22.775, -102.59 + metres / 102_500))
    assert city.alarms == []


def test_that_a_zone_tells_only_of_whom_it_watches(city: City) -> None:
    city.watch(replace(SCHOOL, classes=("services",)))
    city.go(P_1=OUTSIDE, S_1=OUTSIDE)
    city.go(P_1=INSIDE, S_1=INSIDE)
    assert [alarm.source_id for alarm in city.alarms] == ["S-1"]


def test_that_who_leaves_a_zone_it_must_stay_in_raises_until_it_is_back(city: City) -> None:
    city.watch(replace(SCHOOL, raises=(Crossing.EXIT,)))
    city.go(P_1=INSIDE)
    assert city.alarms == []
    city.go(P_1=OUTSIDE)
    assert [alarm.kind for alarm in city.alarms] == ["geofence_exit"]
    city.go(P_1=INSIDE)
    assert city.alarms[0].state is AlarmState.RETURNED


def test_that_who_stays_too_long_raises_once(city: City) -> None:
    city.watch(replace(SCHOOL, raises=(Crossing.DWELL,), dwell_s=60.0))
    city.go(P_1=INSIDE)
    city.go(58)
    assert city.alarms == []
    city.go(5)
    city.go(100)
    assert city.steps == ["alarm.raised"]
    assert city.alarms[0].kind == "geofence_dwell"
    city.go(P_1=OUTSIDE)
    assert city.alarms[0].state is AlarmState.RETURNED


def test_that_a_zone_may_write_down_without_an_alarm(city: City, store: Store) -> None:
    city.watch(replace(SCHOOL, raises=(), notes=(Crossing.ENTER, Crossing.EXIT)))
    city.go(P_1=OUTSIDE)
    city.go(P_1=INSIDE)
    city.go(P_1=OUTSIDE)
    assert city.alarms == []
    assert city.steps == ["crossing.enter", "crossing.exit"]
    with store.read() as connection:
        last = journal.after(connection, 0, 500)[-1]
    assert (last.subject, last.place) == ("P-1", OUTSIDE)


def test_that_passers_by_share_the_alarm_of_their_camera_until_the_last_is_gone(city: City) -> None:
    city.watch(replace(SCHOOL, watches=(Watched.SIGHTINGS,), classes=("person",)))
    city.see(1, INSIDE)
    city.see(2, INSIDE)
    city.see(3, INSIDE, "car")
    (alarm,) = city.alarms
    assert (alarm.source_id, alarm.state) == ("cam-1", AlarmState.UNACKNOWLEDGED)
    for _ in range(4):
        city.see(2, INSIDE)
    assert city.alarms[0].state is AlarmState.UNACKNOWLEDGED
    city.go(10)
    city.go(1)
    assert city.alarms[0].state is AlarmState.RETURNED
    assert city.steps == ["alarm.raised", "alarm.returned"]


def test_that_hours_are_those_of_the_city(city: City, store: Store) -> None:
    with store.write() as connection:
        settings.put(connection, "time_zone", "America/Mexico_City")  # the clock stands at 02:00 on a Monday there
    city.watch(replace(SCHOOL, schedule=(Span((0,), 3 * 60, 4 * 60),)))
    city.go(P_1=INSIDE)
    assert city.alarms == []
    city.go(3600, P_1=INSIDE)
    assert [alarm.kind for alarm in city.alarms] == ["geofence_enter"]
    city.go(3600)
    assert city.alarms[0].state is AlarmState.RETURNED


def test_that_a_zone_turned_off_returns_its_alarms(city: City) -> None:
    (fence,) = city.watch(SCHOOL)
    city.go(P_1=INSIDE)
    city.fences.turn(fence.id, city.sofia, active=False)
    city.round.forget_fences()
    city.go()
    assert city.alarms[0].state is AlarmState.RETURNED


def test_that_a_change_of_another_zone_forgets_nobody(city: City) -> None:
    city.watch(replace(SCHOOL, raises=(Crossing.DWELL,), dwell_s=60.0))
    city.go(P_1=INSIDE)
    city.go(40)
    city.watch(replace(SCHOOL, name="Otra", polygons=((tuple(Place(p.lat_deg + 1, p.lon_deg) for p in RING),),)))
    city.go(25)
    assert [alarm.kind for alarm in city.alarms] == ["geofence_dwell"]


def test_that_a_node_that_starts_again_goes_on_where_the_one_before_was(city: City, store: Store) -> None:
    city.watch(SCHOOL, replace(SCHOOL, name="Base", raises=(Crossing.EXIT,)))
    city.go(P_1=INSIDE)
    city.round = city.node()
    city.go(5)
    (alarm,) = city.alarms
    assert alarm.state is AlarmState.UNACKNOWLEDGED
    assert city.steps == ["alarm.raised"]
    city.go(P_1=OUTSIDE)
    assert {a.kind: a.state for a in city.alarms} == {
        "geofence_enter": AlarmState.RETURNED,
        "geofence_exit": AlarmState.UNACKNOWLEDGED,
    }
    with store.read() as connection:
        assert geofences.present(connection) == []


def test_that_an_alarm_whose_cause_went_while_no_node_ran_returns(city: City) -> None:
    city.watch(SCHOOL)
    city.go(P_1=INSIDE)
    before = city.round
    city.round = city.node()
    with city.store.write() as connection:
        at = city.clock.now + timedelta(seconds=1)
        observations.add_positions(connection, [Position("P-1", OUTSIDE, at, at, "late")])
    city.go(2)
    assert before is not city.round
    assert city.alarms[0].state is AlarmState.RETURNED


def test_that_a_span_over_midnight_belongs_to_the_day_it_began() -> None:
    span = Span((4,), 22 * 60, 5 * 60)
    friday, saturday = datetime(2026, 11, 27, 23, 0, tzinfo=UTC), datetime(2026, 11, 28, 4, 59, tzinfo=UTC)
    assert span.holds(friday)
    assert span.holds(saturday)
    assert not span.holds(saturday + timedelta(minutes=1))
    assert not span.holds(friday - timedelta(days=1))
