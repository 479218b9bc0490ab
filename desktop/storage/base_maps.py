"""The base maps of the store's places: each a file beside the store, that the map worker draws."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from desktop.storage import names
from desktop.storage.findable import CITIES, of_city
from desktop.storage.record import replace_rows
from desktop.storage.tables import base_map as table
from maps.place import Place


@dataclass(frozen=True, slots=True)
class BaseMap:
    """`file` is relative to the data folder; the map flies to `centre` and shows `width_m` of ground."""

    name: str
    file: str
    centre: Place
    width_m: float
    attribution: str = ""
    """Who must be named on every picture of it, as the licence of its data asks."""
    source: str = ""
    """The file it was made from: the same one again replaces it."""
    imported_at: datetime | None = None


def put(connection: Connection, base_map: BaseMap) -> None:
    row = {
        "name": base_map.name,
        "file": base_map.file,
        "lat_deg": base_map.centre.lat_deg,
        "lon_deg": base_map.centre.lon_deg,
        "width_m": base_map.width_m,
        "attribution": base_map.attribution,
        "source": base_map.source,
        "imported_at": base_map.imported_at,
    }
    replace_rows(connection, table, [row])
    names.put(connection, CITIES, [of_city(base_map.name, base_map.centre, base_map.width_m)])


def every(connection: Connection) -> list[BaseMap]:
    """By name."""
    rows = connection.execute(select(table).order_by(table.c.name))
    return [
        BaseMap(
            row.name,
            row.file,
            Place(row.lat_deg, row.lon_deg),
            row.width_m,
            row.attribution,
            row.source,
            row.imported_at,
        )
        for row in rows
    ]


def remove(connection: Connection, name: str) -> bool:
    names.remove(connection, CITIES, [name])
    return connection.execute(table.delete().where(table.c.name == name)).rowcount == 1
