import json
from datetime import UTC, datetime

import pytest

from desktop.sources.payloads import chirpstack
from desktop.sources.payloads.uplink import UnreadableError

TOPIC = "application/7/device/0101010101010101/event/up"


def v4(**changes: object) -> dict[str, object]:
    return {
        "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
        "time": "2026-05-01T12:00:00.123Z",
        "deviceInfo": {
            "applicationName": "agua",
            "deviceName": "med-0042",
            "devEui": "01010101010101AB",
            "tags": {"dma": "D07"},
        },
        "fCnt": 10,
        "fPort": 2,
        "data": "qg==",
        "object": {"volume_m3": 123.4, "leak": False},
        "rxInfo": [{"gatewayId": "0016c001f153a14c", "rssi": -97, "snr": 5.5}],
        **changes,
    }


def v3(**changes: object) -> dict[str, object]:
    return {
        "applicationID": "123",
        "applicationName": "agua",
        "deviceName": "med-0042",
        "devEUI": "AQEBAQEBAas=",
        "rxInfo": [
            {"gatewayID": "AwMDAwMDAwM=", "time": "2026-05-01T12:00:01Z", "rssi": -57, "loRaSNR": 10},
            {"gatewayID": "AwMDAwMDAwQ=", "rssi": -101, "loRaSNR": -3.5},
        ],
        "txInfo": {"frequency": 868100000, "dr": 5},
        "adr": True,
        "fCnt": 10,
        "fPort": 5,
        "data": "qg==",
        "objectJSON": '{"volume_m3":123.4,"air":{"temperature":21.5}}',
        "confirmedUplink": True,
        **changes,
    }


def decode(document: dict[str, object], topic: str = TOPIC) -> chirpstack.Uplink:
    return chirpstack.decode(topic, json.dumps(document).encode())


def test_that_a_version_4_uplink_gives_its_values_and_radio() -> None:
    uplink = decode(v4())
    assert uplink.device == "01010101010101ab"
    assert uplink.at == datetime(2026, 5, 1, 12, 0, 0, 123000, UTC)
    assert dict(uplink.values) == {"volume_m3": 123.4, "leak": 0.0, "rssi_dbm": -97.0, "snr_db": 5.5}


def test_that_the_key_is_event_type_and_deduplication_id() -> None:
    status = decode(v4(), TOPIC.replace("/up", "/status"))
    assert decode(v4()).key == "cs:up:3ac7e3c4-4401-4b8d-9386-a5c902f9202d"
    assert status.key == "cs:status:3ac7e3c4-4401-4b8d-9386-a5c902f9202d"


def test_that_a_version_3_uplink_gives_the_same_device_and_its_values() -> None:
    uplink = decode(v3())
    assert uplink.device == "01010101010101ab"
    assert uplink.at == datetime(2026, 5, 1, 12, 0, 1, tzinfo=UTC)
    assert dict(uplink.values) == {"volume_m3": 123.4, "air.temperature": 21.5, "rssi_dbm": -57.0, "snr_db": 10.0}


def test_that_a_hexadecimal_dev_eui_of_version_3_is_read() -> None:
    assert decode(v3(devEUI="01010101010101AB")).device == "01010101010101ab"


def test_that_a_message_without_codec_still_shows_the_device_alive() -> None:
    document = v4()
    del document["object"]
    assert dict(decode(document).values) == {"rssi_dbm": -97.0, "snr_db": 5.5}


def test_that_the_best_gateway_is_the_one_reported() -> None:
    gateways = [{"rssi": -120, "snr": -8}, {"rssi": -80}, {"gatewayId": "no radio said"}]
    assert decode(v4(rxInfo=gateways)).values[-2:] == (("rssi_dbm", -80.0), ("snr_db", 0.0))


def test_that_a_status_event_gives_the_battery_unless_it_says_there_is_none() -> None:
    topic = TOPIC.replace("/up", "/status")
    told = v4(batteryLevel=75.2, object=None, rxInfo=[])
    assert decode(told, topic).values == (("battery_ratio", 0.752),)
    assert decode(told | {"batteryLevelUnavailable": True}, topic).values == ()


def test_that_a_location_event_gives_a_fix() -> None:
    topic = TOPIC.replace("/up", "/location")
    fix = decode(v4(location={"latitude": 22.77, "longitude": -102.58}), topic).fix
    assert fix is not None
    assert (fix.place.lat_deg, fix.place.lon_deg) == (22.77, -102.58)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"deviceInfo": {}}, "wrong_shape"),
        ({"deviceInfo": None}, "no_device"),
        ({"deviceInfo": {"devEui": "not an eui 12345"}}, "no_device"),
        ({"time": "yesterday"}, "wrong_shape"),
        ({"time": "2026-05-01T12:00:00"}, "wrong_shape"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "wrong_shape"),
        ({"object": {"a\u202eb": 1}}, "bad_name"),
        ({"object": {"nul\x00": 1}}, "bad_name"),
        ({"object": {"big": 10**400}}, "not_finite"),
        ({"object": {f"v{index}": index for index in range(101)}}, "too_many_values"),
        ({"object": {"a": {"b": {"c": {"d": {"e": 1}}}}}}, "too_deep"),
        ({"deduplicationId": "\x00"}, "bad_name"),
    ],
)
def test_that_what_cannot_be_read_is_refused_with_its_reason(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        decode(v4(**changes))
    assert refusal.value.reason == reason


def test_that_a_device_tagged_as_simulated_says_so() -> None:
    assert decode(v4(deviceInfo={"devEui": "0101010101010101", "tags": {"simulated": "true"}})).simulated
    assert not decode(v4()).simulated


def test_that_a_version_3_object_which_is_not_json_is_refused() -> None:
    with pytest.raises(UnreadableError, match="not_json"):
        decode(v3(objectJSON="{'python': False}"))
