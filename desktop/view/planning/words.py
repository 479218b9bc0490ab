"""What planning says: kinds, classes, ages and reasons, in the operator's language."""

from collections.abc import Sequence
from datetime import timedelta
from gettext import gettext as _

from desktop.domain.site_plan import Aim, SiteKind, Take
from desktop.locale import later
from desktop.services.areas.indicators import FIGURE
from desktop.services.fog.cover import Told
from desktop.view import formats
from desktop.view.situation import Situation
from maps.classes import Cut

INDICATORS: dict[str, str] = {
    "incidents": later("Incidents"),
    "alarms": later("Alarms"),
    "reports": later("Reports"),
    "outages": later("Outages"),
    "response_min": later("Minutes until somebody arrives"),
    "luminaires": later("Luminaires"),
    "cameras": later("Cameras"),
    "overdue_inspections": later("Overdue inspections"),
    "space_condition": later("Condition of public spaces"),
    "density_km2": later("People per km²"),
    "coverage": later("Street seen by cameras"),
}
FIGURES: dict[str, str] = {
    "population": later("Population"),
    "households": later("Households"),
    "marginality": later("Marginality"),
}
AREA_KINDS: dict[str, str] = {
    "neighbourhood": later("Neighbourhoods"),
    "sector": later("Sectors"),
    "quadrant": later("Quadrants"),
    "municipality": later("Municipalities"),
}
CUTS: dict[Cut, str] = {
    Cut.QUANTILE: later("Equal counts"),
    Cut.EQUAL: later("Equal steps"),
    Cut.JENKS: later("Natural breaks"),
}
SPANS: tuple[tuple[str, timedelta | None], ...] = (
    (later("24 hours"), timedelta(days=1)),
    (later("7 days"), timedelta(days=7)),
    (later("30 days"), timedelta(days=30)),
    (later("90 days"), timedelta(days=90)),
    (later("12 months"), timedelta(days=365)),
    (later("All time"), None),
)
ITEMS: dict[str, str] = {
    "benches": later("Benches"),
    "luminaires": later("Luminaires"),
    "bins": later("Bins"),
    "trees": later("Trees"),
    "play_equipment": later("Play equipment"),
    "exercise_equipment": later("Exercise equipment"),
    "fountains": later("Fountains"),
    "toilets": later("Toilets"),
    "stalls": later("Stalls"),
    "courts": later("Courts"),
}
CONDITIONS: dict[int, str] = {
    1: later("must close"),
    2: later("poor"),
    3: later("fair"),
    4: later("good"),
    5: later("as new"),
}
SPACE_KINDS: dict[str, str] = {
    "park": later("Parks"),
    "plaza": later("Plazas"),
    "playground": later("Playgrounds"),
    "court": later("Courts"),
    "market": later("Markets"),
    "cemetery": later("Cemeteries"),
    "tree": later("Trees"),
}
SITE_KINDS: dict[SiteKind, str] = {
    SiteKind.CAMERA: later("Cameras"),
    SiteKind.LUMINAIRE: later("Luminaires"),
    SiteKind.CONTAINER: later("Containers"),
    SiteKind.STOP: later("Stops"),
}
AIMS: dict[Aim, str] = {
    Aim.COVER: later("Serve as much as possible"),
    Aim.DISTANCE: later("Shortest ways"),
}
TAKES: dict[Take, str] = {
    Take.CROSSINGS: later("Crossings"),
    Take.STREETS: later("Along streets"),
    Take.GRID: later("On a grid"),
    Take.MARKED: later("Marked on the map"),
}
STEPS: dict[str, str] = {
    "gathering": later("Reading streets, people and incidents"),
    "looking": later("Looking from every candidate"),
    "choosing": later("Choosing"),
    "measuring": later("Measuring what changes"),
}
NOTES: dict[str, str] = {
    "straight": later("Ways are straight lines: the road graph is not used yet."),
    "no_population": later("Nobody has counted the people: they are spread over what is built."),
    "no_incidents": later("No incident lies in that part of the city in that time."),
    "bare": later("No map tells what stands around some cameras: nothing hides anything there."),
    "coarse": later("Places close together were taken as one, so that it could be solved."),
}
_EVIDENCE: dict[str, str] = {
    "camera": later("Camera {source} sees it now"),
    "sensor": later("Sensor {source} spoke {age} ago"),
    "unit": later("Unit {source} passed {age} ago"),
    "photo": later("Photo {source} of {age} ago"),
    "inspection": later("Inspected {age} ago: {source}"),
    "report": later("Somebody reported from here {age} ago"),
}
_EVIDENCE_GONE = later("Camera {source} went dark {age} ago")
_NONE_OF: dict[str, str] = {
    "camera": later("no camera"),
    "sensor": later("no sensor"),
    "unit": later("no unit in 4 h"),
    "photo": later("no photo"),
}
_LIVE_S = 1.0


def _said(table: dict[str, str], code: str) -> str:
    words = table.get(code)
    return _(words) if words else code.replace("_", " ").capitalize()


def indicator(name: str) -> str:
    return _said(FIGURES, name.removeprefix(FIGURE)) if name.startswith(FIGURE) else _said(INDICATORS, name)


def item(name: str) -> str:
    return _said(ITEMS, name)


def condition(value: int | None) -> str:
    return _("never inspected") if value is None else f"{value} · {_(CONDITIONS[value])}"


def figure(name: str) -> str:
    return _said(FIGURES, name)


def note(code: str) -> str:
    return _said(NOTES, code)


def reasons(told: Sequence[Told], situation: Situation) -> tuple[str, ...]:
    """Why a place is clear or dark: what still holds, else what there once was and what never was."""
    holding = [one for one in told if one.clear > 0]
    if holding:
        return tuple(_evidence(one, situation) for one in holding[:3])
    known = {one.kind for one in told}
    missing = [_(words) for kind, words in _NONE_OF.items() if kind not in known]
    lines = [_("Nothing tells of it now: {what}").format(what=", ".join(missing))] if missing else []
    return (*lines, *(_evidence(one, situation) for one in told[:3]))


def _evidence(told: Told, situation: Situation) -> str:
    asset, photo = situation.assets.get(told.source), situation.media.get(told.source)
    source = asset.name or asset.code if asset and told.kind == "inspection" else asset.code if asset else ""
    source = source or (photo.path.rpartition("/")[2] if photo else "")
    went_dark = told.kind == "camera" and told.age_s > _LIVE_S
    words = _EVIDENCE_GONE if went_dark else _EVIDENCE.get(told.kind, later("{source} told of it {age} ago"))
    return _(words).format(source=source, age=formats.age(told.age_s))
