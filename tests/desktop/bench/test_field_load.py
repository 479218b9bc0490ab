import json
from pathlib import Path

from desktop.bench import field_load
from desktop.bench.figures import Figures, Peer
from desktop.bench.node_rig import FieldProcess
from desktop.sources import broker
from desktop.sources.payloads import chirpstack


def test_that_what_the_field_says_is_read_as_a_real_uplink() -> None:
    begin, end = field_load._around(b"12345678")
    packet = begin % 7 + b"\x00\x01" + end % (42, b"2026-05-01T12:00:00.123456Z", 7, 123.0)
    remaining = packet[1] % 128 + packet[2] * 128
    assert remaining == len(packet) - 3
    topic_length = int.from_bytes(packet[3:5], "big")
    topic, payload = packet[5 : 5 + topic_length].decode(), packet[7 + topic_length :]
    uplink = chirpstack.decode(topic, payload)
    assert (uplink.key, uplink.device) == ("cs:up:12345678-0000000042", "0000000000000007")
    assert dict(uplink.values) == {"volume_m3": 123.0, "leak": 0.0, "rssi_dbm": -97.0, "snr_db": 5.5}


def test_that_every_message_of_the_field_is_acknowledged_and_counted(data: Path) -> None:
    ours = broker.find(data)
    try:
        sent = FieldProcess(ours, 500.0, 1.0).finish()
        assert 400 <= sent.sent <= 500
        assert sent.acknowledged == sent.sent
    finally:
        broker.stop(data)


def test_that_figures_are_printed_as_they_were_promised() -> None:
    document = Figures({"lost": 0}, (Peer("QGIS", 24.1),)).document()
    assert json.loads(json.dumps(document)) == {"figures": {"lost": 0}, "peers": [{"name": "QGIS", "ratio": 24.1}]}
