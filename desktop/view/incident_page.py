"""A dossier as the printed page: its words in the reader's language, its values as layers of the map.

Everything on the page but the base map comes from the dossier, and so from what was hashed.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from gettext import gettext as _

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.services import map_layers
from desktop.services.export.dossier import Dossier
from desktop.services.export.exports import PageOrder
from desktop.services.export.template import PRESS_GRID_M, Template
from desktop.services.timeline import TimelineRow
from desktop.view import page_words, words
from desktop.view.rows import alarm_row
from desktop.view.situation import zone_named
from maps.layer import Layer, MarkState
from maps.picture import BaseImage
from maps.view.print import IncidentPage, page_viewport
from maps.view.print import TimelineRow as PageRow
from maps.viewport import Viewport
from video.camera import Camera

_PROOF_DIGITS = 16
MACHINES = frozenset({"node", "console", "exercise", "city"})
"""Writers that are no person."""
SAID_BY_THE_INCIDENT = frozenset({"unit.on_the_way", "unit.at_the_place"})


def viewport_of(dossier: Dossier) -> Viewport:
    return page_viewport(dossier.extent.centre, dossier.extent.width_m)


def page_of(order: PageOrder, base: BaseImage | None) -> IncidentPage:
    """`base` is the map worker's picture of `viewport_of`, or None where there is no base map."""
    dossier = order.dossier
    incident, zone = dossier.incident, zone_named(dossier.city.time_zone)
    return IncidentPage(
        folio=incident.folio,
        title=incident.title or dossier.type_name,
        type_words=_type_words(dossier),
        place=incident.place,
        place_words=_place_words(dossier),
        author=order.author,
        printed_at=order.printed_at.astimezone(zone),
        zone_name=dossier.city.time_zone,
        viewport=viewport_of(dossier),
        layers=tuple(layers_of(dossier, order.printed_at)),
        base=base,
        data_sha256=order.data_sha256,
        is_exercise=dossier.city.is_exercise,
        attribution=order.attribution if base is not None else "",
        organisation=dossier.city.name,
        timeline=tuple(_page_row(dossier, row, zone) for row in _in_time(dossier)),
        place_is_exact=dossier.template != Template.PRESS,
    )


def _type_words(dossier: Dossier) -> str:
    """The name of the type where it is not the title already."""
    incident = dossier.incident
    if incident.title:
        return f"{incident.type_code} {dossier.type_name}"
    return f"{incident.type_code} · {words.priority(incident.priority)}"


def _place_words(dossier: Dossier) -> str:
    """The colonia; whose city it is stands above."""
    if dossier.template != Template.PRESS:
        return dossier.neighbourhood
    near = _("place to {metres} m").format(metres=round(PRESS_GRID_M))
    return f"{dossier.neighbourhood} · {near}" if dossier.neighbourhood else near


# the map


def layers_of(dossier: Dossier, now: datetime) -> Iterator[Layer]:
    """Bottom to top as the painters rank them."""
    known = dossier.by_id
    states = {asset_id: MarkState(state) for asset_id, state in dossier.marks.items()}
    yield from map_layers.marks_by_kind(dossier.assets, states).values()
    if dossier.cameras:
        views = [Camera(view.id, view.name, "", view.mount) for view in dossier.cameras]
        yield map_layers.camera_footprints(views, [id_ for id_, state in states.items() if state is not MarkState.CALM])
    if dossier.units:
        fixes = {fix.device_id: fix for fix in dossier.fixes}
        yield map_layers.unit_marks(dossier.units, fixes, now)
    yield map_layers.incident_marks([dossier.incident])
    if dossier.alarms:
        yield map_layers.alarm_marks(dossier.alarms, known, _alarm_title)


def _alarm_title(alarm: Alarm, asset: Asset | None) -> str:
    return alarm_row(alarm, {asset.id: asset} if asset else {}, {}).title


# the timeline


def _in_time(dossier: Dossier) -> list[TimelineRow]:
    """As it happened: an alarm has the time of its source, which may be before the row that was written first.

    What a unit did because of the incident is said once, but to the prosecutor, who gets every row.
    """
    every = dossier.template == Template.PROSECUTOR
    rows = (row for row in dossier.timeline if every or row.kind not in SAID_BY_THE_INCIDENT)
    return sorted(rows, key=lambda row: (row.at, row.seq))


def _page_row(dossier: Dossier, row: TimelineRow, zone: tzinfo) -> PageRow:
    who = _("System") if row.by in MACHINES else dossier.people.get(row.by, row.by)
    said = page_words.said(dossier, row)
    proof = dossier.proofs.get(str(row.seq))
    if proof is not None:
        said = f"{said} · #{row.seq} {proof[:_PROOF_DIGITS]}"
    return PageRow(row.at.astimezone(zone), who, said)
