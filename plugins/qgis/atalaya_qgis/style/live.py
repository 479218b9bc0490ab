"""Alarms, incidents and units: what changes while one looks."""

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRequest,
    QgsMarkerSymbol,
    QgsRendererCategory,
    QgsSymbolLayer,
    QgsVectorLayer,
)

from ..words import alarm_kinds, incident_states, looks, priorities, unit_states
from . import labels
from .dress import Dress, px, sheet
from .symbols import ANGLE, NAME, drawing, follow, marker, moved, ring, writing
from .tables import show_words

FOLIO_MIDDLE_PX = 35.0
"""From the place to the middle of six digits on the plate."""


def dress_alarms(layer: QgsVectorLayer, dress: Dress) -> None:
    """Shape, number and colour of the priority; filled until acknowledged; the worst on top."""
    categories = [
        QgsRendererCategory(f"{priority}-{look}", _alarm(dress, priority, look), f"{title} · {state}")
        for priority, title in priorities().items()
        for look, state in looks().items()
    ]
    renderer = QgsCategorizedSymbolRenderer('concat("priority", \'-\', "look")', categories)
    _worst_last(renderer)
    layer.setRenderer(renderer)
    labels.keep_clear(layer)
    show_words(
        layer, {"kind": alarm_kinds(), "look": looks(), "priority": {str(n): w for n, w in priorities().items()}}
    )
    kinds = "map(" + ", ".join(_quoted(part) for pair in alarm_kinds().items() for part in pair) + ")"
    layer.setMapTipTemplate(
        f'<b>[% coalesce(map_get({kinds}, "kind"), "kind") %]</b><br>'
        '[% concat_ws(\' · \', "source_name", "source_code", "detail") %]<br>[% "raised_at" %]'
    )


def _alarm(dress: Dress, priority: int, look: str) -> QgsMarkerSymbol:
    mark = drawing(dress, f"p{priority}_{look}")
    if priority == 1 and look == "filled":  # the double ring that stands for the console's pulse
        red, radius, pen = dress.mark("p1"), px("ring_radius"), px("ring_pen")
        return marker(ring(red, radius, pen), ring(red, radius - 4.0, pen), mark)
    return marker(mark)


def _worst_last(renderer: QgsCategorizedSymbolRenderer) -> None:
    """What is drawn last lies on top."""
    renderer.setOrderBy(QgsFeatureRequest.OrderBy([QgsFeatureRequest.OrderByClause('"priority"', False)]))
    renderer.setOrderByEnabled(True)


def dress_incidents(layer: QgsVectorLayer, dress: Dress) -> None:
    """A stem from the place to a plate with the mark of the priority and the end of the folio."""
    folio = writing("regexp_replace(\"folio\", '^.*-', '')", dress.mark("text"), labels.MONO, "Medium", px("metadata"))
    middle_px = -(px("stem") + px("plate") / 2)
    moved(folio, FOLIO_MIDDLE_PX, middle_px)
    categories = [
        QgsRendererCategory(priority, _incident(dress, priority, folio, middle_px), title)
        for priority, title in priorities().items()
    ]
    renderer = QgsCategorizedSymbolRenderer("priority", categories)
    _worst_last(renderer)
    layer.setRenderer(renderer)
    labels.keep_clear(layer)
    show_words(layer, {"state": incident_states()})
    layer.setMapTipTemplate('<b>[% "folio" %]</b><br>[% "title" %]<br>[% "opened_at" %]')


def _incident(dress: Dress, priority: int, folio: QgsSymbolLayer, middle_px: float) -> QgsMarkerSymbol:
    """The mark as it stands on the plate, smaller."""
    mark = drawing(dress, f"p{priority}_outline")
    mark.setSize(mark.size() * px("plate_mark") / px("mark"))
    return marker(drawing(dress, "incident"), moved(mark, 0.0, middle_px), folio.clone())


STALE = f'("at_s" IS NULL OR epoch(now()) / 1000 - "at_s" > {sheet()["stale_after_s"]})'
"""An old position hollows its mark: a vehicle in service reports at least twice a minute."""


def dress_units(layer: QgsVectorLayer, dress: Dress) -> None:
    """An arrowhead along the heading, a disc where that is unknown; filled by status; old positions hollow and grey."""
    categories = [QgsRendererCategory(status, _unit(dress, status), title) for status, title in unit_states().items()]
    layer.setRenderer(QgsCategorizedSymbolRenderer("status", categories))
    age = 'round(epoch(now()) / 1000 - "at_s")'
    short = f"CASE WHEN {age} < 5400 THEN round({age} / 60) || ' min' ELSE round({age} / 3600) || ' h' END"
    words = f"CASE WHEN {STALE} THEN \"code\" || ' · ' || coalesce({short}, '?') ELSE \"code\" END"
    grey = f"CASE WHEN {STALE} THEN '{dress.mark('text3')}' ELSE '{dress.mark('text')}' END"
    beside = labels.place_label(
        dress, words, colour_of=grey, across_px=px("unit_label_gap"), centred=False, always=True
    )
    labels.put(layer, beside)
    show_words(layer, {"status": unit_states()})
    layer.setMapTipTemplate('<b>[% "code" %]</b> [% "name" %]<br>[% "at" %]')


def _unit(dress: Dress, status: str) -> QgsMarkerSymbol:
    shown = drawing(dress, f"unit_{status}")
    old = STALE if status != "out_of_service" else "false"
    name = (
        f"CASE WHEN {old} THEN CASE WHEN \"heading_deg\" IS NULL THEN '{dress.svg('disc_stale')}'"
        f" ELSE '{dress.svg('unit_stale')}' END WHEN \"heading_deg\" IS NULL THEN '{dress.svg(f'disc_{status}')}'"
        f" ELSE '{dress.svg(f'unit_{status}')}' END"
    )
    follow(shown, {NAME: name, ANGLE: 'coalesce("heading_deg", 0)'})
    return marker(shown, drawing(dress, "cross")) if status == "out_of_service" else marker(shown)


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
