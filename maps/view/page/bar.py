"""The bar at the foot of a map page: whose and what it is, legend, scale and north, origin, and the folio's code."""

from gettext import gettext as _

import segno
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPen

from maps.view.page.boxes import px, row
from maps.view.page.frame import Drawn
from maps.view.page.legend import entries, paint_legend
from maps.view.page.measure import paint_measure
from maps.view.page.text import CENTRE, plain, width_of, wrapped, write
from maps.view.page.values import MapPart, PageView
from maps.view.theme import fonts, scale
from maps.view.theme.palette import INK, LIGHT, colour

_TITLE_SIZES_PX = (scale.PAGE_TITLE_PX, scale.TITLE_PX, scale.BODY_PX, scale.METADATA_PX)
_FOLIO_PX = 26.0
_LONGEST_CODE = 200


def paint_bar(painter: QPainter, view: PageView, part: MapPart, drawn: Drawn) -> None:
    cells, pad = view.sheet.cells, scale.SPACE_8
    inner = [
        px(box).adjusted(pad, pad, -pad, -scale.SPACE_4)
        for box in (cells.title, cells.legend, cells.measure, cells.origin, cells.code)
    ]
    title, legend, measure, origin, code = inner
    _paint_title(painter, title, view, part)
    paint_legend(painter, legend, entries(drawn, part.ground.viewport))
    paint_measure(painter, measure, part)
    _paint_origin(painter, origin, view)
    _paint_code(painter, code, view)
    _paint_rules(painter, view, inner)


