"""An incident leaves the building: the same data, the same hash; each reader what is theirs; nothing unaccounted."""

import hashlib
import json
import math
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import app
from desktop.domain.alarm import Cause, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.events import IncidentEvent
from desktop.domain.incident import Incident
from desktop.domain.observation import Position
from desktop.domain.operator import NotPermittedError, Operator
from desktop.services.alarms import Alarms
from desktop.services.export.canonical import canonical, data_sha256, opened_mapping
from desktop.services.export.dossier import extent_of, gather
from desktop.services.export.exports import Exported, Exports, PageOrder, Request, UnknownEndingError
from desktop.services.export.naming import new_files, plain
from desktop.services.export.template import PRESS_GRID_M, Template, apply, coarse
from desktop.services.export.tools import VerbTools, read_order
from desktop.services.incidents import Incidents, UnknownIncidentError
from desktop.storage import assets, cameras, journal, observations, operators, settings
from desktop.storage.store import Store
from maps.place import Place
from video.camera import Camera, Mount

PLAZA = Place(22.7709, -102.5832)
SECRET, NOTE = "hunter2-rtsp", "Vive en Morelos 12, lo denuncia su hermana"
PLATE = "EXERCISE · NOTHING IS REAL"


def beside(north_m: float, east_m: float) -> Place:
    return Place(
        PLAZA.lat_deg + north_m / 111_195, PLAZA.lon_deg + east_m / 111_195 / math.cos(math.radians(PLAZA.lat_deg))
    )


def thing(kind: str, code: str, place: Place, **attributes: str) -> Asset:
    return Asset(f"{kind}-{code}", kind, code, f"{kind} {code}", place, attributes=attributes)


CAMERA = thing("camera", "C-04", beside(20, 30), url=f"rtsp://admin:{SECRET}@10.0.0.4/1")
UNIT = thing("unit", "P-12", beside(900, 900), unit_kind="patrol", radio=SECRET)
COLONIA = Asset(
    "col-1",
    AssetKind.NEIGHBOURHOOD,
    "COL-1",
    "Centro",
    PLAZA,
    outline=(beside(-300, -300), beside(-300, 300), beside(300, 300), beside(300, -300)),
)


@pytest.fixture
def case(store: Store, clock: Callable[[], datetime], ana: Operator, sofia: Operator) -> Incident:
    """An intrusion seen by a camera, with a unit on its way and a note that nobody outside may read."""
    with store.write() as connection:
        for one in (ana, sofia):
            operators.put(connection, one, "no hash")
        lamp, far = thing("luminaire", "L-1", beside(-60, 10)), thing("luminaire", "L-9", beside(9000, 0))
        assets.put(connection, (CAMERA, UNIT, COLONIA, lamp, far))
        camera = Camera(CAMERA.id, "C-04", str(CAMERA.attributes["url"]), Mount(beside(20, 30), heading_deg=200.0))
        cameras.put(connection, camera)
        settings.put(connection, "city_name", "Valle Alto")
        fix = Position(UNIT.id, beside(250, -400), clock(), clock(), "k", 120.0, 8.0)
        observations.add_positions(connection, [fix])
    cause = Cause("intrusion", CAMERA.id, "puerta", Priority.HIGH, CAMERA.place, clock(), "person")
    alarm = Alarms(store, now=clock).raise_(cause)
    cases = Incidents(store, now=clock)
    incident = cases.open_from_alarm(alarm.id, ana, title="Intrusión · C-04 Parque Morelos")
    cases.assign_unit(incident.id, UNIT.id, ana)
    return cases.note(incident.id, NOTE, ana)


class NoTools:
    """Neither pages nor conversions are asked for."""

    def draw(self, order: PageOrder) -> None:
        raise AssertionError(order)

    def convert(self, source: Path, target: Path, driver: str) -> None:
        raise AssertionError(source, target, driver)


@pytest.fixture
def export(store: Store, case: Incident, clock: Callable[[], datetime], sofia: Operator, tmp_path: Path) -> Any:
    def run(name: str, template: Template = Template.REPORT, tools: Any = None, by: Operator = sofia) -> Exported:
        request = Request(case.folio, template, (tmp_path / name,), PLATE, "en")
        (done,) = Exports(store, tmp_path, tmp_path, now=clock).export(request, by, tools or NoTools())
        return done

    return run


def rows(store: Store, kind: str) -> list[journal.JournalRow]:
    with store.read() as connection:
        return [row for row in journal.after(connection, 0, 5000) if row.kind == kind]


