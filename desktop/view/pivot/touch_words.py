"""What a row of the pivot says: what it was, and who saw or said it."""

from gettext import gettext as _
from gettext import ngettext

from desktop.domain.alarm import Priority
from desktop.locale import later
from desktop.services.pivot.pivot import Touch
from desktop.view import formats, words
from desktop.view.rows import type_name
from desktop.view.situation import Situation

_MOST_VALUES = 3
SOURCES = {
    "sighting": later("Seen by a camera"),
    "reading": later("Reading"),
    "report": later("Report"),
    "alarm": later("Alarm"),
    "incident": later("Incident"),
    "unit": later("Unit passed"),
}


def title(touch: Touch) -> str:
    source = _(SOURCES[touch.source])
    if touch.source == "alarm":
        return f"{source}: {words.alarm_kind(touch.what)}"
    if touch.source == "incident":
        return f"{source}: {type_name(touch.what)}"
    if touch.source in {"sighting", "report"}:
        return f"{source}: {touch.what}"
    return source


def second_line(touch: Touch, situation: Situation) -> str:
    parts = [_who(touch, situation), *_values(touch), *_how_long(touch)]
    if touch.priority:
        parts.append(words.priority(Priority(touch.priority)))
    return " · ".join(part for part in parts if part)


def _who(touch: Touch, situation: Situation) -> str:
    if touch.source in {"alarm", "incident", "report"}:
        incident = situation.past_incidents.get(touch.thing)
        return incident.folio if incident is not None else ""
    asset, camera = situation.assets.get(touch.thing), situation.cameras.get(touch.thing)
    return (asset.name or asset.code) if asset else camera.name if camera else touch.thing


def _values(touch: Touch) -> list[str]:
    return [
        f"{words.quantity(name)} {formats.measured(value, words.unit_of(name))}"
        for name, value in touch.values[:_MOST_VALUES]
    ]


def _how_long(touch: Touch) -> list[str]:
    if touch.source != "sighting":
        return []
    seconds = max(1, round((touch.at - touch.since).total_seconds()))
    return [ngettext("{n} second", "{n} seconds", seconds).format(n=seconds)]
