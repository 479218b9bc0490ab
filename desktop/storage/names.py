"""The index of names: everything that can be found is a row here, with a posting for each of its words.

A value's own room keeps its row (assets, incidents, photos, bookmarks ...), in the transaction of the value; a city's
names come in batches under a source of their own. Words are those of `desktop.domain.plain`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select

from desktop.domain.found import FoundKind
from desktop.domain.plain import findable_words
from desktop.storage import bulk, counter
from desktop.storage.record import Row, insert_into
from desktop.storage.tables import crossing, search_name, search_posting, search_word
from maps.place import Place

AT_ONCE = 500
_DEFAULT_RANK = 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named:
    """What is found: `ref_id` within its source, `code` what operators call it, `rank` its importance (0 first)."""

    ref_id: str
    kind: FoundKind
    what: str
    name: str
    place: Place | None
    width_m: float
    code: str = ""
    near: str = ""
    rank: int = _DEFAULT_RANK
    owner_id: str | None = None


def put(connection: Connection, source: str, entries: Iterable[Named]) -> None:
    """Keep each in the place of the one with its id; what has not changed costs no write."""
    for some in _batches(entries):
        wanted = {entry.ref_id: _row(source, entry) for entry in some}
        known = {row["ref_id"]: row for row in _known(connection, source, list(wanted))}
        changed = {ref: row for ref, row in wanted.items() if ref in known and row != _without_id(known[ref])}
        if changed:
            _remove(connection, [known[ref] for ref in changed])
        fresh = [row for ref, row in wanted.items() if ref not in known or ref in changed]
        _add(connection, fresh)


def add(connection: Connection, source: str, entries: Sequence[Named]) -> list[int]:
    """Keep entries whose source has none of them yet; gives the number of each."""
    return _add(connection, [_row(source, entry) for entry in entries])


def remove(connection: Connection, source: str, ref_ids: Sequence[str]) -> None:
    for some in _batches(ref_ids):
        _remove(connection, _known(connection, source, some))


def remove_some(connection: Connection, source: str, limit: int) -> int:
    """The first rows of a source and the crossings of its streets; gives how many there were. For long sources."""
    rows = _rows(connection, select(search_name).where(search_name.c.source == source).limit(limit))
    _remove(connection, rows)
    if not rows:
        connection.execute(crossing.delete().where(crossing.c.source == source))
    return len(rows)


def sources(connection: Connection, prefix: str) -> list[str]:
    """Those that begin so."""
    column = search_name.c.source
    query = select(column).where(column.startswith(prefix, autoescape=True)).distinct().order_by(column)
    return [row[0] for row in connection.execute(query)]


def add_crossings(connection: Connection, source: str, met: Sequence[tuple[int, int, float, float]]) -> None:
    """Numbers of two streets as `add` gave them, and where they meet."""
    if not met:
        return
    first = counter.take(connection, "crossing", len(met))
    rows = [
        {"id": first + at, "source": source, "one_id": one, "other_id": other, "lat_deg": lat_deg, "lon_deg": lon_deg}
        for at, (one, other, lat_deg, lon_deg) in enumerate(met)
    ]
    connection.execute(crossing.insert(), rows)


def forget_unused_words(connection: Connection) -> None:
    """After many names are gone: words that nothing is called by any more."""
    used = select(search_posting.c.word).where(search_posting.c.word == search_word.c.word).exists()
    connection.execute(search_word.delete().where(~used))


def _row(source: str, entry: Named) -> Row:
    place = entry.place
    return {
        "source": source,
        "ref_id": entry.ref_id,
        "kind": entry.kind.value,
        "what": entry.what,
        "name": entry.name,
        "words": " ".join(findable_words(entry.name, entry.code)),
        "near": entry.near,
        "lat_deg": None if place is None else place.lat_deg,
        "lon_deg": None if place is None else place.lon_deg,
        "width_m": entry.width_m,
        "rank": entry.rank,
        "owner_id": entry.owner_id,
    }


def _known(connection: Connection, source: str, ref_ids: Sequence[str]) -> list[Row]:
    columns = search_name.c
    return _rows(connection, select(search_name).where(columns.source == source, columns.ref_id.in_(ref_ids)))


def _rows(connection: Connection, query: Any) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]


def _without_id(row: Row) -> Row:
    return {str(name): value for name, value in row.items() if name != "id"}


def _remove(connection: Connection, rows: Sequence[Row]) -> None:
    if not rows:
        return
    pairs = [{"w": word, "n": row["id"]} for row in rows for word in row["words"].split()]
    key = (search_posting.c.word == bindparam("w")) & (search_posting.c.name_id == bindparam("n"))
    if pairs:
        connection.execute(search_posting.delete().where(key), pairs)
    for some in _batches([row["id"] for row in rows]):
        connection.execute(search_name.delete().where(search_name.c.id.in_(some)))


def _add(connection: Connection, rows: Sequence[Row]) -> list[int]:
    if not rows:
        return []
    first = counter.take(connection, "search_name", len(rows))
    numbers = list(range(first, first + len(rows)))
    numbered = [{**row, "id": number} for number, row in zip(numbers, rows, strict=True)]
    postings = [(word, row["id"]) for row in numbered for word in str(row["words"]).split()]
    _insert(connection, search_name, numbered)
    _insert(connection, search_posting, [{"word": word, "name_id": number} for word, number in postings])
    _add_words(connection, sorted({word for word, _number in postings}))
    return numbers


def _add_words(connection: Connection, words: Sequence[str]) -> None:
    for some in _batches(words):
        known = {row[0] for row in connection.execute(select(search_word.c.word).where(search_word.c.word.in_(some)))}
        fresh = [word for word in some if word not in known]
        if fresh:
            first = counter.take(connection, "search_word", len(fresh))
            rows = [{"id": first + at, "word": word} for at, word in enumerate(fresh)]
            connection.execute(insert_into(connection, search_word).on_conflict_do_nothing(), rows)


def _insert(connection: Connection, table: Any, rows: Sequence[Row]) -> None:
    """On SQLite past SQLAlchemy's handling of each value: a city has half a million of postings."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(table.insert(), list(rows))
    else:
        names = [column.name for column in table.columns]
        bulk.append(connection, table, [tuple(row[name] for name in names) for row in rows])


def _batches(entries: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(entries)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
