"""The cameras of a node: hosted as the store says, their losses journalled, their sightings and alarms kept."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
import pytest

from desktop.domain.events import CameraEvent
from desktop.services.alarms import Alarms
from desktop.services.cameras import CameraPlaces, Cameras, places_of
from desktop.storage import alarms, cameras, journal, sightings
from desktop.storage.store import Store
from video.camera import CalibrationPoints, Camera, CameraRule, CameraZone, ControlPoint
from video.frame_slot import SlotReader
from video.model_record import ModelError
from video.slot_folder import slots_of

CLIP = "video/Testvideo_Cars-Truck_FR20_2020-01-01_00-00-00.mp4"
MODEL = "models/yolo11n_int8_openvino_model"
STREET = CameraZone("street", ((0.0, 0.0), (800.0, 0.0), (800.0, 600.0), (0.0, 600.0)))
LOCAL = CalibrationPoints(
    "EPSG:32633",
    (
        ControlPoint(100.0, 150.0, 424100.0, 5662300.0),
        ControlPoint(700.0, 150.0, 424130.0, 5662300.0),
        ControlPoint(700.0, 550.0, 424122.0, 5662270.0),
        ControlPoint(100.0, 550.0, 424108.0, 5662270.0),
    ),
)


def no_model() -> Path:
    raise ModelError("no model named yolo11n in the test")


def wait_for(condition: Callable[[], object], seconds: float = 40.0) -> None:
    until_s = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until_s, "it did not come"
        time.sleep(0.02)


@contextmanager
def running(store: Store, places: CameraPlaces) -> Iterator[Cameras]:
    service = Cameras(store, Alarms(store), places)
    service.start()
    try:
        yield service
    finally:
        service.stop()


def steps(store: Store, camera_id: str) -> list[str]:
    with store.read() as connection:
        events = [row.event for row in journal.after(connection, 0, 1000)]
    return [event.step for event in events if isinstance(event, CameraEvent) and event.camera_id == camera_id]


def put(store: Store, *wanted: Camera) -> None:
    with store.write() as connection:
        for camera in wanted:
            cameras.put(connection, camera)


def test_that_the_cameras_of_the_store_are_hosted_and_followed(
    store: Store, tmp_path: Path, shared: Callable[[str], Path]
) -> None:
    places = CameraPlaces(tmp_path / "run", no_model)
    clip = str(shared(CLIP))
    put(store, Camera("one", "One", clip, loop=True))
    with running(store, places) as service:
        wait_for(lambda: service.count() == (1, 1))
        put(store, Camera("two", "Two", clip))
        wait_for(lambda: steps(store, "two")[-1:] == ["offline"])
        assert service.count() == (2, 1)
        os.kill(service.crew.pids[0], signal.SIGKILL)
        wait_for(lambda: "restarted" in steps(store, "one"))
        wait_for(lambda: steps(store, "one")[-1] == "online")
    assert steps(store, "two")[:2] == ["online", "offline"]


@pytest.mark.timeout(120)
def test_that_what_cameras_see_becomes_sightings_and_alarms(
    store: Store, tmp_path: Path, shared: Callable[[str], Path]
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    shutil.copytree(shared(MODEL), models / Path(MODEL).name)
    rule = CameraRule("dwell", "Dwell", zone="street", classes=("car", "truck"), seconds=0.5)
    camera = Camera("one", "One", str(shared(CLIP)), None, LOCAL, (STREET,), (), (), (rule,), loop=True)
    put(store, camera)
    with running(store, places_of(tmp_path, tmp_path / "run", models, None)) as service:
        reader = SlotReader(slots_of(tmp_path / "run"), "one")

        def both() -> bool:
            reader.watch()
            with store.read() as connection:
                seen = sightings.after(connection, 0)
                raised = alarms.open_alarms(connection)
            return bool(seen) and any(alarm.kind == "dwell" for alarm in raised)

        wait_for(both, 60.0)
        wait_for(lambda: service.crew.analysed_fps["one"] > 0, 20.0)
    with store.read() as connection:
        rows = sightings.after(connection, 0)
    assert {row.class_name for row in rows} <= {"car", "truck", "bus", "motorcycle", "person"}
    assert all(row.place is not None and 50.5 < row.place.lat_deg < 51.5 for row in rows)
