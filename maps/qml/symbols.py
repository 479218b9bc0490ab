"""A symbol as QGIS's marker, line or fill, and back."""

from xml.etree.ElementTree import Element, SubElement

from maps.cartography.icons import FACE, character, icon_of
from maps.layer_facts import Geometry
from maps.qml.markup import alpha_of, colour_of, colour_text, number, pixels, properties, put_properties, text, within
from maps.symbology import LARGEST_PX, Dash, Hatch, Shape, Symbol

_MARKERS = {
    Shape.CIRCLE: "circle",
    Shape.SQUARE: "square",
    Shape.TRIANGLE: "triangle",
    Shape.DIAMOND: "diamond",
    Shape.PENTAGON: "pentagon",
    Shape.STAR: "star",
    Shape.CROSS: "cross_fill",
    Shape.X: "cross_fill",
    Shape.ARROW: "arrow",
}
_SHAPES = {name: shape for shape, name in _MARKERS.items() if shape is not Shape.X} | {
    "rectangle": Shape.SQUARE,
    "equilateral_triangle": Shape.TRIANGLE,
    "cross": Shape.CROSS,
    "cross2": Shape.X,
    "x": Shape.X,
    "arrowhead": Shape.ARROW,
    "filled_arrowhead": Shape.ARROW,
}
_DASHES = {Dash.SOLID: "solid", Dash.DASH: "dash", Dash.DOT: "dot", Dash.DASH_DOT: "dash dot"}
_DASH_OF = {name: dash for dash, name in _DASHES.items()} | {"dash dot dot": Dash.DASH_DOT}
_HATCHES = {
    Hatch.SOLID: "solid",
    Hatch.EMPTY: "no",
    Hatch.HORIZONTAL: "horizontal",
    Hatch.VERTICAL: "vertical",
    Hatch.CROSS: "cross",
    Hatch.DIAGONAL: "b_diagonal",
    Hatch.BACK_DIAGONAL: "f_diagonal",
    Hatch.DIAGONAL_CROSS: "diagonal_x",
}
_HATCH_OF = {name: hatch for hatch, name in _HATCHES.items()}
_X_TURN = 45.0
_TYPES = {Geometry.POINT: "marker", Geometry.LINE: "line"}


def put_symbol(parent: Element, name: str, symbol: Symbol, geometry: Geometry, look: str) -> None:
    type_ = _TYPES.get(geometry, "fill")
    element = SubElement(
        parent, "symbol", name=name, type=type_, alpha=text(symbol.opacity), clip_to_extent="1", force_rhr="0"
    )
    class_, values = _CLASSES[type_](symbol, look)
    layer = SubElement(element, "layer", {"class": class_, "enabled": "1", "locked": "0", "pass": "0"})
    put_properties(layer, values)
    if type_ == "marker" and symbol.turn_column:
        _put_turn(layer, symbol.turn_column)


def _marker(symbol: Symbol, look: str) -> tuple[str, dict[str, str]]:
    edge = {
        "outline_color": colour_text(symbol.edge or "halo", look),
        "outline_style": "solid" if symbol.edge and symbol.edge_px else "no",
        "outline_width": text(symbol.edge_px),
        "outline_width_unit": "Pixel",
    }
    common = {"color": colour_text(symbol.colour, look), "size": text(symbol.size_px), "size_unit": "Pixel", **edge}
    if symbol.icon:
        return "FontMarker", {
            **common,
            "font": FACE.removesuffix(" Regular"),
            "chr": character(symbol.icon),
            "angle": "0",
        }
    angle = _X_TURN if symbol.shape is Shape.X else 0.0
    return "SimpleMarker", {**common, "name": _MARKERS[symbol.shape], "angle": text(angle), "scale_method": "diameter"}


def _line(symbol: Symbol, look: str) -> tuple[str, dict[str, str]]:
    return "SimpleLine", {
        "line_color": colour_text(symbol.colour, look),
        "line_width": text(symbol.width_px),
        "line_width_unit": "Pixel",
        "line_style": _DASHES[symbol.dash],
        "capstyle": "round" if symbol.dash is Dash.SOLID else "flat",
        "joinstyle": "round",
    }


