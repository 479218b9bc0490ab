"""A document on paper: maps and tables on numbered pages, always light, drawn by the painters of the screen.

Layers are vectors, fonts are embedded, nothing is under 9 points. In a PDF the base map is vectors too: for the same
ground a tenth of the size of a picture of 300 dpi, and drawn in half the time. A file appears whole or not at all. In a
process whose Qt thread may take its time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from maps.page_file import Finish, Link, Underlay, finished
from maps.picture import BaseImage
from maps.sheet import PX_PER_MM, Box, Sheet
from maps.view.page.bar import paint_bar
from maps.view.page.exercise import paint_exercise
from maps.view.page.frame import Settled, paint_map, settled
from maps.view.page.table import Leaf, leaves_of, paint_leaf
from maps.view.page.text import plain
from maps.view.page.values import Document, Imprint, MapPart, PageView
from maps.view.theme import fonts, scale
from maps.view.theme.palette import PAPER, colour
from maps.whole_file import write_whole

_MM_PER_INCH = 25.4
_LANGUAGES = {"es": "es-MX", "en": "en"}
Clear = tuple[tuple[float, float, float, float], ...]


class Bases(Protocol):
    """The base maps under a document's parts. `clear` are the boxes in which no name is written."""

    def has_one(self, part: MapPart) -> bool:
        """Whether there is one; where there is, it comes or the whole fails."""
        ...

    def picture(self, part: MapPart, ratio: float, clear: Clear) -> BaseImage:
        """`ratio` device pixels a pixel."""
        ...

    def vectors(self, part: MapPart, clear: Clear) -> bytes:
        """A PDF of one page."""
        ...


OnPage = Callable[[int, int], None]
"""Told before each page: which, of how many."""


class PageNotWrittenError(OSError):
    """The file could not be written: a full disk, a folder that may not be written. Nothing is left behind."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document: a map, or a leaf of a table; and the part it belongs to."""

    part: int
    shown: MapPart | Leaf


def pages_of(document: Document) -> list[Page]:
    fonts.load()
    pages: list[Page] = []
    for number, part in enumerate(document.parts):
        shown = [part] if isinstance(part, MapPart) else leaves_of(part, document.imprint, document.sheet)
        pages += [Page(number, one) for one in shown]
    return pages


def write_pdf(document: Document, path: Path, bases: Bases, on_page: OnPage | None = None) -> None:
    """Raises PageNotWrittenError, PageFileError, and what `bases` raises."""
    pages = pages_of(document)
    store, underlays, links = QByteArray(), list[Underlay](), list[Link]()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, document)
    painter = QPainter(writer)
    _prepare(painter, scale.PAGE_RATIO)
    try:
        for number, page in enumerate(pages):
            if on_page is not None:
                on_page(number + 1, len(pages))
            if number:
                writer.newPage()
            shown = _settled(page.shown, bases)
            if isinstance(shown, Settled) and shown.has_base:
                underlays.append(Underlay(number, bases.vectors(shown.part, shown.clear), shown.part.ground.sheet.map))
            links += _paint(painter, document, pages, number, shown)
    finally:
        painter.end()
        buffer.close()
    finish = Finish(
        _LANGUAGES.get(document.imprint.language, document.imprint.language),
        document_title(document.imprint),
        underlays,
        _bookmarks(pages) if len(document.parts) > 1 else (),
        links,
        (document.imprint.folio, document.imprint.classification),
    )
    _write_whole(path, finished(bytes(store.data()), finish))


def write_png(document: Document, path: Path, bases: Bases, dpi: int = scale.PAGE_DPI, number: int = 0) -> None:
    """One page as a picture. Raises PageNotWrittenError, and what `bases` raises."""
    pages, ratio = pages_of(document), dpi / 96
    width, height = (round(side * dpi / _MM_PER_INCH) for side in document.sheet.size_mm)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(dpi / _MM_PER_INCH * 1_000))
    image.setDotsPerMeterY(round(dpi / _MM_PER_INCH * 1_000))
    image.fill(colour(PAPER))
    shown, base = _settled(pages[number].shown, bases), None
    if isinstance(shown, Settled) and shown.has_base:
        base = bases.picture(shown.part, ratio, shown.clear)
    painter = QPainter(image)
    _prepare(painter, ratio)
    _paint(painter, document, pages, number, shown, base)
    painter.end()
    image.setText("Title", document_title(document.imprint))
    image.setText("Author", plain(document.imprint.author))
    image.setText("Software", "Atalaya")
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    _write_whole(path, bytes(store.data()))


def document_title(imprint: Imprint) -> str:
    return plain(f"{imprint.folio} · {imprint.title}" if imprint.title else imprint.folio)


def _writer(buffer: QBuffer, document: Document) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    size = QPageSize(QSizeF(*document.sheet.size_mm), QPageSize.Unit.Millimeter, document.sheet.paper.value)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    writer.setResolution(scale.PAGE_DPI)
    writer.setTitle(document_title(document.imprint))
    writer.setAuthor(plain(document.imprint.author))
    writer.setCreator("Atalaya")
    return writer


def _prepare(painter: QPainter, ratio: float) -> None:
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.LosslessImageRendering)
    painter.scale(ratio, ratio)


def _settled(shown: MapPart | Leaf, bases: Bases) -> Settled | Leaf:
    return settled(shown, has_base=bases.has_one(shown)) if isinstance(shown, MapPart) else shown


def _paint(
    painter: QPainter,
    document: Document,
    pages: list[Page],
    number: int,
    shown: Settled | Leaf,
    base: BaseImage | None = None,
) -> list[Link]:
    """Words first, so that they are read before the map; answers where its rows lead."""
    view = PageView(document.imprint, document.sheet, number + 1, len(pages))
    painter.save()
    if document.imprint.is_exercise:
        paint_exercise(painter, document.sheet)
    if isinstance(shown, Settled):
        paint_bar(painter, view, shown.part, shown.drawn)
        paint_map(painter, shown, base, painter.transform().m11())
        painter.restore()
        return []
    firsts = _first_pages(pages)
    boxes = paint_leaf(painter, view, shown, [page + 1 for page in firsts])
    painter.restore()
    return [Link(number, _box(box), firsts[target]) for box, target in boxes]


def _first_pages(pages: list[Page]) -> list[int]:
    """Of each part."""
    firsts: dict[int, int] = {}
    for number, page in enumerate(pages):
        firsts.setdefault(page.part, number)
    return [firsts[part] for part in sorted(firsts)]


def _bookmarks(pages: list[Page]) -> list[tuple[str, int]]:
    known = [(page.shown.title if isinstance(page.shown, MapPart) else page.shown.part.title) for page in pages]
    return [(plain(known[first]), first) for first in _first_pages(pages)]


def _box(box: QRectF) -> Box:
    return Box(box.left() / PX_PER_MM, box.top() / PX_PER_MM, box.width() / PX_PER_MM, box.height() / PX_PER_MM)


def _write_whole(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise PageNotWrittenError(error.errno, f"the page could not be written to {path}: {error.strerror}") from error


__all__ = ["Document", "PageNotWrittenError", "Sheet", "pages_of", "write_pdf", "write_png"]
