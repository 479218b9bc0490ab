"""The Things Stack version 3 uplinks, on `v3/APPLICATION@TENANT/devices/DEVICE/up`.

The stack leaves out every field that is empty, zero or false: an absent `f_cnt` is 0, an absent `rssi` is 0.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from desktop.sources.payloads.uplink import (
    Fix,
    UnreadableError,
    Uplink,
    clean,
    hashed_key,
    numbers,
    parse,
    place_at,
    utc,
)

TOPICS = ("v3/+/devices/+/up", "v3/+/devices/+/location/solved")
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class DeviceIds(msgspec.Struct):
    device_id: str = ""
    dev_eui: str = ""


class Reception(msgspec.Struct):
    rssi: float = 0.0
    snr: float = 0.0


class Location(msgspec.Struct):
    latitude: float = 0.0
    longitude: float = 0.0
    source: str = ""


class Battery(msgspec.Struct):
    value: float = 0.0


class UplinkMessage(msgspec.Struct):
    session_key_id: str = ""
    f_cnt: int = 0
    received_at: Moment | None = None
    decoded_payload: dict[str, object] | None = None
    normalized_payload: Sequence[dict[str, object]] = ()
    rx_metadata: Sequence[Reception] = ()
    locations: dict[str, Location] = {}
    last_battery_percentage: Battery | None = None


class Solved(msgspec.Struct):
    location: Location = msgspec.field(default_factory=Location)


class Envelope(msgspec.Struct):
    """`simulated` marks uplinks made up in the stack's own console, or by our exercise."""

    end_device_ids: DeviceIds
    received_at: Moment | None = None
    uplink_message: UplinkMessage | None = None
    location_solved: Solved | None = None
    simulated: bool = False


_decode = msgspec.json.Decoder(Envelope).decode


def decode(topic: str, payload: bytes) -> Uplink:
    """Raises UnreadableError."""
    envelope = parse(_decode, payload)
    device = clean((envelope.end_device_ids.dev_eui or envelope.end_device_ids.device_id).lower())
    message = envelope.uplink_message
    if message is None:
        return _solved(envelope, device, hashed_key(topic, payload, envelope.received_at))
    at = utc(message.received_at or envelope.received_at)
    return Uplink(
        key=_key(message, device) or hashed_key(topic, payload, at),
        device=device,
        at=at,
        values=(*_values(message), *_battery(message.last_battery_percentage), *_radio(message.rx_metadata)),
        fix=_fix(message.locations),
        simulated=envelope.simulated,
    )


def _solved(envelope: Envelope, device: str, key: str) -> Uplink:
    if envelope.location_solved is None:
        raise UnreadableError("wrong_shape", "neither uplink_message nor location_solved")
    return Uplink(key, device, utc(envelope.received_at), fix=_at(envelope.location_solved.location))


def _key(message: UplinkMessage, device: str) -> str:
    if not message.session_key_id:
        return ""
    return f"ttn:{device}:{clean(message.session_key_id)}:{message.f_cnt}"


def _values(message: UplinkMessage) -> tuple[tuple[str, float], ...]:
    if message.decoded_payload is not None:
        return numbers(message.decoded_payload)
    if message.normalized_payload:
        return numbers(message.normalized_payload[-1])
    return ()


def _battery(battery: Battery | None) -> tuple[tuple[str, float], ...]:
    return (("battery_ratio", battery.value / 100.0),) if battery else ()


def _radio(receptions: Sequence[Reception]) -> tuple[tuple[str, float], ...]:
    if not receptions:
        return ()
    best = max(receptions, key=lambda reception: reception.rssi)
    return (("rssi_dbm", best.rssi), ("snr_db", best.snr))


def _fix(locations: dict[str, Location]) -> Fix | None:
    """Of the device's own receiver; `user` is where somebody typed that it stands."""
    own = next((location for name, location in locations.items() if name != "user"), None)
    return _at(own) if own and own.source == "SOURCE_GPS" else None


def _at(location: Location) -> Fix | None:
    place = place_at(location.latitude, location.longitude)
    return Fix(place) if place else None
