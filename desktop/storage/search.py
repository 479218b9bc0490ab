"""Reading the index of names: words like one that was typed, names that hold words of several groups, crossings.

Every query is bounded; which of what it gives is best is the service's to say.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, literal, or_, select, text

from desktop.domain.found import FoundKind
from desktop.storage.tables import crossing, search_name, search_posting, search_word
from maps.place import Place

MOST_COUNTED = 5_000
"""A word that more names have than this is a common one: how common does not matter."""
MOST_DRIVEN = 8_000
"""Names of the rarest group that are looked at."""
_LONG_WORD = 8
_KINDS = frozenset(kind.value for kind in FoundKind)
"""What a newer program has put there is left to it."""
_LAST_LETTER = "\U0010ffff"
_LIKE_ENOUGH = 0.22
"""pg_trgm's similarity; two letters in the wrong order of a word of six have 0.25."""
_SIMILAR_SQLITE = text(
    "SELECT w.word FROM search_trigram t JOIN search_word w ON w.id = t.rowid "
    "WHERE search_trigram MATCH :grams AND length(w.word) BETWEEN :least AND :most"
)
_SIMILAR_POSTGRES = text(
    "SELECT word FROM search_word WHERE word % :word AND length(word) BETWEEN :least AND :most "
    "ORDER BY similarity(word, :word) DESC LIMIT 400"
)


@dataclass(frozen=True, slots=True)
class NameRow:
    """One row of the index. `words` are those it is found by."""

    id: int
    ref_id: str
    kind: FoundKind
    what: str
    name: str
    words: tuple[str, ...]
    near: str
    place: Place | None
    width_m: float
    rank: int


@dataclass(frozen=True, slots=True)
class CrossingRow:
    id: int
    one: NameRow
    other: NameRow
    place: Place


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose own names are seen too, and where the map is: of very many names the nearest are looked at."""

    owner_id: str = ""
    near: Place | None = None


def words_beginning(connection: Connection, start: str, limit: int) -> list[str]:
    """The shortest first."""
    column = search_word.c.word
    query = select(column).where(column >= start, column < start + _LAST_LETTER)
    return list(connection.execute(query.order_by(func.length(column), column).limit(limit)).scalars().all())


def words_like(connection: Connection, word: str, spare: tuple[int, int]) -> list[str]:
    """Words that share trigrams with it, shorter and longer by no more than `spare`."""
    least, most = len(word) - spare[0], len(word) + spare[1]
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL pg_trgm.similarity_threshold = {_LIKE_ENOUGH}"))
        query, asked = _SIMILAR_POSTGRES, {"word": word, "least": least, "most": most}
    else:
        query, asked = _SIMILAR_SQLITE, {"grams": " OR ".join(_grams(word)), "least": least, "most": most}
    return list(connection.execute(query, asked).scalars().all())


def _grams(word: str) -> Iterator[str]:
    """Quoted for FTS5; words hold letters and digits alone. Of a long word its inner ones: its ends are common."""
    padded = word if len(word) >= _LONG_WORD else f" {word} "
    return (f'"{padded[at : at + 3]}"' for at in range(len(padded) - 2))


def count(connection: Connection, words: Sequence[str]) -> int:
    """Names that have one of the words; no more than `MOST_COUNTED` are counted."""
    some = select(search_posting.c.name_id).where(search_posting.c.word.in_(words)).limit(MOST_COUNTED).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def names_with(
    connection: Connection, groups: Sequence[Sequence[str]], scope: Scope, limit: int, kind: FoundKind | None = None
) -> list[NameRow]:
    """Names that have a word of each group, the rarest group first; the important and the near ones first."""
    first, *rest = groups
    driving = select(search_posting.c.name_id).where(search_posting.c.word.in_(first))
    for group in rest:
        other = search_posting.alias()
        driving = driving.where(
            select(literal(1)).where(other.c.name_id == search_posting.c.name_id, other.c.word.in_(group)).exists()
        )
    driven = driving.limit(MOST_DRIVEN).subquery()
    columns = search_name.c
    query = select(search_name).where(columns.id.in_(select(driven.c.name_id)), _seen(scope))
    if kind is not None:
        query = query.where(columns.kind == kind.value)
    found = connection.execute(query.order_by(*_order(scope)).limit(limit)).mappings().all()
    return [_row(row) for row in found if row["kind"] in _KINDS]


def _seen(scope: Scope) -> Any:
    owner = search_name.c.owner_id
    return or_(owner.is_(None), owner == scope.owner_id)


def _order(scope: Scope) -> tuple[Any, ...]:
    columns = search_name.c
    if scope.near is None:
        return columns.rank, columns.id
    north = columns.lat_deg - scope.near.lat_deg
    east = (columns.lon_deg - scope.near.lon_deg) * math.cos(math.radians(scope.near.lat_deg))
    return func.coalesce(north * north + east * east, 0.0), columns.rank, columns.id


def crossings_of(connection: Connection, ones: Sequence[NameRow], others: Sequence[NameRow]) -> list[CrossingRow]:
    """Where one of these streets meets one of those."""
    by_id = {row.id: row for row in (*ones, *others)}
    one_ids, other_ids = [row.id for row in ones], [row.id for row in others]
    columns = crossing.c
    query = select(crossing).where(
        or_(
            and_(columns.one_id.in_(one_ids), columns.other_id.in_(other_ids)),
            and_(columns.one_id.in_(other_ids), columns.other_id.in_(one_ids)),
        )
    )
    return [
        CrossingRow(row.id, by_id[row.one_id], by_id[row.other_id], Place(row.lat_deg, row.lon_deg))
        for row in connection.execute(query)
        if row.one_id != row.other_id
    ]


def _row(row: Any) -> NameRow:
    place = None if row["lat_deg"] is None else Place(row["lat_deg"], row["lon_deg"])
    words = tuple(row["words"].split())
    kind = FoundKind(row["kind"])
    return NameRow(
        row["id"], row["ref_id"], kind, row["what"], row["name"], words, row["near"], place, row["width_m"], row["rank"]
    )
