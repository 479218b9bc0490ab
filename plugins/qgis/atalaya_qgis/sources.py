"""How QGIS is told where a layer's rows are.

A file's layers go through an OGR virtual file that this plugin writes into QGIS's profile: it opens the store by an
address that can only read. QGIS's own way to a SQLite file opens it for writing, and its SpatiaLite provider writes
statistics into it. Types of columns are said there too: an empty view has none by itself.
"""

import hashlib
import os
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from qgis.core import QgsApplication, QgsWkbTypes

from .look import BaseMap
from .place import FileStore, Place, ServerStore
from .reader import file_address, server_uri
from .views import VIEWS, View

BASE_TABLES = {
    "area": ("Unknown", {"class": "String", "name": "String"}),
    "street": ("Unknown", {"class": "String", "name": "String", "rank": "Integer", "tunnel": "Integer"}),
    "place": ("Unknown", {"class": "String", "name": "String", "rank": "Integer"}),
    "area_label": ("Unknown", {"class": "String", "name": "String", "size_m": "Real"}),
    "street_label": ("Unknown", {"class": "String", "name": "String"}),
}
"""Tables of a drawn map; its geometry is in Web Mercator."""


def folder() -> Path:
    """Of QGIS's profile: what this plugin writes for itself."""
    made = Path(QgsApplication.qgisSettingsDirPath()) / "atalaya"
    made.mkdir(parents=True, exist_ok=True)
    return made


def view_source(place: Place, view: View, subset: str = "") -> tuple[str, str]:
    """Address and provider of a view's layer."""
    if isinstance(place, FileStore):
        chosen = f"|subset={subset}" if subset else ""
        return f"{virtual_file(place)}|layername={view.name}{chosen}", "ogr"
    return _server_source(place, view, subset), "postgres"


def _server_source(place: ServerStore, view: View, subset: str) -> str:
    uri = server_uri(place, with_password=False)
    uri.setDataSource("", view.name, view.geometry, subset, "id")
    uri.setSrid("4326")
    uri.setWkbType(QgsWkbTypes.Polygon if view.is_area else QgsWkbTypes.Point)
    uri.setParam("checkPrimaryKeyUnicity", "0")  # a view over one table whose own key this is
    return uri.uri(False)


def virtual_file(place: FileStore) -> Path:
    """Written anew where it is not there or says something else."""
    layers = "".join(_layer(view, file_address(place.path)) for view in VIEWS.values())
    return _written(place.path, layers)


def base_file(base: BaseMap) -> Path:
    """A drawn map, opened for reading alone: the console replaces its file whole when it is imported again."""
    assert base.file is not None
    made = "".join(_base_layer(name, base.file) for name in BASE_TABLES)
    return _written(base.file, made)


def base_source(base: BaseMap, table: str) -> tuple[str, str]:
    return f"{base_file(base)}|layername={table}", "ogr"


def _written(source: Path, layers: str) -> Path:
    """It names the very file it leads to: QGIS keeps what it has opened until the virtual file changes."""
    digest = hashlib.sha256(str(source.absolute()).encode()).hexdigest()[:8]
    path = folder() / f"{source.stem}-{digest}.vrt"
    text = f"<OGRVRTDataSource>\n<!-- {_identity(source)} -->\n{layers}</OGRVRTDataSource>\n"
    try:
        known = path.read_text(encoding="utf-8")
    except OSError:
        known = ""
    if known != text:
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    return path


def _identity(source: Path) -> str:
    try:
        status = source.stat()
    except OSError:
        return "gone"
    return f"{status.st_dev}:{status.st_ino}"


def _layer(view: View, address: str) -> str:
    return _virtual(
        view.name, address, f"<SrcLayer>{view.name}</SrcLayer>", f"wkb{view.shape}", "EPSG:4326", view.columns
    )


def _base_layer(table: str, file: Path) -> str:
    kind, columns = BASE_TABLES[table]
    wanted = ", ".join(f'"{column}"' for column in columns)
    query = f"<SrcSQL>SELECT fid, geom, {wanted} FROM {table}</SrcSQL>"
    return _virtual(table, str(file.absolute()), query, f"wkb{kind}", "EPSG:3857", columns)


def _virtual(name: str, address: str, rows: str, kind: str, crs: str, columns: dict[str, str]) -> str:
    """`shared` off: QGIS paints layers in threads of their own, and one connection is for one thread."""
    fields = "".join(f"<Field name={quoteattr(column)} type={quoteattr(typed)}/>" for column, typed in columns.items())
    return (
        f"<OGRVRTLayer name={quoteattr(name)}>"
        f'<SrcDataSource shared="0" relativeToVRT="0">{escape(address)}</SrcDataSource>{rows}'
        f"<GeometryType>{kind}</GeometryType><LayerSRS>{crs}</LayerSRS>{fields}</OGRVRTLayer>\n"
    )
