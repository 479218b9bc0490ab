"""How a row of the layers panel is painted: caret, box, swatch, name, and under it what there is to say about it."""

from enum import Enum
from gettext import gettext as _

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.domain.map_layer import LIVE_GROUP, EntryKind
from desktop.services import map_layers
from desktop.view import ink
from desktop.view.layers.legends import Legends
from desktop.view.layers.rows import ClassRow, LayerRow, PanelRow
from desktop.view.row_list import ROW_ROLE, Index
from maps.source import SourceKind
from maps.view.painters.assets import ICONS
from maps.view.theme import icons, scale
from maps.view.theme.palette import colour, tokens

_LIVE_ICONS = {
    map_layers.ALARMS: "alarm",
    map_layers.INCIDENTS: "incident",
    map_layers.UNITS: "unit",
    map_layers.SIGHTINGS: "target",
    map_layers.CAMERA_FOOTPRINTS: "camera",
    map_layers.PHOTO_FOOTPRINTS: "photo",
    map_layers.DISTRICTS: "area",
    map_layers.GEOFENCES: "target",
    map_layers.CLOSURES: "warning",
    map_layers.ROUTES: "unit",
    map_layers.PROPOSED: "unit",
    map_layers.ANNOTATIONS: "area",
    "assets.camera": "camera",
}
_SOURCE_ICONS = {
    SourceKind.RASTER: "picture",
    SourceKind.PLAN: "plan",
    SourceKind.GTFS: "bus",
    SourceKind.MBTILES: "grid",
    SourceKind.PMTILES: "grid",
    SourceKind.XYZ: "globe",
    SourceKind.WMTS: "globe",
    SourceKind.WMS: "globe",
    SourceKind.WFS: "globe",
    SourceKind.POSTGIS: "database",
}
_REMEDIES = {
    "crs": lambda: _("Give its coordinate system"),
    "columns": lambda: _("Say the columns"),
    "place": lambda: _("Lay it on the map"),
    "find": lambda: _("Find the file"),
    "sign_in": lambda: _("Give user and password"),
    "properties": lambda: _("Look at it"),
    "retry": lambda: _("Try again"),
    "stop": lambda: _("Cancel"),
}
_CHECK = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.30))


def remedy_words(remedy: str) -> str:
    return _REMEDIES[remedy]() if remedy in _REMEDIES else ""


class Part(Enum):
    """What of a row lies under the pointer."""

    NONE = 0
    CARET = 1
    BOX = 2
    NAME = 3
    REMEDY = 4


