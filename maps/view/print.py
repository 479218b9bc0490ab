"""The incident map as a page: A4 on its side, always light, drawn by the painters of the screen. PDF and PNG.

The layers are vectors, the base map a picture of 300 dpi (`page_viewport` says what to ask of the map worker), fonts
are embedded, nothing is under 9 points. A file appears whole or not at all. On the Qt thread.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from maps.layer import Layer
from maps.picture import BaseImage
from maps.place import Place
from maps.view.page.bar import paint_bar
from maps.view.page.frame import map_box, paint_map
from maps.view.page.timeline import paint_timeline, timeline_pages
from maps.view.page.values import PageView, TimelineRow
from maps.view.theme import fonts, scale
from maps.view.theme.palette import PAPER, colour
from maps.viewport import Viewport
from maps.whole_file import write_whole

__all__ = ["IncidentPage", "PageNotWrittenError", "TimelineRow", "page_viewport", "write_pdf", "write_png"]
_MM_PER_INCH = 25.4
_ROUND_RATIOS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0)


class PageNotWrittenError(OSError):
    """The file could not be written: a full disk, a folder that may not be written. Nothing is left behind."""


@dataclass(frozen=True, slots=True, eq=False)
class IncidentPage:
    """All that is on the page. Words are in the reader's language already; `printed_at` is aware and local."""

    folio: str
    title: str
    type_words: str
    place: Place
    place_words: str
    author: str
    printed_at: datetime
    zone_name: str
    """Of the city's time zone: America/Mexico_City."""
    viewport: Viewport
    """From `page_viewport`."""
    layers: tuple[Layer, ...]
    base: BaseImage | None
    """The map worker's picture of the viewport, day style, `scale.PAGE_RATIO`; None says so on the page."""
    data_sha256: str
    is_exercise: bool = False
    attribution: str = ""
    organisation: str = ""
    """Whose centre it is, above the title."""
    timeline: tuple[TimelineRow, ...] = ()
    """Goes on pages of its own, after the map."""
    place_is_exact: bool = True
    """False: the place stands for its surroundings, and its coordinates are printed to some hundred metres."""


def page_viewport(centre: Place, width_m: float) -> Viewport:
    """The map's part of the page, at least `width_m` of ground across, at a round scale (1:5000)."""
    box = map_box()
    least = width_m / (box.width() / scale.PAGE_PX_PER_MM / 1_000)
    power = 10.0 ** math.floor(math.log10(least))
    ratio = next(step * power for step in _ROUND_RATIOS if step * power >= least * (1 - 1e-9))
    across_m = ratio * round(box.width()) / scale.PAGE_PX_PER_MM / 1_000
    return Viewport.around(centre, across_m, round(box.width()), round(box.height()))


def write_pdf(page: IncidentPage, path: Path) -> None:
    """The map, then the timeline where there is one. Raises PageNotWrittenError."""
    fonts.load()
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, page)
    parts = timeline_pages(page.timeline)
    painter = QPainter(writer)
    _prepare(painter)
    _paint_first(painter, page, len(parts) + 1)
    for number, rows in enumerate(parts, start=2):
        writer.newPage()
        paint_timeline(painter, _view(page, number, len(parts) + 1), rows)
    painter.end()
    buffer.close()
    _write_whole(path, bytes(store.data()))


def write_png(page: IncidentPage, path: Path) -> None:
    """The page of the map at 300 dpi. Raises PageNotWrittenError."""
    fonts.load()
    width, height = (round(side * scale.PAGE_DPI / _MM_PER_INCH) for side in scale.PAGE_MM)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(scale.PAGE_DPI / _MM_PER_INCH * 1_000))
    image.setDotsPerMeterY(round(scale.PAGE_DPI / _MM_PER_INCH * 1_000))
    image.fill(colour(PAPER))
    painter = QPainter(image)
    _prepare(painter)
    _paint_first(painter, page, 1)
    painter.end()
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    _write_whole(path, bytes(store.data()))


def _writer(buffer: QBuffer, page: IncidentPage) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    size = QPageSize(QSizeF(*scale.PAGE_MM), QPageSize.Unit.Millimeter, "A4")
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    writer.setResolution(scale.PAGE_DPI)
    writer.setTitle(f"{page.folio} · {page.title}")
    writer.setCreator("Atalaya")
    return writer


def _prepare(painter: QPainter) -> None:
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.LosslessImageRendering)
    painter.scale(scale.PAGE_RATIO, scale.PAGE_RATIO)


def _view(page: IncidentPage, number: int, total: int) -> PageView:
    return PageView(
        page.folio,
        page.title,
        page.author,
        page.printed_at,
        page.zone_name,
        page.data_sha256,
        number,
        total,
        page.is_exercise,
    )


def _paint_first(painter: QPainter, page: IncidentPage, total: int) -> None:
    view = _view(page, 1, total)
    drawn = paint_map(painter, page.viewport, page.layers, page.base, view, page.attribution)
    decimals = 6 if page.place_is_exact else 3
    place = f"{page.place.lat_deg:.{decimals}f}, {page.place.lon_deg:.{decimals}f}"
    paint_bar(painter, view, drawn, page.viewport, (page.organisation, page.type_words, page.place_words, place))


def _write_whole(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise PageNotWrittenError(error.errno, f"the page could not be written to {path}: {error.strerror}") from error
