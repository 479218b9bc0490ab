"""The printed document: what it says, how it is drawn, and that it is there whole or not at all."""

import itertools
import re
import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from pypdf import PdfReader
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from maps.grid import GridKind
from maps.layer import AlarmMarks, AssetMarks, Layer, Outlines
from maps.picture import BaseImage
from maps.place import Place
from maps.sheet import PX_PER_MM, Paper, Sheet, fitted
from maps.view.page.frame import Settled, painters_of, settled
from maps.view.page.legend import entries
from maps.view.page.text import plain, wrapped
from maps.view.page.values import Column, Document, Imprint, MapPart, Row, TablePart
from maps.view.painters.assets import ICONS, paint_dot
from maps.view.print import Clear, PageNotWrittenError, pages_of, write_pdf, write_png
from maps.view.theme import fonts, scale
from maps.view.theme.palette import LIGHT, colour
from maps.worker_client import MapWorker, PageBase

FOLIO, HASH = "ATL-2026-000123", "0123456789abcdef" * 4
ZONE = ZoneInfo("America/Mexico_City")
PRINTED = datetime(2026, 11, 23, 2, 31, 7, tzinfo=ZONE)
IMPRINT = Imprint(
    folio=FOLIO,
    title="Intrusión en el Parque Morelos",
    organisation="Valle Alto",
    author="Ana Ruiz",
    printed_at=PRINTED,
    zone_name="America/Mexico_City",
    data_sha256=HASH,
    classification="Restricted",
)
COLUMNS = (Column("Time", 172, mono=True), Column("Who", 180), Column("What", 0))
ROWS = tuple(
    Row(
        (f"{PRINTED + timedelta(seconds=turn):%Y-%m-%d %H:%M:%S}", "Ana Ruiz", f"Acto {turn}: la unidad llega " * 3),
        (f"#{turn} {HASH}",),
    )
    for turn in range(60)
)
TIMELINE = TablePart("Timeline", COLUMNS, ROWS)


class NoBases:
    """Nothing lies under the maps."""

    def has_one(self, _part: MapPart) -> bool:
        return False

    def picture(self, part: MapPart, _ratio: float, _clear: Clear) -> BaseImage:
        raise AssertionError(part)

    def vectors(self, part: MapPart, _clear: Clear) -> bytes:
        raise AssertionError(part)


class CityBases:
    """A real city by a real map worker."""

    def __init__(self, worker: MapWorker, city: Path) -> None:
        self._worker, self._city = worker, city
        self.clear: Clear = ()

    def has_one(self, _part: MapPart) -> bool:
        return True

    def picture(self, part: MapPart, ratio: float, clear: Clear) -> BaseImage:
        return self._waited(lambda take: self._worker.render_page(self._base(part, clear), ratio, take))

    def vectors(self, part: MapPart, clear: Clear) -> bytes:
        return self._waited(lambda take: self._worker.render_paper(self._base(part, clear), take))

    def _base(self, part: MapPart, clear: Clear) -> PageBase:
        self.clear = clear
        return PageBase((self._city,), part.ground.viewport, part.style, clear)

    def _waited(self, ask: Callable[..., int]) -> object:
        done, outcome = threading.Event(), list[object]()
        ask(lambda got: (outcome.append(got), done.set()))
        assert done.wait(30)
        assert isinstance(outcome[0], BaseImage | bytes), outcome[0]
        return outcome[0]


@pytest.fixture
def part(layers: tuple[Layer, ...], here: Place) -> MapPart:
    return MapPart(
        title="Intrusión en el Parque Morelos",
        code=FOLIO,
        about=("30701 Persona sospechosa", "Parque Morelos, acceso norte", "19.432600, -99.133200"),
        ground=fitted([here], Sheet(has_grid=True), narrowest_m=900),
        layers=layers,
        grid=GridKind.GEOGRAPHIC,
        attribution="© OpenStreetMap contributors",
    )


@pytest.fixture
def document(part: MapPart) -> Document:
    return Document(IMPRINT, part.ground.sheet, (part,))


def on(sheet: Sheet, document: Document, **changes: object) -> Document:
    """The same on other paper."""
    parts = tuple(
        replace(one, ground=fitted([one.ground.centre], sheet, narrowest_m=900), **changes)
        if isinstance(one, MapPart)
        else one
        for one in document.parts
    )
    return replace(document, sheet=sheet, parts=parts)


