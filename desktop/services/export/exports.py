"""A map leaves the building: permitted, read in one snapshot, written whole, signed, and journalled.

The journal's rows are written when the files are complete under hidden names and before they take their own: a file
that is there is always in the journal. File, manifest and signature of one export appear together.
"""

import fcntl
import json
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from desktop.domain.events import IncidentEvent, MediaEvent
from desktop.domain.operator import Operator
from desktop.services.clock import Now, utc_now
from desktop.services.evidence import manifest as manifests
from desktop.services.evidence import signature
from desktop.services.evidence.installation import Installation
from desktop.services.evidence.manifest import Member
from desktop.services.export import features, manifest
from desktop.services.export.custody import note_of
from desktop.services.export.dossier import Dossier
from desktop.services.export.manifest import Origin
from desktop.services.export.order import OnPage, PageOrder, Tools
from desktop.services.export.reading import Reading, read
from desktop.services.export.subject import DRIVERS, PAGES, Request
from desktop.services.export.template import Template
from desktop.services.permit import permit
from desktop.storage import journal
from desktop.storage.store import Store
from maps.whole_file import draft_of


@dataclass(frozen=True, slots=True)
class Exported:
    """`notes` are codes of what is not as it could be: no_base_map, logo_gone, not_all_shown."""

    file: Path
    manifest: Path
    signature: Path
    sha256: str
    data_sha256: str
    key: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A page as it would be, in a file of the runtime folder that is its asker's; `ratio` of its scale 1 : n."""

    picture: Path
    pages: int
    ratio: float
    title: str
    notes: tuple[str, ...]


class Exports:
    """Thread: any but Qt's; a page takes seconds. `data` is the data folder, `runtime` its folder for passing files."""

    def __init__(self, store: Store, data: Path, runtime: Path, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._data, self._runtime, self._now = store, data, runtime, now
        self._writer, self._installation = writer, Installation(store, data, writer)

    def export(self, request: Request, author: Operator, tools: Tools, on_page: OnPage | None = None) -> list[Exported]:
        """All files of the request, or none.

        Raises NotPermittedError, UnknownIncidentError, NothingToPrintError, TooManyPagesError, UnknownEndingError,
        EvidenceKeyError, CancelledError, OSError, a tool's own.
        """
        permit(self._store, self._writer, author, request.subject.use_case)
        request.refuse_endings()
        key = self._installation.key()
        reading = self._read(request, author)
        with ExitStack() as drafts:
            files = [(out, drafts.enter_context(draft_of(out))) for out in request.outs]
            notes = [drafts.enter_context(draft_of(manifests.path_of(out))) for out in request.outs]
            signed = [drafts.enter_context(draft_of(_signature_of(out))) for out in request.outs]
            self._fill([draft for _, draft in files], reading, request, tools, on_page or _unheard)
            members = [manifests.member(out.name, draft) for out, draft in files]
            origin = self._write_down(reading, members, author, key.id)
            for member, note, mark in zip(members, notes, signed, strict=True):
                text = manifests.manifest([member], manifest.facts(reading.content, origin))
                note.write_bytes(text)
                mark.write_bytes(signature.signed(text, key))
            whole = drafts.pop_all()
        with _held(request.outs[0].parent):
            whole.close()
        return [_exported(out, member, reading, key.id) for out, member in zip(request.outs, members, strict=True)]

    def preview(self, request: Request, author: Operator, tools: Tools, page: int, dpi: int) -> Preview:
        """One page of what would be exported; nothing leaves, nothing is journalled but a refusal."""
        permit(self._store, self._writer, author, request.subject.use_case)
        reading = self._read(request, author)
        self._runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        with draft_of(self._runtime / f"preview-{os.getpid()}.png") as draft:
            order = replace(reading.order, outs=(str(draft),), dpi=dpi, preview=page)
            pages = tools.draw(order, _unheard)
        picture = self._runtime / f"preview-{os.getpid()}.png"
        shown = reading.order.overview or reading.order.pages[0]
        return Preview(picture, pages, shown.ground.ratio, reading.order.title, reading.notes)

    def _read(self, request: Request, author: Operator) -> Reading:
        with self._store.read() as connection:
            return read(connection, request, author, self._data, self._runtime, self._now())

    def _fill(self, drafts: Sequence[Path], reading: Reading, request: Request, tools: Tools, on_page: OnPage) -> None:
        pages = tuple(str(draft) for draft in drafts if draft.suffix.lower() in PAGES)
        if pages:
            tools.draw(replace(reading.order, outs=pages), on_page)
        for draft in drafts:
            if draft.suffix.lower() not in PAGES:
                _fill_features(draft, reading.order, request.plate, tools.convert)

    def _write_down(self, reading: Reading, members: Sequence[Member], author: Operator, key: str) -> Origin:
        """One transaction: the rows, and the head that holds them."""
        with self._store.write() as connection:
            for member in members:
                self._write_one(connection, reading, member, author)
            head = journal.head(connection)
        return Origin(author, reading.order.printed_at, key, head.seq, head.sha256)

    def _write_one(self, connection: Connection, reading: Reading, member: Member, author: Operator) -> None:
        at, template = reading.order.printed_at, reading.content.template
        note = note_of(member.name, member.sha256, reading.content.data_sha256, template.value)
        for incident in reading.leaving:
            journal.append(connection, IncidentEvent("exported", incident, author.login, note), self._writer, at)
        if not reading.leaving:
            event = MediaEvent("exported", reading.order.folio, member.name, member.sha256, author.login)
            journal.append(connection, event, self._writer, at)


def _fill_features(draft: Path, order: PageOrder, plate: str, convert: Callable[[Path, Path, str], None]) -> None:
    dossier: Dossier = order.pages[0]
    shown = plate if dossier.city.is_exercise else ""
    made = features.collection(dossier, order.data_sha256, shown, order.author)
    driver = DRIVERS.get(draft.suffix.lower())
    if driver is None:
        draft.write_bytes(_json(made))
        return
    source = draft.with_name(f"{draft.name}.geojson")
    try:
        source.write_bytes(_json(features.dressed(made)))
        convert(source, draft, driver)
    finally:
        source.unlink(missing_ok=True)


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).encode()


def _exported(out: Path, member: Member, reading: Reading, key: str) -> Exported:
    sha256, data_sha256 = member.sha256, reading.content.data_sha256
    return Exported(out, manifests.path_of(out), _signature_of(out), sha256, data_sha256, key, reading.notes)


def _signature_of(out: Path) -> Path:
    note = manifests.path_of(out)
    return note.with_name(note.name + signature.ENDING)


def _unheard(_page: int, _pages: int) -> None:
    """Nobody asked to be told."""


@contextmanager
def _held(folder: Path) -> Generator[None]:
    """One export at a time takes its names: those of another never mix with them."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


__all__ = ["Exported", "Exports", "Preview", "Template"]
