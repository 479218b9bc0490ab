"""Pieces of QML: properties in both of QGIS's forms, colours, sizes with their units."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from maps.cartography.inks import hex_of, rgb_of
from maps.symbology import Ink

_PX_PER = {"Pixel": 1.0, "Pixels": 1.0, "MM": 96 / 25.4, "Point": 96 / 72, "Points": 96 / 72, "Inch": 96.0}
"""Logical pixels of one unit, on QGIS's screen of 96 dpi."""


def put_properties(parent: Element, values: Mapping[str, str]) -> None:
    """As `Option` (3.18 and later) and as `prop` (before)."""
    options = SubElement(parent, "Option", type="Map")
    for name, value in values.items():
        SubElement(options, "Option", name=name, value=value, type="QString")
    for name, value in values.items():
        SubElement(parent, "prop", k=name, v=value)


def properties(element: Element) -> dict[str, str]:
    """Of a symbol layer, in whichever form."""
    options = element.find("Option")
    found = {prop.get("k", ""): prop.get("v", "") for prop in element.findall("prop")}
    if options is not None:
        found |= {one.get("name", ""): one.get("value", "") for one in options.findall("Option")}
    return found


def colour_text(ink: Ink, look: str, alpha: float = 1.0) -> str:
    return ",".join(str(part) for part in (*rgb_of(hex_of(ink, look)), round(alpha * 255)))


def colour_of(text: str, otherwise: str = "#87919D") -> str:
    """`#RRGGBB` of `r,g,b,a` or `#rrggbb`; what is none of these becomes a grey."""
    if text.startswith("#") and len(text) >= 7:
        return f"#{text[1:7].upper()}"
    try:
        red, green, blue = (max(0, min(255, int(part))) for part in text.split(",")[:3])
    except ValueError:
        return otherwise
    return f"#{red:02X}{green:02X}{blue:02X}"


def alpha_of(text: str) -> float:
    parts = text.split(",")
    return number(parts[3], 255.0) / 255.0 if len(parts) > 3 else 1.0


def number(text: str | None, otherwise: float) -> float:
    try:
        value = float(text or "")
    except ValueError:
        return otherwise
    return value if abs(value) < 1e15 else otherwise  # NaN and infinity fail too


def within(value: float, least: float, most: float) -> float:
    return max(least, min(most, value))


def pixels(values: Mapping[str, str], name: str, otherwise: float, unit_name: str = "") -> float:
    unit = values.get(unit_name or f"{name}_unit", "MM")
    return number(values.get(name), otherwise / _PX_PER.get(unit, 1.0)) * _PX_PER.get(unit, _PX_PER["MM"])


def text(value: float) -> str:
    return f"{value:.10g}"


def children(element: Element | None, name: str) -> Iterator[Element]:
    return iter(element.findall(name) if element is not None else ())
