"""The legend: only what is on this page, each with the mark that is drawn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from maps.layer import (
    AlarmMarks,
    AreaShades,
    AssetMarks,
    CoverageTiles,
    Fog,
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
from maps.view.painters import LayerPainter
from maps.view.painters.assets import CAMERA, ICONS, shows_icons
from maps.view.painters.painter import PointPainter
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
    return not isinstance(painter.layer, Outlines) or bool(painter.layer.rings)


def _entries_of(painter: LayerPainter[Layer], viewport: Viewport) -> Iterator[Entry]:
    layer = painter.layer
    if isinstance(layer, CoverageTiles | Fog | Paths | AreaShades | SiteMarks):
        yield from (Entry(*one) for one in plan_entries(layer))
    elif isinstance(layer, Outlines):
        yield Entry(outline_words(layer.role), _outline(layer.role))
    else:
        yield from _live_entries(painter, viewport)


def _live_entries(painter: LayerPainter[Layer], viewport: Viewport) -> Iterator[Entry]:
    layer = painter.layer
    if isinstance(layer, AlarmMarks) and isinstance(painter, PointPainter):
        seen = onscreen(viewport, *painter.pixels(viewport))
        yield from _alarm_entries(layer, set(layer.priority[seen].tolist()), set(layer.acknowledged[seen].tolist()))
    elif isinstance(layer, AssetMarks):
        yield Entry(asset_words(layer.kind), _asset(layer.kind, viewport))
    elif isinstance(layer, UnitMarks):
        yield Entry(_("Unit and its heading"), _unit)
    elif isinstance(layer, IncidentMarks):
        yield Entry(_("Incident and its folio"), _incident)
    elif isinstance(layer, SightingMarks):
        yield Entry(_("Seen by a camera"), _sighting)
    elif isinstance(layer, PointCloud):
        yield Entry(_("Live position"), _mark(Mark.EVENT, scale.CLOUD_DOT_PX))


def _alarm_entries(layer: AlarmMarks, priorities: set[int], acknowledged: set[bool]) -> Iterator[Entry]:
    names = {1: _("Alarm, high"), 2: _("Alarm, medium"), 3: _("Alarm, low")}
    del layer
    for priority in sorted(priorities):
        yield Entry(names[priority], _mark(priority_mark(priority), scale.PAGE_LEGEND_MARK_PX))
    if True in acknowledged:
        yield Entry(_("Acknowledged"), _mark(Mark.P3, scale.PAGE_LEGEND_MARK_PX, Look.OUTLINE))


def asset_words(kind: str) -> str:
    words = {
        CAMERA: _("Camera"),
        "luminaire": _("Luminaire"),
        "meter": _("Water meter"),
        "container": _("Waste container"),
        "cabinet": _("Lighting cabinet"),
        "station": _("Station"),
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
    }
    return words.get(role, role)


def _mark(mark: Mark, size_px: float, look: Look = Look.FILLED) -> PaintSample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        paint_mark(painter, centre, mark, look, size_px, LIGHT)

    return paint


def _asset(kind: str, viewport: Viewport) -> PaintSample:
    """As the map of this scale has it: a numbered square, an icon or a dot."""
    if kind == CAMERA:
        return _camera
    return _icon(ICONS.get(kind, "place")) if shows_icons(viewport) else _mark(Mark.ASSET, scale.SPACE_4)


def _icon(name: str) -> PaintSample:
    def paint(painter: QPainter, centre: QPointF) -> None:
        shape = icons.outline(name, scale.SPACE_16)
        painter.fillPath(shape.translated(centre), colour(LIGHT.text2))

    return paint


def _camera(painter: QPainter, centre: QPointF) -> None:
    paint_camera(painter, centre, "C1", stale=False, palette=LIGHT)


def _unit(painter: QPainter, centre: QPointF) -> None:
    painter.save()
    painter.translate(centre)
    painter.scale(0.75, 0.75)
    paint_unit(painter, QPointF(0, 0), 0.0, UnitFill.AT_THE_PLACE, LIGHT.text, LIGHT)
    painter.restore()


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
    """A fan for what a fixed camera sees, a rectangle for the rest."""

    def paint(painter: QPainter, centre: QPointF) -> None:
        pen = QPen(colour(LIGHT.text), scale.BORDER_PX)
        if role in {"zone", "square"}:
            pen.setDashPattern([6.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(colour(LIGHT.text, 0.0 if role in {"district", "square"} else 0.12))
        if role == "camera":
            painter.drawPie(QRectF(centre.x() - 27, centre.y() - 18, 36, 36), -25 * 16, 50 * 16)
        else:
            painter.drawRect(QRectF(centre.x() - 9, centre.y() - 6, 18, 12))

    return paint


def paint_legend(painter: QPainter, box: QRectF, shown: tuple[Entry, ...]) -> None:
    """Two columns; rows come closer when there are many."""
    columns = 1 if len(shown) <= scale.PAGE_LEGEND_ROWS else 2
    rows = max(scale.PAGE_LEGEND_ROWS, -(-len(shown) // columns))
    step, width = min(scale.PAGE_LINE_PX + 2.0, box.height() / rows), box.width() / columns
    font = fonts.sans(scale.METADATA_PX)
    for index, entry in enumerate(shown):
        left, top = box.left() + index // rows * width, box.top() + index % rows * step
        entry.sample(painter, QPointF(left + 10, top + step / 2))
        painter.setFont(font)
        painter.setPen(colour(LIGHT.text))
        words = QFontMetricsF(font).elidedText(entry.words, Qt.TextElideMode.ElideRight, width - 32)
        painter.drawText(QRectF(left + 28, top, width - 28, step), Qt.AlignmentFlag.AlignVCenter, words)
