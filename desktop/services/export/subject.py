"""What somebody wants on paper or in a file, and how: the values of a request."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from desktop.services.export.dossier import SubjectKind
from desktop.services.export.template import Template
from maps.grid import GridKind
from maps.place import Place
from maps.sheet import Paper, Sheet

PAGES = (".pdf", ".png")
DRIVERS = {".gpkg": "GPKG", ".kml": "LIBKML"}
ENDINGS = (*PAGES, ".geojson", *DRIVERS)
MOST_ATLAS_PAGES = 120


class UnknownEndingError(ValueError):
    """The name of the file does not say one of the known kinds."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: its ending must be one of {' '.join(ENDINGS)}")


class NothingToPrintError(LookupError):
    """No incident of the shift, no area of that name, no asset of that kind: the atlas would have no page."""


class TooManyPagesError(ValueError):
    """An atlas that nobody would turn; carries how many pages it would have."""

    def __init__(self, pages: int) -> None:
        super().__init__(f"{pages} pages are more than an atlas may have ({MOST_ATLAS_PAGES}): narrow it down")
        self.pages = pages


@dataclass(frozen=True, slots=True)
class Setup:
    """Paper and scale; without a `ratio` the largest round scale that shows everything clearly."""

    paper: Paper = Paper.A4
    landscape: bool = True
    ratio: float | None = None

    def sheet(self, template: Template, *, is_exercise: bool) -> Sheet:
        return Sheet(self.paper, self.landscape, is_exercise, template.grid is not GridKind.NONE)


@dataclass(frozen=True, slots=True)
class IncidentSubject:
    folio: str

    @property
    def use_case(self) -> str:
        return "incident.export"


@dataclass(frozen=True, slots=True)
class ViewSubject:
    """A part of the city under a title of its own: `width_m` by `height_m` of ground around the centre."""

    title: str
    centre: Place
    width_m: float
    height_m: float

    @property
    def use_case(self) -> str:
        return "map.print"


class AtlasBy(StrEnum):
    INCIDENT = "incident"
    """Those opened in the span of time, or open in it."""
    AREA = "area"
    """Colonias, or another kind of asset with an outline."""
    ASSET = "asset"
    """Each asset of one kind."""


@dataclass(frozen=True, slots=True)
class AtlasSubject:
    """Many pages with an overview and an index. `asset_kind` for areas and assets; `within` an area's name or code."""

    by: AtlasBy
    since: datetime
    until: datetime
    asset_kind: str = ""
    within: str = ""
    title: str = ""

    @property
    def use_case(self) -> str:
        return "map.atlas"


Subject = IncidentSubject | ViewSubject | AtlasSubject


@dataclass(frozen=True, slots=True)
class Request:
    """`plate` are the words that an exercise bears in files without a page, `language` that of the page."""

    subject: Subject
    template: Template
    outs: tuple[Path, ...]
    plate: str
    language: str
    setup: Setup = Setup()

    @property
    def is_atlas(self) -> bool:
        return isinstance(self.subject, AtlasSubject)

    def refuse_endings(self) -> None:
        """Raises UnknownEndingError; an atlas is a PDF."""
        known = (".pdf",) if self.is_atlas else ENDINGS
        for out in self.outs:
            if out.suffix.lower() not in known:
                raise UnknownEndingError(out.name)


__all__ = [
    "DRIVERS",
    "ENDINGS",
    "PAGES",
    "AtlasBy",
    "AtlasSubject",
    "IncidentSubject",
    "NothingToPrintError",
    "Request",
    "Setup",
    "Subject",
    "SubjectKind",
    "TooManyPagesError",
    "UnknownEndingError",
    "ViewSubject",
]
