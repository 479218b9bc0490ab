"""The names of a city in the index of the search: put there in small transactions, before those of the last import go.

A city has as many names as a small town has people: in one transaction they would keep every other writer waiting for
seconds. Each import has a source of its own, so that a name is never missing in between, and an import that breaks off
leaves nothing that the next one does not clear away.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from desktop.domain.found import FoundKind
from desktop.storage import names
from desktop.storage.names import Named
from desktop.storage.store import Store
from maps.names import MapCrossing, MapName, MapNames, NameKind
from maps.place import Place

AT_ONCE = 2_000
_KINDS: dict[NameKind, FoundKind] = {
    NameKind.STREET: FoundKind.STREET,
    NameKind.PLACE: FoundKind.PLACE,
    NameKind.AREA: FoundKind.AREA,
    NameKind.POINT: FoundKind.POINT,
}
T = TypeVar("T")


def keep(store: Store, file: str, found: MapNames, at: datetime) -> str:
    """Put the names of a city file there; gives their source. On an error none of them stays."""
    source = f"{_prefix(file)}{at.isoformat()}"
    try:
        numbers: list[int] = []
        for some in _batches(found.names):
            with store.write() as connection:
                numbers += names.add(connection, source, [_named(name) for name in some])
        for crossings in _batches(found.crossings):
            with store.write() as connection:
                names.add_crossings(connection, source, [_met(crossing, numbers) for crossing in crossings])
    except BaseException:
        _clear(store, source)
        raise
    return source


def forget_others(store: Store, file: str, source: str) -> None:
    """What earlier imports of the file have left there."""
    with store.read() as connection:
        old = [one for one in names.sources(connection, _prefix(file)) if one != source]
    for one in old:
        _clear(store, one)
    if old:
        with store.write() as connection:
            names.forget_unused_words(connection)


def _prefix(file: str) -> str:
    return f"names/{hashlib.sha256(file.encode()).hexdigest()[:12]}/"


def _clear(store: Store, source: str) -> None:
    cleared = AT_ONCE
    while cleared == AT_ONCE:
        with store.write() as connection:
            cleared = names.remove_some(connection, source, AT_ONCE)
    with store.write() as connection:
        names.remove_some(connection, source, AT_ONCE)  # of no row left: its crossings


def _named(name: MapName) -> Named:
    place = Place(name.lat_deg, name.lon_deg)
    return Named("", _KINDS[name.kind], name.what, name.name, place, name.width_m, near=name.near, rank=name.rank)


def _met(crossing: MapCrossing, numbers: Sequence[int]) -> tuple[int, int, float, float]:
    return numbers[crossing.one], numbers[crossing.other], crossing.lat_deg, crossing.lon_deg


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
