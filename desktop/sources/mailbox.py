"""Messages between the network thread that receives them and the thread that stores them, bounded in bytes.

What is not stored is not acknowledged, so a full mailbox makes the receiver wait and the broker keep the rest.
"""

import threading
import time
from collections import deque
from datetime import datetime

import msgspec

ROOM_BYTES = 48_000_000
LONGEST_WAIT_S = 1.0
"""Short of the keepalive: a receiver held longer would be taken for dead by the broker."""
LINGER_S = 0.010
"""A batch closes this long after its first message at the latest."""
QUIET_S = 0.004
"""A batch closes when nothing came for this long: the sender may be waiting for our acknowledgement."""
LARGEST_BATCH = 1_000
OVERHEAD_BYTES = 400
"""Of one waiting message, its objects counted."""


class Message(msgspec.Struct, frozen=True, gc=False):
    """As it arrived. `connection` and `mid` name it to the broker; `arrived_s` is of the monotonic clock."""

    topic: str
    payload: bytes
    arrived_at: datetime
    arrived_s: float
    qos: int = 0
    mid: int = 0
    connection: int = 0


class Mailbox:
    """One thread puts, one thread takes."""

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        self._waiting: deque[Message] = deque()
        self._room_bytes = room_bytes
        self._put_bytes = 0
        self._taken_bytes = 0
        self._came = threading.Event()
        self._went = threading.Event()
        self.dropped = 0
        """Messages of QoS 0 that found no room: nobody keeps those for us."""

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def waiting_bytes(self) -> int:
        return self._put_bytes - self._taken_bytes

    def put(self, message: Message) -> None:
        """Wait while there is no room, a second at most; then a message of QoS 0 is dropped and counted."""
        if self.waiting_bytes > self._room_bytes and not self._made_room() and message.qos == 0:
            self.dropped += 1
            return
        self._put_bytes += len(message.payload) + OVERHEAD_BYTES
        self._waiting.append(message)
        if not self._came.is_set():
            self._came.set()

    def take(self, timeout_s: float) -> list[Message]:
        """The next batch, oldest first; empty when nothing came in time."""
        if not self._waiting:
            self._came.clear()
            if not self._waiting and not self._came.wait(timeout_s):
                return []
        self._linger()
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_BATCH))]
        self._taken_bytes += sum(len(message.payload) + OVERHEAD_BYTES for message in batch)
        self._went.set()
        return batch

    def forget_before(self, connection: int) -> None:
        """Drop what an earlier connection brought and the broker will bring again, being unacknowledged."""
        for _ in range(len(self._waiting)):
            try:
                message = self._waiting.popleft()
            except IndexError:
                return
            if message.qos > 0 and message.connection < connection:
                self._put_bytes -= len(message.payload) + OVERHEAD_BYTES
            else:
                self._waiting.append(message)

    def _made_room(self) -> bool:
        self._went.clear()
        if self.waiting_bytes <= self._room_bytes:
            return True
        return self._went.wait(LONGEST_WAIT_S)

    def _linger(self) -> None:
        closes_s = time.monotonic() + LINGER_S
        seen = 0
        while seen < len(self._waiting) < LARGEST_BATCH and time.monotonic() < closes_s:
            seen = len(self._waiting)
            time.sleep(QUIET_S)
