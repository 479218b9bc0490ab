"""What the city says of its heights: a surface model, and how high a building is that does not say. Journalled."""

from pathlib import Path

from desktop.domain.events import CityEvent
from desktop.domain.operator import Operator
from desktop.services.coverage.surroundings import BUILDING_HEIGHT_M, SURFACE_MODEL
from desktop.services.permit import permit
from desktop.storage import journal, settings
from desktop.storage.store import Store


class HeightRefusedError(ValueError):
    """A height that no building has, or a surface model that is not there."""


def configure(
    store: Store, writer: str, by: Operator, *, surface_model: Path | None = None, building_m: float | None = None
) -> None:
    """What is None stays as it is. Raises HeightRefusedError, NotPermittedError, a StoreError."""
    permit(store, writer, by, "city.configure")
    if surface_model is not None and not surface_model.is_file():
        raise HeightRefusedError(
            f"{surface_model}: there is no such file. Name a raster of heights (GeoTIFF, ASC, HGT)"
        )
    if building_m is not None and not 1.0 <= building_m <= 300.0:
        raise HeightRefusedError(f"a building of {building_m:g} m: give 1 to 300")
    values = {
        SURFACE_MODEL: str(surface_model.absolute()) if surface_model is not None else None,
        BUILDING_HEIGHT_M: building_m,
    }
    with store.write() as connection:
        for name, value in values.items():
            if value is not None:
                settings.put(connection, name, value)
                event = CityEvent("configured", name, f"{value} by {by.login}")
                journal.append(connection, event, writer)
