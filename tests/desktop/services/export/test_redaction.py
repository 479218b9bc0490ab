"""What a reader must not have is in no byte, no text and no metadata of any kind of file, nor of its manifest."""

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from desktop import app
from desktop.domain.events import IncidentEvent
from desktop.services.export.ring import holds
from desktop.services.export.subject import ENDINGS, AtlasBy, AtlasSubject, Request, ViewSubject
from desktop.services.export.template import PRESS_GRID_M, Template, block_of, coarse
from desktop.services.export.tools import VerbTools
from desktop.storage import journal
from desktop.storage.store import Store
from maps.place import Place

places = st.builds(Place, st.floats(-80, 80), st.floats(-179, 179))
KINDS = [ending.removeprefix(".") for ending in ENDINGS]


def everything_said(file: Path) -> str:
    """Bytes, decompressed streams, extracted text and metadata of a file and of what lies beside it."""
    said = [beside.read_bytes().decode("utf-8", "replace") for beside in file.parent.glob(f"{file.name}*")]
    if file.suffix == ".pdf":
        reader = PdfReader(file)
        said += [page.extract_text() for page in reader.pages]
        said += [str(reader.metadata), str(reader.xmp_metadata and reader.xmp_metadata.rdf_root.toxml())]
        for flags in ([], ["-raw"], ["-layout"]):
            told = subprocess.run(["pdftotext", *flags, file, "-"], capture_output=True, check=True).stdout
            said.append(told.decode())
        with pikepdf.open(file) as pdf:
            said += [str(one) for one in pdf.objects]
            streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
            said += [one.read_bytes().decode("latin-1") for one in streams]
    if file.suffix == ".png":
        with Image.open(file) as picture:
            said.append(str(picture.info))
    if file.suffix in {".gpkg", ".kml"}:
        for name, _kind in pyogrio.list_layers(file):
            info, _, geometry, fields = pyogrio.raw.read(file, layer=name)
            said += [str(info), str([list(field) for field in fields]), str(geometry is not None)]
    return "\n".join(said)


def hidden_of(world: Any) -> list[str]:
    """Names, addresses, notes, devices, units, exact places."""
    case = world.case
    exact = [f"{case.place.lat_deg:.5f}", f"{case.place.lon_deg:.5f}", str(case.place.lat_deg), str(case.place.lon_deg)]
    people = ["Anabel", "Quiroz", '"ana"', "Sofía", "Hernández", "sofia"]
    things = ["P-12", "C-04", "Parque Morelos", "puerta azul", "L-1", "patrol", case.id, world.camera.id, world.unit.id]
    return [*people, *things, *exact, "Morelos 12", "lo denuncia", "hunter2"]


@pytest.fixture
def files(export: Any) -> Any:
    """Every kind of file of a template, drawn and written for real."""

    def make(template: Template) -> list[Path]:
        names = tuple(f"case.{kind}" for kind in KINDS)
        return [one.file for one in export.every(names, template, VerbTools(app.draw_pages))]

    return make


def test_that_no_file_for_the_press_says_what_it_must_not(files: Any, world: Any, data: Path) -> None:
    made = files(Template.PRESS)
    assert {file.suffix for file in made} == set(ENDINGS)
    for file in made:
        said = everything_said(file)
        assert world.case.folio in said or file.suffix == ".png", file.name
        for hidden in hidden_of(world):
            assert hidden not in said, f"{file.name} says {hidden}"
    for file in data.joinpath("out").iterdir():
        content = file.read_bytes()
        assert b"hunter2" not in content
        assert b"/home/" not in content
        assert str(data).encode() not in content, "no path of this machine"


def test_that_the_report_and_the_prosecutor_are_told_who_and_where_but_never_what_opens_a_device(
    files: Any, world: Any
) -> None:
    for template in (Template.REPORT, Template.PROSECUTOR):
        for file in files(template):
            said = re.sub(r"\s+", " ", everything_said(file))
            assert "hunter2" not in said
            if file.suffix != ".png":
                for told in ("Sofía Hernández", "Anabel Quiroz", "P-12", world.case.folio):
                    assert told in said, f"{template} {file.name} does not say {told}"
                assert ("lo denuncia su hermana" in said) is True


