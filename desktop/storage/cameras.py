"""Cameras with all that is configured about them. The asset of the same id is what the map shows."""

from sqlalchemy import Connection, select

from desktop.storage.record import replace_rows, value_of
from desktop.storage.tables import camera as table
from video.camera import Camera


def put(connection: Connection, camera: Camera) -> None:
    replace_rows(connection, table, [{"id": camera.id, "name": camera.name, "configuration": camera}])


def get(connection: Connection, camera_id: str) -> Camera | None:
    found = connection.execute(select(table.c.configuration).where(table.c.id == camera_id)).scalar()
    return None if found is None else value_of(Camera, found)


def every(connection: Connection) -> list[Camera]:
    """By name."""
    found = connection.execute(select(table.c.configuration).order_by(table.c.name, table.c.id)).scalars()
    return [value_of(Camera, configuration) for configuration in found]


def remove(connection: Connection, camera_id: str) -> bool:
    return connection.execute(table.delete().where(table.c.id == camera_id)).rowcount == 1
