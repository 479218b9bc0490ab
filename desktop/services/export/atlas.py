"""Many maps in one document: a page for each incident of a span of time, each area, or each asset of a kind.

The first page shows where the others lie; every page is a dossier of its own, redacted as a single map would be.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.incident import Incident
from desktop.services.export import template as templates
from desktop.services.export.dossier import Area, Dossier, SubjectKind
from desktop.services.export.gathering import (
    City,
    area_of,
    bare,
    happening,
    incident_facts,
    on_ground,
)
from desktop.services.export.ring import holds
from desktop.services.export.subject import (
    MOST_ATLAS_PAGES,
    AtlasBy,
    AtlasSubject,
    NothingToPrintError,
    Setup,
    TooManyPagesError,
)
from desktop.services.export.template import Template
from desktop.storage import incidents
from maps.place import Place
from maps.sheet import fitted_area

ASSET_NARROWEST_M = 250.0
MOST_READ = 2_000


class UnknownAreaError(LookupError):
    """There is no area of that name or code."""


def pages(
    connection: Connection, city: City, subject: AtlasSubject, template: Template, setup: Setup
) -> tuple[Dossier, ...]:
    """Each in its order. Raises NothingToPrintError, TooManyPagesError, UnknownAreaError."""
    ring = _ring_within(city, subject.within)
    if subject.by is AtlasBy.INCIDENT:
        cases = _cases(connection, subject, ring)
        _refuse(len(cases), subject)
        facts = (incident_facts(connection, city, case) for case in cases)
        return tuple(on_ground(city, templates.apply(one, template), template, setup) for one in facts)
    if subject.by is AtlasBy.AREA:
        areas = _areas(city, subject, ring)
        _refuse(len(areas), subject)
        return tuple(_of_area(connection, city, area, template, setup) for area in areas)
    found = _assets(city, subject, ring)
    _refuse(len(found), subject)
    return tuple(_of_asset(city, asset, template, setup) for asset in found)


def overview(city: City, title: str, folio: str, shown: Sequence[Dossier], setup: Setup) -> Dossier:
    """Where the pages lie: the outline of each area, or the ground of each page, with its number."""
    frames = tuple(Area(str(number), _frame(one)) for number, one in enumerate(shown, start=1))
    corners = [corner for frame in frames for corner in frame.ring]
    sheet = setup.sheet(Template(shown[0].template), is_exercise=city.facts.is_exercise)
    made = bare(city, SubjectKind.OVERVIEW, folio, title)
    return replace(made, template=shown[0].template, people={}, areas=frames, ground=fitted_area(corners, sheet))


def _frame(dossier: Dossier) -> tuple[Place, ...]:
    if dossier.kind is SubjectKind.AREA:
        return dossier.areas[0].ring
    viewport = dossier.ground.viewport
    width, height = viewport.width_px, viewport.height_px
    return tuple(viewport.place_at(x_px, y_px) for x_px, y_px in ((0, 0), (width, 0), (width, height), (0, height)))


def _refuse(count: int, subject: AtlasSubject) -> None:
    if not count:
        message = f"nothing to print by {subject.by}: widen the span of time, or name another kind or area"
        raise NothingToPrintError(message)
    if count > MOST_ATLAS_PAGES:
        raise TooManyPagesError(count)


def _cases(connection: Connection, subject: AtlasSubject, ring: Sequence[Place]) -> list[Incident]:
    """Opened in the span, or still open or closed in it; oldest first."""
    known = incidents.recent(connection, MOST_READ)
    alive = [
        one for one in known if one.opened_at < subject.until and (one.closed_at or subject.until) >= subject.since
    ]
    inside = [one for one in alive if not ring or holds(ring, one.place)]
    return sorted(inside, key=lambda one: (one.opened_at, one.folio))


def _areas(city: City, subject: AtlasSubject, ring: Sequence[Place]) -> list[Asset]:
    kind = subject.asset_kind or AssetKind.NEIGHBOURHOOD
    known = [asset for asset in city.assets.values() if asset.kind == kind and len(asset.outline) >= 3]
    inside = [asset for asset in known if not ring or tuple(ring) == asset.outline or holds(ring, asset.outline[0])]
    return sorted(inside, key=lambda asset: (asset.name, asset.code, asset.id))


def _assets(city: City, subject: AtlasSubject, ring: Sequence[Place]) -> list[Asset]:
    known = [one for one in city.assets.values() if one.kind == subject.asset_kind and one.place and not one.outline]
    inside = [asset for asset in known if not ring or (asset.place is not None and holds(ring, asset.place))]
    return sorted(inside, key=lambda asset: (asset.code, asset.id))


def _ring_within(city: City, name: str) -> Sequence[Place]:
    """The outline of the area that was named, without regard to capitals; nothing where none was."""
    if not name:
        return ()
    wanted = name.casefold()
    known = (asset for asset in city.assets.values() if len(asset.outline) >= 3)
    found = next((one for one in known if wanted in {one.name.casefold(), one.code.casefold(), one.id}), None)
    if found is None:
        raise UnknownAreaError(f"there is no area {name}. Areas are named as on the map")
    return found.outline


def _of_area(connection: Connection, city: City, area: Asset, template: Template, setup: Setup) -> Dossier:
    named = replace(bare(city, SubjectKind.AREA, area.code, area.name or area.code), areas=(area_of(area),))
    sheet = setup.sheet(template, is_exercise=city.facts.is_exercise)
    grounded = replace(named, ground=fitted_area(area.outline, sheet, setup.ratio))
    return happening(connection, city, grounded, template)


def _of_asset(city: City, asset: Asset, template: Template, setup: Setup) -> Dossier:
    """Its open alarms with it; the press sees the block in which it lies, without its name."""
    alarms = tuple(alarm for alarm in city.open_alarms if alarm.source_id == asset.id)
    named = bare(city, SubjectKind.ASSET, asset.code, asset.name or asset.code)
    full = replace(named, type_name=str(asset.kind), chosen=asset.id, alarms=alarms)
    if template is Template.PRESS and asset.place is not None:
        block = Area("", templates.block_of(asset.place), "block")
        full = replace(full, folio="", title=str(asset.kind), areas=(block,))
    shown = templates.apply(full, template)
    return on_ground(city, shown, template, setup, ASSET_NARROWEST_M)
