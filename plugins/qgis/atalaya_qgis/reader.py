"""Questions to a store, outside any layer. No answer writes, and none holds a lock longer than it takes.

A file is opened by GDAL, whose SQLite is the one that QGIS's own layers use: two SQLite libraries on one file in one
process would lose each other's locks. The address says `mode=ro`, which no later request for writing can widen; and it
is no plain path, so that GDAL does not open the file beforehand to look at it: closing that handle would drop the locks
that the process holds on the file.
"""

from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from osgeo import gdal
from qgis.core import QgsDataSourceUri, QgsException, QgsProviderRegistry

from .place import FileStore, Place, ServerStore

Row = dict[str, Any]
CONNECT_S = 5


class ReadError(Exception):
    """The store did not answer; the message is the database's own."""


class Reader(Protocol):
    def rows(self, query: str, columns: tuple[str, ...]) -> list[Row]:
        """Raises ReadError."""

    def close(self) -> None: ...


def file_address(path: Path) -> str:
    """How GDAL is asked for the file, so that it can never write to it."""
    return f"SQLITE:file:{quote(str(path.absolute()))}?mode=ro"


class FileReader:
    """For one thread. Raises ReadError when the file cannot be opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _Quiet() as heard:
            self._dataset = gdal.OpenEx(file_address(path), gdal.OF_VECTOR | gdal.OF_READONLY, ["SQLite"])
            if self._dataset is None:
                raise ReadError(heard.words or f"{path}: not to be opened")

    def rows(self, query: str, columns: tuple[str, ...]) -> list[Row]:
        with _Quiet() as heard:
            result = self._dataset.ExecuteSQL(query)
            if result is None:
                if heard.words:
                    raise ReadError(heard.words)
                return []
            found = [{name: feature[name] for name in columns} for feature in result]
            self._dataset.ReleaseResultSet(result)
        if heard.words:
            raise ReadError(heard.words)
        return found

    def close(self) -> None:
        self._dataset = None


class _Quiet:
    """GDAL's errors become words of ours, and nothing on the screen."""

    def __init__(self) -> None:
        self.words = ""

    def __enter__(self) -> "_Quiet":
        gdal.ErrorReset()
        gdal.PushErrorHandler(self._hear)
        return self

    def _hear(self, level: int, _number: int, message: str) -> None:
        if level >= gdal.CE_Failure:
            self.words = self.words or message

    def __exit__(self, *_: object) -> None:
        gdal.PopErrorHandler()


class ServerReader:
    """By QGIS's own connections, with its certificates and its store of secrets."""

    def __init__(self, place: ServerStore) -> None:
        metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
        if metadata is None:
            raise ReadError("this QGIS has no PostgreSQL")
        self._password = place.password
        self._connection = metadata.createConnection(server_uri(place, with_password=True).uri(False), {})

    def rows(self, query: str, columns: tuple[str, ...]) -> list[Row]:
        try:
            found = self._connection.executeSql(query)
        except QgsException as error:
            said = str(error)  # QGIS names the whole address, password included
            raise ReadError(said.replace(self._password, "…") if self._password else said) from None
        return [dict(zip(columns, row, strict=True)) for row in found]

    def close(self) -> None:
        self._connection = None


def server_uri(place: ServerStore, *, with_password: bool) -> QgsDataSourceUri:
    """Without its password where a project is saved: QGIS holds that for as long as it runs."""
    uri = QgsDataSourceUri()
    password = place.password if with_password else ""
    mode = QgsDataSourceUri.decodeSslMode(place.sslmode) if place.sslmode else QgsDataSourceUri.SslMode.SslPrefer
    uri.setConnection(place.host, str(place.port), place.database, place.user, password, mode, place.authcfg)
    return uri


def open_reader(place: Place) -> FileReader | ServerReader:
    """Raises ReadError."""
    return FileReader(place.path) if isinstance(place, FileStore) else ServerReader(place)
