"""Every table of the store, for both databases. `migrations/` builds them; a test compares the two.

Names of columns are those of the values they hold; `place` of a value is `lat_deg, lon_deg` here. Geometry columns
(`point`, `area`) are for QGIS and spatial queries alone: nothing in the program reads them.
"""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, text

from desktop.storage.columns import BigId, JsonText, Key, Shape, UtcTime

metadata = MetaData()


def _place() -> tuple[Column[float], Column[float]]:
    return Column("lat_deg", Float), Column("lon_deg", Float)


def _arrival_index(name: str) -> Index:
    """By blocks, on PostgreSQL alone: on SQLite the numbers of the rows are in that order already (`arrival`)."""
    return Index(name, "arrived_at", postgresql_using="brin").ddl_if(dialect="postgresql")


journal = Table(
    "journal",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("writer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    *_place(),
    Column("payload_sha256", Text, nullable=False),
    Column("previous_sha256", Text, nullable=False),
    Column("row_sha256", Text, nullable=False),
    Index("journal_subject", "subject", "seq"),
    Index("journal_at", "at"),
)
journal_payload = Table(
    "journal_payload",
    metadata,
    Column("seq", BigId, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("payload", Text),
)
"""Beside the chain, so that retention may erase it: NULL is the tombstone, covered by a row `journal.erased`."""

counter = Table("counter", metadata, Column("name", Text, primary_key=True), Column("value", BigId, nullable=False))

asset = Table(
    "asset",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    *_place(),
    Column("parent_id", Text),
    Column("outline", JsonText, nullable=False),
    Column("attributes", JsonText, nullable=False),
    Column("point", Shape("POINT")),
    Column("area", Shape("POLYGON")),
    Index("asset_kind", "kind"),
    Index("asset_code", "code"),
)

observation = Table(
    "observation",
    metadata,
    Column("device_id", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("arrived_at", UtcTime, nullable=False),
    Column("key", Key, nullable=False),
    Column("readings", Text, nullable=False),
    Index("observation_series", "device_id", "at"),
    _arrival_index("observation_arrival"),
)
"""One row a message, `readings` its values by quantity as JSON. With a row a value, a message of four cost twice the
time and three times the room, and more with every million of rows."""

latest = Table(
    "latest",
    metadata,
    Column("device_id", Text, primary_key=True),
    Column("quantity", Text, primary_key=True),
    Column("value", Float, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("arrived_at", UtcTime, nullable=False),
    Column("key", Key, nullable=False),
    Column("current_at", UtcTime, nullable=False),
    Column("change", BigId, nullable=False),
    Index("latest_change", "change"),
)
"""`current_at` is the earlier of `at` and `arrived_at`: a clock that ran ahead must not block its own future."""

position = Table(
    "position",
    metadata,
    Column("device_id", Text, nullable=False),
    *_place(),
    Column("at", UtcTime, nullable=False),
    Column("arrived_at", UtcTime, nullable=False),
    Column("key", Key, nullable=False),
    Column("heading_deg", Float),
    Column("speed_ms", Float),
    Index("position_track", "device_id", "at"),
    _arrival_index("position_arrival"),
)
latest_position = Table(
    "latest_position",
    metadata,
    Column("device_id", Text, primary_key=True),
    *_place(),
    Column("at", UtcTime, nullable=False),
    Column("arrived_at", UtcTime, nullable=False),
    Column("key", Key, nullable=False),
    Column("heading_deg", Float),
    Column("speed_ms", Float),
    Column("current_at", UtcTime, nullable=False),
    Column("change", BigId, nullable=False),
    Index("latest_position_change", "change"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("key", Key, primary_key=True),
    Column("arrived_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("arrived_at", UtcTime, nullable=False),
    Column("topic", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("camera_id", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("track", Integer),
    Column("class_name", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("box", JsonText, nullable=False),
    *_place(),
    Column("x_m", Float),
    Column("y_m", Float),
    Index("sighting_at", "at"),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("detail", Text, nullable=False),
    *_place(),
    Column("raised_at", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("acknowledged_by", Text),
    Column("acknowledged_at", UtcTime),
    Column("returned_at", UtcTime),
    Column("claimed_by", Text),
    Column("incident_id", Text),
    Column("shelved_until", UtcTime),
    Column("closed_at", UtcTime),
    Column("version", Integer, nullable=False),
    Index("alarm_raised_at", "raised_at"),
    Index("alarm_source", "source_id", "raised_at"),
    Index("alarm_place", "lat_deg", "lon_deg"),
    Index("alarm_cause", "kind", "source_id", "detail", "raised_at"),
    Index(
        "alarm_one_open_per_cause",
        "kind",
        "source_id",
        "detail",
        unique=True,
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
)
incident = Table(
    "incident",
    metadata,
    Column("id", Text, primary_key=True),
    Column("folio", Text, nullable=False),
    Column("type_code", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    *_place(),
    Column("opened_at", UtcTime, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("unit_ids", JsonText, nullable=False),
    Column("closed_at", UtcTime),
    Column("close_code", Text),
    Column("version", Integer, nullable=False),
    Index("incident_folio", "folio", unique=True),
    Index("incident_state", "state", "opened_at"),
)
report = Table(
    "report",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("text", Text, nullable=False),
    *_place(),
    Column("at", UtcTime, nullable=False),
    Column("incident_id", Text),
    Index("report_at", "at"),
)
media = Table(
    "media",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("taken_at", UtcTime),
    *_place(),
    Column("footprint", JsonText, nullable=False),
    Column("attributes", JsonText, nullable=False),
    Column("point", Shape("POINT")),
    Column("area", Shape("POLYGON")),
    Index("media_sha256", "sha256"),
    Index("media_taken_at", "taken_at"),
)

operator = Table(
    "operator",
    metadata,
    Column("id", Text, primary_key=True),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("password_hash", Text),
    Index("operator_login", "login", unique=True),
)
sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("login", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("sign_in_failure_login", "login", "at"),
)
setting = Table("setting", metadata, Column("name", Text, primary_key=True), Column("value", JsonText, nullable=False))
camera = Table(
    "camera",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("configuration", JsonText, nullable=False),
)
base_map = Table(
    "base_map",
    metadata,
    Column("name", Text, primary_key=True),
    Column("file", Text, nullable=False),
    *_place(),
    Column("width_m", Float, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("imported_at", UtcTime),
)
approval = Table(
    "approval",
    metadata,
    Column("id", Text, primary_key=True),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_session", Text, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_session", Text),
    Column("decided_at", UtcTime),
    Column("version", Integer, nullable=False),
    Index("approval_state", "state", "asked_at"),
)
area_part = Table(
    "area_part",
    metadata,
    Column("area_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("ring", JsonText, nullable=False),
)
"""Outlines of an area beyond the first, which is its asset's."""
area_figure = Table(
    "area_figure",
    metadata,
    Column("area_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("as_of", Text, primary_key=True),
    Column("value", Float, nullable=False),
    Column("source", Text, nullable=False),
)
space = Table(
    "space",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("inventory", JsonText, nullable=False),
    Column("opening_hours", Text, nullable=False),
    Column("responsible", Text, nullable=False),
    Column("condition", Integer),
    Column("inspected_at", UtcTime),
    Column("inspected_by", Text, nullable=False),
    Column("interval_days", Integer),
    Column("source_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("space_source_id", "source_id"),
)
inspection = Table(
    "inspection",
    metadata,
    Column("id", Text, primary_key=True),
    Column("space_id", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("condition", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("photo_id", Text, nullable=False),
    Index("inspection_space", "space_id", "at"),
)
plan = Table(
    "plan",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("question", JsonText, nullable=False),
    Column("answer", JsonText, nullable=False),
    Index("plan_name", "name", unique=True),
)
draft = Table(
    "draft",
    metadata,
    Column("operator_id", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)
map_layer = Table(
    "map_layer",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("entry", Text, nullable=False),
    Index("map_layer_owner", "owner"),
)
"""The tree of map layers: `entry` is the whole LayerEntry as JSON, read strictly: a category "7" stays a text."""
personal = Table(
    "personal",
    metadata,
    Column("operator_id", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("value", JsonText, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)
"""How an operator wants to see things (`layer:ID`, `table:ID`, `panel:layers`): a view, and no fact of the city."""

closure = Table(
    "closure",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("line", JsonText, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("from_at", UtcTime, nullable=False),
    Column("until_at", UtcTime),
    Column("both_ways", Boolean, nullable=False),
    Column("lets_emergency", Boolean, nullable=False),
    Column("lifted_at", UtcTime),
    Column("lifted_by", Text),
    Column("version", Integer, nullable=False),
    Column("path", Shape("LINESTRING")),
    Column("area", Shape("POLYGON")),
    Index("closure_from_at", "from_at"),
)
geofence = Table(
    "geofence",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("polygons", JsonText, nullable=False),
    Column("watches", JsonText, nullable=False),
    Column("classes", JsonText, nullable=False),
    Column("raises", JsonText, nullable=False),
    Column("notes", JsonText, nullable=False),
    Column("dwell_s", Float, nullable=False),
    Column("hysteresis_m", Float, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("schedule", JsonText, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("area", Shape("MULTIPOLYGON")),
    Index("geofence_name", "name", unique=True),
)
geofence_presence = Table(
    "geofence_presence",
    metadata,
    Column("geofence_id", Text, primary_key=True),
    Column("subject_id", Text, primary_key=True),
    Column("since", UtcTime, nullable=False),
)
"""Units alone: what a camera sees is gone when the camera is."""
annotation = Table(
    "annotation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("places", JsonText, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("style", Text, nullable=False),
    Column("incident_id", Text),
    Column("drawn_by", Text, nullable=False),
    Column("drawn_at", UtcTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("shape", Shape("GEOMETRY")),
    Index("annotation_incident", "incident_id"),
)
bookmark = Table(
    "bookmark",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    *_place(),
    Column("width_m", Float, nullable=False),
    Column("bearing_deg", Float, nullable=False),
    Column("owner_id", Text),
    Column("saved_by", Text, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
preference = Table(
    "preference",
    metadata,
    Column("operator_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", JsonText, nullable=False),
)
"""What a console keeps for an operator across starts: the notation of coordinates, the last places."""

search_name = Table(
    "search_name",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("ref_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("near", Text, nullable=False),
    *_place(),
    Column("width_m", Float, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("owner_id", Text),
    Index("search_name_ref", "source", "ref_id"),
)
"""Everything that can be found by its name. `source` and `ref_id` say whose row it is (an asset's, a city file's)."""
search_posting = Table(
    "search_posting",
    metadata,
    Column("word", Key, primary_key=True),
    Column("name_id", BigId, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
search_word = Table(
    "search_word",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("word", Key, nullable=False),
    Index("search_word_word", "word", unique=True),
)
"""Each word once, under an index of its trigrams: FTS5 on SQLite (filled by a trigger), pg_trgm on PostgreSQL."""
crossing = Table(
    "crossing",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("one_id", BigId, nullable=False),
    Column("other_id", BigId, nullable=False),
    *_place(),
    Index("crossing_one", "one_id"),
    Index("crossing_other", "other_id"),
    Index("crossing_source", "source"),
)
"""Where two streets of `search_name` meet."""
tape_frame = Table(
    "tape_frame",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("living", LargeBinary, nullable=False),
)
"""At row `seq` of the journal, the numbers of the rows that still mattered: never what they said, which retention may
erase."""
field_frame = Table(
    "field_frame",
    metadata,
    Column("at", UtcTime, primary_key=True),
    Column("newest", LargeBinary, nullable=False),
)
"""`latest` and `latest_position` as they stood."""
sighting_pass = Table(
    "sighting_pass",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("cell", BigId, primary_key=True, autoincrement=False),
    Column("until", UtcTime, primary_key=True),
    Column("camera_id", Text, primary_key=True),
    Column("track", Integer, primary_key=True, autoincrement=False),
    Column("since", UtcTime, nullable=False),
    Column("class_name", Text, nullable=False),
    Column("count", Integer, nullable=False),
    *_place(),
    Column("to_lat_deg", Float, nullable=False),
    Column("to_lon_deg", Float, nullable=False),
    sqlite_with_rowid=False,
)
"""An object in a cell of the ground, from where it entered to where it left: made from `sighting`."""
unit_pass = Table(
    "unit_pass",
    metadata,
    Column("cell", BigId, primary_key=True, autoincrement=False),
    Column("at", UtcTime, primary_key=True),
    Column("device_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""A unit was in the cell, or drove through it, in the five minutes from `at` on; when and where `position` says."""
