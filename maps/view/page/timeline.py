"""The pages after the map: what was done, when and by whom, row by row, nothing left out."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from maps.view.page.frame import page_box, paint_exercise
from maps.view.page.values import PageView, TimelineRow
from maps.view.theme import fonts, scale
from maps.view.theme.palette import LIGHT, colour

_WHEN_PX, _WHO_PX = 170.0, 180.0
_HEAD_PX, _FOOT_PX = 96.0, 52.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Lines = tuple[TimelineRow, tuple[str, ...]]


def timeline_pages(rows: Sequence[TimelineRow]) -> list[list[Lines]]:
    """The rows with their words wrapped, cut into pages."""
    room = page_box().height() - _HEAD_PX - _FOOT_PX
    pages: list[list[Lines]] = []
    left_px = 0.0
    for row in rows:
        wrapped = (row, _wrapped(row.words))
        if _high_px(wrapped) > left_px:
            pages.append([])
            left_px = room
        pages[-1].append(wrapped)
        left_px -= _high_px(wrapped)
    return pages


def _high_px(lines: Lines) -> float:
    return scale.PAGE_ROW_PX + (len(lines[1]) - 1) * scale.PAGE_LINE_PX


def _wrapped(words: str) -> tuple[str, ...]:
    measure = QFontMetricsF(fonts.sans(scale.SECONDARY_PX))
    width = page_box().width() - _WHEN_PX - _WHO_PX - 2 * scale.SPACE_16
    lines = [""]
    for word in (part for whole in words.split() for part in _cut(whole, measure, width)):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and measure.horizontalAdvance(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def _cut(word: str, measure: QFontMetricsF, width_px: float) -> list[str]:
    """A word that is longer than a line, in pieces."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure.horizontalAdvance(pieces[-1] + letter) > width_px:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def paint_timeline(painter: QPainter, view: PageView, rows: Sequence[Lines]) -> None:
    box = page_box()
    if view.is_exercise:
        paint_exercise(painter, box)
    inner = box.adjusted(scale.SPACE_16, 0, -scale.SPACE_16, 0)
    who_px = _WHO_PX if any(row.who for row, _lines in rows) else 0.0
    _paint_head(painter, inner, view, who_px)
    top = box.top() + _HEAD_PX
    for lines in rows:
        _paint_row(painter, inner, top, lines, who_px)
        top += _high_px(lines)
    _paint_foot(painter, inner, view)


def _paint_head(painter: QPainter, box: QRectF, view: PageView, who_px: float) -> None:
    top = box.top() + (scale.SPACE_32 if view.is_exercise else scale.SPACE_8)
    painter.setFont(fonts.sans(scale.TITLE_PX, scale.SEMIBOLD))
    painter.setPen(colour(LIGHT.text))
    title = f"{_('Timeline')} · {view.title}"
    folio = fonts.mono(scale.TITLE_PX, scale.SEMIBOLD)
    room = box.width() - QFontMetricsF(folio).horizontalAdvance(view.folio) - scale.SPACE_16
    shown = QFontMetricsF(painter.font()).elidedText(title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRectF(box.left(), top, room, scale.SPACE_24), _LEFT, shown)
    painter.setFont(folio)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(box.left(), top, box.width(), scale.SPACE_24), right, view.folio)
    foot = box.top() + _HEAD_PX - scale.SPACE_4
    painter.setFont(fonts.sans(scale.METADATA_PX, scale.MEDIUM))
    painter.setPen(colour(LIGHT.text2))
    names = ((0.0, _("Time")), (_WHEN_PX, _("Who") if who_px else ""), (_WHEN_PX + who_px, _("What")))
    for x_px, words in names:
        painter.drawText(QPointF(box.left() + x_px, foot - scale.SPACE_8), words)
    painter.setPen(QPen(colour(LIGHT.text), scale.BORDER_PX))
    painter.drawLine(QPointF(box.left(), foot), QPointF(box.right(), foot))


def _paint_row(painter: QPainter, box: QRectF, top_px: float, lines: Lines, who_px: float) -> None:
    row, words = lines
    baseline = top_px + scale.PAGE_LINE_PX
    painter.setPen(colour(LIGHT.text))
    painter.setFont(fonts.mono(scale.SECONDARY_PX))
    painter.drawText(QPointF(box.left(), baseline), f"{row.at:%Y-%m-%d %H:%M:%S}")
    font = fonts.sans(scale.SECONDARY_PX)
    painter.setFont(font)
    who = QFontMetricsF(font).elidedText(row.who, Qt.TextElideMode.ElideRight, _WHO_PX - scale.SPACE_8)
    painter.drawText(QPointF(box.left() + _WHEN_PX, baseline), who)
    for index, line in enumerate(words):
        place = QPointF(box.left() + _WHEN_PX + who_px, baseline + index * scale.PAGE_LINE_PX)
        painter.drawText(place, line)
    foot = top_px + _high_px(lines) - 1
    painter.setPen(QPen(colour(LIGHT.line), scale.BORDER_PX))
    painter.drawLine(QPointF(box.left(), foot), QPointF(box.right(), foot))


def _paint_foot(painter: QPainter, box: QRectF, view: PageView) -> None:
    pages = _("Page {number} of {total}").format(number=view.number, total=view.total)
    mode = _("Exercise") if view.is_exercise else _("Operation")
    made = f"{view.author} · {view.time_words} · {view.zone_name} · {mode}"
    top = box.bottom() - _FOOT_PX + scale.SPACE_4
    painter.setPen(colour(LIGHT.text2))
    painter.setFont(fonts.sans(scale.METADATA_PX))
    painter.drawText(QRectF(box.left(), top, box.width(), 16), _LEFT, made)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(box.left(), top, box.width(), 16), right, pages)
    painter.setFont(fonts.mono(scale.METADATA_PX))
    painter.drawText(QRectF(box.left(), top + 16, box.width(), 16), _LEFT, f"SHA-256 {view.data_sha256}")
