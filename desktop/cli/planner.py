"""What the verbs of planning share: a store with the map worker beside it, and who acts."""

import argparse
import getpass
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.author import WRITER, author_of
from desktop.cli.map import opened
from desktop.cli.options import VerbError, settings
from desktop.config import Settings
from desktop.domain.operator import NotPermittedError, Operator, Role
from maps.place import Place

if TYPE_CHECKING:
    from desktop.services.coverage.book import Coverage
    from desktop.services.coverage.surroundings import Ground
    from desktop.storage.store import Store
    from maps.survey import Survey

__all__ = ["WRITER", "Desk", "desk", "place_of", "survey_words"]


@dataclass(frozen=True, slots=True)
class Desk:
    """A verb's place of work."""

    settings: Settings
    store: "Store"
    survey: "Survey"

    def author(self, login: str | None) -> Operator:
        return author_of(self.store, login)

    def owner(self) -> Operator:
        """Whoever may write the store's file is its administrator; the journal names the account of the machine."""
        login = f"machine:{getpass.getuser()}"
        return Operator(login, login, login, Role.ADMIN)

    def ground(self) -> "Ground":
        from desktop.services.coverage.surroundings import Ground
        from desktop.storage import base_maps
        from desktop.storage import settings as city_settings

        with self.store.read() as connection:
            return Ground.of(base_maps.every(connection), self.settings.data, city_settings.every(connection))

    def coverage(self) -> "Coverage":
        """Of all cameras; viewsheds are kept in the data folder, where the console finds them."""
        from desktop.services.coverage.book import CoverageBook
        from desktop.storage import cameras

        with self.store.read() as connection:
            known = cameras.every(connection)
        return CoverageBook(self.survey, self.settings.data / "coverage").coverage(known, self.ground())


@contextmanager
def desk(args: argparse.Namespace) -> Generator[Desk]:
    """Raises VerbError where the store is not there or the role does not allow the act."""
    import shapely  # noqa: F401 # pyright: ignore[reportUnusedImport]  before SpatiaLite, as pyproj

    from maps.survey import Survey, SurveyError
    from maps.worker_client import MapWorker

    chosen = settings(args)
    store = opened(chosen)
    try:
        with MapWorker(draws=False) as worker:
            yield Desk(chosen, store, Survey(worker))
    except NotPermittedError as error:
        raise VerbError(f"{error}: the journal has it. Ask somebody whose role may") from error
    except SurveyError as error:
        raise VerbError(survey_words(error.code, error.detail)) from error
    finally:
        store.close()


def survey_words(code: str, detail: str) -> str:
    """One line: what happened and what to do."""
    known = {
        "missing": _("{detail}: the file is not there. Name an existing map file"),
        "not_a_map": _("{detail} is no map. Give an OSM PBF, a GeoPackage, a Shapefile or a GeoJSON file"),
        "no_layers": _("the file holds no map layers: {detail}. Export it again with geometry"),
        "no_crs": _("the file does not say its coordinate system: {detail}. Add it, or reproject"),
        "damaged": _("the file is damaged or incomplete: {detail}. Fetch it again"),
        "empty": _("{detail} holds nothing of the kind. Choose another file"),
        "too_many": _("{detail}. Cut the file to the municipality first"),
        "too_large": _("{detail}"),
        "memory": _("the file needs more memory than it may take: {detail}. Cut it to the municipality first"),
    }
    return known.get(code, _("the map worker gave no answer: {detail}. Try again")).format(detail=detail or code)


def place_of(text: str) -> Place:
    """`LAT,LON`; raises ValueError, which argparse tells."""
    lat, comma, lon = text.partition(",")
    if not comma:
        raise ValueError
    return Place(float(lat), float(lon))


def source_of(desk: Desk, file: Path | None) -> Path:
    """The file that was named, else the one the newest base map was made from."""
    from desktop.storage import base_maps

    if file is not None:
        return file
    with desk.store.read() as connection:
        known = [one for one in base_maps.every(connection) if one.source]
    if not known:
        raise VerbError(_("the store has no base map. Name a map file"))
    return Path(max(known, key=lambda one: one.imported_at.timestamp() if one.imported_at else 0.0).source)
