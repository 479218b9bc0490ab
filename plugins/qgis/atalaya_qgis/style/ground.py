"""The base map: the console's drawing of areas, streets and names, for QGIS to draw.

Widths follow the ground in part, by the formula of the console: `px = at_3_m * (3 / ground_m_per_px) ** growth`.
"""

import math

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsNullSymbolRenderer,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsVectorLayer,
)

from . import labels
from .dress import DENOMINATOR_PER_M_PX, POINTS_PER_PX, Dress, denominator, sheet
from .labels import Lettering
from .symbols import STROKE_WIDTH, area, follow, line, line_symbol

AREAS = {"built": "built", "field": "field", "forest": "forest", "rock": "rock", "park": "park", "paved": "paved",
         "water": "water", "building": "building"}  # fmt: skip
LINES = {
    "stream": "stream",
    "river": "water",
    "path": "service",
    "barrier": "street",
    "cableway": "border",
    "service": "service",
    "street": "street",
    "collector": "collector",
    "avenue": "avenue",
    "motorway": "avenue",
    "rail": "rail",
    "border": "border",
}
"""Class to its colour; later ones lie on top."""
CASED = ("service", "street", "collector", "avenue", "motorway")


def dress_ground(layer: QgsVectorLayer, dress: Dress) -> None:
    """The rows come in the order in which they lie on each other."""
    categories = [QgsRendererCategory(kind, area(dress.ground(colour), 1.0), kind) for kind, colour in AREAS.items()]
    border = area("#000000", 0.0, line(dress.ground("border"), 1.0, dashes="6;3;1;3"))
    categories.append(QgsRendererCategory("district", border, "district"))
    layer.setRenderer(QgsCategorizedSymbolRenderer("class", categories))


def dress_streets(layer: QgsVectorLayer, dress: Dress, lat_deg: float) -> None:
    """Every class from its own scale on; casings below all fills."""
    root = QgsRuleBasedRenderer.Rule(None)
    for height, (kind, colour) in enumerate(LINES.items(), start=1):
        root.appendChild(_rule(dress, kind, colour, height, lat_deg))
    renderer = QgsRuleBasedRenderer(root)
    renderer.setUsingSymbolLevels(True)
    layer.setRenderer(renderer)


def _rule(dress: Dress, kind: str, colour: str, height: int, lat_deg: float) -> QgsRuleBasedRenderer.Rule:
    stroke = sheet()["strokes"][kind]
    width = _width(stroke, lat_deg)
    dashes = {"path": "4;2", "cableway": "8;3", "border": "6;3;1;3"}.get(kind, "")
    body = follow(line(dress.ground(colour), 1.0, dashes=dashes), {STROKE_WIDTH: width})
    body.setRenderingPass(height)
    layers = [body]
    if kind in CASED:
        casing = follow(line(dress.ground("casing"), 1.0), {STROKE_WIDTH: f"({width}) + {2 * POINTS_PER_PX}"})
        layers.insert(0, casing)
    if kind == "rail":
        dash = follow(line(dress.ground("land"), 1.0, dashes="7;7"), {STROKE_WIDTH: f"({width}) * 0.6"})
        dash.setRenderingPass(height + 1)
        layers.append(dash)
    until = denominator(stroke["until_m_per_px"] * _stretch(lat_deg))
    return QgsRuleBasedRenderer.Rule(line_symbol(*layers), 0, until, f"\"class\" = '{kind}'", kind)


def _width(stroke: dict[str, float], lat_deg: float) -> str:
    """In points, as an expression over the scale of the map."""
    ground = f"(@map_scale / {DENOMINATOR_PER_M_PX:.3f} * {math.cos(math.radians(lat_deg)):.6f})"
    px_wide = f"{stroke['at_3_m']} * ({sheet()['reference_m_per_px']} / {ground}) ^ {stroke['growth']}"
    return f"max({stroke['least_px']}, {px_wide}) * {POINTS_PER_PX}"


def _stretch(lat_deg: float) -> float:
    """How much longer a metre of the ground is on a Mercator map, whose scale QGIS counts."""
    return 1.0 / math.cos(math.radians(lat_deg))


def name_places(layer: QgsVectorLayer, dress: Dress, lat_deg: float) -> None:
    ink, halo = dress.ground("label"), dress.ground("land")
    _no_marks(layer)
    labels.put_rules(
        layer,
        {
            f"\"class\" = '{kind}'": Lettering(
                '"name"', ink, one["size_px"], halo, weight=400,
                until_m_per_px=one["until_m_per_px"] * _stretch(lat_deg),
                from_m_per_px=one["from_m_per_px"] * _stretch(lat_deg),
            )
            for kind, one in sheet()["places"].items()
        },
    )  # fmt: skip


def name_streets(layer: QgsVectorLayer, dress: Dress, lat_deg: float) -> None:
    _no_marks(layer)
    labels.put_rules(
        layer,
        {
            f"\"class\" = '{kind}'": Lettering(
                '"name"', dress.ground("label"), one["size_px"], _below(dress, kind in ("river", "stream")), weight=400,
                along=True, until_m_per_px=one["until_m_per_px"] * _stretch(lat_deg),
                from_m_per_px=one["from_m_per_px"] * _stretch(lat_deg),
            )
            for kind, one in sheet()["streets"].items()
        },
    )  # fmt: skip


def name_areas(layer: QgsVectorLayer, dress: Dress) -> None:
    """An area is named while a square as large as it has a side between two lengths on the screen."""
    side = f'("size_m" / (@map_scale / {DENOMINATOR_PER_M_PX:.3f}))'
    _no_marks(layer)
    labels.put_rules(
        layer,
        {
            f"\"class\" = '{kind}' AND {side} BETWEEN {least} AND {most}": Lettering(
                '"name"', dress.ground("label"), 13.0 if kind == "district" else 12.0,
                _below(dress, kind == "water"), weight=400,
            )
            for kind, (least, most) in sheet()["area_side_px"].items()
        },
    )  # fmt: skip


def _below(dress: Dress, water: bool) -> str:
    """What lies under the name."""
    return dress.ground("water" if water else "land")


def _no_marks(layer: QgsVectorLayer) -> None:
    """Names alone."""
    layer.setRenderer(QgsNullSymbolRenderer())
