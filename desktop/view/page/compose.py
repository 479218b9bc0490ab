"""An order as a document: its words in the reader's language, its dossiers as maps, its rows as tables.

Everything on the pages but the base map comes from the dossiers, and so from what was hashed.
"""

from datetime import datetime
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from desktop.services.export.dossier import Dossier, SubjectKind
from desktop.services.export.order import Ground, PageOrder
from desktop.services.export.template import PRESS_GRID_M, Template
from desktop.view import words
from desktop.view.page import tables
from desktop.view.page.layers import layers_of
from desktop.view.situation import zone_named
from maps.place import Place
from maps.view.page.legend import asset_words
from maps.view.page.values import Document, Imprint, MapPart, Part, TablePart

Grounds = dict[MapPart, Ground]
"""What lies under each map."""


def document_of(order: PageOrder) -> tuple[Document, Grounds]:
    first = order.overview or order.pages[0]
    zone = zone_named(first.city.time_zone)
    imprint = Imprint(
        folio=order.folio,
        title=order.title,
        organisation=first.city.name,
        author=order.author,
        printed_at=order.printed_at.astimezone(zone),
        zone_name=first.city.time_zone,
        data_sha256=order.data_sha256,
        classification=classification(Template(first.template)),
        language=order.language,
        is_exercise=first.city.is_exercise,
        logo=_logo(order.logo),
    )
    maps = [map_part(page, ground, order.printed_at) for page, ground in zip(order.pages, order.grounds, strict=True)]
    grounds: Grounds = dict(zip(maps, order.grounds, strict=True))
    parts: list[Part] = [*maps, *tables.of_incident(order.pages[0], zone)]
    if order.overview is not None:
        overview = map_part(order.overview, order.overview_ground, order.printed_at)
        grounds[overview] = order.overview_ground
        parts = [overview, tables.index(order.pages), *maps]
    return Document(imprint, first.ground.sheet, tuple(parts)), grounds


def classification(template: Template) -> str:
    """Who may see it, on every page."""
    known = {
        Template.REPORT: _("Restricted · internal use"),
        Template.PRESS: _("Public information"),
        Template.PROSECUTOR: _("Confidential · for the prosecutor"),
    }
    return known[template]


def map_part(dossier: Dossier, ground: Ground, printed_at: datetime) -> MapPart:
    template = Template(dossier.template)
    title = dossier.title
    if dossier.kind is SubjectKind.ASSET and template is Template.PRESS:
        title = asset_words(dossier.type_name)
    return MapPart(
        title=title or dossier.folio,
        code=dossier.folio,
        about=_about(dossier, template),
        ground=dossier.ground,
        layers=tuple(layers_of(dossier, printed_at)),
        grid=template.grid,
        attribution=ground.attribution if ground.cities else "",
        style="paper" if template.names_streets else "press",
        selected={f"assets.{dossier.type_name}": dossier.chosen} if dossier.chosen else {},
    )


def _about(dossier: Dossier, template: Template) -> tuple[str, ...]:
    """What it is, where it is, and where exactly."""
    exact = "" if template is Template.PRESS else _coordinates(_middle_of(dossier))
    near = _("place to {metres} m").format(metres=round(PRESS_GRID_M)) if template is Template.PRESS else ""
    incident = dossier.incident
    if incident is not None:
        named = incident.title and dossier.type_name
        kind = (
            f"{incident.type_code} {named}" if named else f"{incident.type_code} · {words.priority(incident.priority)}"
        )
        where = " · ".join(part for part in (dossier.neighbourhood, near) if part)
        return kind, where, exact
    if dossier.kind is SubjectKind.ASSET:
        return asset_words(dossier.type_name), near, exact
    if dossier.kind is SubjectKind.OVERVIEW:
        return (_("Atlas, {n} maps").format(n=len(dossier.areas)),)
    cases, alarms = len(dossier.incidents), len(dossier.alarms)
    counted = (
        ngettext("{n} incident", "{n} incidents", cases).format(n=cases),
        ngettext("{n} alarm", "{n} alarms", alarms).format(n=alarms),
    )
    return " · ".join(counted), near if dossier.incidents else "", exact


def _middle_of(dossier: Dossier) -> Place:
    """Of the incident or the asset; of an area or a view, the middle of the map."""
    incident, asset = dossier.incident, dossier.by_id.get(dossier.chosen)
    if incident is not None:
        return incident.place
    return asset.place if asset is not None and asset.place is not None else dossier.ground.centre


def _coordinates(place: Place) -> str:
    return f"{place.lat_deg:.6f}, {place.lon_deg:.6f}"


def _logo(file: str) -> bytes:
    try:
        return Path(file).read_bytes() if file else b""
    except OSError:
        return b""


__all__ = ["Document", "TablePart", "classification", "document_of", "map_part"]