def test_that_the_hash_can_be_made_again_from_the_manifest_by_anyone(export: Any) -> None:
    done = export("case.geojson")
    note = json.loads(done.manifest.read_text())
    again = json.dumps(note["data"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(again.encode()).hexdigest() == note["data_sha256"] == done.data_sha256
    assert note["sha256"] == hashlib.sha256(done.file.read_bytes()).hexdigest() == done.sha256
    assert (note["file"], note["template"], note["mode"]) == ("case.geojson", "parte", "operation")
    assert note["author"] == {"login": "sofia", "name": "Sofia", "role": "supervisor"}
    assert datetime.fromisoformat(note["at"]).utcoffset() == timedelta(0)


def test_that_the_same_incident_has_the_same_hash_whenever_it_is_exported(export: Any, clock: Any) -> None:
    first = export("one.geojson")
    clock.go(3600)
    assert export("two.geojson").data_sha256 == first.data_sha256


def test_that_a_change_of_the_incident_changes_the_hash(
    export: Any, store: Store, case: Incident, ana: Operator
) -> None:
    first = export("one.geojson")
    Incidents(store).note(case.id, "another line", ana)
    assert export("two.geojson").data_sha256 != first.data_sha256


def test_that_each_export_is_a_row_with_the_hash_of_its_file(export: Any, store: Store) -> None:
    done = export("case.geojson")
    (row,) = rows(store, "incident.exported")
    assert isinstance(row.event, IncidentEvent)
    assert row.event.by == "sofia"
    assert row.event.note == f"case.geojson sha256:{done.sha256} data:{done.data_sha256}"
    note = json.loads(done.manifest.read_text())["journal"]
    with store.read() as connection:
        assert journal.hashes(connection, [row.seq]) == {note["seq"]: note["sha256"]}
        assert journal.verify(connection).sound


def test_that_who_may_not_export_is_refused_and_written_down(
    export: Any, store: Store, ana: Operator, tmp_path: Path
) -> None:
    with pytest.raises(NotPermittedError):
        export("case.geojson", by=ana)
    (row,) = rows(store, "operator.denied")
    assert row.event is not None
    assert row.event.note == "incident.export"
    assert not list(tmp_path.glob("*case*"))
    assert not rows(store, "incident.exported")


def test_that_a_tool_that_fails_leaves_no_file_and_no_row(export: Any, store: Store, tmp_path: Path) -> None:
    class Broken(NoTools):
        def draw(self, order: PageOrder) -> None:
            Path(order.outs[0]).write_bytes(b"half a page")
            raise RuntimeError("the base map cannot be drawn")

    with pytest.raises(RuntimeError, match="base map"):
        export("case.pdf", tools=Broken())
    assert not [path for path in tmp_path.iterdir() if "case" in path.name]
    assert not rows(store, "incident.exported")


def test_that_an_export_over_an_old_file_replaces_it_and_follows_no_link(export: Any, tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    (tmp_path / "case.geojson").symlink_to(victim)
    export("case.geojson")
    assert victim.read_text() == "mine"
    assert not (tmp_path / "case.geojson").is_symlink()


def test_that_an_unknown_ending_or_folio_is_refused_by_name(
    export: Any, store: Store, sofia: Operator, tmp_path: Path
) -> None:
    with pytest.raises(UnknownEndingError, match=r"case\.docx.*\.gpkg"):
        export("case.docx")
    request = Request("ATL-1999-000001", Template.REPORT, (tmp_path / "x.geojson",), "", "en")
    with pytest.raises(UnknownIncidentError, match="ATL-1999-000001"):
        Exports(store, tmp_path, tmp_path).export(request, sofia, NoTools())


# what is in it


def by_layer(done: Exported) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for feature in json.loads(done.file.read_text())["features"]:
        found.setdefault(feature["properties"]["layer"], []).append(feature)
    return found


def test_that_the_report_holds_the_incident_and_what_is_around_it(export: Any) -> None:
    layers = by_layer(export("case.geojson"))
    assert set(layers) == {"incident", "alarm", "unit", "camera", "asset", "timeline"}
    (incident,) = layers["incident"]
    assert incident["properties"]["neighbourhood"] == "Centro"
    lon, lat = layers["unit"][0]["geometry"]["coordinates"]
    assert Place(lat, lon).distance_m(beside(250, -400)) < 1
    assert {asset["properties"]["code"] for asset in layers["asset"]} == {"C-04", "L-1"}
    ring = layers["camera"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    kinds = [row["properties"]["name"] for row in layers["timeline"]]
    assert {"alarm.raised", "incident.opened", "incident.assigned", "incident.noted"} <= set(kinds)


@pytest.mark.parametrize("template", list(Template))
def test_that_no_template_carries_what_opens_a_device(template: Template, export: Any) -> None:
    done = export("case.geojson", template)
    assert SECRET not in done.file.read_text() + done.manifest.read_text()


def test_that_the_press_gets_no_address_no_name_no_note_and_no_unit(export: Any, case: Incident) -> None:
    done = export("case.geojson", Template.PRESS)
    said = done.file.read_text() + json.dumps(json.loads(done.manifest.read_text())["data"], ensure_ascii=False)
    for hidden in (NOTE, "Ana", '"ana"', "P-12", "C-04", "Parque Morelos", "puerta", case.id, CAMERA.id, UNIT.id):
        assert hidden not in said, hidden
    assert str(round(case.place.lat_deg, 4)) not in said.replace(str(coarse(case.place).lat_deg), "")
    layers = by_layer(done)
    assert set(layers) == {"incident", "alarm", "timeline"}
    lon, lat = layers["incident"][0]["geometry"]["coordinates"]
    assert Place(lat, lon).distance_m(case.place) < PRESS_GRID_M
    assert case.folio in said


def test_that_the_prosecutor_gets_every_row_with_its_proof(
    export: Any, store: Store, case: Incident, clock: Any
) -> None:
    with store.write() as connection:
        for number in range(520):
            journal.append(connection, IncidentEvent("noted", case, "ana", f"line {number}"), "console", clock())
    export("first.geojson")
    timeline = by_layer(export("case.geojson", Template.PROSECUTOR))["timeline"]
    assert len(timeline) > 520
    assert "incident.exported" in {row["properties"]["name"] for row in timeline}
    with store.read() as connection:
        proofs = journal.hashes(connection, [row["properties"]["seq"] for row in timeline])
    assert all(proofs[row["properties"]["seq"]] == row["properties"]["row_sha256"] for row in timeline)


def test_that_an_exercise_says_so_in_every_feature(store: Store, export: Any) -> None:
    with store.write() as connection:
        settings.put(connection, "exercise", value=True)
    done = export("case.geojson")
    document = json.loads(done.file.read_text())
    assert document["atalaya"]["mode"] == "exercise"
    assert all(feature["properties"]["name"].startswith(PLATE) for feature in document["features"])
    assert all(feature["properties"]["mode"] == "exercise" for feature in document["features"])
    assert json.loads(done.manifest.read_text())["mode"] == "exercise"


@pytest.mark.parametrize(("ending", "name_field"), [("gpkg", "name"), ("kml", "Name")])
def test_that_a_geographic_file_opens_with_its_layers(ending: str, name_field: str, export: Any) -> None:
    done = export(f"case.{ending}", tools=VerbTools(app.draw_pages))
    layers = [str(name) for name, _ in pyogrio.list_layers(done.file)]
    assert layers == ["incident", "alarm", "unit", "camera", "asset", "timeline"]
    info, _, _, fields = pyogrio.raw.read(done.file, layer="incident")
    values = dict(zip(info["fields"], fields, strict=True))
    assert values[name_field][0] == "Intrusión · C-04 Parque Morelos"
    assert pyogrio.read_info(done.file, layer="alarm")["features"] == 1
    assert not [path for path in done.file.parent.iterdir() if path.name.startswith(".")]


def test_that_an_order_crosses_to_another_process_whole(store: Store, case: Incident, tmp_path: Path) -> None:
    with store.read() as connection:
        dossier = apply(gather(connection, case.folio), Template.REPORT)
    order = PageOrder(dossier, data_sha256(dossier), "Sofía", case.opened_at, (), "", ("a.pdf",), "es", str(tmp_path))
    (tmp_path / "order.json").write_bytes(msgspec.json.encode(order, enc_hook=opened_mapping))
    read = read_order(tmp_path / "order.json")
    assert data_sha256(read.dossier) == order.data_sha256
    assert read.printed_at == order.printed_at


# arithmetic

places = st.builds(Place, st.floats(-80, 80), st.floats(-179, 179))
near = st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000))


@given(st.lists(near, min_size=1, max_size=6))
def test_that_the_extent_holds_all_its_places(offsets: list[tuple[float, float]]) -> None:
    extent = extent_of([beside(*offset) for offset in offsets])
    for offset in offsets:
        place = beside(*offset)
        north_m = abs(place.lat_deg - extent.centre.lat_deg) * 111_195
        east_m = abs(place.lon_deg - extent.centre.lon_deg) * 111_195 * math.cos(math.radians(place.lat_deg))
        assert east_m < extent.width_m / 2
        assert north_m < extent.width_m / 1.93 / 2


@given(places)
def test_that_a_coarse_place_is_near_and_stays_where_it_is(place: Place) -> None:
    one = coarse(place)
    assert place.distance_m(one) < PRESS_GRID_M
    assert coarse(one).distance_m(one) < PRESS_GRID_M


@given(st.text(max_size=200))
def test_that_a_name_made_of_any_folio_stays_in_its_folder(folio: str) -> None:
    name = plain(folio)
    assert name.isascii()
    assert name
    assert Path(name).name == name
    assert not name.startswith((".", "-"))
    assert len(name) <= 62


def test_that_a_new_name_never_meets_an_old_file(tmp_path: Path, clock: Any) -> None:
    folder = tmp_path / "exports"
    for number in ("", "-2", "-3"):
        (pdf, png) = new_files(folder, "../../etc/ATL", Template.REPORT, clock(), (".pdf", ".png"))
        assert pdf.parent == folder
        assert pdf.stem == png.stem == f"etc-ATL-parte-20261123-080000{number}"
        png.touch()
    assert folder.stat().st_mode & 0o077 == 0


def test_that_what_is_no_number_is_never_hashed() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"speed": math.nan})
