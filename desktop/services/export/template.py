"""What each reader gets of a dossier: the report all, the press no address and no name, the prosecutor every proof.

A template takes away before anything is hashed, drawn or written: what was taken is in no file, nor in its manifest.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from desktop.domain.alarm import Alarm
from desktop.domain.incident import Incident
from desktop.services.export.dossier import Dossier, extent_of, logins_of
from desktop.services.timeline import TimelineRow
from maps.place import EARTH_RADIUS_M, Place

PRESS_GRID_M = 100.0
PRESS_NARROWEST_M = 1_500.0
"""Closer, the mark would feign an address."""
_EXPORTED = "incident.exported"
_INNER = ("unit.", "incident.noted", "incident.typed", "alarm.claimed", "alarm.shelved", "alarm.unshelved")
"""Rows of the control room's own affairs: nothing of them is for the press."""


class Template(StrEnum):
    """Parte: the report for those who act. Prensa: what may be published. Fiscalía: with all rows and their hashes."""

    REPORT = "parte"
    PRESS = "prensa"
    PROSECUTOR = "fiscalia"


def apply(dossier: Dossier, template: Template) -> Dossier:
    """The dossier as this reader may have it."""
    shown = replace(_APPLY[template](dossier), template=template.value)
    mentioned = logins_of(shown.incident, shown.alarms, shown.timeline)
    names = {login: name for login, name in shown.people.items() if login in mentioned}
    return replace(shown, people=MappingProxyType(names))


def _report(dossier: Dossier) -> Dossier:
    """Without the rows of earlier exports: the same incident gives the same hash whenever it is exported."""
    return replace(dossier, timeline=_without_exports(dossier), proofs=MappingProxyType({}))


def _press(dossier: Dossier) -> Dossier:
    """No addresses, no names, no notes, no devices, no units; places on a grid of 100 m."""
    incident = _bare_incident(dossier.incident)
    empty: MappingProxyType[str, str] = MappingProxyType({})
    return replace(
        dossier,
        incident=incident,
        extent=extent_of([incident.place], PRESS_NARROWEST_M),
        alarms=tuple(_bare_alarm(alarm) for alarm in dossier.alarms),
        units=(),
        fixes=(),
        assets=(),
        cameras=(),
        timeline=tuple(_bare_row(row) for row in _without_exports(dossier) if not row.kind.startswith(_INNER)),
        marks=MappingProxyType({}),
        proofs=empty,
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
    place = None if alarm.place is None else coarse(alarm.place)
    people = {"acknowledged_by": None, "claimed_by": None}
    return replace(alarm, id="", source_id="", detail="", place=place, incident_id=None, **people)


def _bare_row(row: TimelineRow) -> TimelineRow:
    return replace(row, by="", note="", subject="")


def coarse(place: Place) -> Place:
    """The middle of its cell in a grid of about 100 m that is the same for all places of a latitude."""
    step_lat = math.degrees(PRESS_GRID_M / EARTH_RADIUS_M)
    lat = (math.floor(place.lat_deg / step_lat) + 0.5) * step_lat
    step_lon = step_lat / max(0.01, math.cos(math.radians(lat)))
    lon = (math.floor(place.lon_deg / step_lon) + 0.5) * step_lon
    return Place(round(max(-90.0, min(90.0, lat)), 4), round(max(-180.0, min(180.0, lon)), 4))
