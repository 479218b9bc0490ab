"""What each reader gets of a dossier: the report all to act on, the press no address and no name, the prosecutor all.

A template takes away before anything is hashed, drawn or written: what was taken is in no file, nor in its manifest.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from desktop.domain.alarm import Alarm
from desktop.domain.incident import Incident
from desktop.services.export.dossier import Area, Dossier, SubjectKind
from desktop.services.timeline import TimelineRow
from maps.grid import GridKind
from maps.place import EARTH_RADIUS_M, Place

PRESS_GRID_M = 100.0
PRESS_NARROWEST_M = 1_500.0
"""Closer, the area would feign an address."""
_EXPORTED = "incident.exported"
_INNER = ("unit.", "incident.noted", "incident.typed", "alarm.claimed", "alarm.shelved", "alarm.unshelved")
"""Rows of the control room's own affairs: nothing of them is for the press."""
_EMPTY: MappingProxyType[str, str] = MappingProxyType({})


class Template(StrEnum):
    """Parte: the report for those who act. Prensa: what may be published. Fiscalía: with all rows and their hashes."""

    REPORT = "parte"
    PRESS = "prensa"
    PROSECUTOR = "fiscalia"

    @property
    def redactions(self) -> tuple[str, ...]:
        """What it takes away, as the manifest says it."""
        return _REDACTIONS[self]

    @property
    def grid(self) -> GridKind:
        """Degrees for those who go there, metres for who measures, none for who reads the news."""
        return _GRIDS[self]

    @property
    def names_streets(self) -> bool:
        """Whether the base map names more than large streets."""
        return self is not Template.PRESS


_GRIDS = {
    Template.REPORT: GridKind.GEOGRAPHIC,
    Template.PRESS: GridKind.NONE,
    Template.PROSECUTOR: GridKind.UTM,
}
_REDACTIONS = {
    Template.REPORT: ("custody", "photos", "proofs"),
    Template.PRESS: (
        "addresses",
        "custody",
        "devices",
        "names",
        "notes",
        "photos",
        f"places to {PRESS_GRID_M:.0f} m",
        "proofs",
        "surroundings",
        "units",
    ),
    Template.PROSECUTOR: (),
}


def apply(dossier: Dossier, template: Template) -> Dossier:
    """The dossier as this reader may have it."""
    shown = replace(_APPLY[template](dossier), template=template.value)
    mentioned = logins_of(shown)
    names = {login: name for login, name in shown.people.items() if login in mentioned}
    return replace(shown, people=MappingProxyType(names))


def logins_of(dossier: Dossier) -> set[str]:
    """Who is mentioned."""
    answered = {login for alarm in dossier.alarms for login in (alarm.acknowledged_by, alarm.claimed_by) if login}
    opened = {incident.opened_by for incident in dossier.incidents}
    return opened | answered | {row.by for row in (*dossier.timeline, *dossier.custody)}


def _report(dossier: Dossier) -> Dossier:
    """Without the rows of earlier exports: the same incident gives the same hash whenever it is exported."""
    return replace(dossier, timeline=_without_exports(dossier), proofs=_EMPTY, custody=())


def _press(dossier: Dossier) -> Dossier:
    """No addresses, no names, no notes, no devices, no units; of a place the block of 100 m in which it lies."""
    blocks = tuple(Area("", block_of(incident.place), "block") for incident in dossier.incidents)
    is_one = dossier.kind is SubjectKind.INCIDENT
    return replace(
        dossier,
        title=dossier.type_name if is_one else dossier.title,
        incidents=tuple(_bare_incident(incident) for incident in dossier.incidents),
        alarms=tuple(_bare_alarm(alarm) for alarm in dossier.alarms) if is_one else (),
        units=(),
        fixes=(),
        assets=(),
        cameras=(),
        chosen="",
        areas=(*dossier.areas, *dict.fromkeys(blocks)),
        timeline=tuple(_bare_row(row) for row in _without_exports(dossier) if not row.kind.startswith(_INNER)),
        custody=(),
        marks=MappingProxyType({}),
        proofs=_EMPTY,
    )


def _prosecutor(dossier: Dossier) -> Dossier:
    return dossier


_APPLY: dict[Template, Callable[[Dossier], Dossier]] = {
    Template.REPORT: _report,
    Template.PRESS: _press,
    Template.PROSECUTOR: _prosecutor,
}


def _without_exports(dossier: Dossier) -> tuple[TimelineRow, ...]:
    return tuple(row for row in dossier.timeline if row.kind != _EXPORTED)


def _bare_incident(incident: Incident) -> Incident:
    return replace(incident, id="", place=coarse(incident.place), opened_by="", title="", unit_ids=())


def _bare_alarm(alarm: Alarm) -> Alarm:
    """That there was one, and when; neither where nor by what."""
    people = {"acknowledged_by": None, "claimed_by": None}
    return replace(alarm, id="", source_id="", detail="", place=None, incident_id=None, **people)


def _bare_row(row: TimelineRow) -> TimelineRow:
    return replace(row, by="", note="", subject="")


def coarse(place: Place) -> Place:
    """The middle of its block in a grid of about 100 m that is the same for all places of a latitude."""
    south, west, north, east = _block(place)
    return _rounded((south + north) / 2, (west + east) / 2)


def block_of(place: Place) -> tuple[Place, ...]:
    """The corners of that block."""
    south, west, north, east = _block(place)
    return tuple(_rounded(*corner) for corner in ((south, west), (south, east), (north, east), (north, west)))


def _block(place: Place) -> tuple[float, float, float, float]:
    step_lat = math.degrees(PRESS_GRID_M / EARTH_RADIUS_M)
    south = math.floor(place.lat_deg / step_lat) * step_lat
    step_lon = step_lat / max(0.01, math.cos(math.radians(south + step_lat / 2)))
    west = math.floor(place.lon_deg / step_lon) * step_lon
    return south, west, south + step_lat, west + step_lon


def _rounded(lat_deg: float, lon_deg: float) -> Place:
    return Place(round(max(-90.0, min(90.0, lat_deg)), 5), round(max(-180.0, min(180.0, lon_deg)), 5))
