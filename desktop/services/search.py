"""One search for everything that has a place: streets, crossings, colonias, things, cases, views, coordinates.

Accents are folded and spelling is forgiven. A word that was typed stands for the words that begin so, and where too
few names are found that way, for those that are spelt like it. Two streets with a word between them (`y`, `esq.`, `&`)
are their crossing. Nothing here waits for a window: the console asks from a thread of its own.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from desktop.domain.found import Found, FoundKind
from desktop.domain.operator import Operator
from desktop.domain.plain import words_of
from desktop.storage import search as rows
from desktop.storage.search import CrossingRow, NameRow, Scope
from desktop.storage.store import Store
from maps.coordinate_text import NEAR_M, read
from maps.coordinates import Notation, write
from maps.place import Place

MOST_FOUND = 12
LONGEST_QUESTION = 200
_MOST_WORDS = 8
_ENOUGH = 4
"""Names found with the words as they were typed; with fewer, spelling is forgiven."""
_NAMES_LOOKED_AT = 120
_STREETS_LOOKED_AT = 400
_PREFIXES, _FUZZY = 80, 24
_CROSSING_WIDTH_M = 250.0
_COORDINATES_WIDTH_M = 500.0
_BETWEEN = re.compile(
    r"\s+(?:y|e|esq\.?|esquina(?:\s+con)?|con(?:\s+esq\.?|\s+esquina)?|and|at|und|ecke|x)\s+|\s*[&/+]\s*", re.IGNORECASE
)
"""What people write between two streets that meet; `e` is Spanish before an i."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A typed word and the words of the index it may stand for, each with how well it fits (1 exactly so)."""

    word: str
    fits: dict[str, float]
    count: int
    """How many names it stands for."""
    is_forgiven: bool = False


class Search:
    """Thread: any but Qt's. A question takes some milliseconds at 200,000 names (`search_200k_ms` of the bench)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, question: str, operator: Operator | None, near: Place | None = None) -> tuple[Found, ...]:
        """The best first, at most `MOST_FOUND`. `near` is where the map is: of namesakes the nearest comes first."""
        text = " ".join(question[:LONGEST_QUESTION].split())
        if not text:
            return ()
        scope = Scope(operator.id if operator is not None else "", near)
        near_by, far = _coordinates(text, near)
        with self._store.read() as connection:
            named = _named(connection, text, scope)
        return tuple([*near_by, *named, *far][:MOST_FOUND])


# coordinates


def _coordinates(text: str, near: Place | None) -> tuple[list[Found], list[Found]]:
    """Those where the operator works, and others: two numbers may be the number of a house too."""
    places = read(text, near)
    found = [
        Found(FoundKind.COORDINATES, "", write(place, Notation.DECIMAL), "coordinates", place, _COORDINATES_WIDTH_M)
        for place in places
    ]
    is_plain = re.fullmatch(r"\d{1,3}[\s,]\s*\d{1,3}", text) is not None
    first = [one for one, place in zip(found, places, strict=True) if not is_plain or _is_near(place, near)]
    return first, [one for one in found if one not in first]


def _is_near(place: Place, near: Place | None) -> bool:
    return near is not None and place.distance_m(near) <= NEAR_M


# names


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question on one snapshot of the store; what a word may mean is looked up once."""

    connection: Connection
    scope: Scope
    known: dict[tuple[str, bool, bool], Meaning]

    def meaning(self, word: str, *, is_last: bool) -> Meaning:
        key = (word, is_last, False)
        if key not in self.known:
            self.known[key] = _meaning(self.connection, word, is_last=is_last)
        return self.known[key]

    def forgiven(self, meaning: Meaning, *, is_last: bool) -> Meaning:
        key = (meaning.word, is_last, True)
        if key not in self.known:
            self.known[key] = _forgiven(self.connection, meaning, is_last=is_last)
        return self.known[key]


@dataclass(frozen=True, slots=True)
class _Names:
    """Rows with their scores, and whether they have all of the words."""

    scored: list[tuple[float, NameRow]]
    have_all: bool


