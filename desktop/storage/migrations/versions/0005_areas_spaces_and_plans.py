"""Figures and further outlines of areas, the register of public spaces with its inspections, plans of sites."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "area_part",
        sa.Column("area_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("ring", sa.Text, nullable=False),
    )
    op.create_table(
        "area_figure",
        sa.Column("area_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("as_of", sa.Text, primary_key=True),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )
    _spaces()
    op.create_table(
        "plan",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
    )
    op.create_index("plan_name", "plan", ["name"], unique=True)


def _spaces() -> None:
    op.create_table(
        "space",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("inventory", sa.Text, nullable=False),
        sa.Column("opening_hours", sa.Text, nullable=False),
        sa.Column("responsible", sa.Text, nullable=False),
        sa.Column("condition", sa.Integer),
        sa.Column("inspected_at", MOMENT),
        sa.Column("inspected_by", sa.Text, nullable=False),
        sa.Column("interval_days", sa.Integer),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("space_source_id", "space", ["source_id"])
    op.create_table(
        "inspection",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("space_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("condition", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("photo_id", sa.Text, nullable=False),
    )
    op.create_index("inspection_space", "inspection", ["space_id", "at"])