def words_of(path: Path) -> list[str]:
    """Of each page, in the order in which they were written: by poppler, another reader than the writer."""
    told = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return [re.sub(r"\s+", " ", leaf) for leaf in told.split("\f")[:-1]]


def test_that_the_page_names_all_it_must(document: Document, map_worker: MapWorker, city: Path, tmp_path: Path) -> None:
    write_pdf(document, tmp_path / "page.pdf", CityBases(map_worker, city))
    (words,) = words_of(tmp_path / "page.pdf")
    said = ("Ana Ruiz", "Valle Alto", "America/Mexico_City", "© OpenStreetMap contributors", "Restricted", FOLIO)
    about = ("30701 Persona sospechosa", "Parque Morelos, acceso norte", "19.432600, -99.133200")
    when = ("2026-11-23 02:31:07 −06:00", "2026-11-23 08:31:07 UTC")
    for one in (*said, *about, *when, "Intrusión en el Parque", "EPSG:3857", "EPSG:4326", "1 : 4", "Page 1 of 1"):
        assert one in words, one
    for quarter in range(4):
        assert HASH[quarter * 16 : quarter * 16 + 16] in words


def test_that_the_document_says_what_it_is_to_readers_and_machines(document: Document, tmp_path: Path) -> None:
    write_pdf(document, tmp_path / "page.pdf", NoBases())
    reader = PdfReader(tmp_path / "page.pdf")
    assert reader.metadata is not None
    assert reader.metadata.title == f"{FOLIO} · Intrusión en el Parque Morelos"
    assert reader.metadata.author == "Ana Ruiz"
    assert reader.trailer["/Root"]["/Lang"] == "es-MX"
    words = words_of(tmp_path / "page.pdf")[0]
    assert words.index("Intrusión") < words.index("Legend") < words.index("Made by"), "read in the order of its parts"


def test_that_the_legend_holds_what_is_on_the_page_and_no_more(
    document: Document, part: MapPart, tmp_path: Path
) -> None:
    write_pdf(document, tmp_path / "all.pdf", NoBases())
    lamps = replace(document, parts=(replace(part, layers=part.layers[1:2]),))
    write_pdf(lamps, tmp_path / "lamps.pdf", NoBases())
    everything, only_lamps = words_of(tmp_path / "all.pdf")[0], words_of(tmp_path / "lamps.pdf")[0]
    for entry in ("Alarm, high", "Alarm, medium", "Camera", "Unit, free", "What a camera sees", "position of before"):
        assert entry in everything, entry
        assert entry not in only_lamps
    assert "Luminaire" in only_lamps
    assert "Alarm, low" not in everything


@pytest.mark.parametrize("sheet", [Sheet(), Sheet(Paper.A4, landscape=False), Sheet(Paper.A3, True, True, True)])
def test_that_fonts_are_embedded_subsets_and_nothing_is_under_nine_points(
    sheet: Sheet, document: Document, map_worker: MapWorker, city: Path, tmp_path: Path
) -> None:
    made = on(sheet, replace(document, parts=(*document.parts, replace(TIMELINE, rows=ROWS[:3]))))
    write_pdf(made, tmp_path / "page.pdf", CityBases(map_worker, city))
    told = subprocess.run(["pdffonts", tmp_path / "page.pdf"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in told.splitlines()[2:]]
    assert rows
    assert all("Plex" in row[0] and "+" in row[0] for row in rows)
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows), "embedded, a subset, and text that can be copied"
    sizes: list[float] = []
    for leaf in PdfReader(tmp_path / "page.pdf").pages:
        leaf.extract_text(visitor_text=lambda text, cm, tm, _font, size: sizes.append(drawn_size(text, cm, tm, size)))
    assert min(size for size in sizes if size) >= 9.0 - 0.02


def drawn_size(text: str, cm: list[float], tm: list[float], size: float) -> float:
    """In points on the paper; 0 for blanks."""
    stretch = abs(np.linalg.det(np.array([[cm[0], cm[1]], [cm[2], cm[3]]])))
    inner = abs(np.linalg.det(np.array([[tm[0], tm[1]], [tm[2], tm[3]]])))
    return float(size * np.sqrt(stretch * inner)) if text.strip() else 0.0