def _named(connection: Connection, text: str, scope: Scope) -> list[Found]:
    words = words_of(text)[:_MOST_WORDS]
    if not words:
        return []
    asked = _Asked(connection, scope, {})
    names = _names(asked, words)
    scored = [(score, _found(row)) for score, row in names.scored]
    scored += _crossings(asked, text, () if names.have_all else words)
    scored.sort(key=lambda one: -one[0])
    return list({found.key: found for _score, found in scored}.values())[:MOST_FOUND]


def _names(asked: _Asked, words: Sequence[str], kind: FoundKind | None = None, limit: int = _NAMES_LOOKED_AT) -> _Names:
    """With the words as they are typed; then spelling is forgiven; then a word may be one too many."""
    last = len(words) - 1
    meanings = [asked.meaning(word, is_last=number == last) for number, word in enumerate(words)]
    found = _with_all(asked, meanings, kind, limit)
    for is_doubted in (_is_unknown, _is_any):
        if len(found) < _ENOUGH and any(map(is_doubted, meanings)):
            meanings = [
                asked.forgiven(meaning, is_last=number == last) if is_doubted(meaning) else meaning
                for number, meaning in enumerate(meanings)
            ]
            found |= _with_all(asked, meanings, kind, limit)
    have_all = bool(found)
    if not found and len(meanings) > 1:
        for left_out in range(len(meanings)):
            rest = [meaning for number, meaning in enumerate(meanings) if number != left_out]
            found |= _with_all(asked, rest, kind, limit)
    return _Names([(_score(row, meanings, asked.scope), row) for row in found.values()], have_all)


def _is_unknown(meaning: Meaning) -> bool:
    """Nothing is called exactly so: the first to be doubted."""
    return not meaning.is_forgiven and 1.0 not in meaning.fits.values()


def _is_any(meaning: Meaning) -> bool:
    """A word that is not forgiven yet, and not one of the commonest."""
    return not meaning.is_forgiven and meaning.count < rows.MOST_COUNTED


def _with_all(asked: _Asked, meanings: Sequence[Meaning], kind: FoundKind | None, limit: int) -> dict[int, NameRow]:
    if any(not meaning.fits for meaning in meanings):
        return {}
    rarest_first = sorted(meanings, key=lambda meaning: meaning.count)
    groups = [list(meaning.fits) for meaning in rarest_first]
    return {row.id: row for row in rows.names_with(asked.connection, groups, asked.scope, limit, kind)}


def _meaning(connection: Connection, word: str, *, is_last: bool) -> Meaning:
    """The word itself, and words that begin so: the last one may not be typed to its end yet."""
    known = rows.words_beginning(connection, word, _PREFIXES if is_last or len(word) > 2 else 1)
    fits = {one: 1.0 if one == word else 0.82 + 0.1 * len(word) / len(one) for one in known}
    return Meaning(word, fits, rows.count(connection, list(fits)) if fits else 0)


def _forgiven(connection: Connection, meaning: Meaning, *, is_last: bool) -> Meaning:
    """Also words that are spelt like it, or begin like it where it may go on."""
    word, slips = meaning.word, _slips(meaning.word)
    if not slips:
        return replace(meaning, is_forgiven=True)
    alike = rows.words_like(connection, word, (slips, _MAY_GO_ON if is_last else slips))
    whole = process.extract(word, alike, scorer=OSA.distance, score_cutoff=slips, limit=_FUZZY)
    fits = {one: 0.8 - 0.12 * distance for one, distance, _ in whole}
    if is_last:
        starts = [one[: len(word)] for one in alike]
        begun = process.extract(word, starts, scorer=OSA.distance, score_cutoff=slips, limit=_FUZZY)
        fits = {alike[index]: 0.7 - 0.12 * distance for _, distance, index in begun} | fits
    fits = {**fits, **meaning.fits}
    return Meaning(word, fits, rows.count(connection, list(fits)) if fits else 0, is_forgiven=True)


