"""The pages after the map: who did what and when, custody, an index. Row by row, nothing left out, nothing cut."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPen

from maps.sheet import Sheet
from maps.view.page.bar import page_words
from maps.view.page.boxes import px, row
from maps.view.page.text import RIGHT, width_of, wrapped, write
from maps.view.page.values import Imprint, PageView, Row, TablePart
from maps.view.theme import fonts, scale
from maps.view.theme.palette import LIGHT, colour

_FOOT_PX, _NAMES_PX = 52.0, 26.0
_LINE_PX = float(scale.PAGE_LINE_PX)
_ROW_GAP_PX = 7.0
_ASIDE_RATIO = 0.45


@dataclass(frozen=True, slots=True)
class Laid:
    """A row with the lines of each cell."""

    row: Row
    cells: tuple[tuple[str, ...], ...]
    proof: tuple[str, ...]

    @property
    def high_px(self) -> float:
        lines = max((len(lines) for lines in self.cells), default=1)
        return (max(1, lines) + len(self.proof)) * _LINE_PX + _ROW_GAP_PX


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a table: the lines of its title and of its note (on the first page), and its rows."""

    part: TablePart
    title: tuple[str, ...]
    note: tuple[str, ...]
    rows: tuple[Laid, ...]

    @property
    def head_px(self) -> float:
        beside = scale.SPACE_24 + _LINE_PX
        return max(beside, len(self.title) * scale.SPACE_24 + len(self.note) * _LINE_PX) + _NAMES_PX


def leaves_of(part: TablePart, imprint: Imprint, sheet: Sheet) -> list[Leaf]:
    """The rows with their words wrapped, cut into pages; one page at least."""
    box = _inner(sheet)
    leaves: list[Leaf] = [_leaf(part, imprint, box.width(), first=True)]
    left_px = _room_px(box, leaves[0])
    for line in (_laid(part, one, box.width()) for one in part.rows):
        if line.high_px > left_px and leaves[-1].rows:
            leaves.append(_leaf(part, imprint, box.width(), first=False))
            left_px = _room_px(box, leaves[-1])
        leaves[-1] = replace(leaves[-1], rows=(*leaves[-1].rows, line))
        left_px -= line.high_px
    return leaves


def _room_px(box: QRectF, leaf: Leaf) -> float:
    return box.height() - leaf.head_px - scale.SPACE_8 - _FOOT_PX


def _inner(sheet: Sheet) -> QRectF:
    return px(sheet.content).adjusted(scale.SPACE_8, scale.SPACE_8, -scale.SPACE_8, -scale.SPACE_8)


def _title_font() -> QFont:
    return fonts.sans(scale.TITLE_PX, scale.SEMIBOLD)


def _leaf(part: TablePart, imprint: Imprint, width_px: float, *, first: bool) -> Leaf:
    """The title in full on the first page, in one line on the others."""
    title = f"{part.title} · {imprint.title}" if imprint.title else part.title
    lines = wrapped(title, _title_font(), width_px - _aside_px(imprint, width_px), 12 if first else 1)
    small = fonts.sans(scale.METADATA_PX)
    note = wrapped(part.note, small, width_px - _aside_px(imprint, width_px)) if first and part.note else []
    return Leaf(part, tuple(lines), tuple(note), ())


def _aside_px(imprint: Imprint, width_px: float) -> float:
    """What folio and classification take at the right of the head."""
    folio = width_of(imprint.folio, fonts.mono(scale.TITLE_PX, scale.SEMIBOLD))
    both = max(folio, width_of(imprint.classification, fonts.sans(scale.METADATA_PX, scale.SEMIBOLD)))
    return min(both, width_px * _ASIDE_RATIO) + scale.SPACE_24


def _laid(part: TablePart, one: Row, width_px: float) -> Laid:
    cells = [
        tuple(wrapped(words, _font(part, number), width)) if words else ()
        for number, (words, width) in enumerate(zip(one.cells, _widths(part, width_px), strict=True))
    ]
    small = fonts.mono(scale.METADATA_PX)
    proof = (line for words in one.proof for line in wrapped(words, small, _widths(part, width_px)[-1]))
    return Laid(one, tuple(cells), tuple(proof))


def _font(part: TablePart, column: int) -> QFont:
    return (fonts.mono if part.columns[column].mono else fonts.sans)(scale.SECONDARY_PX)


def _widths(part: TablePart, width_px: float) -> list[float]:
    """The last takes the rest; where paper is narrow, the others give way."""
    fixed = [column.width_px for column in part.columns[:-1]]
    squeeze = min(1.0, width_px * 0.6 / sum(fixed)) if fixed else 1.0
    widths = [wide * squeeze for wide in fixed]
    return [*(wide - scale.SPACE_12 for wide in widths), width_px - sum(widths)]