def _fill(symbol: Symbol, look: str) -> tuple[str, dict[str, str]]:
    return "SimpleFill", {
        "color": colour_text(symbol.colour, look),
        "style": _HATCHES[symbol.hatch],
        "outline_color": colour_text(symbol.edge or symbol.colour, look),
        "outline_style": _DASHES[symbol.dash] if symbol.edge and symbol.edge_px else "no",
        "outline_width": text(symbol.edge_px),
        "outline_width_unit": "Pixel",
        "joinstyle": "round",
    }


_CLASSES = {"marker": _marker, "line": _line, "fill": _fill}


def _put_turn(layer: Element, column: str) -> None:
    """The angle from a column: type 2 of QGIS's properties is a field."""
    outer = SubElement(SubElement(layer, "data_defined_properties"), "Option", type="Map")
    SubElement(outer, "Option", name="name", value="", type="QString")
    angle = SubElement(SubElement(outer, "Option", name="properties", type="Map"), "Option", name="angle", type="Map")
    SubElement(angle, "Option", name="active", value="true", type="bool")
    SubElement(angle, "Option", name="field", value=column, type="QString")
    SubElement(angle, "Option", name="type", value="2", type="int")
    SubElement(outer, "Option", name="type", value="collection", type="QString")


def symbol_of(element: Element | None) -> Symbol:
    """The first layer of a symbol of which something can be taken; a grey one when there is none."""
    if element is None:
        return Symbol(colour="text3")
    opacity = within(number(element.get("alpha"), 1.0), 0.0, 1.0)
    for layer in element.findall("layer"):
        read = _READERS.get(layer.get("class", ""))
        if read is not None:
            return read(layer, properties(layer), opacity)
    return Symbol(colour="text3", opacity=opacity)


def _simple_marker(layer: Element, values: dict[str, str], opacity: float) -> Symbol:
    shape = _SHAPES.get(values.get("name", "circle"), Shape.CIRCLE)
    if shape is Shape.CROSS and number(values.get("angle"), 0.0) % 90 == _X_TURN:
        shape = Shape.X
    return _marked(layer, values, opacity, shape=shape)


def _font_marker(layer: Element, values: dict[str, str], opacity: float) -> Symbol:
    return _marked(layer, values, opacity, icon=icon_of(values.get("chr", "")))


def _marked(
    layer: Element, values: dict[str, str], opacity: float, *, shape: Shape = Shape.CIRCLE, icon: str = ""
) -> Symbol:
    has_edge = values.get("outline_style", "solid") != "no"
    return Symbol(
        colour=colour_of(values.get("color", "")),
        opacity=within(opacity * alpha_of(values.get("color", "")), 0.0, 1.0),
        edge=colour_of(values.get("outline_color", "")) if has_edge else "",
        edge_px=within(pixels(values, "outline_width", 1.0), 0.0, 32.0),
        shape=shape,
        icon=icon,
        size_px=within(pixels(values, "size", 7.0), 0.0, LARGEST_PX),
        turn_column=_turn_of(layer),
    )


def _turn_of(layer: Element) -> str:
    properties_of_data = layer.find("data_defined_properties")
    for option in properties_of_data.iter("Option") if properties_of_data is not None else ():
        if option.get("name") == "angle":
            field = next((one for one in option.findall("Option") if one.get("name") == "field"), None)
            return field.get("value", "") if field is not None else ""
    return ""


def _simple_line(_: Element, values: dict[str, str], opacity: float) -> Symbol:
    colour = values.get("line_color", values.get("color", ""))
    return Symbol(
        colour=colour_of(colour),
        opacity=within(opacity * alpha_of(colour), 0.0, 1.0),
        width_px=within(pixels(values, "line_width", 1.0), 0.0, 64.0),
        dash=_DASH_OF.get(values.get("line_style", "solid"), Dash.SOLID),
    )


def _simple_fill(_: Element, values: dict[str, str], opacity: float) -> Symbol:
    style = values.get("outline_style", "solid")
    return Symbol(
        colour=colour_of(values.get("color", "")),
        opacity=within(opacity * alpha_of(values.get("color", "")), 0.0, 1.0),
        edge="" if style == "no" else colour_of(values.get("outline_color", "")),
        edge_px=within(pixels(values, "outline_width", 1.0), 0.0, 32.0),
        dash=_DASH_OF.get(style, Dash.SOLID),
        hatch=_HATCH_OF.get(values.get("style", "solid"), Hatch.SOLID),
    )


_READERS = {
    "SimpleMarker": _simple_marker,
    "FontMarker": _font_marker,
    "SimpleLine": _simple_line,
    "SimpleFill": _simple_fill,
}
