"""What the map worker of this machine may use for layers: where secrets are, and which files it never opens."""

from pathlib import Path

from desktop.config import Settings
from desktop.services.secrets import SecretBook
from maps.layer_places import LayerPlaces

_ENDINGS = ("", "-wal", "-shm", "-journal")


def layer_places(settings: Settings) -> LayerPlaces:
    """`secrets` is a SecretBook: who shows layers reads it in good time."""
    where = settings.store_location
    store = () if "://" in where else tuple(Path(where + ending) for ending in _ENDINGS)
    return LayerPlaces(settings.data / "cache" / "layers", refused=store, secrets=SecretBook(settings.data))
