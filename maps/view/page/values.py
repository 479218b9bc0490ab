"""What a printed document is made of: an imprint that every page bears, and parts, each a map or a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from maps.grid import Grid, GridKind, grid_of
from maps.layer import Layer
from maps.sheet import Ground, Sheet


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who made it, when, from which data, for whom; words in the reader's language, `printed_at` aware and local."""

    folio: str
    title: str
    organisation: str
    author: str
    printed_at: datetime
    zone_name: str
    """Of the city's time zone: America/Mexico_City."""
    data_sha256: str
    classification: str = ""
    language: str = "es"
    is_exercise: bool = False
    logo: bytes = b""
    """A PNG of our own making; nothing where the city has none."""

    @property
    def time_words(self) -> str:
        """With its offset from UTC on that day, whatever the zone's name says."""
        offset = self.printed_at.utcoffset() or timedelta()
        minutes = round(abs(offset.total_seconds()) / 60)
        sign = "−" if offset < timedelta() else "+"
        return f"{self.printed_at:%Y-%m-%d %H:%M:%S} {sign}{minutes // 60:02d}:{minutes % 60:02d}"

    @property
    def utc_words(self) -> str:
        return f"{self.printed_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


@dataclass(frozen=True, slots=True, eq=False)
class MapPart:
    """One page with a map. `about` are lines under the title; `code` the folio or code of what is shown."""

    title: str
    code: str
    about: tuple[str, ...]
    ground: Ground
    layers: tuple[Layer, ...]
    grid: GridKind = GridKind.NONE
    attribution: str = ""
    """Whose data the base map is."""
    style: str = "paper"
    """Of the base map: `paper`, or `press` with large streets alone named."""
    selected: Mapping[str, str] = field(default_factory=dict[str, str])
    """Name of a layer -> id of what the map is of."""

    @property
    def lines(self) -> Grid | None:
        """The grid, on a sheet that has the band for its values."""
        return grid_of(self.grid, self.ground.viewport) if self.ground.sheet.has_grid else None


@dataclass(frozen=True, slots=True)
class Column:
    """As wide as it says; the last column has the rest, and all wrap."""

    name: str
    width_px: float
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A cell for each column; lines of `proof` in small mono; `target` the part whose page stands in an empty cell."""

    cells: tuple[str, ...]
    proof: tuple[str, ...] = ()
    target: int | None = None


@dataclass(frozen=True, slots=True)
class TablePart:
    """As many pages as its rows need."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    """Above the head, in full."""


Part = MapPart | TablePart


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    imprint: Imprint
    sheet: Sheet
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """What the drawing of one page is handed beside its own part."""

    imprint: Imprint
    sheet: Sheet
    number: int
    total: int
