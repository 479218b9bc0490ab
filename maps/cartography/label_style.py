"""The names on the map: which are written at a scale, how large, and what gives way when two would touch.

Mapnik sets labels in the order of the layers and drops what would touch one already set: places first, then areas,
then streets. Every name has a halo of 2 pixels in the colour of the ground under it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from maps.cartography.colours import MapColours
from maps.cartography.markup import element, rule, style

FACE = "IBM Plex Sans Regular"
HALO_PX = 2.0
LABEL_STYLES = {"place": ("place-name",), "area_label": ("area-name",), "street_label": ("street-name",)}
"""Table of the city file to its styles, first set first."""
CLEAR_STYLE = "clear"


@dataclass(frozen=True, slots=True)
class Names:
    """`whole`: none that the edge would cut. `main`: of the streets only the large ones."""

    whole: bool = False
    main: bool = False


ALL_NAMES = Names()


@dataclass(frozen=True, slots=True)
class Lettering:
    """`size_px`, and between which scales (metres a pixel) a class is named."""

    size_px: float
    from_m_per_px: float
    until_m_per_px: float


_PLACES = {
    "city": Lettering(20, 2.0, 2000.0),
    "town": Lettering(17, 1.5, 200.0),
    "village": Lettering(15, 0.6, 60.0),
    "borough": Lettering(15, 0.6, 40.0),
    "suburb": Lettering(14, 0.5, 20.0),
    "quarter": Lettering(13, 0.4, 14.0),
    "neighbourhood": Lettering(13, 0.3, 9.0),
    "hamlet": Lettering(13, 0.3, 14.0),
    "locality": Lettering(12, 0.3, 6.0),
    "peak": Lettering(12, 0.3, 14.0),
}
_STREETS = {
    "motorway": Lettering(12, 0.0, 12.0),
    "avenue": Lettering(12, 0.0, 8.0),
    "collector": Lettering(12, 0.0, 4.0),
    "street": Lettering(12, 0.0, 2.0),
    "service": Lettering(12, 0.0, 1.0),
    "path": Lettering(12, 0.0, 0.8),
    "river": Lettering(13, 0.0, 20.0),
    "stream": Lettering(12, 0.0, 4.0),
}
_AREA_SIDE_PX = {
    "district": (120.0, 900.0),
    "water": (60.0, 2000.0),
    "park": (50.0, 2000.0),
    "forest": (90.0, 2000.0),
    "built": (90.0, 2000.0),
    "building": (45.0, 2000.0),
}
"""An area is named while a square as large as it has a side between these on the screen."""


_MAIN = frozenset({"motorway", "avenue", "river"})


def label_styles(colours: MapColours, ground_m_per_px: float, names: Names) -> Iterator[str]:
    yield style(CLEAR_STYLE, rule("", _clear()))
    yield style("place-name", *_place_rules(colours, ground_m_per_px, names))
    yield style("area-name", *_area_rules(colours, ground_m_per_px, names))
    yield style("street-name", *_street_rules(colours, ground_m_per_px, names))


def _clear() -> str:
    return element(
        "MarkersSymbolizer",
        file="shape://ellipse",
        width="[wide]",
        height="[high]",
        fill_opacity=0.0,
        stroke_opacity=0.0,
        allow_overlap="true",
        ignore_placement="false",
    )


def _place_rules(colours: MapColours, scale: float, names: Names) -> Iterator[str]:
    for kind, lettering in _PLACES.items():
        if lettering.from_m_per_px <= scale <= lettering.until_m_per_px:
            yield rule(f"[class]='{kind}'", _name(colours.label, colours.land, lettering.size_px, names))


def _area_rules(colours: MapColours, scale: float, names: Names) -> Iterator[str]:
    for kind, (least_px, most_px) in _AREA_SIDE_PX.items():
        ground = colours.water if kind == "water" else colours.land
        size_px = 13.0 if kind == "district" else 12.0
        fits = f"[size_m] >= {least_px * scale:.1f} and [size_m] <= {most_px * scale:.1f}"
        yield rule(f"[class]='{kind}' and {fits}", _name(colours.label, ground, size_px, names))


def _street_rules(colours: MapColours, scale: float, names: Names) -> Iterator[str]:
    for kind, lettering in _STREETS.items():
        if scale <= lettering.until_m_per_px and (kind in _MAIN or not names.main):
            ground = colours.water if kind in ("river", "stream") else colours.land
            yield rule(f"[class]='{kind}'", _along(colours.label, ground, lettering.size_px, names))


def _name(colour: str, halo: str, size_px: float, names: Names) -> str:
    return element(
        "TextSymbolizer",
        "[name]",
        face_name=FACE,
        size=size_px,
        fill=colour,
        halo_fill=halo,
        halo_radius=HALO_PX,
        halo_rasterizer="fast",
        wrap_width=size_px * 9,
        margin=6.0,
        repeat_distance=250.0,
        placement="point",
        avoid_edges=str(names.whole).lower(),
    )


def _along(colour: str, halo: str, size_px: float, names: Names) -> str:
    return element(
        "TextSymbolizer",
        "[name]",
        face_name=FACE,
        size=size_px,
        fill=colour,
        halo_fill=halo,
        halo_radius=HALO_PX,
        halo_rasterizer="fast",
        placement="line",
        spacing=520.0,
        repeat_distance=340.0,
        margin=4.0,
        max_char_angle_delta=25.0,
        avoid_edges=str(names.whole).lower(),
    )