def test_that_the_prosecutor_gets_every_row_with_its_proof_and_who_had_the_data(
    export: Any, store: Store, world: Any, clock: Any
) -> None:
    with store.write() as connection:
        for number in range(520):
            event = IncidentEvent("noted", world.case, "ana", f"line {number}")
            journal.append(connection, event, "console", clock())
    before = export("first.geojson", Template.PRESS)
    features = json.loads(export("case.geojson", Template.PROSECUTOR).file.read_text())["features"]
    timeline = [one["properties"] for one in features if one["properties"]["layer"] == "timeline"]
    assert len(timeline) > 520
    with store.read() as connection:
        proofs = journal.hashes(connection, [row["seq"] for row in timeline])
    assert all(proofs[row["seq"]] == row["row_sha256"] for row in timeline)
    (custody,) = [one["properties"] for one in features if one["properties"]["layer"] == "custody"]
    assert (custody["name"], custody["template"], custody["by"]) == ("first.geojson", "prensa", "Sofía Hernández")
    assert custody["sha256"] == before.sha256


def test_that_the_press_sees_a_block_and_no_point(export: Any, world: Any) -> None:
    done = export("case.geojson", Template.PRESS)
    document = json.loads(done.file.read_text())
    kinds = {one["geometry"] and one["geometry"]["type"] for one in document["features"]}
    assert kinds == {"Polygon", None}
    (incident,) = [one for one in document["features"] if one["properties"]["layer"] == "incident"]
    ring = [Place(lat, lon) for lon, lat in incident["geometry"]["coordinates"][0][:-1]]
    assert holds(ring, world.case.place)
    assert ring[0].distance_m(ring[2]) == pytest.approx(PRESS_GRID_M * 2**0.5, rel=0.03)
    note = json.loads(done.manifest.read_text())
    assert note["author"] == {"name": "Valle Alto"}
    assert f"places to {PRESS_GRID_M:.0f} m" in note["redactions"]


def test_that_what_is_around_decides_nothing_of_what_the_press_sees(export: Any, store: Store, world: Any) -> None:
    """The ground follows from the block alone: not from a camera, a unit, or the exact place in it."""
    from desktop.services.export import gathering  # noqa: PLC0415 - of this test alone
    from desktop.services.export.subject import IncidentSubject, Setup  # noqa: PLC0415

    with store.read() as connection:
        city = gathering.read_city(connection)
        shown = gathering.of_incident(connection, city, IncidentSubject(world.case.folio), Template.PRESS, Setup())
    block = block_of(world.case.place)
    assert [area.ring for area in shown.areas] == [block]
    middle = shown.incidents[0].place
    assert middle == coarse(world.case.place)
    assert all(abs(place.lat_deg - middle.lat_deg) < 0.001 for place in gathering.places_of(shown, city))
    assert shown.ground.width_m >= 1500


@pytest.mark.parametrize("template", [Template.PRESS])
def test_that_views_and_atlases_for_the_press_say_no_more(
    template: Template, export: Any, world: Any, sofia: Any, shift: Any
) -> None:
    (export.data / "out").mkdir()
    view = ViewSubject("Zona centro", world.case.place, 1500, 900)
    atlas = AtlasSubject(AtlasBy.INCIDENT, *shift, title="Turno")
    lamps = AtlasSubject(AtlasBy.ASSET, *shift, "luminaire", title="Luminarias")
    for number, subject in enumerate((view, atlas, lamps)):
        out = export.data / "out" / f"map-{number}.pdf"
        request = Request(subject, template, (out,), "", "en")
        export.exports.export(request, sofia, VerbTools(app.draw_pages))
        said = everything_said(out)
        for hidden in hidden_of(world):
            if hidden.startswith(("22.", "-102.")) and isinstance(subject, ViewSubject):
                continue  # the view's own middle, which whoever asked for it chose
            assert hidden not in said, f"{out.name} says {hidden}"


@given(places)
def test_that_a_coarse_place_is_near_and_stays_where_it_is(place: Place) -> None:
    one = coarse(place)
    assert place.distance_m(one) < PRESS_GRID_M
    assert coarse(one).distance_m(one) < 3
    assert holds(block_of(place), one)


@given(places, st.floats(-40, 40), st.floats(-40, 40))
def test_that_all_places_of_a_block_look_the_same(place: Place, north_m: float, east_m: float) -> None:
    """From many exports of one place nobody learns where in its block it lies."""
    middle = coarse(place)
    moved = Place(middle.lat_deg + north_m / 111_195, middle.lon_deg + east_m / 111_195)
    assert block_of(moved) == block_of(middle)


def test_that_the_checks_find_what_they_look_for(tmp_path: Path) -> None:
    """A word hidden in a compressed stream or a zipped part would be seen."""
    from PySide6.QtGui import QPainter, QPdfWriter  # noqa: PLC0415 - of this test alone

    writer = QPdfWriter(str(tmp_path / "x.pdf"))
    painter = QPainter(writer)
    painter.drawText(100, 100, "Anabel")
    painter.end()
    assert "Anabel" in everything_said(tmp_path / "x.pdf")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr("x", "y")
    assert out.getvalue()
