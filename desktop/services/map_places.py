"""What the map worker may use for map layers on this machine: a cache in the data folder, and never the store."""

from pathlib import Path

from desktop.config import Settings
from maps.layer_places import LayerPlaces


def layer_places(settings: Settings) -> LayerPlaces:
    where = settings.store_location
    stores = () if "://" in where else tuple(Path(f"{where}{ending}") for ending in ("", "-wal", "-shm"))
    return LayerPlaces(settings.data / "cache" / "layers", stores)
