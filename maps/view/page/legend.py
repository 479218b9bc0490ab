"""The legend: only what is on this page, each with the mark that is drawn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from gettext import gettext as _

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPen

from maps.layer import (
    AlarmMarks,
    AreaShades,
    AssetMarks,
    CoverageTiles,
    Fog,
    GapLines,
    IncidentMarks,
    Layer,
    Outlines,
    Paths,
    PointCloud,
    SightingMarks,
    SiteMarks,
    UnitFill,
    UnitMarks,
)
from maps.view.page.boxes import row
from maps.view.page.text import width_of, wrapped, write
from maps.view.painters import LayerPainter
from maps.view.painters.assets import CAMERA, ICONS, paint_dot, shows_icons
from maps.view.painters.outlines import FILLS, LINES, line_px
from maps.view.painters.painter import PointPainter
from maps.view.painters.units import STALE_AFTER_S
from maps.view.plan_legend import plan_entries
from maps.view.scene import onscreen
from maps.view.theme import fonts, icons, scale
from maps.view.theme.marks import Look, Mark, paint_camera, paint_mark, paint_unit, priority_mark
from maps.view.theme.palette import LIGHT, colour
from maps.viewport import Viewport

PaintSample = Callable[[QPainter, QPointF], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A sample of the mark and what it means."""

    words: str
    sample: PaintSample


def entries(drawn: tuple[LayerPainter[Layer], ...], viewport: Viewport) -> tuple[Entry, ...]:
    """Of all layers that have something in view, worst alarms first; each meaning once."""
    found: dict[str, Entry] = {}
    for painter in reversed(drawn):
        if _is_seen(painter, viewport):
            for entry in _entries_of(painter, viewport):
                found.setdefault(entry.words, entry)
    return tuple(found.values())


def _is_seen(painter: LayerPainter[Layer], viewport: Viewport) -> bool:
    if isinstance(painter, PointPainter):
        return bool(len(onscreen(viewport, *painter.pixels(viewport))))
    if isinstance(painter.layer, Paths):
        return bool(painter.layer.lines)
    return not isinstance(painter.layer, Outlines) or bool(painter.layer.rings)


def _entries_of(painter: LayerPainter[Layer], viewport: Viewport) -> Iterator[Entry]:
    layer = painter.layer
    if isinstance(layer, CoverageTiles | Fog | GapLines | AreaShades | SiteMarks):
        yield from (Entry(*one) for one in plan_entries(layer))
    elif isinstance(painter, PointPainter):
        yield from _point_entries(layer, onscreen(viewport, *painter.pixels(viewport)), viewport)
    elif isinstance(layer, Outlines):
        yield Entry(outline_words(layer.role), _outline(layer.role))
    elif isinstance(layer, Paths):
        yield Entry(path_words(layer.role), _path(layer.role))


def _point_entries(layer: Layer, seen: NDArray[np.intp], viewport: Viewport) -> Iterator[Entry]:
    if isinstance(layer, AlarmMarks):
        yield from _alarm_entries(layer, seen)
    elif isinstance(layer, AssetMarks):
        yield Entry(asset_words(layer.kind), _asset(layer.kind, viewport))
    elif isinstance(layer, UnitMarks):
        yield from _unit_entries(layer, seen)
    elif isinstance(layer, IncidentMarks):
        yield Entry(_("Incident and its folio"), _incident)
    elif isinstance(layer, SightingMarks):
        yield Entry(_("Seen by a camera"), _sighting)
    elif isinstance(layer, PointCloud):
        yield Entry(_("Live position"), _mark(Mark.EVENT, scale.CLOUD_DOT_PX))


def _alarm_entries(layer: AlarmMarks, seen: NDArray[np.intp]) -> Iterator[Entry]:
    """Each priority in each look that is there: filled, outlined when acknowledged, slashed when it went by itself."""
    names = {1: _("Alarm, high"), 2: _("Alarm, medium"), 3: _("Alarm, low")}
    states = {Look.FILLED: "", Look.OUTLINE: _("acknowledged"), Look.SLASHED: _("returned by itself")}
    shown = {(int(layer.priority[index]), _look(layer, int(index))) for index in seen}
    for priority, look in sorted(shown, key=lambda one: (one[0], list(states).index(one[1]))):
        words = ", ".join(part for part in (names[priority], states[look]) if part)
        yield Entry(words, _mark(priority_mark(priority), scale.PAGE_LEGEND_MARK_PX, look))


