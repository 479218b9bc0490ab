"""A first look at a store: whether it can be shown, and if not, why and what to do.

Runs beside the window: a network that does not answer must not hold it up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qgis.PyQt.QtCore import QStorageInfo

from .place import FileStore, Place
from .reader import FileReader, ReadError, ServerReader, open_reader
from .views import VERSION
from .words import tr

NETWORK_KINDS = frozenset(
    "9p afs beegfs ceph cifs davfs fuse.ceph fuse.davfs2 fuse.glusterfs fuse.rclone fuse.sshfs gfs2 glusterfs gpfs"
    " lustre ncpfs nfs nfs4 ocfs2 smb2 smb3 smbfs".split()
)
"""File systems on which SQLite's locks and shared memory are not to be trusted."""
MAGIC = b"SQLite format 3\x00"


class StoreProblem(Exception):
    """`code` is missing, not_a_store, older, newer, locked, network or unreadable; the message is for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass(frozen=True)
class BaseMap:
    """`file` is the drawn map's GeoPackage, None where it does not lie on this machine."""

    name: str
    file: Path | None
    lat_deg: float
    lon_deg: float
    width_m: float
    attribution: str


@dataclass(frozen=True)
class City:
    """What a store holds now."""

    place: Place
    name: str
    is_exercise: bool
    kinds: tuple[str, ...]
    bases: tuple[BaseMap, ...]


def look(place: Place) -> City:
    """Raises StoreProblem."""
    if isinstance(place, FileStore):
        _check_file(place.path)
    try:
        reader = open_reader(place)
    except ReadError as error:
        raise _problem(place, str(error)) from error
    try:
        return _city(place, reader)
    except ReadError as error:
        raise _problem(place, str(error)) from error
    finally:
        reader.close()


def _check_file(path: Path) -> None:
    kind = file_system(path)
    if kind in NETWORK_KINDS:
        raise StoreProblem(
            "network",
            tr(
                "{path} lies on a network drive ({kind}), where a store in use can be neither locked nor followed. Copy"
                " it to this machine, or let the city's store be a PostGIS server.",
                path=path,
                kind=kind,
            ),
        )
    if not path.is_file():
        raise StoreProblem(
            "missing", tr("There is no file {path}. Choose the file atalaya.sqlite of the data folder.", path=path)
        )


def file_system(path: Path) -> str:
    """Type of the file system that the path lies on, as the system calls it."""
    existing = path if path.exists() else path.parent
    return bytes(QStorageInfo(str(existing)).fileSystemType()).decode(errors="replace").lower()


def _city(place: Place, reader: FileReader | ServerReader) -> City:
    _check_version(place, reader)
    head = reader.rows("SELECT city, exercise FROM map_head", ("city", "exercise"))[0]
    kinds = reader.rows("SELECT DISTINCT kind FROM map_asset ORDER BY kind", ("kind",))
    columns = ("name", "file", "lat_deg", "lon_deg", "width_m", "attribution")
    bases = reader.rows(f"SELECT {', '.join(columns)} FROM map_base ORDER BY name", columns)
    return City(
        place,
        str(head["city"] or "Atalaya"),
        bool(head["exercise"]),
        tuple(str(row["kind"]) for row in kinds),
        tuple(_base(place, row) for row in bases),
    )


def _check_version(place: Place, reader: FileReader | ServerReader) -> None:
    views = "sqlite_master WHERE name" if isinstance(place, FileStore) else "information_schema.tables WHERE table_name"
    names = {
        row["name"]
        for row in reader.rows(
            f"SELECT {'name' if isinstance(place, FileStore) else 'table_name'} AS name FROM {views}"
            " IN ('map_head', 'alembic_version')",
            ("name",),
        )
    }
    if not names:
        raise _not_a_store(place)
    if "map_head" not in names:
        raise StoreProblem(
            "older",
            tr(
                "{store} was made by an older Atalaya that had no views for QGIS. Start today's console or node on it"
                " once.",
                store=place.name,
            ),
        )
    version = int(reader.rows("SELECT version FROM map_head", ("version",))[0]["version"])
    if version > VERSION:
        raise StoreProblem(
            "newer",
            tr(
                "{store} was made by a newer Atalaya (views {version}; this plugin knows {known}). Update the plugin.",
                store=place.name,
                version=version,
                known=VERSION,
            ),
        )


def _base(place: Place, row: Mapping[str, object]) -> BaseMap:
    """Its file is named relative to the data folder, and never looked for outside of it."""
    file = None
    if place.data is not None:
        wanted = place.data / str(row["file"])
        if wanted.is_file() and wanted.resolve().is_relative_to(place.data.resolve()):
            file = wanted
    return BaseMap(
        str(row["name"]),
        file,
        float(str(row["lat_deg"])),
        float(str(row["lon_deg"])),
        float(str(row["width_m"])),
        str(row["attribution"] or ""),
    )


def _not_a_store(place: Place) -> StoreProblem:
    return StoreProblem("not_a_store", tr("{store} is no store of Atalaya.", store=place.name))


def _problem(place: Place, said: str) -> StoreProblem:
    """What the database said, and what can be done about it."""
    if "locked" in said or "busy" in said:
        return StoreProblem(
            "locked",
            tr("{store} is locked by another program. It is tried again when you open it once more.", store=place.name),
        )
    if isinstance(place, FileStore) and not _begins_as_sqlite(place.path):
        return _not_a_store(place)
    short = " ".join(said.split())[:200]
    return StoreProblem("unreadable", tr("{store} cannot be read: {why}", store=place.name, why=short))


def _begins_as_sqlite(path: Path) -> bool:
    """Asked only of a file that SQLite has just refused, so no connection of ours holds a lock on it."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return True
