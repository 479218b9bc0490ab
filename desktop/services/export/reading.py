"""One snapshot of the store as what an export is made of: the order to draw, the content to sign, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from desktop.domain.incident import Incident
from desktop.domain.operator import Operator
from desktop.services.cities import nearest
from desktop.services.evidence.manifest import file_sha256
from desktop.services.export import atlas, gathering
from desktop.services.export.canonical import plain, sha256_of
from desktop.services.export.dossier import Dossier, SubjectKind
from desktop.services.export.gathering import City
from desktop.services.export.logo import logo_file
from desktop.services.export.manifest import Content
from desktop.services.export.order import Ground, PageOrder
from desktop.services.export.subject import AtlasSubject, IncidentSubject, Request
from desktop.services.export.template import Template
from desktop.storage import base_maps, incidents, journal
from desktop.storage.base_maps import BaseMap

ATLAS_SCHEMA = "atalaya.atlas/1"


@dataclass(frozen=True, slots=True)
class Reading:
    """`leaving` are the incidents whose data is in it, as they stand in the store; `notes` as of Exported."""

    order: PageOrder
    content: Content
    leaving: tuple[Incident, ...]
    notes: tuple[str, ...]


def read(
    connection: Connection, request: Request, author: Operator, data: Path, runtime: Path, now: datetime
) -> Reading:
    """Raises UnknownIncidentError, NothingToPrintError, TooManyPagesError, UnknownAreaError."""
    city = gathering.read_city(connection)
    pages, overview = _dossiers(connection, city, request, now)
    found = plain(pages[0])
    if overview is not None:
        found = {"schema": ATLAS_SCHEMA, "title": overview.title, "pages": [plain(page) for page in pages]}
    known = base_maps.every(connection)
    used = _Grounds(known, data)
    first = overview or pages[0]
    logo, wants_logo = logo_file(connection, data)
    order = PageOrder(
        pages=pages,
        grounds=tuple(used.under(page) for page in pages),
        data_sha256=sha256_of(found),
        author=author.name if request.template is not Template.PRESS else city.facts.name,
        printed_at=now,
        outs=(),
        language=request.language,
        runtime=str(runtime),
        folio=first.folio,
        title=first.title,
        overview=overview,
        overview_ground=used.under(overview) if overview else Ground((), ""),
        logo=str(logo) if logo else "",
    )
    content = Content(
        folio=first.folio,
        kind="atlas" if overview else first.kind.value,
        city=city.facts.name,
        is_exercise=city.facts.is_exercise,
        template=request.template,
        data=found,
        data_sha256=order.data_sha256,
        sources=_sources(connection, used.maps, data, logo),
    )
    notes = (
        *(("no_base_map",) if used.is_bare else ()),
        *(("logo_gone",) if wants_logo and logo is None else ()),
        *(("not_all_shown",) if not _shows_all(city, pages) else ()),
    )
    return Reading(order, content, tuple(_leaving(connection, request, pages)), notes)


def _dossiers(
    connection: Connection, city: City, request: Request, now: datetime
) -> tuple[tuple[Dossier, ...], Dossier | None]:
    subject, template, setup = request.subject, request.template, request.setup
    if isinstance(subject, IncidentSubject):
        return (gathering.of_incident(connection, city, subject, template, setup),), None
    if isinstance(subject, AtlasSubject):
        pages = atlas.pages(connection, city, subject, template, setup)
        folio = gathering.map_folio(city, "ATLAS", now)
        return pages, atlas.overview(city, subject.title, folio, pages, setup)
    folio = gathering.map_folio(city, "MAPA", now)
    return (gathering.of_view(connection, city, subject, template, setup, folio),), None


class _Grounds:
    """The base map under each page. One whose file is gone is as good as none."""

    def __init__(self, known: Sequence[BaseMap], data: Path) -> None:
        self._known = [one for one in known if (data / one.file).is_file()]
        self._data = data
        self.maps: dict[str, BaseMap] = {}
        self.is_bare = False

    def under(self, page: Dossier) -> Ground:
        found = nearest(self._known, page.ground.centre)
        if found is None:
            self.is_bare = True
            return Ground((), "")
        self.maps[found.file] = found
        return Ground((str(self._data / found.file),), found.attribution)


def _sources(connection: Connection, maps: dict[str, BaseMap], data: Path, logo: Path | None) -> list[dict[str, Any]]:
    """The journal's head when it was read, the base maps and the logo, each by its hash."""
    head = journal.head(connection)
    found: list[dict[str, Any]] = [{"kind": "store", "journal_seq": head.seq, "journal_sha256": head.sha256}]
    for file, one in sorted(maps.items()):
        sha256 = file_sha256(data / file)
        found.append({"kind": "base map", "name": one.name, "sha256": sha256, "attribution": one.attribution})
    if logo is not None:
        found.append({"kind": "logo", "sha256": logo.stem})
    return found


def _shows_all(city: City, pages: Sequence[Dossier]) -> bool:
    """Whether what a map is of lies clearly on it: a scale that was chosen may be too large."""
    cases = (page for page in pages if page.kind not in {SubjectKind.VIEW, SubjectKind.AREA})
    areas = (page for page in pages if page.kind is SubjectKind.AREA)
    clear = all(page.ground.shows_clearly(place) for page in cases for place in gathering.places_of(page, city))
    return clear and all(page.ground.shows(corner) for page in areas for area in page.areas for corner in area.ring)


def _leaving(connection: Connection, request: Request, pages: Sequence[Dossier]) -> list[Incident]:
    """The incidents that pages are of: their timelines say that they left."""
    if isinstance(request.subject, IncidentSubject):
        found = incidents.by_folio(connection, request.subject.folio)
        return [found] if found else []
    folios = [page.folio for page in pages if page.kind is SubjectKind.INCIDENT]
    return [one for folio in folios if (one := incidents.by_folio(connection, folio)) is not None]
