"""A layer as it was read and as it will be written: geometries as WKB, columns, a coordinate system or none."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
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


def write_rows(path: Path, **what: Any) -> None:
    """As pyogrio's own, which warns of a layer without a coordinate system: here that is a fact and is told later."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided", category=UserWarning)
        pyogrio.raw.write(path, **what)
