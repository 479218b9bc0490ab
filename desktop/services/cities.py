"""The base maps of a store's places: made from map files, replaced when the same file comes again, chosen by place."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from desktop.domain.events import CityEvent
from desktop.services import city_names
from desktop.services.clock import Now, utc_now
from desktop.storage import base_maps, journal
from desktop.storage.base_maps import BaseMap
from desktop.storage.store import Store
from maps.place import Place
from maps.worker_client import ImportedCity

WRITER = "city"
_SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".gpkg", ".shp", ".geojson", ".json")


class CityMaker(Protocol):
    """What is needed of the map worker."""

    def import_city(
        self, source: Path, target: Path, on_progress: Callable[[float], None] | None = None
    ) -> ImportedCity: ...


class Cities:
    """Call from any thread; an import takes seconds."""

    def __init__(self, store: Store, data: Path, now: Now = utc_now) -> None:
        self._store = store
        self._data = data
        self._now = now

    def import_file(
        self,
        maker: CityMaker,
        source: Path,
        name: str | None = None,
        on_progress: Callable[[float], None] | None = None,
    ) -> ImportedCity:
        """The same file again replaces its base map, another adds one. Raises CityImportError, a StoreError.

        On an error the store and the base maps are as before.
        """
        source = source.resolve()
        known = self.every()
        old = next((base_map for base_map in known if base_map.source == str(source)), None)
        others = {base_map.name for base_map in known if base_map is not old}
        title = _free_name(name or (old.name if old else _title(source)), others)
        file = old.file if old else _file_name(title, source)
        city, now = maker.import_city(source, self._data / file, on_progress), self._now()
        try:
            names = city_names.keep(self._store, file, city.names, now)
            self._keep(BaseMap(title, file, *_where(city), city.attribution, str(source), now), old, city)
        except BaseException:
            if old is None:
                (self._data / file).unlink(missing_ok=True)
            raise
        city_names.forget_others(self._store, file, names)
        return city

    def every(self) -> list[BaseMap]:
        with self._store.read() as connection:
            return base_maps.every(connection)

    def _keep(self, base_map: BaseMap, old: BaseMap | None, city: ImportedCity) -> None:
        note = ", ".join(f"{layer} {count}" for layer, count in city.layers.items())
        with self._store.write() as connection:
            if old is not None and old.name != base_map.name:
                base_maps.remove(connection, old.name)
            base_maps.put(connection, base_map)
            journal.append(connection, CityEvent("imported", base_map.name, note), WRITER, base_map.imported_at)


def nearest(known: Sequence[BaseMap], place: Place) -> BaseMap | None:
    """The base map that shows the place best: of those whose picture holds it the smallest, else the one closest."""
    holding = [base_map for base_map in known if base_map.centre.distance_m(place) <= base_map.width_m / 2]
    if holding:
        return min(holding, key=lambda base_map: base_map.width_m)
    return min(known, key=lambda base_map: base_map.centre.distance_m(place), default=None)


def attribution_of(drawn: Sequence[BaseMap]) -> str:
    """Who must be named on a picture of these, each once."""
    return " · ".join(dict.fromkeys(base_map.attribution for base_map in drawn if base_map.attribution))


def _where(city: ImportedCity) -> tuple[Place, float]:
    return Place(city.lat_deg, city.lon_deg), city.width_m


def _title(source: Path) -> str:
    lower = source.name.lower()
    suffix = next((suffix for suffix in _SUFFIXES if lower.endswith(suffix)), source.suffix)
    return source.name[: len(source.name) - len(suffix)] or source.name


def _free_name(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with the first number that makes it another name."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def _file_name(title: str, source: Path) -> str:
    """Plain letters for file systems, and of the source's path enough that no two sources meet."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "map"
    return f"city-{words}-{hashlib.sha256(str(source).encode()).hexdigest()[:8]}.gpkg"
