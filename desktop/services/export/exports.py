"""An incident leaves the building: permitted, read in one snapshot, written whole with its manifest, and journalled.

The journal's row is written when the file is complete under a hidden name and before it takes its own: a file that is
there is always in the journal.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desktop.domain.operator import Operator
from desktop.services.cities import nearest
from desktop.services.clock import Now, utc_now
from desktop.services.export import dossier as dossiers
from desktop.services.export import features, manifest, template
from desktop.services.export.canonical import data_sha256
from desktop.services.export.dossier import Dossier
from desktop.services.export.manifest import Origin
from desktop.services.export.template import Template
from desktop.services.incidents import Incidents
from desktop.services.permit import permit
from desktop.storage import base_maps, journal
from desktop.storage.store import Store
from maps.whole_file import draft_of

PAGES = (".pdf", ".png")
DRIVERS = {".gpkg": "GPKG", ".kml": "LIBKML"}
ENDINGS = (*PAGES, ".geojson", *DRIVERS)


class UnknownEndingError(ValueError):
    """The name of the file does not say one of the known kinds."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: its ending must be one of {' '.join(ENDINGS)}")


@dataclass(frozen=True, slots=True)
class PageOrder:
    """All that the drawing of the page needs, as values that can pass between processes.

    `cities` are the files of the base map, `outs` the files to be filled: .pdf or .png each.
    """

    dossier: Dossier
    data_sha256: str
    author: str
    printed_at: datetime
    cities: tuple[str, ...]
    attribution: str
    outs: tuple[str, ...]
    language: str
    runtime: str


class Tools(Protocol):
    """Who draws and who writes formats: the one needs Qt, the other GDAL, and neither lives in this floor."""

    def draw(self, order: PageOrder) -> None:
        """Fill the files of the order; raises an error that says why not."""
        ...

    def convert(self, source: Path, target: Path, driver: str) -> None:
        """Write a GeoJSON in another format; raises an error that says why not."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """`plate` are the words that an exercise bears, `language` that of the page."""

    folio: str
    template: Template
    outs: tuple[Path, ...]
    plate: str
    language: str


@dataclass(frozen=True, slots=True)
class Exported:
    file: Path
    manifest: Path
    sha256: str
    data_sha256: str


class Exports:
    """Thread: any but Qt's; a page takes seconds. `data` is the data folder, `runtime` its folder for passing files."""

    def __init__(self, store: Store, data: Path, runtime: Path, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._data, self._runtime, self._now = store, data, runtime, now
        self._writer, self._incidents = writer, Incidents(store, writer, now)

    def export(self, request: Request, author: Operator, tools: Tools) -> list[Exported]:
        """All files of the request, or none. Raises NotPermittedError, UnknownIncidentError, OSError, a tool's own."""
        permit(self._store, self._writer, author, "incident.export")
        for out in request.outs:
            if out.suffix.lower() not in ENDINGS:
                raise UnknownEndingError(out.name)
        full, order = self._order(request, author)
        with ExitStack() as drafts:
            files = [(out, drafts.enter_context(draft_of(out))) for out in request.outs]
            notes = [(out, drafts.enter_context(draft_of(manifest.path_of(out)))) for out in request.outs]
            self._fill([draft for _, draft in files], order, request.plate, tools)
            done = [_exported(out, draft, order) for out, draft in files]
            origin = self._write_down(full, done, author, order.printed_at)
            for (out, draft), (_, note) in zip(files, notes, strict=True):
                note.write_bytes(manifest.manifest(out.name, draft, order.dossier, order.data_sha256, origin))
        return done

    def _order(self, request: Request, author: Operator) -> tuple[Dossier, PageOrder]:
        with self._store.read() as connection:
            full = dossiers.gather(connection, request.folio)
            ground = nearest(base_maps.every(connection), full.incident.place)
        shown = template.apply(full, request.template)
        order = PageOrder(
            dossier=shown,
            data_sha256=data_sha256(shown),
            author=author.name if request.template is not Template.PRESS else full.city.name,
            printed_at=self._now(),
            cities=(str(self._data / ground.file),) if ground else (),
            attribution=ground.attribution if ground else "",
            outs=(),
            language=request.language,
            runtime=str(self._runtime),
        )
        return full, order

    def _fill(self, drafts: Sequence[Path], order: PageOrder, plate: str, tools: Tools) -> None:
        pages = tuple(str(draft) for draft in drafts if draft.suffix.lower() in PAGES)
        if pages:
            tools.draw(replace(order, outs=pages))
        for draft in drafts:
            if draft.suffix.lower() not in PAGES:
                self._fill_features(draft, order, plate, tools.convert)

    def _fill_features(
        self, draft: Path, order: PageOrder, plate: str, convert: Callable[[Path, Path, str], None]
    ) -> None:
        shown = plate if order.dossier.city.is_exercise else ""
        made = features.collection(order.dossier, order.data_sha256, shown)
        content = json.dumps(made, ensure_ascii=False, allow_nan=False, indent=1).encode()
        driver = DRIVERS.get(draft.suffix.lower())
        if driver is None:
            draft.write_bytes(content)
            return
        source = draft.with_name(f"{draft.name}.geojson")
        try:
            source.write_bytes(content)
            convert(source, draft, driver)
        finally:
            source.unlink(missing_ok=True)

    def _write_down(self, full: Dossier, done: Sequence[Exported], author: Operator, at: datetime) -> Origin:
        for one in done:
            note = f"{one.file.name} sha256:{one.sha256} data:{one.data_sha256}"
            self._incidents.exported(full.incident.id, author, note)
        with self._store.read() as connection:
            head = journal.head(connection)
        return Origin(author, at, head.seq, head.sha256)


def _exported(out: Path, draft: Path, order: PageOrder) -> Exported:
    return Exported(out, manifest.path_of(out), manifest.file_sha256(draft), order.data_sha256)
