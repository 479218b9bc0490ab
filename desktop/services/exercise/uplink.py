"""The words on the wire: readings as ChirpStack v4 or The Things Stack v3 uplinks, positions as OwnTracks."""

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.domain.asset import Asset, AssetKind
from maps.place import Place

NAMESPACE = uuid.UUID("7a4b2f66-3c1e-5d8a-9b1f-2f0c6c1d5e10")
THINGS_KINDS = frozenset({AssetKind.LUMINAIRE, AssetKind.CABINET})
"""Public lighting speaks through The Things Stack, the rest through ChirpStack: both paths are exercised."""


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    payload: bytes


def uplink(asset: Asset, values: Mapping[str, float], at: datetime, count: int) -> Message:
    """The message of one device for values measured `at`; `count` is its frame counter."""
    build = _things if asset.kind in THINGS_KINDS else _chirpstack
    return build(asset, values, at.astimezone(UTC), count)


def position(asset: Asset, place: Place, heading_deg: float, speed_ms: float, at: datetime) -> Message:
    """An OwnTracks location; its `vel` is in km/h."""
    tracker = str(asset.attributes["owntracks"])
    body = {
        "_type": "location",
        "tid": asset.code[-2:],
        "lat": round(place.lat_deg, 6),
        "lon": round(place.lon_deg, 6),
        "cog": round(heading_deg) % 360,
        "vel": round(speed_ms * 3.6),
        "acc": 5,
        "tst": int(at.timestamp()),
    }
    return Message(f"owntracks/units/{tracker}", json.dumps(body).encode())


def _chirpstack(asset: Asset, values: Mapping[str, float], at: datetime, count: int) -> Message:
    eui = str(asset.attributes["dev_eui"])
    body = {
        "deduplicationId": str(uuid.uuid5(NAMESPACE, f"{eui}/{at.isoformat()}")),
        "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "deviceInfo": {
            "applicationName": asset.kind,
            "deviceName": asset.code,
            "devEui": eui,
            "tags": {"simulated": "true"},
        },
        "fCnt": count,
        "fPort": 2,
        "data": base64.b64encode(count.to_bytes(4, "big")).decode(),
        "object": dict(values),
        "rxInfo": [{"gatewayId": "fefe000000000001", "rssi": -97, "snr": 5.5}],
    }
    return Message(f"application/{asset.kind}/device/{eui}/event/up", json.dumps(body).encode())


def _things(asset: Asset, values: Mapping[str, float], at: datetime, count: int) -> Message:
    eui = str(asset.attributes["dev_eui"])
    stamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = {
        "end_device_ids": {
            "device_id": asset.code.lower(),
            "application_ids": {"application_id": "lighting"},
            "dev_eui": eui.upper(),
        },
        "received_at": stamp,
        "uplink_message": {
            "session_key_id": str(uuid.uuid5(NAMESPACE, eui)),
            "f_port": 1,
            "f_cnt": count,
            "decoded_payload": dict(values),
            "rx_metadata": [{"gateway_ids": {"gateway_id": "simulated"}, "rssi": -101, "snr": 3.2}],
            "received_at": stamp,
        },
        "simulated": True,
    }
    return Message(f"v3/lighting@atalaya/devices/{asset.code.lower()}/up", json.dumps(body).encode())
