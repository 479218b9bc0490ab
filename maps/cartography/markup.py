"""Pieces of Mapnik XML.

Red and blue are exchanged in every colour on the way out: Mapnik's RGBA rows are then the BGRA that Qt draws
unconverted.
"""

import re
from xml.sax.saxutils import escape, quoteattr

Attribute = str | float


def bgr(colour: str) -> str:
    """`#RRGGBB` with red and blue exchanged."""
    return f"#{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def unexchanged(sheet: str) -> str:
    """The sheet in its true colours, for what is not drawn into Qt's pixels."""
    return re.sub(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})", r"#\3\2\1", sheet)


def element(tag: str, content: str = "", /, **attributes: Attribute) -> str:
    """One XML element; `_` in attribute names stands for `-`."""
    words = "".join(f" {key.replace('_', '-')}={quoteattr(_text(value))}" for key, value in attributes.items())
    return f"<{tag}{words}>{content}</{tag}>" if content else f"<{tag}{words}/>"


def rule(condition: str, *symbolizers: str) -> str:
    """Draws with the symbolizers what meets the condition, everything when it is empty."""
    filters = element("Filter", escape(condition)) if condition else ""
    return element("Rule", filters + "".join(symbolizers))


def style(name: str, *rules: str) -> str:
    """A feature is drawn by the first rule that it meets. A style without rules draws nothing, and is no error."""
    return element("Style", "".join(rules), name=name, filter_mode="first")


def line(colour: str, width_px: float, **more: Attribute) -> str:
    joined: dict[str, Attribute] = {"stroke_linejoin": "round", "stroke_linecap": "round", **more}
    return element("LineSymbolizer", clip="true", stroke=colour, stroke_width=width_px, **joined)


def fill(colour: str, **more: Attribute) -> str:
    return element("PolygonSymbolizer", clip="true", fill=colour, **more)


def _text(value: Attribute) -> str:
    if isinstance(value, str):
        return bgr(value) if value.startswith("#") else value
    return f"{value:.2f}"
