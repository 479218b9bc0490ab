"""Where a store lies: a file of this machine, or a database server. Addresses are those of the console."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

FILE_NAME = "atalaya.sqlite"


class BadAddressError(ValueError):
    """The text names no store."""


@dataclass(frozen=True)
class FileStore:
    path: Path

    @property
    def name(self) -> str:
        """For people and for the project's own record; opens the same store again."""
        return str(self.path)

    @property
    def data(self) -> Path:
        """The folder that also holds the base maps."""
        return self.path.parent


@dataclass(frozen=True)
class ServerStore:
    """`password` is held in memory alone; a project is saved with `authcfg` (QGIS's store of secrets) or with none."""

    host: str
    database: str
    port: int = 5432
    user: str = ""
    password: str = ""
    authcfg: str = ""
    sslmode: str = ""
    data_folder: str = ""

    @property
    def name(self) -> str:
        who = f"{self.user}@" if self.user else ""
        return f"postgresql://{who}{self.host}:{self.port}/{self.database}"

    @property
    def data(self) -> Path | None:
        """Where the base maps lie on this machine, if they do."""
        return Path(self.data_folder) if self.data_folder else None


Place = FileStore | ServerStore


def parse(text: str, data_folder: str = "") -> Place:
    """A path (of the file, or of the data folder that holds it) or `postgresql://`. Raises BadAddressError."""
    written = text.strip()
    if not written:
        raise BadAddressError(text)
    if written.startswith(("postgresql:", "postgres:", "postgresql+psycopg:")):
        return _server(written, data_folder)
    path = Path(written).expanduser()
    return FileStore(path / FILE_NAME if path.is_dir() else path)


def _server(written: str, data_folder: str) -> ServerStore:
    try:
        parts = urlsplit(written)
        port = parts.port or 5432
    except ValueError as error:
        raise BadAddressError(written) from error
    database = unquote(parts.path.lstrip("/"))
    if not database:
        raise BadAddressError(written)
    return ServerStore(
        host=parts.hostname or "localhost",
        database=database,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sslmode=parse_qs(parts.query).get("sslmode", [""])[0],
        data_folder=data_folder,
    )
