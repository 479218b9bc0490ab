"""How the layers of an exported file look where they are opened: as QGIS reads it (QML) and as KML has it.

One abstract look a layer comes with the features; both spellings are made here. In the map worker's child.
"""

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

import msgspec

SHAPES = {"diamond": "diamond", "circle": "circle", "square": "square", "triangle": "triangle", "arrow": "arrow"}


class Look(msgspec.Struct, frozen=True):
    """Colours are `#RRGGBB`. `by` names the field whose values have colours of their own; `label` the field written."""

    colour: str
    shape: str = "circle"
    size_mm: float = 3.0
    fill_opacity: float = 1.0
    by: str = ""
    colours: dict[str, str] = {}
    label: str = ""


def qml(look: Look, geometry: str) -> str:
    """A style that QGIS 3 reads from the `layer_styles` of a GeoPackage. `geometry`: Point, LineString or Polygon."""
    keys = list(look.colours) if look.by else []
    symbols = [_symbol(str(number), look, look.colours[key], geometry) for number, key in enumerate(keys)]
    symbols.append(_symbol(str(len(keys)), look, look.colour, geometry))
    if keys:
        rows = [
            f'<category render="true" symbol="{number}" value={quoteattr(key)} label={quoteattr(key)} type="string"/>'
            for number, key in enumerate(keys)
        ]
        rows.append(f'<category render="true" symbol="{len(keys)}" value="" label=""/>')
        renderer = f'type="categorizedSymbol" attr={quoteattr(look.by)} enableorderby="0" forceraster="0"'
        body = f"<categories>{''.join(rows)}</categories>"
    else:
        renderer, body = 'type="singleSymbol" enableorderby="0" forceraster="0"', ""
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        f'<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="{int(bool(look.label))}">'
        f"<renderer-v2 {renderer}>{body}<symbols>{''.join(symbols)}</symbols></renderer-v2>{_labeling(look)}</qgis>"
    )


def _symbol(name: str, look: Look, colour: str, geometry: str) -> str:
    kind, layer, options = {
        "Point": ("marker", "SimpleMarker", _marker(look, colour)),
        "LineString": ("line", "SimpleLine", {"line_color": _rgba(colour), "line_width": "0.5"}),
    }.get(geometry, ("fill", "SimpleFill", _filling(look, colour)))
    given = "".join(
        f'<Option type="QString" name={quoteattr(key)} value={quoteattr(value)}/>' for key, value in options.items()
    )
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0"><Option type="Map">{given}</Option></layer></symbol>'
    )


def _marker(look: Look, colour: str) -> dict[str, str]:
    return {
        "name": SHAPES.get(look.shape, "circle"),
        "color": _rgba(colour, look.fill_opacity),
        "outline_color": _rgba("#161A1F"),
        "outline_width": "0.2",
        "size": f"{look.size_mm:g}",
        "size_unit": "MM",
    }


def _filling(look: Look, colour: str) -> dict[str, str]:
    return {
        "color": _rgba(colour, look.fill_opacity),
        "style": "solid",
        "outline_color": _rgba(colour),
        "outline_width": "0.4",
        "outline_style": "solid",
    }


def _labeling(look: Look) -> str:
    if not look.label:
        return ""
    return (
        f'<labeling type="simple"><settings calloutType="simple"><text-style fieldName={quoteattr(look.label)} '
        'isExpression="0" fontSize="9" textColor="22,26,31,255"><text-buffer bufferDraw="1" bufferSize="0.8" '
        'bufferColor="255,255,255,255"/></text-style></settings></labeling>'
    )


def _rgba(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(opacity * 255)}"


def kml_styles(layer: str, look: Look) -> dict[str, str]:
    """Shared styles by their id, each a `Style` element: one for each value of `by`, and the layer's own."""
    return {
        style_id(layer, look, value): _kml_style(style_id(layer, look, value), look, colour)
        for value, colour in {**look.colours, "": look.colour}.items()
    }


def style_id(layer: str, look: Look, value: str) -> str:
    return f"{layer}-{value}" if value in look.colours else layer


def _kml_style(name: str, look: Look, colour: str) -> str:
    """Without pictures of icons: those would be fetched from somebody's server."""
    solid, filled = _abgr(colour), _abgr(colour, look.fill_opacity)
    return (
        f"<Style id={quoteattr(name)}><IconStyle><color>{solid}</color><scale>{look.size_mm / 3:.2g}</scale>"
        f"</IconStyle><LabelStyle><color>{_abgr('#161A1F')}</color></LabelStyle><LineStyle><color>{solid}</color>"
        f"<width>2</width></LineStyle><PolyStyle><color>{escape(filled)}</color></PolyStyle></Style>"
    )


def _abgr(colour: str, opacity: float = 1.0) -> str:
    """KML counts its colours backwards."""
    return f"{round(opacity * 255):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}".lower()


def looks_of(found: object) -> Mapping[str, Look]:
    """Raises msgspec.ValidationError."""
    return msgspec.convert(found or {}, type=dict[str, Look])
