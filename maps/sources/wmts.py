"""A layer of a WMTS as the pyramid of tiles that Atalaya asks: by its capabilities (OGC 07-057r7).

Only matrix sets that are the usual pyramid of Web Mercator are used; others would have to be warped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from maps.source import Source, WebPicture
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import WORLD_M
from maps.sources.service_xml import all_of, attribute, children, parsed, text_of
from maps.sources.tile_grid import Tile

_PIXEL_M = 0.00028
"""The pixel that a WMTS's scale denominators are said for."""
_WEB_MERCATOR = ("3857", "900913", "3785", "102100")


@dataclass(frozen=True, slots=True)
class WmtsLayer:
    name: str
    title: str
    url: Callable[[Tile], str]
    zooms: tuple[int, int]
    tile_px: int


def capabilities_url(address: str) -> str:
    """Of a service's address, or the address of the document itself."""
    if address.lower().endswith(".xml") or "request=getcapabilities" in address.lower():
        return address
    sign = "&" if "?" in address else "?"
    return f"{address}{sign}{urlencode({'SERVICE': 'WMTS', 'REQUEST': 'GetCapabilities', 'VERSION': '1.0.0'})}"


def wmts_layer(source: Source, fetch: Callable[[str], bytes]) -> WmtsLayer:
    """Raises LayerFaultError."""
    found = layers(fetch(capabilities_url(source.address)), source)
    for layer in found:
        if layer.name == source.sublayer or not source.sublayer:
            return layer
    raise LayerFaultError("not_a_map", f"the service has no layer {source.sublayer}")


def layers(raw: bytes, source: Source) -> tuple[WmtsLayer, ...]:
    """Those that can be shown over Web Mercator."""
    return _layers(raw, source)


@lru_cache(maxsize=16)
def _layers(raw: bytes, source: Source) -> tuple[WmtsLayer, ...]:
    root = parsed(raw, "WMTS")
    contents = next(all_of(root, "Contents"), None)
    if contents is None:
        raise LayerFaultError("not_a_map", "it is no WMTS")
    sets = {text_of(one, "Identifier"): one for one in children(contents, "TileMatrixSet")}
    pyramids = {name: pyramid for name, one in sets.items() if (pyramid := _pyramid(one)) is not None}
    found = [_layer(one, pyramids, source, root) for one in children(contents, "Layer")]
    return tuple(layer for layer in found if layer is not None)


def _pyramid(matrix_set: Element) -> tuple[dict[int, str], int] | None:
    """Zoom -> name of its matrix, and the side of a tile; None when it is another pyramid."""
    if not any(code in text_of(matrix_set, "SupportedCRS") for code in _WEB_MERCATOR):
        return None
    by_zoom: dict[int, str] = {}
    side = 256
    for matrix in children(matrix_set, "TileMatrix"):
        try:
            side = int(text_of(matrix, "TileWidth") or 256)
            m_per_px = float(text_of(matrix, "ScaleDenominator")) * _PIXEL_M
            count = 2 * WORLD_M / (m_per_px * side)
        except (ValueError, ZeroDivisionError):
            continue
        zoom = round(count).bit_length() - 1
        if zoom >= 0 and abs(count / (1 << zoom) - 1) < 0.01 and zoom <= 26:
            by_zoom[zoom] = text_of(matrix, "Identifier")
    return (by_zoom, side) if by_zoom else None


def _layer(
    layer: Element, pyramids: dict[str, tuple[dict[int, str], int]], source: Source, root: Element
) -> WmtsLayer | None:
    asked = source.reading if isinstance(source.reading, WebPicture) else WebPicture()
    links = [text_of(link, "TileMatrixSet") for link in children(layer, "TileMatrixSetLink")]
    name = asked.matrix_set or next((link for link in links if link in pyramids), "")
    if name not in pyramids:
        return None
    matrices, side = pyramids[name]
    formats = [(one.text or "").strip() for one in children(layer, "Format")]
    format_ = (
        asked.format if asked.format in formats else next((one for one in formats if "image" in one), asked.format)
    )
    values = {
        "Layer": text_of(layer, "Identifier"),
        "Style": asked.style or _default_style(layer),
        "TileMatrixSet": name,
        "Format": format_,
        "Time": asked.time,
    }
    templates = {attribute(one, "format"): attribute(one, "template") for one in children(layer, "ResourceURL")}
    template = templates.get(format_, "")
    url = _by_template(template, values, matrices) if template else _by_query(_base(root, source), values, matrices)
    title = text_of(layer, "Title") or values["Layer"]
    return WmtsLayer(values["Layer"], title, url, (min(matrices), max(matrices)), side)


def _default_style(layer: Element) -> str:
    styles = list(children(layer, "Style"))
    chosen = next((one for one in styles if attribute(one, "isDefault") == "true"), styles[0] if styles else None)
    return text_of(chosen, "Identifier") if chosen is not None else ""


def _base(root: Element, source: Source) -> str:
    """Where tiles are asked for by query, as the document says, else where it came from."""
    for operation in all_of(root, "Operation"):
        if attribute(operation, "name") == "GetTile":
            for get in all_of(operation, "Get"):
                place = attribute(get, "href")
                if place:
                    return place
    return source.address.partition("?")[0]


def _by_template(template: str, values: dict[str, str], matrices: dict[int, str]) -> Callable[[Tile], str]:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value).replace(f"{{{name.lower()}}}", value)

    def url(tile: Tile) -> str:
        holes = {"TileMatrix": _matrix(matrices, tile), "TileRow": str(tile.row), "TileCol": str(tile.column)}
        filled = template
        for name, value in holes.items():
            filled = filled.replace(f"{{{name}}}", value)
        return filled

    return url


def _by_query(base: str, values: dict[str, str], matrices: dict[int, str]) -> Callable[[Tile], str]:
    def url(tile: Tile) -> str:
        query = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0"}
        query |= {name.upper(): value for name, value in values.items() if value or name == "Style"}
        query |= {"TILEMATRIX": _matrix(matrices, tile), "TILEROW": str(tile.row), "TILECOL": str(tile.column)}
        return f"{base}{'' if base.endswith('?') else '&' if '?' in base else '?'}{urlencode(query)}"

    return url


def _matrix(matrices: dict[int, str], tile: Tile) -> str:
    return matrices.get(tile.zoom, str(tile.zoom))