def test_that_the_base_map_is_vectors_with_selectable_names(
    document: Document, map_worker: MapWorker, city: Path, tmp_path: Path
) -> None:
    write_pdf(document, tmp_path / "page.pdf", CityBases(map_worker, city))
    told = subprocess.run(["pdfimages", "-list", tmp_path / "page.pdf"], capture_output=True, text=True, check=True)
    assert len(told.stdout.splitlines()) == 2, "no picture in it"
    text = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "Avenida Hidalgo" in re.sub(r"\s+", " ", text) or "Hidalgo" in text
    assert (tmp_path / "page.pdf").stat().st_size < 400_000


def test_that_words_are_copied_with_their_spaces(document: Document, tmp_path: Path) -> None:
    write_pdf(document, tmp_path / "page.pdf", NoBases())
    text = PdfReader(tmp_path / "page.pdf").pages[0].extract_text()
    assert "Parque Morelos, acceso norte" in text
    assert "\t" not in text
    office = replace(document, imprint=replace(IMPRINT, author="Oficina de confianza"))
    write_pdf(office, tmp_path / "page.pdf", NoBases())
    assert "Oficina de confianza" in words_of(tmp_path / "page.pdf")[0], "fi is two letters"


def test_that_the_page_has_its_true_size_and_the_base_its_place(
    document: Document, map_worker: MapWorker, city: Path, tmp_path: Path
) -> None:
    for sheet, width_mm, height_mm in ((Sheet(), 297, 210), (Sheet(Paper.A3, landscape=False), 297, 420)):
        write_pdf(on(sheet, document), tmp_path / "page.pdf", CityBases(map_worker, city))
        leaf = PdfReader(tmp_path / "page.pdf").pages[0]
        assert leaf.mediabox.width == pytest.approx(width_mm / 25.4 * 72, abs=1)
        assert leaf.mediabox.height == pytest.approx(height_mm / 25.4 * 72, abs=1)
        ground = rendered(tmp_path / "page.pdf", 72)
        top, left = (round(mm / 25.4 * 72) for mm in (sheet.map.top_mm + 3, sheet.map.left_mm + 3))
        assert tuple(ground[top, left]) != (255, 255, 255), "the ground begins at the map's corner"


def rendered(pdf: Path, dpi: int, page: int = 1) -> NDArray[np.uint8]:
    """Rows, columns, blue green red, by poppler: another reader than the writer."""
    out = pdf.with_suffix("")
    one = str(page)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-f", one, "-l", one, "-png", "-singlefile", pdf, out], check=True)
    image = cv2.imread(f"{out}.png")
    assert image is not None
    return image.astype(np.uint8)


def test_that_names_of_the_base_map_keep_clear_of_marks_and_labels(
    document: Document, part: MapPart, map_worker: MapWorker, city: Path, tmp_path: Path
) -> None:
    bases = CityBases(map_worker, city)
    write_pdf(document, tmp_path / "page.pdf", bases)
    boxes = settled(part, has_base=True).room.hard_boxes()
    assert len(bases.clear) == len(boxes) > 8
    west, _, _, north = part.ground.viewport.bounds_m
    for (x_m, y_m, width, _high), box in zip(bases.clear, boxes, strict=True):
        at = QPointF((x_m - west) / part.ground.viewport.scale, (north - y_m) / part.ground.viewport.scale)
        assert (at - box.center()).manhattanLength() < 1e-3
        assert width == pytest.approx(box.width())


def test_that_labels_on_the_map_do_not_collide(part: MapPart) -> None:
    shown: Settled = settled(part, has_base=False)
    found = [shown.room.place_of((name, id_)) for name, id_ in (("units", "u1"), ("units", "u2"), ("incidents", "i1"))]
    labels = [label for label in found if label is not None]
    assert len(labels) == 3
    for one, other in itertools.combinations(labels, 2):
        assert not one.intersects(other)
    viewport = part.ground.viewport
    assert all(QRectF(0, 0, viewport.width_px, viewport.height_px).contains(label) for label in labels)


