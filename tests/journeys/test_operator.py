"""One shift of one operator on a real store: map, sensors, cameras, alarms, photos, an incident and its page."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from desktop.domain import cnie
from desktop.domain.alarm import Alarm, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.events import AssetEvent
from desktop.domain.operator import Operator, Role
from desktop.services import node_status, timeline
from desktop.services.photos import Photos
from desktop.storage import alarms, assets, incidents, journal, observations, settings
from desktop.storage.store import Store
from desktop.view.chart import Chart, SeriesPlot
from maps.cartography.colours import NIGHT
from maps.layer import Outlines, SightingMarks
from maps.place import Place

pytestmark = pytest.mark.timeout(240)

Shared = Callable[[str], Path]
VADUZ = Place(47.1401, 9.5215)
JUNCTION = Place(51.10667, 13.91609)
ANA = Operator("op-ana", "ana", "Ana Ruiz", Role.SUPERVISOR)
LUIS = Operator("op-luis", "luis", "Luis Vega", Role.OPERATOR)
PASSWORDS = {"admin": "torre alta sobre el rio", "ana": "tres gatos en la azotea", "luis": "cuatro faros sin niebla"}
CAMERA_ONE = """\
id = "C-01"
name = "Rathaus Vaduz"
url = "{video}"
loop = true
[place]
lat = 47.1396
lon = 9.5219
height_m = 8.0
heading_deg = 200.0
fov_deg = 60.0
range_m = 45.0
[[zones]]
name = "explanada"
polygon = [[60, 140], [720, 140], [767, 575], [0, 575]]
[[rules]]
kind = "intrusion"
zone = "explanada"
seconds = 3.0
priority = 1
"""
CAMERA_TWO = """\
id = "C-02"
name = "Cruce FR20"
url = "{video}"
loop = true
"""


def meter(code: str, name: str, dev_eui: str, north_m: float, **more: float) -> Asset:
    place = Place(VADUZ.lat_deg + north_m / 111_195, VADUZ.lon_deg)
    return Asset(f"meter-{code}", AssetKind.METER, code, name, place, attributes={"dev_eui": dev_eui, **more})


FLOW = meter("M-01", "Caudal Städtle", "70b3d57ed0050a01", 40)
PRESSURE = meter("M-02", "Presión Herrengasse", "70b3d57ed0050b01", -60)
SILENT = meter("M-03", "Caudal Aeulestrasse", "70b3d57ed0050a02", 120, report_period_s=1.0)
PATROL = Asset(
    "unit-P-12", AssetKind.UNIT, "P-12", "Patrulla 12", Place(47.1431, 9.5208), attributes={"unit_kind": "patrol"}
)
LAMPS = tuple(
    Asset(f"lamp-{n}", AssetKind.LUMINAIRE, f"L-{n}", "", Place(47.1390 + n * 4e-4, 9.5211)) for n in range(5)
)


def count_of(picture: NDArray[np.uint8], colour: str) -> int:
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], np.uint8)
    return int((picture == wanted).all(axis=2).sum())


def only_alarm(shift: Any, kind: str) -> Alarm | None:
    return next((alarm for alarm in shift.situation.alarms.values() if alarm.kind == kind), None)


# the day before: the city, its cameras, its people


def test_that_a_map_file_becomes_the_city(stage: Any, shared: Shared) -> None:
    said = stage.verb("city", "import", shared("maps/liechtenstein-latest.osm.pbf"), "--name", "Liechtenstein")
    assert said["layers"] == {"area": 9902, "street": 5235, "place": 76}


def test_that_two_cameras_are_added_and_one_is_calibrated(stage: Any, shared: Shared) -> None:
    one, two = stage.data / "one.toml", stage.data / "two.toml"
    clip = shared("video/Testvideo_Cars-Truck_FR20_2020-01-01_00-00-00.mp4")
    one.write_text(CAMERA_ONE.format(video=shared("video/vtest.avi")))
    two.write_text(CAMERA_TWO.format(video=clip))
    said = stage.verb(
        "video", "calibrate", shared("video/Testvideo_FR20_refpts.csv"), "--crs", "EPSG:32633", "--out", two
    )
    assert said["rms_m"] < 1.0
    stage.verb("cameras", "add", one, two)
    assert {row["id"] for row in stage.verb("cameras", "list", "--json")} == {"C-01", "C-02"}


def test_that_the_first_administrator_signs_in_with_the_password_shown_once(stage: Any, open_console: Any) -> None:
    console = open_console(stage.settings)
    console.sign_in("admin", console.one_time_password, PASSWORDS["admin"])
    services, admin = console.assembly.desk.services, console.assembly.desk.operator
    assert admin.role is Role.ADMIN
    for person in (ANA, LUIS):
        services.accounts.create(person, PASSWORDS[person.login], admin)
    with services.store.write() as connection:
        settings.put(connection, "city_code", "VDZ")
        settings.put(connection, "time_zone", "Europe/Vaduz")
        assets.put(connection, (FLOW, PRESSURE, SILENT, PATROL, *LAMPS))
        journal.append(connection, AssetEvent("imported", AssetKind.METER, 3, by="admin"), "test")


def test_that_an_operator_of_yesterday_signs_in_and_may_not_export(stage: Any, open_console: Any) -> None:
    console = open_console(stage.settings)
    console.sign_in("luis", PASSWORDS["luis"])
    assert console.assembly.desk.operator == LUIS


# the shift


def test_that_the_shift_begins_on_a_drawn_city(shift: Any) -> None:
    shift.sign_in("ana", PASSWORDS["ana"])
    shift.search("Liechtenstein")
    shift.until(lambda: shift.canvas.viewport.centre.distance_m(VADUZ) < 15_000)
    picture = shift.map_picture()
    drawn = picture.shape[0] * picture.shape[1] - count_of(picture, NIGHT.land)
    assert drawn > 20_000
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 100


def test_that_the_map_shows_streets_and_moves_under_the_keys(shift: Any) -> None:
    shift.search("caudal stadtle")
    shift.until(lambda: shift.canvas.viewport.centre.distance_m(FLOW.place) < 5)
    near = shift.map_picture()
    assert count_of(near, NIGHT.street) + count_of(near, NIGHT.avenue) > 5_000
    assert count_of(near, NIGHT.building) > 5_000
    shift.focus_map()
    before = shift.canvas.viewport
    shift.press(Qt.Key.Key_Right)
    assert shift.canvas.viewport.centre.lon_deg > before.centre.lon_deg
    shift.press(Qt.Key.Key_Plus)
    assert shift.canvas.viewport.ground_m_per_px < before.ground_m_per_px
    assert (shift.map_picture() != near).mean() > 0.05


def test_that_things_are_on_the_map_by_kind(shift: Any) -> None:
    shift.until(lambda: {"assets.meter", "assets.camera", "assets.luminaire", "units"} <= set(shift.layers))
    counts = {
        name: len(shift.layers[name].ids) for name in ("assets.meter", "assets.camera", "assets.luminaire", "units")
    }
    assert counts == {"assets.meter": 3, "assets.camera": 2, "assets.luminaire": 5, "units": 1}


def test_that_values_of_two_networks_reach_store_context_and_chart(
    stage: Any, shift: Any, field_of_devices: Any
) -> None:
    shift.until(lambda: (status := node_status.read(stage.data)) and status.link_up)
    status = node_status.read(stage.data)
    assert status.broker_kind == "mosquitto"
    field_of_devices(int(status.broker.rpartition(":")[2]))
    for device, quantity, low, high in ((FLOW, "flow_m3h", 36, 48), (PRESSURE, "pressure_m", 29, 33)):
        shift.search(device.code)
        shift.until(lambda d=device, q=quantity: q in shift.situation.values.get(d.id, {}))
        with shift.store.read() as connection:
            kept = [
                one.value
                for one in observations.series(connection, device.id, quantity, datetime(2020, 1, 1, tzinfo=UTC))
            ]
        assert kept
        assert all(low <= value <= high for value in kept)
        shift.until(lambda: points_of_chart(shift) >= 3)


def points_of_chart(shift: Any) -> int:
    chart = shift.window.operation.context.findChild(Chart)
    if chart is None or not chart.isVisible():
        return 0
    at_s, _values = chart.findChild(SeriesPlot).curve.getData()
    return 0 if at_s is None else len(at_s)


def test_that_people_are_boxed_in_the_tile_of_a_live_camera(shift: Any) -> None:
    shift.search("C-01")
    tile = shift.tile()
    shift.until(tile.accessibleDescription)
    assert not tile.reading.grey
    picture = shift.picture(tile)
    assert picture.std() > 20
    assert count_of(picture, "#FFFFFF") > 200


def test_that_vehicles_move_on_the_map_of_the_calibrated_camera(shift: Any) -> None:
    shift.search("Cruce FR20")
    shift.until(lambda: shift.canvas.viewport.centre.distance_m(JUNCTION) < 200)
    tile = shift.tile()
    shift.until(lambda: "REPETIDO" in tile.reading.notices)
    seen: dict[str, list[tuple[float, float]]] = {}

    def moved_m() -> float:
        marks = shift.layers.get("sightings")
        assert marks is None or isinstance(marks, SightingMarks)
        for number, name in enumerate(marks.ids if marks else ()):
            seen.setdefault(name, []).append((float(marks.lat_deg[number]), float(marks.lon_deg[number])))
        ways = [Place(*way[0]).distance_m(Place(*way[-1])) for way in seen.values()]
        return max(ways, default=0.0)

    shift.until(lambda: moved_m() > 3.0)
    assert all(Place(*way[-1]).distance_m(JUNCTION) < 150 for way in seen.values())


def test_that_presence_and_silence_raise_alarms(shift: Any) -> None:
    shift.until(lambda: only_alarm(shift, "intrusion") and only_alarm(shift, "silence"))
    intrusion, silence = only_alarm(shift, "intrusion"), only_alarm(shift, "silence")
    assert (intrusion.source_id, intrusion.detail, intrusion.priority) == ("C-01", "explanada", Priority.HIGH)
    raised = timeline.of_alarm(shift.store, intrusion.id)[0]
    assert raised.note.endswith("person · 3 s")
    assert silence.source_id == SILENT.id
    assert shift.window.operation.left.rows[0].id == intrusion.id


def test_that_space_acknowledges_and_keeps_who_and_when(shift: Any) -> None:
    shift.press(Qt.Key.Key_Escape)
    shift.press(Qt.Key.Key_N)
    intrusion = only_alarm(shift, "intrusion")
    assert shift.window.operation.selection.id == intrusion.id
    pressed_at = datetime.now(UTC)
    shift.press(Qt.Key.Key_Space)
    shift.until(lambda: kept_alarm(shift.store, intrusion.id).acknowledged_by)
    kept = kept_alarm(shift.store, intrusion.id)
    assert kept.acknowledged_by == "ana"
    assert 0 <= (kept.acknowledged_at - pressed_at).total_seconds() < 10
    shift.until(lambda: shift.situation.alarms[intrusion.id].acknowledged_by == "ana")


def kept_alarm(store: Store, alarm_id: str) -> Alarm:
    with store.read() as connection:
        alarm = alarms.get(connection, alarm_id)
    assert alarm is not None
    return alarm


def test_that_one_key_opens_an_incident_and_another_sends_the_unit(stage: Any, shift: Any) -> None:
    intrusion = only_alarm(shift, "intrusion")
    shift.press(Qt.Key.Key_I)
    shift.until(lambda: shift.situation.alarms[intrusion.id].incident_id)
    with shift.store.read() as connection:
        incident = incidents.get(connection, shift.situation.alarms[intrusion.id].incident_id)
    assert incident.folio == f"VDZ-{datetime.now(UTC).year}-000001"
    assert cnie.type_of(incident.type_code)
    shift.until(lambda: shift.window.operation.context.proposed_unit == PATROL.id)
    shift.press(Qt.Key.Key_D)
    shift.until(lambda: shift.situation.incidents[incident.id].unit_ids == (PATROL.id,))
    told = [row.kind for row in timeline.of_incident(shift.store, incident.id)]
    assert {"alarm.raised", "alarm.acknowledged", "incident.opened", "incident.assigned"} <= set(told)
    stage.kept["folio"] = incident.folio


def test_that_photos_of_a_flight_lie_on_the_map_and_a_click_shows_one(stage: Any, shift: Any, shared: Shared) -> None:
    indexed = Photos(shift.store, stage.data).index(shared("drones/survey"), ANA)
    assert (indexed.count, indexed.refused) == (9, ())
    shift.search("DJI_0020")
    shift.until(lambda: shift.canvas.is_base_ready and len(shift.layers["footprints.photo"].ids) == 9)
    footprints = shift.layers["footprints.photo"]
    assert isinstance(footprints, Outlines)
    ring = footprints.rings[0]
    shift.canvas.fly_to(Place(*ring.mean(axis=0)), 400.0)
    middle = Place(*ring.mean(axis=0))
    shift.until(lambda: shift.canvas.viewport.centre.distance_m(middle) < 1)
    shift.press(Qt.Key.Key_Escape)
    QTest.mouseClick(shift.canvas, Qt.MouseButton.LeftButton, pos=at_px(shift, middle))
    shown = shift.window.operation.context.photo.picture
    shift.until(lambda: shown.isVisible() and shown.is_shown)
    assert shift.window.operation.selection.id in footprints.ids
    assert shift.picture(shown).std() > 20


def at_px(shift: Any, place: Place) -> QPoint:
    return QPoint(*map(round, shift.canvas.viewport.pixel_of(place)))


def test_that_the_map_of_the_incident_leaves_as_a_vector_page_and_a_picture(stage: Any, shift: Any) -> None:
    folio = stage.kept["folio"]
    shift.search(folio)
    incident_id = shift.window.operation.selection.id
    shift.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    shift.until(lambda: shift.window.acts.pages.pane is not None)
    shift.press(Qt.Key.Key_Return)
    shift.until(lambda: "incident.exported" in {row.kind for row in timeline.of_incident(shift.store, incident_id)})
    notes = [row.note for row in timeline.of_incident(shift.store, incident_id) if row.kind == "incident.exported"]
    data_sha256 = notes[-1].partition("data:")[2].partition(" ")[0]
    shift.until(lambda: "Mapa exportado" in shift.toast)
    (pdf,) = (stage.data / "exports").glob("*.pdf")
    (png,) = (stage.data / "exports").glob("*.png")
    page, *rest = PdfReader(pdf).pages
    text = page.extract_text()
    assert all(folio in one.extract_text() for one in (page, *rest))
    assert "".join(word for word in text.split() if len(word) == 16 and word in data_sha256) == data_sha256
    assert len(page.images) == 0  # the ground too is drawn
    printed = QImage(str(png))
    assert printed.width() > 2_000
    assert (
        np.unique(np.frombuffer(printed.convertToFormat(QImage.Format.Format_Grayscale8).constBits(), np.uint8)).size
        > 50
    )
    assert all((stage.data / "exports" / f"{file.name}.manifest.json").is_file() for file in (pdf, png))
