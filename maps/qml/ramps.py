"""Colour ramps of QGIS, and what is told of a style that cannot be one of QGIS's."""

from xml.etree.ElementTree import Element, SubElement

from maps.cartography.inks import RAMPS, rgb_of
from maps.qml.markup import colour_of, properties, put_properties, text
from maps.symbology import Ramp


class NoQgisEquivalentError(ValueError):
    """QGIS has nothing that looks the same."""


def put_ramp(element: Element, ramp: Ramp) -> None:
    """Stops of the very colours, so that it is the same ramp everywhere."""
    colours = [",".join(map(str, (*rgb_of(colour), 255))) for colour in RAMPS[ramp]]
    inner = colours[1:-1]
    stops = ":".join(f"{text((at + 1) / (len(colours) - 1))};{colour}" for at, colour in enumerate(inner))
    parent = SubElement(element, "colorramp", type="gradient", name="[source]")
    values = {"color1": colours[0], "color2": colours[-1], "discrete": "0", "rampType": "gradient", "stops": stops}
    put_properties(parent, values)


def ramp_of(element: Element | None) -> Ramp:
    """The nearest of ours by its first and last colour; QGIS's own ramps have no name in the file."""
    ramp = element.find("colorramp") if element is not None else None
    if ramp is None:
        return Ramp.CIVIDIS
    values = properties(ramp)
    ends = colour_of(values.get("color1", "")), colour_of(values.get("color2", ""))
    return min(RAMPS, key=lambda one: _distance(RAMPS[one][0], ends[0]) + _distance(RAMPS[one][-1], ends[1]))


def _distance(one: str, other: str) -> float:
    return sum((a - b) ** 2 for a, b in zip(rgb_of(one), rgb_of(other), strict=True))