def _look(layer: AlarmMarks, index: int) -> Look:
    if layer.acknowledged[index]:
        return Look.OUTLINE
    return Look.SLASHED if layer.returned[index] else Look.FILLED


def _unit_entries(layer: UnitMarks, seen: NDArray[np.intp]) -> Iterator[Entry]:
    """As they are drawn: an old position hollows its mark."""
    words = {
        UnitFill.FREE: _("Unit, free"),
        UnitFill.ON_THE_WAY: _("Unit on the way"),
        UnitFill.AT_THE_PLACE: _("Unit at the place"),
        UnitFill.OUT_OF_SERVICE: _("Unit out of service"),
    }
    old = {int(index) for index in seen if not layer.age_s[index] <= STALE_AFTER_S}
    for fill in sorted({UnitFill(int(layer.fill[index])) for index in seen if int(index) not in old}):
        yield Entry(words[fill], _unit(fill, LIGHT.text))
    if old:
        yield Entry(_("Unit, position of before"), _unit(UnitFill.FREE, LIGHT.text3))


def asset_words(kind: str) -> str:
    words = {
        CAMERA: _("Camera"),
        "luminaire": _("Luminaire"),
        "meter": _("Water meter"),
        "container": _("Waste container"),
        "cabinet": _("Lighting cabinet"),
        "station": _("Station"),
        "dma": _("Water district"),
    }
    return words.get(kind, kind)


def outline_words(role: str) -> str:
    words = {
        "camera": _("What a camera sees"),
        "photo": _("Ground of a photo"),
        "zone": _("Watched zone"),
        "space": _("Public space"),
        "district": _("District"),
        "reach": _("Within reach"),
        "square": _("Part of the city that is planned"),
        "block": _("Surroundings of the incident"),
        "area": _("Area"),
        "page": _("Map of this atlas, with its number"),
    }
    return words.get(role, role)


def path_words(role: str) -> str:
    words = {"closure": _("Closed street"), "proposed": _("Proposed way"), "route": _("Way of a unit")}
    return words.get(role, role)


def _mark(mark: Mark, size_px: float, look: Look = Look.FILLED) -> PaintSample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        paint_mark(painter, centre, mark, look, size_px, LIGHT)

    return paint


def _asset(kind: str, viewport: Viewport) -> PaintSample:
    """As the map of this scale has it: a numbered square, an icon or a dot."""
    if kind == CAMERA:
        return _camera
    return _icon(ICONS.get(kind, "place")) if shows_icons(viewport, on_paper=True) else _dot(kind)


def _dot(kind: str) -> PaintSample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        painter.save()
        painter.translate(centre)
        painter.scale(1.5, 1.5)
        paint_dot(painter, QPointF(0, 0), kind, LIGHT)
        painter.restore()

    return paint


def _icon(name: str) -> PaintSample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        shape = icons.outline(name, scale.SPACE_16)
        painter.fillPath(shape.translated(centre), colour(LIGHT.text2))

    return paint


def _camera(painter: QPainter, centre: QPointF) -> None:
    paint_camera(painter, centre, "C1", stale=False, palette=LIGHT)


def _unit(fill: UnitFill, token: str) -> PaintSample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        painter.save()
        painter.translate(centre)
        painter.scale(0.75, 0.75)
        paint_unit(painter, QPointF(0, 0), 0.0, fill, token, LIGHT)
        painter.restore()

    return paint


def _incident(painter: QPainter, centre: QPointF) -> None:
    painter.setPen(QPen(colour(LIGHT.text2), scale.BORDER_PX))
    painter.setBrush(colour(LIGHT.raised))
    painter.drawRoundedRect(QRectF(centre.x() - 9, centre.y() - 7, 18, 10), 2, 2)
    painter.drawLine(centre + QPointF(-4, 3), centre + QPointF(-4, 8))


