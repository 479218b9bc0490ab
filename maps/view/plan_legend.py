"""What the signs of planning mean: coverage, fog, unseen streets, shaded areas, sites. For the screen and for paper."""

from collections.abc import Callable, Iterator
from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from maps.dori import LEAST_PX_PER_M, Dori
from maps.layer import AreaShades, CoverageTiles, Fog, GapLines, SiteMarks, SiteState
from maps.view.painters.coverage import OPACITY
from maps.view.painters.shades import paint_step
from maps.view.theme import fonts, scale
from maps.view.theme.palette import FOG, FOG_HATCH_OPACITY, FOG_OPACITY, LIGHT, Palette, colour

Sample = Callable[[QPainter, QPointF], None]
_WIDE, _HIGH = 18.0, 11.0


def dori_words(level: Dori) -> str:
    """What can be done with the picture of a place."""
    words = {
        Dori.UNSEEN: _("not seen"),
        Dori.SEEN: _("seen too small"),
        Dori.DETECT: _("detect"),
        Dori.OBSERVE: _("observe"),
        Dori.RECOGNISE: _("recognise"),
        Dori.IDENTIFY: _("identify"),
    }
    return words[level]


def coverage_steps() -> tuple[Dori, ...]:
    """Best first."""
    return (Dori.IDENTIFY, Dori.RECOGNISE, Dori.OBSERVE, Dori.DETECT, Dori.SEEN)


def coverage_words(level: Dori) -> str:
    """`observe, from 62.5 px/m`."""
    if level not in LEAST_PX_PER_M:
        return dori_words(level)
    return _("{what}, from {density:g} px/m").format(what=dori_words(level), density=LEAST_PX_PER_M[level])


def plan_entries(
    layer: CoverageTiles | Fog | GapLines | AreaShades | SiteMarks, palette: Palette = LIGHT
) -> Iterator[tuple[str, Sample]]:
    """Words and sample of each sign. Shaded areas have a legend of their own, which knows their numbers."""
    if isinstance(layer, CoverageTiles):
        for level in coverage_steps():
            yield coverage_words(level), _patch(palette.text, OPACITY[level], palette)
    elif isinstance(layer, Fog):
        yield _("Nothing tells of it now"), _fog(palette)
    elif isinstance(layer, GapLines):
        yield _("Street that no camera sees"), _dots(palette)
    elif isinstance(layer, SiteMarks):
        yield from _site_entries(set(layer.state.tolist()), palette)


def _site_entries(states: set[int], palette: Palette) -> Iterator[tuple[str, Sample]]:
    if SiteState.CHOSEN in states:
        yield _("Proposed place, by rank"), _plate(palette)
    if SiteState.CANDIDATE in states:
        yield _("Candidate"), _ring(palette)
    if SiteState.FIXED in states:
        yield _("There already"), _patch(palette.text2, 1.0, palette, square=True)


def step_sample(step: int, steps: int, palette: Palette = LIGHT, *, caution: bool = False) -> Sample:
    """A class of shaded areas; -1 for what has no number; dotted where a number says little."""

    def paint(painter: QPainter, centre: QPointF) -> None:
        box = _box(centre)
        paint_step(painter, box, step, steps, palette.text3)
        if caution:
            painter.setBrush(QBrush(colour(palette.text, FOG_HATCH_OPACITY), Qt.BrushStyle.Dense5Pattern))
        painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
        painter.drawRect(box)

    return paint


def outline_entry(role: str, palette: Palette = LIGHT) -> tuple[str, Sample]:
    """Of the ground within reach of sites, and of the square that is planned."""
    is_square = role == "square"

    def paint(painter: QPainter, centre: QPointF) -> None:
        pen = QPen(colour(palette.text, 1.0 if is_square else 0.6), scale.BORDER_PX)
        if is_square:
            pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush if is_square else QBrush(colour(palette.text, 0.12)))
        painter.drawRect(_box(centre)) if is_square else painter.drawEllipse(centre, _HIGH / 2, _HIGH / 2)

    words = _("Part of the city that is planned") if is_square else _("Within reach")
    return words, paint


def _box(centre: QPointF, *, square: bool = False) -> QRectF:
    wide = _HIGH if square else _WIDE
    return QRectF(centre.x() - wide / 2, centre.y() - _HIGH / 2, wide, _HIGH)


def _patch(token: str, opacity: float, palette: Palette, *, square: bool = False) -> Sample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        painter.setPen(QPen(colour(palette.border), scale.BORDER_PX) if not square else Qt.PenStyle.NoPen)
        painter.setBrush(colour(token, opacity))
        painter.drawRect(_box(centre, square=square))

    return paint


def _fog(palette: Palette) -> Sample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
        painter.setBrush(colour(FOG, FOG_OPACITY))
        painter.drawRect(_box(centre))
        painter.setBrush(QBrush(colour(palette.text3, FOG_HATCH_OPACITY), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(_box(centre))

    return paint


def _dots(palette: Palette) -> Sample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.text))
        for step in (-1, 0, 1):
            painter.drawEllipse(centre + QPointF(step * scale.SPACE_8, 0), 1.5, 1.5)

    return paint


def _ring(palette: Palette) -> Sample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        painter.setPen(QPen(colour(palette.text), scale.TRAIL_PEN_PX))
        painter.setBrush(colour(palette.halo))
        painter.drawEllipse(centre, scale.SITE_RING_PX / 2, scale.SITE_RING_PX / 2)

    return paint


def _plate(palette: Palette) -> Sample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        box = QRectF(centre.x() - scale.SPACE_8, centre.y() - scale.SPACE_8, scale.SPACE_16, scale.SPACE_16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.text))
        painter.drawRoundedRect(box, scale.RADIUS_PX, scale.RADIUS_PX)
        painter.setFont(fonts.sans(scale.METADATA_PX, scale.SEMIBOLD))
        painter.setPen(colour(palette.halo))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "1")

    return paint
