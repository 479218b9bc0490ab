"""Which asset a device is: what devices say is kept under the asset's id, so that everybody else speaks of assets only.

An asset answers to its id, to its attribute `dev_eui` (LoRaWAN), `owntracks` (tracker, or user/tracker) or `device`
(any other name). A device that nobody has registered is kept under its own name, and can be found there.
"""

import threading

from sqlalchemy import Connection

from desktop.storage import assets as asset_rows
from desktop.storage.store import Store

NAMED_BY = ("dev_eui", "owntracks", "device")


class DeviceBook:
    """Read when first asked, and again after `forget`; which any thread may call."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asset_ids: dict[str, str] = {}
        self._forgotten = threading.Event()
        self._forgotten.set()

    def forget(self) -> None:
        """The inventory has changed."""
        self._forgotten.set()

    def refresh(self) -> None:
        """Read the inventory if it changed; raises a StoreError."""
        if not self._forgotten.is_set():
            return
        self._forgotten.clear()
        try:
            with self._store.read() as connection:
                self._asset_ids = _names(connection)
        except OSError:
            self._forgotten.set()
            raise

    def asset_of(self, device: str) -> str:
        known = self._asset_ids.get(device)
        if known is None and "/" in device:
            known = self._asset_ids.get(device.rpartition("/")[2])
        return known or device


def _names(connection: Connection) -> dict[str, str]:
    found: dict[str, str] = {}
    for asset in asset_rows.every(connection):
        for attribute in NAMED_BY:
            name = asset.attributes.get(attribute)
            if isinstance(name, str) and name:
                found[name.lower()] = found[name] = asset.id
    return found
