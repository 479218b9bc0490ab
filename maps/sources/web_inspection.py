"""What a web address holds: a template of tiles, or a WMS, WMTS or WFS with its layers."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

import msgspec

from maps.layer_facts import Extent, Geometry, Inspection, Sublayer
from maps.layer_messages import Places, Secrets
from maps.source import Source, SourceKind, TileGrid, WebPicture
from maps.sources import wmts
from maps.sources.layer_fault import LayerFaultError
from maps.sources.proposals import proposed
from maps.sources.service_xml import LARGEST_BYTES, all_of, attribute, children, parsed, tag, text_of
from maps.sources.tile_server import fetched
from maps.symbology import AsItIs

_FRESH_S = 300.0
_MOST_LAYERS = 1000
_ASKED = frozenset({"service", "request", "version"})
_KINDS = {"WMS": SourceKind.WMS, "WMTS": SourceKind.WMTS, "WFS": SourceKind.WFS}


def inspect_web(address: str, said: Source | None, places: Places, secrets: Secrets) -> Inspection:
    """Without a word for the service in the address, each kind is tried. Raises LayerFaultError."""
    if "{x}" in address and "{z}" in address:
        source = said or Source(SourceKind.XYZ, address, reading=TileGrid())
        title = urlsplit(address).hostname or address
        return Inspection("XYZ", (Sublayer(source, title, Geometry.PICTURE, AsItIs(), "EPSG:3857"),))
    kinds = [said.kind.upper()] if said is not None and said.kind.upper() in _KINDS else _kinds_of(address)
    fault: LayerFaultError | None = None
    for kind in kinds:
        try:
            found = _inspected(kind, address, said, places, secrets)
        except LayerFaultError as error:
            if error.code in ("no_answer", "credentials", "redirected"):
                raise
            fault = fault or error
            continue
        if found:
            return Inspection(kind, found[:_MOST_LAYERS])
    raise fault or LayerFaultError("not_a_map", "the address holds no layers")


def _kinds_of(address: str) -> list[str]:
    named = dict(parse_qsl(urlsplit(address).query.lower())).get("service", "").upper()
    if named in _KINDS:
        return [named]
    lower = address.lower()
    return sorted(_KINDS, key=lambda kind: (kind.lower() not in lower, kind != "WMTS", kind != "WMS"))


def _inspected(kind: str, address: str, said: Source | None, places: Places, secrets: Secrets) -> tuple[Sublayer, ...]:
    base = _base(address)
    credentials = said.credentials if said is not None else ""
    source = Source(_KINDS[kind], base, credentials=credentials)
    url = _capabilities(kind, base)
    body = fetched(url, places, secrets.get(credentials), _FRESH_S, LARGEST_BYTES).body
    if kind == "WMTS":
        found = wmts.layers(body, source)
        return tuple(_picture(msgspec.structs.replace(source, sublayer=one.name), one.title, None) for one in found)
    root = parsed(body, kind)
    return tuple(_wms(root, source) if kind == "WMS" else _wfs(root, source))


def _base(address: str) -> str:
    """Without the words that every request adds anew."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name.lower() not in _ASKED]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept), ""))


def _capabilities(kind: str, base: str) -> str:
    if kind == "WMTS":
        return wmts.capabilities_url(base)
    version = "1.3.0" if kind == "WMS" else "2.0.0"
    query = urlencode({"SERVICE": kind, "REQUEST": "GetCapabilities", "VERSION": version})
    return f"{base}{'&' if '?' in base else '?'}{query}"


def _picture(source: Source, title: str, extent: Extent | None) -> Sublayer:
    return Sublayer(source, title, Geometry.PICTURE, AsItIs(), "EPSG:3857", extent=extent)


def _wms(root: Element, source: Source) -> Iterator[Sublayer]:
    if tag(root) not in ("WMS_Capabilities", "WMT_MS_Capabilities"):
        raise LayerFaultError("not_a_map", "it is no WMS")
    version = attribute(root, "version") or "1.3.0"
    formats = [(one.text or "") for get in all_of(root, "GetMap") for one in children(get, "Format")]
    format_ = next((one for one in ("image/png", "image/webp", "image/jpeg") if one in formats), "image/png")
    for layer in all_of(root, "Layer"):
        name = text_of(layer, "Name")
        if name:
            styles = [text_of(style, "Name") for style in children(layer, "Style")]
            reading = WebPicture(styles[0] if styles else "", format_, version=version)
            part = msgspec.structs.replace(source, sublayer=name, reading=reading)
            yield _picture(part, text_of(layer, "Title") or name, _extent(layer))


def _extent(layer: Element) -> Extent | None:
    box = next(children(layer, "EX_GeographicBoundingBox"), None)
    try:
        if box is not None:
            names = ("southBoundLatitude", "westBoundLongitude", "northBoundLatitude", "eastBoundLongitude")
            return Extent(*(float(text_of(box, name)) for name in names))
        older = next(children(layer, "LatLonBoundingBox"), None)
        if older is not None:
            return Extent(*(float(older.attrib[name]) for name in ("miny", "minx", "maxy", "maxx")))
    except (ValueError, KeyError):
        return None
    return None


def _wfs(root: Element, source: Source) -> Iterator[Sublayer]:
    if tag(root) != "WFS_Capabilities":
        raise LayerFaultError("not_a_map", "it is no WFS")
    for type_ in all_of(root, "FeatureType"):
        name = text_of(type_, "Name")
        if name:
            part = msgspec.structs.replace(source, sublayer=name)
            title = text_of(type_, "Title") or name
            yield Sublayer(part, title, Geometry.MIXED, proposed(Geometry.AREA, title), "EPSG:4326", in_place=False)
