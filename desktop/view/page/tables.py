"""The rows of a dossier as tables: what was done, who has had the data, and the index of an atlas."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from gettext import gettext as _

from desktop.services.export.dossier import Dossier
from desktop.services.export.template import Template
from desktop.services.timeline import TimelineRow
from desktop.view.page.words import said
from maps.view.page.values import Column, Row, TablePart
from maps.view.theme import scale

MACHINES = frozenset({"node", "console", "exercise", "city", "command line"})
"""Writers that are no person."""
SAID_BY_THE_INCIDENT = frozenset({"unit.on_the_way", "unit.at_the_place"})
_FIRST_MAP = 2
"""Of an atlas: after its overview and its index."""


def of_incident(dossier: Dossier, zone: tzinfo) -> Iterator[TablePart]:
    if dossier.timeline:
        yield _timeline(dossier, zone)
    if dossier.custody or (dossier.template == Template.PROSECUTOR and dossier.incident is not None):
        yield _custody(dossier, zone)


def _timeline(dossier: Dossier, zone: tzinfo) -> TablePart:
    rows = _in_time(dossier)
    has_people = any(row.by for row in rows)
    when, who, what = _column(_("Time"), scale.PAGE_WHEN_PX, mono=True), _column(_("Who"), scale.PAGE_WHO_PX), _("What")
    columns = (when, *((who,) if has_people else ()), Column(what, 0.0))
    cells = (
        (_moment(row.at, zone), *((_person(dossier, row.by),) if has_people else ()), said(dossier, row))
        for row in rows
    )
    proofs = (_proof(row.seq, dossier.proofs.get(str(row.seq), "")) for row in rows)
    made = tuple(Row(cell, proof) for cell, proof in zip(cells, proofs, strict=True))
    note = _("Each row with its number in the journal and its SHA-256.") if dossier.proofs else ""
    return TablePart(_("Timeline"), columns, made, note)


def _custody(dossier: Dossier, zone: tzinfo) -> TablePart:
    rows = tuple(
        Row(
            (_moment(one.at, zone), _person(dossier, one.by), one.template, one.file),
            (*((one.sha256,) if one.sha256 else ()), *_proof(one.seq, one.row_sha256)),
        )
        for one in dossier.custody
    )
    columns = (
        _column(_("Time"), scale.PAGE_WHEN_PX, mono=True),
        _column(_("Who"), scale.PAGE_WHO_PX),
        _column(_("For whom"), scale.PAGE_FOR_PX),
        Column(_("File, its SHA-256 and the journal's row"), 0.0),
    )
    known = _("Every time this data left before this document, which is the next row of the journal.")
    none = _("This data had not left before this document.")
    return TablePart(_("Chain of custody"), columns, rows, known if rows else none)


def index(pages: Sequence[Dossier]) -> TablePart:
    """Each map with the page on which it is."""
    columns = (
        _column(_("Page"), scale.PAGE_NUMBER_PX),
        _column(_("Map"), scale.PAGE_NUMBER_PX),
        _column(_("Folio"), scale.PAGE_WHEN_PX, mono=True),
        Column(_("What"), 0.0),
    )
    rows = tuple(
        Row(("", str(number), page.folio, _titled(page)), target=_FIRST_MAP + number - 1)
        for number, page in enumerate(pages, start=1)
    )
    return TablePart(_("Index"), columns, rows)


def _titled(page: Dossier) -> str:
    return " · ".join(part for part in (page.title, page.neighbourhood) if part)


def _in_time(dossier: Dossier) -> list[TimelineRow]:
    """As it happened: an alarm has the time of its source, which may be before the row that was written first.

    What a unit did because of the incident is said once, but to the prosecutor, who gets every row.
    """
    every = dossier.template == Template.PROSECUTOR
    rows = (row for row in dossier.timeline if every or row.kind not in SAID_BY_THE_INCIDENT)
    return sorted(rows, key=lambda row: (row.at, row.seq))


def _column(name: str, width_px: float, *, mono: bool = False) -> Column:
    return Column(name, width_px, mono)


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _person(dossier: Dossier, login: str) -> str:
    return _("System") if login in MACHINES else dossier.people.get(login, login)


def _proof(seq: int, sha256: str) -> tuple[str, ...]:
    return (f"#{seq} {sha256}",) if sha256 else ()