def test_that_tables_follow_on_numbered_pages_with_every_row_and_proof(document: Document, tmp_path: Path) -> None:
    made = replace(document, parts=(*document.parts, TIMELINE))
    write_pdf(made, tmp_path / "page.pdf", NoBases())
    leaves = words_of(tmp_path / "page.pdf")
    assert len(leaves) == len(pages_of(made)) > 3
    for number, words in enumerate(leaves, start=1):
        assert f"Page {number} of {len(leaves)}" in words
        assert FOLIO in words
        assert "Restricted" in words
    for turn in range(len(ROWS)):
        assert sum(f"Acto {turn}:" in words for words in leaves[1:]) == 1
        assert sum(f"#{turn} {HASH}" in words for words in leaves[1:]) == 1
    assert all(f"SHA-256 {HASH}" in words for words in leaves[1:])


def test_that_an_index_says_the_pages_and_leads_to_them(document: Document, part: MapPart, tmp_path: Path) -> None:
    rows = tuple(Row(("", f"Mapa {turn}"), target=turn + 1) for turn in range(30))
    index = TablePart("Index", (Column("Page", 64), Column("What", 0)), rows)
    maps = tuple(replace(part, title=f"Mapa {turn}", layers=()) for turn in range(30))
    write_pdf(replace(document, parts=(index, *maps)), tmp_path / "atlas.pdf", NoBases())
    reader = PdfReader(tmp_path / "atlas.pdf")
    texts = words_of(tmp_path / "atlas.pdf")
    fronts = len(texts) - 30
    assert fronts > 1
    for turn in (0, 7, 29):
        assert f"{fronts + turn + 1} Mapa {turn}" in " ".join(texts[:fronts])
        assert f"Mapa {turn}" in texts[fronts + turn]
    links = [link.get_object() for page in reader.pages[:fronts] for link in page["/Annots"]]
    targets = [reader.get_page_number(link["/Dest"][0].get_object()) for link in links]
    assert targets == list(range(fronts, fronts + 30))
    assert [one["/Title"] for one in reader.outline][:2] == ["Index", "Mapa 0"]


def test_that_an_exercise_says_so_on_every_page_and_hides_nothing(
    document: Document, here: Place, tmp_path: Path
) -> None:
    sheet = Sheet(is_exercise=True, has_grid=True)
    made = on(sheet, replace(document, imprint=replace(IMPRINT, is_exercise=True), parts=(*document.parts, TIMELINE)))
    write_pdf(made, tmp_path / "page.pdf", NoBases())
    assert all("EXERCISE · NOTHING IS REAL" in words for words in words_of(tmp_path / "page.pdf"))
    for page in (1, 2):
        image = rendered(tmp_path / "page.pdf", 72, page)
        violet = np.array(colour(LIGHT.exercise).getRgb()[2::-1], np.int16)
        assert (np.abs(image.astype(np.int16) - violet).max(axis=2) < 12).sum() > 8_000
    x_px, y_px = made.parts[0].ground.viewport.pixel_of(here)
    plate_mm = sheet.plate.bottom_mm
    assert sheet.map.top_mm + (y_px - 60) / PX_PER_MM > plate_mm
    assert 0 < x_px < made.parts[0].ground.viewport.width_px
    write_pdf(document, tmp_path / "real.pdf", NoBases())
    assert "EXERCISE" not in words_of(tmp_path / "real.pdf")[0]


@pytest.mark.parametrize("paper", list(Paper))
def test_that_the_code_on_the_picture_reads_as_the_folio(paper: Paper, document: Document, tmp_path: Path) -> None:
    write_png(on(Sheet(paper), document), tmp_path / "page.png", NoBases())
    image = cv2.imread(str(tmp_path / "page.png"))
    assert image is not None
    assert image.shape[:2] == ((2480, 3508) if paper is Paper.A4 else (3508, 4961))
    found, _points, _straight = cv2.QRCodeDetector().detectAndDecode(image[-760:, -560:])
    assert found == FOLIO


def test_that_the_picture_has_marks_in_their_colours_and_says_what_it_is(document: Document, tmp_path: Path) -> None:
    write_png(on(Sheet(is_exercise=True), document), tmp_path / "page.png", NoBases())
    image = QImage(str(tmp_path / "page.png"))
    assert image.text("Title") == f"{FOLIO} · Intrusión en el Parque Morelos"
    pixels = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint32)
    for token in (LIGHT.p1, LIGHT.p2_edge, LIGHT.text):
        assert np.count_nonzero(pixels == colour(token).rgba()) > 50
    assert image.dotsPerMeterX() == pytest.approx(scale.PAGE_DPI / 0.0254, rel=0.001)


