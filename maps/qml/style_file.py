"""The style of a layer as a QML document and back: look, labels, opacity, scale limits, blending.

Colours are written as they are by night or by day: QGIS knows no ink that changes with the light. A document of
others is hostile until it is read: entities are refused, and its size is bounded.
"""

from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

import msgspec
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from maps.layer_facts import Geometry
from maps.qml.labelling import labels_of, put_labels
from maps.qml.markup import number, text, within
from maps.qml.renderers import look_of, put_renderer
from maps.stack import Blend, ScaleLimits, StackLayer
from maps.symbology import Labels, Symbology

VERSION = "3.22.16-Białowieża"
LARGEST_BYTES = 8 << 20
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_BLENDS = {Blend.NORMAL: 0, Blend.LIGHTEN: 1, Blend.SCREEN: 2, Blend.DARKEN: 5, Blend.MULTIPLY: 6}
_KINDS = {Geometry.POINT: "0", Geometry.LINE: "1"}
_WIDEST = 100_000_000.0
"""What QGIS writes where there is no limit."""


class StyleUnreadableError(ValueError):
    """No QML document."""


class LayerStyle(msgspec.Struct, frozen=True):
    """What of a layer a QML document holds."""

    symbology: Symbology
    labels: Labels | None = None
    opacity: float = 1.0
    limits: ScaleLimits = ScaleLimits()
    blend: Blend = Blend.NORMAL

    def on(self, layer: StackLayer) -> StackLayer:
        """The layer in this style."""
        return msgspec.structs.replace(
            layer,
            symbology=self.symbology,
            labels=self.labels,
            opacity=self.opacity,
            limits=self.limits,
            blend=self.blend,
        )


def write_style(layer: StackLayer, geometry: Geometry, look: str) -> str:
    """A document that QGIS 3 opens; `look` is night or day. Raises NoQgisEquivalentError."""
    limited = bool(layer.limits.closest or layer.limits.widest)
    root = Element(
        "qgis",
        version=VERSION,
        styleCategories="Symbology|Labeling|Rendering",
        hasScaleBasedVisibilityFlag="1" if limited else "0",
        maxScale=text(layer.limits.closest),
        minScale=text(layer.limits.widest or _WIDEST),
    )
    put_renderer(root, layer.symbology, geometry, look)
    put_labels(root, layer.labels, geometry, look)
    SubElement(root, "blendMode").text = str(_BLENDS[layer.blend])
    SubElement(root, "layerOpacity").text = text(layer.opacity)
    SubElement(root, "layerGeometryType").text = _KINDS.get(geometry, "2")
    for raster in root.iter("rasterrenderer"):
        raster.set("opacity", text(layer.opacity))
    indent(root)
    return _DOCTYPE + tostring(root, encoding="unicode") + "\n"


def read_style(document: str | bytes) -> LayerStyle:
    """Raises StyleUnreadableError, NoQgisEquivalentError."""
    if len(document) > LARGEST_BYTES:
        raise StyleUnreadableError(f"larger than {LARGEST_BYTES >> 20} MB")
    raw = document.encode() if isinstance(document, str) else document
    try:
        root = fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise StyleUnreadableError(" ".join(str(error).split())[:200]) from error
    if root.tag != "qgis":
        raise StyleUnreadableError(f"a document of {root.tag[:50]}")
    try:
        return LayerStyle(look_of(root), labels_of(root), _opacity(root), _limits(root), _blend(root))
    except (ValueError, RecursionError) as error:
        if type(error) is not ValueError:
            raise
        raise StyleUnreadableError(str(error)[:200]) from error


def _opacity(root: Element) -> float:
    raster = root.find("pipe/rasterrenderer")
    said = raster.get("opacity") if raster is not None else root.findtext("layerOpacity")
    return within(number(said, 1.0), 0.0, 1.0)


def _limits(root: Element) -> ScaleLimits:
    if root.get("hasScaleBasedVisibilityFlag", "0") != "1":
        return ScaleLimits()
    widest = number(root.get("minScale"), 0.0)
    return ScaleLimits(number(root.get("maxScale"), 0.0), 0.0 if widest >= _WIDEST else widest)


def _blend(root: Element) -> Blend:
    said = int(number(root.findtext("blendMode"), 0.0))
    return next((blend for blend, code in _BLENDS.items() if code == said), Blend.NORMAL)
