"""A paho client that never sees a message: its socket keeps them for us and gives paho all the rest.

It also reads and writes in large pieces: paho asks the system for every packet byte by byte and sends each four-byte
acknowledgement by itself, and at each such call another thread may take the interpreter away. It rests on one private
name of paho 2, `_create_socket`; a test holds that it is still used.
"""

import socket

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from desktop.sources.packets import OnPublish, PacketSplitter

PIECE_BYTES = 65_536


class ReadAheadSocket:
    """What paho uses of a non-blocking socket, and no more; `fill` and `flush` are ours to call."""

    def __init__(self, line: socket.socket, splitter: PacketSplitter) -> None:
        self._line, self._splitter = line, splitter
        self._unread = b""
        self._unsent = bytearray()
        self._ended = False

    @property
    def has_news(self) -> bool:
        """Paho has something to read: packets, or the end of the line."""
        return bool(self._unread) or self._ended

    @property
    def has_unsent(self) -> bool:
        return bool(self._unsent)

    def fill(self) -> None:
        """Read what is here and hand out its messages; raises OSError when the line is gone or speaks no MQTT."""
        piece = self._line.recv(PIECE_BYTES)
        self._ended = not piece
        self._unread += self._splitter.feed(piece)

    def recv(self, size_bytes: int) -> bytes:
        if not self._unread and not self._ended:
            raise BlockingIOError
        given, self._unread = self._unread[:size_bytes], self._unread[size_bytes:]
        return given

    def send(self, data: bytes) -> int:
        self._unsent += data
        return len(data)

    def flush(self) -> None:
        """Send what the system takes now; raises OSError when the line is gone."""
        if self._unsent:
            try:
                sent = self._line.send(self._unsent)
            except BlockingIOError:
                return
            del self._unsent[:sent]

    def fileno(self) -> int:
        return self._line.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001  the signature of a socket
        self._line.setblocking(flag)

    def close(self) -> None:
        try:
            self.flush()
        except OSError:
            pass  # it is being closed because it is gone
        finally:
            self._line.close()


class ReadAheadClient(paho.Client):
    """`socket()` gives a ReadAheadSocket; messages go to `on_publish`, on the thread that calls its `fill`."""

    def __init__(self, client_id: str, protocol: MQTTProtocolVersion, on_publish: OnPublish) -> None:
        five = protocol == MQTTProtocolVersion.MQTTv5
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=None if five else False,
            protocol=protocol,
            reconnect_on_failure=False,
        )
        self._splitter = PacketSplitter(on_publish, version_5=five)

    def _create_socket(self) -> ReadAheadSocket:  # type: ignore[override]
        return ReadAheadSocket(super()._create_socket(), self._splitter)  # type: ignore[arg-type]
