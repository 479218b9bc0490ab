"""Features as arrays: what every reader of tables gives and every drawing takes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maps.layer_facts import Column, Geometry
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import Box, Geometries

Ids = NDArray[np.int64]
Cells = NDArray[Any]
"""A column: numbers with NaN, or objects with None where a cell is empty."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """n features: ids, geometries in Web Mercator (all None without places), and columns of n cells.

    `broken` counts what was left out since its geometry cannot be read or lies off the Earth; `is_cut` says that
    there were more than were asked for.
    """

    ids: Ids
    shapes: Geometries
    cells: dict[str, Cells] = field(default_factory=dict[str, Cells])
    broken: int = 0
    is_cut: bool = False

    def where(self, kept: NDArray[Any]) -> "Batch":
        cells = {name: column[kept] for name, column in self.cells.items()}
        return replace(self, ids=self.ids[kept], shapes=self.shapes[kept], cells=cells)


class Table(Protocol):
    """A layer of features in some store. Reading raises LayerFaultError."""

    @property
    def stamp(self) -> str:
        """Another stamp, another content."""
        ...

    @property
    def columns(self) -> tuple[Column, ...]: ...

    @property
    def geometry(self) -> Geometry: ...

    def count(self) -> int: ...

    def within(self, box: Box, columns: Sequence[str], most: int) -> Batch:
        """Features whose box meets a box of Web Mercator, at most `most`."""
        ...

    def of_ids(self, ids: Ids, columns: Sequence[str], *, shapes: bool) -> Batch:
        """Some features, in the order of `ids`; those that are gone are left out."""
        ...

    def part(self, first: int, count: int, columns: Sequence[str]) -> Batch:
        """Some features as they lie, without their shapes."""
        ...

    def ids(self) -> Ids:
        """Of all features, as they lie."""
        ...

    def column(self, name: str) -> tuple[Ids, Cells]:
        """A whole column with the ids of its features."""
        ...

    def boxes(self) -> tuple[Ids, NDArray[np.float64]]:
        """Ids and boxes (n, 4: west, south, east, north of Web Mercator) of all features that have a place."""
        ...


def check_column(columns: Sequence[Column], name: str) -> None:
    """Names come from the table itself, or are refused."""
    if all(column.name != name for column in columns):
        raise LayerFaultError("no_column", name[:200])
