"""The style sheet of one picture: Mapnik XML for one scale and one theme, made from the tables of colours and widths.

A sheet per picture, and not one for all scales, lets widths follow the scale without steps and leaves out what is
not seen.
"""

from collections.abc import Iterator

from maps.cartography.colours import MapColours
from maps.cartography.label_style import ALL_NAMES, Names, label_styles
from maps.cartography.markup import element, fill, line, rule, style
from maps.cartography.widths import CASING_UNTIL_M_PER_PX, STROKES

AREA_STYLES = ("ground", "water", "building", "district")
_ROADS = ("service", "street", "collector", "avenue", "motorway")
"""Drawn in this order: the larger over the smaller."""
LINE_STYLES = ("waterway", "fine", "casing", *_ROADS, "rail", "border")


def style_sheet(colours: MapColours, ground_m_per_px: float, names: Names = ALL_NAMES) -> str:
    """XML without layers: the drawing room adds those, with its open files."""
    sheet = _Sheet(colours, ground_m_per_px)
    body = "".join((*sheet.areas(), *sheet.lines(), *label_styles(colours, ground_m_per_px, names)))
    return element("Map", body, srs="epsg:3857", background_color=colours.land, buffer_size="64")


class _Sheet:
    def __init__(self, colours: MapColours, ground_m_per_px: float) -> None:
        self._colours = colours
        self._scale = ground_m_per_px
        self._stroke_colours = {
            "motorway": colours.avenue,
            "avenue": colours.avenue,
            "collector": colours.collector,
            "street": colours.street,
            "service": colours.service,
        }

    def areas(self) -> Iterator[str]:
        grounds = {kind: getattr(self._colours, kind) for kind in ("built", "field", "forest", "rock", "park", "paved")}
        yield style("ground", *(rule(f"[class]='{kind}'", fill(colour)) for kind, colour in grounds.items()))
        yield style("water", rule("[class]='water'", fill(self._colours.water)))
        edge = line(self._colours.building_edge, 0.6) if self._scale <= 1.0 else ""
        yield style("building", rule("[class]='building'", fill(self._colours.building), edge))
        outline = line(self._colours.border, 1.0, stroke_dasharray="6,3,1,3")
        yield style("district", rule("[class]='district'", outline))

    def lines(self) -> Iterator[str]:
        colours = self._colours
        yield style("waterway", *self._plain("river", colours.water), *self._plain("stream", colours.stream))
        yield style(
            "fine",
            *self._plain("path", colours.service, stroke_dasharray="4,2", stroke_linecap="butt"),
            *self._plain("cableway", colours.border, stroke_dasharray="8,3"),
            *self._plain("barrier", colours.street),
        )
        yield style("casing", *self._casings())
        for kind in _ROADS:
            yield style(kind, *self._tunnel(kind), *self._plain(kind, self._stroke_colours[kind]))
        yield style("rail", *self._rail())
        yield style("border", *self._plain("border", colours.border, stroke_dasharray="6,3,1,3"))

    def _plain(self, kind: str, colour: str, **more: str) -> Iterator[str]:
        stroke = STROKES[kind]
        if stroke.is_drawn(self._scale):
            yield rule(f"[class]='{kind}'", line(colour, stroke.width_px(self._scale), **more))

    def _tunnel(self, kind: str) -> Iterator[str]:
        stroke = STROKES[kind]
        if stroke.is_drawn(self._scale):
            width_px = stroke.width_px(self._scale)
            faint = line(self._stroke_colours[kind], width_px, stroke_opacity=0.35, stroke_linecap="butt")
            yield rule(f"[class]='{kind}' and [tunnel]=1", faint)

    def _casings(self) -> Iterator[str]:
        if self._scale > CASING_UNTIL_M_PER_PX:
            return
        for kind in _ROADS:
            stroke = STROKES[kind]
            if stroke.is_drawn(self._scale):
                edged = line(self._colours.casing, stroke.width_px(self._scale) + 2.0)
                yield rule(f"[class]='{kind}' and [tunnel]=0", edged)

    def _rail(self) -> Iterator[str]:
        """A dark bed with a light dash on it, as rails have been drawn for a century."""
        stroke = STROKES["rail"]
        if stroke.is_drawn(self._scale):
            width_px = stroke.width_px(self._scale)
            bed = line(self._colours.rail, width_px + 1.2, stroke_linecap="butt")
            dash = line(self._colours.land, width_px, stroke_dasharray="7,7", stroke_linecap="butt")
            yield rule("[class]='rail' and [tunnel]=0", bed, dash)
