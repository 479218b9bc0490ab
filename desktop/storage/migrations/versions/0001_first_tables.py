"""The first tables: journal, field data, alarms and incidents, media, people, configuration."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from geoalchemy2.alembic_helpers import CreateGeospatialTableOp

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", BIG, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("writer", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("payload_sha256", sa.Text, nullable=False),
        sa.Column("previous_sha256", sa.Text, nullable=False),
        sa.Column("row_sha256", sa.Text, nullable=False),
    )
    op.create_index("journal_at", "journal", ["at"])
    op.create_index("journal_subject", "journal", ["subject", "seq"])
    op.create_table(
        "journal_payload",
        sa.Column("seq", BIG, sa.ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
        sa.Column("payload", sa.Text),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", BIG, nullable=False),
    )
    _create_with_shapes(
        "asset",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("parent_id", sa.Text),
        sa.Column("outline", sa.Text, nullable=False),
        sa.Column("attributes", sa.Text, nullable=False),
        sa.Column("point", Geometry("POINT", srid=4326, spatial_index=True)),
        sa.Column("area", Geometry("POLYGON", srid=4326, spatial_index=True)),
    )
    op.create_index("asset_code", "asset", ["code"])
    op.create_index("asset_kind", "asset", ["kind"])
    op.create_table(
        "observation",
        sa.Column("device_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("arrived_at", MOMENT, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("readings", sa.Text, nullable=False),
    )
    op.create_index("observation_series", "observation", ["device_id", "at"])
    op.create_table(
        "latest",
        sa.Column("device_id", sa.Text, primary_key=True),
        sa.Column("quantity", sa.Text, primary_key=True),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("arrived_at", MOMENT, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("current_at", MOMENT, nullable=False),
        sa.Column("change", BIG, nullable=False),
    )
    op.create_index("latest_change", "latest", ["change"])
    op.create_table(
        "position",
        sa.Column("device_id", sa.Text, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("arrived_at", MOMENT, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("heading_deg", sa.Float),
        sa.Column("speed_ms", sa.Float),
    )
    op.create_index("position_track", "position", ["device_id", "at"])
    op.create_table(
        "latest_position",
        sa.Column("device_id", sa.Text, primary_key=True),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("arrived_at", MOMENT, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("heading_deg", sa.Float),
        sa.Column("speed_ms", sa.Float),
        sa.Column("current_at", MOMENT, nullable=False),
        sa.Column("change", BIG, nullable=False),
    )
    op.create_index("latest_position_change", "latest_position", ["change"])
    op.create_table(
        "inbox",
        sa.Column("key", KEY, primary_key=True),
        sa.Column("arrived_at", MOMENT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarantine",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("arrived_at", MOMENT, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "sighting",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("camera_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("track", sa.Integer),
        sa.Column("class_name", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("box", sa.Text, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("x_m", sa.Float),
        sa.Column("y_m", sa.Float),
    )
    op.create_index("sighting_at", "sighting", ["at"])
    op.create_table(
        "alarm",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("acknowledged_by", sa.Text),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("returned_at", MOMENT),
        sa.Column("claimed_by", sa.Text),
        sa.Column("incident_id", sa.Text),
        sa.Column("shelved_until", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("alarm_cause", "alarm", ["kind", "source_id", "detail", "raised_at"])
    op.create_index(
        "alarm_one_open_per_cause",
        "alarm",
        ["kind", "source_id", "detail"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index("alarm_raised_at", "alarm", ["raised_at"])
    op.create_table(
        "incident",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("folio", sa.Text, nullable=False),
        sa.Column("type_code", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("unit_ids", sa.Text, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("close_code", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("incident_folio", "incident", ["folio"], unique=True)
    op.create_index("incident_state", "incident", ["state", "opened_at"])
    op.create_table(
        "report",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("incident_id", sa.Text),
    )
    op.create_index("report_at", "report", ["at"])
    _create_with_shapes(
        "media",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("taken_at", MOMENT),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("footprint", sa.Text, nullable=False),
        sa.Column("attributes", sa.Text, nullable=False),
        sa.Column("point", Geometry("POINT", srid=4326, spatial_index=True)),
        sa.Column("area", Geometry("POLYGON", srid=4326, spatial_index=True)),
    )
    op.create_index("media_sha256", "media", ["sha256"])
    op.create_index("media_taken_at", "media", ["taken_at"])
    op.create_table(
        "operator",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("password_hash", sa.Text),
    )
    op.create_index("operator_login", "operator", ["login"], unique=True)
    op.create_table(
        "sign_in_failure",
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("sign_in_failure_login", "sign_in_failure", ["login", "at"])
    op.create_table(
        "setting",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "camera",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("configuration", sa.Text, nullable=False),
    )
    op.create_table(
        "base_map",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("width_m", sa.Float, nullable=False),
        sa.Column("attribution", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("imported_at", MOMENT),
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_session", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_session", sa.Text),
        sa.Column("decided_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("approval_state", "approval", ["state", "asked_at"])
    op.create_table(
        "draft",
        sa.Column("operator_id", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )


def _create_with_shapes(name: str, *columns: sa.Column[Any]) -> None:
    """A table with geometry columns and their spatial indexes, in the words of each database."""
    op.invoke(CreateGeospatialTableOp(name, columns))
