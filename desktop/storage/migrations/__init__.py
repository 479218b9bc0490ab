"""The store's history as Alembic migrations, one file a change."""
