"""A supervisor makes three pages of one incident, for those who act, the press and the prosecutor.

A real city, real keys in the real window, the real child that draws; then other programs look at what came out.
"""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from desktop import cli
from desktop.config import Settings
from desktop.domain.alarm import Cause, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.observation import Position
from desktop.domain.operator import Operator, Role
from desktop.services.alarms import Alarms
from desktop.services.incidents import Incidents
from desktop.services.operators import Accounts
from desktop.storage import assets, cameras, observations, settings
from desktop.storage.store import Store
from maps.place import Place
from maps.sheet import PX_PER_MM, Paper, Sheet
from maps.view.theme.palette import LIGHT
from video.camera import Camera, Mount

pytestmark = pytest.mark.timeout(240)

VADUZ = Place(47.1401, 9.5215)
SOFIA = Operator("op-sofia", "sofia", "Sofía Hernández", Role.SUPERVISOR)
PHRASE = "siete faroles bajo la lluvia"
NOTE = "Vive en Herrengasse 12, lo denuncia su hermana"
LONG = "Intrusión con daños en Rathaus Vaduz, dos personas vistas por C-01 junto a la explanada del ayuntamiento"
HIDDEN = ("Sofía", "Hernández", "sofia", "P-12", "C-01", "Herrengasse 12", "Rathaus", "explanada", "hermana")
CONTROL = Qt.KeyboardModifier.ControlModifier
DPI = 150


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, shared: Callable[[str], Path]) -> Settings:
    """A city, a camera, a unit on its way, lamps, and an incident that has been worked on."""
    data = tmp_path_factory.mktemp("supervisor")
    extract = str(shared("maps/liechtenstein-latest.osm.pbf"))
    assert cli.main(["city", "import", extract, "--name", "Liechtenstein", "--data", str(data)]) == 0
    store = Store.open(data / "atalaya.sqlite")
    _fill(store)
    store.close()
    return Settings(data=data, shared=shared("maps").parent)


def _fill(store: Store) -> None:
    admin = Operator("admin", "root", "Root", Role.ADMIN)
    Accounts(store).create(SOFIA, PHRASE, admin)
    mount = Mount(Place(47.1396, 9.5219), heading_deg=200.0, fov_deg=60.0, range_m=45.0)
    unit = Asset(
        "unit-P-12", AssetKind.UNIT, "P-12", "Patrulla 12", Place(47.142, 9.522), attributes={"unit_kind": "patrol"}
    )
    lamps = [Asset(f"lamp-{n}", AssetKind.LUMINAIRE, f"L-{n}", "", Place(47.139 + n * 4e-4, 9.5211)) for n in range(5)]
    camera = Asset("C-01", AssetKind.CAMERA, "C-01", "Rathaus Vaduz", mount.place)
    now = datetime.now(UTC)
    with store.write() as connection:
        settings.put(connection, "city_code", "VDZ")
        settings.put(connection, "city_name", "Vaduz")
        settings.put(connection, "time_zone", "Europe/Vaduz")
        assets.put(connection, (unit, camera, *lamps))
        cameras.put(connection, Camera("C-01", "Rathaus Vaduz", "rtsp://root:hunter2@10.0.0.1/1", mount))
        observations.add_positions(connection, [Position(unit.id, Place(47.1412, 9.5226), now, now, "k", 200.0, 9.0)])
    alarm = Alarms(store).raise_(Cause("intrusion", "C-01", "explanada", Priority.HIGH, mount.place, now, "person"))
    cases = Incidents(store)
    case = cases.open_from_alarm(alarm.id, SOFIA, title=LONG)
    cases.assign_unit(case.id, unit.id, SOFIA)
    cases.note(case.id, NOTE, SOFIA)


@pytest.fixture(scope="module")
def desk(night: Settings, bot: Any) -> Iterator[Any]:
    """The console of the night, without a node: nothing of this story needs the field."""
    from desktop.view.assembly import Assembly  # noqa: PLC0415 - changed for this story alone

    from .conftest import Console  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        start = Assembly.start

        def without_node(self: Assembly, *arguments: Any) -> None:
            self.starts_node = False
            start(self, *arguments)

        patch.setattr(Assembly, "start", without_node)
        console = Console(night, bot)
    yield console
    console.close()


PDFS: dict[str, Path] = {}
DRAWN: dict[Path, list[NDArray[np.uint8]]] = {}


def pane(desk: Any) -> Any:
    return desk.window.acts.pages.pane


