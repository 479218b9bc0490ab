"""The incident map as a page: what it says, how it is drawn, and that it is there whole or not at all."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage

from maps.layer import AlarmMarks, Layer
from maps.picture import BaseImage
from maps.place import Place
from maps.view.page.frame import map_box
from maps.view.page.timeline import timeline_pages
from maps.view.print import IncidentPage, PageNotWrittenError, TimelineRow, page_viewport, write_pdf, write_png
from maps.view.theme import scale
from maps.view.theme.palette import LIGHT, colour
from maps.worker_client import MapWorker

FOLIO, HASH = "ATL-2026-000123", "0123456789abcdef" * 4
ZONE = ZoneInfo("America/Mexico_City")
PRINTED = datetime(2026, 11, 23, 2, 31, 7, tzinfo=ZONE)
ROWS = tuple(
    TimelineRow(PRINTED + timedelta(seconds=turn), "Ana Ruiz", f"Acto {turn}: la unidad P-12 llega al parque " * 3)
    for turn in range(60)
)


@pytest.fixture
def page(layers: tuple[Layer, ...], here: Place) -> IncidentPage:
    return IncidentPage(
        folio=FOLIO,
        title="Intrusión en el Parque Morelos",
        type_words="Persona sospechosa · 30701",
        place=here,
        place_words="Parque Morelos, acceso norte",
        author="Ana Ruiz",
        printed_at=PRINTED,
        zone_name="America/Mexico_City",
        viewport=page_viewport(here, 900),
        layers=layers,
        base=None,
        data_sha256=HASH,
        attribution="© OpenStreetMap contributors",
    )


def words_of(path: Path) -> list[str]:
    return [re.sub(r"\s+", " ", leaf.extract_text()) for leaf in PdfReader(path).pages]


def test_that_the_page_names_all_it_must(page: IncidentPage, tmp_path: Path) -> None:
    write_pdf(page, tmp_path / "page.pdf")
    (words,) = words_of(tmp_path / "page.pdf")
    said = (page.folio, page.title, page.type_words, page.place_words, page.author, page.zone_name, page.attribution)
    for part in (*said, "2026-11-23 02:31:07 −06:00", "EPSG:3857", "19.432600, -99.133200", "1 : 4"):
        assert part in words
    for quarter in range(4):
        assert HASH[quarter * 16 : quarter * 16 + 16] in words


def test_that_the_legend_holds_what_is_on_the_page_and_no_more(page: IncidentPage, tmp_path: Path) -> None:
    write_pdf(page, tmp_path / "all.pdf")
    write_pdf(replace(page, layers=page.layers[1:2]), tmp_path / "lamps.pdf")
    everything, lamps = words_of(tmp_path / "all.pdf")[0], words_of(tmp_path / "lamps.pdf")[0]
    for entry in ("Alarm, high", "Alarm, medium", "Camera", "Unit and its heading", "What a camera sees"):
        assert entry in everything
        assert entry not in lamps
    assert "Luminaire" in lamps
    assert "Alarm, low" not in everything


def test_that_fonts_are_embedded_and_nothing_is_under_nine_points(page: IncidentPage, tmp_path: Path) -> None:
    write_pdf(replace(page, timeline=ROWS[:3]), tmp_path / "page.pdf")
    sizes: list[float] = []
    for leaf in PdfReader(tmp_path / "page.pdf").pages:
        for font in leaf["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor
            assert "Plex" in descriptor["/FontName"]
        leaf.extract_text(visitor_text=lambda text, cm, tm, _font, size: sizes.append(drawn_size(text, cm, tm, size)))
    assert min(size for size in sizes if size) >= 9.0 - 0.01


def drawn_size(text: str, cm: list[float], tm: list[float], size: float) -> float:
    """In points on the paper; 0 for blanks."""
    stretch = abs(np.linalg.det(np.array([[cm[0], cm[1]], [cm[2], cm[3]]])))
    inner = abs(np.linalg.det(np.array([[tm[0], tm[1]], [tm[2], tm[3]]])))
    return float(size * np.sqrt(stretch * inner)) if text.strip() else 0.0


def test_that_layers_are_vectors_over_one_picture(
    page: IncidentPage, map_worker: MapWorker, city: Path, tmp_path: Path
) -> None:
    write_pdf(replace(page, base=base_of(page, map_worker, city)), tmp_path / "page.pdf")
    leaf = PdfReader(tmp_path / "page.pdf").pages[0]
    pictures = [part.get_object() for part in leaf["/Resources"]["/XObject"].values()]
    sizes = [(part["/Width"], part["/Height"]) for part in pictures if part["/Subtype"] == "/Image"]
    assert len(sizes) == 1
    across_in = map_box().width() / 96
    assert sizes[0][0] / across_in == pytest.approx(scale.PAGE_DPI, rel=0.01)
    assert leaf.mediabox.width == pytest.approx(297 / 25.4 * 72, abs=1)
    assert leaf.mediabox.height == pytest.approx(210 / 25.4 * 72, abs=1)


def base_of(page: IncidentPage, worker: MapWorker, city: Path) -> BaseImage:
    done, outcome = threading.Event(), list[object]()
    worker.render_base(city, page.viewport, "day", scale.PAGE_RATIO, lambda got: (outcome.append(got), done.set()))
    assert done.wait(20)
    assert isinstance(outcome[0], BaseImage)
    return outcome[0]


def test_that_the_timeline_follows_on_numbered_pages_with_every_row(page: IncidentPage, tmp_path: Path) -> None:
    write_pdf(replace(page, timeline=ROWS), tmp_path / "page.pdf")
    leaves = words_of(tmp_path / "page.pdf")
    assert len(leaves) == len(timeline_pages(ROWS)) + 1 > 2
    for number, words in enumerate(leaves, start=1):
        assert f"Page {number} of {len(leaves)}" in words
        assert FOLIO in words
    for turn in range(len(ROWS)):
        assert sum(f"Acto {turn}:" in words for words in leaves[1:]) == 1
    assert all(f"SHA-256 {HASH}" in words for words in leaves[1:])


def test_that_an_exercise_says_so_on_every_page(page: IncidentPage, tmp_path: Path) -> None:
    write_pdf(replace(page, timeline=ROWS, is_exercise=True), tmp_path / "page.pdf")
    assert all("EXERCISE · NOTHING IS REAL" in words for words in words_of(tmp_path / "page.pdf"))
    write_pdf(page, tmp_path / "real.pdf")
    assert "EXERCISE" not in words_of(tmp_path / "real.pdf")[0]


def test_that_the_code_on_the_picture_reads_as_the_folio(page: IncidentPage, tmp_path: Path) -> None:
    write_png(page, tmp_path / "page.png")
    image = cv2.imread(str(tmp_path / "page.png"))
    assert image is not None
    assert image.shape[:2] == (2480, 3508)
    found, _points, _straight = cv2.QRCodeDetector().detectAndDecode(image[-700:, -500:])
    assert found == FOLIO


def test_that_the_picture_has_marks_in_their_colours(page: IncidentPage, tmp_path: Path) -> None:
    write_png(replace(page, is_exercise=True), tmp_path / "page.png")
    image = QImage(str(tmp_path / "page.png")).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    for token in (LIGHT.p1, LIGHT.p2_edge, LIGHT.exercise, LIGHT.text):
        assert np.count_nonzero(pixels == colour(token).rgba()) > 50
    assert image.dotsPerMeterX() == pytest.approx(scale.PAGE_DPI / 0.0254, rel=0.001)


@pytest.mark.parametrize("width_m", [80, 900, 4_512, 60_000])
def test_that_the_page_has_a_round_scale_that_shows_what_was_asked(here: Place, width_m: float) -> None:
    view = page_viewport(here, width_m)
    ratio = view.ground_m_per_px * scale.PAGE_PX_PER_MM * 1_000
    leading = ratio / 10 ** np.floor(np.log10(ratio) + 1e-9)
    assert min(abs(leading - step) for step in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5)) < 1e-4
    assert view.ground_m_per_px * view.width_px >= width_m * 0.999


def test_that_a_page_that_cannot_be_written_leaves_nothing(page: IncidentPage, tmp_path: Path) -> None:
    for write in (write_pdf, write_png):
        with pytest.raises(PageNotWrittenError, match="could not be written"):
            write(page, tmp_path / "no such folder" / "page")
    assert list(tmp_path.iterdir()) == []


def test_that_a_long_title_and_many_names_stay_in_their_places(
    page: IncidentPage, make_alarms: Callable[..., AlarmMarks], tmp_path: Path
) -> None:
    long = replace(page, title="Choque múltiple con personas lesionadas " * 4, author="María Fernanda " * 6)
    crowd = make_alarms(*((f"a{turn}", turn * 7 % 200, turn * 11 % 150, turn % 3 + 1, False) for turn in range(80)))
    write_pdf(replace(long, layers=(*page.layers, replace(crowd, name="crowd"))), tmp_path / "page.pdf")
    (words,) = words_of(tmp_path / "page.pdf")
    assert "Choque múltiple" in words
    assert "…" in words
