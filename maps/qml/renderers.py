"""A symbology as one of QGIS's renderers, and back."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from maps.feature_filter import Cell
from maps.layer_facts import Geometry
from maps.qml.markup import children, number, text, within
from maps.qml.ramps import NoQgisEquivalentError, put_ramp, ramp_of
from maps.qml.rasters import put_raster, raster_look
from maps.qml.symbols import put_symbol, symbol_of
from maps.symbology import (
    LARGEST_PX,
    AsItIs,
    Bands,
    Categorised,
    Category,
    Graduated,
    HeatMap,
    Method,
    OneBand,
    Single,
    Step,
    Symbol,
    Symbology,
    TileLook,
)

_TYPES: dict[type, str] = {
    Single: "singleSymbol",
    Categorised: "categorizedSymbol",
    Graduated: "graduatedSymbol",
    HeatMap: "heatmapRenderer",
}
_METHODS = {Method.QUANTILE: "Quantile", Method.EQUAL: "EqualInterval", Method.JENKS: "Jenks", Method.FIXED: "Custom"}
_METHOD_OF = {name: method for method, name in _METHODS.items()}
_PIXELS = "2"
"""The unit of a heat map's radius, as QGIS numbers it."""


def put_renderer(root: Element, look: Symbology, geometry: Geometry, style: str) -> None:
    """Raises NoQgisEquivalentError."""
    if isinstance(look, Bands | OneBand | AsItIs):
        put_raster(SubElement(root, "pipe"), look)
        return
    if isinstance(look, TileLook):
        raise NoQgisEquivalentError("the look of vector tiles is the console's own")
    element = SubElement(root, "renderer-v2", type=_TYPES[type(look)], enableorderby="0", forceraster="0")
    if isinstance(look, HeatMap):
        _put_heat(element, look)
        return
    element.set("symbollevels", "0")
    symbols = _put_classes(element, look)
    parent = SubElement(element, "symbols")
    for number_, symbol in enumerate(symbols):
        put_symbol(parent, str(number_), symbol, geometry, style)


def _put_classes(element: Element, look: Single | Categorised | Graduated) -> Sequence[Symbol]:
    if isinstance(look, Single):
        return (look.symbol,)
    element.set("attr", look.column)
    if isinstance(look, Graduated):
        return _put_ranges(element, look)
    categories = SubElement(element, "categories")
    for number_, one in enumerate(look.categories):
        type_, value = _typed(one.value)
        _put_category(categories, number_, value, one.label, one.visible).set("type", type_)
    if look.other is None:
        return [one.symbol for one in look.categories]
    _put_category(categories, len(look.categories), "", "", visible=True).set("type", "string")
    return [*(one.symbol for one in look.categories), look.other]


def _put_category(parent: Element, number_: int, value: str, label: str, visible: bool) -> Element:  # noqa: FBT001
    render = "true" if visible else "false"
    return SubElement(parent, "category", symbol=str(number_), value=value, label=label, render=render)


def _put_ranges(element: Element, look: Graduated) -> Sequence[Symbol]:
    element.set("graduatedMethod", "GraduatedColor")
    ranges = SubElement(element, "ranges")
    for number_, step in enumerate(look.steps):
        SubElement(
            ranges,
            "range",
            symbol=str(number_),
            lower=repr(step.lower),
            upper=repr(step.upper),
            label=step.label,
            render="true" if step.visible else "false",
        )
    put_ramp(element, look.ramp)
    method = SubElement(element, "classificationMethod", id=_METHODS[look.method])
    SubElement(method, "symmetricMode", enabled="0", symmetrypoint="0", astride="0")
    SubElement(method, "labelFormat", format="%1 - %2", labelprecision="4", trimtrailingzeroes="1")
    return [step.symbol for step in look.steps]


def _put_heat(element: Element, look: HeatMap) -> None:
    element.attrib |= {
        "radius": text(look.radius_px),
        "radius_unit": _PIXELS,
        "max_value": "0",
        "quality": "1",
        "weight_expression": f'"{look.weight}"' if look.weight else "",
    }
    put_ramp(element, look.ramp)


def look_of(root: Element) -> Symbology:
    """Raises NoQgisEquivalentError for a renderer that Atalaya has nothing for."""
    raster = root.find("pipe/rasterrenderer")
    if raster is not None:
        return raster_look(root, raster)
    element = root.find("renderer-v2")
    type_ = element.get("type", "") if element is not None else ""
    if element is None or type_ not in _FEATURES:
        raise NoQgisEquivalentError(type_ or "no renderer")
    return _FEATURES[type_](
        element, {one.get("name", ""): symbol_of(one) for one in children(element.find("symbols"), "symbol")}
    )


Symbols = dict[str, Symbol]


def _single(_: Element, symbols: Symbols) -> Symbology:
    return Single(next(iter(symbols.values()), Symbol()))


def _categorised(element: Element, symbols: Symbols) -> Symbology:
    found: list[Category] = []
    other: Symbol | None = None
    for one in children(element.find("categories"), "category"):
        symbol, value, type_ = symbols.get(one.get("symbol", ""), Symbol()), one.get("value", ""), one.get("type", "")
        if not value and type_ != "NULL":
            other = symbol if one.get("render", "true") == "true" else None
        else:
            found.append(
                Category(_value(value, type_), symbol, one.get("label", ""), one.get("render", "true") == "true")
            )
    return Categorised(_field(element), tuple(found), other)


def _graduated(element: Element, symbols: Symbols) -> Symbology:
    steps = tuple(
        Step(
            number(one.get("lower"), 0.0),
            number(one.get("upper"), 0.0),
            symbols.get(one.get("symbol", ""), Symbol()),
            one.get("label", ""),
            one.get("render", "true") == "true",
        )
        for one in children(element.find("ranges"), "range")
    )
    method = element.find("classificationMethod")
    named = _METHOD_OF.get(method.get("id", "") if method is not None else "", Method.FIXED)
    return Graduated(_field(element), steps, named, ramp_of(element))


def _heat(element: Element, _: Symbols) -> Symbology:
    radius = within(number(element.get("radius"), 16.0), 0.0, LARGEST_PX)
    return HeatMap(radius, ramp_of(element), element.get("weight_expression", "").strip('"'))


_FEATURES = {
    "singleSymbol": _single,
    "categorizedSymbol": _categorised,
    "graduatedSymbol": _graduated,
    "heatmapRenderer": _heat,
}


def _field(element: Element) -> str:
    return element.get("attr", "").strip('"')


def _typed(value: Cell) -> tuple[str, str]:
    """QGIS's word for the type of a category's value, and the value."""
    if value is None:
        return "NULL", ""
    if isinstance(value, bool):
        return "bool", "true" if value else "false"
    if isinstance(value, int):
        return "long", str(value)
    return ("double", repr(value)) if isinstance(value, float) else ("string", value)


def _value(value: str, type_: str) -> Cell:
    if type_ == "NULL":
        return None
    if type_ == "bool":
        return value == "true"
    try:
        if type_ in ("long", "integer", "ulong", "int"):
            return int(value)
        return float(value) if type_ == "double" else value
    except ValueError:
        return value