# black and white


def samples(part: MapPart) -> dict[str, NDArray[np.uint8]]:
    """Every mark of the legend, in shades of grey, 32 pixels square."""
    found: dict[str, NDArray[np.uint8]] = {}
    for entry in entries(painters_of(part), part.ground.viewport):
        found[entry.words] = grey_of(lambda painter, at, one=entry: one.sample(painter, at))
    return found


def grey_of(paint: Callable[[QPainter, QPointF], None]) -> NDArray[np.uint8]:
    image = QImage(192, 192, QImage.Format.Format_RGB32)
    image.fill(colour(LIGHT.raised))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(6, 6)
    paint(painter, QPointF(16, 16))
    painter.end()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return np.frombuffer(grey.constBits(), np.uint8).reshape(192, grey.bytesPerLine())[:, :192].copy()


def differ(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Part of the mark's own ink that is another shade."""
    ink = ((one < 250) | (other < 250)).sum()
    return float((np.abs(one.astype(int) - other.astype(int)) > 40).sum() / max(1, ink))


def test_that_in_black_and_white_every_mark_differs(part: MapPart, make_alarms: Callable[..., AlarmMarks]) -> None:
    rows = [(f"a{n}", n * 9, 0, n % 3 + 1, n > 2) for n in range(6)]
    alarms = replace(make_alarms(*rows, ("r", 60, 60, 2, False), returned=(False,) * 6 + (True,)), name="more")
    ring = np.array([(19.4326, -99.1332), (19.4336, -99.1332), (19.4336, -99.1322)])
    rings = tuple(
        Outlines(role, (role,), ("",), (ring,), role, np.array([False]))
        for role in ("area", "block", "zone", "district")
    )
    found = samples(replace(part, layers=(*part.layers, alarms, *rings)))
    assert len(found) >= 16
    for (name, one), (other_name, other) in itertools.combinations(found.items(), 2):
        assert differ(one, other) > 0.12, f"{name} looks like {other_name}"


def test_that_dots_and_icons_of_every_kind_differ_in_black_and_white() -> None:
    kinds = [*ICONS, "dma"]
    dots = {kind: grey_of(lambda p, at, k=kind: big_dot(p, at, k)) for kind in kinds}
    for one, other in itertools.combinations(kinds, 2):
        assert differ(dots[one], dots[other]) > 0.12, f"{one} looks like {other}"


def big_dot(painter: QPainter, at: QPointF, kind: str) -> None:
    painter.translate(at)
    painter.scale(3, 3)
    paint_dot(painter, QPointF(0, 0), kind, LIGHT)


def test_that_a_page_without_colour_still_tells_the_priorities(
    document: Document, part: MapPart, make_alarms: Callable[..., AlarmMarks], tmp_path: Path
) -> None:
    three = replace(make_alarms(*((f"a{n}", n * 120 - 120, 0, n + 1, False) for n in range(3))), name="three")
    made = replace(document, parts=(replace(part, layers=(three,)),))
    write_pdf(made, tmp_path / "page.pdf", NoBases())
    grey = cv2.cvtColor(rendered(tmp_path / "page.pdf", 192), cv2.COLOR_BGR2GRAY)
    viewport, box = part.ground.viewport, part.ground.sheet.map
    cut: list[NDArray[np.uint8]] = []
    for n in range(3):
        x_px, y_px = viewport.pixel_of(Place(three.lat_deg[n], three.lon_deg[n]))
        x, y = round((box.left_mm * PX_PER_MM + x_px) * 2), round((box.top_mm * PX_PER_MM + y_px) * 2)
        cut.append(grey[y - 26 : y + 26, x - 26 : x + 26].astype(np.uint8))
    for one, other in itertools.combinations(cut, 2):
        assert differ(one, other) > 0.15


# what may go wrong


def test_that_a_page_that_cannot_be_written_leaves_nothing(document: Document, tmp_path: Path) -> None:
    for write in (write_pdf, write_png):
        with pytest.raises(PageNotWrittenError, match="could not be written"):
            write(document, tmp_path / "no such folder" / "page", NoBases())
    assert list(tmp_path.iterdir()) == []


HOSTILE = "\u202eOFICIAL\u202c \u2066x\u2069\x00\x07 " + "Choque múltiple con personas lesionadas " * 8


def test_that_a_hostile_title_neither_turns_words_nor_leaves_its_place(
    document: Document, part: MapPart, make_alarms: Callable[..., AlarmMarks], tmp_path: Path
) -> None:
    crowd = make_alarms(*((f"a{turn}", turn * 7 % 200, turn * 11 % 150, turn % 3 + 1, False) for turn in range(80)))
    long = replace(IMPRINT, title=HOSTILE, author="María Fernanda " * 6, folio="X" * 400, organisation="A\u202e" * 90)
    about = ("30401 " + "Otras alarmas de emergencias activadas " * 4, "c" * 300, "")
    layers = (*part.layers, replace(crowd, name="crowd"))
    shown = replace(part, title=HOSTILE, code="X" * 400, about=about, layers=layers)
    for sheet in (Sheet(), Sheet(Paper.A4, landscape=False, is_exercise=True), Sheet(Paper.A3)):
        made = on(sheet, replace(document, imprint=long, parts=(shown, replace(TIMELINE, rows=ROWS[:2]))))
        write_pdf(made, tmp_path / "page.pdf", NoBases())
        first, second = words_of(tmp_path / "page.pdf")
        assert "Choque múltiple" in first
        assert second.count("Choque múltiple") == 8, "whole on the page after the map"
        reader = PdfReader(tmp_path / "page.pdf")
        assert reader.metadata is not None
        for sign in "\u202e\u2066\x00\x07":
            assert sign not in first + second + str(reader.metadata.title)
        margin = rendered(tmp_path / "page.pdf", 72)
        edge = round(9.0 / 25.4 * 72)
        frame = np.concatenate([margin[:edge].ravel(), margin[-edge:].ravel(), margin[:, :edge].ravel()])
        assert (frame == 255).all(), "nothing is printed over the margin"


def test_that_words_wrap_whole_and_end_with_an_ellipsis_only_when_they_must() -> None:
    fonts.load()
    font = fonts.sans(scale.METADATA_PX)
    lines = wrapped("30401 Otras alarmas de emergencias activadas", font, 160)
    assert " ".join(lines) == "30401 Otras alarmas de emergencias activadas"
    cut = wrapped("palabra " * 50, font, 160, 2)
    assert len(cut) == 2
    assert cut[1].endswith("…")
    assert "".join(wrapped("x" * 300, font, 100)) == "x" * 300
    assert plain(" a\u202e b\u200f\n\tc\x00 ") == "a b c"


def test_that_a_logo_that_is_no_picture_leaves_the_page_as_it_is(document: Document, tmp_path: Path) -> None:
    for logo in (b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64):
        write_pdf(replace(document, imprint=replace(IMPRINT, logo=logo)), tmp_path / "page.pdf", NoBases())
        assert "Valle Alto" in words_of(tmp_path / "page.pdf")[0]


def test_that_a_map_without_a_base_says_so(document: Document, tmp_path: Path) -> None:
    write_pdf(document, tmp_path / "page.pdf", NoBases())
    words = words_of(tmp_path / "page.pdf")[0]
    assert "Printed without a base map" in words
    assert "OpenStreetMap" not in words


def test_that_the_press_names_large_streets_alone(
    document: Document, map_worker: MapWorker, city: Path, tmp_path: Path
) -> None:
    write_pdf(on(document.sheet, document, style="press"), tmp_path / "page.pdf", CityBases(map_worker, city))
    text = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True).stdout
    joined = re.sub(r"\s+", "", text)
    assert "Hidalgo" in joined
    assert "Juárez" not in joined


def test_that_a_thousand_assets_of_one_kind_are_dots(document: Document, part: MapPart, here: Place) -> None:
    spread = np.linspace(-0.003, 0.003, 1000)
    many = AssetMarks(
        "assets.meter",
        "meter",
        tuple(map(str, range(1000))),
        ("M",) * 1000,
        here.lat_deg + spread,
        here.lon_deg + spread,
        np.zeros(1000, np.uint8),
    )
    shown = settled(replace(part, layers=(many,)), has_base=False)
    assert all(box.width() > 14 for box in shown.room.hard_boxes()), "only the words at the map's edge are hard"
