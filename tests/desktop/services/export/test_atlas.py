"""An atlas: a page for each thing, in its order, with an overview and an index, redacted like single maps."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from desktop import app
from desktop.domain.asset import Asset
from desktop.domain.operator import Operator
from desktop.services.evidence.audit import audit
from desktop.services.evidence.key import KeyRoom
from desktop.services.export.atlas import UnknownAreaError
from desktop.services.export.dossier import SubjectKind
from desktop.services.export.order import PageOrder
from desktop.services.export.subject import (
    MOST_ATLAS_PAGES,
    AtlasBy,
    AtlasSubject,
    NothingToPrintError,
    Request,
    Setup,
    TooManyPagesError,
    UnknownEndingError,
)
from desktop.services.export.template import Template
from desktop.services.export.tools import VerbTools
from desktop.services.incidents import Incidents, Opening
from desktop.storage import assets, journal
from desktop.storage.store import Store
from maps.place import Place


class Painted:
    """A tool that keeps its order."""

    def __init__(self) -> None:
        self.orders = list[PageOrder]()

    def draw(self, order: PageOrder, _on_page: object) -> int:
        self.orders.append(order)
        Path(order.outs[0]).write_bytes(b"%PDF")
        return 1

    def convert(self, source: Path, target: Path, driver: str) -> None:
        raise AssertionError(source, target, driver)


@pytest.fixture
def atlas(export: Any, shift: Any) -> Any:
    def make(by: AtlasBy, template: Template = Template.REPORT, tools: Any = None, **more: str) -> PageOrder:
        painted = tools or Painted()
        subject = AtlasSubject(by, *shift, title="Turno de noche", **more)
        request = Request(subject, template, (export.data / "atlas.pdf",), "", "en", Setup())
        export.exports.export(request, export.sofia, painted)
        return painted.orders[-1] if isinstance(painted, Painted) else None

    return make


def test_that_a_page_is_made_of_each_incident_of_the_shift_and_no_other(
    atlas: Any, store: Store, world: Any, ana: Operator, clock: Any
) -> None:
    cases = Incidents(store, now=clock)
    later = cases.open_(Opening("30401", Place(22.78, -102.59), "Otra"), ana)
    clock.go(9 * 3600)
    tomorrow = cases.open_(Opening("30401", Place(22.78, -102.59), "De mañana"), ana)
    order = atlas(AtlasBy.INCIDENT)
    assert [page.folio for page in order.pages] == [world.case.folio, later.folio]
    assert tomorrow.folio not in {page.folio for page in order.pages}
    assert all(page.kind is SubjectKind.INCIDENT and not page.timeline for page in order.pages)
    assert order.overview is not None
    assert [area.name for area in order.overview.areas] == ["1", "2"]
    with store.read() as connection:
        exported = [row for row in journal.after(connection, 0, 5000) if row.kind == "incident.exported"]
    assert {row.subject for row in exported} == {world.case.id, later.id}, "each has it in its own timeline"


def test_that_each_area_shows_its_own_things_and_what_happens_in_it(atlas: Any, world: Any) -> None:
    order = atlas(AtlasBy.AREA)
    (page,) = order.pages
    assert (page.title, page.areas[0].name) == ("Centro", "Centro")
    assert [one.folio for one in page.incidents] == [world.case.folio]
    assert {one.code for one in page.assets} == {"C-04", "L-0", "L-1", "L-2", "L-3"}
    assert all(page.ground.shows(corner) for corner in world.colonia.outline)
    assert order.overview.areas[0].ring == world.colonia.outline


def test_that_each_asset_of_a_kind_is_marked_on_its_own_page(atlas: Any, world: Any) -> None:
    order = atlas(AtlasBy.ASSET, asset_kind="luminaire", within="centro")
    assert [page.folio for page in order.pages] == ["L-0", "L-1", "L-2", "L-3"]
    assert all(page.chosen == f"luminaire-{page.folio}" for page in order.pages)
    assert all(page.ground.width_m < 600 for page in order.pages)


def test_that_what_cannot_be_printed_is_said(atlas: Any, store: Store, export: Any, shift: Any) -> None:
    with pytest.raises(NothingToPrintError, match="by asset"):
        atlas(AtlasBy.ASSET, asset_kind="spaceship")
    with pytest.raises(UnknownAreaError, match="no area Atlantis"):
        atlas(AtlasBy.INCIDENT, within="Atlantis")
    with store.write() as connection:
        many = [Asset(f"m{n}", "meter", f"M-{n}", "", Place(22.77, -102.58)) for n in range(MOST_ATLAS_PAGES + 1)]
        assets.put(connection, many)
    with pytest.raises(TooManyPagesError, match=str(MOST_ATLAS_PAGES + 1)):
        atlas(AtlasBy.ASSET, asset_kind="meter")
    subject = AtlasSubject(AtlasBy.AREA, *shift)
    request = Request(subject, Template.REPORT, (export.data / "atlas.gpkg",), "", "en")
    with pytest.raises(UnknownEndingError):
        export.exports.export(request, export.sofia, Painted())


def test_that_an_atlas_is_one_signed_pdf_with_overview_index_and_pages(
    atlas: Any, store: Store, ana: Operator, clock: Any, export: Any
) -> None:
    cases = Incidents(store, now=clock)
    for number in range(3):
        clock.go(60)
        cases.open_(Opening("30401", Place(22.772 + number / 500, -102.59), f"Caso {number}"), ana)
    atlas(AtlasBy.INCIDENT, tools=VerbTools(app.draw_pages))
    out = export.data / "atlas.pdf"
    assert audit(out, KeyRoom(export.data).known())
    reader = PdfReader(out)
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(texts) == 6
    assert "Turno de noche" in texts[0]
    for number in range(3):
        assert f"Caso {number}" in texts[1]
        assert f"Caso {number}" in texts[3 + number]
        assert f"Page {4 + number} of 6" in texts[3 + number]
    assert len(reader.outline) == 6
    note = json.loads((export.data / "atlas.pdf.manifest.json").read_text())
    assert note["kind"] == "atlas"
    assert len(note["data"]["pages"]) == 4


def test_that_an_incident_that_ended_before_the_shift_is_not_in_it(
    atlas: Any, store: Store, world: Any, sofia: Operator, clock: Any
) -> None:
    from desktop.domain.incident import CloseCode  # noqa: PLC0415 - of this test alone

    early = clock() - timedelta(hours=10)
    cases = Incidents(store, now=lambda: early)
    old = cases.open_(Opening("30401", Place(22.78, -102.59), "De ayer"), sofia)
    cases.close(old.id, CloseCode.AFFIRMATIVE, sofia)
    still = cases.open_(Opening("30401", Place(22.78, -102.59), "Sigue"), sofia)
    assert [page.folio for page in atlas(AtlasBy.INCIDENT).pages] == [still.folio, world.case.folio]
