"""Closures of streets, and geofences with who is inside."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from geoalchemy2.alembic_helpers import CreateGeospatialTableOp

revision = "0002"
down_revision = "0001"

MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    _create_with_shapes(
        "closure",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT),
        sa.Column("both_ways", sa.Boolean, nullable=False),
        sa.Column("lets_emergency", sa.Boolean, nullable=False),
        sa.Column("lifted_at", MOMENT),
        sa.Column("lifted_by", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("path", Geometry("LINESTRING", srid=4326, spatial_index=True)),
        sa.Column("area", Geometry("POLYGON", srid=4326, spatial_index=True)),
    )
    op.create_index("closure_from_at", "closure", ["from_at"])
    _create_with_shapes(
        "geofence",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("polygons", sa.Text, nullable=False),
        sa.Column("watches", sa.Text, nullable=False),
        sa.Column("classes", sa.Text, nullable=False),
        sa.Column("raises", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("dwell_s", sa.Float, nullable=False),
        sa.Column("hysteresis_m", sa.Float, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("area", Geometry("MULTIPOLYGON", srid=4326, spatial_index=True)),
    )
    op.create_index("geofence_name", "geofence", ["name"], unique=True)
    op.create_table(
        "geofence_presence",
        sa.Column("geofence_id", sa.Text, primary_key=True),
        sa.Column("subject_id", sa.Text, primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
    )


def _create_with_shapes(name: str, *columns: sa.Column[Any]) -> None:
    """A table with geometry columns and their spatial indexes, in the words of each database."""
    op.invoke(CreateGeospatialTableOp(name, columns))
