"""The grid on the page: fine lines under the layers, their values in the band around the map."""

from gettext import gettext as _

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from maps.grid import Grid, GridKind, GridLine
from maps.sheet import BAND_MM, PX_PER_MM, Sheet
from maps.view.page.boxes import px
from maps.view.page.text import CENTRE, width_of, write
from maps.view.theme import fonts, scale
from maps.view.theme.palette import LIGHT, colour
from maps.viewport import Viewport, to_mercator

_INK_OPACITY = 0.34
_TICK = 0.2
"""How far into the band a line goes on."""


def paint_grid_lines(painter: QPainter, grid: Grid, viewport: Viewport) -> None:
    painter.setPen(QPen(colour(LIGHT.text2, _INK_OPACITY), scale.PAGE_GRID_PEN_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in grid.lines:
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in _pixels(line, viewport)]))


def paint_grid_values(painter: QPainter, grid: Grid, viewport: Viewport, sheet: Sheet) -> None:
    """In the band around the map: meridians above and below, parallels up the sides; none over another."""
    box, band = px(sheet.map), BAND_MM * PX_PER_MM
    painter.save()
    painter.translate(box.topLeft())
    for line in grid.lines:
        _paint_ticks(painter, line, viewport, band)
    for side in (True, False):
        _paint_side(painter, [line for line in grid.lines if line.is_meridian is side], grid, viewport)
    painter.restore()


def _paint_ticks(painter: QPainter, line: GridLine, viewport: Viewport, band_px: float) -> None:
    painter.setPen(QPen(colour(LIGHT.text), scale.PAGE_GRID_PEN_PX))
    for edge in (0.0, 1.0):
        at = _crossing(line, viewport, edge)
        if at is not None:
            start = edge * (viewport.height_px if line.is_meridian else viewport.width_px)
            end = start + (1 if edge else -1) * band_px * _TICK
            ends = [QPointF(at, depth) if line.is_meridian else QPointF(depth, at) for depth in (start, end)]
            painter.drawLine(*ends)


def _paint_side(painter: QPainter, lines: list[GridLine], grid: Grid, viewport: Viewport) -> None:
    """One kind of line at both of its ends, in the order in which they come."""
    font = fonts.sans(scale.METADATA_PX)
    for edge in (0.0, 1.0):
        free_px = 0.0
        crossings = sorted(
            (at, line_words(grid, line), line.is_meridian)
            for line in lines
            if (at := _crossing(line, viewport, edge)) is not None
        )
        for at, words, is_meridian in crossings:
            half = width_of(words, font) / 2 + 2
            longest = viewport.width_px if is_meridian else viewport.height_px
            if at - half < free_px or at + half > longest:
                continue
            free_px = at + half + scale.SPACE_8
            _paint_value(painter, words, at, edge, viewport, is_meridian=is_meridian)


def _paint_value(
    painter: QPainter, words: str, at_px: float, edge: float, viewport: Viewport, *, is_meridian: bool
) -> None:
    band, font = BAND_MM * PX_PER_MM, fonts.sans(scale.METADATA_PX)
    half = width_of(words, font) / 2 + 2
    painter.save()
    if is_meridian:
        painter.translate(at_px, -band / 2 if edge == 0.0 else viewport.height_px + band / 2)
    else:
        painter.translate(-band / 2 if edge == 0.0 else viewport.width_px + band / 2, at_px)
        painter.rotate(-90.0)
    write(painter, QRectF(-half, -band / 2, 2 * half, band), words, font, LIGHT.text2, CENTRE)
    painter.restore()


def _pixels(line: GridLine, viewport: Viewport) -> list[tuple[float, float]]:
    x_px, y_px = viewport.to_pixels(*to_mercator(line.points[:, 0], line.points[:, 1]))
    return list(zip(x_px.tolist(), y_px.tolist(), strict=True))


def _crossing(line: GridLine, viewport: Viewport, edge: float) -> float | None:
    """Where it leaves the map at an edge: along it, in pixels; None where it leaves by another one."""
    x_px, y_px = np.array(_pixels(line, viewport)).T
    along, across = (x_px, y_px) if line.is_meridian else (y_px, x_px)
    wide, high = (
        (viewport.width_px, viewport.height_px) if line.is_meridian else (viewport.height_px, viewport.width_px)
    )
    order = np.argsort(across)
    at = float(np.interp(edge * high, across[order], along[order]))
    return at if 0.0 <= at <= wide else None


def line_words(grid: Grid, line: GridLine) -> str:
    """`742 500 mE`, `22°46′10″ N`."""
    if grid.kind is GridKind.UTM:
        axis = _("mE") if line.is_meridian else _("mN")
        return f"{line.value:,.0f} {axis}".replace(",", "\u2009")
    east, north = (_("E"), _("W")), (_("N"), _("S"))
    side = (east if line.is_meridian else north)[line.value < 0]
    return f"{_sexagesimal(abs(line.value), grid.step)} {side}"


def _sexagesimal(degrees: float, step_deg: float) -> str:
    """No finer than the step: whole seconds, or as many decimals as its lines need."""
    step_s = step_deg * 3600.0
    decimals = 0 if step_s >= 1 else int(-np.floor(np.log10(step_s)))
    seconds = round(degrees * 3600.0, decimals)
    whole, rest = divmod(seconds, 3600.0)
    minutes, left = divmod(rest, 60.0)
    width = 2 if not decimals else decimals + 3
    return f"{whole:.0f}°{minutes:02.0f}′{left:0{width}.{decimals}f}″"


def system_words(grid: Grid) -> tuple[str, str]:
    """What the grid counts in, and between which lines."""
    if grid.kind is GridKind.UTM:
        zone, half = int(grid.code[-2:]), _("N") if grid.code[5:8] == "326" else _("S")
        return _("Grid: UTM {zone}").format(zone=f"{zone}{half}"), f"{grid.code} · {grid.step:,.0f} m".replace(
            ",", "\u2009"
        )
    step_s = grid.step * 3600.0
    step = f"{step_s / 3600:g}°" if step_s >= 3600 else f"{step_s / 60:g}′" if step_s >= 60 else f"{step_s:g}″"
    return _("Grid: WGS 84"), f"{grid.code} · {step}"
