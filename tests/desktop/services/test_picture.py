"""The picture follows a real store: deltas carry what changed, snapshots hold all, layers only when they changed."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from desktop.domain.alarm import Alarm, AlarmState, Cause, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.events import AlarmEvent, AssetEvent, CameraEvent, CityEvent, MediaEvent
from desktop.domain.observation import Observation, Position
from desktop.domain.operator import Operator
from desktop.services.alarms import Alarms
from desktop.services.clock import utc_now
from desktop.services.incidents import Incidents
from desktop.services.map_layers import alarm_marks
from desktop.services.picture import Picture, PictureDelta, code_title
from desktop.services.picture_state import State
from desktop.storage import assets, cameras, journal, media, observations, settings, sightings
from desktop.storage.journal import JournalRow
from desktop.storage.media import Media
from desktop.storage.sightings import SightingRow
from desktop.storage.store import Store
from maps.layer import AlarmMarks, AssetMarks, IncidentMarks, MarkState, Outlines, SightingMarks, UnitFill, UnitMarks
from maps.place import Place
from video.camera import Camera, Mount

PLAZA = Place(22.7709, -102.5832)
LAMPS = [Asset(f"l-{n}", AssetKind.LUMINAIRE, f"L-{n}", "", Place(22.77 + n / 1e4, -102.58)) for n in range(50)]
METER = Asset("m-1", AssetKind.METER, "M-1", "Meter", PLAZA)
PATROL = Asset("u-12", AssetKind.UNIT, "P-12", "Patrol", PLAZA, attributes={"letter": "P"})
PARK = Asset(
    "p-1", AssetKind.PARK, "PQ-1", "Park", PLAZA, outline=(PLAZA, Place(22.78, -102.58), Place(22.78, -102.57))
)
BOX = (0.0, 0.0, 1.0, 1.0)
CAMERA = Camera("cam-4", "Park north", "file.avi", Mount(PLAZA, heading_deg=90.0, range_m=50.0))


class Console:
    """Collects deltas and waits, bounded, until they say what is wanted."""

    def __init__(self, store: Store) -> None:
        self.deltas: list[PictureDelta] = []
        self._news = threading.Condition()
        self.picture = Picture(store, self.take)

    def take(self, delta: PictureDelta) -> None:
        with self._news:
            self.deltas.append(delta)
            self._news.notify_all()

    def wait(self, wanted: Callable[[PictureDelta], bool], seconds: float = 10.0) -> PictureDelta:
        with self._news:
            found = self._news.wait_for(lambda: next((one for one in self.deltas if wanted(one)), None), seconds)
        assert found, "the picture did not say it in time"
        return found

    def layer(self, name: str) -> Any:
        return self.picture.snapshot().layers[name]


@pytest.fixture
def console(store: Store) -> Iterator[Console]:
    with store.write() as connection:
        assets.put(connection, [*LAMPS, METER, PATROL, PARK, Asset("cam-4", AssetKind.CAMERA, "C-04", "Park", PLAZA)])
        cameras.put(connection, CAMERA)
        settings.put(connection, "city_code", "GPE")
    opened = Console(store)
    opened.picture.start()
    opened.wait(lambda delta: delta.whole)
    yield opened
    opened.picture.stop()


@pytest.fixture
def alarms(store: Store) -> Alarms:
    return Alarms(store, "node")


def _cause(source_id: str, kind: str = "intrusion") -> Cause:
    return Cause(kind, source_id, "", Priority.HIGH, None, utc_now())


def test_that_the_first_snapshot_holds_the_city(console: Console) -> None:
    snapshot = console.picture.snapshot()
    assert len(snapshot.assets) == 54
    assert snapshot.settings["city_code"] == "GPE"
    assert snapshot.cameras["cam-4"] == CAMERA
    lamps, footprints, districts = (
        snapshot.layers[name] for name in ("assets.luminaire", "footprints.camera", "districts")
    )
    assert isinstance(lamps, AssetMarks)
    assert lamps.lat_deg.shape == lamps.lon_deg.shape == lamps.state.shape == (50,)
    assert isinstance(footprints, Outlines)
    assert footprints.rings[0][:, 1].max() == pytest.approx(PLAZA.lon_deg + 50 / 111_195 / np.cos(np.radians(22.77)))
    assert isinstance(districts, Outlines)
    assert districts.ids == ("p-1",)
    assert "assets.unit" not in snapshot.layers


def test_that_an_alarm_comes_with_its_mark_and_goes_when_it_is_closed(
    console: Console, alarms: Alarms, ana: Operator
) -> None:
    raised = alarms.raise_(_cause("cam-4"))
    console.wait(lambda delta: raised in delta.alarms)
    marks = console.layer("alarms")
    assert isinstance(marks, AlarmMarks)
    assert (marks.ids, marks.priority.tolist(), marks.acknowledged.tolist()) == ((raised.id,), [1], [False])
    assert marks.lat_deg[0] == PLAZA.lat_deg
    acknowledged = alarms.acknowledge(raised.id, ana)
    delta = console.wait(lambda delta: acknowledged in delta.alarms)
    assert {layer.name for layer in delta.layers} >= {"alarms", "assets.camera", "footprints.camera"}
    assert not any(layer.name == "assets.luminaire" for layer in delta.layers)
    assert console.layer("alarms").acknowledged.tolist() == [True]
    alarms.return_("intrusion", "cam-4", "", utc_now())
    console.wait(lambda delta: any(alarm.state is AlarmState.CLOSED for alarm in delta.alarms))
    assert console.picture.snapshot().alarms == {}
    assert console.layer("alarms").ids == ()


def test_that_a_silent_device_looks_stale_and_only_its_kind_is_made_anew(console: Console, alarms: Alarms) -> None:
    raised = alarms.raise_(_cause("l-7", "silence"))
    delta = console.wait(lambda delta: raised in delta.alarms)
    assert {layer.name for layer in delta.layers} >= {"alarms", "assets.luminaire"}
    lamps = console.layer("assets.luminaire")
    assert lamps.state[lamps.ids.index("l-7")] == MarkState.STALE
    assert int(lamps.state.sum()) == MarkState.STALE


def test_that_an_incident_and_its_unit_move_together(console: Console, store: Store, ana: Operator) -> None:
    incidents, alarms = Incidents(store), Alarms(store)
    incident = incidents.open_from_alarm(alarms.raise_(_cause("cam-4")).id, ana)
    incidents.assign_unit(incident.id, "u-12", ana)
    console.wait(lambda delta: any(asset.id == "u-12" for asset in delta.assets))
    console.wait(lambda delta: any(layer.name == "units" for layer in delta.layers))
    units, marks = console.layer("units"), console.layer("incidents")
    assert isinstance(units, UnitMarks)
    assert units.fill.tolist() == [UnitFill.ON_THE_WAY]
    assert isinstance(marks, IncidentMarks)
    assert marks.folios == (incident.folio,)


def test_that_values_and_fixes_are_the_newest(console: Console, store: Store) -> None:
    now = utc_now()
    with store.write() as connection:
        observations.add(connection, [Observation("m-1", "flow_m3h", 4.2, now, now, "k1")])
        observations.add_positions(
            connection, [Position("u-12", Place(22.78, -102.59), now, now, "k2", heading_deg=45.0)]
        )
    console.wait(lambda delta: any(one.value == 4.2 for one in delta.latest))
    console.wait(lambda delta: any(fix.key == "k2" for fix in delta.positions))
    snapshot = console.picture.snapshot()
    assert snapshot.latest["m-1", "flow_m3h"].value == 4.2
    units = snapshot.layers["units"]
    assert isinstance(units, UnitMarks)
    assert (units.lat_deg[0], units.heading_deg[0]) == (22.78, 45.0)
    assert units.age_s[0] < 5


def test_that_what_a_camera_sees_moves_leaves_a_trail_and_goes(console: Console, store: Store) -> None:
    begun = utc_now()
    rows = [
        SightingRow("cam-4", begun + timedelta(milliseconds=n), 7, "car", 0.9, BOX, Place(22.77 + n / 1e5, -102.58))
        for n in range(5)
    ]
    with store.write() as connection:
        sightings.add(connection, rows)
    console.wait(lambda delta: any(isinstance(layer, SightingMarks) and layer.ids for layer in delta.layers))
    marks = console.layer("sightings")
    assert marks.ids == ("cam-4/7",)
    assert marks.trail[0].shape == (5, 2)
    seen_at = len(console.deltas)
    console.wait(
        lambda delta: (
            console.deltas.index(delta) >= seen_at
            and any(isinstance(layer, SightingMarks) and not layer.ids for layer in delta.layers)
        )
    )


def test_that_cameras_photos_and_settings_are_read_anew_when_told(console: Console, store: Store) -> None:
    with store.write() as connection:
        journal.append(connection, CameraEvent("offline", "cam-4"), "node")
        settings.put(connection, "city_code", "ZAC")
        journal.append(connection, CityEvent("configured", "city_code"), "node")
        ring = (PLAZA, Place(22.771, -102.583), Place(22.771, -102.582))
        media.put(connection, [Media("ph-1", "photo", "a/b.jpg", "00", footprint=ring)])
        journal.append(connection, MediaEvent("indexed", "ph-1", "a/b.jpg"), "node")
    console.wait(lambda delta: {"settings", "media"} <= delta.again and not delta.whole)
    snapshot = console.picture.snapshot()
    assert snapshot.settings["city_code"] == "ZAC"
    assert snapshot.camera_states == {"cam-4": "offline"}
    footprints, photos = snapshot.layers["footprints.camera"], snapshot.layers["footprints.photo"]
    assert isinstance(footprints, Outlines)
    assert footprints.stale.tolist() == [True]
    assert isinstance(photos, Outlines)
    assert (photos.ids, photos.titles, photos.role) == (("ph-1",), ("b.jpg",), "photo")


def test_that_a_new_inventory_replaces_the_layers_and_names_those_that_are_gone(console: Console, store: Store) -> None:
    with store.write() as connection:
        assets.remove(connection, ["m-1"])
        journal.append(connection, AssetEvent("removed", "meter", asset_id="m-1"), "console")
    delta = console.wait(lambda delta: "assets" in delta.again and not delta.whole)
    assert delta.gone_layers == ("assets.meter",)
    assert "m-1" not in console.picture.snapshot().assets


def test_that_a_listener_that_fails_does_not_end_the_picture(store: Store, alarms: Alarms) -> None:
    told = threading.Event()

    def fail_first(delta: PictureDelta) -> None:
        if delta.alarms:
            told.set()
            return
        message = "a fault of the listener"
        raise RuntimeError(message)

    picture = Picture(store, fail_first)
    picture.start()
    try:
        deadline = time.monotonic() + 10
        while picture.snapshot().cursor < 0 and time.monotonic() < deadline:
            threading.Event().wait(0.01)
        alarms.raise_(_cause("cam-4"))
        assert told.wait(10)
    finally:
        picture.stop()


def test_that_a_flood_arrives_whole_and_every_alarm_once(console: Console, alarms: Alarms) -> None:
    cause = _cause("l-1")
    alarms.raise_all(replace(cause, detail=str(number)) for number in range(600))
    console.wait(lambda _: len(console.layer("alarms").ids) == 600, 30)
    told = [alarm.id for delta in console.deltas for alarm in delta.alarms]
    assert len(told) == len(set(told)) == 600


def test_that_ten_thousand_alarms_are_taken_and_drawn_in_a_blink() -> None:
    alarm = Alarm("a", "intrusion", Priority.LOW, "l-1", "", PLAZA, utc_now())
    rows = [
        JournalRow(n, alarm.raised_at, "node", "alarm.raised", str(n), PLAZA, AlarmEvent("raised", one, "node"))
        for n, one in enumerate(replace(alarm, id=str(number)) for number in range(10_000))
    ]
    state = State()
    begun = time.process_time()
    state.take(rows)
    marks = alarm_marks(state.alarms.values(), state.assets, code_title)
    assert len(marks.ids) == 10_000
    assert time.process_time() - begun < 0.5
