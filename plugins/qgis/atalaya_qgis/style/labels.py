"""Names beside marks and on the ground, with the halo that keeps them readable."""

from dataclasses import dataclass, field

from qgis.core import (
    QgsPalLayerSettings,
    QgsProperty,
    QgsRuleBasedLabeling,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor, QFont

from ..names import member
from .dress import Dress, denominator, points

POINTS = member(QgsUnitTypes, "RenderPoints", "Qgis.RenderUnit.Points")
OVER_POINT = member(QgsPalLayerSettings, "Placement.OverPoint", "OverPoint", "Qgis.LabelPlacement.OverPoint")
CURVED = member(QgsPalLayerSettings, "Placement.Curved", "Curved", "Qgis.LabelPlacement.Curved")
QUADRANT_OVER = member(
    QgsPalLayerSettings, "QuadrantPosition.QuadrantOver", "QuadrantOver", "Qgis.LabelQuadrantPosition.Over"
)
QUADRANT_RIGHT = member(
    QgsPalLayerSettings, "QuadrantPosition.QuadrantRight", "QuadrantRight", "Qgis.LabelQuadrantPosition.Right"
)
COLOUR = member(QgsPalLayerSettings, "Property.Color", "Color")
SANS, MONO = "IBM Plex Sans", "IBM Plex Mono"


@dataclass(frozen=True)
class Lettering:
    """`words` is an expression, `colour_of` another that overrules the colour."""

    words: str
    colour: str
    size_px: float = 12.0
    halo: str = ""
    family: str = SANS
    weight: int = 500
    colour_of: str = ""
    across_px: float = 0.0
    down_px: float = 0.0
    centred: bool = True
    along: bool = False
    always: bool = False
    """Drawn though it covers another."""
    until_m_per_px: float = field(default=0.0)
    from_m_per_px: float = field(default=0.0)


def settings(lettering: Lettering) -> QgsPalLayerSettings:
    made = QgsPalLayerSettings()
    made.fieldName, made.isExpression = lettering.words, True
    made.setFormat(text_format(lettering))
    if lettering.along:
        made.placement = CURVED
    else:
        made.placement = OVER_POINT
        made.quadOffset = QUADRANT_OVER if lettering.centred else QUADRANT_RIGHT
        made.xOffset, made.yOffset = points(lettering.across_px), points(lettering.down_px)
        made.offsetUnits = POINTS
    _show_always(made, lettering.always)
    if lettering.colour_of:
        properties = made.dataDefinedProperties()
        properties.setProperty(COLOUR, QgsProperty.fromExpression(lettering.colour_of))
        made.setDataDefinedProperties(properties)
    if lettering.until_m_per_px:
        made.scaleVisibility = True
        made.minimumScale = denominator(lettering.until_m_per_px)
        made.maximumScale = denominator(lettering.from_m_per_px)
    return made


def _show_always(made: QgsPalLayerSettings, always: bool) -> None:
    """What a unit is called is drawn wherever the unit is."""
    if not always:
        return
    made.displayAll = True
    if hasattr(made, "placementSettings"):  # since QGIS 3.26
        placing = made.placementSettings()
        placing.setOverlapHandling(member(None, "Qgis.LabelOverlapHandling.AllowOverlapIfRequired"))
        made.setPlacementSettings(placing)
    _stand_in_the_way(made)


def _stand_in_the_way(made: QgsPalLayerSettings) -> None:
    """QGIS writes names over all marks; where a mark is, none shall be written."""
    obstacles = made.obstacleSettings()
    obstacles.setIsObstacle(True)
    obstacles.setFactor(2.0)
    made.setObstacleSettings(obstacles)


def keep_clear(layer: QgsVectorLayer) -> None:
    """The layer has no names of its own; those of the ground keep away from its marks."""
    made = QgsPalLayerSettings()
    made.drawLabels = False
    _stand_in_the_way(made)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(made))
    layer.setLabelsEnabled(True)


def text_format(lettering: Lettering) -> QgsTextFormat:
    made, font = QgsTextFormat(), QFont(lettering.family)
    font.setWeight(QFont.Weight.Medium if lettering.weight >= 500 else QFont.Weight.Normal)
    if lettering.weight >= 600:
        font.setWeight(QFont.Weight.DemiBold)
    made.setFont(font)
    made.setSize(points(lettering.size_px))
    made.setSizeUnit(POINTS)
    made.setColor(QColor(lettering.colour))
    if lettering.halo:
        halo = QgsTextBufferSettings()
        halo.setEnabled(True)
        halo.setSize(points(2.0))
        halo.setSizeUnit(POINTS)
        halo.setColor(QColor(lettering.halo))
        made.setBuffer(halo)
    return made


def put(layer: QgsVectorLayer, lettering: Lettering) -> None:
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings(lettering)))
    layer.setLabelsEnabled(True)


def put_rules(layer: QgsVectorLayer, rules: dict[str, Lettering]) -> None:
    """One lettering for each condition."""
    root = QgsRuleBasedLabeling.Rule(QgsPalLayerSettings())
    for condition, lettering in rules.items():
        rule = QgsRuleBasedLabeling.Rule(settings(lettering))
        rule.setFilterExpression(condition)
        root.appendChild(rule)
    layer.setLabeling(QgsRuleBasedLabeling(root))
    layer.setLabelsEnabled(True)


def place_label(dress: Dress, words: str, **more: object) -> Lettering:
    """Beside a mark, with the ground's colour as its halo."""
    return Lettering(words, dress.mark("text"), halo=dress.mark("halo"), **more)  # type: ignore[arg-type]
