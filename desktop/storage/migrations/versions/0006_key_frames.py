"""Key frames of the replay, and passes through the cells of the ground."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "tape_frame",
        sa.Column("seq", BIG, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("living", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "field_frame",
        sa.Column("at", MOMENT, primary_key=True, autoincrement=False),
        sa.Column("newest", sa.LargeBinary, nullable=False),
    )
    _create_passes()
    op.create_index("alarm_source", "alarm", ["source_id", "raised_at"])
    op.create_index("alarm_place", "alarm", ["lat_deg", "lon_deg"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("observation_arrival", "observation", ["arrived_at"], postgresql_using="brin")
        op.create_index("position_arrival", "position", ["arrived_at"], postgresql_using="brin")


def _create_passes() -> None:
    op.create_table(
        "sighting_pass",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("cell", BIG, primary_key=True, autoincrement=False),
        sa.Column("until", MOMENT, primary_key=True, autoincrement=False),
        sa.Column("camera_id", sa.Text, primary_key=True),
        sa.Column("track", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("class_name", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("lat_deg", sa.Float),
        sa.Column("lon_deg", sa.Float),
        sa.Column("to_lat_deg", sa.Float, nullable=False),
        sa.Column("to_lon_deg", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unit_pass",
        sa.Column("cell", BIG, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, primary_key=True, autoincrement=False),
        sa.Column("device_id", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
