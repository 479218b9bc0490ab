"""A plan on paper: both sides of it beside one another as maps, what is better then; on the next pages every number.

A4 on its side, light, vectors over a base map of 300 dpi, fonts embedded. In a process whose Qt thread may take its
time. The file appears whole or not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen, QPolygonF

from desktop.view.exercise import paint_hatch
from desktop.view.siting import paper
from desktop.view.siting.paper import PX_PER_MM, page_box
from maps.layer import CoverageTiles, Layer, Outlines, SiteMarks
from maps.picture import BaseImage
from maps.view.furniture import paint_attribution, scale_bar
from maps.view.pile import Pile
from maps.view.plan_legend import Sample, outline_entry, plan_entries
from maps.view.scene import Scene
from maps.view.theme import fonts, scale
from maps.view.theme.palette import INK, LIGHT, colour
from maps.viewport import Viewport
from maps.whole_file import write_whole

Rows = tuple[tuple[str, ...], ...]
_FOOT_COLUMNS = (0.0, 0.40, 0.66, 0.83)
"""Where the columns of the foot begin, as parts of the page's width: what is better, legend, scale, who made it."""
_MADE_ROWS_PX = 3 * paper.LINE_PX
_HASH_ROWS = 4


@dataclass(frozen=True, slots=True)
class Table:
    """The first column has its words at the left and the rest of the width."""

    title: str
    heads: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True, slots=True, eq=False)