class LayerDelegate(QStyledItemDelegate):
    def __init__(self, legends: Legends, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._legends = legends

    # where things are

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        row: PanelRow = index.data(ROW_ROLE)
        if isinstance(row, ClassRow):
            return QSize(scale.LIST_MIN_PX, scale.CLASS_ROW_PX)
        return QSize(scale.LIST_MIN_PX, scale.ROW_PX if row.line else scale.DENSE_ROW_PX)

    def _caret(self, box: QRectF, row: PanelRow) -> QRectF:
        left = box.left() + scale.SPACE_8 + row.depth * scale.LAYER_INDENT_PX
        return QRectF(left, box.top(), scale.SPACE_16, _first_px(row))

    def _check(self, box: QRectF, row: PanelRow) -> QRectF:
        side = scale.CHECK_BOX_PX if isinstance(row, LayerRow) else scale.SPACE_12
        left = self._caret(box, row).right() + scale.SPACE_4
        return QRectF(left, box.top() + (_first_px(row) - side) / 2, side, side)

    def _rest(self, box: QRectF, row: PanelRow) -> QRectF:
        """From the swatch to the right edge, in the first line."""
        left = self._check(box, row).right() + scale.SPACE_8
        return QRectF(left, box.top(), box.right() - scale.SPACE_12 - left, _first_px(row))

    def _second(self, box: QRectF, row: LayerRow) -> QRectF:
        left = self._rest(box, row).left()
        top = box.top() + _first_px(row)
        return QRectF(left, top, box.right() - scale.SPACE_12 - left, box.bottom() - top - scale.SPACE_4)

    def _remedy(self, box: QRectF, row: LayerRow) -> QRectF:
        """At the right of the second line."""
        line = self._second(box, row)
        words = remedy_words(row.remedy)
        line.setLeft(line.right() - ink.width_of(words, _small()) if words else line.right())
        return line

    def part_at(self, box: QRect, row: PanelRow, at: QPointF) -> Part:
        whole, reach = QRectF(box), scale.SPACE_4
        if isinstance(row, LayerRow):
            if row.is_open is not None and self._caret(whole, row).contains(at):
                return Part.CARET
            if row.remedy and self._remedy(whole, row).adjusted(-reach, -reach, reach, reach).contains(at):
                return Part.REMEDY
        has_box = isinstance(row, LayerRow) or row.visible is not None
        if has_box and self._check(whole, row).adjusted(-reach, -reach, reach, reach).contains(at):
            return Part.BOX
        return Part.NAME

    # the pen

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: PanelRow = index.data(ROW_ROLE)
        box, state = QRectF(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            ink.selected_ground(painter, box)
        if isinstance(row, LayerRow):
            self._paint_layer(painter, box, row)
        else:
            self._paint_class(painter, box, row)
        if state & QStyle.StateFlag.State_HasFocus:
            ink.focus_ring(painter, box)
        painter.restore()

    def _paint_layer(self, painter: QPainter, box: QRectF, row: LayerRow) -> None:
        palette = tokens()
        lit = palette.text if row.is_shown else palette.text3
        if row.is_open is not None:
            _paint_caret(painter, self._caret(box, row), is_open=row.is_open)
        paint_box(painter, self._check(box, row), checked=row.visible, faint=row.entry.is_always_shown)
        rest = self._rest(box, row)
        if row.opacity < 1.0:
            said = f"{round(row.opacity * 100)} %"
            ink.write(painter, rest, said, _small(), palette.text2, ink.RIGHT)
            rest.setRight(rest.right() - ink.width_of(said, _small()) - scale.SPACE_8)
        if row.differs:
            self._paint_own(painter, rest)
        if not row.entry.is_group:
            rest.setLeft(rest.left() + self._paint_swatch(painter, rest, row) + scale.SPACE_8)
        weight = scale.SEMIBOLD if row.entry.is_group else scale.REGULAR
        ink.write_name(painter, rest, row.title, ink.sans(scale.BODY_PX, weight), lit)
        if row.line:
            self._paint_line(painter, box, row)

    def _paint_own(self, painter: QPainter, rest: QRectF) -> None:
        """A dot: this operator sees it otherwise than the city does."""
        half = scale.CLAIM_DOT_PX / 2
        painter.setPen(QPen(colour(tokens().text2), scale.BORDER_PX))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(rest.right() - half, rest.center().y()), half, half)
        rest.setRight(rest.right() - scale.CLAIM_DOT_PX - scale.SPACE_8)

    def _paint_swatch(self, painter: QPainter, rest: QRectF, row: LayerRow) -> float:
        """Its only class, or an icon of what it is; how wide it was."""
        swatches = self._legends.swatches(row.entry) if row.is_open is None else ()
        width, height = scale.SWATCH_PX
        if len(swatches) == 1:
            painter.setOpacity(1.0 if row.is_shown else 0.5)
            _paint_pixmap(painter, rest, swatches[0].pixmap)
            painter.setOpacity(1.0)
            return width
        name = _icon_of(row)
        if name and icons.are_at_hand():
            pixmap = icons.pixmap(name, height, self._legends.dpr, tokens().text2 if row.is_shown else tokens().text3)
            _paint_pixmap(painter, rest.adjusted((width - height) / 2, 0, 0, 0), pixmap)
        return width

    def _paint_line(self, painter: QPainter, box: QRectF, row: LayerRow) -> None:
        palette, line = tokens(), self._second(box, row)
        if row.remedy:
            painter.setFont(_underlined())
            painter.setPen(colour(palette.text))
            remedy = self._remedy(box, row)
            painter.drawText(remedy, ink.RIGHT | Qt.TextFlag.TextSingleLine, remedy_words(row.remedy))
            line.setRight(remedy.left() - scale.SPACE_8)
        if row.is_fault and icons.are_at_hand():
            pixmap = icons.pixmap("warning", scale.SPACE_16, self._legends.dpr, palette.text)
            _paint_pixmap(painter, line, pixmap)
            line.setLeft(line.left() + scale.SPACE_16 + scale.SPACE_4)
        ink.write_name(painter, line, row.line, _small(), palette.text if row.is_fault else palette.text2)
        if row.done_ratio is not None:
            bar = QRectF(line.left(), box.bottom() - scale.LAYER_BAR_PX, line.width(), scale.LAYER_BAR_PX)
            painter.fillRect(bar, colour(palette.line))
            bar.setWidth(bar.width() * min(max(row.done_ratio, 0.0), 1.0))
            painter.fillRect(bar, colour(palette.text2))

    def _paint_class(self, painter: QPainter, box: QRectF, row: ClassRow) -> None:
        if row.visible is not None:
            paint_box(painter, self._check(box, row), checked=row.visible, faint=False)
        rest = self._rest(box, row)
        entry = self._legends.entry(row.layer_id)
        swatches = self._legends.swatches(entry) if entry is not None else ()
        if row.number < len(swatches):
            _paint_pixmap(painter, rest, swatches[row.number].pixmap)
        rest.setLeft(rest.left() + scale.SWATCH_PX[0] + scale.SPACE_8)
        lit = tokens().text3 if row.visible is False else tokens().text2
        ink.write_name(painter, rest, row.title, ink.sans(scale.SECONDARY_PX), lit)

    # renaming in place

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option, index
        editor = QLineEdit(parent)
        editor.setAccessibleName(_("Name of the layer"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        row: PanelRow = index.data(ROW_ROLE)
        rest = self._rest(QRectF(option.rect), row)  # pyright: ignore[reportAttributeAccessIssue]
        editor.setGeometry(rest.toAlignedRect())


def _first_px(row: PanelRow) -> int:
    if isinstance(row, ClassRow):
        return scale.CLASS_ROW_PX
    return scale.DENSE_ROW_PX - scale.SPACE_4 if row.line else scale.DENSE_ROW_PX


def _small() -> QFont:
    return ink.sans(scale.METADATA_PX)


def _underlined() -> QFont:
    font = QFont(ink.sans(scale.METADATA_PX, scale.MEDIUM))
    font.setUnderline(True)
    return font


def _icon_of(row: LayerRow) -> str:
    entry = row.entry
    if entry.id == LIVE_GROUP or entry.is_group:
        return ""
    if entry.kind is EntryKind.BASE:
        return "map"
    if entry.source is not None:
        return _SOURCE_ICONS.get(entry.source.kind, "area")
    live = entry.live_name
    return _LIVE_ICONS.get(live) or ICONS.get(live.removeprefix("assets."), "place")


def _paint_pixmap(painter: QPainter, box: QRectF, pixmap: QPixmap) -> None:
    size = pixmap.deviceIndependentSize()
    painter.drawPixmap(QPointF(round(box.left()), round(box.center().y() - size.height() / 2)), pixmap)


def _paint_caret(painter: QPainter, box: QRectF, *, is_open: bool) -> None:
    middle, reach = box.center(), scale.SPACE_4
    corners = ((-reach, -reach / 2), (0, reach / 2), (reach, -reach / 2))
    points = [(x, y) if is_open else (y, x) for x, y in corners]
    painter.setPen(QPen(colour(tokens().text2), scale.SCALE_BAR_PEN_PX))
    painter.drawPolyline(QPolygonF([middle + QPointF(x, y) for x, y in points]))


def paint_box(painter: QPainter, box: QRectF, *, checked: bool, faint: bool) -> None:
    palette, half = tokens(), scale.BORDER_PX / 2
    painter.setPen(QPen(colour(palette.line if faint else palette.border), scale.BORDER_PX))
    painter.setBrush(colour(palette.raised))
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), scale.RADIUS_PX / 2, scale.RADIUS_PX / 2)
    if checked:
        painter.setPen(QPen(colour(palette.text3 if faint else palette.text), scale.FOCUS_RING_PX))
        side = box.width()
        painter.drawPolyline(QPolygonF([QPointF(box.left() + x * side, box.top() + y * side) for x, y in _CHECK]))
