"""What a console keeps for each operator across starts: how coordinates are written, the last places of the search."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from desktop.domain.found import Found
from desktop.domain.operator import Operator
from desktop.storage import preferences as rows
from desktop.storage.store import Store
from maps.coordinates import Notation

MOST_REMEMBERED = 20
_NOTATION, _LAST_PLACES, _OVERVIEW = "coordinates", "last_places", "overview"


class Preferences(msgspec.Struct, frozen=True):
    """An operator's own. What cannot be read any more is as if it had never been kept."""

    notation: Notation = Notation.DECIMAL
    last_places: tuple[Found, ...] = ()
    overview: bool = False


class PreferenceBook:
    """Thread: any but Qt's. No journal: nothing of the city changes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self, operator: Operator) -> Preferences:
        with self._store.read() as connection:
            kept = rows.of_operator(connection, operator.id)
        return Preferences(
            _read(kept, _NOTATION, Notation, Notation.DECIMAL),
            _read(kept, _LAST_PLACES, tuple[Found, ...], ()),
            _read(kept, _OVERVIEW, bool, default=False),
        )

    def keep_notation(self, operator: Operator, notation: Notation) -> None:
        self._put(operator, _NOTATION, notation.value)

    def keep_overview(self, operator: Operator, *, shown: bool) -> None:
        self._put(operator, _OVERVIEW, shown)

    def keep_last_places(self, operator: Operator, places: Sequence[Found]) -> None:
        self._put(operator, _LAST_PLACES, msgspec.to_builtins(tuple(places[:MOST_REMEMBERED])))

    def _put(self, operator: Operator, name: str, value: Any) -> None:
        with self._store.write() as connection:
            rows.put(connection, operator.id, name, value)


def _read(kept: Mapping[str, Any], name: str, kind: Any, default: Any) -> Any:
    try:
        return msgspec.convert(kept[name], kind) if name in kept else default
    except msgspec.ValidationError:
        return default
