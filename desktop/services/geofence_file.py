"""Zones from the features of a map file and back: what its columns say, and what is taken where they say nothing.

Columns: name (or another of `NAME_COLUMNS`), watches, classes, raises, notes (words with commas between), dwell_s,
hysteresis_m, priority (1 to 3), active, schedule (`mon-fri 07:00-15:30; sat 08:00-13:00`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.alarm import Priority
from desktop.domain.geofence import Crossing, Geofence, GeofenceRefusedError, Ring, Span, Watched
from maps.place import NotOnEarthError, Place

NAME_COLUMNS = ("name", "nombre", "nomgeo", "nom_asen", "nom_col", "title", "label")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPANISH_DAYS = {"lun": 0, "mar": 1, "mie": 2, "mié": 2, "jue": 3, "vie": 4, "sab": 5, "sáb": 5, "dom": 6}
_DAY = {name: number for number, name in enumerate(DAYS)} | _SPANISH_DAYS
_SPAN = re.compile(r"(\S+)\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
Properties = Mapping[str, Any]
Feature = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Usual:
    """What a zone is where its file does not say."""

    watches: tuple[Watched, ...] = (Watched.UNITS,)
    raises: tuple[Crossing, ...] = (Crossing.ENTER,)
    dwell_s: float = 0.0
    hysteresis_m: float = 10.0
    priority: Priority = Priority.MEDIUM


def fences_of(features: Sequence[Feature], usual: Usual, title: str) -> list[Geofence]:
    """A zone of each polygon; one without a name is called `title` and its number. Raises GeofenceRefusedError."""
    fences = [
        _fence(feature, usual, f"{title} {number}")
        for number, feature in enumerate(features, start=1)
        if feature["geometry"]["type"] in {"Polygon", "MultiPolygon"}
    ]
    if not fences:
        raise GeofenceRefusedError(f"{title} holds no polygon: a zone needs an outline")
    return fences


def _fence(feature: Feature, usual: Usual, title: str) -> Geofence:
    said: Properties = {str(key).lower(): value for key, value in (feature["properties"] or {}).items()}
    name = next((str(said[key]) for key in NAME_COLUMNS if said.get(key)), title)
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    try:
        return Geofence(
            id="",
            name=name,
            polygons=tuple(tuple(_ring(ring) for ring in rings) for rings in polygons),
            watches=tuple(Watched(word) for word in _words(said, "watches")) or usual.watches,
            classes=_words(said, "classes"),
            raises=usual.raises if said.get("raises") is None else tuple(map(Crossing, _words(said, "raises"))),
            notes=tuple(Crossing(word) for word in _words(said, "notes")),
            dwell_s=_number(said, "dwell_s", usual.dwell_s),
            hysteresis_m=_number(said, "hysteresis_m", usual.hysteresis_m),
            priority=Priority(int(_number(said, "priority", float(usual.priority)))),
            schedule=schedule_of(str(said.get("schedule") or "")),
            active=str(said.get("active")).lower() not in {"false", "0", "no"},
        )
    except (ValueError, TypeError) as error:
        if isinstance(error, GeofenceRefusedError):
            raise
        raise GeofenceRefusedError(f"{name}: {error}. Correct the column in the file") from error


def _ring(coordinates: Sequence[Sequence[float]]) -> Ring:
    """Without the last corner, which repeats the first."""
    try:
        places = tuple(Place(float(lat), float(lon)) for lon, lat, *_ in coordinates)
    except NotOnEarthError as error:
        raise GeofenceRefusedError(f"an outline leaves the Earth: {error}") from error
    return places[:-1] if len(places) > 1 and places[0] == places[-1] else places


def _words(said: Properties, key: str) -> tuple[str, ...]:
    text = said.get(key)
    listed = text if isinstance(text, list) else re.split(r"[,;\s]+", str(text or "").strip("[] "))
    return tuple(word for part in listed if (word := str(part).strip("\"' ").lower()))


def _number(said: Properties, key: str, usual: float) -> float:
    value = said.get(key)
    return usual if value in (None, "") else float(value)


def schedule_of(text: str) -> tuple[Span, ...]:
    """Raises GeofenceRefusedError."""
    spans: list[Span] = []
    for part in filter(None, (part.strip().lower() for part in text.split(";"))):
        match = _SPAN.fullmatch(part)
        days = tuple(day for listed in match[1].split(",") for day in _days(*listed.split("-"))) if match else ()
        if match is None or not days:
            raise GeofenceRefusedError(f"{part!r} are no hours: write them as mon-fri 07:00-15:30; sat 08:00-13:00")
        spans.append(Span(days, int(match[2]) * 60 + int(match[3]), int(match[4]) * 60 + int(match[5])))
    return tuple(spans)


def _days(first: str, last: str = "", *more: str) -> tuple[int, ...]:
    start, end = _DAY.get(first[:3]), _DAY.get((last or first)[:3])
    if start is None or end is None or more:
        return ()
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def schedule_text(spans: Sequence[Span]) -> str:
    """As `schedule_of` reads it."""
    return "; ".join(
        f"{','.join(DAYS[day] for day in span.days)} {_clock(span.from_minute)}-{_clock(span.to_minute)}"
        for span in spans
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
