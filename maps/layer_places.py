"""What the children of map layers may use: a cache folder, secrets by name; and what they must never open."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from maps.layer_messages import Places, Secrets
from maps.source import Source


def _cache_folder() -> Path:
    return Path(platformdirs.user_cache_dir("atalaya")) / "layers"


def _no_secret(_: str) -> tuple[str, str] | None:
    return None


@dataclass(frozen=True, slots=True)
class LayerPlaces:
    """What the children of layers may use.

    `cache` holds conversions, overviews and tiles (these up to `tiles_bytes`) and may be deleted at any time.
    `refused` are the files that only the store's own door may open. `secrets` gives user and password of an entry of
    the keyring, None when there is none. `offline`: the network is left alone and stored tiles are shown.
    """

    cache: Path | None = None
    refused: tuple[Path, ...] = ()
    tiles_bytes: int = 1 << 29
    offline: bool = False
    secrets: Callable[[str], tuple[str, str] | None] = _no_secret

    def secrets_of(self, *sources: Source | None) -> Secrets:
        """What the children of these sources are told, by the names that the sources carry."""
        names = {source.credentials for source in sources if source is not None and source.credentials}
        known = {name: self.secrets(name) for name in names}
        return {name: secret for name, secret in known.items() if secret is not None}

    def for_child(self) -> Places:
        stores = tuple(_identity(path) for path in self.refused if path.exists())
        return Places(str(self.cache or _cache_folder()), stores, self.tiles_bytes, self.offline)


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
