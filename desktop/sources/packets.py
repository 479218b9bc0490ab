"""The stream of an MQTT connection cut into packets: messages for us, everything else for paho.

paho takes some 35 microseconds a message, most of the interpreter's time at the rates of a city's field; to cut a
PUBLISH out of the stream takes three. What is larger than anything we read is not even gathered: its beginning is
kept, to say what it was, and the rest passes by. MQTT 3.1.1 and 5 (OASIS), sections 2 and 3.3.
"""

from collections.abc import Callable

from desktop.sources.payloads.uplink import LARGEST_PAYLOAD_BYTES

PUBLISH = 3
KEPT_BYTES = LARGEST_PAYLOAD_BYTES + 66_000
"""Of a packet: a topic of the longest kind and more payload than is read, so that it is refused as too large."""
LARGEST_OTHER_BYTES = 65_536
LONGEST_LENGTH = 4

OnPublish = Callable[[bytes, bytes, int, int], None]
"""Topic, payload, quality of service, message id (0 where the quality is 0)."""


class MalformedError(OSError):
    """What came is no MQTT: the connection cannot be used any longer."""


class PacketSplitter:
    """`version_5`: a PUBLISH then carries properties, which are passed over."""

    def __init__(self, on_publish: OnPublish, *, version_5: bool) -> None:
        self._on_publish, self._version_5 = on_publish, version_5
        self._rest = b""
        self._to_skip = 0

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes of the stream; gives whole packets that are no messages. Raises MalformedError."""
        data = self._skip(data)
        if self._to_skip:
            return b""
        if self._rest:
            data = self._rest + data
        others: list[bytes] = []
        begin = 0
        while (cut := self._cut(data, begin)) is not None:
            body, end = cut
            if data[begin] >> 4 == PUBLISH:
                self._publish(data[begin], data, body, min(end, len(data)))
            else:
                others.append(data[begin:end])
            begin = end
        self._to_skip = max(0, begin - len(data))
        self._rest = data[begin:]
        return b"".join(others)

    def _skip(self, data: bytes) -> bytes:
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        return data[skipped:]

    def _cut(self, data: bytes, begin: int) -> tuple[int, int] | None:
        """Where the body of the packet begins and ends; None until enough of it is here."""
        if len(data) - begin < 2:
            return None
        length, body = data[begin + 1], begin + 2
        if length > 127:
            found = number_at(data, begin + 1)
            if found is None:
                return None
            length, body = found
        end = body + length
        if data[begin] >> 4 != PUBLISH and length > LARGEST_OTHER_BYTES:
            raise MalformedError(f"a packet of {length} bytes that is no message")
        is_here = end <= len(data) or len(data) - body >= KEPT_BYTES
        return (body, end) if is_here else None

    def _publish(self, first: int, data: bytes, begin: int, end: int) -> None:
        quality = first >> 1 & 3
        topic_end = begin + 2 + int.from_bytes(data[begin : begin + 2], "big")
        payload_begin = topic_end + 2 if quality else topic_end
        if quality > 1 or end - begin < 2 or payload_begin > end:
            raise MalformedError("a message that ends before it begins, or of a quality nobody asked for")
        mid = int.from_bytes(data[topic_end:payload_begin], "big")
        if quality and not mid:
            raise MalformedError("a message to be acknowledged that has no number")
        if self._version_5:
            payload_begin = self._after_properties(data, payload_begin, end)
        self._on_publish(data[begin + 2 : topic_end], data[payload_begin:end], quality, mid)

    @staticmethod
    def _after_properties(data: bytes, begin: int, end: int) -> int:
        found = number_at(data, begin)
        if found is None or sum(found) > end:
            raise MalformedError("properties longer than their message")
        return sum(found)


def number_at(data: bytes, begin: int) -> tuple[int, int] | None:
    """A number of variable length (seven bits a byte, the least first) and where it ends; None until it is here."""
    number = 0
    for place, byte in enumerate(data[begin : begin + LONGEST_LENGTH]):
        number |= (byte & 127) << 7 * place
        if byte < 128:
            return number, begin + place + 1
    if len(data) - begin >= LONGEST_LENGTH:
        raise MalformedError("a length of more than four bytes")
    return None
