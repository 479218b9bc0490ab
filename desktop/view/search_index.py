"""What the search field finds: names with accents or without, with a slip of the fingers, by parts of three letters.

Built in the services thread, asked on the Qt thread: ten thousand names are searched in a few milliseconds.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from maps.place import Place

_GRAM = 3
_ENOUGH_RATIO = 0.5
"""Part of the asked letters that a name must share."""


class FoundKind(StrEnum):
    ASSET = "asset"
    CAMERA = "camera"
    INCIDENT = "incident"
    ALARM = "alarm"
    PHOTO = "photo"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Found:
    """`what` says the kind in the operator's words, `width_m` how much of the map to show around it."""

    kind: FoundKind
    id: str
    name: str
    what: str
    place: Place | None
    width_m: float = 400.0


def plain(text: str) -> str:
    """Lower case without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _grams(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[at : at + _GRAM] for at in range(len(padded) - _GRAM + 1)}


class SearchIndex:
    """Frozen once made."""

    def __init__(self, entries: Iterable[Found] = ()) -> None:
        self._entries = tuple(entries)
        self._plain = tuple(plain(entry.name) for entry in self._entries)
        self._by_gram: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._plain):
            for gram in _grams(text):
                self._by_gram[gram].append(number)

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, text: str, limit: int = 8) -> list[Found]:
        """Best first: those that begin so, those that hold it, those that share most of its letters."""
        wanted = plain(text.strip())
        if not wanted:
            return []
        if len(wanted) < _GRAM:
            numbers = [number for number, name in enumerate(self._plain) if wanted in name]
        else:
            numbers = self._sharing(wanted)
        numbers.sort(key=lambda number: self._distance(number, wanted))
        return [self._entries[number] for number in numbers[:limit]]

    def _sharing(self, wanted: str) -> list[int]:
        grams = _grams(wanted)
        shared = Counter(number for gram in grams for number in self._by_gram.get(gram, ()))
        enough = max(1.0, len(grams) * _ENOUGH_RATIO)
        return [number for number, count in shared.items() if count >= enough or wanted in self._plain[number]]

    def _distance(self, number: int, wanted: str) -> tuple[int, int, str]:
        name = self._plain[number]
        rank = 0 if name.startswith(wanted) else 1 if f" {wanted}" in name else 2 if wanted in name else 3
        return rank, len(name), name
