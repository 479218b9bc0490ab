"""How exported features look in other people's programs: the priorities in their colours, the rest in greys.

The tokens of the light theme, which live with the view; a test holds the two together.
"""

from typing import Any

P1, P2, P3 = "#C2182B", "#F0B400", "#0B74B0"
INK, GREY, QUIET = "#161A1F", "#454E59", "#5C6672"
_PRIORITY = {"1": P1, "2": P2, "3": P3}

LOOKS: dict[str, dict[str, Any]] = {
    "incident": {
        "colour": INK,
        "shape": "square",
        "size_mm": 3.6,
        "by": "priority",
        "colours": _PRIORITY,
        "label": "folio",
    },
    "alarm": {"colour": INK, "shape": "diamond", "size_mm": 4.2, "by": "priority", "colours": _PRIORITY},
    "unit": {"colour": INK, "shape": "arrow", "size_mm": 4.2, "label": "code"},
    "camera": {"colour": GREY, "fill_opacity": 0.14},
    "asset": {"colour": QUIET, "shape": "circle", "size_mm": 1.6},
    "area": {"colour": INK, "fill_opacity": 0.08},
}
"""By layer, as maps.sources.symbology.Look has it."""
_SIMPLE_SYMBOLS = {"incident": "square", "alarm": "triangle", "unit": "triangle", "asset": "circle"}


def simple_style(layer: str, properties: dict[str, Any], geometry: str | None) -> dict[str, Any]:
    """The properties of simplestyle-spec 1.1, which readers of GeoJSON without styles understand."""
    look = LOOKS.get(layer)
    if look is None or geometry is None:
        return {}
    colour = look.get("colours", {}).get(str(properties.get(look.get("by", ""), "")), look["colour"])
    if geometry == "Point":
        size = "medium" if layer in {"incident", "alarm"} else "small"
        return {"marker-color": colour, "marker-size": size, "marker-symbol": _SIMPLE_SYMBOLS.get(layer, "circle")}
    return {"stroke": colour, "stroke-width": 1.5, "fill": colour, "fill-opacity": look.get("fill_opacity", 0.1)}