def export(desk: Any, key: Qt.Key) -> Path:
    """Ctrl+P, one key, Enter."""
    desk.press(Qt.Key.Key_P, CONTROL)
    desk.until(lambda: pane(desk) is not None)
    desk.press(key)
    desk.press(Qt.Key.Key_Return)
    desk.until(lambda: pane(desk).outcome.currentIndex() == 2)
    written: Path = pane(desk).outcome._first
    desk.press(Qt.Key.Key_Escape)
    desk.until(lambda: pane(desk) is None)
    return written


def test_that_three_keystrokes_make_each_of_three_pages(desk: Any) -> None:
    desk.sign_in("sofia", PHRASE)
    desk.search("VDZ")
    desk.until(lambda: desk.window.operation.selection.id in desk.situation.incidents)
    for name, key in (("parte", Qt.Key.Key_1), ("prensa", Qt.Key.Key_2), ("fiscalia", Qt.Key.Key_3)):
        PDFS[name] = export(desk, key)
        assert f"-{name}-" in PDFS[name].name
        assert "Mapa exportado" in desk.toast


def text_of(pdf: Path) -> str:
    told = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", " ", told)


def test_that_each_reader_is_told_what_is_theirs(desk: Any) -> None:
    folio = next(iter(desk.situation.incidents.values())).folio
    report, press, prosecutor = (text_of(PDFS[name]) for name in ("parte", "prensa", "fiscalia"))
    for said in (report, press, prosecutor):
        for words in (folio, "Vaduz", "1 : ", "exacta en el centro", "Página 1 de", "UTC", "Operación"):
            assert words in said
    for words in (LONG, "Sofía Hernández", "P-12", NOTE, "Reservado · uso interno", "EPSG:4326"):
        assert words in report
    for words in (LONG, NOTE, "Confidencial · para la fiscalía", "UTM 32N", "Cadena de custodia", "EPSG:32632"):
        assert words in prosecutor
    assert len(re.findall(r"#\d+ [0-9a-f]{64}", prosecutor)) >= 8
    assert PDFS["prensa"].name in prosecutor, "who had the data before"
    assert "Información pública" in press
    for words in (*HIDDEN, "47.139", "9.521"):
        assert words not in press, words


def pages_of(pdf: Path) -> list[NDArray[np.uint8]]:
    """As poppler draws them, once: rows, columns, blue green red."""
    if pdf in DRAWN:
        return DRAWN[pdf]
    stem = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(DPI), "-png", pdf, stem], check=True)
    found = sorted(pdf.parent.glob(f"{stem.name}-[0-9]*.png"))
    pages = [cv2.imread(str(file)) for file in found]
    for file in found:
        file.unlink()
    assert pages
    DRAWN[pdf] = [page.astype(np.uint8) for page in pages if page is not None]
    return DRAWN[pdf]


def crop(page: NDArray[np.uint8], sheet: Sheet) -> NDArray[np.uint8]:
    """The map of the page."""
    left, top = sheet.map.left_mm, sheet.map.top_mm
    mm = DPI / 25.4
    return page[
        round(top * mm) : round((top + sheet.map.height_mm) * mm),
        round(left * mm) : round((left + sheet.map.width_mm) * mm),
    ]


def near(page: NDArray[np.uint8], token: str, off: int = 14) -> NDArray[np.bool_]:
    wanted = np.array([int(token[at : at + 2], 16) for at in (5, 3, 1)], np.int16)
    return np.asarray(np.abs(page.astype(np.int16) - wanted).max(axis=2) <= off)


def test_that_each_page_was_drawn_whole_and_nothing_lies_over_the_margins() -> None:
    edge = round(9.0 / 25.4 * DPI)
    for pdf in PDFS.values():
        for page in pages_of(pdf):
            assert page.shape[:2] == pytest.approx((595 / 72 * DPI, 842 / 72 * DPI), abs=1.5)
            frame = np.concatenate(
                [page[:edge].ravel(), page[-edge:].ravel(), page[:, :edge].ravel(), page[:, -edge:].ravel()]
            )
            assert (frame == 255).all()
            assert (page < 128).any(axis=2).mean() > 0.005, "there is ink on it"


