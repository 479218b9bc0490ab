"""A layer as it was read and as it will be written: geometries as WKB, columns, a coordinate system or none."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class RawLayer:
    name: str
    wkb: NDArray[np.object_] | None
    fields: list[str]
    cells: list[NDArray[Any]]
    crs: str | None

    @property
    def count(self) -> int:
        if self.wkb is not None:
            return len(self.wkb)
        return len(self.cells[0]) if self.cells else 0
