import json
from datetime import UTC, datetime

import pytest

from desktop.sources.payloads import ttn
from desktop.sources.payloads.uplink import UnreadableError

TOPIC = "v3/agua@ttn/devices/med-0042/up"


def message(**changes: object) -> dict[str, object]:
    return {
        "session_key_id": "AXA50tHUg7XbgE3pLRk9nw==",
        "f_port": 2,
        "f_cnt": 7,
        "frm_payload": "qg==",
        "decoded_payload": {"volume_m3": 12.5, "leak": True, "text": "ignored"},
        "rx_metadata": [
            {"gateway_ids": {"gateway_id": "gw1"}, "rssi": -110, "snr": 4.2},
            {"gateway_ids": {"gateway_id": "gw2"}, "rssi": -60, "snr": 9.5},
        ],
        "received_at": "2026-05-01T12:00:00.456Z",
        **changes,
    }


def decode(uplink: dict[str, object] | None, topic: str = TOPIC, **envelope: object) -> ttn.Uplink:
    document: dict[str, object] = {
        "end_device_ids": {
            "device_id": "med-0042",
            "application_ids": {"application_id": "agua"},
            "dev_eui": "70B3D57ED0000042",
        },
        "received_at": "2026-05-01T12:00:00.789Z",
        **envelope,
    }
    if uplink is not None:
        document["uplink_message"] = uplink
    return ttn.decode(topic, json.dumps(document).encode())


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in message().items() if key != name}


def test_that_an_uplink_gives_values_time_and_the_best_gateway() -> None:
    uplink = decode(message())
    assert uplink.device == "70b3d57ed0000042"
    assert uplink.at == datetime(2026, 5, 1, 12, 0, 0, 456000, UTC)
    assert dict(uplink.values) == {"volume_m3": 12.5, "leak": 1.0, "rssi_dbm": -60.0, "snr_db": 9.5}


def test_that_the_key_is_device_session_and_counter() -> None:
    assert decode(message()).key == "ttn:70b3d57ed0000042:AXA50tHUg7XbgE3pLRk9nw==:7"


def test_that_an_absent_counter_is_zero_and_differs_from_one() -> None:
    assert decode(without("f_cnt")).key.endswith(":0")
    assert decode(without("f_cnt")).key != decode(message(f_cnt=1)).key


def test_that_an_absent_rssi_is_zero() -> None:
    uplink = decode(message(rx_metadata=[{"gateway_ids": {"gateway_id": "gw1"}, "snr": 4.0}]))
    assert ("rssi_dbm", 0.0) in uplink.values


def test_that_an_uplink_heard_by_no_gateway_says_nothing_of_radio() -> None:
    assert "rssi_dbm" not in dict(decode(without("rx_metadata")).values)


def test_that_the_normalised_payload_serves_where_there_is_no_decoded_one() -> None:
    uplink = decode(message(decoded_payload=None, normalized_payload=[{"air": {"temperature": 20.5}}]))
    assert ("air.temperature", 20.5) in uplink.values


def test_that_a_receiver_on_the_equator_has_a_fix_though_zero_is_left_out() -> None:
    fix = decode(message(locations={"frm-payload": {"longitude": -78.5, "source": "SOURCE_GPS"}})).fix
    assert fix is not None
    assert (fix.place.lat_deg, fix.place.lon_deg) == (0.0, -78.5)


def test_that_a_receiver_without_both_coordinates_has_no_fix() -> None:
    assert decode(message(locations={"frm-payload": {"source": "SOURCE_GPS"}})).fix is None


def test_that_where_somebody_typed_it_stands_is_no_fix() -> None:
    typed = {"user": {"latitude": 22.0, "longitude": -102.0, "source": "SOURCE_REGISTRY"}}
    assert decode(message(locations=typed)).fix is None


def test_that_a_solved_location_is_a_fix() -> None:
    solved = {"location": {"latitude": 22.0, "longitude": -102.0}}
    assert decode(None, TOPIC.replace("/up", "/location/solved"), location_solved=solved).fix is not None


def test_that_a_device_without_eui_goes_by_its_name() -> None:
    assert decode(message(), end_device_ids={"device_id": "Med-0042"}).device == "med-0042"


def test_that_a_message_without_session_is_told_by_its_content() -> None:
    first, again, other = (decode(without("session_key_id") | {"f_cnt": count}) for count in (1, 1, 2))
    assert first.key == again.key != other.key


def test_that_simulated_traffic_says_so() -> None:
    assert decode(message(), simulated=True).simulated
    assert not decode(message()).simulated


@pytest.mark.parametrize(
    ("uplink", "envelope", "reason"),
    [
        (None, {}, "wrong_shape"),
        (message(), {"end_device_ids": {}}, "bad_name"),
        (message(decoded_payload=[1, 2]), {}, "wrong_shape"),
        (message(locations={"gps": {"latitude": 91.0, "longitude": 1.0, "source": "SOURCE_GPS"}}), {}, "not_on_earth"),
    ],
)
def test_that_what_cannot_be_read_is_refused_with_its_reason(
    uplink: dict[str, object] | None, envelope: dict[str, object], reason: str
) -> None:
    with pytest.raises(UnreadableError) as refusal:
        decode(uplink, **envelope)
    assert refusal.value.reason == reason
