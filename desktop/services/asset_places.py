"""Where a thing of the city stands: a lamp, a meter, a container that was registered at the wrong corner."""

from dataclasses import replace

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.events import AssetEvent
from desktop.domain.operator import Operator
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.services.undo import Undoable
from desktop.storage import assets, journal
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.place import Place

PLACED_OTHERWISE = frozenset({AssetKind.CAMERA, AssetKind.UNIT})
"""A camera's place belongs to its calibration; a unit says itself where it is."""


class UnknownAssetError(LookupError):
    """There is no such thing."""


class NotMovableError(ValueError):
    """It has an outline, or is placed otherwise."""


def may_be_moved(asset: Asset) -> bool:
    return asset.kind not in PLACED_OTHERWISE and not asset.outline


class AssetPlaces:
    """Thread: any; each call is one transaction."""

    def __init__(self, store: Store, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now

    def move(self, asset_id: str, place: Place | None, by: Operator, *, instead_of: Place | None) -> Asset:
        """Raises ConflictError where it is not at `instead_of` any more, UnknownAssetError, NotMovableError."""
        permit(self._store, self._writer, by, "asset.place")
        with self._store.write() as connection:
            asset = assets.get(connection, asset_id)
            if asset is None:
                raise UnknownAssetError(asset_id)
            if not may_be_moved(asset):
                raise NotMovableError(asset.code)
            if asset.place != instead_of:
                raise ConflictError("asset", asset.code)
            moved = replace(asset, place=place)
            assets.put(connection, [moved])
            event = AssetEvent("changed", asset.kind, 1, asset.id, by.login, (moved,))
            journal.append(connection, event, self._writer, self._now())
            return moved

    def undo_of_moving(self, before: Asset, after: Asset) -> Undoable:
        return Undoable(
            "asset.place",
            after.id,
            after.name or after.code,
            lambda by: self.move(after.id, before.place, by, instead_of=after.place),
        )
