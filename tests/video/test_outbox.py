"""Messages of a worker whose parent is slow: sightings give way, alarms do not."""

import os
import threading
from datetime import UTC, datetime
from io import BytesIO

import pytest
from msgspec.msgpack import Decoder

from video import pipe
from video.messages import CameraEvents, CameraSightings, FromWorker
from video.outbox import MOST_OTHERS, MOST_SIGHTINGS, Outbox, OutboxFullError
from video.pipe import PipeBrokenError

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_that_alarms_get_through_when_sightings_are_dropped() -> None:
    reading, writing = os.pipe()
    target = os.fdopen(writing, "wb", buffering=0)
    outbox = Outbox(target)
    for number in range(MOST_SIGHTINGS + 50):
        outbox.put(CameraSightings("one", NOW, float(number), 1, ()))
        if number % 100 == 0:
            outbox.put(CameraEvents("one", NOW, ()))
    assert outbox.dropped == 50

    def deliver() -> None:
        with pytest.raises(PipeBrokenError):
            outbox.deliver()

    sender = threading.Thread(target=deliver)
    sender.start()
    with os.fdopen(reading, "rb", buffering=0) as source:
        heard = [pipe.receive(source, Decoder(FromWorker), 5.0) for _ in range(MOST_SIGHTINGS + 6)]
    outbox.put(CameraEvents("one", NOW, ()))
    sender.join(5)
    target.close()
    assert sum(isinstance(one, CameraEvents) for one in heard) == 6


def test_that_a_parent_that_never_listens_is_not_waited_for_for_ever() -> None:
    outbox = Outbox(BytesIO())
    for _ in range(MOST_OTHERS + 1):
        outbox.put(CameraEvents("one", NOW, ()))
    with pytest.raises(OutboxFullError):
        outbox.put(CameraEvents("one", NOW, ()))
