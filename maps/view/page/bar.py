"""The bar at the foot of the map page: what, legend, scale and north, origin, and the code of the folio."""

from gettext import gettext as _

import segno
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from maps.view.furniture import scale_bar
from maps.view.page.frame import Drawn, bar_box
from maps.view.page.legend import entries, paint_legend
from maps.view.page.values import PageView
from maps.view.theme import fonts, scale
from maps.view.theme.palette import INK, LIGHT, colour
from maps.viewport import Viewport

_PX_PER_M_OF_PAPER = scale.PAGE_PX_PER_MM * 1_000
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
About = tuple[str, str, str, str]
"""Organisation, type of incident, place in words, its coordinates."""


def paint_bar(painter: QPainter, view: PageView, drawn: Drawn, viewport: Viewport, about: About) -> None:
    columns = _columns()
    _paint_rules(painter, columns)
    _paint_title(painter, columns[0], view, about)
    _heading(painter, columns[1], _("Legend"))
    paint_legend(painter, columns[1].adjusted(0, scale.PAGE_LINE_PX + 2, 0, 0), entries(drawn, viewport))
    _paint_measure(painter, columns[2], viewport)
    _paint_origin(painter, columns[3], view)
    _paint_code(painter, columns[4], view)


def _columns() -> list[QRectF]:
    """The five columns, without their padding."""
    box, pad = bar_box(), scale.SPACE_8
    left, boxes = box.left(), list[QRectF]()
    for width_mm in scale.PAGE_COLUMNS_MM:
        width = width_mm * scale.PAGE_PX_PER_MM
        boxes.append(QRectF(left, box.top(), width, box.height()).adjusted(pad, pad, -pad, -scale.SPACE_4))
        left += width
    return boxes


