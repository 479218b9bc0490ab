"""ChirpStack's JSON events, version 4 and version 3, on `application/ID/device/DEVEUI/event/KIND`.

Version 4 has `deviceInfo` and a `deduplicationId`. Version 3 has `devEUI` (base64, or hexadecimal where its older
marshaler is set), `objectJSON` (a string that holds JSON) and no identity, so its key is a hash.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
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

TOPICS = (
    "application/+/device/+/event/up",
    "application/+/device/+/event/status",
    "application/+/device/+/event/location",
    "application/+/device/+/rx",
)
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class DeviceInfo(msgspec.Struct):
    """`tags` are whatever the network's administrator wrote; ours reads one: `simulated`."""

    dev_eui: str = msgspec.field(name="devEui")
    tags: dict[str, str] = {}


class Reception(msgspec.Struct):
    """One gateway's. `snr` of version 4 is `loRaSNR` in version 3; a zero may be left out."""

    rssi: float | None = None
    snr: float = 0.0
    snr_v3: float = msgspec.field(name="loRaSNR", default=0.0)
    time: Moment | None = None


class Location(msgspec.Struct):
    latitude: float = 0.0
    longitude: float = 0.0


class Event(msgspec.Struct):
    """The union of the two versions' up, status and location events: what we read of them."""

    deduplication_id: str | None = msgspec.field(name="deduplicationId", default=None)
    time: Moment | None = None
    device_info: DeviceInfo | None = msgspec.field(name="deviceInfo", default=None)
    dev_eui: str | None = msgspec.field(name="devEUI", default=None)
    published_at: Moment | None = msgspec.field(name="publishedAt", default=None)
    decoded: dict[str, object] | None = msgspec.field(name="object", default=None)
    object_json: str | None = msgspec.field(name="objectJSON", default=None)
    receptions: Sequence[Reception] = msgspec.field(name="rxInfo", default=())
    battery_percent: float | None = msgspec.field(name="batteryLevel", default=None)
    battery_unavailable: bool = msgspec.field(name="batteryLevelUnavailable", default=False)
    location: Location | None = None


_decode = msgspec.json.Decoder(Event).decode
_decode_object = msgspec.json.Decoder(dict[str, object]).decode


def decode(topic: str, payload: bytes) -> Uplink:
    """Raises UnreadableError."""
    event = parse(_decode, payload)
    kind = topic.rpartition("/")[2]
    at = _source_time(event)
    return Uplink(
        key=_key(event, kind, topic, payload, at),
        device=_device(event),
        at=at,
        values=(*_values(event), *_battery(event), *_radio(event.receptions)),
        fix=_fix(event, kind),
        simulated=event.device_info is not None and event.device_info.tags.get("simulated") == "true",
    )


def _key(event: Event, kind: str, topic: str, payload: bytes, at: datetime | None) -> str:
    if event.deduplication_id:
        return f"cs:{kind}:{clean(event.deduplication_id)}"
    return hashed_key(topic, payload, at)


def _source_time(event: Event) -> datetime | None:
    received = next((reception.time for reception in event.receptions if reception.time), None)
    return utc(event.time or received or event.published_at)


def _device(event: Event) -> str:
    said = event.device_info.dev_eui if event.device_info else event.dev_eui
    if not said:
        raise UnreadableError("no_device", "neither deviceInfo.devEui nor devEUI")
    return _dev_eui(said)


@lru_cache(maxsize=20_000)
def _dev_eui(said: str) -> str:
    """Eight bytes in lower-case hexadecimal, from hexadecimal or base64."""
    dev_eui = said.lower() if len(said) == 16 else _from_base64(said)
    if len(dev_eui) != 16 or set(dev_eui) - set("0123456789abcdef"):
        raise UnreadableError("no_device", f"devEUI {said[:40]!a}")
    return dev_eui


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).hex()
    except (binascii.Error, ValueError) as error:
        raise UnreadableError("no_device", f"devEUI {text[:40]!a}") from error


def _values(event: Event) -> tuple[tuple[str, float], ...]:
    if event.decoded is not None:
        return numbers(event.decoded)
    if event.object_json:
        return numbers(parse(_decode_object, event.object_json.encode()))
    return ()


def _battery(event: Event) -> tuple[tuple[str, float], ...]:
    if event.battery_percent is None or event.battery_unavailable:
        return ()
    return (("battery_ratio", event.battery_percent / 100.0),)


def _radio(receptions: Sequence[Reception]) -> tuple[tuple[str, float], ...]:
    heard = [(reception.rssi, reception) for reception in receptions if reception.rssi is not None]
    if not heard:
        return ()
    rssi_dbm, best = max(heard, key=lambda pair: pair[0])
    return (("rssi_dbm", rssi_dbm), ("snr_db", best.snr or best.snr_v3))


def _fix(event: Event, kind: str) -> Fix | None:
    if kind != "location" or event.location is None:
        return None
    place = place_at(event.location.latitude, event.location.longitude)
    return Fix(place) if place else None
