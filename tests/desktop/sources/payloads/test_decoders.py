"""Whatever arrives, a decoder answers with an uplink or with UnreadableError: a payload is written by strangers."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.sources.payloads.decoders import TOPICS, decode
from desktop.sources.payloads.uplink import LARGEST_PAYLOAD_BYTES, UnreadableError

WORDS = (
    "deduplicationId time deviceInfo devEui devEUI publishedAt object objectJSON rxInfo rssi snr loRaSNR batteryLevel "
    "location latitude longitude end_device_ids device_id dev_eui uplink_message session_key_id f_cnt received_at "
    "decoded_payload rx_metadata locations source last_battery_percentage value _type lat lon tst vel cog batt"
)
FIELDS = WORDS.split()
TOPICS_SEEN = [topic.replace("+", "x") for topic in TOPICS]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["0101010101010101", "AQEBAQEBAQE=", "2026-05-01T12:00:00Z", "{}", "location", "SOURCE_GPS"])
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=6),
    max_leaves=25,
)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "deviceInfo": st.just({"devEui": "0101010101010101"}) | TREES,
        "end_device_ids": st.just({"device_id": "d"}) | TREES,
        "uplink_message": st.fixed_dictionaries({}, optional={"decoded_payload": TREES, "f_cnt": LEAVES}) | TREES,
        "object": TREES,
        "_type": st.just("location") | LEAVES,
        "lat": LEAVES,
        "lon": LEAVES,
        "tst": LEAVES,
        "time": LEAVES,
    },
)


def check(topic: str, payload: bytes) -> None:
    try:
        uplink = decode(topic, payload)
    except UnreadableError:
        return
    assert uplink.key
    assert uplink.device.isprintable()
    assert all(name.isprintable() and math.isfinite(value) for name, value in uplink.values)
    assert uplink.at is None or uplink.at.utcoffset() is not None


@given(st.sampled_from(TOPICS_SEEN), DOCUMENTS | TREES)
def test_that_any_json_is_read_or_refused(topic: str, document: object) -> None:
    check(topic, json.dumps(document).encode())


@given(st.sampled_from(TOPICS_SEEN) | st.text(), st.binary())
def test_that_any_bytes_are_read_or_refused(topic: str, payload: bytes) -> None:
    check(topic, payload)


CHIRPSTACK, TTN, OWNTRACKS = TOPICS_SEEN[0], "v3/a@ttn/devices/d/up", "owntracks/u/d"
DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    ("topic", "payload", "reason"),
    [
        (CHIRPSTACK, DEEP, "wrong_shape"),
        (CHIRPSTACK, b'{"x":' + DEEP, "too_deep"),
        (CHIRPSTACK, b'{"object":{"a":' + DEEP, "too_deep"),
        (TTN, b'{"end_device_ids":{},"uplink_message":{"decoded_payload":{"a":' + DEEP, "too_deep"),
        (OWNTRACKS, b'{"x":' * 20_000, "too_deep"),
        (CHIRPSTACK, b'{"object":{"a":"\xc3\x28"}}', "not_utf8"),
        (OWNTRACKS, b"\xef\xbb\xbf{}", "not_json"),
        (CHIRPSTACK, b'{"object":{"a":NaN}}', "not_json"),
        (CHIRPSTACK, b'{"object":{"a":-Infinity}}', "not_json"),
        (CHIRPSTACK, b'{"object":{"a":1e400}}', "wrong_shape"),
        (CHIRPSTACK, b'{"object":{"a":"\\ud800"}}', "not_json"),
        (CHIRPSTACK, b'{"deviceInfo":{"devEui":"0101010101010101"},"object":{"a\\u0000":1}}', "bad_name"),
        (TTN, b'{"end_device_ids":{"device_id":"a\\u202eb"},"uplink_message":{}}', "bad_name"),
        (CHIRPSTACK, b" " * (LARGEST_PAYLOAD_BYTES + 1), "too_large"),
    ],
)
def test_that_the_known_traps_are_refused(topic: str, payload: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        decode(topic, payload)
    assert refusal.value.reason == reason


def test_that_a_topic_nobody_reads_is_refused() -> None:
    with pytest.raises(UnreadableError, match="unknown_topic"):
        decode("$SYS/broker/version", b"{}")