def _paint_rules(painter: QPainter, columns: list[QRectF]) -> None:
    box = bar_box()
    painter.setPen(QPen(colour(LIGHT.text), scale.BORDER_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
    painter.setPen(QPen(colour(LIGHT.line), scale.BORDER_PX))
    for column in columns[1:]:
        x = column.left() - scale.SPACE_8
        painter.drawLine(QPointF(x, box.top() + scale.SPACE_8), QPointF(x, box.bottom() - scale.SPACE_8))


def _heading(painter: QPainter, box: QRectF, words: str) -> None:
    _line(painter, box, 0, words, fonts.sans(scale.METADATA_PX, scale.SEMIBOLD), LIGHT.text2)


def _line(painter: QPainter, box: QRectF, top_px: float, words: str, font: QFont, token: str) -> None:
    """One line in the column, elided where the column ends: never into its neighbour."""
    measure = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(colour(token))
    shown = measure.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(QRectF(box.left(), box.top() + top_px, box.width(), measure.height()), _LEFT, shown)


def _paint_title(painter: QPainter, box: QRectF, view: PageView, about: About) -> None:
    organisation, type_words, place_words, coordinates = about
    small, medium = fonts.sans(scale.METADATA_PX), fonts.sans(scale.SECONDARY_PX, scale.MEDIUM)
    head = f"ATALAYA · {organisation}" if organisation else "ATALAYA"
    _line(painter, box, 0, head, fonts.sans(scale.METADATA_PX, scale.SEMIBOLD), LIGHT.text2)
    title = fonts.sans(scale.PAGE_TITLE_PX, scale.SEMIBOLD)
    painter.setFont(title)
    painter.setPen(colour(LIGHT.text))
    lines = _wrapped(view.title, title, box.width(), 2)
    for row, words in enumerate(lines):
        _line(painter, box, 19 + row * 25, words, title, LIGHT.text)
    top = 22 + len(lines) * 25
    _line(painter, box, top, type_words, medium, LIGHT.text)
    _line(painter, box, top + 19, place_words, small, LIGHT.text2)
    _line(painter, box, top + 36, coordinates, small, LIGHT.text2)
    folio = QRectF(box.left(), box.bottom() - 28, box.width(), 28)
    _line(painter, folio, 2, view.folio, fonts.mono(scale.TITLE_PX, scale.SEMIBOLD), LIGHT.text)


def _wrapped(words: str, font: QFont, width_px: float, rows: int) -> list[str]:
    """At spaces, in so many rows at most; the last is elided by whoever draws it."""
    measure, lines = QFontMetricsF(font), [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if measure.horizontalAdvance(longer) <= width_px or len(lines) == rows or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _paint_measure(painter: QPainter, box: QRectF, viewport: Viewport) -> None:
    """Scale bar with its ratio, north arrow, and the reference system."""
    _heading(painter, box, _("Scale and north"))
    bar, font = scale_bar(viewport, scale.PAGE_SCALE_BAR_PX - 40), fonts.sans(scale.METADATA_PX)
    top = box.top() + 46
    _paint_staff(painter, box.left(), top, bar.length_px)
    painter.setFont(font)
    painter.setPen(colour(LIGHT.text))
    painter.drawText(QPointF(box.left(), top - 5), "0")
    painter.drawText(QPointF(box.left() + bar.length_px - 8, top - 5), bar.words)
    _paint_north(painter, box.right() - 14, box.top() + 30)
    small = fonts.sans(scale.METADATA_PX)
    ratio = viewport.ground_m_per_px * _PX_PER_M_OF_PAPER
    _line(painter, box, 62, f"1 : {ratio:,.0f}".replace(",", "\u2009"), fonts.sans(scale.SECONDARY_PX, 500), LIGHT.text)
    _line(painter, box, 82, _("true at the middle"), small, LIGHT.text2)
    _line(painter, box, 106, "WGS 84 / Pseudo-Mercator", small, LIGHT.text2)
    _line(painter, box, 123, "EPSG:3857", small, LIGHT.text2)


def _paint_staff(painter: QPainter, left_px: float, top_px: float, length_px: float) -> None:
    """Four fields, black and white in turn: readable on a photocopy."""
    painter.setPen(QPen(colour(INK), scale.BORDER_PX))
    for part in range(4):
        painter.setBrush(colour(INK) if part % 2 == 0 else colour(LIGHT.raised))
        painter.drawRect(QRectF(left_px + part * length_px / 4, top_px, length_px / 4, 5))


def _paint_north(painter: QPainter, x_px: float, top_px: float) -> None:
    high = scale.PAGE_NORTH_PX
    painter.setPen(QPen(colour(INK), scale.BORDER_PX))
    for side, token in ((-1, INK), (1, LIGHT.raised)):
        painter.setBrush(colour(token))
        corners = ((0.0, 0.0), (side * high * 0.26, float(high)), (0.0, high * 0.76))
        painter.drawPolygon(QPolygonF([QPointF(x_px + x, top_px + y) for x, y in corners]))
    painter.setFont(fonts.sans(scale.BODY_PX, scale.SEMIBOLD))
    painter.setPen(colour(INK))
    painter.drawText(QRectF(x_px - 20, top_px - 20, 40, 18), Qt.AlignmentFlag.AlignCenter, _("N"))


def _paint_origin(painter: QPainter, box: QRectF, view: PageView) -> None:
    small, step = fonts.sans(scale.METADATA_PX), float(scale.PAGE_LINE_PX)
    _heading(painter, box, _("Made by"))
    _line(painter, box, step, view.author, small, LIGHT.text)
    _line(painter, box, 2 * step, view.time_words, small, LIGHT.text)
    _line(painter, box, 3 * step, view.zone_name, small, LIGHT.text)
    _heading(painter, box.translated(0, 4.25 * step), _("SHA-256 of its data"))
    quarter = max(1, len(view.data_sha256) // 4)
    for row in range(4):
        part = view.data_sha256[row * quarter : (row + 1) * quarter]
        _line(painter, box, (5.25 + row) * step, part, fonts.mono(scale.METADATA_PX), LIGHT.text)


def _paint_code(painter: QPainter, box: QRectF, view: PageView) -> None:
    side = scale.PAGE_QR_MM * scale.PAGE_PX_PER_MM
    paint_qr(painter, view.folio, QRectF(box.center().x() - side / 2, box.top(), side, side))
    mode = _("Exercise") if view.is_exercise else _("Operation")
    pages = _("Page {number} of {total}").format(number=view.number, total=view.total)
    token = LIGHT.exercise if view.is_exercise else LIGHT.text
    for row, (words, ink) in enumerate(((pages, LIGHT.text), (mode, token))):
        painter.setFont(fonts.sans(scale.METADATA_PX, scale.MEDIUM))
        painter.setPen(colour(ink))
        place = QRectF(box.left(), box.top() + side + 10 + row * 19, box.width(), 19)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def paint_qr(painter: QPainter, words: str, box: QRectF) -> None:
    """The code as one path of squares; the page's white is its quiet zone."""
    rows = [bytes(row) for row in segno.make(words, error="m", micro=False).matrix]
    step = box.width() / len(rows)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(INK))
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                painter.drawRect(QRectF(box.left() + x * step, box.top() + y * step, step, step))
    painter.restore()
