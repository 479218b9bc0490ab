"""What a found thing is, in the operator's words: the line at its right."""

from gettext import gettext as _

from desktop.domain.found import Found, FoundKind
from desktop.domain.incident import IncidentState
from desktop.locale import later
from desktop.view import words
from maps.shape import ShapeKind
from maps.view.shape_words import kind_name

_STREETS = {"motorway": later("Motorway"), "avenue": later("Avenue"), "path": later("Path")}
_PLACES = {
    "city": later("City"),
    "town": later("Town"),
    "village": later("Village"),
    "hamlet": later("Hamlet"),
    "locality": later("Locality"),
    "peak": later("Peak"),
}
_AREAS = {
    "district": later("District"),
    "park": later("Park"),
    "forest": later("Forest"),
    "water": later("Water"),
    "river": later("River"),
    "stream": later("Stream"),
    "building": later("Building"),
}
_POINTS = {
    "school": later("School"),
    "kindergarten": later("Kindergarten"),
    "college": later("School"),
    "university": later("University"),
    "hospital": later("Hospital"),
    "clinic": later("Clinic"),
    "doctors": later("Clinic"),
    "pharmacy": later("Pharmacy"),
    "police": later("Police"),
    "fire_station": later("Fire station"),
    "bank": later("Bank"),
    "atm": later("Bank"),
    "fuel": later("Petrol station"),
    "place_of_worship": later("Place of worship"),
    "townhall": later("Town hall"),
    "marketplace": later("Market"),
    "bus_station": later("Bus station"),
    "restaurant": later("Restaurant"),
    "cafe": later("Café"),
    "hotel": later("Hotel"),
    "museum": later("Museum"),
    "library": later("Library"),
    "supermarket": later("Shop"),
}


def what(found: Found) -> str:
    """The kind, and the colonia or town it lies in."""
    return " · ".join(part for part in (_kind(found), found.near) if part)


def _kind(found: Found) -> str:
    tellers = {
        FoundKind.STREET: lambda: _(_STREETS.get(found.what, later("Street"))),
        FoundKind.CROSSING: lambda: _("Crossing"),
        FoundKind.PLACE: lambda: _(_PLACES.get(found.what, later("Neighbourhood"))),
        FoundKind.AREA: lambda: _(_AREAS.get(found.what, later("Zone"))),
        FoundKind.POINT: lambda: _(_POINTS.get(found.what, later("Point of interest"))),
        FoundKind.INCIDENT: lambda: _incident(found.what),
        FoundKind.BOOKMARK: lambda: _("Shared view") if found.what == "shared" else _("My view"),
        FoundKind.ANNOTATION: lambda: _shape(found.what),
        FoundKind.COORDINATES: lambda: _("Coordinates"),
    }
    teller = tellers.get(found.kind)
    return teller() if teller is not None else words.asset_kind(found.what)


def _incident(state: str) -> str:
    known = words.incident_state(IncidentState(state)) if state in set(IncidentState) else ""
    return " · ".join(part for part in (_("Incident"), known) if part)


def _shape(kind: str) -> str:
    return kind_name(ShapeKind(kind)) if kind in set(ShapeKind) else _("Drawing")
