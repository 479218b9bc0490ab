"""A paho client that reads and writes its socket in large pieces.

paho asks the system for the first byte of every packet, then for its length byte by byte, and sends each four-byte
acknowledgement by itself: five calls a message, and at each of them another thread may take the interpreter away. Here
the socket it works on holds what was read ahead, and what is to be sent until `flush`.

It rests on one private name of paho 2, `_create_socket`; a test holds that it is still used.
"""

import socket

from paho.mqtt import client as paho

PIECE_BYTES = 65_536


class ReadAheadSocket:
    """What paho uses of a non-blocking socket, and no more."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._unread = memoryview(b"")
        self._unsent = bytearray()

    def pending(self) -> int:
        """Bytes that are here already; the system's poll does not know of them."""
        return len(self._unread)

    @property
    def has_unsent(self) -> bool:
        return bool(self._unsent)

    def recv(self, size_bytes: int) -> bytes:
        if not self._unread:
            self._unread = memoryview(self._line.recv(PIECE_BYTES))
        given, self._unread = self._unread[:size_bytes], self._unread[size_bytes:]
        return bytes(given)

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
    """`socket()` gives a ReadAheadSocket."""

    def _create_socket(self) -> ReadAheadSocket:  # type: ignore[override]
        return ReadAheadSocket(super()._create_socket())  # type: ignore[arg-type]