class PlanPage:
    """Words are in the reader's language; `printed_at` is aware and local; `before` and `after` bottom first."""

    title: str
    subtitle: str
    city: str
    viewport: Viewport
    before: tuple[Layer, ...]
    after: tuple[Layer, ...]
    base: BaseImage | None
    attribution: str
    measures: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    author: str
    printed_at: datetime
    zone_name: str
    sha256: str
    is_exercise: bool


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What of a table is on one page."""

    table: Table
    first: int
    count: int


def write_pdf(page: PlanPage, path: Path) -> None:
    """Raises OSError."""
    fonts.load()
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer, leaves = _writer(buffer, page), leaves_of(page)
    painter = QPainter(writer)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.LosslessImageRendering)
    painter.scale(scale.PAGE_RATIO, scale.PAGE_RATIO)
    _paint_maps(painter, page, len(leaves) + 1)
    for number, some in enumerate(leaves, start=2):
        writer.newPage()
        _paint_leaves(painter, page, some, number, len(leaves) + 1)
    painter.end()
    buffer.close()
    write_whole(path, bytes(store.data()))


def _writer(buffer: QBuffer, page: PlanPage) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    size = QPageSize(QSizeF(*paper.PAGE_MM), QPageSize.Unit.Millimeter, "A4")
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    writer.setResolution(scale.PAGE_DPI)
    writer.setTitle(page.title)
    writer.setAuthor(page.author)
    writer.setCreator("Atalaya")
    return writer


# the maps


def _paint_maps(painter: QPainter, page: PlanPage, total: int) -> None:
    _paint_head(painter, page, 1, total)
    for side, (words, layers) in enumerate(((_("As it stands"), page.before), (_("With the plan"), page.after))):
        box = paper.map_box(side)
        caption = QRectF(box.left(), box.top() - paper.CAPTION_PX, box.width(), paper.CAPTION_PX)
        paper.write(painter, caption, words, fonts.sans(scale.BODY_PX, scale.SEMIBOLD))
        _paint_map(painter, page, layers, box)
    _paint_foot(painter, page)


def _paint_map(painter: QPainter, page: PlanPage, layers: Sequence[Layer], box: QRectF) -> None:
    pile = Pile()
    for layer in layers:
        pile.put(layer)
    painter.save()
    painter.setClipRect(box)
    painter.fillRect(box, colour(LIGHT.halo))
    painter.translate(box.topLeft())
    if page.base is not None:
        base = page.base
        image = QImage(base.pixels.data, base.width_px, base.height_px, base.width_px * 4, QImage.Format.Format_RGB32)
        painter.drawImage(QRectF(0, 0, page.viewport.width_px, page.viewport.height_px), image)
    scene = Scene(painter, page.viewport, LIGHT, scale.PAGE_RATIO, on_paper=True)
    for layer_painter in pile:
        layer_painter.paint(scene)
    painter.restore()
    inset = scale.SPACE_4
    paint_attribution(painter, page.attribution, box.right() - inset, box.bottom() - inset, LIGHT)
    painter.setPen(QPen(colour(LIGHT.text), scale.BORDER_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def _paint_head(painter: QPainter, page: PlanPage, number: int, total: int) -> None:
    """Title at the left, whose it is and the page at the right; around it the hatch of an exercise."""
    box = page_box()
    if page.is_exercise:
        _paint_exercise(painter)
    head = QRectF(box.left(), box.top(), box.width(), paper.HEAD_PX - scale.SPACE_4)
    of = _("Page {number} of {total}").format(number=number, total=total)
    whose = " · ".join(part for part in ("ATALAYA", page.city, of) if part)
    paper.write(painter, head, whose, paper.bold(), LIGHT.text2, paper.RIGHT)
    title = fonts.sans(scale.PAGE_TITLE_PX, scale.SEMIBOLD)
    head.setWidth(box.width() * 0.42)
    paper.write(painter, head, page.title, title)
    if not page.is_exercise:
        middle = QRectF(head.right() + scale.SPACE_12, head.top(), box.width() * 0.3, head.height())
        paper.write(painter, middle, page.subtitle, paper.small(), LIGHT.text2)


def _paint_exercise(painter: QPainter) -> None:
    margin = (paper.MARGIN_MM * PX_PER_MM - scale.EXERCISE_FRAME_PX) / 2
    box = page_box().adjusted(-margin - scale.EXERCISE_FRAME_PX, -margin - scale.EXERCISE_FRAME_PX, 0, 0)
    painter.save()
    painter.translate(box.topLeft())
    reach = 2 * (margin + scale.EXERCISE_FRAME_PX)
    paint_hatch(painter, QSize(round(page_box().width() + reach), round(page_box().height() + reach)))
    painter.restore()
    words, page = _("EXERCISE · NOTHING IS REAL"), page_box()
    plate = QRectF(0, page.top(), page.width() * 0.24, scale.SPACE_24)
    plate.moveCenter(QPointF(page.center().x(), plate.center().y()))
    painter.fillRect(plate, colour(LIGHT.exercise))
    font = fonts.sans(scale.BODY_PX, scale.SEMIBOLD)
    paper.write(painter, plate, words, font, LIGHT.exercise_ink, Qt.AlignmentFlag.AlignCenter)


# the foot


def _paint_foot(painter: QPainter, page: PlanPage) -> None:
    better, legend, measure, made = _columns()
    _paint_measures(painter, better, page)
    _heading(painter, legend, _("Legend"))
    for number, (words, sample) in enumerate(entries((*page.before, *page.after))):
        top = legend.top() + (number + 1) * paper.LINE_PX + scale.SPACE_4
        sample(painter, QPointF(legend.left() + scale.SPACE_12, top + paper.LINE_PX / 2))
        box = QRectF(legend.left() + scale.SPACE_32, top, legend.width() - scale.SPACE_32, paper.LINE_PX)
        paper.write(painter, box, words, paper.small())
    _paint_scale(painter, measure, page.viewport)
    _paint_made(painter, made, page)


def _columns() -> list[QRectF]:
    page, ends = page_box(), (*_FOOT_COLUMNS[1:], 1.0)
    top = page.bottom() - paper.FOOT_PX + scale.SPACE_8
    return [
        QRectF(page.left() + begin * page.width(), top, (end - begin) * page.width() - scale.SPACE_16, paper.FOOT_PX)
        for begin, end in zip(_FOOT_COLUMNS, ends, strict=True)
    ]


def _heading(painter: QPainter, box: QRectF, words: str) -> None:
    paper.write(painter, QRectF(box.left(), box.top(), box.width(), paper.LINE_PX), words, paper.bold(), LIGHT.text2)


def _paint_measures(painter: QPainter, box: QRectF, page: PlanPage) -> None:
    """Name and before → after, and under them what must be known to read them."""
    _heading(painter, box, page.subtitle)
    top = box.top() + paper.LINE_PX + scale.SPACE_4
    medium = fonts.sans(scale.SECONDARY_PX, scale.MEDIUM)
    for name, value in page.measures:
        row = QRectF(box.left(), top, box.width(), paper.LINE_PX + 1)
        paper.write(painter, row, value, medium, LIGHT.text, paper.RIGHT)
        row.setRight(row.right() - row.width() * 0.4)
        paper.write(painter, row, name, fonts.sans(scale.SECONDARY_PX), LIGHT.text2)
        top += paper.LINE_PX + 2
    for words in page.notes:
        for part in paper.wrapped(words, paper.small(), box.width()):
            if top + paper.LINE_PX > box.bottom():
                return
            paper.write(painter, QRectF(box.left(), top, box.width(), paper.LINE_PX), part, paper.small(), LIGHT.text2)
            top += paper.LINE_PX - 2


def entries(layers: Iterable[Layer]) -> list[tuple[str, Sample]]:
    """Each meaning once, marks first."""
    found: dict[str, Sample] = {}
    for layer in sorted(layers, key=lambda one: not isinstance(one, SiteMarks)):
        if isinstance(layer, SiteMarks | CoverageTiles):
            found |= dict(plan_entries(layer))
        elif isinstance(layer, Outlines) and layer.rings:
            words, sample = outline_entry(layer.role)
            found[words] = sample
    return list(found.items())


def _paint_scale(painter: QPainter, box: QRectF, viewport: Viewport) -> None:
    """Four fields, black and white in turn, the ratio, north, and the reference system."""
    _heading(painter, box, _("Scale and north"))
    bar, left, top = scale_bar(viewport, box.width() - scale.SPACE_32 * 2), box.left(), box.top() + 46
    painter.setPen(QPen(colour(INK), scale.BORDER_PX))
    for part in range(4):
        painter.setBrush(colour(INK) if part % 2 == 0 else colour(LIGHT.raised))
        painter.drawRect(QRectF(left + part * bar.length_px / 4, top, bar.length_px / 4, 5))
    for x, words in ((0.0, "0"), (bar.length_px, bar.words)):
        paper.write(painter, QRectF(left + x - 2, top - 20, 60, paper.LINE_PX), words, paper.small())
    _paint_north(painter, QPointF(box.right() - scale.SPACE_16, box.top() + 22))
    ratio = viewport.ground_m_per_px * PX_PER_MM * 1_000
    said = (f"1 : {ratio:,.0f}".replace(",", "\u2009"), _("true at the middle"), "EPSG:3857")
    for number, words in enumerate(said):
        row = QRectF(left, top + 14 + number * paper.LINE_PX, box.width(), paper.LINE_PX)
        paper.write(painter, row, words, paper.small(), LIGHT.text if number == 0 else LIGHT.text2)


def _paint_north(painter: QPainter, tip: QPointF) -> None:
    high = float(scale.PAGE_NORTH_PX)
    painter.setPen(QPen(colour(INK), scale.BORDER_PX))
    for side, token in ((-1, INK), (1, LIGHT.raised)):
        painter.setBrush(colour(token))
        corners = ((0.0, 0.0), (side * high * 0.26, high), (0.0, high * 0.76))
        painter.drawPolygon(QPolygonF([tip + QPointF(x, y) for x, y in corners]))
    box = QRectF(tip.x() - 20, tip.y() - 18, 40, paper.LINE_PX)
    paper.write(painter, box, _("N"), paper.bold(), INK, Qt.AlignmentFlag.AlignCenter)


def _paint_made(painter: QPainter, box: QRectF, page: PlanPage) -> None:
    """Who, when, in which mode, and the hash of question and answer."""
    _heading(painter, box, _("Made by"))
    mode = _("Exercise") if page.is_exercise else _("Operation")
    rows = [page.author, f"{page.printed_at:%Y-%m-%d %H:%M:%S %z}", page.zone_name, mode]
    _write_rows(painter, box, box.top() + paper.LINE_PX, rows)
    top = box.top() + (len(rows) + 1.3) * paper.LINE_PX
    _heading(painter, QRectF(box.left(), top, box.width(), paper.LINE_PX), _("SHA-256 of its data"))
    step = len(page.sha256) // _HASH_ROWS
    parts = [page.sha256[row * step : (row + 1) * step] for row in range(_HASH_ROWS)]
    for number, part in enumerate(parts):
        row = QRectF(box.left(), top + (number + 1) * (paper.LINE_PX - 2), box.width() + scale.SPACE_16, paper.LINE_PX)
        paper.write(painter, row, part, fonts.mono(scale.METADATA_PX))


def _write_rows(painter: QPainter, box: QRectF, top: float, rows: Sequence[str]) -> None:
    for number, words in enumerate(rows):
        row = QRectF(box.left(), top + number * paper.LINE_PX, box.width(), paper.LINE_PX)
        paper.write(painter, row, words, paper.small())


# the numbers


_ROW_PX, _TITLE_PX, _HEADS_PX = 20.0, 34.0, 22.0


def leaves_of(page: PlanPage) -> list[list[_Leaf]]:
    """The tables, cut into pages; none is left out."""
    room = page_box().height() - paper.HEAD_PX - scale.SPACE_8
    pages: list[list[_Leaf]] = []
    left_px = 0.0
    for table in page.tables:
        first = 0
        while first < len(table.rows):
            fits = int((left_px - _TITLE_PX - _HEADS_PX) // _ROW_PX)
            if fits < min(3, len(table.rows) - first):
                pages.append([])
                left_px = room
                continue
            count = min(fits, len(table.rows) - first)
            pages[-1].append(_Leaf(table, first, count))
            left_px -= _TITLE_PX + _HEADS_PX + count * _ROW_PX
            first += count
    return pages


def _paint_leaves(painter: QPainter, page: PlanPage, leaves: Sequence[_Leaf], number: int, total: int) -> None:
    _paint_head(painter, page, number, total)
    box = page_box()
    top = box.top() + paper.HEAD_PX + scale.SPACE_8
    for leaf in leaves:
        title = QRectF(box.left(), top, box.width(), _TITLE_PX)
        paper.write(painter, title, leaf.table.title, fonts.sans(scale.TITLE_PX, scale.SEMIBOLD))
        top += _TITLE_PX
        _paint_row(painter, box, top, leaf.table.heads, is_head=True)
        top += _HEADS_PX
        paper.line(painter, box.left(), box.right(), top - 1, LIGHT.text)
        for cells in leaf.table.rows[leaf.first : leaf.first + leaf.count]:
            _paint_row(painter, box, top, cells, is_head=False)
            top += _ROW_PX
            paper.line(painter, box.left(), box.right(), top - 1)


def _paint_row(painter: QPainter, box: QRectF, top: float, cells: Sequence[str], *, is_head: bool) -> None:
    """Numbers at the right of equal columns."""
    font = paper.bold() if is_head else fonts.sans(scale.SECONDARY_PX)
    token = LIGHT.text2 if is_head else LIGHT.text
    first_px = box.width() * 0.34
    step = (box.width() - first_px) / max(1, len(cells) - 1)
    paper.write(painter, QRectF(box.left(), top, first_px, _ROW_PX), cells[0], font, token)
    for column, words in enumerate(cells[1:]):
        place = QRectF(box.left() + first_px + column * step + scale.SPACE_8, top, step - scale.SPACE_8, _ROW_PX)
        paper.write(painter, place, words, font, token, paper.RIGHT)
