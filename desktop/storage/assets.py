"""What the city owns or watches."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from desktop.domain.asset import Asset
from desktop.storage import names
from desktop.storage.findable import ASSETS, of_asset
from desktop.storage.record import Row, first_value, plain_columns, replace_rows, row_of, values, with_shapes
from desktop.storage.tables import asset as table


def put(connection: Connection, assets: Iterable[Asset]) -> None:
    """Keep the assets, each in the place of the one with its id."""
    kept = list(assets)
    replace_rows(connection, table, [_row(asset) for asset in kept])
    names.put(connection, ASSETS, map(of_asset, kept))


def _row(asset: Asset) -> Row:
    return with_shapes(row_of(asset), asset, asset.outline)


def get(connection: Connection, asset_id: str) -> Asset | None:
    return first_value(connection, Asset, table, table.c.id == asset_id)


def by_code(connection: Connection, code: str) -> list[Asset]:
    """Those of a code; a store with several places may have more than one."""
    return values(connection, Asset, select(*plain_columns(table)).where(table.c.code == code).order_by(table.c.id))


def every(connection: Connection, kind: str | None = None) -> list[Asset]:
    """All assets, or all of a kind, by code."""
    query = select(*plain_columns(table)).order_by(table.c.kind, table.c.code)
    return values(connection, Asset, query if kind is None else query.where(table.c.kind == kind))


def remove(connection: Connection, asset_ids: Sequence[str]) -> int:
    """Forget assets; gives how many there were. What they said stays."""
    names.remove(connection, ASSETS, asset_ids)
    return sum(connection.execute(table.delete().where(table.c.id == asset_id)).rowcount for asset_id in asset_ids)