_MAY_GO_ON = 8
"""Letters that may still be typed of the last word."""


def _slips(word: str) -> int:
    """How many letters may be wrong, missing, too many or in the wrong order; none of a number or a short word."""
    if any(letter.isdigit() for letter in word):
        return 0
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2 if len(word) < 9 else 3


def _score(row: NameRow, meanings: Sequence[Meaning], scope: Scope) -> float:
    """How well the words fit (rare ones count more), whether all of the name was said, how important and near it is."""
    weights = [1.0 / (1.0 + math.log10(1.0 + meaning.count)) for meaning in meanings]
    fits = [max((meaning.fits.get(word, 0.0) for word in row.words), default=0.0) for meaning in meanings]
    fitting = sum(weight * fit for weight, fit in zip(weights, fits, strict=True)) / sum(weights)
    said = min(1.0, len(meanings) / max(1, len(row.words)))
    begins = 0.04 if row.words and row.words[0].startswith(meanings[0].word) else 0.0
    return fitting + 0.10 * said + begins + 0.03 * (9 - min(row.rank, 9)) / 9 + 0.06 * _nearness(row.place, scope)


def _nearness(place: Place | None, scope: Scope) -> float:
    if place is None or scope.near is None:
        return 0.0
    return 1.0 / (1.0 + place.distance_m(scope.near) / 3_000.0)


def _found(row: NameRow) -> Found:
    return Found(row.kind, row.ref_id or f"{row.id}", row.name, row.what, row.place, row.width_m, row.near)


# crossings


def _crossings(asked: _Asked, text: str, unsaid: Sequence[str]) -> list[tuple[float, Found]]:
    """Of the halves on either side of what parts them; of `unsaid` words, which nothing parts, of every two halves."""
    halves = list(_halves(text)) or [(unsaid[:at], unsaid[at:]) for at in range(1, len(unsaid))]
    found: list[tuple[float, Found]] = []
    for one, other in halves[:_MOST_WORDS]:
        left, right = (_streets(asked, half) for half in (one, other))
        if left and right:
            met = rows.crossings_of(asked.connection, [row for _, row in left], [row for _, row in right])
            found += _scored(met, left, right, asked.scope)
    return found


def _halves(text: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """A street may itself have a `y` in its name: each one may be the one between."""
    for between in _BETWEEN.finditer(text):
        one, other = words_of(text[: between.start()]), words_of(text[between.end() :])
        if one and other:
            yield one[:_MOST_WORDS], other[:_MOST_WORDS]


def _streets(asked: _Asked, words: Sequence[str]) -> list[tuple[float, NameRow]]:
    found = _names(asked, words, FoundKind.STREET, _STREETS_LOOKED_AT).scored
    best = max((score for score, _row in found), default=0.0)
    return [(score, row) for score, row in found if score >= best - _MUCH_WORSE]


_MUCH_WORSE = 0.45


def _scored(
    met: Iterable[CrossingRow],
    left: Sequence[tuple[float, NameRow]],
    right: Sequence[tuple[float, NameRow]],
    scope: Scope,
) -> list[tuple[float, Found]]:
    """As good as its worse street; named in the order in which they were asked for."""
    ones, others = ({row.id: score for score, row in side} for side in (left, right))
    found: list[tuple[float, Found]] = []
    for crossing in met:
        straight = min(ones.get(crossing.one.id, 0.0), others.get(crossing.other.id, 0.0))
        turned = min(ones.get(crossing.other.id, 0.0), others.get(crossing.one.id, 0.0))
        first, second = (crossing.one, crossing.other) if straight >= turned else (crossing.other, crossing.one)
        score = max(straight, turned) + 0.08 + 0.06 * _nearness(crossing.place, scope)
        name = f"{first.name} / {second.name}"
        about = ("crossing", crossing.place, _CROSSING_WIDTH_M, first.near or second.near)
        found.append((score, Found(FoundKind.CROSSING, str(crossing.id), name, *about)))
    return found
