"""What the tools of the map keep: names and crossings for the search, annotations, bookmarks, preferences."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from geoalchemy2.alembic_helpers import CreateGeospatialTableOp

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _annotations()
    _search()
    _index_what_is_there()


def _annotations() -> None:
    op.invoke(
        CreateGeospatialTableOp(
            "annotation",
            (
                sa.Column("id", sa.Text, primary_key=True),
                sa.Column("kind", sa.Text, nullable=False),
                sa.Column("places", sa.Text, nullable=False),
                sa.Column("name", sa.Text, nullable=False),
                sa.Column("note", sa.Text, nullable=False),
                sa.Column("style", sa.Text, nullable=False),
                sa.Column("incident_id", sa.Text),
                sa.Column("drawn_by", sa.Text, nullable=False),
                sa.Column("drawn_at", MOMENT, nullable=False),
                sa.Column("changed_by", sa.Text, nullable=False),
                sa.Column("changed_at", MOMENT, nullable=False),
                sa.Column("removed", sa.Boolean, nullable=False),
                sa.Column("version", sa.Integer, nullable=False),
                sa.Column("shape", Geometry("GEOMETRY", srid=4326, spatial_index=True)),
            ),
        )
    )
    op.create_index("annotation_incident", "annotation", ["incident_id"])
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("width_m", sa.Float, nullable=False),
        sa.Column("bearing_deg", sa.Float, nullable=False),
        sa.Column("owner_id", sa.Text),
        sa.Column("saved_by", sa.Text, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "preference",
        sa.Column("operator_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _search() -> None:
    op.create_table(
        "search_name",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("ref_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("near", sa.Text, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("width_m", sa.Float, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("owner_id", sa.Text),
    )
    op.create_index("search_name_ref", "search_name", ["source", "ref_id"])
    op.create_table(
        "search_posting",
        sa.Column("word", KEY, primary_key=True),
        sa.Column("name_id", BIG, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_word",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("word", KEY, nullable=False),
    )
    op.create_index("search_word_word", "search_word", ["word"], unique=True)
    op.create_table(
        "crossing",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("one_id", BIG, nullable=False),
        sa.Column("other_id", BIG, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
    )
    op.create_index("crossing_one", "crossing", ["one_id"])
    op.create_index("crossing_other", "crossing", ["other_id"])
    op.create_index("crossing_source", "crossing", ["source"])
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX idx_search_word_trigram ON search_word USING gin (word gin_trgm_ops)")
        return
    op.execute(
        "CREATE VIRTUAL TABLE search_trigram USING fts5("
        "word, content='', contentless_delete=1, tokenize='trigram', detail=none)"
    )
    op.execute(
        "CREATE TRIGGER search_word_added AFTER INSERT ON search_word BEGIN "
        "INSERT INTO search_trigram(rowid, word) VALUES (new.id, ' ' || new.word || ' '); END"
    )
    op.execute(
        "CREATE TRIGGER search_word_removed AFTER DELETE ON search_word BEGIN "
        "DELETE FROM search_trigram WHERE rowid = old.id; END"
    )


# what an older store holds already: its assets, incidents and photos are found by their names from now on

Entry = dict[str, Any]


def _index_what_is_there() -> None:
    bind = op.get_bind()
    entries = [*_assets(bind), *_incidents(bind), *_photos(bind)]
    if not entries:
        return
    columns = (
        "id",
        "source",
        "ref_id",
        "kind",
        "what",
        "name",
        "words",
        "near",
        "lat_deg",
        "lon_deg",
        "width_m",
        "rank",
    )
    names = sa.table("search_name", *(sa.column(name) for name in columns))
    postings = sa.table("search_posting", sa.column("word"), sa.column("name_id"))
    words = sa.table("search_word", sa.column("id"), sa.column("word"))
    bind.execute(names.insert(), [entry | {"id": number} for number, entry in enumerate(entries, start=1)])
    pairs = [(word, number) for number, entry in enumerate(entries, start=1) for word in entry["words"].split()]
    bind.execute(postings.insert(), [{"word": word, "name_id": number} for word, number in pairs])
    each = sorted({word for word, _number in pairs})
    bind.execute(words.insert(), [{"id": number, "word": word} for number, word in enumerate(each, start=1)])
    counters = sa.table("counter", sa.column("name"), sa.column("value"))
    ends = [{"name": "search_name", "value": len(entries)}, {"name": "search_word", "value": len(each)}]
    bind.execute(counters.insert(), ends)


def _assets(bind: sa.Connection) -> Iterator[Entry]:
    for row in bind.execute(sa.text("SELECT id, kind, code, name, lat_deg, lon_deg FROM asset")):
        kind = row.kind if row.kind in {"camera", "unit"} else "asset"
        shown = row.name if row.code in row.name else f"{row.code} {row.name}".strip()
        yield _entry("asset", row, (kind, row.kind), shown, row.code)


def _incidents(bind: sa.Connection) -> Iterator[Entry]:
    for row in bind.execute(sa.text("SELECT id, folio, type_code, title, lat_deg, lon_deg FROM incident")):
        yield _entry(
            "incident", row, ("incident", row.type_code), f"{row.folio} {row.title or row.type_code}", row.folio
        )


def _photos(bind: sa.Connection) -> Iterator[Entry]:
    for row in bind.execute(sa.text("SELECT id, path, lat_deg, lon_deg FROM media WHERE kind = 'photo'")):
        yield _entry("media", row, ("photo", "photo"), row.path.rpartition("/")[2], "")


def _entry(source: str, row: Any, kinds: tuple[str, str], name: str, code: str) -> Entry:
    kind, what = kinds
    found = dict.fromkeys([*_words(f"{code} {name}"), *["".join(_words(code))][: bool(code)]])
    words = " ".join(word[:40] for word in found if word)
    place = {"lat_deg": row.lat_deg, "lon_deg": row.lon_deg}
    known = {"source": source, "ref_id": row.id, "kind": kind, "what": what, "name": name, "words": words}
    return {**known, **place, "near": "", "width_m": 400.0, "rank": 4}


def _words(text: str) -> list[str]:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(letter for letter in parts if not unicodedata.combining(letter)))