def _paint_rules(painter: QPainter, view: PageView, inner: list[QRectF]) -> None:
    box, pad = px(view.sheet.bar), scale.SPACE_8
    painter.setPen(QPen(colour(LIGHT.text), scale.BORDER_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
    painter.setPen(QPen(colour(LIGHT.line), scale.BORDER_PX))
    for cell in inner:
        if cell.left() > box.left() + pad + 1:
            painter.drawLine(QPointF(cell.left() - pad, cell.top()), QPointF(cell.left() - pad, cell.bottom() - pad))
        if cell.top() > box.top() + pad + 1:
            y = cell.top() - pad
            painter.drawLine(QPointF(cell.left(), y), QPointF(cell.right(), y))


def _paint_title(painter: QPainter, box: QRectF, view: PageView, part: MapPart) -> None:
    step, small = float(scale.PAGE_LINE_PX), fonts.sans(scale.METADATA_PX)
    text = box.adjusted(paint_logo(painter, box, view.imprint.logo), 0, 0, 0)
    head = fonts.sans(scale.METADATA_PX, scale.SEMIBOLD)
    write(painter, row(text, 0, step), view.imprint.organisation or "ATALAYA", head, LIGHT.text2)
    about = [line for words in part.about if words for line in wrapped(words, small, text.width(), 2)]
    room = box.height() - step - _FOLIO_PX - len(about) * step - 2
    font, lines = fitting(part.title, text.width(), room)
    high = _line_high(font)
    top = step + 1.0
    for number, words in enumerate(lines):
        write(painter, row(text, top + number * high, high), words, font, LIGHT.text)
    top += len(lines) * high + 3
    for number, words in enumerate(about):
        token = LIGHT.text if number == 0 else LIGHT.text2
        write(painter, row(text, top + number * step, step), words, small, token)
    code = fonts.mono(scale.TITLE_PX, scale.SEMIBOLD)
    if width_of(part.code, code) > text.width():
        code = fonts.mono(scale.METADATA_PX, scale.SEMIBOLD)
    write(painter, row(text, box.height() - _FOLIO_PX, _FOLIO_PX), part.code, code, LIGHT.text)


def fitting(words: str, width_px: float, high_px: float) -> tuple[QFont, list[str]]:
    """The largest of the sizes in which the title is whole; in the smallest it may end with an ellipsis."""
    for size_px in _TITLE_SIZES_PX:
        font = fonts.sans(size_px, scale.SEMIBOLD)
        most = max(1, int(high_px // _line_high(font)))
        lines = wrapped(words, font, width_px)
        if len(lines) <= most or size_px == _TITLE_SIZES_PX[-1]:
            return font, wrapped(words, font, width_px, most)
    raise AssertionError("there is a smallest size")


def _line_high(font: QFont) -> float:
    return font.pixelSize() * 1.25


def paint_logo(painter: QPainter, box: QRectF, logo: bytes) -> float:
    """At the upper left; answers how much width it takes, none where there is none or it cannot be read."""
    image = QImage.fromData(logo, "PNG") if logo else QImage()  # pyright: ignore[reportCallIssue, reportArgumentType]
    if image.isNull():
        return 0.0
    side = min(float(scale.PAGE_LOGO_PX), box.height())
    shrink = side / max(image.width(), image.height())
    width, height = image.width() * shrink, image.height() * shrink
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(box.left() + (side - width) / 2, box.top(), width, height), image)
    return side + scale.SPACE_8


def _paint_origin(painter: QPainter, box: QRectF, view: PageView) -> None:
    imprint, step = view.imprint, float(scale.PAGE_LINE_PX)
    small, head = fonts.sans(scale.METADATA_PX), fonts.sans(scale.METADATA_PX, scale.SEMIBOLD)
    write(painter, row(box, 0, step), _("Made by"), head, LIGHT.text2)
    lines = (*wrapped(imprint.author, small, box.width(), 2), imprint.time_words, imprint.zone_name, imprint.utc_words)
    for number, words in enumerate(lines):
        write(painter, row(box, step + number * (step - 1), step), words, small, LIGHT.text)
    top = box.height() - 5 * (step - 1)
    write(painter, row(box, top, step), _("SHA-256 of its data"), head, LIGHT.text2)
    quarter = max(1, len(imprint.data_sha256) // 4)
    for number in range(4):
        part = imprint.data_sha256[number * quarter : (number + 1) * quarter]
        write(painter, row(box, top + (number + 1) * (step - 1), step), part, fonts.mono(scale.METADATA_PX), LIGHT.text)


def _paint_code(painter: QPainter, box: QRectF, view: PageView) -> None:
    side = min(scale.PAGE_QR_PX, box.width(), box.height() - 4 * scale.PAGE_LINE_PX)
    paint_qr(painter, view.imprint.folio, QRectF(box.center().x() - side / 2, box.top(), side, side))
    mode = _("Exercise") if view.imprint.is_exercise else _("Operation")
    small, strong = fonts.sans(scale.METADATA_PX, scale.MEDIUM), fonts.sans(scale.METADATA_PX, scale.SEMIBOLD)
    rows = [(page_words(view), small, LIGHT.text)]
    rows.append((mode, small, LIGHT.exercise if view.imprint.is_exercise else LIGHT.text))
    rows += [(words, strong, LIGHT.text) for words in wrapped(view.imprint.classification, strong, box.width(), 3)]
    step = min(float(scale.PAGE_LINE_PX), (box.height() - side - 4) / len(rows))
    for number, (words, font, token) in enumerate(rows):
        write(painter, row(box, side + 6 + number * step, step), words, font, token, CENTRE)


def page_words(view: PageView) -> str:
    return _("Page {number} of {total}").format(number=view.number, total=view.total)


def paint_qr(painter: QPainter, words: str, box: QRectF) -> None:
    """The code as squares; the page's white is its quiet zone."""
    rows = [bytes(line) for line in segno.make(plain(words)[:_LONGEST_CODE], error="m", micro=False).matrix]
    step = box.width() / len(rows)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(INK))
    for y, line in enumerate(rows):
        for x, dark in enumerate(line):
            if dark:
                painter.drawRect(QRectF(box.left() + x * step, box.top() + y * step, step, step))
    painter.restore()