def test_that_the_incident_and_its_unit_are_on_the_map_away_from_its_edges() -> None:
    for name in ("parte", "fiscalia"):
        ground = crop(pages_of(PDFS[name])[0], Sheet(has_grid=True))
        rows, columns = np.nonzero(near(ground, LIGHT.p1))
        assert len(rows) > 300, "the alarm's mark and ring"
        high, wide = ground.shape[:2]
        margin = 50 * DPI / 96
        assert margin < rows.mean() < high - margin
        assert margin < columns.mean() < wide - margin
        assert near(ground, "#FFFFFF").mean() > 0.02, "streets under it"


def test_that_the_press_has_an_area_and_no_mark() -> None:
    ground = crop(pages_of(PDFS["prensa"])[0], Sheet())
    assert not near(ground, LIGHT.p1).any()
    ink = near(ground, LIGHT.text, 30)
    rows, columns = np.nonzero(ink)
    middle = np.median(rows), np.median(columns)
    around = ink[round(middle[0]) - 60 : round(middle[0]) + 60, round(middle[1]) - 60 : round(middle[1]) + 60]
    assert around.mean() > 0.02, "the edge and the hatch of the block"


def test_that_the_code_reads_as_the_folio_and_grey_is_enough(desk: Any) -> None:
    folio = next(iter(desk.situation.incidents.values())).folio
    for pdf in PDFS.values():
        grey = cv2.cvtColor(pages_of(pdf)[0], cv2.COLOR_BGR2GRAY)
        corner = cv2.resize(grey[-420:, -330:], None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
        found, _points, _straight = cv2.QRCodeDetector().detectAndDecode(corner)
        assert found == folio


def test_that_the_scale_on_the_page_is_that_of_its_bar(desk: Any) -> None:
    """Measured on the rendered page: the bar's fields against the words beside it and the ratio."""
    page, said = pages_of(PDFS["prensa"])[0], text_of(PDFS["prensa"])
    ratio = int(re.search(r"1 : ([\d\u2009]+)", said)[1].replace("\u2009", ""))
    words = re.search(r" 0 (\d+(?:\.\d+)?) (m|km) ", said)
    length_m = float(words[1]) * (1000 if words[2] == "km" else 1)
    cell = Sheet().cells.measure
    mm = DPI / 25.4
    left, top = round((cell.left_mm + 8 / PX_PER_MM) * mm), round((cell.top_mm + 8 / PX_PER_MM + 44 / PX_PER_MM) * mm)
    line = page[top + 4, left - 4 : left + round(40 * mm)].max(axis=1)
    dark = np.nonzero(line < 140)[0]
    runs = np.split(dark, np.nonzero(np.diff(dark) > 60)[0] + 1)
    bar_mm = (runs[0][-1] - runs[0][0] + 1) / mm
    assert bar_mm == pytest.approx(length_m * 1000 / ratio, abs=0.5)


def test_that_all_of_it_is_signed_and_a_changed_page_is_found(night: Settings, desk: Any) -> None:
    folder = next(iter(PDFS.values())).parent
    verify = ["evidence", "verify", str(folder), "--data", str(night.data)]
    assert cli.main(verify) == 0
    content = PDFS["prensa"].read_bytes()
    PDFS["prensa"].write_bytes(content.replace(b"%%EOF", b"%%E0F"))
    assert cli.main(verify) == 1
    PDFS["prensa"].write_bytes(content)
    assert cli.main(["journal", "verify", "--data", str(night.data)]) == 0
    notes = [json.loads(file.read_bytes()) for file in folder.glob("*.manifest.json")]
    assert {note["template"] for note in notes} == {"parte", "prensa", "fiscalia"}
    assert len(notes) == 6
    press = [note for note in notes if note["template"] == "prensa"]
    assert all(not any(words in json.dumps(note, ensure_ascii=False) for words in HIDDEN) for note in press)
    assert all([one["kind"] for one in note["sources"]] == ["store", "base map"] for note in notes)


def test_that_a_page_on_other_paper_is_as_true(night: Settings, tmp_path: Path, desk: Any) -> None:
    folio = next(iter(desk.situation.incidents.values())).folio
    out = tmp_path / "a3.pdf"
    options = ("--paper", "A3", "--portrait", "--scale", "1000", "--template", "fiscalia")
    arguments = ["map", "export", "--incident", folio, "--out", str(out), *options, "--data", str(night.data)]
    assert cli.main(arguments) == 0
    (page, *_rest) = pages_of(out)
    assert page.shape[:2] == pytest.approx((1191 / 72 * DPI, 842 / 72 * DPI), abs=1.5)
    ground = crop(page, Sheet(Paper.A3, landscape=False, has_grid=True))
    assert near(ground, LIGHT.p1).sum() > 300