def paint_leaf(painter: QPainter, view: PageView, leaf: Leaf, page_of: Sequence[int]) -> list[tuple[QRectF, int]]:
    """`page_of` gives the page of each part; answers the boxes of rows that lead to one, for whoever makes links."""
    box = _inner(view.sheet)
    top = box.top() + _paint_head(painter, box, view, leaf)
    links: list[tuple[QRectF, int]] = []
    for line in leaf.rows:
        place = QRectF(box.left(), top, box.width(), line.high_px)
        _paint_row(painter, place, leaf.part, line, page_of)
        if line.row.target is not None:
            links.append((place, line.row.target))
        top += line.high_px
    _paint_foot(painter, box, view)
    return links


def _paint_head(painter: QPainter, box: QRectF, view: PageView, leaf: Leaf) -> float:
    imprint = view.imprint
    aside = _aside_px(imprint, box.width()) - scale.SPACE_16
    beside, right = box.adjusted(0, 0, -aside, 0), box.adjusted(box.width() - aside, 0, 0, 0)
    for number, words in enumerate(leaf.title):
        write(painter, row(beside, number * scale.SPACE_24, scale.SPACE_24), words, _title_font(), LIGHT.text)
    for number, words in enumerate(leaf.note):
        top = len(leaf.title) * scale.SPACE_24 + number * _LINE_PX
        write(painter, row(box, top, _LINE_PX), words, fonts.sans(scale.METADATA_PX), LIGHT.text2)
    folio, strong = fonts.mono(scale.TITLE_PX, scale.SEMIBOLD), fonts.sans(scale.METADATA_PX, scale.SEMIBOLD)
    write(painter, row(right, 0, scale.SPACE_24), imprint.folio, folio, LIGHT.text, RIGHT)
    write(painter, row(right, scale.SPACE_24, _LINE_PX), imprint.classification, strong, LIGHT.text, RIGHT)
    _paint_names(painter, box, leaf)
    return leaf.head_px + 4


def _paint_names(painter: QPainter, box: QRectF, leaf: Leaf) -> None:
    left, top = box.left(), box.top() + leaf.head_px - _NAMES_PX
    for column, width in zip(leaf.part.columns, _widths(leaf.part, box.width()), strict=True):
        name = QRectF(left, top + 4, width, _NAMES_PX - 6)
        write(painter, name, column.name, fonts.sans(scale.METADATA_PX, scale.MEDIUM), LIGHT.text2)
        left += width + scale.SPACE_12
    painter.setPen(QPen(colour(LIGHT.text), scale.BORDER_PX))
    foot = top + _NAMES_PX
    painter.drawLine(QPointF(box.left(), foot), QPointF(box.right(), foot))


def _paint_row(painter: QPainter, box: QRectF, part: TablePart, line: Laid, page_of: Sequence[int]) -> None:
    left, widths = box.left(), _widths(part, box.width())
    for number, (lines, width) in enumerate(zip(line.cells, widths, strict=True)):
        shown = lines
        if not lines and line.row.target is not None:
            shown = (str(page_of[line.row.target]),)
        for at, words in enumerate(shown):
            place = QRectF(left, box.top() + at * _LINE_PX, width, _LINE_PX)
            write(painter, place, words, _font(part, number), LIGHT.text)
        if number < len(widths) - 1:
            left += width + scale.SPACE_12
    top = line.high_px - _ROW_GAP_PX - len(line.proof) * _LINE_PX
    for at, words in enumerate(line.proof):
        place = QRectF(left, box.top() + top + at * _LINE_PX, widths[-1], _LINE_PX)
        write(painter, place, words, fonts.mono(scale.METADATA_PX), LIGHT.text2)
    painter.setPen(QPen(colour(LIGHT.line), scale.BORDER_PX))
    foot = box.bottom() - 4
    painter.drawLine(QPointF(box.left(), foot), QPointF(box.right(), foot))


def _paint_foot(painter: QPainter, box: QRectF, view: PageView) -> None:
    imprint, step = view.imprint, _LINE_PX - 1
    mode = _("Exercise") if imprint.is_exercise else _("Operation")
    made = " · ".join(dict.fromkeys((imprint.organisation or "ATALAYA", imprint.author, mode)))
    when = f"{imprint.time_words} · {imprint.zone_name} · {imprint.utc_words}"
    small, top = fonts.sans(scale.METADATA_PX), box.height() - 3 * step
    pages = page_words(view)
    beside = box.adjusted(0, 0, -width_of(pages, small) - scale.SPACE_16, 0)
    write(painter, row(beside, top, _LINE_PX), made, small, LIGHT.text2)
    write(painter, row(box, top, _LINE_PX), pages, small, LIGHT.text2, RIGHT)
    write(painter, row(box, top + step, _LINE_PX), when, small, LIGHT.text2)
    proof, mono = f"SHA-256 {imprint.data_sha256}", fonts.mono(scale.METADATA_PX)
    write(painter, row(box, top + 2 * step, _LINE_PX), proof, mono, LIGHT.text2)
