"""Symbols from the drawings: properties as QGIS's style files write them, which are the same in every version.

Lengths come in pixels.
"""

from collections.abc import Mapping

from qgis.core import (
    QgsFillSymbol,
    QgsFontMarkerSymbolLayer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsMarkerSymbolLayer,
    QgsProperty,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSimpleMarkerSymbolLayer,
    QgsSvgMarkerSymbolLayer,
    QgsSymbolLayer,
)
from qgis.PyQt.QtCore import QPointF

from ..names import member
from .dress import Dress, points

NAME = member(QgsSymbolLayer, "PropertyName", "Property.Name")
ANGLE = member(QgsSymbolLayer, "PropertyAngle", "Property.Angle")
CHARACTER = member(QgsSymbolLayer, "PropertyCharacter", "Property.Character")
FILL_COLOUR = member(QgsSymbolLayer, "PropertyFillColor", "Property.FillColor")
STROKE_WIDTH = member(QgsSymbolLayer, "PropertyStrokeWidth", "Property.StrokeWidth")


def drawing(dress: Dress, name: str) -> QgsSvgMarkerSymbolLayer:
    """One of `resources/marks`, its middle at the place."""
    return QgsSvgMarkerSymbolLayer.create(
        {
            "name": dress.svg(name),
            "size": str(points(dress.side_px(name))),
            "size_unit": "Point",
            "offset_unit": "Point",
            "outline_width": "0",
        }
    )


def writing(words: str, colour: str, family: str, style: str, size_px: float) -> QgsFontMarkerSymbolLayer:
    """A few signs that are part of a mark: unlike a label it lies under the marks that come later. An expression."""
    layer = QgsFontMarkerSymbolLayer.create(
        {
            "font": family,
            "font_style": style,
            "chr": "·",
            "color": with_opacity(colour, 1.0),
            "size": str(points(size_px)),
            "size_unit": "Point",
            "offset_unit": "Point",
            "outline_width": "0",
        }
    )
    return follow(layer, {CHARACTER: words})


def moved(layer: QgsMarkerSymbolLayer, across_px: float, down_px: float) -> QgsMarkerSymbolLayer:
    layer.setOffset(QPointF(points(across_px), points(down_px)))
    return layer


def ring(colour: str, radius_px: float, pen_px: float) -> QgsSimpleMarkerSymbolLayer:
    return QgsSimpleMarkerSymbolLayer.create(
        {
            "name": "circle",
            "color": "#00000000",
            "size": str(points(radius_px * 2)),
            "size_unit": "Point",
            "outline_color": colour,
            "outline_width": str(points(pen_px)),
            "outline_width_unit": "Point",
        }
    )


def dot(colour: str, size_px: float) -> QgsSimpleMarkerSymbolLayer:
    return QgsSimpleMarkerSymbolLayer.create(
        {"name": "circle", "color": colour, "size": str(points(size_px)), "size_unit": "Point", "outline_style": "no"}
    )


def marker(*layers: QgsSymbolLayer) -> QgsMarkerSymbol:
    """The first lies below."""
    symbol = QgsMarkerSymbol()
    symbol.deleteSymbolLayer(0)
    for layer in layers:
        symbol.appendSymbolLayer(layer)
    return symbol


def follow(layer: QgsSymbolLayer, properties: Mapping[int, str]) -> QgsSymbolLayer:
    """Let properties follow expressions."""
    for key, expression in properties.items():
        layer.setDataDefinedProperty(key, QgsProperty.fromExpression(expression))
    return layer


def line(colour: str, width_px: float, *, opacity: float = 1.0, dashes: str = "") -> QgsSimpleLineSymbolLayer:
    """`dashes` as long;gap;... in pixels."""
    properties = {
        "line_color": with_opacity(colour, opacity),
        "line_width": str(points(width_px)),
        "line_width_unit": "Point",
        "capstyle": "flat" if dashes else "round",
        "joinstyle": "round",
    }
    if dashes:
        lengths = [points(float(length)) for length in dashes.split(";")]
        properties |= {
            "use_custom_dash": "1",
            "customdash": ";".join(str(length) for length in lengths),
            "customdash_unit": "Point",
        }
    return QgsSimpleLineSymbolLayer.create(properties)


def line_symbol(*layers: QgsSymbolLayer) -> QgsLineSymbol:
    symbol = QgsLineSymbol()
    symbol.deleteSymbolLayer(0)
    for layer in layers:
        symbol.appendSymbolLayer(layer)
    return symbol


def area(fill: str, fill_opacity: float, *edges: QgsSymbolLayer) -> QgsFillSymbol:
    """A fill and the lines around it."""
    symbol = QgsFillSymbol()
    symbol.deleteSymbolLayer(0)
    if fill_opacity > 0.0:
        symbol.appendSymbolLayer(
            QgsSimpleFillSymbolLayer.create({"color": with_opacity(fill, fill_opacity), "outline_style": "no"})
        )
    for edge in edges:
        symbol.appendSymbolLayer(edge)
    return symbol


def with_opacity(colour: str, opacity: float) -> str:
    """As QGIS writes a colour: red, green, blue, alpha."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(opacity * 255)}"
