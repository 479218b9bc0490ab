"""The pipe between a crew and its worker: whole messages, or a clear end."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.msgpack import Decoder

from maps.place import Place
from video import pipe
from video.camera import Camera, CameraRule, CameraZone, Mount
from video.messages import Begin, CameraSightings, CameraState, CameraStep, FromWorker, ToWorker, WorkerOptions
from video.pipe import PipeBrokenError, PipeTimeoutError
from video.sighting import Sighting

NOW = datetime(2026, 11, 23, 8, 14, 25, 120_000, tzinfo=UTC)
Ends = tuple[BinaryIO, BinaryIO]


@pytest.fixture
def ends() -> Iterator[Ends]:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as source, os.fdopen(writing, "wb", buffering=0) as target:
        yield source, target


def test_that_messages_arrive_as_they_were_sent(ends: Ends) -> None:
    source, target = ends
    sighting = Sighting(7, "person", 0.91, (1.0, 2.0, 3.0, 4.0), Place(22.77, -102.58))
    for message in (
        CameraSightings("one", NOW, 12.4, 3, (sighting,)),
        CameraState("one", CameraStep.OFFLINE, NOW, "silent"),
    ):
        pipe.send(target, message)
        assert pipe.receive(source, Decoder(FromWorker), 1.0) == message


def test_that_a_whole_camera_crosses(ends: Ends) -> None:
    source, target = ends
    zone = CameraZone("north", ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)))
    camera = Camera(
        "one", "One", "rtsp://x", Mount(Place(22.7, -102.5)), None, (zone,), (), (), (CameraRule("crowd", "c"),), True
    )
    begin = Begin((camera,), "/run/slots", None, WorkerOptions())
    pipe.send(target, begin)
    assert pipe.receive(source, Decoder(ToWorker), 1.0) == begin


def test_that_nothing_in_time_is_told_from_an_end(ends: Ends) -> None:
    source, target = ends
    with pytest.raises(PipeTimeoutError):
        pipe.receive(source, Decoder(FromWorker), 0.01)
    target.close()
    with pytest.raises(PipeBrokenError):
        pipe.receive(source, Decoder(FromWorker), 1.0)


def test_that_a_gone_reader_is_noticed(ends: Ends) -> None:
    source, target = ends
    source.close()
    with pytest.raises(PipeBrokenError):
        pipe.send(target, CameraState("one", CameraStep.ONLINE, NOW))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=400))
def test_that_nonsense_ends_the_talk_and_nothing_else(noise: bytes) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as source:
        with os.fdopen(writing, "wb", buffering=0) as target:
            target.write(noise)
        with pytest.raises(PipeBrokenError):
            _receive_all(source)


def _receive_all(source: BinaryIO) -> None:
    while True:
        pipe.receive(source, Decoder(FromWorker), 1.0)
