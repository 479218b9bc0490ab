"""The past is what was live then: random histories, any key frame, any moment, both databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desktop.domain.alarm import Alarm, Cause, FalseCode, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.events import AssetEvent, CameraEvent, CityEvent, MediaEvent, NodeEvent, imports_of
from desktop.domain.incident import CloseCode, Incident
from desktop.domain.observation import Position
from desktop.domain.operator import Operator, Role
from desktop.services.alarms import Alarms
from desktop.services.incidents import Incidents
from desktop.services.picture_state import State
from desktop.services.replay.frames import KeyFrames
from desktop.services.replay.past import Past, go
from desktop.storage import assets, base_maps, cameras, journal, media, observations, tape
from desktop.storage.base_maps import BaseMap
from desktop.storage.media import Media
from desktop.storage.report_rows import Report
from desktop.storage.store import Store
from maps.place import Place
from video.camera import Camera, Mount

SOFIA = Operator("id-sofia", "sofia", "Sofía", Role.SUPERVISOR)
NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PLAZA = Place(22.7709, -102.5832)
UNITS = ("unit-1", "unit-2", "unit-3")
NAMES = ("meter-1", "meter-2", "lamp-1", "cam-1", "cam-2", *UNITS)
SEEN = ("alarms", "incidents", "assets", "cameras", "camera_states", "base_maps", "media", "latest", "positions")

Places = st.builds(Place, st.floats(-60, 60), st.floats(-179, 179))


def kind_of(name: str) -> str:
    return {"meter": "meter", "lamp": "luminaire", "cam": "camera", "unit": "unit"}[name.partition("-")[0]]


class Life(RuleBasedStateMachine):
    """A city at work, its console's State kept as the picture keeps it, and what it was at some moments."""

    store: Store

    @initialize()
    def begin(self) -> None:
        self.now = NOON
        self.alarms, self.incidents = (
            Alarms(self.store, "node", lambda: self.now),
            Incidents(self.store, "console", lambda: self.now),
        )
        self.frames = KeyFrames(self.store, lambda: self.now, tape_rows=5, field_rows=7)
        self.live, self.cursor, self.value_cursor = State(), 0, 0
        self.moments: list[tuple[datetime, State]] = []
        self.number = 0
        with self.store.write() as connection:
            units = [Asset(name, AssetKind.UNIT, name, "", PLAZA) for name in UNITS]
            assets.put(connection, units)
            for event in imports_of(units, "test"):
                journal.append(connection, event, "test", self.now)
        with self.store.read() as connection:
            self.live.read_all(connection)

    @invariant()
    def time_goes_on(self) -> None:
        self.now += timedelta(seconds=1)
        self.follow()

    def follow(self) -> None:
        """As `Picture._step` does."""
        with self.store.read() as connection:
            rows = journal.after(connection, self.cursor)
            changes = observations.changes(connection, self.value_cursor)
            changed = self.live.take(rows)
            self.live.read_again(connection, changed)
        self.live.advance(changes)
        self.cursor, self.value_cursor = rows[-1].seq if rows else self.cursor, changes.cursor

    def write(self, *events: Any) -> None:
        with self.store.write() as connection:
            for event in events:
                journal.append(connection, event, "test", self.now)

    # what happens

    @rule(
        kind=st.sampled_from(["intrusion", "silence"]),
        source=st.sampled_from(NAMES),
        priority=st.sampled_from(Priority),
    )
    def raise_alarm(self, kind: str, source: str, priority: Priority) -> None:
        self.alarms.raise_(Cause(kind, source, "", priority, PLAZA, self.now))

    @rule(kind=st.sampled_from(["intrusion", "silence"]), source=st.sampled_from(NAMES))
    def cause_is_gone(self, kind: str, source: str) -> None:
        self.alarms.return_(kind, source, "", self.now)

    @precondition(lambda self: self.live.alarms)
    @rule(data=st.data(), step=st.sampled_from(["acknowledge", "claim", "mark_false", "shelve", "suppress"]))
    def an_operator_acts(self, data: st.DataObject, step: str) -> None:
        alarm = self.one_of(data, self.live.alarms)
        acts: dict[str, Callable[[], Alarm]] = {
            "acknowledge": lambda: self.alarms.acknowledge(alarm.id, SOFIA),
            "claim": lambda: self.alarms.claim(alarm.id, SOFIA),
            "mark_false": lambda: self.alarms.mark_false(alarm.id, SOFIA, FalseCode.ANIMAL),
            "shelve": lambda: self.alarms.shelve(alarm.id, SOFIA, timedelta(hours=1), "test"),
            "suppress": lambda: self.alarms.suppress(alarm.id, "test"),
        }
        with refusals():
            acts[step]()

    @precondition(lambda self: self.live.alarms)
    @rule(data=st.data())
    def an_incident_is_opened(self, data: st.DataObject) -> None:
        with refusals():
            self.incidents.open_from_alarm(self.one_of(data, self.live.alarms).id, SOFIA)

    @precondition(lambda self: self.live.incidents)
    @rule(
        data=st.data(),
        unit=st.sampled_from(UNITS),
        step=st.sampled_from(["send", "arrive", "call back", "close", "note"]),
    )
    def an_incident_goes_on(self, data: st.DataObject, unit: str, step: str) -> None:
        incident: Incident = self.one_of(data, self.live.incidents)
        acts: dict[str, Callable[[], Incident]] = {
            "send": lambda: self.incidents.assign_unit(incident.id, unit, SOFIA),
            "arrive": lambda: self.incidents.arrive(incident.id, unit, SOFIA),
            "call back": lambda: self.incidents.unassign_unit(incident.id, unit, SOFIA),
            "close": lambda: self.incidents.close(incident.id, CloseCode.NEGATIVE, SOFIA),
            "note": lambda: self.incidents.note(incident.id, "a word", SOFIA),
        }
        with refusals():
            acts[step]()

    def one_of(self, data: st.DataObject, known: dict[str, Any]) -> Any:
        ordered = sorted(known.values(), key=lambda one: (one.kind if isinstance(one, Alarm) else one.folio, one.id))
        return data.draw(st.sampled_from(ordered))

    @rule(names=st.sets(st.sampled_from(NAMES), min_size=1), place=Places, word=st.integers(0, 9))
    def assets_are_imported(self, names: set[str], place: Place, word: int) -> None:
        made = [
            Asset(name, kind_of(name), name, f"n{word}", place, attributes={"lamps": word}) for name in sorted(names)
        ]
        with self.store.write() as connection:
            assets.put(connection, made)
            for event in imports_of(made, "test"):
                journal.append(connection, event, "test", self.now)

    @rule(name=st.sampled_from(NAMES), place=Places)
    def an_asset_is_changed(self, name: str, place: Place) -> None:
        made = Asset(name, kind_of(name), name, "moved", place)
        with self.store.write() as connection:
            assets.put(connection, [made])
            journal.append(connection, AssetEvent("changed", made.kind, 1, name, "test", (made,)), "test", self.now)

    @rule(name=st.sampled_from(NAMES[:5]))
    def an_asset_is_removed(self, name: str) -> None:
        with self.store.write() as connection:
            if assets.remove(connection, [name]):
                journal.append(connection, AssetEvent("removed", kind_of(name), 1, name, "test"), "test", self.now)

    @rule(name=st.sampled_from(["cam-1", "cam-2"]), place=Places)
    def a_camera_is_configured(self, name: str, place: Place) -> None:
        camera = Camera(name, name, "rtsp://127.0.0.1/1", Mount(place))
        with self.store.write() as connection:
            cameras.put(connection, camera)
            journal.append(connection, CameraEvent("configured", name, camera=camera), "test", self.now)

    @rule(name=st.sampled_from(["cam-1", "cam-2"]))
    def a_camera_is_removed(self, name: str) -> None:
        with self.store.write() as connection:
            if cameras.remove(connection, name):
                journal.append(connection, CameraEvent("removed", name), "test", self.now)

    @rule(
        name=st.sampled_from(["cam-1", "cam-2"]), step=st.sampled_from(["online", "offline", "degraded", "restarted"])
    )
    def a_camera_says_how_it_is(self, name: str, step: str) -> None:
        self.write(CameraEvent(step, name))

    @rule(place=Places, kind=st.sampled_from(["photo", "base map"]))
    def a_photo_or_a_base_map_comes(self, place: Place, kind: str) -> None:
        self.number += 1
        name = f"{kind}-{self.number}"
        with self.store.write() as connection:
            if kind == "photo":
                media.put(connection, [Media(name, "photo", f"{name}.jpg", "0" * 64, self.now, place)])
                journal.append(connection, MediaEvent("indexed", name, f"{name}.jpg"), "test", self.now)
            else:
                base_maps.put(connection, BaseMap(name, f"{name}.gpkg", place, 1000.0))
                journal.append(connection, CityEvent("imported", name), "test", self.now)

    @rule(step=st.sampled_from(["started", "stopped", "gap"]))
    def the_node_says_how_it_is(self, step: str) -> None:
        self.write(NodeEvent(step))

    @rule(
        name=st.sampled_from(NAMES[:3]),
        ahead_s=st.integers(-5, 3),
        said=st.dictionaries(st.sampled_from(["flow_m3h", "power_w"]), st.integers(0, 9).map(float), min_size=1),
    )
    def a_device_speaks(self, name: str, ahead_s: int, said: dict[str, float]) -> None:
        """Late, or with a clock that runs ahead."""
        self.number += 1
        at = self.now + timedelta(seconds=ahead_s)
        with self.store.write() as connection:
            observations.add_reports(connection, [Report(name, at, self.now, f"k{self.number}", tuple(said.items()))])

    @rule(name=st.sampled_from(UNITS), place=Places, late_s=st.integers(0, 5))
    def a_unit_is_somewhere(self, name: str, place: Place, late_s: int) -> None:
        self.number += 1
        fix = Position(name, place, self.now - timedelta(seconds=late_s), self.now, f"k{self.number}", 90.0)
        with self.store.write() as connection:
            observations.add_positions(connection, [fix])

    @rule()
    def frames_are_made(self) -> None:
        self.frames.keep_tape()
        self.frames.keep_field()

    @rule()
    def a_moment_is_kept(self) -> None:
        self.moments.append((self.now, deepcopy(self.live)))
        self.now += timedelta(seconds=1)

    # what must hold of it

    def teardown(self) -> None:
        if not hasattr(self, "now"):
            return
        self.a_moment_is_kept()
        past = Past(self.store)
        for at, live in self.moments:
            assert_same(past.jump(at).state, live, f"a jump to {at:%M:%S}")
        walk = past.jump(NOON)
        for at, live in self.moments:
            news = past.read(walk, at)
            assert news is not None
            go(walk, news)
            assert_same(walk.state, live, f"a walk to {at:%M:%S}")
        self.every_frame_leads_to_the_head(past)

    def every_frame_leads_to_the_head(self, past: Past) -> None:
        with self.store.read() as connection:
            begun = tape.begin(connection)
        assert begun is not None
        at = begun
        while at < self.now:
            then = past.jump(at)
            news = past.read(then, self.now)
            assert news is not None
            go(then, news)
            assert_same(then.state, self.live, f"from {at:%M:%S} to the head")
            at += timedelta(seconds=7)


@contextmanager
def refusals() -> Iterator[None]:
    """What the domain refuses is no row of the tape."""
    try:
        yield
    except (ValueError, LookupError):
        return


def assert_same(found: State, live: State, when: str) -> None:
    for name in SEEN:
        assert getattr(found, name) == getattr(live, name), f"{name} after {when}"


@pytest.mark.timeout(300)
def test_that_any_moment_is_what_was_live_then(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> None:
    opened: list[Store] = []

    class There(Life):
        def __init__(self) -> None:
            self.store = Store.open(fresh_store(request, kind, tmp_path / f"{len(opened)}.sqlite"))
            opened.append(self.store)
            super().__init__()

        def teardown(self) -> None:
            super().teardown()
            self.store.close()

    examples = 12 if kind == "spatialite" else 5
    run_state_machine_as_test(
        There,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(params=["spatialite", pytest.param("postgis", marks=pytest.mark.postgis)])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def fresh_store(request: pytest.FixtureRequest, kind: str, file: Path) -> str:
    if kind == "spatialite":
        return str(request.getfixturevalue("store_file")(file))
    return str(request.getfixturevalue("postgis").new_database(f"store_{uuid4().hex}"))
