"""A stream gives the same messages however the network cuts it, and hostile bytes give MalformedError only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.sources import packets
from desktop.sources.packets import MalformedError, PacketSplitter

Heard = tuple[bytes, bytes, int, int]


def length_of(number: int) -> bytes:
    digits = bytearray()
    while True:
        number, digit = divmod(number, 128)
        digits.append(digit | (128 if number else 0))
        if not number:
            return bytes(digits)


def publish(topic: bytes, payload: bytes, qos: int, mid: int, properties: bytes | None = None) -> bytes:
    body = len(topic).to_bytes(2, "big") + topic + (mid.to_bytes(2, "big") if qos else b"")
    body += b"" if properties is None else length_of(len(properties)) + properties
    body += payload
    return bytes([0x30 | qos << 1]) + length_of(len(body)) + body


def split(pieces: list[bytes], *, version_5: bool = False) -> tuple[list[Heard], bytes]:
    heard: list[Heard] = []
    splitter = PacketSplitter(lambda *one: heard.append(one), version_5=version_5)
    return heard, b"".join(splitter.feed(piece) for piece in pieces)


messages = st.tuples(st.binary(max_size=40), st.binary(max_size=300), st.integers(0, 1), st.integers(1, 65_535))
others = st.tuples(st.sampled_from([0x20, 0x40, 0x90, 0xD0, 0xE0]), st.binary(max_size=200))


@given(st.lists(messages | others, max_size=12), st.booleans(), st.lists(st.integers(1, 80), min_size=1))
def test_that_messages_and_the_rest_are_told_apart_however_they_arrive(
    sent: list[Heard | tuple[int, bytes]], version_5: bool, cuts: list[int]
) -> None:
    wanted: list[Heard] = []
    stream = rest = b""
    for one in sent:
        if len(one) == 4:
            topic, payload, qos, mid = one
            stream += publish(topic, payload, qos, mid, b"\x01\x00" if version_5 else None)
            wanted.append((topic, payload, qos, mid if qos else 0))
        else:
            packet = bytes([one[0]]) + length_of(len(one[1])) + one[1]
            stream, rest = stream + packet, rest + packet
    pieces: list[bytes] = []
    while stream:
        size = cuts[len(pieces) % len(cuts)]
        pieces.append(stream[:size])
        stream = stream[size:]
    assert split(pieces, version_5=version_5) == (wanted, rest)


@given(st.lists(st.binary(max_size=400), max_size=6), st.booleans())
def test_that_any_bytes_are_cut_or_refused(pieces: list[bytes], version_5: bool) -> None:
    try:
        split(pieces, version_5=version_5)
    except MalformedError:
        return


def test_that_what_is_too_large_to_read_passes_by_with_its_beginning_kept() -> None:
    large = publish(b"application/x", b"x" * 3_000_000, 1, 7)
    stream = large + publish(b"t", b"after", 0, 0)
    pieces = [stream[begin : begin + 50_000] for begin in range(0, len(stream), 50_000)]
    heard: list[Heard] = []
    splitter = PacketSplitter(lambda *one: heard.append(one), version_5=False)
    most = 0
    for piece in pieces:
        splitter.feed(piece)
        most = max(most, len(splitter._rest))
    assert most < packets.KEPT_BYTES + 50_000
    assert [(topic, qos, mid) for topic, _, qos, mid in heard] == [(b"application/x", 1, 7), (b"t", 0, 0)]
    assert packets.LARGEST_PAYLOAD_BYTES < len(heard[0][1]) < 3_000_000
    assert heard[1][1] == b"after"


@pytest.mark.parametrize(
    "stream",
    [
        b"\x30\xff\xff\xff\xff\x01",
        b"\x30\x00",
        b"\x30\x04\xff\xffab",
        b"\x36\x05\x00\x01t\x00\x01",
        b"\x34\x05\x00\x01t\x00\x01",
        b"\x32\x05\x00\x01t\x00\x00",
        b"\x32\x03\x00\x01t",
        b"\x20\xff\xff\x7f",
    ],
)
def test_that_what_is_no_mqtt_is_refused(stream: bytes) -> None:
    with pytest.raises(MalformedError):
        split([stream])


def test_that_properties_longer_than_their_message_are_refused() -> None:
    with pytest.raises(MalformedError):
        split([b"\x30\x05\x00\x01t\x7fx"], version_5=True)
