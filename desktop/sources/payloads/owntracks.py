"""OwnTracks location reports, on `owntracks/USER/DEVICE`: how units in the street say where they are.

The device's name is `USER/DEVICE`. Speed comes in km/h, time in seconds since 1970.
"""

from datetime import UTC, datetime

import msgspec

from desktop.sources.payloads.uplink import Fix, UnreadableError, Uplink, clean, hashed_key, parse, place_at

TOPICS = ("owntracks/+/+",)
KMH_IN_MS = 1 / 3.6


class Report(msgspec.Struct):
    """`cog` is the course in degrees, `vel` km/h, `batt` percent; a negative one means unknown."""

    kind: str = msgspec.field(name="_type")
    lat: float | None = None
    lon: float | None = None
    tst: int | None = None
    vel: float | None = None
    cog: float | None = None
    batt: float | None = None


_decode = msgspec.json.Decoder(Report).decode


def decode(topic: str, payload: bytes) -> Uplink:
    """Raises UnreadableError. Reports other than of a location (last will, status) carry no value."""
    report = parse(_decode, payload)
    at = _source_time(report.tst)
    return Uplink(
        key=hashed_key(topic, payload, at),
        device=clean(topic.partition("/")[2]),
        at=at,
        values=_battery(report.batt),
        fix=_fix(report) if report.kind == "location" else None,
    )


def _source_time(seconds: int | None) -> datetime | None:
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise UnreadableError("wrong_shape", f"tst {seconds}"[:100]) from error


def _battery(percent: float | None) -> tuple[tuple[str, float], ...]:
    return () if percent is None or percent < 0 else (("battery_ratio", percent / 100.0),)


def _fix(report: Report) -> Fix | None:
    if report.lat is None or report.lon is None:
        raise UnreadableError("wrong_shape", "a location without lat and lon")
    place = place_at(report.lat, report.lon)
    if place is None:
        return None
    return Fix(place, _known(report.cog), _known(report.vel, KMH_IN_MS))


def _known(value: float | None, factor: float = 1.0) -> float | None:
    return None if value is None or value < 0 else value * factor
