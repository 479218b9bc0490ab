import json
from datetime import UTC, datetime

import pytest

from desktop.sources.payloads import owntracks
from desktop.sources.payloads.uplink import UnreadableError

TOPIC = "owntracks/patrullas/p-07"


def decode(**report: object) -> owntracks.Uplink:
    return owntracks.decode(TOPIC, json.dumps({"_type": "location", "tid": "07", **report}).encode())


def test_that_a_report_gives_place_course_speed_in_metres_a_second_and_battery() -> None:
    uplink = decode(lat=22.77, lon=-102.58, tst=1_777_636_800, vel=36, cog=270, batt=80)
    assert uplink.device == "patrullas/p-07"
    assert uplink.at == datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert uplink.fix is not None
    assert (uplink.fix.place.lat_deg, uplink.fix.heading_deg) == (22.77, 270)
    assert uplink.fix.speed_ms == pytest.approx(10.0)
    assert uplink.values == (("battery_ratio", 0.8),)


def test_that_negative_speed_and_course_mean_unknown() -> None:
    fix = decode(lat=22.77, lon=-102.58, vel=-1, cog=-1).fix
    assert fix is not None
    assert (fix.heading_deg, fix.speed_ms) == (None, None)


def test_that_a_receiver_without_fix_gives_no_place() -> None:
    assert decode(lat=0, lon=0, tst=1_777_636_800).fix is None


def test_that_a_last_will_carries_nothing() -> None:
    uplink = decode(_type="lwt", tst=1_777_636_800)
    assert (uplink.fix, uplink.values) == (None, ())


def test_that_two_reports_without_a_clock_are_two() -> None:
    assert decode(lat=1, lon=2).key != decode(lat=1, lon=2).key


def test_that_a_report_delivered_twice_is_one() -> None:
    assert decode(lat=1, lon=2, tst=5).key == decode(lat=1, lon=2, tst=5).key


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b'{"_type":"location","lat":NaN,"lon":1}', "not_json"),
        (b'{"_type":"location","lat":1e400,"lon":1}', "wrong_shape"),
        (b'{"_type":"location","lat":91,"lon":1}', "not_on_earth"),
        (b'{"_type":"location","lat":1,"lon":-180.5}', "not_on_earth"),
        (b'{"_type":"location","lat":1}', "wrong_shape"),
        (b'{"_type":"location","lat":1,"lon":1,"tst":99999999999999}', "wrong_shape"),
        (b'{"_type":"loc\xff"}', "not_utf8"),
        (b"C2,561ebac3,v,50123456,65987654,0,0,11,0,5232", "not_json"),
        (b"", "not_json"),
    ],
)
def test_that_what_cannot_be_read_is_refused_with_its_reason(payload: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        owntracks.decode(TOPIC, payload)
    assert refusal.value.reason == reason
