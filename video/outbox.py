"""A worker's messages on their way to its parent: never more than so many, sightings give way, alarms never."""

import threading
from collections import deque
from typing import BinaryIO

from video import pipe
from video.messages import Beat, CameraSightings, FromWorker

MOST_SIGHTINGS = 500
"""Some ten seconds of a busy worker, for a parent that is stuck."""
MOST_OTHERS = 20_000


class OutboxFullError(RuntimeError):
    """The parent has taken nothing for so long that alarms would be lost: the worker must end."""


class Outbox:
    """`put` from any thread; `deliver` runs on a thread of its own until the pipe breaks."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._messages: deque[FromWorker] = deque()
        self._light = 0
        self._changed = threading.Condition()
        self.dropped = 0

    def put(self, message: FromWorker) -> None:
        with self._changed:
            if _is_light(message):
                if self._light >= MOST_SIGHTINGS:
                    self.dropped += 1
                    return
                self._light += 1
            elif len(self._messages) > MOST_OTHERS:
                raise OutboxFullError("the parent does not listen")
            self._messages.append(message)
            self._changed.notify()

    def deliver(self) -> None:
        """Raises PipeBrokenError when the parent has gone."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._messages))
                message = self._messages.popleft()
                self._light -= _is_light(message)
            pipe.send(self._target, message)


def _is_light(message: FromWorker) -> bool:
    return isinstance(message, CameraSightings | Beat)
