"""Labels as QGIS's simple labelling, and back."""

from xml.etree.ElementTree import Element, SubElement

from maps.layer_facts import Geometry
from maps.qml.markup import colour_of, colour_text, number, pixels, text, within
from maps.symbology import LARGEST_PX, Labels, Placement

_FAMILY = "IBM Plex Sans"
_PLACEMENTS = {
    (Geometry.POINT, Placement.AUTO): "6",
    (Geometry.POINT, Placement.OVER): "1",
    (Geometry.LINE, Placement.AUTO): "2",
    (Geometry.LINE, Placement.ALONG): "3",
    (Geometry.LINE, Placement.OVER): "4",
}
"""Numbers of QgsPalLayerSettings: ordered around a point, over it, along a line, curved on it, horizontal."""
_OVER = frozenset({"1", "4"})
_CURVED = "3"


def put_labels(root: Element, labels: Labels | None, geometry: Geometry, look: str) -> None:
    root.set("labelsEnabled", "1" if labels is not None else "0")
    if labels is None:
        return
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
    style = SubElement(
        settings,
        "text-style",
        fieldName=labels.column,
        isExpression="0",
        fontFamily=_FAMILY,
        namedStyle="Regular",
        fontSize=text(labels.size_px),
        fontSizeUnit="Pixel",
        textColor=colour_text(labels.colour, look),
        textOpacity="1",
    )
    SubElement(
        style,
        "text-buffer",
        bufferDraw="1" if labels.halo_px else "0",
        bufferSize=text(labels.halo_px),
        bufferSizeUnits="Pixel",
        bufferColor=colour_text(labels.halo, look),
        bufferOpacity="1",
    )
    placement = _PLACEMENTS.get((geometry, labels.placement), "0" if labels.placement is Placement.AUTO else "1")
    priority = str(max(0, min(10, labels.priority)))
    SubElement(settings, "placement", placement=placement, priority=priority, dist="0", distUnits="Pixel")
    SubElement(
        settings,
        "rendering",
        displayAll="1" if labels.overlap else "0",
        scaleVisibility="1" if labels.closest or labels.widest else "0",
        scaleMin=text(labels.closest),
        scaleMax=text(labels.widest),
        drawLabels="1",
        obstacle="1",
    )


def labels_of(root: Element) -> Labels | None:
    settings = root.find("labeling/settings")
    if settings is None or root.get("labelsEnabled", "1") == "0":
        return None
    style, rendering = settings.find("text-style"), settings.find("rendering")
    if style is None or style.get("isExpression", "0") == "1":
        return None  # an expression of QGIS is no column
    values, buffer = dict(style.attrib), style.find("text-buffer")
    halo = dict(buffer.attrib) if buffer is not None and buffer.get("bufferDraw") == "1" else {}
    limits = dict(rendering.attrib) if rendering is not None else {}
    shown = limits.get("scaleVisibility", "0") == "1"
    placed = settings.find("placement")
    placement = placed.get("placement", "0") if placed is not None else "0"
    return Labels(
        values.get("fieldName", ""),
        size_px=within(pixels(values, "fontSize", 12.0, "fontSizeUnit"), 0.0, LARGEST_PX),
        colour=colour_of(values.get("textColor", "")),
        halo=colour_of(halo.get("bufferColor", "255,255,255,255")),
        halo_px=within(pixels(halo, "bufferSize", 0.0, "bufferSizeUnits"), 0.0, 16.0),
        placement=Placement.OVER if placement in _OVER else Placement.ALONG if placement == _CURVED else Placement.AUTO,
        priority=int(within(number(placed.get("priority") if placed is not None else None, 5.0), 0, 10)),
        closest=number(limits.get("scaleMin"), 0.0) if shown else 0.0,
        widest=number(limits.get("scaleMax"), 0.0) if shown else 0.0,
        overlap=limits.get("displayAll", "0") == "1",
    )
