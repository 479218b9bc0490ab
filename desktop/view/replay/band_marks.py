"""What a replay adds to the time band: its span, the cursor, and the stretches without data."""

from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPolygonF

from desktop.services.replay.overview import Span
from desktop.view import ink
from desktop.view.axis import TimeAxis
from maps.view.theme import scale
from maps.view.theme.palette import Palette, colour

_TOP_PX = scale.SPACE_4
_HANDLE_PX = scale.SPACE_4 + scale.FOCUS_RING_PX


@dataclass(frozen=True, slots=True)
class BandReplay:
    """`at` is the cursor within the span."""

    at: datetime
    since: datetime
    until: datetime
    quiet: tuple[Span, ...] = ()


def paint_gaps(painter: QPainter, axis: TimeAxis, shown: BandReplay | None, height: float, palette: Palette) -> None:
    """A hatch, and words where there is room: nothing was recorded, which is not the same as nothing happened."""
    top = scale.TIME_BAND_FOLDED_PX - scale.SPACE_4 if height > scale.TIME_BAND_FOLDED_PX else _TOP_PX
    font, said = ink.sans(scale.METADATA_PX), _("no data")
    for since, until in shown.quiet if shown is not None else ():
        left = max(axis.left_px, axis.x_of(since))
        box = QRectF(left, top, axis.x_of(until) - left, height - top - _TOP_PX)
        painter.fillRect(box, QBrush(colour(palette.line), Qt.BrushStyle.BDiagPattern))
        if box.width() > ink.width_of(said, font) + scale.SPACE_16 and height > scale.TIME_BAND_FOLDED_PX:
            plate = QRectF(box.left() + scale.SPACE_4, box.bottom() - scale.SPACE_24, 0, scale.SPACE_16 + scale.SPACE_4)
            plate.setWidth(ink.width_of(said, font) + scale.SPACE_8)
            painter.fillRect(plate, colour(palette.panel))
            ink.write(painter, plate, said, font, palette.text2, ink.CENTRE)


def paint_cursor(painter: QPainter, axis: TimeAxis, shown: BandReplay | None, height: float, palette: Palette) -> None:
    """A line from top to bottom with a handle on it."""
    if shown is None or not axis.holds(shown.at):
        return
    x = axis.x_of(shown.at)
    painter.fillRect(QRectF(x - scale.BORDER_PX, 0, scale.FOCUS_RING_PX, height), colour(palette.focus))
    handle = QPolygonF([QPointF(x - _HANDLE_PX, 0), QPointF(x + _HANDLE_PX, 0), QPointF(x, _HANDLE_PX * 2)])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(palette.focus))
    painter.drawPolygon(handle)
