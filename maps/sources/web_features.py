"""Features of a WFS: fetched whole up to a bound, kept on disk, and read as a table from there."""

import hashlib
from pathlib import Path
from urllib.parse import urlencode

from maps.layer_messages import Places, Secrets
from maps.source import Source, SourceKind, WebPicture
from maps.sources.conversion import convert, converted_path
from maps.sources.feature_batch import Table
from maps.sources.file_format import checked_file
from maps.sources.layer_fault import LayerFaultError
from maps.sources.ogr_table import OgrTable
from maps.sources.service_xml import parsed
from maps.sources.tile_server import fetched
from maps.whole_file import write_whole

LARGEST_BYTES = 256 << 20
MOST_FEATURES = 200_000
_KEEP_S = 15 * 60.0


def get_feature_url(source: Source) -> str:
    """As GeoJSON in degrees, which servers in use give (OGC 09-025r2)."""
    query = {
        "SERVICE": "WFS",
        "VERSION": "2.0.0",
        "REQUEST": "GetFeature",
        "TYPENAMES": source.sublayer,
        "COUNT": str(MOST_FEATURES),
        "OUTPUTFORMAT": "application/json",
        "SRSNAME": "EPSG:4326",
    }
    return f"{source.address}{'&' if '?' in source.address else '?'}{urlencode(query)}"


def fetched_table(source: Source, places: Places, secrets: Secrets) -> Table:
    """Raises LayerFaultError."""
    keep_s = source.reading.keep_s if isinstance(source.reading, WebPicture) else _KEEP_S
    secret = secrets.get(source.credentials)
    body = fetched(get_feature_url(source), places, secret, keep_s, LARGEST_BYTES).body
    if not body.lstrip().startswith(b"{"):
        root = parsed(body, source.sublayer)
        raise LayerFaultError("not_a_map", " ".join("".join(root.itertext()).split())[:200])
    file = Path(places.cache) / "features" / f"{hashlib.sha256(body).hexdigest()[:32]}.geojson"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, body)
    local = Source(SourceKind.VECTOR, str(file))
    convert(local, places, lambda _: None)
    _, stamp = checked_file(str(file), places)
    made = converted_path(local, stamp, places)
    return OgrTable(made, "", checked_file(str(made), places)[1], source.crs or "EPSG:4326")