def _sighting(painter: QPainter, centre: QPointF) -> None:
    half = scale.SIGHTING_DOT_PX / 2
    painter.setPen(QPen(colour(LIGHT.text2), scale.TRAIL_PEN_PX))
    painter.drawLine(centre + QPointF(-9, 4), centre)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(LIGHT.text))
    painter.drawEllipse(centre, half, half)


def _outline(role: str) -> PaintSample:
    """A fan for what a fixed camera sees, a rectangle for the rest; lines and fills as the painter has them."""

    def paint(painter: QPainter, centre: QPointF) -> None:
        pen = QPen(colour(LIGHT.text, max(_FAINTEST, LINES.get(role, 1.0))), line_px(role))
        if role in {"zone", "square"}:
            pen.setDashPattern([3.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(colour(LIGHT.text, FILLS.get(role, 0.0)))
        if role == "block":
            painter.setBrush(QBrush(colour(LIGHT.text), Qt.BrushStyle.BDiagPattern))
        if role == "camera":
            painter.drawPie(QRectF(centre.x() - 27, centre.y() - 18, 36, 36), -25 * 16, 50 * 16)
        else:
            painter.drawRect(QRectF(centre.x() - 9, centre.y() - 6, 18, 12))

    return paint


def _path(role: str) -> PaintSample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        pen = QPen(colour(LIGHT.text2), scale.ROUTE_PEN_PX)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if role == "closure":
            pen = QPen(colour(LIGHT.text), scale.CLOSURE_PEN_PX)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([0.55, 0.75])
        elif role == "proposed":
            pen.setDashPattern([2.2, 1.4])
        painter.setPen(pen)
        painter.drawLine(centre + QPointF(-9, 0), centre + QPointF(9, 0))

    return paint


_FAINTEST = 0.4
"""What is fainter on the map is still seen in the legend."""


# on the paper

_SAMPLE_PX, _GAP_PX = 28.0, 14.0


def paint_legend(painter: QPainter, box: QRectF, shown: tuple[Entry, ...]) -> None:
    """As few columns as hold all; each as wide as its longest words, which wrap where the paper ends."""
    step, font = float(scale.PAGE_LINE_PX), fonts.sans(scale.METADATA_PX)
    write(painter, row(box, 0, step), _("Legend"), fonts.sans(scale.METADATA_PX, scale.SEMIBOLD), LIGHT.text2)
    inner = box.adjusted(0, step + 2, 0, 0)
    columns = _columns(shown, inner, font)
    left = inner.left()
    for width, rows in columns:
        high = sum(len(lines) for _entry, lines in rows) * step + len(rows) * 2.0
        tight = min(1.0, inner.height() / high) if high else 1.0
        top = inner.top()
        for entry, lines in rows:
            _paint_entry(painter, QRectF(left, top, width, len(lines) * step * tight), entry, lines)
            top += (len(lines) * step + 2.0) * tight
        left += width + _GAP_PX


Lines = tuple[Entry, list[str]]


def _columns(shown: tuple[Entry, ...], box: QRectF, font: QFont) -> list[tuple[float, list[Lines]]]:
    """Width and rows of each column: one, two or three."""
    if not shown:
        return []
    fits = max(1, int(box.height() // (scale.PAGE_LINE_PX + 2)))
    for count in (1, 2, 3):
        rows = -(-len(shown) // count)
        if rows <= fits or count == 3:
            break
    parts = [shown[start : start + rows] for start in range(0, len(shown), rows)]
    natural = [max(width_of(entry.words, font) for entry in part) + _SAMPLE_PX + 2 for part in parts]
    room = box.width() - _GAP_PX * (len(parts) - 1)
    squeezed = min(1.0, room / sum(natural))
    return [
        (width * squeezed, [(entry, wrapped(entry.words, font, width * squeezed - _SAMPLE_PX, 2)) for entry in part])
        for width, part in zip(natural, parts, strict=True)
    ]


def _paint_entry(painter: QPainter, box: QRectF, entry: Entry, lines: list[str]) -> None:
    entry.sample(painter, QPointF(box.left() + 10, box.top() + scale.PAGE_LINE_PX / 2))
    step = box.height() / len(lines)
    for number, words in enumerate(lines):
        place = row(box.adjusted(_SAMPLE_PX, 0, 2, 0), number * step, step)
        write(painter, place, words, fonts.sans(scale.METADATA_PX), LIGHT.text)
